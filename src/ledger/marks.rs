//! What the views of the ledger take from an entry, and how it is read from one.

use super::entry::{Entry, Event, Outline, VERSION};
use super::erasure::ErasureMark;
use super::journal::Sequenced;
use super::read::ReadError;
use super::seal::Tag;
use crate::registry::record::Registered;
use crate::vocab::month::Month;

/// What the index takes from an entry.
#[derive(Debug)]
pub(crate) struct Marks {
    pub(crate) index: u64,
    pub(crate) tag: Option<Tag>,
    pub(crate) activates_policies: bool,
    /// The record that the entry changed, as it is from there on.
    pub(crate) change: Option<Box<Registered>>,
    /// Whose key was destroyed.
    pub(crate) erasure: Option<ErasureMark>,
    /// The month that has ended.
    pub(crate) expired: Option<Month>,
}

impl Marks {
    /// Those of an event that is about to be written.
    pub(crate) fn of(index: u64, tag: Option<Tag>, event: &Event) -> Self {
        let mut marks = Self::plain(index, tag);
        match event {
            Event::PoliciesActivated(_) => marks.activates_policies = true,
            Event::Registration(change) => marks.change = Some(Box::new(change.after.clone())),
            Event::Erasure(erasure) => marks.erasure = Some(ErasureMark::of(index, erasure)),
            Event::Expired(expired) => marks.expired = Some(expired.month),
            _ => {}
        }
        marks
    }

    /// Those of an entry that no view but the index of tags looks at.
    pub(crate) const fn plain(index: u64, tag: Option<Tag>) -> Self {
        Self { index, tag, activates_policies: false, change: None, erasure: None, expired: None }
    }
}

/// What the index takes from an entry that was read back.
pub(crate) fn marks(sequenced: &Sequenced) -> Result<Marks, ReadError> {
    marks_of(sequenced.index, &sequenced.entry)
}

/// What the index takes from the bytes of an entry.
pub(crate) fn marks_of(index: u64, entry: &[u8]) -> Result<Marks, ReadError> {
    let unknown = || ReadError::UnknownForm(index);
    let outline = Outline::read(entry).map_err(|_| unknown())?;
    if outline.v != VERSION {
        return Err(unknown());
    }
    let tag = match outline.tag {
        Some(text) => Some(Tag::parse(text).ok_or_else(unknown)?),
        None => None,
    };
    if outline.changes_registry() || outline.destroys() {
        let whole: Entry = serde_json::from_slice(entry).map_err(|_| unknown())?;
        return Ok(Marks::of(index, tag, &whole.event));
    }
    let activates_policies = outline.activates_policies();
    Ok(Marks { activates_policies, ..Marks::plain(index, tag) })
}
