//! The list of a person as a relative reads it: without what a purpose keeps from relatives
//! ([`Purpose::hidden_from_relatives`]).
//!
//! All that is shown of a list is read through [`Readings`], so what is left out here is in no page, count, plot,
//! search, proof or file, and in none that comes later. What is left is counted anew from 0: a gap in the
//! person's own counts would tell that something is missing. An entry is left out when the policies that
//! decided it hide it or cannot be known, and when those that are in force now do: a word that was forgotten
//! and added later counts for what was read before.

use super::super::list::{PoliciesAt, Proof, Readings, Unreadable, Witnessed, decided_at};
use super::super::readings::Record;
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

/// The persons of whom it is kept which entries are shared.
const PERSONS: Limit = Limit { name: "persons_with_shared_lists", most: 64 };

/// How long that is kept.
const KEPT: Duration = Duration::from_secs(5 * 60);

/// A person's entries, as far as they are shared with relatives.
pub(in crate::web) struct Shared {
    pub(in crate::web) readings: Arc<dyn Readings>,
    pub(in crate::web) policies: Arc<dyn PoliciesAt>,
    pub(in crate::web) known: Arc<Known>,
    pub(in crate::web) now: Timestamp,
}

/// What a list and the policies were like when it was looked through: the newest entry, by count and place, and
/// the entry of the newest policies.
type State = (Option<(u64, EntryIndex)>, Option<EntryIndex>);

/// The person's own counts of the entries that are shared, ascending.
type Counts = Arc<[u64]>;

/// Which entries are shared, of those whose lists were looked at last.
#[derive(Default)]
pub(in crate::web) struct Known(Mutex<VecDeque<(PersonNumber, Timestamp, State, Counts)>>);

impl Known {
    /// Forgets what has been kept for too long.
    pub(super) fn let_go(&self, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, begun, ..)| now.since(*begun) < KEPT && *begun <= now);
    }

    fn of(&self, person: &PersonNumber, state: State, now: Timestamp) -> Option<Counts> {
        self.let_go(now);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = kept.iter().find(|(whose, _, was, _)| whose == person && *was == state);
        own.map(|(.., counts)| counts.clone())
    }

    fn keep(&self, person: &PersonNumber, state: State, counts: Counts, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(whose, ..)| whose != person);
        if kept.len() >= PERSONS.most {
            kept.pop_front();
        }
        kept.push_back((person.clone(), now, state, counts));
    }
}

impl Shared {
    /// The counts of the entries that are shared.
    fn counts(&self, person: &PersonNumber) -> Result<Counts, Unreadable> {
        let newest = self.readings.about(person, None, 1)?;
        let newest = newest.first().map(|record| (record.count, record.index));
        let state = (newest, self.policies.newest());
        if let Some(known) = self.known.of(person, state, self.now) {
            return Ok(known);
        }
        let current = state.1.and_then(|entry| self.policies.in_force_at(entry));
        let (mut counts, mut before) = (Vec::new(), newest.map(|(count, _)| count + 1));
        loop {
            let records = self.readings.about(person, before, AT_ONCE)?;
            let shared = records.iter().filter(|record| self.is_shared(record, current.as_deref()));
            counts.extend(shared.map(|record| record.count));
            before = records.last().map(|last| last.count);
            if records.len() < AT_ONCE {
                break;
            }
        }
        counts.reverse();
        let counts: Counts = counts.into();
        self.known.keep(person, state, counts.clone(), self.now);
        Ok(counts)
    }

    fn is_shared(&self, record: &Record, current: Option<&PolicySet>) -> bool {
        let event = &record.entry.event;
        // Who looked at the list by right is a relative themselves.
        if matches!(event, Event::RelativeLook(_)) {
            return true;
        }
        let then = self.policies.in_force_at(decided_at(record));
        let (Some(then), Some(current)) = (then, current) else { return false };
        shares(&then, event) && shares(current, event)
    }
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

impl Readings for Shared {
    fn about(
        &self,
        person: &PersonNumber,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Record>, Unreadable> {
        let counts = self.counts(person)?;
        let end = before.and_then(|before| usize::try_from(before).ok());
        let end = end.unwrap_or(usize::MAX).min(counts.len());
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
                    found.push(Record { count: place as u64, ..record });
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
        let place = usize::try_from(count).map_err(|_| Unreadable)?;
        match self.counts(person)?.get(place) {
            Some(own) => self.readings.proof(person, *own),
            None => Ok(None),
        }
    }

    fn log_key(&self) -> String {
        self.readings.log_key()
    }

    /// It proves that nothing is left out, so there is none for a relative.
    fn bundle(&self, _: &PersonNumber) -> Result<Vec<u8>, Unreadable> {
        Err(Unreadable)
    }
}
