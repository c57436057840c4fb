//! All detectors of one consumer and purpose.

use super::again::Again;
use super::raised::{Detector, Raised};
use super::run::Runs;
use super::seen::{CaseFact, Mark, Near, Observation};
use super::shares::Shares;
use super::thresholds::{MONTH_DAYS, Thresholds};
use super::volume::Volume;
use super::{ANOMALY_PERSONS, Moment};
use std::collections::{HashMap, HashSet, VecDeque};

/// A case is judged when it could have been stated again for so many days.
const CASE_DAYS: u32 = 14;

/// A case that was stated.
#[derive(Debug)]
struct Case {
    times: u32,
    first: Observation,
}

/// One consumer and purpose.
#[derive(Debug)]
pub(super) struct Group {
    first: u32,
    day: u32,
    volume: Volume,
    off_hours: Shares,
    /// Who has read today, in and out of hours: a day counts once.
    today: HashSet<(Option<Mark>, bool)>,
    again: Again,
    runs: Runs,
    neighbours: Shares,
    relatives: (u64, u64),
    denied: Shares,
    once: Shares,
    missing: Shares,
    cases: HashMap<Mark, Case>,
    turns: VecDeque<(u32, Mark)>,
    /// Readings with a case, and all.
    with_case: (u64, u64),
}

impl Group {
    pub(super) fn new(day: u32) -> Self {
        Self {
            first: day,
            day,
            volume: Volume::default(),
            off_hours: Shares::default(),
            today: HashSet::new(),
            again: Again::default(),
            runs: Runs::default(),
            neighbours: Shares::default(),
            relatives: (0, 0),
            denied: Shares::default(),
            once: Shares::default(),
            missing: Shares::default(),
            cases: HashMap::new(),
            turns: VecDeque::new(),
            with_case: (0, 0),
        }
    }

    /// A new day has begun; whether there is still something to know.
    pub(super) fn begin(&mut self, day: u32, thresholds: &Thresholds) -> bool {
        self.volume.end(self.day, day, thresholds);
        self.day = day;
        self.today.clear();
        let Self { off_hours, neighbours, denied, once, missing, .. } = self;
        for shares in [off_hours, neighbours, denied, once, missing] {
            shares.begin(day, thresholds);
        }
        self.again.begin(day, thresholds);
        self.runs.begin(day, thresholds);
        !self.volume.is_empty()
    }

    pub(super) fn take(
        &mut self,
        seen: &Observation,
        moment: Moment,
        thresholds: &Thresholds,
    ) -> Vec<Raised> {
        let known = moment.day - self.first;
        let mut raised = self.volume.take(seen, moment, thresholds);
        raised.extend(self.again.take(seen, moment.day, known, thresholds));
        raised.extend(self.runs.take(seen, moment.day, known, thresholds));
        raised.extend(self.near(seen, moment.day, known, thresholds));
        let is_off = moment.is_off();
        if self.today.insert((seen.end_user, is_off)) {
            let occasion = (moment.day, is_off);
            raised.extend(self.off_hours.take(Detector::OffHours, seen, occasion, thresholds));
        }
        if seen.case_fact != CaseFact::Unknown {
            let occasion = (moment.day, seen.case_fact == CaseFact::Denied);
            raised.extend(self.denied.take(Detector::CaseDenied, seen, occasion, thresholds));
        }
        raised.extend(self.cases(seen, moment.day, thresholds));
        // What was learnt before that is not enough to judge by, except where one reading says it all.
        raised.retain(|it| {
            known >= thresholds.learning_days
                || matches!(it.detector, Detector::Sequence | Detector::Relative)
        });
        raised
    }

    /// An own relative is raised at once: one is not to read them, however often it happens. An own neighbour
    /// is anybody's in a small place, so they are held against the others'.
    fn near(
        &mut self,
        seen: &Observation,
        day: u32,
        known: u32,
        thresholds: &Thresholds,
    ) -> Option<Raised> {
        if seen.near == Near::Unknown || seen.end_user.is_none() {
            return None;
        }
        let (before, all) = self.relatives;
        let is_relative = seen.near == Near::Relative;
        self.relatives = (before + u64::from(is_relative), all + 1);
        if seen.near == Near::NotFamily {
            return None;
        }
        if !is_relative {
            let occasion = (day, seen.near == Near::Neighbour);
            return self.neighbours.take(Detector::Neighbours, seen, occasion, thresholds);
        }
        let share = before as f64 / (all as f64).max(1.0);
        let occasions = all as f64 * MONTH_DAYS / f64::from(known.max(1));
        Some(Raised::new(Detector::Relative, seen, 1, 0.0).chance(share, occasions))
    }

    /// A case that was stated once only, or none where most state one.
    fn cases(&mut self, seen: &Observation, day: u32, thresholds: &Thresholds) -> Vec<Raised> {
        self.with_case.0 += u64::from(seen.case.is_some());
        self.with_case.1 += 1;
        let is_usual = self.with_case.0 * 2 > self.with_case.1;
        let mut raised = Vec::new();
        if is_usual {
            let occasion = (day, seen.case.is_none());
            raised.extend(self.missing.take(Detector::CaseMissing, seen, occasion, thresholds));
        }
        if let Some(mark) = seen.case {
            if let Some(case) = self.cases.get_mut(&mark) {
                case.times += 1;
            } else if self.cases.len() < ANOMALY_PERSONS.most {
                self.cases.insert(mark, Case { times: 1, first: seen.clone() });
                self.turns.push_back((day, mark));
            }
        }
        while self.turns.front().is_some_and(|(since, _)| since + CASE_DAYS < day) {
            let Some(case) = self.turns.pop_front().and_then(|turn| self.cases.remove(&turn.1))
            else {
                continue;
            };
            let occasion = (day, case.times == 1);
            raised.extend(self.once.take(Detector::CaseOnce, &case.first, occasion, thresholds));
        }
        raised
    }
}
