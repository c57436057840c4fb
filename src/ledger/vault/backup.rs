//! A vault in one file, and back: without the master key, which is kept apart, and without what must
//! not come back.
//!
//! ```text
//! "sluse vault backup 2\n" | for each of the small files: length u64, bytes | slots | how many u64 | SHA-256 32
//! ```
//!
//! The small files are those of [`SMALL`], in that order; one that is not there has length zero. Numbers
//! are big-endian, the hash is over all before it. A backup may be made while the gateway runs. All in
//! it is wrapped: it is worth nothing without the master key.

use super::keyring::{KEYRING, Keyring};
use super::master::{FileMaster, MasterKey};
use super::periods::{self, PERIODS};
use super::persons::{PERSONS, each_slot};
use super::slots::{self, SLOT_BYTES, Slot};
use super::{Handle, VaultError, draw_bytes, io_error, lock, missing_or, replace, wrapping};
use crate::disk::{folder_of, make_folder, sync_folder};
use crate::ledger::counts::{self, Counts};
use crate::ledger::heads::{self, HeadsError};
use crate::ledger::seal::{cipher_key, mac_key};
use crate::ledger::watched;
use crate::ledger::whose;
use crate::vocab::month::Month;
use crate::vocab::subject::PersonNumber;
use ring::digest::{Context, SHA256};
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

const MAGIC: &[u8] = b"sluse vault backup 2\n";

/// The files beside the slots.
const SMALL: [&str; 7] =
    [KEYRING, PERIODS, counts::FILE, whose::HELD, whose::STANDING, watched::FILE, heads::HEADS];

/// How many slots are done between two signs of progress.
const PROGRESS: u64 = 1024;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backed {
    /// How many slots of persons, erased ones included.
    pub persons: u64,
    /// SHA-256 over the file but for its last 32 bytes, in hexadecimal.
    pub sha256: String,
}

/// What must not come back, as a verified ledger says it.
#[derive(Debug, Clone)]
pub struct Gone {
    /// The keys that were destroyed.
    pub handles: HashSet<Handle>,
    /// All months below this one are past.
    pub before: Month,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many persons have their key back.
    pub persons: u64,
    /// How many keys were left out because the ledger says that they were destroyed, and how many slots
    /// had been erased before the backup was made.
    pub erased: [u64; 2],
    /// The months whose keys were left out because they are past.
    pub periods: Vec<Month>,
}

/// Writes to a file and hashes what it writes.
struct Hashing<W> {
    to: W,
    hash: Context,
}

impl<W: Write> Hashing<W> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.hash.update(bytes);
        self.to.write_all(bytes).map_err(io_error("writing the backup"))
    }
}

