//! Checking a ledger from its files alone: no vault, no index, no running process.
//!
//! Everything is computed again from the entries: leaves, tiles of every level, the root, and compared
//! with the files and with the signed checkpoint. What is checked is what a checkpoint promises; it
//! cannot show that an older checkpoint was not taken back, which is what witnesses are for.

mod find;
mod folder;
pub(crate) mod lanes;
mod part;
mod prove;
mod sample;
mod show;
mod whole;

pub use find::{Found, Hit, find, is_tag};
pub use folder::{Folder, Heads};
pub use prove::{Proof, prove};
pub use sample::{Sampled, sample};
pub use show::{Shown, show};
pub use whole::{Checking, verify, verify_and_visit, verify_with};

use super::store::StoreError;
use crate::merkle::Hash;
use crate::merkle::checkpoint::CheckpointError;
use crate::merkle::note::NoteError;
use crate::vocab::time::Timestamp;
use std::io;

/// What is wrong with a ledger, and where. Never says anything about a person.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// A file could not be read.
    #[error("{path} could not be read")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The key given to check with is not one.
    #[error("the verifier key is not one")]
    Key(#[source] NoteError),
    /// The checkpoint is not signed by that key, or malformed.
    #[error("the checkpoint does not hold")]
    Checkpoint(#[source] CheckpointError),
    /// A file that the checkpoint covers is not there.
    #[error("{path} is missing")]
    Missing {
        /// The file.
        path: String,
    },
    /// A file has not the form it must have.
    #[error("{path} is not a tile or bundle of its width")]
    Form {
        /// The file.
        path: String,
    },
    /// An entry is not the one that was hashed.
    #[error("entry {index} in {bundle} does not match its hash in {tile}")]
    Entry {
        /// The entry.
        index: u64,
        /// The bundle it is in.
        bundle: String,
        /// The tile with its hash.
        tile: String,
    },
    /// A tile is not what the tiles below it make.
    #[error("{path} does not match the entries below it")]
    Tile {
        /// The tile.
        path: String,
    },
    /// The entries make another root than was signed.
    #[error("the {size} entries make another root than the checkpoint's")]
    Root {
        /// The size of the tree.
        size: u64,
    },
    /// Entries were given up as expired, though no entry says that a month has ended.
    #[error("{pruned} entries are gone, though no entry says that any have expired")]
    Pruned {
        /// How many.
        pruned: u64,
    },
    /// An entry has expired and was given up.
    #[error("entry {index} has expired and was given up")]
    Expired {
        /// The entry.
        index: u64,
    },
    /// The checkpoint that witnesses have cosigned is not one of this log's past.
    #[error("the cosigned checkpoint is not continued by the newest one")]
    Cosigned,
    /// An entry is not of a known form.
    #[error("entry {index} has an unknown form")]
    UnknownForm {
        /// The entry.
        index: u64,
    },
    /// An entry is earlier than the one before it.
    #[error("entry {index} is earlier than the one before it")]
    Time {
        /// The entry.
        index: u64,
    },
    /// The journal does not continue the checkpoint.
    #[error(transparent)]
    Journal(#[from] StoreError),
    /// The work could not be shared out among the cores.
    #[error("a thread could not be started")]
    Thread(#[from] io::Error),
    /// The entry is durable, but no checkpoint covers it yet.
    #[error("entry {index} is not published yet: the checkpoint covers {size}")]
    Unpublished {
        /// What was asked for.
        index: u64,
        /// How many entries the checkpoint covers.
        size: u64,
    },
    /// There is no such entry.
    #[error("there is no entry {index}: the ledger has {size}")]
    Beyond {
        /// What was asked for.
        index: u64,
        /// How many entries there are.
        size: u64,
    },
}

/// What a checked ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The log's name.
    pub origin: String,
    /// How many entries the checkpoint covers.
    pub size: u64,
    /// The root that it signs.
    pub root: Hash,
    /// How many entries are durable in the journal beyond the checkpoint.
    pub unpublished: u64,
    /// When the first and the last entry happened.
    pub times: Option<(Timestamp, Timestamp)>,
    /// The bytes of the published entries.
    pub bytes: u64,
    /// How many published entries have expired and were given up: only their hashes are left.
    pub pruned: u64,
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "ledger      {}", self.origin)?;
        writeln!(out, "published   {} entries, {} bytes", self.size, self.bytes)?;
        if self.pruned > 0 {
            writeln!(out, "pruned      {} have expired; only their hashes are left", self.pruned)?;
        }
        writeln!(out, "root        {}", self.root)?;
        writeln!(out, "sequenced   {} more", self.unpublished)?;
        if let Some((first, last)) = self.times {
            writeln!(out, "from        {first}\nuntil       {last}")?;
        }
        Ok(())
    }
}
