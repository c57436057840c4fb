//! The same end user reads the same person on one day after another, each time for another case, or for none. A
//! case that goes on counts once. What is normal is how often those who read somebody on so many days do so on
//! one more.

use super::raised::{Detector, MOST_ENTRIES, Raised};
use super::seen::{Mark, Observation};
use super::thresholds::{MONTH_DAYS, Thresholds};
use super::{ANOMALY_PERSONS, odds};
use crate::vocab::ids::EntryIndex;
use std::collections::{HashMap, VecDeque};

/// So many pairs must have come so far before it is told how many go on.
const FEWEST: u64 = 30;

/// The numbers of days that are told apart.
const STEPS: usize = 16;

#[derive(Debug, Default)]
struct Pair {
    days: VecDeque<u32>,
    /// The last cases.
    cases: VecDeque<Mark>,
    /// The most days at one time.
    most: usize,
    newest: VecDeque<EntryIndex>,
    raised: bool,
}

/// Pairs of end user and person, of one consumer and purpose.
#[derive(Debug, Default)]
pub(super) struct Again {
    pairs: HashMap<(Mark, Mark), Pair>,
    /// How many pairs came to 1, 2, 3 … days.
    came_to: [u64; STEPS],
}

impl Again {
    pub(super) fn take(
        &mut self,
        seen: &Observation,
        day: u32,
        known_days: u32,
        thresholds: &Thresholds,
    ) -> Option<Raised> {
        let key = (seen.end_user?, seen.person);
        if self.pairs.len() >= ANOMALY_PERSONS.most && !self.pairs.contains_key(&key) {
            return None;
        }
        let pair = self.pairs.entry(key).or_default();
        let goes_on = seen.case.is_some_and(|case| pair.cases.contains(&case));
        if pair.days.back() == Some(&day) || goes_on {
            return None;
        }
        if pair.cases.len() == MOST_ENTRIES {
            pair.cases.pop_front();
        }
        pair.cases.extend(seen.case);
        forget_before(pair, (day + 1).saturating_sub(thresholds.end_user_days));
        pair.days.push_back(day);
        if pair.newest.len() == MOST_ENTRIES {
            pair.newest.pop_front();
        }
        pair.newest.push_back(seen.entry);
        let count = pair.days.len();
        if count > pair.most {
            pair.most = count;
            if let Some(step) = self.came_to.get_mut(count - 1) {
                *step += 1;
            }
        }
        let count = count as u64;
        if pair.raised || count < thresholds.again_days || known_days < thresholds.learning_days {
            return None;
        }
        let goes_on = self.goes_on();
        let pairs = self.came_to.first().copied().unwrap_or_default() as f64;
        let occasions = pairs * MONTH_DAYS / f64::from(known_days.max(1));
        let steps = i32::try_from(count - 1).unwrap_or(i32::MAX);
        // Of all pairs, one comes to so many days with the chance 1 / pairs.
        let normal = 1.0 + pairs.max(2.0).ln() / -goes_on.ln();
        let pair = self.pairs.get_mut(&key)?;
        let raised = Raised::new(Detector::Again, seen, count, normal)
            .behind(pair.newest.iter().copied())
            .chance(goes_on.powi(steps), occasions)
            .if_unlikely(thresholds.false_alarms_a_month)?;
        pair.raised = true;
        Some(raised)
    }

    /// The chance that a pair goes on for another day: the largest of any step that is well known.
    fn goes_on(&self) -> f64 {
        let steps = self.came_to.iter().zip(self.came_to.iter().skip(1));
        let well_known = steps.filter(|(came, _)| **came >= FEWEST);
        let shares = well_known.map(|(came, more)| odds::share_at_most(*more, *came));
        shares.fold(0.05, f64::max).min(0.99)
    }

    pub(super) fn begin(&mut self, day: u32, thresholds: &Thresholds) {
        let first = day.saturating_sub(thresholds.end_user_days);
        self.pairs.retain(|_, pair| pair.days.back().is_some_and(|last| *last >= first));
    }
}

fn forget_before(pair: &mut Pair, first: u32) {
    while pair.days.front().is_some_and(|day| *day < first) {
        pair.days.pop_front();
    }
}
