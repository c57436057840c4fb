//! `persons.vault`: the file of slots, and where each person's is.
//!
//! New slots are added at the end: one write and one fdatasync for all of a batch. The first slot is
//! nobody's: it tells which wrapping key the file was written with. A key is destroyed where it stands:
//! `erasing.vault` names the slot first, so that one that was half overwritten when the machine stopped
//! is told from a damaged one, and is overwritten again at the next start.

use super::replace;
use super::slots::{self, SLOT_BYTES, Slot};
use super::{Handle, Known, PersonId, VaultError, draw, draw_bytes, io_error};
use crate::disk::{remove_if_there, replace_private, sync_folder};
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use ring::aead::LessSafeKey;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

/// The file's name.
pub(super) const PERSONS: &str = "persons.vault";

/// The file that names a slot which is being overwritten.
pub(super) const ERASING: &str = "erasing.vault";

/// How many slots are read at a time.
const AT_A_TIME: usize = 1024;

/// What is known of a slot before it is written: id, number and key of a new person.
pub(crate) type New = (PersonId, PersonNumber, Key32);

/// The open file.
pub(super) struct Persons {
    dir: PathBuf,
    file: File,
    wrap: LessSafeKey,
    places: RwLock<Places>,
    /// Also keeps two changes of the file apart.
    settled: Mutex<Settled>,
}

#[derive(Default)]
struct Settled {
    /// How many slots are known to be durable.
    slots: u64,
    /// An addition failed: what it left behind must be cut off before the next.
    cut: bool,
    /// The handles of the slots whose keys were destroyed.
    erased: HashSet<Handle>,
}

/// Where persons' slots are, in little memory: a person's id is a hash, so its first half finds them,
/// and the slot says the rest.
#[derive(Default)]
struct Places {
    by_half: HashMap<[u8; 8], u32>,
    /// Those whose first half was taken.
    others: HashMap<PersonId, u32>,
}

impl Places {
    fn add(&mut self, id: PersonId, place: u32) {
        match self.by_half.entry(id.half()) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(place);
            }
            std::collections::hash_map::Entry::Occupied(_) => {
                self.others.entry(id).or_insert(place);
            }
        }
    }

    fn remove(&mut self, id: PersonId, place: u32) {
        if self.by_half.get(&id.half()) == Some(&place) {
            self.by_half.remove(&id.half());
            // Somebody else with the same first half may now stand alone.
            let other = self.others.keys().find(|other| other.half() == id.half()).copied();
            if let Some((other, place)) = other.and_then(|other| self.others.remove_entry(&other)) {
                self.by_half.insert(other.half(), place);
            }
        } else {
            self.others.remove(&id);
        }
    }
}

