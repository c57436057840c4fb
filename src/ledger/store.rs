//! What the ledger needs of storage, and no more: append a batch and make it durable, recover after a
//! failure, compare-and-swap the checkpoint, keep the cosigned one, put immutable objects, read, give up.
//!
//! [`super::files::FileStore`] keeps it in files. A database with an object store fits the same
//! trait: one row for each batch, one row for the checkpoint, one object for each tile.

use super::journal::Sequenced;
use std::io;
use std::ops::Range;

/// Why storage failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("storage: {what} failed")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another process has the ledger open.
    #[error("storage: another process has this ledger open")]
    Locked,
    /// An earlier append failed and [`Store::recover`] has not succeeded since.
    #[error("storage: an earlier append failed, and what it left is not yet cleared")]
    Unsettled,
    /// The journal has lost entries that were durable.
    #[error("storage: journal segment {segment}: entry {index} is damaged or missing")]
    Damaged {
        /// The segment's file name.
        segment: String,
        /// The first entry that is not there.
        index: u64,
    },
    /// There is a checkpoint, but no journal: what it had that was not published is lost.
    #[error(
        "storage: there is a checkpoint, but the folder `journal` is missing or empty: bring it back, or, to accept the loss, put an empty file `spare-0` into it"
    )]
    JournalMissing,
    /// An immutable object is there with other bytes.
    #[error("storage: {object} is there already, with other bytes")]
    Differs {
        /// The object's path.
        object: String,
    },
    /// The checkpoint is not the one that was to be replaced: another writer was here.
    #[error("storage: the checkpoint is not the one this writer published")]
    CheckpointMoved,
}

impl StoreError {
    /// Wraps what the system said.
    pub fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}

/// Sequenced entries on their way to disk.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The index of the first.
    pub first: u64,
    /// How many they are.
    pub count: u64,
    /// Their journal records, one after the other.
    pub block: &'a [u8],
}

/// Storage of one ledger, held by one writer at a time.
pub trait Store: Send + Sync + 'static {
    /// Gives the journal's entries from index `from` on, settles what a failed append left behind,
    /// and makes room for the next append. Entries of a failed append may or may not be among them;
    /// what is not among them now never appears later.
    ///
    /// # Errors
    /// When durable entries are missing, or there is no room. Appends are then refused.
    fn recover(&self, from: u64) -> Result<Vec<Sequenced>, StoreError>;

    /// Appends a batch; when it returns, the batch is durable.
    ///
    /// # Errors
    /// When it is not known to be durable. Every further append is refused until
    /// [`Store::recover`] has succeeded.
    fn append(&self, batch: Batch<'_>) -> Result<(), StoreError>;

    /// Puts objects that never change; when it returns, all are durable.
    ///
    /// # Errors
    /// When any may be missing, or one is there with other bytes ([`StoreError::Differs`]).
    fn put(&self, objects: &[(String, Vec<u8>)]) -> Result<(), StoreError>;

    /// Reads an object that was put.
    ///
    /// # Errors
    /// When it cannot be read; one that is not there is not an error.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Reads these bytes of an object that was put, fewer where it ends. Storage that cannot read parts
    /// reads the whole.
    ///
    /// # Errors
    /// As [`Store::read`].
    fn read_part(&self, path: &str, range: Range<usize>) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(mut bytes) = self.read(path)? else { return Ok(None) };
        bytes.truncate(range.end);
        Ok(Some(bytes.split_off(range.start.min(bytes.len()))))
    }

    /// The checkpoint that was swapped in last.
    ///
    /// # Errors
    /// When it cannot be read.
    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError>;

    /// Replaces checkpoint `old` (none: there is none) by `new`; when it returns, `new` is durable.
    ///
    /// # Errors
    /// When another stands there ([`StoreError::CheckpointMoved`]), or it is not known which does.
    fn swap_checkpoint(&self, old: Option<&[u8]>, new: &[u8]) -> Result<(), StoreError>;

    /// The checkpoint with the cosignatures of a quorum that was put last.
    ///
    /// # Errors
    /// When it cannot be read.
    fn cosigned(&self) -> Result<Option<Vec<u8>>, StoreError>;

    /// Replaces the cosigned checkpoint, by one caller at a time; when it returns, the new one is
    /// durable.
    ///
    /// # Errors
    /// When it is not known which one stands there.
    fn put_cosigned(&self, note: &[u8]) -> Result<(), StoreError>;

    /// Gives up what is no longer needed: journal entries below `published`, and these objects, or folders
    /// of them. Also makes room for coming appends. Nothing depends on its success.
    ///
    /// # Errors
    /// When something could not be given up.
    fn give_up(&self, published: u64, objects: &[String]) -> Result<(), StoreError>;
}
