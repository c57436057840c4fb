//! A person's bundle: all that the ledger says about one person, in one file that proves it is all.
//!
//! It is verified without anybody's help, by who knows the log's key:
//!
//! ```text
//! { "format": "sluse-person-bundle@v1",
//!   "subject": eleven digits,
//!   "checkpoint": the signed checkpoint, as text,
//!   "digest": { "index", "entry", "path" },
//!   "vrf_proof": 80 bytes,                    that the person has this one place in the digest's map
//!   "map_proof": see [`crate::merkle::map`],  what is there
//!   "count": how many entries,
//!   "tag_key": 32 bytes,                      left out when there are none
//!   "entries": [ { "index", "entry", "key", "path", "released" }, … ] }
//! ```
//!
//! Bytes and hashes are base64 with padding. *entry* is the text of an entry; in its place stands *leaf*,
//! its hash, when the entry is no longer kept. *key* opens the one entry beside it; it is left out
//! when the entry has expired and its key is destroyed. *path* leads from the leaf to the checkpoint's root.
//! *released*, in an entry that releases one which was held back, is that entry: `{ "index", "entry", "key",
//! "path" }`.
//!
//! What is checked, each with an error of its own: the checkpoint's signature; that the digest is under it;
//! the VRF's proof and the map's; each entry's path, tag, seal, subject and place in the chain; that the
//! chain ends in just the count and head that the digest's map holds for the person.

mod file;
mod list;
mod make;
mod verify;

pub use make::NoBundle;
pub use verify::{Expected, ProvenEntry, Verified, verify_bundle};

use super::seal::SealError;
use crate::merkle::checkpoint::CheckpointError;
use crate::merkle::map::MapProofError;
use crate::merkle::proof::ProofError;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use crate::vrf::VrfError;

/// A whole bundle: some twenty thousand entries with their paths.
pub const BUNDLE_BYTES: Limit = Limit { name: "person_bundle_bytes", most: 64 * 1024 * 1024 };

/// What a bundle's `format` says.
pub const FORMAT: &str = "sluse-person-bundle@v1";

/// Why a bundle proves nothing, or not what it says. Never says anything about whom.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The file is too long.
    #[error("the bundle passes the limit {0}")]
    TooLarge(Limit),
    /// The file is not one of this format.
    #[error("the file is not a {FORMAT}: {0}")]
    Form(&'static str),
    /// The checkpoint is not the log's.
    #[error("the checkpoint of the bundle was refused")]
    Checkpoint(#[from] CheckpointError),
    /// The digest is not under the checkpoint.
    #[error("the digest is not in the log that the checkpoint names")]
    DigestPath(#[source] ProofError),
    /// What should be the digest is another entry.
    #[error("the entry that should be the digest is none")]
    NotADigest,
    /// The digest says that it covers entries which come after it.
    #[error("the digest claims to cover entries that come after it")]
    DigestAhead,
    /// The digest is older than what was asked for.
    #[error("the list is complete up to {at}, which is longer ago than was asked for")]
    Stale {
        /// When the digest was made.
        at: Timestamp,
    },
    /// The person's place in the map is not proven.
    #[error("it is not proven where in the digest this person is")]
    Position(#[source] VrfError),
    /// What the map holds there is not proven.
    #[error("it is not proven what the digest says of this person")]
    Map(#[source] MapProofError),
    /// There are more or fewer entries than the bundle says.
    #[error("the bundle says that there are {said} entries and holds {held}")]
    Count {
        /// What it says.
        said: u64,
        /// What it holds.
        held: u64,
    },
    /// An entry is not in the log.
    #[error("entry {n} of the list is not in the log that the checkpoint names")]
    Path {
        /// Its number in the list, from 0.
        n: u64,
        /// Why not.
        #[source]
        why: ProofError,
    },
    /// An entry comes before the one that is listed before it.
    #[error("entry {0} of the list comes earlier in the log than the one before it")]
    Order(u64),
    /// An entry came after what the digest covers.
    #[error("entry {0} of the list is not among those that the digest covers")]
    Beyond(u64),
    /// An entry is not the person's entry of this number.
    #[error("entry {0} of the list is not this person's, or not their entry of this number")]
    Tag(u64),
    /// An entry cannot be read.
    #[error("entry {0} of the list has an unknown form")]
    Entry(u64),
    /// An entry is held back, and not released.
    #[error("entry {0} of the list is held back")]
    Held(u64),
    /// An entry comes without its key before it has expired.
    #[error("entry {0} of the list is shut, and has not expired")]
    Shut(u64),
    /// An entry does not open with the key beside it.
    #[error("entry {n} of the list does not open with its key")]
    Seal {
        /// Its number in the list.
        n: u64,
        /// Why not.
        #[source]
        why: SealError,
    },
    /// An entry is about somebody else.
    #[error("entry {0} of the list is about somebody else")]
    Subject(u64),
    /// An entry says another number or another head before it.
    #[error("entry {0} of the list does not follow from the ones before it")]
    Chain(u64),
    /// An entry does not release the entry beside it.
    #[error("entry {0} of the list does not release the entry beside it")]
    Released(u64),
    /// The list is not the one that the digest counts: entries were left out, added or changed.
    #[error(
        "the list is not the one that the digest counts: something was left out, added or changed"
    )]
    Incomplete,
    /// The digest counts nothing for the person, yet there is a list; or the other way round.
    #[error("the digest and the list differ in whether there is anything about the person")]
    Absent,
}
