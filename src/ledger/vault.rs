//! The vault: one random key for each person. The only thing beside the signing key that cannot be
//! rebuilt, and what makes erasure possible: an entry without its person's key says nothing.
//!
//! Its folder holds `master.key` (32 random bytes, mode 0600) and `persons.vault`: slots of 96 bytes,
//!
//! ```text
//! person id 16 | nonce 12 | wrapped key 48 | version 1 | zero 11 | settled, u64 big-endian 8
//! ```
//!
//! where *person id* is HMAC-SHA-256 over the person's number under the lookup key, cut to 16 bytes;
//! *wrapped key* is AES-256-GCM under the wrapping key with all the rest of the slot as additional
//! data; *settled* is how many slots were known durable when this one was written. Both keys are
//! derived from the master key. A new slot is on disk before the first entry that needs it. The first
//! slot is nobody's (its id is all zero): it tells a wrong master key from a torn slot.

use super::counts::Counts;
use super::seal::{SealError, cipher_key, mac_key};
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use ring::rand::SecureRandom;
use ring::{aead, hmac};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock};
use zeroize::Zeroize;

const SLOT_BYTES: usize = 96;
const WRAPPED_BYTES: usize = 48;
const VERSION: u8 = 1;

/// What the secret of pseudonyms is derived for.
const PSEUDONYMS: &[u8] = b"vault pseudonyms";

/// Why the vault cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A file of the vault could not be read or written.
    #[error("vault: {what} failed")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Others than the owner may read the master key.
    #[error("vault: master.key may be read by others than its owner (mode {mode:o}, must be 600)")]
    Exposed {
        /// The permission bits found.
        mode: u32,
    },
    /// The master key is not 32 bytes.
    #[error("vault: master.key is not 32 bytes long")]
    MasterLength,
    /// The ledger has entries but its vault is not there: a wrong folder, or a lost one.
    #[error("vault: {0} is missing, but the ledger has entries")]
    Missing(&'static str),
    /// Another process has the vault open.
    #[error("vault: another process has it open")]
    Locked,
    /// A slot does not open with the master key: the file is damaged, or the key is another's.
    #[error("vault: slot {0} does not open with this master key")]
    Damaged(u64),
    /// A key could not be derived, drawn or wrapped.
    #[error("vault: a key could not be made")]
    Cipher,
}

impl From<SealError> for VaultError {
    fn from(_: SealError) -> Self {
        Self::Cipher
    }
}

fn io_error(what: &'static str) -> impl FnOnce(io::Error) -> VaultError {
    move |source| VaultError::Io { what, source }
}

/// A person as the vault knows them; nothing to who lacks the master key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PersonId([u8; 16]);

/// Whose slot is the first one: nobody's.
const KEY_CHECK: PersonId = PersonId([0; 16]);

/// The open vault.
pub(crate) struct Vault {
    file: File,
    lookup: hmac::Key,
    pseudonyms: Key32,
    wrap: aead::LessSafeKey,
    random: ring::rand::SystemRandom,
    slots: RwLock<HashMap<PersonId, u64>>,
    /// What distinct persons are counted by.
    pub(crate) counts: Counts,
    /// How many slots are known to be durable; also keeps two additions apart.
    settled: Mutex<Settled>,
}

struct Settled {
    slots: u64,
    /// An addition failed: what it left behind must be cut off before the next.
    cut: bool,
}

impl Vault {
    /// Opens the vault in this folder, and makes a new one if there is none and `may_create`.
    pub(crate) fn open(dir: &Path, may_create: bool) -> Result<Self, VaultError> {
        if may_create {
            super::durable::make_folder(dir).map_err(io_error("making the folder"))?;
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(may_create)
            .truncate(false)
            .mode(0o600)
            .open(dir.join("persons.vault"))
            .map_err(|error| missing_or(error, "persons.vault"))?;
        file.try_lock().map_err(|_| VaultError::Locked)?;
        let is_new = file.metadata().map_err(io_error("reading the slots"))?.len() == 0;
        let master = master_key(dir, may_create && is_new)?;
        let vault = Self {
            file,
            lookup: mac_key(&master, b"vault lookup")?,
            pseudonyms: derived(&master, PSEUDONYMS)?,
            wrap: cipher_key(&master, b"vault wrap")?,
            random: ring::rand::SystemRandom::new(),
            slots: RwLock::default(),
            counts: Counts::open(dir, mac_key(&master, b"counts")?)?,
            settled: Mutex::new(Settled { slots: 0, cut: false }),
        };
        vault.load(may_create)?;
        if vault.count() == 0 {
            vault.add(&[(KEY_CHECK, vault.draw()?)])?;
            super::durable::sync_folder(dir).map_err(io_error("syncing the folder"))?;
        }
        Ok(vault)
    }

    fn count(&self) -> u64 {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner).slots
    }

