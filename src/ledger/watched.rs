//! Persons for whom something is watched that the ledger does not say: one row for each, with a state of
//! a fixed size that means nothing here. It stands in the vault's folder, because the ledger must not tell
//! who these persons are, and is of a fixed form of 192 bytes:
//!
//! ```text
//! nonce 12 | sealed: version u64, number 5, state 128 | proof 16 | zeros 23
//! ```
//!
//! with big-endian numbers, sealed with AES-256-GCM under a key that no rotation changes. A row is never
//! changed where it stands: the new one is durable in another place before the old one is overwritten
//! with zeros, so one that is cut short by the machine's end takes nothing away. Of two rows of one person
//! the higher version counts.

use super::vault::VaultError;
use crate::vocab::subject::PersonNumber;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{aead, hmac};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::ops::Bound;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// How much is kept for each person.
pub const STATE_BYTES: usize = 128;

/// What is kept for a person.
pub type StateBytes = [u8; STATE_BYTES];

const ROW_BYTES: usize = 192;
const SEALED_BYTES: usize = 8 + 5 + STATE_BYTES;
const OPEN: &[u8] = b"sluse/watched/v1";

/// The file in the vault's folder.
pub(super) const FILE: &str = "watched.vault";

/// A person's place in the order in which they are visited; it tells nothing to who lacks the vault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn([u8; 16]);

/// The file of rows.
pub struct Watched {
    marks: hmac::Key,
    key: aead::LessSafeKey,
    rows: Mutex<Rows>,
}

struct Rows {
    file: File,
    places: BTreeMap<Turn, u64>,
    free: Vec<u64>,
    /// How many places the file has.
    end: u64,
    /// The highest version.
    version: u64,
}

/// What is sealed in a row.
struct Opened {
    version: u64,
    person: PersonNumber,
    state: StateBytes,
}

/// The bytes of a file, without the rows about these persons.
pub(crate) fn without(bytes: &[u8], key: &aead::LessSafeKey, gone: &[PersonNumber]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for row in bytes.as_chunks_mut::<ROW_BYTES>().0 {
        if open(key, row).is_some_and(|opened| gone.contains(&opened.person)) {
            *row = [0; ROW_BYTES];
        }
    }
    bytes
}

fn failed(source: io::Error) -> VaultError {
    VaultError::Io { what: "writing watched.vault", source }
}

impl Watched {
    /// Opens the file in the vault's folder, or makes it.
    pub(crate) fn open(
        dir: &Path,
        marks: hmac::Key,
        key: aead::LessSafeKey,
    ) -> Result<Self, VaultError> {
        let opening = |source| VaultError::Io { what: "opening watched.vault", source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(dir.join(FILE))
            .map_err(opening)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(opening)?;
        let (whole, _) = bytes.as_chunks::<ROW_BYTES>();
        let mut newest: BTreeMap<Turn, (u64, u64)> = BTreeMap::new();
        let mut free = Vec::new();
        let mut highest = 0;
        for (place, row) in (0..).zip(whole) {
            let Some(Opened { version, person, .. }) = open(&key, row) else {
                free.push(place);
                continue;
            };
            highest = highest.max(version);
            match newest.entry(turn(&marks, &person)) {
                Entry::Vacant(new) => drop(new.insert((version, place))),
                Entry::Occupied(mut there) if there.get().0 < version => {
                    free.push(there.insert((version, place)).1);
                }
                Entry::Occupied(_) => free.push(place),
            }
        }
        let places = newest.into_iter().map(|(turn, (_, place))| (turn, place)).collect();
        let rows = Rows { file, places, free, end: whole.len() as u64, version: highest };
        Ok(Self { marks, key, rows: Mutex::new(rows) })
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many persons are watched for.
    #[must_use]
    pub fn persons(&self) -> usize {
        self.rows().places.len()
    }

    /// What is kept for a person.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn state(&self, person: &PersonNumber) -> Result<Option<StateBytes>, VaultError> {
        let rows = self.rows();
        let Some(place) = rows.places.get(&turn(&self.marks, person)) else { return Ok(None) };
        Ok(Some(self.read(&rows, *place)?.state))
    }

    /// The person whose turn is after this one, and what is kept for them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(
        &self,
        after: Option<Turn>,
    ) -> Result<Option<(Turn, PersonNumber, StateBytes)>, VaultError> {
        let rows = self.rows();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let Some((turn, place)) = rows.places.range((from, Bound::Unbounded)).next() else {
            return Ok(None);
        };
        let Opened { person, state, .. } = self.read(&rows, *place)?;
        Ok(Some((*turn, person, state)))
    }

