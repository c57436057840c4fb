//! What one consumer has read for one purpose.

use super::Reached;
use super::readings::Readings;
use super::window::{Case, Window};
use crate::ledger::counts::Mark;
use crate::policy::{Ceiling, Counted, Limits};
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::time::Duration;

/// A soft limit that is not over time is told again after this.
const TOLD_AGAIN: Duration = Duration::from_secs(86_400);

/// What a request would read.
pub(super) struct Wish {
    /// Each person once.
    pub(super) persons: Vec<Mark>,
    /// Persons of the same request that were reserved before.
    pub(super) before: u64,
    pub(super) readings: u64,
    /// When the purpose limits persons by case, and the request names one.
    pub(super) case: Option<Mark>,
    pub(super) now: Timestamp,
}

/// The counts of one consumer and purpose.
pub(super) struct Group {
    hour: Window,
    day: Window,
    month: Readings,
    /// When a soft limit was last told.
    warned: HashMap<Counted, Timestamp>,
}

/// The time that a count is over, which all of these have.
fn span(counted: Counted) -> Duration {
    counted.window().unwrap_or(TOLD_AGAIN)
}

impl Default for Group {
    fn default() -> Self {
        Self {
            hour: Window::new(span(Counted::SubjectsPerHour)),
            day: Window::new(span(Counted::SubjectsPerDay)),
            month: Readings::new(span(Counted::ReadingsPerMonth)),
            warned: HashMap::new(),
        }
    }
}

impl Group {
    /// Reserves what is wished, if every hard limit leaves room for it; gives the soft limits that it
    /// passes and that are to be told now.
    pub(super) fn take(
        &mut self,
        limits: &Limits,
        wish: &Wish,
        mut cases: Option<&mut HashMap<Mark, Case>>,
    ) -> Result<Vec<(Counted, u64)>, Reached> {
        self.expire(wish.now);
        let mut warnings = Vec::new();
        for (counted, Ceiling { soft, hard }) in limits.iter() {
            let after = self.with(counted, wish, cases.as_deref());
            if let Some(most) = hard.filter(|most| after > *most) {
                let retry_after = self.room_in(counted, after - most, most, wish);
                return Err(Reached { counted, most, retry_after });
            }
            warnings.extend(soft.filter(|soft| after > *soft).map(|soft| (counted, soft)));
        }
        self.hour.reserve(&wish.persons);
        self.day.reserve(&wish.persons);
        self.month.reserve(wish.readings);
        if let (Some(case), Some(cases)) = (wish.case, &mut cases) {
            cases.entry(case).or_default().reserve(&wish.persons);
        }
        warnings.retain(|(counted, _)| self.is_to_be_told(*counted, wish.now));
        Ok(warnings)
    }

    /// How many of these there would be.
    fn with(&self, counted: Counted, wish: &Wish, cases: Option<&HashMap<Mark, Case>>) -> u64 {
        let persons = wish.persons.len() as u64;
        match counted {
            Counted::SubjectsPerRequest => wish.before + persons,
            Counted::SubjectsPerHour => self.hour.with(&wish.persons),
            Counted::SubjectsPerDay => self.day.with(&wish.persons),
            Counted::SubjectsPerCase => {
                let case = wish.case.zip(cases).and_then(|(case, cases)| cases.get(&case));
                case.map_or(persons, |case| case.with(&wish.persons))
            }
            Counted::ReadingsPerMonth => self.month.with(wish.readings),
        }
    }

    /// When there is room; never, for more than there may ever be.
    fn room_in(&self, counted: Counted, over: u64, most: u64, wish: &Wish) -> Option<Duration> {
        let persons = wish.persons.len() as u64;
        match counted {
            Counted::SubjectsPerRequest | Counted::SubjectsPerCase => None,
            Counted::SubjectsPerHour => {
                (persons <= most).then(|| self.hour.until_fewer(over, wish.now))
            }
            Counted::SubjectsPerDay => {
                (persons <= most).then(|| self.day.until_fewer(over, wish.now))
            }
            Counted::ReadingsPerMonth => {
                (wish.readings <= most).then(|| self.month.until_fewer(over, wish.now))
            }
        }
    }

    /// Whether a soft limit has not been told for as long as it counts; notes that it is.
    fn is_to_be_told(&mut self, counted: Counted, now: Timestamp) -> bool {
        let told = self.warned.get(&counted);
        let again = told.is_none_or(|told| now.since(*told) >= span(counted));
        if again {
            self.warned.insert(counted, now);
        }
        again
    }

    /// A soft limit was not told after all.
    pub(super) fn take_back(&mut self, counted: Counted) {
        self.warned.remove(&counted);
    }

    /// A soft limit was told before.
    pub(super) fn was_told(&mut self, counted: Counted, at: Timestamp) {
        self.warned.insert(counted, at);
    }

    /// Ends a reservation: read, or given back.
    pub(super) fn end(
        &mut self,
        wish: &Wish,
        is_read: bool,
        cases: Option<&mut HashMap<Mark, Case>>,
    ) {
        self.month.give_back(wish.readings);
        if is_read {
            self.hour.commit(&wish.persons, wish.now);
            self.day.commit(&wish.persons, wish.now);
            self.month.note(wish.readings, wish.now);
        } else {
            self.hour.give_back(&wish.persons);
            self.day.give_back(&wish.persons);
        }
        if let (Some(case), Some(cases)) = (wish.case, cases)
            && let Some(persons) = cases.get_mut(&case)
            && persons.end(&wish.persons, is_read.then_some(wish.now))
        {
            cases.remove(&case);
        }
    }

    /// A reading of before; they come oldest first. Without a person it only counts as a reading.
    pub(super) fn note(&mut self, person: Option<Mark>, at: Timestamp) {
        if let Some(person) = person {
            self.hour.note(person, at);
            self.day.note(person, at);
        }
        self.month.note(1, at);
    }

    /// Forgets what no longer counts.
    pub(super) fn expire(&mut self, now: Timestamp) {
        self.hour.expire(now);
        self.day.expire(now);
        self.month.expire(now);
    }
}
