//! Whom some entries are about, for who knows no more than the entry: one row for each, in the vault's
//! folder, because the ledger must not tell. Two files of one form:
//!
//! - `held.vault`: entries that are not shown yet, until they are released ([`super::release`]);
//! - `standing.vault`: acts that stand (a question without an answer, a consent), until another ends
//!   them ([`super::standing`]).
//!
//! A row has 56 bytes:
//!
//! ```text
//! entry's index u64 | until 10 | nonce 12 | sealed number 5 | proof 16 | zeros 5
//! ```
//!
//! *index* is big-endian, *until* a day as text; the person's number is sealed with AES-256-GCM, index
//! and day as additional data, under a key that no rotation changes, one for each file. A row is durable
//! before its entry is, so it may stand there for an entry that never came to be: whoever reads a row
//! holds it against the entry. A row that is done with is overwritten with zeros, and its place is used
//! again.

use super::vault::VaultError;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use ring::aead;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

const ROW_BYTES: usize = 56;
const OPEN_BYTES: usize = 18;
const NUMBER_BYTES: usize = 5;

/// The file about what is held.
pub(super) const HELD: &str = "held.vault";

/// The file about what stands.
pub(super) const STANDING: &str = "standing.vault";

/// Where a row stands: first those whose day comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Turn {
    /// The day from which the person is to be shown the entry, or until which the act stands.
    pub(crate) until: Day,
    /// The entry.
    pub(crate) index: u64,
    place: u64,
}

/// An entry that will have a row.
pub(crate) struct NewRow {
    pub(crate) index: u64,
    pub(crate) until: Day,
    pub(crate) person: PersonNumber,
}

/// One of the files.
pub(crate) struct Whose {
    key: aead::LessSafeKey,
    rows: Mutex<Rows>,
}

struct Rows {
    file: File,
    /// What waits, by turn: the number as it is sealed.
    by_turn: BTreeMap<Turn, [u8; ROW_BYTES]>,
    /// The turn of each entry. No two rows are about one entry: those of entries that never came to be go
    /// before their indexes are given again ([`Whose::forget_from`]).
    turns: HashMap<u64, Turn>,
    free: Vec<u64>,
    /// How many places the file has.
    places: u64,
}

/// The bytes of a file, without the rows about these persons.
pub(crate) fn without(bytes: &[u8], key: &aead::LessSafeKey, gone: &[PersonNumber]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for row in bytes.as_chunks_mut::<ROW_BYTES>().0 {
        if number(key, row).is_some_and(|number| gone.contains(&number)) {
            *row = [0; ROW_BYTES];
        }
    }
    bytes
}

