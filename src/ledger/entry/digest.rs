//! The digest over all persons' sequences, as an entry says it.

use super::{Entry, Event, Outline, VERSION};
use crate::merkle::Hash;
use crate::vocab::ids::EntryIndex;
use crate::vrf::PublicKey;
use serde::{Deserialize, Serialize};

/// How far the sequences of all persons have come, in one root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Entries below this index are counted, and none other.
    pub size: u64,
    /// The root of the map ([`crate::merkle::map`]) from persons to counts and heads.
    pub root: Hash,
    /// How many persons are in it.
    pub persons: u64,
    /// What proves where in the map a person is.
    pub vrf_key: PublicKey,
    /// The digest before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<EntryIndex>,
}

impl Digest {
    /// Reads an entry that is a digest; none when it is another.
    pub(crate) fn read(entry: &[u8]) -> Option<Self> {
        if !Outline::read(entry).ok()?.is_digest() {
            return None;
        }
        match serde_json::from_slice(entry).ok()? {
            Entry { v: VERSION, event: Event::Digest(digest), .. } => Some(digest),
            _ => None,
        }
    }
}
