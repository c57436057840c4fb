//! What distinct persons are counted by after a restart: one row for each reading that a limit
//! counted. It stands in the vault's folder, beside the persons' keys.
//!
//! The ledger's entries do not say that two readings are about the same person, so a row does, to who
//! holds the vault: 48 bytes, integers big-endian,
//!
//! ```text
//! entry's index 8 | person 16 | case 16 | check 8
//! ```
//!
//! where *person* is HMAC-SHA-256 over the number, *case* over consumer, purpose and reference (zero
//! without a reference), *check* over the rest of the row, all under one key of the keyring's,
//! cut to their lengths. Rows are written after their entries are durable, and
//! synced when these are published. One that the machine's end takes away makes its reading count as
//! another person's within a time; only persons under a case may then be counted anew, for the readings
//! of that last second.

use super::vault::{VaultError, replace};
use crate::vocab::basis::PurposeId;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use ring::hmac;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

const ROW_BYTES: usize = 48;
const CHECK_BYTES: usize = 8;

/// The file in the vault's folder.
pub(super) const FILE: &str = "counts.vault";

/// A person, or a case, to who counts: nothing to who lacks the vault.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark([u8; 16]);

impl Mark {
    /// Somebody of whom only the entry is known; nobody else has this mark.
    #[must_use]
    pub fn of_nobody(index: u64) -> Self {
        let mut bytes = [0xff; 16];
        let (_, end) = bytes.split_at_mut(8);
        end.copy_from_slice(&index.to_be_bytes());
        Self(bytes)
    }

    /// Its bytes, for what tells persons and cases apart elsewhere.
    #[must_use]
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }
}

/// Shows nothing: a mark stands for somebody.
impl std::fmt::Debug for Mark {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Mark(…)")
    }
}

/// One counted reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its entry.
    pub index: u64,
    /// The person that it was about.
    pub person: Mark,
    /// The case that it was for, of this consumer and purpose.
    pub case: Option<Mark>,
}

/// The file of rows, and what makes marks.
pub struct Counts {
    key: hmac::Key,
    path: PathBuf,
    file: Mutex<File>,
    unsettled: AtomicBool,
}

impl Counts {
    /// Opens the file in the vault's folder, or makes it.
    pub(super) fn open(dir: &Path, key: hmac::Key) -> Result<Self, VaultError> {
        let path = dir.join(FILE);
        let old = |source| VaultError::Io { what: "clearing old counts", source };
        replace::finish(&path).map_err(old)?;
        let file =
            open(&path).map_err(|source| VaultError::Io { what: "opening the counts", source })?;
        Ok(Self { key, path, file: Mutex::new(file), unsettled: AtomicBool::new(false) })
    }

    /// The mark of a person.
    #[must_use]
    pub fn person(&self, person: &PersonNumber) -> Mark {
        self.mark(&[b"person", person.expose().as_bytes()])
    }

    /// The mark of a consumer's case under a purpose.
    #[must_use]
    pub fn case(&self, consumer: &Organisation, purpose: &PurposeId, reference: &str) -> Mark {
        let (consumer, purpose) = (consumer.as_str(), purpose.as_str());
        self.mark(&[b"case", consumer.as_bytes(), purpose.as_bytes(), reference.as_bytes()])
    }

    /// The mark of a case worker, as a consumer names them.
    #[must_use]
    pub fn end_user(&self, consumer: &Organisation, name: &str) -> Mark {
        self.mark(&[b"end user", consumer.as_str().as_bytes(), name.as_bytes()])
    }

    /// HMAC over the parts, each after its length.
    fn mark(&self, parts: &[&[u8]]) -> Mark {
        let mut mac = hmac::Context::with_key(&self.key);
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Mark(mac.sign().as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// Appends rows. Failing is logged and not more: it makes limits stricter after a restart.
    pub(super) fn add(&self, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let added = cut(&file).and_then(|()| file.write_all(&self.bytes(rows)));
        if let Err(error) = added {
            tracing::error!(kind = %error.kind(), "what limits count could not be noted");
        }
        self.unsettled.store(true, Ordering::Release);
    }

    /// Makes the rows so far durable.
    pub(super) fn settle(&self) {
        if !self.unsettled.swap(false, Ordering::AcqRel) {
            return;
        }
        // Not under the lock: the sequencer does not wait for the disk here.
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).try_clone();
        if let Err(error) = file.and_then(|file| file.sync_data()) {
            tracing::error!(kind = %error.kind(), "what limits count could not be synced");
        }
    }

    fn bytes(&self, rows: &[Row]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(rows.len() * ROW_BYTES);
        for Row { index, person, case } in rows {
            let start = bytes.len();
            bytes.extend_from_slice(&index.to_be_bytes());
            bytes.extend_from_slice(&person.0);
            bytes.extend_from_slice(&case.map_or([0; 16], |case| case.0));
            let check = self.check(bytes.get(start..).unwrap_or_default());
            bytes.extend_from_slice(&check);
        }
        bytes
    }

    fn check(&self, row: &[u8]) -> [u8; CHECK_BYTES] {
        self.mark(&[b"row", row]).0.first_chunk().copied().unwrap_or_default()
    }

    /// Every row that is whole. Blocks on files.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(&self) -> io::Result<Vec<Row>> {
        let _file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = fs::read(&self.path)?;
        Ok(self.rows_in(&bytes))
    }

    /// The whole rows of a file's bytes.
    pub(super) fn rows_in(&self, bytes: &[u8]) -> Vec<Row> {
        let (rows, _) = bytes.as_chunks::<ROW_BYTES>();
        rows.iter().filter_map(|row| self.row(row)).collect()
    }

    fn row(&self, bytes: &[u8; ROW_BYTES]) -> Option<Row> {
        let (row, check) = bytes.split_last_chunk::<CHECK_BYTES>()?;
        if self.check(row) != *check {
            return None;
        }
        let (index, rest) = row.split_first_chunk()?;
        let (person, rest) = rest.split_first_chunk()?;
        let case = Some(rest.first_chunk().copied()?).filter(|case| *case != [0; 16]);
        let index = u64::from_be_bytes(*index);
        Some(Row { index, person: Mark(*person), case: case.map(Mark) })
    }

    /// Removes the rows of one person. Blocks on files.
    pub(super) fn forget(&self, person: Mark) -> io::Result<()> {
        let rows = self.rows()?;
        let others: Vec<_> = rows.iter().filter(|row| row.person != person).copied().collect();
        if others.len() == rows.len() { Ok(()) } else { self.keep(&others) }
    }

    /// From now on the file has these rows only, and those that are added. Blocks on files.
    ///
    /// # Errors
    /// When the file cannot be written; it stays as it was.
    pub fn keep(&self, rows: &[Row]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut new = replace::begin(&self.path)?;
        new.write_all(&self.bytes(rows))?;
        replace::commit(&self.path, &new)?;
        let other = open(&self.path)?;
        *file = other;
        Ok(())
    }
}

/// Opens a file for adding to.
fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    cut(&file)?;
    Ok(file)
}

/// Cuts off what a crash or a full disk left of a row at the end: what follows would not be read.
fn cut(file: &File) -> io::Result<()> {
    let length = file.metadata()?.len();
    match length % ROW_BYTES as u64 {
        0 => Ok(()),
        torn => file.set_len(length - torn),
    }
}
