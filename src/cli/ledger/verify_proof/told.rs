//! What the proof of one entry proves, in plain words and as JSON.

use super::trust::Signed;
use crate::merkle::Hash;
use serde_json::{Value, json};
use std::fmt;

/// A proof that holds.
pub(super) struct Told {
    pub(super) index: u64,
    pub(super) signed: Signed,
    pub(super) leaf: Hash,
    pub(super) entry: Vec<u8>,
}

impl Told {
    pub(super) fn as_json(&self) -> Value {
        let mut told = self.signed.as_json();
        if let Value::Object(told) = &mut told {
            told.insert("index".to_owned(), self.index.into());
            told.insert("leaf".to_owned(), self.leaf.to_string().into());
            told.insert("entry".to_owned(), self.entry());
        }
        told
    }

    /// The entry, if it is JSON; else how long it is.
    fn entry(&self) -> Value {
        let length = || json!({ "bytes": self.entry.len() });
        serde_json::from_slice(&self.entry).unwrap_or_else(|_| length())
    }
}

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checkpoint = &self.signed.checkpoint;
        let (size, origin) = (checkpoint.size(), checkpoint.origin());
        writeln!(out, "The proof holds.\n")?;
        writeln!(out, "ledger      {origin}")?;
        writeln!(out, "entry       {} of {size}", self.index)?;
        writeln!(out, "leaf        {}", self.leaf)?;
        write!(out, "{}", self.signed)?;
        let text = serde_json::to_string_pretty(&self.entry()).map_err(|_| fmt::Error)?;
        writeln!(out, "\n{text}\n")?;
        writeln!(out, "Proven:")?;
        writeln!(out, "- this entry, to the byte, is number {} of {origin};", self.index)?;
        writeln!(out, "- whoever holds the log's key signed the tree of {size} that has it.")?;
        let seen = self.signed.cosigned.len();
        if seen > 0 {
            writeln!(out, "- {seen} witnesses saw that tree grow from all they had seen before.")?;
        }
        writeln!(out, "Not proven:")?;
        writeln!(out, "- that what the entry says is true; only that it was written, and when it")?;
        writeln!(out, "  says so, by the log's own clock;")?;
        writeln!(out, "- about whom it is: that is sealed;")?;
        writeln!(out, "- that there are no other entries about the same person.")?;
        if seen == 0 {
            writeln!(out, "- that the log shows everybody the same tree: no witness says so.")?;
        }
        Ok(())
    }
}
