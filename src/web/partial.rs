//! A part of a person's list: what a relative reads, without what a purpose keeps from relatives
//! ([`Purpose::hidden_from_relatives`]); and what a weaker login reads, without what the law protects more.
//!
//! All that is shown of a list is read through [`Readings`], so what is left out here is in no page, count, plot,
//! search, proof or file, and in none that comes later. For a relative what is left is counted anew from 0: a gap
//! in the person's own counts would tell that something is missing. An entry is kept from relatives when the
//! policies that decided it hide it or cannot be known, and when those that are in force now do: a word that was
//! forgotten and added later counts for what was read before.

use super::list::{PoliciesAt, Proof, Readings, Unreadable, Witnessed, decided_at};
use super::readings::Record;
use super::rows::Remembered;
use crate::ledger::entry::{Asker, Event, Refusal};
use crate::policy::{PolicySet, Purpose};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many entries are read at one time.
const AT_ONCE: usize = 500;

/// The persons of whom it is kept which entries are in a part.
const PERSONS: Limit = Limit { name: "persons_with_partial_lists", most: 64 };

/// How long that is kept.
const KEPT: Duration = Duration::from_secs(5 * 60);

/// What is left out of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// What is kept from relatives: one of them reads.
    pub(super) for_relative: bool,
    /// What the law protects more: the login is not strong enough for it.
    pub(super) sensitive: bool,
}

/// What is kept of parts of lists, each apart from the others and from whole lists.
#[derive(Default)]
pub(super) struct Parts {
    /// Which entries are left.
    pub(super) known: Arc<Known>,
    /// What is remembered of one's own list without what is sensitive.
    pub(super) ordinary: Arc<Remembered>,
    /// What is remembered of what is shared with relatives.
    pub(super) shared: Arc<Remembered>,
    /// What is remembered of that without what is sensitive.
    pub(super) shared_ordinary: Arc<Remembered>,
}

/// A person's entries without those that are cut.
pub(super) struct Partial {
    pub(super) readings: Arc<dyn Readings>,
    pub(super) policies: Arc<dyn PoliciesAt>,
    pub(super) known: Arc<Known>,
    pub(super) cut: Cut,
    pub(super) now: Timestamp,
}

/// What a list and the policies were like when it was looked through: the newest entry, by count and place, and
/// the entry of the newest policies.
type State = (Option<(u64, EntryIndex)>, Option<EntryIndex>);

/// The person's own counts of the entries that are left, ascending.
type Counts = Arc<[u64]>;

/// Of a person's list with this cut: when it was looked through, what it was like, and what was left.
type Left = (PersonNumber, Cut, Timestamp, State, Counts);

/// Which entries are left, of those whose lists were looked at last.
#[derive(Default)]
pub(super) struct Known(Mutex<VecDeque<Left>>);

impl Known {
    /// Forgets what has been kept for too long.
    pub(super) fn let_go(&self, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, _, begun, ..)| now.since(*begun) < KEPT && *begun <= now);
    }

    fn of(&self, person: &PersonNumber, cut: Cut, state: State, now: Timestamp) -> Option<Counts> {
        self.let_go(now);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = kept
            .iter()
            .find(|(whose, what, _, was, _)| whose == person && *what == cut && *was == state);
        own.map(|(.., counts)| counts.clone())
    }

    fn keep(
        &self,
        (person, cut): (&PersonNumber, Cut),
        state: State,
        counts: Counts,
        now: Timestamp,
    ) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(whose, what, ..)| whose != person || *what != cut);
        if kept.len() >= PERSONS.most {
            kept.pop_front();
        }
        kept.push_back((person.clone(), cut, now, state, counts));
    }
}

impl Partial {
    /// The counts of the entries that are left.
    fn counts(&self, person: &PersonNumber) -> Result<Counts, Unreadable> {
        let newest = self.readings.about(person, None, 1)?;
        let newest = newest.first().map(|record| (record.count, record.index));
        let state = (newest, self.policies.newest());
        if let Some(known) = self.known.of(person, self.cut, state, self.now) {
            return Ok(known);
        }
        let current = state.1.and_then(|entry| self.policies.in_force_at(entry));
        let (mut counts, mut before) = (Vec::new(), newest.map(|(count, _)| count + 1));
        loop {
            let records = self.readings.about(person, before, AT_ONCE)?;
            let left = records.iter().filter(|record| self.leaves(record, current.as_deref()));
            counts.extend(left.map(|record| record.count));
            before = records.last().map(|last| last.count);
            if records.len() < AT_ONCE {
                break;
            }
        }
        counts.reverse();
        let counts: Counts = counts.into();
        self.known.keep((person, self.cut), state, counts.clone(), self.now);
        Ok(counts)
    }

