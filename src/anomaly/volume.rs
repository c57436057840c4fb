//! How many persons: in an hour and on a day against the same weekday before, and by one end user on a day
//! against all end users.
//!
//! As many as there were before, on any day that is still known, are normal too: lists that are worked off once a
//! month are no alarm each month. Before counts only as far as it was normal itself, so that nobody makes more and
//! more normal by reading a little more each day.

use super::Moment;
use super::odds::{normal_up_to, poisson_at_least};
use super::raised::{Detector, MOST_ENTRIES, Raised};
use super::seen::{Mark, Observation};
use super::thresholds::{MONTH_DAYS, Thresholds};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use std::collections::{HashMap, HashSet, VecDeque};

/// The persons of one day and group that are told apart; beyond, each reading counts as one of another.
pub(super) const ANOMALY_DAY_PERSONS: Limit = Limit { name: "anomaly_day_persons", most: 100_000 };

/// The days of end users that tell what is normal among them.
const SAMPLES: usize = 4096;

/// So many of them must be known.
const FEWEST_SAMPLES: usize = 60;

/// So many same weekdays must be known.
const FEWEST_WEEKS: usize = 4;

/// Distinct persons.
#[derive(Debug, Default)]
struct Persons {
    told_apart: HashSet<Mark>,
    count: u32,
    newest: VecDeque<EntryIndex>,
    /// Whether it was raised already.
    raised: bool,
}

impl Persons {
    /// Whether the person is another than those before.
    fn add(&mut self, seen: &Observation) -> bool {
        let full = self.told_apart.len() >= ANOMALY_DAY_PERSONS.most;
        let is_new = if full {
            !self.told_apart.contains(&seen.person)
        } else {
            self.told_apart.insert(seen.person)
        };
        if is_new {
            self.count += 1;
            if self.newest.len() == MOST_ENTRIES {
                self.newest.pop_front();
            }
            self.newest.push_back(seen.entry);
        }
        is_new
    }

    /// Raises it once when there are more than normal.
    fn judge(
        &mut self,
        last: &Observation,
        (detector, normal, occasions): (Detector, f64, f64),
        thresholds: &Thresholds,
    ) -> Option<Raised> {
        let count = u64::from(self.count);
        if self.raised || count < thresholds.persons || f64::from(self.count) <= normal {
            return None;
        }
        let raised = Raised::new(detector, last, count, normal)
            .behind(self.newest.iter().copied())
            .chance(poisson_at_least(count, normal), occasions)
            .if_unlikely(thresholds.false_alarms_a_month)?;
        self.raised = true;
        Some(raised)
    }
}

/// Up to how many are normal.
#[derive(Debug, Clone, Copy)]
struct Normal {
    /// By the weekdays before, and by the most of any day.
    by: f64,
    /// As many as may come with chance.
    up_to: f64,
}

impl Normal {
    fn of(weekdays: &mut [u32], most: u32, busy: f64) -> Self {
        let most = f64::from(most);
        let (weekday, chance) = (normal_up_to(weekdays, busy), 3.0 * most.sqrt());
        Self { by: weekday.max(most), up_to: weekday.max(most + chance) }
    }

    /// How many of these were normal.
    fn part(self, count: u32) -> u32 {
        count.min(self.by as u32)
    }
}

/// A day that is over.
#[derive(Debug, Default)]
struct Over {
    day: u32,
    hours: [u32; 24],
    persons: u32,
    /// The same as far as they were normal then.
    normal_hours: [u32; 24],
    normal_persons: u32,
}

/// What one consumer reads for one purpose, over time.
#[derive(Debug, Default)]
pub(super) struct Volume {
    over: VecDeque<Over>,
    hours: [u32; 24],
    hour: (u8, Persons),
    today: Persons,
    end_users: HashMap<Mark, Persons>,
    /// How many persons end users read on their days, newest last.
    samples: VecDeque<u32>,
    normal_for_one: f64,
    normal_hour: Option<Normal>,
    normal_day: Option<Normal>,
    /// What was normal of the persons in each hour of today, and on the day.
    so_far: ([u32; 24], u32),
    /// How many same weekdays these are by.
    weeks: usize,
    /// How many days of end users there were, and in how many days.
    sampled: (u64, u32),
}