impl Whose {
    /// Opens the file of this name in the vault's folder, or makes it.
    pub(crate) fn open(
        dir: &Path,
        name: &'static str,
        key: aead::LessSafeKey,
    ) -> Result<Self, VaultError> {
        let opening = |source| VaultError::Io { what: name, source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(dir.join(name))
            .map_err(opening)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(opening)?;
        let (whole, _) = bytes.as_chunks::<ROW_BYTES>();
        let (mut by_turn, mut turns, mut free) = (BTreeMap::new(), HashMap::new(), Vec::new());
        for (place, row) in (0..).zip(whole) {
            match turn(row, place).filter(|_| number(&key, row).is_some()) {
                Some(turn) => {
                    by_turn.insert(turn, *row);
                    turns.insert(turn.index, turn);
                }
                None => free.push(place),
            }
        }
        let rows = Rows { file, by_turn, turns, free, places: whole.len() as u64 };
        Ok(Self { key, rows: Mutex::new(rows) })
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts rows down; they are durable when this returns.
    pub(crate) fn add(&self, new: &[NewRow]) -> Result<(), VaultError> {
        let mut rows = self.rows();
        let mut written = Vec::with_capacity(new.len());
        for one in new {
            let bytes = self.row(one)?;
            let place = rows.free.pop().unwrap_or(rows.places);
            rows.places = rows.places.max(place + 1);
            let turn = Turn { until: one.until, index: one.index, place };
            written.push((turn, bytes));
        }
        let done = written
            .iter()
            .try_for_each(|(turn, bytes)| rows.put(turn.place, bytes))
            .and_then(|()| rows.file.sync_all());
        match done {
            Ok(()) => {
                rows.turns.extend(written.iter().map(|(turn, _)| (turn.index, *turn)));
                rows.by_turn.extend(written);
                Ok(())
            }
            Err(source) => {
                rows.free.extend(written.iter().map(|(turn, _)| turn.place));
                Err(VaultError::Io { what: "noting whom an entry is about", source })
            }
        }
    }

    fn row(&self, new: &NewRow) -> Result<[u8; ROW_BYTES], VaultError> {
        let mut nonce = [0; aead::NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| VaultError::Cipher)?;
        let until = new.until.to_string();
        let open = [&new.index.to_be_bytes(), until.as_bytes()].concat();
        let mut number = new.person.pack();
        let unique = aead::Nonce::assume_unique_for_key(nonce);
        let proof = self
            .key
            .seal_in_place_separate_tag(unique, aead::Aad::from(&open), &mut number)
            .map_err(|_| VaultError::Cipher)?;
        let all = [open.as_slice(), &nonce, &number, proof.as_ref(), &[0; 5]].concat();
        all.try_into().map_err(|_| VaultError::Cipher)
    }

    /// The first that is due on this day, after the one whose turn was last.
    pub(crate) fn due(&self, today: Day, last: Option<Turn>) -> Option<(Turn, PersonNumber)> {
        let rows = self.rows();
        let (turn, row) = match last {
            Some(last) => rows
                .by_turn
                .range((std::ops::Bound::Excluded(last), std::ops::Bound::Unbounded))
                .next()?,
            None => rows.by_turn.first_key_value()?,
        };
        if turn.until > today {
            return None;
        }
        Some((*turn, number(&self.key, row)?))
    }

    /// Removes a row whose entry is released, or never came to be. It is not waited for until that is
    /// durable: an entry that is released twice is shown once.
    pub(crate) fn done(&self, turn: Turn) -> Result<(), VaultError> {
        self.rows().remove(&[turn])
    }

    /// Removes a row for good: durable when this returns.
    pub(crate) fn end(&self, turn: Turn) -> Result<(), VaultError> {
        let mut rows = self.rows();
        rows.remove(&[turn])?;
        let synced = rows.file.sync_all();
        synced.map_err(|source| VaultError::Io { what: "removing whom entries are about", source })
    }

    /// All rows, by turn.
    pub(crate) fn all(&self) -> Vec<(Turn, PersonNumber)> {
        let rows = self.rows();
        let opened = rows.by_turn.iter().map(|(turn, row)| Some((*turn, number(&self.key, row)?)));
        opened.flatten().collect()
    }

    /// Whether the entry at this index has a row until this day.
    pub(crate) fn has(&self, index: u64, until: Day) -> bool {
        let from = Turn { until, index, place: 0 };
        let rows = self.rows();
        let first = rows.by_turn.range(from..).next();
        first.is_some_and(|(turn, _)| turn.index == index && turn.until == until)
    }

    /// The row of the entry at this index.
    pub(crate) fn of(&self, index: u64) -> Option<(Turn, PersonNumber)> {
        let rows = self.rows();
        let turn = rows.turns.get(&index)?;
        Some((*turn, number(&self.key, rows.by_turn.get(turn)?)?))
    }

    /// Removes the rows of entries from this index on, which never came to be. Called before another entry
    /// gets such an index: its own row, and with it these removals, is durable first.
    pub(crate) fn forget_from(&self, end: u64) -> Result<(), VaultError> {
        let mut rows = self.rows();
        let never = rows.by_turn.keys().filter(|turn| turn.index >= end);
        let turns: Vec<Turn> = never.copied().collect();
        rows.remove(&turns)
    }

    /// Removes all rows about a person; durable when this returns.
    pub(crate) fn forget(&self, person: &PersonNumber) -> Result<(), VaultError> {
        let mut rows = self.rows();
        let about = |(_, row): &(&Turn, &[u8; ROW_BYTES])| {
            number(&self.key, row).is_some_and(|number| number == *person)
        };
        let turns: Vec<Turn> = rows.by_turn.iter().filter(about).map(|(turn, _)| *turn).collect();
        rows.remove(&turns)?;
        let synced = rows.file.sync_all();
        synced.map_err(|source| VaultError::Io { what: "removing whom entries are about", source })
    }
}

impl Rows {
    fn put(&self, place: u64, row: &[u8; ROW_BYTES]) -> io::Result<()> {
        self.file.write_all_at(row, place * ROW_BYTES as u64)
    }

    fn remove(&mut self, turns: &[Turn]) -> Result<(), VaultError> {
        for turn in turns {
            self.put(turn.place, &[0; ROW_BYTES])
                .map_err(|source| VaultError::Io { what: "removing a row", source })?;
            if self.by_turn.remove(turn).is_some() {
                self.free.push(turn.place);
            }
            if self.turns.get(&turn.index) == Some(turn) {
                self.turns.remove(&turn.index);
            }
        }
        Ok(())
    }
}

/// What stands open in a row.
fn turn(row: &[u8; ROW_BYTES], place: u64) -> Option<Turn> {
    let (index, rest) = row.split_first_chunk()?;
    let (until, _) = rest.split_first_chunk::<10>()?;
    let until = Day::parse(std::str::from_utf8(until).ok()?).ok()?;
    Some(Turn { until, index: u64::from_be_bytes(*index), place })
}

/// The person's number, when the row was made with this key and nothing in it was changed.
fn number(key: &aead::LessSafeKey, row: &[u8; ROW_BYTES]) -> Option<PersonNumber> {
    let (open, rest) = row.split_first_chunk::<OPEN_BYTES>()?;
    let (nonce, rest) = rest.split_first_chunk()?;
    let (sealed, _) = rest.split_first_chunk::<{ NUMBER_BYTES + 16 }>()?;
    let mut room = zeroize::Zeroizing::new(*sealed);
    let nonce = aead::Nonce::assume_unique_for_key(*nonce);
    let opened = key.open_in_place(nonce, aead::Aad::from(open), &mut *room).ok()?;
    PersonNumber::unpack(opened.first_chunk()?).ok()
}
