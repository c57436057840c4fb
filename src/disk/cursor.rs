//! From which entry of a ledger to go on: three lines in a file, replaced whole.

use super::{read_if_there, replace_private};
use std::io;
use std::path::{Path, PathBuf};

/// The first line.
const FORM: &str = "sluse-forward@v1";

/// Why a cursor cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CursorError {
    /// The file could not be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is not such a file.
    #[error("is not such a file")]
    Form,
    /// It is about another ledger.
    #[error("is about another ledger")]
    Other,
}

/// The file, and what it says.
pub(crate) struct Cursor {
    file: PathBuf,
    log: String,
    next: u64,
}

impl Cursor {
    /// Reads the file; where there is none, `from` is where to begin.
    pub(crate) fn open(file: &Path, log: &str, from: u64) -> Result<Self, CursorError> {
        let (file, log) = (file.to_owned(), log.to_owned());
        let Some(text) = read_if_there(&file)? else { return Ok(Self { file, log, next: from }) };
        let text = String::from_utf8(text).map_err(|_| CursorError::Form)?;
        let lines: Vec<&str> = text.lines().collect();
        let [FORM, of, next] = lines.as_slice() else { return Err(CursorError::Form) };
        if *of != log {
            return Err(CursorError::Other);
        }
        let next = next.parse::<u64>().ok().filter(|it| it.to_string() == *next);
        Ok(Self { file, log, next: next.ok_or(CursorError::Form)? })
    }

    pub(crate) const fn next(&self) -> u64 {
        self.next
    }

    /// All entries below this one are delivered.
    pub(crate) fn keep(&mut self, next: u64) -> Result<(), CursorError> {
        if next <= self.next {
            return Ok(());
        }
        let text = format!("{FORM}\n{}\n{next}\n", self.log);
        replace_private(&self.file, text.as_bytes())?;
        self.next = next;
        Ok(())
    }
}
