//! How many different persons there were within a time, those that are just being asked about
//! included.

use crate::ledger::counts::Mark;
use crate::vocab::time::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// Different persons within a time that ends now.
#[derive(Debug)]
pub(super) struct Window {
    span: Duration,
    persons: HashMap<Mark, Seen>,
    /// Readings, oldest first. One that is not its person's newest no longer matters.
    order: VecDeque<(Timestamp, Mark)>,
}

/// Why a person counts: read within the time, or being asked about.
#[derive(Debug, Default)]
pub(super) struct Seen {
    newest: Option<Timestamp>,
    reserved: u32,
}

impl Seen {
    fn counts(&self) -> bool {
        self.newest.is_some() || self.reserved > 0
    }
}

impl Window {
    pub(super) fn new(span: Duration) -> Self {
        Self { span, persons: HashMap::new(), order: VecDeque::new() }
    }

    /// Forgets who was last read before the time began.
    pub(super) fn expire(&mut self, now: Timestamp) {
        let span = self.span;
        while let Some((at, mark)) = self.order.pop_front_if(|(at, _)| now.since(*at) >= span) {
            let Some(seen) = self.persons.get_mut(&mark) else { continue };
            seen.newest = seen.newest.filter(|newest| *newest > at);
            if !seen.counts() {
                self.persons.remove(&mark);
            }
        }
    }

    /// How many there would be with these as well; each stands in the list once.
    pub(super) fn with(&self, persons: &[Mark]) -> u64 {
        let new = persons.iter().filter(|mark| !self.persons.contains_key(mark)).count();
        (self.persons.len() + new) as u64
    }

    /// How long it takes until so many of those read are no longer counted.
    pub(super) fn until_fewer(&self, by: u64, now: Timestamp) -> Duration {
        let leaving = self.order.iter().filter(|(at, mark)| {
            let seen = self.persons.get(mark);
            seen.is_some_and(|seen| seen.newest == Some(*at) && seen.reserved == 0)
        });
        let last = usize::try_from(by.saturating_sub(1)).unwrap_or(usize::MAX);
        let leaves = leaving.map(|(at, _)| at.plus(self.span)).nth(last);
        leaves.map_or(self.span, |leaves| leaves.since(now))
    }

    pub(super) fn reserve(&mut self, persons: &[Mark]) {
        for mark in persons {
            self.persons.entry(*mark).or_default().reserved += 1;
        }
    }

    pub(super) fn give_back(&mut self, persons: &[Mark]) {
        for mark in persons {
            release(&mut self.persons, mark, None);
        }
    }

    /// What was reserved was read at this time.
    pub(super) fn commit(&mut self, persons: &[Mark], at: Timestamp) {
        for mark in persons {
            release(&mut self.persons, mark, Some(at));
            // Later requests may have ended before: near the end of the row there is its place.
            let before = self.order.iter().rposition(|(earlier, _)| *earlier <= at);
            self.order.insert(before.map_or(0, |place| place + 1), (at, *mark));
        }
    }

    /// A reading of before; they come oldest first.
    pub(super) fn note(&mut self, person: Mark, at: Timestamp) {
        let seen = self.persons.entry(person).or_default();
        seen.newest = seen.newest.max(Some(at));
        self.order.push_back((at, person));
    }
}

/// Ends one reservation of a person, by a reading or without.
pub(super) fn release(persons: &mut HashMap<Mark, Seen>, mark: &Mark, read: Option<Timestamp>) {
    let Some(seen) = persons.get_mut(mark) else { return };
    seen.reserved = seen.reserved.saturating_sub(1);
    seen.newest = seen.newest.max(read);
    if !seen.counts() {
        persons.remove(mark);
    }
}

/// The different persons under one case: for good.
#[derive(Debug, Default)]
pub(super) struct Case(HashMap<Mark, Seen>);

impl Case {
    pub(super) fn with(&self, persons: &[Mark]) -> u64 {
        let new = persons.iter().filter(|mark| !self.0.contains_key(mark)).count();
        (self.0.len() + new) as u64
    }

    pub(super) fn reserve(&mut self, persons: &[Mark]) {
        for mark in persons {
            self.0.entry(*mark).or_default().reserved += 1;
        }
    }

    /// Ends reservations, by readings or without. True: nobody is left.
    pub(super) fn end(&mut self, persons: &[Mark], read: Option<Timestamp>) -> bool {
        for mark in persons {
            release(&mut self.0, mark, read);
        }
        self.0.is_empty()
    }

    pub(super) fn note(&mut self, person: Mark) {
        self.0.entry(person).or_default().newest = Some(Timestamp::from_millis(0));
    }
}