impl Persons {
    /// Opens the file, and makes it if it is not there and `may_create`.
    pub(super) fn open(
        dir: &Path,
        wrap: LessSafeKey,
        may_create: bool,
    ) -> Result<Self, VaultError> {
        let path = dir.join(PERSONS);
        replace::finish(&path).map_err(io_error("clearing old slots"))?;
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(may_create)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| super::missing_or(error, PERSONS))?;
        let persons = Self {
            dir: dir.to_owned(),
            file,
            wrap,
            places: RwLock::default(),
            settled: Mutex::default(),
        };
        persons.finish_erasing()?;
        persons.load(may_create)?;
        persons.settle_anew()?;
        if persons.slots() == 0 {
            persons.add_all(&[(PersonId::NOBODY, Handle([0; 16]), None, draw()?)])?;
            sync_folder(dir).map_err(io_error("syncing the folder"))?;
        }
        Ok(persons)
    }

    fn settled(&self) -> MutexGuard<'_, Settled> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many slots there are, erased ones and nobody's included.
    pub(super) fn slots(&self) -> u64 {
        self.settled().slots
    }

    /// Whether a slot with this handle was erased.
    pub(super) fn is_erased(&self, handle: Handle) -> bool {
        self.settled().erased.contains(&handle)
    }

    /// What the person's slot says.
    pub(super) fn known(&self, id: PersonId) -> Result<Option<Known>, VaultError> {
        let (half, other) = {
            let places = self.places.read().unwrap_or_else(PoisonError::into_inner);
            (places.by_half.get(&id.half()).copied(), places.others.get(&id).copied())
        };
        for place in [half, other].into_iter().flatten().map(u64::from) {
            match slots::read(&self.bytes(place)?, &self.wrap) {
                Slot::Live { id: its, handle, key, number: Some(number) } if its == id => {
                    return Ok(Some(Known { slot: place, id, handle, key, number }));
                }
                // Somebody else's, or erased since the place was looked up.
                Slot::Live { .. } | Slot::Erased(_) => {}
                Slot::Unknown => return Err(VaultError::Damaged(place)),
            }
        }
        Ok(None)
    }

    fn bytes(&self, place: u64) -> Result<[u8; SLOT_BYTES], VaultError> {
        let mut bytes = [0; SLOT_BYTES];
        self.file
            .read_exact_at(&mut bytes, place * SLOT_BYTES as u64)
            .map_err(io_error("reading a slot"))?;
        Ok(bytes)
    }

    /// Writes the keys of new persons.
    pub(super) fn add(&self, new: &[New]) -> Result<(), VaultError> {
        let mut rows = Vec::with_capacity(new.len());
        for (id, number, key) in new {
            rows.push((*id, Handle(draw_bytes()?), Some(number), key.clone()));
        }
        self.add_all(&rows)
    }

    fn add_all(
        &self,
        new: &[(PersonId, Handle, Option<&PersonNumber>, Key32)],
    ) -> Result<(), VaultError> {
        let mut settled = self.settled();
        let end = settled.slots * SLOT_BYTES as u64;
        if settled.cut {
            self.file.set_len(end).map_err(io_error("cutting off a failed addition"))?;
            self.file.sync_all().map_err(io_error("cutting off a failed addition"))?;
            settled.cut = false;
        }
        let mut block = Vec::with_capacity(new.len() * SLOT_BYTES);
        for (id, handle, number, key) in new {
            let nonce = draw_bytes()?;
            let secret = (key, *number);
            let slot = slots::write((*id, *handle), secret, settled.slots, nonce, &self.wrap)?;
            block.extend_from_slice(&slot);
        }
        settled.cut = true;
        self.file.write_all_at(&block, end).map_err(io_error("writing a slot"))?;
        self.file.sync_data().map_err(io_error("syncing the slots"))?;
        settled.cut = false;
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        for (id, ..) in new {
            let place = u32::try_from(settled.slots).map_err(|_| VaultError::Full)?;
            if *id != PersonId::NOBODY {
                places.add(*id, place);
            }
            settled.slots += 1;
        }
        Ok(())
    }

    /// Reads all slots. What the last, unfinished addition left at the end is cut off; a slot that
    /// does not open before that is damage.
    fn load(&self, may_create: bool) -> Result<(), VaultError> {
        let length = self.file.metadata().map_err(io_error("reading the slots"))?.len();
        let whole = length / SLOT_BYTES as u64;
        if whole == 0 && !may_create {
            return Err(VaultError::Missing(PERSONS));
        }
        let mut settled = self.settled();
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        let mut torn = None;
        each_slot(&self.file, whole, |place, bytes| {
            match (slots::read(bytes, &self.wrap), torn) {
                // With another wrapping key every slot would look torn: that must not empty the vault.
                (Slot::Unknown, _) if place == 0 && !(may_create && whole == 1) => {
                    return Err(VaultError::Damaged(0));
                }
                (Slot::Unknown, None) => torn = Some(place),
                (Slot::Unknown, Some(_)) => {}
                (_, Some(bad)) if slots::settled(bytes) > bad => {
                    return Err(VaultError::Damaged(bad));
                }
                (Slot::Live { id, .. }, None) if id != PersonId::NOBODY => {
                    places.add(id, u32::try_from(place).map_err(|_| VaultError::Full)?);
                }
                (Slot::Erased(handle), None) => {
                    settled.erased.insert(handle);
                }
                (Slot::Live { .. } | Slot::Erased(_), _) => {}
            }
            Ok(())
        })?;
        settled.slots = torn.unwrap_or(whole);
        settled.cut = torn.is_some() || length % SLOT_BYTES as u64 != 0;
        if settled.cut {
            tracing::warn!(
                slots = settled.slots,
                "the vault ends in an unfinished addition, which is cut off"
            );
        }
        Ok(())
    }

    /// Writes the last addition anew, as it was found: whether a former process's sync of it succeeded
    /// is not known, and reading it back says nothing of the disk.
    fn settle_anew(&self) -> Result<(), VaultError> {
        let settled = self.settled();
        let Some(last) = settled.slots.checked_sub(1) else { return Ok(()) };
        let first = slots::settled(&self.bytes(last)?).min(last);
        let bytes = usize::try_from((settled.slots - first) * SLOT_BYTES as u64);
        let mut found = vec![0; bytes.map_err(|_| VaultError::Full)?];
        let at = first * SLOT_BYTES as u64;
        self.file.read_exact_at(&mut found, at).map_err(io_error("reading the slots"))?;
        self.file.write_all_at(&found, at).map_err(io_error("writing the last slots anew"))?;
        self.file.sync_data().map_err(io_error("writing the last slots anew"))
    }

    /// Visits all persons in the order of their slots. Persons added meanwhile are not among them.
    pub(super) fn each<E: From<VaultError>>(
        &self,
        mut visit: impl FnMut(Known) -> Result<(), E>,
    ) -> Result<(), E> {
        each_slot(&self.file, self.slots(), |slot, bytes| match slots::read(bytes, &self.wrap) {
            Slot::Live { id, handle, key, number: Some(number) } => {
                visit(Known { slot, id, handle, key, number })
            }
            Slot::Live { .. } | Slot::Erased(_) => Ok(()),
            Slot::Unknown => Err(VaultError::Damaged(slot).into()),
        })
    }

    /// The slots of these handles that still have a key.
    pub(super) fn find(&self, handles: &HashSet<Handle>) -> Result<Vec<Known>, VaultError> {
        let mut found = Vec::new();
        if handles.is_empty() {
            return Ok(found);
        }
        each_slot(&self.file, self.slots(), |slot, bytes| {
            if handles.contains(&slots::handle(bytes))
                && let Slot::Live { id, handle, key, number: Some(number) } =
                    slots::read(bytes, &self.wrap)
            {
                found.push(Known { slot, id, handle, key, number });
            }
            Ok::<_, VaultError>(())
        })?;
        Ok(found)
    }

    /// Destroys the key in a slot: overwritten where it stands, and synced.
    pub(super) fn erase(&self, known: &Known) -> Result<(), VaultError> {
        let mut settled = self.settled();
        let note = [known.slot.to_be_bytes().as_slice(), &known.handle.0].concat();
        replace_private(&self.dir.join(ERASING), &note).map_err(io_error("noting an erasure"))?;
        let place = u32::try_from(known.slot).map_err(|_| VaultError::Full)?;
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        places.remove(known.id, place);
        drop(places);
        self.overwrite(known.slot, known.handle)?;
        self.forget_note()?;
        settled.erased.insert(known.handle);
        Ok(())
    }

    fn overwrite(&self, slot: u64, handle: Handle) -> Result<(), VaultError> {
        let written = slots::settled(&self.bytes(slot)?).min(slot);
        let bytes = slots::erase(handle, written, draw_bytes()?, &self.wrap)?;
        self.file
            .write_all_at(&bytes, slot * SLOT_BYTES as u64)
            .map_err(io_error("overwriting a slot"))?;
        self.file.sync_all().map_err(io_error("overwriting a slot"))
    }

    fn forget_note(&self) -> Result<(), VaultError> {
        let removed = remove_if_there(&self.dir.join(ERASING));
        removed.and_then(|()| sync_folder(&self.dir)).map_err(io_error("removing a note"))
    }

    /// Overwrites again the slot that was being overwritten when the machine stopped.
    fn finish_erasing(&self) -> Result<(), VaultError> {
        let note = match fs::read(self.dir.join(ERASING)) {
            Ok(note) => note,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(VaultError::Io { what: "reading a note", source }),
        };
        let parts = note.split_first_chunk().and_then(|(slot, handle)| {
            Some((u64::from_be_bytes(*slot), Handle(*handle.first_chunk()?)))
        });
        let (slot, handle) = parts.ok_or(VaultError::Form(ERASING))?;
        let length = self.file.metadata().map_err(io_error("reading the slots"))?.len();
        if (slot + 1) * SLOT_BYTES as u64 <= length && slots::handle(&self.bytes(slot)?) == handle {
            self.overwrite(slot, handle)?;
        }
        self.forget_note()
    }
}

/// Visits the first slots of a file.
pub(super) fn each_slot<E: From<VaultError>>(
    file: &File,
    slots: u64,
    mut visit: impl FnMut(u64, &[u8; SLOT_BYTES]) -> Result<(), E>,
) -> Result<(), E> {
    let mut bytes = vec![0; AT_A_TIME * SLOT_BYTES];
    let mut place = 0;
    while place < slots {
        let many = usize::try_from(slots - place).unwrap_or(AT_A_TIME).min(AT_A_TIME);
        let room = bytes.get_mut(..many * SLOT_BYTES).unwrap_or_default();
        file.read_exact_at(room, place * SLOT_BYTES as u64)
            .map_err(io_error("reading the slots"))?;
        for slot in room.as_chunks::<SLOT_BYTES>().0 {
            visit(place, slot)?;
            place += 1;
        }
    }
    Ok(())
}