/// Writes a backup of the vault in this folder to a new file.
///
/// # Errors
/// When the file is there, the vault is damaged, or either cannot be read or written.
pub fn backup(
    dir: &Path,
    file: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Backed, VaultError> {
    let keyring = Keyring::read(dir, &FileMaster::read(dir)?)?;
    if keyring.next.is_some() {
        return Err(VaultError::Rotating);
    }
    let mut opening = OpenOptions::new();
    let to =
        opening.write(true).create_new(true).mode(0o600).open(file).map_err(|error| match error
            .kind()
        {
            io::ErrorKind::AlreadyExists => VaultError::BackupExists,
            _ => VaultError::Io { what: "writing the backup", source: error },
        })?;
    let written = write(dir, &keyring, &to, progress);
    if written.is_err() {
        let _ = fs::remove_file(file);
    }
    sync_folder(folder_of(file)).map_err(io_error("writing the backup"))?;
    written
}

fn write(
    dir: &Path,
    keyring: &Keyring,
    file: &File,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Backed, VaultError> {
    let to = BufWriter::with_capacity(256 * 1024, file);
    let mut out = Hashing { to, hash: Context::new(&SHA256) };
    out.put(MAGIC)?;
    for name in SMALL {
        let bytes = read_steadily(&dir.join(name)).map_err(io_error("reading the vault"))?;
        out.put(&(bytes.len() as u64).to_be_bytes())?;
        out.put(&bytes)?;
    }
    let slots = write_slots(dir, keyring, &mut out, progress)?;
    out.put(&slots.to_be_bytes())?;
    // The vault may have been rotated meanwhile: then its parts do not belong together.
    if Keyring::read(dir, &FileMaster::read(dir)?)?.now.wrapping.expose()
        != keyring.now.wrapping.expose()
    {
        return Err(VaultError::Rotating);
    }
    let hash = out.hash.clone().finish();
    out.to.write_all(hash.as_ref()).map_err(io_error("writing the backup"))?;
    out.to.flush().map_err(io_error("writing the backup"))?;
    file.sync_all().map_err(io_error("writing the backup"))?;
    let sha256 = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Backed { persons: slots.saturating_sub(1), sha256 })
}

/// Reads a file that may be replaced meanwhile, when the one that was read is overwritten with zeros; no
/// bytes, when it is not there.
fn read_steadily(path: &Path) -> io::Result<Vec<u8>> {
    loop {
        let mut file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            opened => opened?,
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if replace::is_same(&file.metadata()?, &fs::metadata(path)?) {
            return Ok(bytes);
        }
    }
}

/// Writes the slots up to the first that is not whole: it is being added, or was when a machine stopped.
fn write_slots(
    dir: &Path,
    keyring: &Keyring,
    out: &mut Hashing<impl Write>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64, VaultError> {
    let wrap = wrapping(&keyring.now.wrapping)?;
    let file = File::open(dir.join(PERSONS)).map_err(|error| missing_or(error, PERSONS))?;
    let length = file.metadata().map_err(io_error("reading the slots"))?.len();
    let whole = length / SLOT_BYTES as u64;
    let (mut written, mut torn) = (0, None);
    each_slot(&file, whole, |place, bytes| {
        match (slots::read(bytes, &wrap), torn) {
            (Slot::Unknown, None) => torn = Some(place),
            (Slot::Unknown, Some(_)) => {}
            (_, None) => {
                out.put(bytes)?;
                written += 1;
            }
            (_, Some(bad)) if slots::settled(bytes) > bad => return Err(VaultError::Damaged(bad)),
            (_, Some(_)) => {}
        }
        if place % PROGRESS == 0 {
            progress(place, whole);
        }
        Ok(())
    })?;
    progress(whole, whole);
    if written == 0 { Err(VaultError::Damaged(0)) } else { Ok(written) }
}

/// Restores a vault from a backup into a folder that has its master key and no persons. What is gone
/// by the word of the ledger is never written, not even for a moment. The file of persons comes last: a
/// restore that was cut short is done again.
///
/// # Errors
/// When the folder has persons or no master key, or the file is not a whole backup of this master key's.
pub fn restore(
    file: &Path,
    dir: &Path,
    gone: &Gone,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Restored, VaultError> {
    make_folder(dir).map_err(io_error("making the folder"))?;
    let _lock = lock(dir)?;
    if !super::is_without_persons(dir)? {
        return Err(VaultError::NotEmpty);
    }
    let master = FileMaster::read(dir)?;
    let backup = Backup::open(file)?;
    let [keyring_bytes, periods_bytes, counts_bytes, held_bytes, standing_bytes, others @ ..] =
        &backup.small;
    let keyring = replace::replace(&dir.join(KEYRING), keyring_bytes)
        .map_err(io_error("writing the keyring"))
        .and_then(|()| Keyring::read(dir, &master as &dyn MasterKey))?;
    let wrap = wrapping(&keyring.now.wrapping)?;
    let mut months = periods::read_bytes(periods_bytes, &wrap)?;
    let periods = months.forget_before(gone.before);
    periods::write(&dir.join(PERIODS), &wrap, &months)?;
    let mut restored = Restored { persons: 0, erased: [0, 0], periods };
    let path = dir.join(PERSONS);
    let new = replace::begin(&path).map_err(io_error("writing slots"))?;
    let erased = restore_slots(&backup, &wrap, gone, (&new, &mut restored), progress)?;
    let counts = Counts::open(dir, mac_key(&keyring.counts, b"counts")?)?;
    let marks: Vec<_> = erased.iter().map(|(_, number)| counts.person(number)).collect();
    let mut rows = counts.rows_in(counts_bytes);
    rows.retain(|row| !marks.contains(&row.person));
    counts.keep(&rows).map_err(io_error("writing the counts"))?;
    let (slots, numbers): (Vec<_>, Vec<_>) = erased.into_iter().unzip();
    let without = |bytes, usage| {
        Ok::<_, VaultError>(whose::without(bytes, &cipher_key(&keyring.counts, usage)?, &numbers))
    };
    let (held_bytes, standing_bytes) =
        (without(held_bytes, b"held".as_slice())?, without(standing_bytes, b"standing")?);
    let [watched_bytes, heads_bytes] = others;
    let key = cipher_key(&keyring.counts, b"watched row")?;
    let watched_bytes = watched::without(watched_bytes, &key, &numbers);
    let heads_bytes = match heads::without(heads_bytes, &keyring.vrf, &slots) {
        // They are made anew from the ledger.
        Err(HeadsError::Damaged(what)) => {
            tracing::warn!(what, "the backup's heads.vault is damaged and is left out");
            Vec::new()
        }
        without => without?,
    };
    let rows = [
        (whose::HELD, held_bytes),
        (whose::STANDING, standing_bytes),
        (watched::FILE, watched_bytes),
        (heads::HEADS, heads_bytes),
    ];
    for (name, bytes) in rows {
        if !bytes.is_empty() {
            replace::replace(&dir.join(name), &bytes).map_err(io_error("writing rows"))?;
        }
    }
    replace::commit(&path, &new).map_err(io_error("writing slots"))?;
    Ok(restored)
}

/// Writes the slots of a backup, and erased ones in the place of those that are gone; gives these, and
/// whose they were.
fn restore_slots(
    backup: &Backup,
    wrap: &ring::aead::LessSafeKey,
    gone: &Gone,
    (new, restored): (&File, &mut Restored),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<(u64, PersonNumber)>, VaultError> {
    let mut erased = Vec::new();
    let mut out = BufWriter::with_capacity(256 * 1024, new);
    for place in 0..backup.slots {
        let mut bytes = [0; SLOT_BYTES];
        backup
            .file
            .read_exact_at(&mut bytes, backup.start + place * SLOT_BYTES as u64)
            .map_err(io_error("reading the backup"))?;
        match slots::read(&bytes, wrap) {
            Slot::Live { handle, number: Some(number), .. } if gone.handles.contains(&handle) => {
                let settled = slots::settled(&bytes).min(place);
                bytes = slots::erase(handle, settled, draw_bytes()?, wrap)?;
                restored.erased[0] += 1;
                erased.push((place, number));
            }
            Slot::Live { number: Some(_), .. } => restored.persons += 1,
            Slot::Live { .. } => {}
            Slot::Erased(_) => restored.erased[1] += 1,
            Slot::Unknown => return Err(VaultError::Damaged(place)),
        }
        out.write_all(&bytes).map_err(io_error("writing slots"))?;
        if place % PROGRESS == 0 {
            progress(place, backup.slots);
        }
    }
    progress(backup.slots, backup.slots);
    out.flush().map_err(io_error("writing slots"))?;
    Ok(erased)
}

/// A backup that is whole.
struct Backup {
    file: File,
    small: [Vec<u8>; SMALL.len()],
    /// Where the slots begin.
    start: u64,
    slots: u64,
}

impl Backup {
    fn open(path: &Path) -> Result<Self, VaultError> {
        let reading = || io_error("reading the backup");
        let file = File::open(path).map_err(reading())?;
        let length = file.metadata().map_err(reading())?.len();
        let hashed = length.checked_sub(32).ok_or(VaultError::Backup)?;
        check_hash(&file, hashed)?;
        let mut rest = BufReader::new(&file);
        io::Seek::rewind(&mut rest).map_err(reading())?;
        let mut start = MAGIC.len() as u64;
        let mut magic = [0; MAGIC.len()];
        rest.read_exact(&mut magic).map_err(|_| VaultError::Backup)?;
        if magic != *MAGIC {
            return Err(VaultError::Backup);
        }
        let mut small: [Vec<u8>; SMALL.len()] = Default::default();
        for bytes in &mut small {
            let mut number = [0; 8];
            rest.read_exact(&mut number).map_err(|_| VaultError::Backup)?;
            let many = u64::from_be_bytes(number);
            start =
                start.checked_add(8 + many).filter(|at| *at <= hashed).ok_or(VaultError::Backup)?;
            (&mut rest).take(many).read_to_end(bytes).map_err(reading())?;
        }
        let mut number = [0; 8];
        let end = hashed.checked_sub(8).ok_or(VaultError::Backup)?;
        file.read_exact_at(&mut number, end).map_err(reading())?;
        let slots = u64::from_be_bytes(number);
        let fits = slots.checked_mul(SLOT_BYTES as u64).and_then(|bytes| bytes.checked_add(start));
        if fits != Some(end) {
            return Err(VaultError::Backup);
        }
        Ok(Self { file, small, start, slots })
    }
}

/// Whether the last 32 bytes are the hash of all before them.
fn check_hash(file: &File, hashed: u64) -> Result<(), VaultError> {
    let reading = || io_error("reading the backup");
    let mut hash = Context::new(&SHA256);
    let mut rest = BufReader::with_capacity(256 * 1024, file).take(hashed);
    let mut part = vec![0; 256 * 1024];
    loop {
        let many = rest.read(&mut part).map_err(reading())?;
        if many == 0 {
            break;
        }
        hash.update(part.get(..many).unwrap_or_default());
    }
    let mut said = [0; 32];
    file.read_exact_at(&mut said, hashed).map_err(reading())?;
    if hash.finish().as_ref() == said { Ok(()) } else { Err(VaultError::Backup) }
}
