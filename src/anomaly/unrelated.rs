//! The same person is read for purposes that have nothing to do with each other. Which have is learnt: two
//! purposes are related when several persons were read for both within the same days, and a good part of those
//! who were read for either: so it is where a case passes from one office to the next.

use super::ANOMALY_PERSONS;
use super::odds::poisson_at_least;
use super::raised::{Detector, Raised};
use super::seen::{Mark, Observation};
use super::thresholds::{MONTH_DAYS, Thresholds};
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use std::collections::{HashMap, HashSet};

/// The purposes of one person that are looked at.
const ANOMALY_PERSON_PURPOSES: Limit = Limit { name: "anomaly_person_purposes", most: 32 };

/// A purpose of a consumer, numbered.
type Number = u32;

#[derive(Debug, Clone, Copy)]
struct Read {
    what: Number,
    day: u32,
    entry: EntryIndex,
}

#[derive(Debug, Default)]
struct Person {
    reads: Vec<Read>,
    /// The most unrelated purposes at one time; it counts once in what is normal.
    most: u64,
    raised: bool,
}

/// All persons, of all consumers.
#[derive(Debug, Default)]
pub(super) struct Unrelated {
    numbers: HashMap<(Organisation, PurposeId), Number>,
    consumers: Vec<Organisation>,
    persons: HashMap<Mark, Person>,
    /// How many persons were read for each.
    each: Vec<u32>,
    /// How many persons were read for both.
    both: HashMap<(Number, Number), u32>,
    /// How many persons were looked at, and for how many unrelated purposes beyond the first.
    known: (u64, u64),
}

impl Unrelated {
    pub(super) fn take(
        &mut self,
        seen: &Observation,
        day: u32,
        known_days: u32,
        thresholds: &Thresholds,
    ) -> Option<Raised> {
        let what = self.number(seen)?;
        if self.persons.len() >= ANOMALY_PERSONS.most && !self.persons.contains_key(&seen.person) {
            return None;
        }
        let person = self.persons.entry(seen.person).or_default();
        let first = (day + 1).saturating_sub(thresholds.unrelated_days);
        person.reads.retain(|read| read.day >= first);
        if let Some(read) = person.reads.iter_mut().find(|read| read.what == what) {
            (read.day, read.entry) = (day, seen.entry);
            return None;
        }
        if person.reads.len() >= ANOMALY_PERSON_PURPOSES.most {
            return None;
        }
        for read in &person.reads {
            *self.both.entry(pair(read.what, what)).or_default() += 1;
        }
        if let Some(each) = self.each.get_mut(what as usize) {
            *each += 1;
        }
        person.reads.push(Read { what, day, entry: seen.entry });
        let each = |one: Number| self.each.get(one as usize).copied().unwrap_or_default();
        let is_related = |one: Number, other: Number| {
            let both = self.both.get(&pair(one, other)).copied().unwrap_or_default();
            let fewer = f64::from(each(one).min(each(other)));
            both >= thresholds.related_persons
                && f64::from(both) >= thresholds.related_share * fewer
        };
        let mut apart: Vec<Read> = Vec::new();
        for read in &person.reads {
            if !apart.iter().any(|other| is_related(other.what, read.what)) {
                apart.push(*read);
            }
        }
        let count = apart.len() as u64;
        if count > person.most {
            self.known.0 += u64::from(person.most == 0);
            self.known.1 += u64::from(person.most > 0);
            person.most = count;
        }
        let by: HashSet<_> =
            apart.iter().filter_map(|read| self.consumers.get(read.what as usize)).collect();
        if person.raised
            || known_days < thresholds.learning_days
            || count < thresholds.unrelated_purposes
            || by.len() < thresholds.unrelated_consumers
        {
            return None;
        }
        let mean = (self.known.1 as f64 + 1.0) / (self.known.0 as f64 + 1.0);
        let occasions = self.known.0 as f64 * MONTH_DAYS / f64::from(known_days.max(1));
        let raised = Raised::new(Detector::Unrelated, seen, count, 1.0 + mean)
            .behind(apart.iter().map(|read| read.entry))
            .chance(poisson_at_least(count - 1, mean), occasions)
            .if_unlikely(thresholds.false_alarms_a_month)?;
        person.raised = true;
        Some(raised)
    }

    fn number(&mut self, seen: &Observation) -> Option<Number> {
        let key = (seen.consumer.clone(), seen.purpose.clone());
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        let number = Number::try_from(self.consumers.len()).ok()?;
        self.consumers.push(seen.consumer.clone());
        self.each.push(0);
        self.numbers.insert(key, number);
        Some(number)
    }

    pub(super) fn begin(&mut self, day: u32, thresholds: &Thresholds) {
        let first = day.saturating_sub(thresholds.unrelated_days);
        self.persons.retain(|_, person| {
            person.reads.retain(|read| read.day >= first);
            !person.reads.is_empty()
        });
    }
}

fn pair(one: Number, other: Number) -> (Number, Number) {
    (one.min(other), one.max(other))
}
