//! Which acts stand, in memory.

use super::settings::Setting;
use crate::ledger::About;
use crate::ledger::counts::Mark;
use crate::ledger::entry::{Consent, Event, Matter};
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::time::{Day, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// An inquiry without an answer, as far as it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInquiry {
    /// Its entry: what it is called.
    pub index: EntryIndex,
    /// Who was asked.
    pub to: Organisation,
    /// What is wanted.
    pub matter: Matter,
    /// The purpose of the reading that it is about.
    pub purpose: Option<PurposeId>,
    /// The last day for an answer.
    pub due: Day,
    /// When it was asked.
    pub at: Timestamp,
}

/// What an entry ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    /// The entry of the act that has ended.
    pub(super) act: EntryIndex,
    /// The entry that ended it and is done with; none for an act that stands in its place.
    pub(super) ending: Option<EntryIndex>,
}

/// All acts that stand. Persons are marks: nothing to who lacks the vault.
#[derive(Default)]
pub(super) struct View {
    inquiries: BTreeMap<EntryIndex, (Mark, OpenInquiry)>,
    consents: HashMap<(Mark, Organisation, PurposeId), (EntryIndex, Consent)>,
    reservations: HashMap<(Mark, PurposeId), EntryIndex>,
    settings: HashMap<Mark, (EntryIndex, Setting)>,
}

/// Whether an act has come to its own end.
pub(super) fn is_over(event: &Event, today: Day) -> bool {
    matches!(event, Event::Consent(consent) if consent.until < today)
}

impl View {
    /// Takes an entry in; gives what it has ended.
    pub(super) fn apply(&mut self, about: &About, mark: Mark) -> Option<Ended> {
        let when = (about.index, about.entry.at);
        self.take_in(when, &about.entry.event, about.whom.words.clone(), mark)
    }

    /// The same, from what is known of an entry that was just written.
    pub(super) fn take_in(
        &mut self,
        (index, at): (EntryIndex, Timestamp),
        event: &Event,
        words: Option<String>,
        mark: Mark,
    ) -> Option<Ended> {
        let ends = |act| Some(Ended { act, ending: Some(index) });
        let replaces = |act: Option<EntryIndex>| act.map(|act| Ended { act, ending: None });
        match event {
            Event::Inquiry(inquiry) => {
                let open = OpenInquiry {
                    index,
                    to: inquiry.to.clone(),
                    matter: inquiry.matter,
                    purpose: inquiry.purpose.clone(),
                    due: inquiry.due,
                    at,
                };
                self.inquiries.insert(index, (mark, open));
                None
            }
            Event::InquiryAnswer(answer) => {
                self.inquiries.remove(&answer.inquiry);
                ends(answer.inquiry)
            }
            Event::Consent(said) => {
                let key = (mark, said.consumer.clone(), said.purpose.clone());
                let before = self.consents.insert(key, (index, Consent::clone(said)));
                replaces(before.map(|(before, _)| before))
            }
            Event::ConsentWithdrawn(said) => {
                let key = (mark, said.consumer.clone(), said.purpose.clone());
                self.consents.remove(&key);
                said.consent.and_then(ends)
            }
            Event::Reservation(said) => {
                replaces(self.reservations.insert((mark, said.purpose.clone()), index))
            }
            Event::ReservationEnded(said) => {
                self.reservations.remove(&(mark, said.purpose.clone()));
                said.reservation.and_then(ends)
            }
            Event::NoticeSetting(_) => {
                let setting = Setting::read(words.as_deref().unwrap_or_default());
                let before = self.settings.insert(mark, (index, setting));
                replaces(before.map(|(before, _)| before))
            }
            _ => None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.inquiries.len() + self.consents.len() + self.reservations.len() + self.settings.len()
    }

    pub(super) fn open_of(&self, mark: Mark) -> usize {
        self.inquiries.values().filter(|(its, _)| *its == mark).count()
    }

    pub(super) fn open(&self, index: EntryIndex) -> Option<OpenInquiry> {
        self.inquiries.get(&index).map(|(_, open)| open.clone())
    }

    pub(super) fn open_to(&self, to: &Organisation) -> Vec<OpenInquiry> {
        let all = self.inquiries.values().map(|(_, open)| open);
        all.filter(|open| open.to == *to).cloned().collect()
    }

    /// Every inquiry without an answer, with the last day for one.
    pub(super) fn all_open(&self) -> Vec<(EntryIndex, Day)> {
        self.inquiries.iter().map(|(index, (_, open))| (*index, open.due)).collect()
    }

    pub(super) fn consent(
        &self,
        mark: Mark,
        consumer: &Organisation,
        purpose: &PurposeId,
    ) -> Option<(EntryIndex, Consent)> {
        self.consents.get(&(mark, consumer.clone(), purpose.clone())).cloned()
    }

    pub(super) fn reservation(&self, mark: Mark, purpose: &PurposeId) -> Option<EntryIndex> {
        self.reservations.get(&(mark, purpose.clone())).copied()
    }

    pub(super) fn setting(&self, mark: Mark) -> Option<(EntryIndex, Setting)> {
        self.settings.get(&mark).cloned()
    }
}