    /// What pseudonyms are made from.
    pub(crate) const fn pseudonyms(&self) -> &Key32 {
        &self.pseudonyms
    }

    /// Who this is to the vault.
    pub(crate) fn id(&self, person: &PersonNumber) -> PersonId {
        let mac = hmac::sign(&self.lookup, person.expose().as_bytes());
        PersonId(mac.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// The person's key, when they have one.
    pub(crate) fn key(&self, person: PersonId) -> Result<Option<Key32>, VaultError> {
        let slot = {
            let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
            slots.get(&person).copied()
        };
        let Some(slot) = slot else { return Ok(None) };
        let mut bytes = [0; SLOT_BYTES];
        self.file
            .read_exact_at(&mut bytes, slot * SLOT_BYTES as u64)
            .map_err(io_error("reading a slot"))?;
        let opened = Slot(&bytes).unwrap(&self.wrap).ok_or(VaultError::Damaged(slot))?;
        Ok(Some(opened))
    }

    /// How many persons it holds.
    pub(crate) fn persons(&self) -> u64 {
        // The first slot is nobody's.
        let settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        settled.slots.saturating_sub(1)
    }

    /// Draws a key for a new person. It counts for nothing until [`Self::add`] returns.
    pub(crate) fn draw(&self) -> Result<Key32, VaultError> {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes).map_err(|_| VaultError::Cipher)?;
        let key = Key32::new(bytes);
        bytes.zeroize();
        Ok(key)
    }

    /// Writes the keys of new persons: one write, one fdatasync for all of them.
    pub(crate) fn add(&self, new: &[(PersonId, Key32)]) -> Result<(), VaultError> {
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        let end = settled.slots * SLOT_BYTES as u64;
        if settled.cut {
            self.file.set_len(end).map_err(io_error("cutting off a failed addition"))?;
            self.file.sync_all().map_err(io_error("cutting off a failed addition"))?;
            settled.cut = false;
        }
        let mut block = Vec::with_capacity(new.len() * SLOT_BYTES);
        for (person, key) in new {
            let mut nonce = [0; aead::NONCE_LEN];
            self.random.fill(&mut nonce).map_err(|_| VaultError::Cipher)?;
            Slot::wrap(*person, key, settled.slots, nonce, &self.wrap, &mut block)?;
        }
        settled.cut = true;
        self.file.write_all_at(&block, end).map_err(io_error("writing a slot"))?;
        self.file.sync_data().map_err(io_error("syncing the slots"))?;
        settled.cut = false;
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        for (person, _) in new {
            slots.insert(*person, settled.slots);
            settled.slots += 1;
        }
        Ok(())
    }

    /// Reads all slots. What the last, unfinished addition left at the end is cut off; a slot that
    /// does not open before that is damage.
    fn load(&self, may_create: bool) -> Result<(), VaultError> {
        let mut bytes = Vec::new();
        (&self.file).read_to_end(&mut bytes).map_err(io_error("reading the slots"))?;
        let (whole, rest) = bytes.as_chunks::<SLOT_BYTES>();
        match whole.first() {
            // With the wrong master key every slot would look torn: that must not empty the vault.
            Some(first) if Slot(first).unwrap(&self.wrap).is_none() => {
                return Err(VaultError::Damaged(0));
            }
            None if !may_create => return Err(VaultError::Missing("persons.vault")),
            _ => {}
        }
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        let mut torn = None;
        for (place, bytes) in (0_u64..).zip(whole) {
            let slot = Slot(bytes);
            match (slot.unwrap(&self.wrap).is_some(), torn) {
                (true, None) => {
                    slots.entry(slot.person()).or_insert(place);
                }
                (true, Some(bad)) if slot.settled() > bad => return Err(VaultError::Damaged(bad)),
                (false, None) => torn = Some(place),
                (_, Some(_)) => {}
            }
        }
        drop(slots);
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        settled.slots = torn.unwrap_or(whole.len() as u64);
        settled.cut = torn.is_some() || !rest.is_empty();
        if settled.cut {
            tracing::warn!(
                slots = settled.slots,
                "the vault ends in an unfinished addition, which is cut off"
            );
        }
        Ok(())
    }
}

/// One slot as it stands in the file.
struct Slot<'a>(&'a [u8; SLOT_BYTES]);

