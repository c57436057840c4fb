//! What seeking needs of an entry, cheaper to read than the whole: who, what for, what came of it.
//!
//! Only the open part is looked at; `tag` and `sealed` are passed over.

use crate::ledger::entry::{Decision, Sought};
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
        let is = |own: &Option<Cow<'_, str>>, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| own.as_deref() == Some(wanted))
        };
        is(&self.event.consumer, sought.consumer.as_ref().map(|it| it.as_str()))
            && is(&self.event.purpose, sought.purpose.as_ref().map(|it| it.as_str()))
            && is(&self.event.service, sought.service.as_ref().map(|it| it.as_str()))
            && sought.decision.as_ref().is_none_or(|decision| self.event.came_to(decision))
    }
}

impl RowEvent<'_> {
    /// A disclosure is a reading; a refusal is one at the gateway, of a grant, or at another door.
    fn came_to(&self, decision: &Decision) -> bool {
        let is_refusal = matches!(&*self.kind, "refusal" | "token-refusal");
        match decision {
            Decision::Disclosed => self.kind == "reading",
            Decision::Refused => is_refusal,
            Decision::Reason(reason) => is_refusal && self.reason.as_deref() == Some(reason),
        }
    }
}