    fn read(&self, rows: &Rows, place: u64) -> Result<Opened, VaultError> {
        let mut row = [0; ROW_BYTES];
        rows.file
            .read_exact_at(&mut row, place * ROW_BYTES as u64)
            .map_err(|source| VaultError::Io { what: "reading watched.vault", source })?;
        open(&self.key, &row).ok_or(VaultError::Form(FILE))
    }

    /// Keeps this for a person from now on; durable when it returns.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn put(&self, person: &PersonNumber, state: &StateBytes) -> Result<(), VaultError> {
        let mut rows = self.rows();
        self.write(&mut rows, person, state)
    }

    /// As [`Watched::put`], unless nothing is kept for the person: whoever was erased meanwhile does not
    /// come back. Gives whether they were there.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn change(&self, person: &PersonNumber, state: &StateBytes) -> Result<bool, VaultError> {
        let mut rows = self.rows();
        if !rows.places.contains_key(&turn(&self.marks, person)) {
            return Ok(false);
        }
        self.write(&mut rows, person, state).map(|()| true)
    }

    fn write(
        &self,
        rows: &mut Rows,
        person: &PersonNumber,
        state: &StateBytes,
    ) -> Result<(), VaultError> {
        let version = rows.version + 1;
        let row = self.row(version, person, state)?;
        let place = rows.free.pop().unwrap_or(rows.end);
        rows.end = rows.end.max(place + 1);
        rows.version = version;
        let written = rows.put(place, &row).and_then(|()| rows.file.sync_data());
        if let Err(source) = written {
            // What stands there may be whole or not; as long as it can be overwritten it counts for nothing.
            if rows.put(place, &[0; ROW_BYTES]).is_ok() {
                rows.free.push(place);
            }
            return Err(failed(source));
        }
        if let Some(old) = rows.places.insert(turn(&self.marks, person), place) {
            // Not waited for until it is durable: the version says which of the two counts.
            if rows.put(old, &[0; ROW_BYTES]).is_ok() {
                rows.free.push(old);
            }
        }
        Ok(())
    }

    /// Removes what is kept for a person; durable when it returns.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn forget(&self, person: &PersonNumber) -> Result<(), VaultError> {
        let mut rows = self.rows();
        let Some(place) = rows.places.remove(&turn(&self.marks, person)) else { return Ok(()) };
        let removed = rows.put(place, &[0; ROW_BYTES]).and_then(|()| rows.file.sync_data());
        removed.map_err(failed)?;
        rows.free.push(place);
        Ok(())
    }

    fn row(
        &self,
        version: u64,
        person: &PersonNumber,
        state: &StateBytes,
    ) -> Result<[u8; ROW_BYTES], VaultError> {
        let mut nonce = [0; aead::NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| VaultError::Cipher)?;
        let inside = [&version.to_be_bytes()[..], &person.pack(), state].concat();
        let mut inside = Zeroizing::new(inside);
        let unique = aead::Nonce::assume_unique_for_key(nonce);
        let proof = self
            .key
            .seal_in_place_separate_tag(unique, aead::Aad::from(OPEN), &mut inside)
            .map_err(|_| VaultError::Cipher)?;
        let mut row = [&nonce[..], &inside, proof.as_ref()].concat();
        row.resize(ROW_BYTES, 0);
        row.try_into().map_err(|_| VaultError::Cipher)
    }
}

impl Rows {
    fn put(&self, place: u64, row: &[u8; ROW_BYTES]) -> io::Result<()> {
        self.file.write_all_at(row, place * ROW_BYTES as u64)
    }
}

fn turn(marks: &hmac::Key, person: &PersonNumber) -> Turn {
    let mac = hmac::sign(marks, person.expose().as_bytes());
    Turn(mac.as_ref().first_chunk().copied().unwrap_or_default())
}

/// What a row says, when it was made with this key and nothing in it was changed.
fn open(key: &aead::LessSafeKey, row: &[u8; ROW_BYTES]) -> Option<Opened> {
    let (nonce, rest) = row.split_first_chunk()?;
    let (sealed, _) = rest.split_first_chunk::<{ SEALED_BYTES + 16 }>()?;
    let mut room = Zeroizing::new(*sealed);
    let nonce = aead::Nonce::assume_unique_for_key(*nonce);
    let opened = key.open_in_place(nonce, aead::Aad::from(OPEN), &mut *room).ok()?;
    let (version, rest) = opened.split_first_chunk()?;
    let (number, state) = rest.split_first_chunk()?;
    Some(Opened {
        version: u64::from_be_bytes(*version),
        person: PersonNumber::unpack(number).ok()?,
        state: state.try_into().ok()?,
    })
}
