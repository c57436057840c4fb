//! Floor 10: what is unusual in how persons are read. Observations go in, in the order of the ledger's
//! entries, and what is raised comes out. Nobody is known here: an end user, a person and a case are marks
//! that only the vault's holder can make, and no number of a person is seen.
//!
//! Each detector is one simple count against what was normal for the same consumer and purpose before, and
//! says how many false alarms a month its threshold would give by chance: an alarm is raised when that is no
//! more than [`Thresholds::false_alarms_a_month`]. Until enough is known to say what is normal, nothing is
//! raised: the days of learning are named in [`Thresholds`].

mod again;
mod group;
mod odds;
mod raised;
mod run;
mod seen;
mod shares;
mod thresholds;
mod unrelated;
mod volume;

pub use odds::{binomial_at_least, poisson_at_least};
pub use raised::{Detector, MOST_ENTRIES, Raised};
pub use seen::{CaseFact, Mark, Near, Observation};
pub use thresholds::Thresholds;

use crate::vocab::basis::PurposeId;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use group::Group;
use std::collections::HashMap;
use unrelated::Unrelated;

/// The pairs of consumer and purpose that are told apart; what comes beyond is not judged.
pub const ANOMALY_GROUPS: Limit = Limit { name: "anomaly_groups", most: 10_000 };

/// The persons, and the pairs of end user and person, that are remembered at one time.
pub const ANOMALY_PERSONS: Limit = Limit { name: "anomaly_persons", most: 1_000_000 };

/// When something happened, on the clock of Norway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    /// Days since 1970.
    day: u32,
    /// Monday 0.
    weekday: u8,
    hour: u8,
}

impl Moment {
    fn of(at: Timestamp) -> Self {
        let clock = at.wall_clock_in_norway();
        let hour = u8::try_from(clock.minute / 60).unwrap_or_default();
        Self { day: at.day_in_norway().number(), weekday: clock.weekday, hour }
    }

    /// Whether it is a Saturday, a Sunday, or between 22 and 6.
    const fn is_off(self) -> bool {
        self.weekday >= 5 || self.hour >= 22 || self.hour < 6
    }
}

/// All detectors, over one stream of observations.
#[derive(Debug)]
pub struct Detectors {
    thresholds: Thresholds,
    groups: HashMap<(Organisation, PurposeId), Group>,
    unrelated: Unrelated,
    /// The newest day, and the first.
    day: u32,
    first: u32,
}

impl Detectors {
    /// Knows nothing yet.
    #[must_use]
    pub fn new(thresholds: Thresholds) -> Self {
        Self {
            thresholds,
            groups: HashMap::new(),
            unrelated: Unrelated::default(),
            day: 0,
            first: u32::MAX,
        }
    }

    /// How many observations cannot be judged because of [`ANOMALY_GROUPS`] is nobody's secret: whether this
    /// one can.
    #[must_use]
    pub fn has_room_for(&self, seen: &Observation) -> bool {
        self.groups.len() < ANOMALY_GROUPS.most
            || self.groups.contains_key(&(seen.consumer.clone(), seen.purpose.clone()))
    }

    /// Takes in the next observation; what it raises. One that is not the newest is taken as of the newest
    /// day.
    pub fn take(&mut self, seen: &Observation) -> Vec<Raised> {
        if !self.has_room_for(seen) {
            return Vec::new();
        }
        let mut moment = Moment::of(seen.at);
        moment.day = moment.day.max(self.day);
        self.first = self.first.min(moment.day);
        if moment.day > self.day {
            self.begin(moment.day);
        }
        let known = moment.day - self.first;
        let key = (seen.consumer.clone(), seen.purpose.clone());
        let group = self.groups.entry(key).or_insert_with(|| Group::new(moment.day));
        let mut raised = group.take(seen, moment, &self.thresholds);
        raised.extend(self.unrelated.take(seen, moment.day, known, &self.thresholds));
        raised
    }

    /// What is older than every window is forgotten.
    fn begin(&mut self, day: u32) {
        self.day = day;
        self.groups.retain(|_, group| group.begin(day, &self.thresholds));
        self.unrelated.begin(day, &self.thresholds);
    }
}
