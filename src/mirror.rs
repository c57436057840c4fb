//! Floor 40: a full copy of a ledger at a second organisation, verified as it comes.
//!
//! The copy is a plain folder of the format that the ledger has over HTTP (c2sp.org/tlog-tiles), so
//! whoever verifies a ledger verifies the copy, and any web server can serve it:
//!
//! ```text
//! checkpoint                    the newest that the copy holds all of
//! tile/<L>/<N>[.p/<W>]          tiles of hashes
//! tile/entries/<N>[.p/<W>]      bundles of entries
//! vkey                          the log's key
//! evidence/<time>-<what>/       two signed checkpoints that cannot both be true
//! aside/                        files being written, as in a ledger's folder; the folder itself is locked
//! ```
//!
//! A round takes the source's checkpoint and works from its root down: the right edge must make the
//! root, each full tile the hash that stands for it in the tile above, each entry its leaf hash. So a
//! lie is found in the piece that tells it, before anything rests on it. The source's tree must begin
//! with the tree of the copy's own checkpoint; if it does not, both checkpoints are kept as evidence and the
//! copy stays as it is. A checkpoint is written when all that it covers is durable; a round that is
//! cut off is gone on with, and what is there already is hashed again instead of fetched.

mod edge;
pub mod evidence;
pub mod folder;
pub mod http;
mod piece;
pub mod progress;
pub mod round;
pub mod source;
mod trust;

pub use folder::Folder;
pub use round::{Options, Report, round};
pub use trust::Trust;

use crate::merkle::checkpoint::CheckpointError;
use source::SourceError;
use std::io;
use std::path::PathBuf;

/// Why the copy is not as new as it could be. It holds what its checkpoint says all the same.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The folder cannot be read or written.
    #[error("the copy: {what} failed: {source}")]
    Folder {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Another process keeps this copy, or it is a ledger's own folder.
    #[error("the copy: {0}")]
    NotOurs(&'static str),
    /// The copy's own checkpoint cannot be used.
    #[error("the copy's own checkpoint does not hold: {0}")]
    OwnCheckpoint(CheckpointError),
    /// The source did not give what was asked for.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The source's checkpoint is not signed as it must be.
    #[error("the source's checkpoint does not hold: {0}")]
    Checkpoint(CheckpointError),
    /// Not enough witnesses have cosigned the source's checkpoint, yet or at all.
    #[error(
        "the source's checkpoint has {cosigned} known cosignatures, which are no quorum (at least {fewest})"
    )]
    NoQuorum {
        /// The known witnesses that cosigned it.
        cosigned: usize,
        /// The fewest that make a quorum.
        fewest: usize,
    },
    /// The source's tiles or entries are not those of its own checkpoint.
    #[error("{path} is not what the source's own checkpoint covers")]
    Damaged {
        /// What was fetched.
        path: String,
    },
    /// The source has signed two trees that cannot both be true.
    #[error("FORK: the source shows another history than the one it signed; evidence in {}", .0.display())]
    Fork(PathBuf),
    /// The source shows an older tree than it has signed.
    #[error("ROLLED BACK: the source shows an older tree than the one it signed; evidence in {}", .0.display())]
    RolledBack(PathBuf),
}

impl MirrorError {
    /// Wraps what the system said.
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Folder { what, source }
    }

    /// The stable short name, for programs that read it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "folder",
            Self::NotOurs(_) => "not-ours",
            Self::OwnCheckpoint(_) => "own-checkpoint",
            Self::Source(error) => error.code(),
            Self::Checkpoint(_) => "checkpoint-refused",
            Self::NoQuorum { .. } => "no-quorum",
            Self::Damaged { .. } => "damaged",
            Self::Fork(_) => "fork",
            Self::RolledBack(_) => "rolled-back",
        }
    }

    /// The exit code of the command line; these do not change.
    #[must_use]
    pub const fn exit(&self) -> u8 {
        match self {
            Self::Folder { .. } | Self::NotOurs(_) | Self::OwnCheckpoint(_) => 1,
            Self::Source(SourceError::Unreachable { .. }) => 3,
            Self::Source(SourceError::Refused { .. } | SourceError::NoToken(_)) => 4,
            Self::Source(SourceError::Oversized { .. } | SourceError::Missing { .. })
            | Self::Damaged { .. } => 5,
            Self::Checkpoint(_) => 6,
            Self::Fork(_) => 7,
            Self::RolledBack(_) => 8,
            Self::NoQuorum { .. } => 9,
        }
    }
}