impl Volume {
    pub(super) fn take(
        &mut self,
        seen: &Observation,
        moment: Moment,
        thresholds: &Thresholds,
    ) -> Vec<Raised> {
        if self.hour.0 != moment.hour {
            self.hour = (moment.hour, Persons::default());
            self.normal_hour = None;
        }
        let known = self.normal_hour.is_some() && self.normal_day.is_some();
        if !known {
            self.learn(moment, thresholds);
        }
        let mut raised = Vec::new();
        let enough = self.weeks >= FEWEST_WEEKS;
        if self.hour.1.add(seen) {
            if let Some(hour) = self.hours.get_mut(usize::from(moment.hour)) {
                *hour = self.hour.1.count;
            }
            let normal = self.normal_hour.filter(|_| enough);
            let count = self.hour.1.count;
            if let Some(hour) = self.so_far.0.get_mut(usize::from(moment.hour)) {
                *hour = normal.map_or(count, |normal| normal.part(count));
            }
            if let Some(normal) = normal {
                let norm = (Detector::PersonsInHour, normal.up_to, MONTH_DAYS * 24.0);
                raised.extend(self.hour.1.judge(seen, norm, thresholds));
            }
        }
        if self.today.add(seen) {
            let (normal, count) = (self.normal_day.filter(|_| enough), self.today.count);
            self.so_far.1 = normal.map_or(count, |normal| normal.part(count));
            if let Some(normal) = normal {
                let norm = (Detector::PersonsOnDay, normal.up_to, MONTH_DAYS);
                raised.extend(self.today.judge(seen, norm, thresholds));
            }
        }
        if let Some(end_user) = seen.end_user {
            let own = self.end_users.entry(end_user).or_default();
            if own.add(seen) && self.samples.len() >= FEWEST_SAMPLES && enough {
                let occasions =
                    self.sampled.0 as f64 * MONTH_DAYS / f64::from(self.sampled.1.max(1));
                let norm = (Detector::PersonsByOne, self.normal_for_one, occasions);
                raised.extend(own.judge(seen, norm, thresholds));
            }
        }
        raised
    }

    /// What is normal in this hour, and on this day.
    fn learn(&mut self, moment: Moment, thresholds: &Thresholds) {
        let weeks = || self.over.iter().filter(|over| (moment.day - over.day).is_multiple_of(7));
        self.weeks = weeks().count();
        // What begins an hour late, or a clock that is set back, is nothing unusual.
        let hour = usize::from(moment.hour);
        let near = hour.saturating_sub(1)..=hour + 1;
        let at = |hours: &[u32; 24]| {
            near.clone().filter_map(|hour| hours.get(hour)).max().copied().unwrap_or_default()
        };
        let normal = |count: &dyn Fn(&Over) -> u32, normal: &dyn Fn(&Over) -> u32| {
            let mut before: Vec<u32> = weeks().map(count).collect();
            let most = self.over.iter().map(normal).max().unwrap_or_default();
            Some(Normal::of(&mut before, most, thresholds.busy))
        };
        self.normal_hour = normal(&|it| at(&it.hours), &|it| at(&it.normal_hours));
        self.normal_day = normal(&|it| it.persons, &|it| it.normal_persons);
    }

    /// Ends the days before `day`; those without a reading count as none.
    pub(super) fn end(&mut self, from: u32, day: u32, thresholds: &Thresholds) {
        let hours = std::mem::take(&mut self.hours);
        let persons = std::mem::take(&mut self.today).count;
        self.hour = Default::default();
        (self.normal_hour, self.normal_day) = (None, None);
        let (normal_hours, normal_persons) = std::mem::take(&mut self.so_far);
        self.over.push_back(Over { day: from, hours, persons, normal_hours, normal_persons });
        let empty = |day| Over { day, ..Over::default() };
        self.over
            .extend((from + 1..day).rev().take(thresholds.norm_days as usize).rev().map(empty));
        let first = day.saturating_sub(thresholds.norm_days);
        while self.over.front().is_some_and(|over| over.day < first) {
            self.over.pop_front();
        }
        self.sampled.1 += day - from;
        for (_, persons) in self.end_users.drain() {
            if self.samples.len() == SAMPLES {
                self.samples.pop_front();
            }
            self.samples.push_back(persons.count);
            self.sampled.0 += 1;
        }
        let mut samples: Vec<u32> = self.samples.iter().copied().collect();
        self.normal_for_one = normal_up_to(&mut samples, thresholds.busy);
    }

    /// Whether nothing is known any more.
    pub(super) fn is_empty(&self) -> bool {
        self.over.iter().all(|over| over.persons == 0) && self.today.count == 0
    }
}
