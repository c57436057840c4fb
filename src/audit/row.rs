//! What seeking needs of an entry, cheaper to read than the whole: who, what for, what came of it.
//!
//! Only the open part is looked at; `tag` and `sealed` are passed over.

use crate::ledger::entry::{Said, Sought};
use crate::vocab::ids::EntryIndex;
use serde::Deserialize;
use std::borrow::Cow;

/// An entry as seeking sees it.
#[derive(Debug, Deserialize)]
pub(super) struct Row<'a> {
    #[serde(borrow)]
    pub(super) event: RowEvent<'a>,
}

/// The members of events that can be sought; an event has those that belong to its kind.
#[derive(Debug, Deserialize)]
pub(super) struct RowEvent<'a> {
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) consumer: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) purpose: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) service: Option<Cow<'a, str>>,
    #[serde(borrow)]
    reason: Option<Cow<'a, str>>,
    pub(super) policies: Option<EntryIndex>,
}

impl<'a> Row<'a> {
    /// Reads what is needed of an entry.
    pub(super) fn read(entry: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(entry)
    }

    /// Whether it is one that is sought. Times are for who seeks: they are found by halving.
    pub(super) fn fits(&self, sought: &Sought) -> bool {
        sought.takes(&Said {
            kind: &self.event.kind,
            consumer: self.event.consumer.as_deref(),
            purpose: self.event.purpose.as_deref(),
            service: self.event.service.as_deref(),
            reason: self.event.reason.as_deref(),
        })
    }
}
