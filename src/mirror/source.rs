//! Where a copy is taken from.

use crate::merkle::note::NOTE_BYTES;
use crate::vocab::limits::{ENTRY_BYTES, Limit};
use bytes::Bytes;

/// A signed checkpoint.
pub const CHECKPOINT_BYTES: Limit = NOTE_BYTES;

/// A tile of hashes.
pub const TILE_BYTES: Limit = Limit { name: "mirror_tile_bytes", most: 256 * 32 };

/// A bundle: 256 entries of the greatest length, each with its length before it.
pub const BUNDLE_BYTES: Limit =
    Limit { name: "mirror_bundle_bytes", most: 256 * (ENTRY_BYTES.most + 2) };

/// What is left of a bundle: at the most all, with a time and a length for each entry.
pub const THIN_BYTES: Limit =
    Limit { name: "mirror_thin_bytes", most: 1 + 256 * (8 + 2 + ENTRY_BYTES.most) };

/// What came of a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// These bytes.
    Bytes(Bytes),
    /// There is no such thing.
    Missing,
    /// It was there, and has been given up for good: what it held has expired.
    Gone,
}

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// No whole answer came, however often it was asked for.
    #[error("{path}: {why}, and {tries} tries were in vain")]
    Unreachable {
        /// What was asked for.
        path: String,
        /// What came the last time.
        why: String,
        /// How often.
        tries: u32,
    },
    /// The source does not let us read it.
    #[error("{path}: the source answers {status} {problem}")]
    Refused {
        /// What was asked for.
        path: String,
        /// The HTTP status.
        status: u16,
        /// The problem's short name.
        problem: String,
    },
    /// No token was to be had.
    #[error("no token: {0}")]
    NoToken(String),
    /// What came is larger than such a thing can be.
    #[error("{path} is larger than {limit}")]
    Oversized {
        /// What was asked for.
        path: String,
        /// The limit.
        limit: Limit,
    },
    /// What the checkpoint covers is not there.
    #[error("{path} is missing at the source")]
    Missing {
        /// What was asked for.
        path: String,
    },
}

impl SourceError {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::Refused { .. } => "refused",
            Self::NoToken(_) => "no-token",
            Self::Oversized { .. } => "oversized",
            Self::Missing { .. } => "missing",
        }
    }
}

/// A log that can be copied.
pub trait Source: Send + Sync + 'static {
    /// Fetches what is at a path below the log's prefix, at most so much.
    ///
    /// # Errors
    /// When it is not known what is there.
    fn fetch(
        &self,
        path: &str,
        limit: Limit,
    ) -> impl Future<Output = Result<Fetched, SourceError>> + Send;
}
