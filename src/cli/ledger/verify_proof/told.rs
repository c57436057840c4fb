//! What a proof proves, in plain words and as JSON.

use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::vocab::time::Timestamp;
use serde_json::{Value, json};
use std::fmt;

/// A proof that holds.
pub(super) struct Told {
    pub(super) index: u64,
    pub(super) checkpoint: Checkpoint,
    pub(super) leaf: Hash,
    pub(super) entry: Vec<u8>,
    /// The keys of the log that signed, as text.
    pub(super) signed: Vec<String>,
    /// How many witnesses are known, and how many had to cosign at the least.
    pub(super) known: usize,
    pub(super) fewest: usize,
    /// Which cosigned, and when, as each says.
    pub(super) cosigned: Vec<(String, Option<Timestamp>)>,
}

impl Told {
    pub(super) fn as_json(&self) -> Value {
        let witness =
            |(name, time): &(String, Option<Timestamp>)| json!({ "name": name, "time": time });
        json!({
            "holds": true, "origin": self.checkpoint.origin(), "index": self.index,
            "size": self.checkpoint.size(), "root": self.checkpoint.root().to_string(),
            "leaf": self.leaf.to_string(), "signed_by": self.signed,
            "witnesses": self.cosigned.iter().map(witness).collect::<Vec<_>>(),
            "witnesses_asked_for": self.fewest, "entry": self.entry(),
        })
    }

    /// The entry, if it is JSON; else how long it is.
    fn entry(&self) -> Value {
        let length = || json!({ "bytes": self.entry.len() });
        serde_json::from_slice(&self.entry).unwrap_or_else(|_| length())
    }

    fn witnesses(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.known == 0 {
            return writeln!(out, "witnesses   none were asked for (--policy names them)");
        }
        let (seen, known, fewest) = (self.cosigned.len(), self.known, self.fewest);
        writeln!(out, "witnesses   {seen} of {known} known; at least {fewest} were asked for")?;
        for (name, time) in &self.cosigned {
            match time {
                Some(time) => writeln!(out, "            {name} at {time}")?,
                None => writeln!(out, "            {name}, without a time")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, origin) = (self.checkpoint.size(), self.checkpoint.origin());
        writeln!(out, "The proof holds.\n")?;
        writeln!(out, "ledger      {origin}")?;
        writeln!(out, "entry       {} of {size}", self.index)?;
        writeln!(out, "leaf        {}", self.leaf)?;
        writeln!(out, "root        {}", self.checkpoint.root())?;
        for key in &self.signed {
            writeln!(out, "signed by   {key}")?;
        }
        self.witnesses(out)?;
        let text = serde_json::to_string_pretty(&self.entry()).map_err(|_| fmt::Error)?;
        writeln!(out, "\n{text}\n")?;
        writeln!(out, "Proven:")?;
        writeln!(out, "- this entry, to the byte, is number {} of {origin};", self.index)?;
        writeln!(out, "- whoever holds the log's key signed the tree of {size} that has it.")?;
        if !self.cosigned.is_empty() {
            let seen = self.cosigned.len();
            writeln!(out, "- {seen} witnesses saw that tree grow from all they had seen before.")?;
        }
        writeln!(out, "Not proven:")?;
        writeln!(out, "- that what the entry says is true; only that it was written, and when it")?;
        writeln!(out, "  says so, by the log's own clock;")?;
        writeln!(out, "- about whom it is: that is sealed;")?;
        writeln!(out, "- that there are no other entries about the same person.")?;
        if self.cosigned.is_empty() {
            writeln!(out, "- that the log shows everybody the same tree: no witness says so.")?;
        }
        Ok(())
    }
}
