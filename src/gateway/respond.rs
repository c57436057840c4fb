//! The last step: what was recorded may leave.

use super::record::Receipt;
use super::redact::Shown;
use crate::vocab::ids::EntryIndex;
use bytes::Bytes;

/// What the caller is given.
#[derive(Debug)]
pub struct Reply {
    /// The redacted document, JSON.
    pub body: Bytes,
    /// The entry that recorded the reading.
    pub index: EntryIndex,
    /// How many fields the provider sent and were withheld.
    pub withheld: u32,
}

/// Lets the document go. It asks for a [`Receipt`], which only [`super::record::record`] makes: no
/// data leaves unrecorded.
#[must_use]
pub fn respond(shown: Shown, receipt: &Receipt) -> Reply {
    Reply { index: receipt.index(), withheld: shown.withheld_count(), body: shown.into_body() }
}
