//! From which entry to go on: three lines in a file, replaced whole.

use super::Fault;
use crate::disk::{read_if_there, replace_private};
use std::path::{Path, PathBuf};

/// The first line.
const FORM: &str = "sluse-forward@v1";

/// The file, and what it says.
pub(super) struct Cursor {
    file: PathBuf,
    log: String,
    next: u64,
}

impl Cursor {
    /// Reads the file; where there is none, `from` is where to begin.
    pub(super) fn open(file: &Path, log: &str, from: u64) -> Result<Self, Fault> {
        let (file, log) = (file.to_owned(), log.to_owned());
        let text = read_if_there(&file).map_err(Fault::file(&file))?;
        let Some(text) = text else { return Ok(Self { file, log, next: from }) };
        let wrong = |what: &str| Fault::Usage(format!("{}: {what}", file.display()));
        let text = String::from_utf8(text).map_err(|_| wrong("is not such a file"))?;
        let lines: Vec<&str> = text.lines().collect();
        let [FORM, of, next] = lines.as_slice() else { return Err(wrong("is not such a file")) };
        if *of != log {
            return Err(wrong("is about another ledger"));
        }
        let next = crate::merkle::decimal(next).ok_or_else(|| wrong("is not such a file"))?;
        Ok(Self { file, log, next })
    }

    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// All entries below this one are delivered.
    pub(super) fn keep(&mut self, next: u64) -> Result<(), Fault> {
        if next <= self.next {
            return Ok(());
        }
        let text = format!("{FORM}\n{}\n{next}\n", self.log);
        replace_private(&self.file, text.as_bytes()).map_err(Fault::file(&self.file))?;
        self.next = next;
        Ok(())
    }
}
