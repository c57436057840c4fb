//! The last step: what was recorded may leave.

use super::flow::Flow;
use super::record::Receipt;
use super::redact::{Part, Shown};
use crate::redact::Writer;
use crate::vocab::ids::EntryIndex;
use bytes::Bytes;

/// What the caller is given.
#[derive(Debug)]
pub struct Reply {
    /// The redacted answer.
    pub body: Answer,
    /// Its media type.
    pub media_type: String,
    /// The entry that recorded the (first) reading; none when the answer tells of nobody.
    pub index: Option<EntryIndex>,
    /// How many fields the provider sent and were withheld; none while that is not known.
    pub withheld: Option<u32>,
}

/// A body, or the beginning of one.
#[derive(Debug)]
pub enum Answer {
    /// All of it.
    Whole(Bytes),
    /// What leaves as it is recorded.
    Flowing(Flow),
}

/// Lets a part of an answer go. It asks for a [`Receipt`], which only [`super::record::record`] makes:
/// no data leaves unrecorded.
#[must_use]
pub fn respond(shown: Shown, _receipt: &Receipt, writer: &mut Writer) -> Bytes {
    for part in shown.into_parts() {
        match part {
            Part::Frame(frame) => writer.frame(frame),
            Part::Disclosed(disclosed) => writer.record(disclosed.body),
        }
    }
    Bytes::from(writer.take())
}