    fn leaves(&self, record: &Record, current: Option<&PolicySet>) -> bool {
        let event = &record.entry.event;
        // Who looked at the list by right is a relative themselves.
        if matches!(event, Event::RelativeLook(_)) {
            return true;
        }
        let then = self.policies.in_force_at(decided_at(record));
        let (Some(then), Some(current)) = (then, current) else { return false };
        let is_shared = || shares(&then, event) && shares(current, event);
        (!self.cut.for_relative || is_shared())
            && !(self.cut.sensitive && is_sensitive(&then, event))
    }

    /// Where in the counts a count stands, as who reads them counts.
    fn place(&self, counts: &[u64], count: u64) -> usize {
        if self.cut.for_relative {
            usize::try_from(count).unwrap_or(usize::MAX).min(counts.len())
        } else {
            counts.partition_point(|own| *own < count)
        }
    }
}

/// Whether an event tells of data that the law protects more, or was to. What is decided about by policies that
/// do not know its purpose may.
fn is_sensitive(policies: &PolicySet, event: &Event) -> bool {
    let purpose = match event {
        Event::Reading(reading) => {
            let service = policies.service(&reading.service);
            return service.is_none_or(|it| it.protects(reading.whole, reading.fields.iter()));
        }
        Event::Refusal(Refusal { purpose: Some(purpose), .. }) => purpose,
        // Its reason may tell what the entry is about that it is about.
        Event::IdentityOpened(_) => return true,
        _ => return false,
    };
    let purpose = policies.purpose(purpose);
    let service = purpose.and_then(|purpose| policies.service(&purpose.service));
    let (Some(purpose), Some(service)) = (purpose, service) else { return true };
    service.protects(purpose.whole.is_some(), purpose.permits.iter().map(|permit| &permit.path))
}

/// Whether a set of policies lets relatives see an event. What is not a request for the person's data, nor a
/// look at the list, is the person's own.
fn shares(policies: &PolicySet, event: &Event) -> bool {
    match event {
        Event::Reading(reading) => {
            let purpose = policies.purpose(&reading.purpose);
            purpose.is_none_or(|purpose| !purpose.hidden_from_relatives)
        }
        Event::Refusal(Refusal { purpose, asker, .. }) => {
            match purpose.as_ref().and_then(|purpose| policies.purpose(purpose)) {
                Some(purpose) => !purpose.hidden_from_relatives,
                // It was refused before its purpose was known: as if it had been any of the asker's.
                None => !hidden(policies).any(|one| may_be_of(one, asker.as_ref())),
            }
        }
        // Its reason may tell what the entry is about that it is about.
        Event::IdentityOpened(_) => hidden(policies).next().is_none(),
        _ => false,
    }
}

fn hidden(policies: &PolicySet) -> impl Iterator<Item = &Purpose> {
    policies.purposes().iter().map(AsRef::as_ref).filter(|one| one.hidden_from_relatives)
}

/// Whether who asked may have asked for this purpose; who is in a group is not known here.
fn may_be_of(purpose: &Purpose, asker: Option<&Asker>) -> bool {
    let named = |asker: &Asker| purpose.consumers().contains(&asker.consumer);
    !purpose.groups().is_empty() || asker.is_none_or(named)
}

impl Readings for Partial {
    fn about(
        &self,
        person: &PersonNumber,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Record>, Unreadable> {
        let counts = self.counts(person)?;
        let end = before.map_or(counts.len(), |before| self.place(&counts, before));
        let wanted = counts.get(end.saturating_sub(most)..end).unwrap_or_default();
        let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else {
            return Ok(Vec::new());
        };
        let (mut found, mut before) = (Vec::with_capacity(wanted.len()), last + 1);
        while before > *first {
            let span = usize::try_from(before - first).unwrap_or(AT_ONCE).min(AT_ONCE);
            let records = self.readings.about(person, Some(before), span)?;
            let Some(oldest) = records.last().map(|record| record.count) else { break };
            before = oldest;
            for record in records {
                let place = counts.binary_search(&record.count);
                if record.count >= *first
                    && let Ok(place) = place
                {
                    let count = if self.cut.for_relative { place as u64 } else { record.count };
                    found.push(Record { count, ..record });
                }
            }
        }
        Ok(found)
    }

    fn published(&self) -> u64 {
        self.readings.published()
    }

    fn witnessed(&self) -> Option<Witnessed> {
        self.readings.witnessed()
    }

    fn proof(&self, person: &PersonNumber, count: u64) -> Result<Option<Proof>, Unreadable> {
        let counts = self.counts(person)?;
        match counts.get(self.place(&counts, count)) {
            Some(own) if self.cut.for_relative || *own == count => {
                self.readings.proof(person, *own)
            }
            Some(_) | None => Ok(None),
        }
    }

    fn log_key(&self) -> String {
        self.readings.log_key()
    }

    /// It proves that nothing is left out, so there is none of a part.
    fn bundle(&self, _: &PersonNumber) -> Result<Vec<u8>, Unreadable> {
        Err(Unreadable)
    }
}