impl Slot<'_> {
    /// Appends the slot of a person.
    fn wrap(
        person: PersonId,
        key: &Key32,
        settled: u64,
        nonce: [u8; aead::NONCE_LEN],
        wrap: &aead::LessSafeKey,
        out: &mut Vec<u8>,
    ) -> Result<(), VaultError> {
        let mut end = vec![VERSION];
        end.resize(SLOT_BYTES - 16 - aead::NONCE_LEN - WRAPPED_BYTES - 8, 0);
        end.extend_from_slice(&settled.to_be_bytes());
        let mut wrapped = key.expose().to_vec();
        let aad = aead::Aad::from([&person.0, end.as_slice()].concat());
        wrap.seal_in_place_append_tag(aead::Nonce::assume_unique_for_key(nonce), aad, &mut wrapped)
            .map_err(|_| VaultError::Cipher)?;
        out.extend_from_slice(&person.0);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&wrapped);
        out.extend_from_slice(&end);
        Ok(())
    }

    /// The key, when the slot was made with this wrapping key and nothing in it was changed.
    fn unwrap(&self, wrap: &aead::LessSafeKey) -> Option<Key32> {
        let (person, rest) = self.0.split_first_chunk::<16>()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (wrapped, end) = rest.split_first_chunk::<WRAPPED_BYTES>()?;
        if end.first() != Some(&VERSION) {
            return None;
        }
        let mut bytes = *wrapped;
        let nonce = aead::Nonce::assume_unique_for_key(*nonce);
        let aad = aead::Aad::from([person, end].concat());
        let opened = wrap.open_in_place(nonce, aad, &mut bytes).ok();
        let key = opened.and_then(|key| key.first_chunk().copied()).map(Key32::new);
        bytes.zeroize();
        key
    }

    fn person(&self) -> PersonId {
        PersonId(self.0.first_chunk().copied().unwrap_or_default())
    }

    fn settled(&self) -> u64 {
        self.0.last_chunk().copied().map(u64::from_be_bytes).unwrap_or_default()
    }
}

/// A key for another use, derived from the master key.
fn derived(master: &Key32, usage: &[u8]) -> Result<Key32, VaultError> {
    let mac = hmac::sign(&mac_key(master, usage)?, usage);
    let key = mac.as_ref().first_chunk().copied().ok_or(VaultError::Cipher)?;
    Ok(Key32::new(key))
}

/// The secret of pseudonyms, from the folder of a vault: what [`Ledger::pseudonyms`] gives, for whoever
/// holds the folder. Nothing is locked, so it can be read while the ledger is open.
///
/// # Errors
/// When there is no vault, or its master key cannot be used.
///
/// [`Ledger::pseudonyms`]: super::Ledger::pseudonyms
pub fn pseudonyms(dir: &Path) -> Result<Key32, VaultError> {
    derived(&master_key(dir, false)?, PSEUDONYMS)
}

/// Reads the master key, or draws one for a new vault.
fn master_key(dir: &Path, create: bool) -> Result<Key32, VaultError> {
    let path = dir.join("master.key");
    if create && !path.exists() {
        let mut bytes = [0; 32];
        ring::rand::SystemRandom::new().fill(&mut bytes).map_err(|_| VaultError::Cipher)?;
        let written = super::durable::write_secret(&path, &bytes);
        bytes.zeroize();
        written.map_err(io_error("writing master.key"))?;
    }
    let mut file = File::open(&path).map_err(|error| missing_or(error, "master.key"))?;
    let about = file.metadata().map_err(io_error("reading master.key"))?;
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(VaultError::Exposed { mode });
    }
    let mut bytes = [0; 32];
    if about.len() != bytes.len() as u64 {
        return Err(VaultError::MasterLength);
    }
    file.read_exact(&mut bytes).map_err(io_error("reading master.key"))?;
    let key = Key32::new(bytes);
    bytes.zeroize();
    Ok(key)
}

fn missing_or(error: io::Error, name: &'static str) -> VaultError {
    match error.kind() {
        io::ErrorKind::NotFound => VaultError::Missing(name),
        _ => VaultError::Io { what: name, source: error },
    }
}
