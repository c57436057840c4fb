//! Person numbers in a row: somebody tries one number after another.

use super::raised::{Detector, MOST_ENTRIES, Raised};
use super::seen::{Mark, Observation};
use super::thresholds::{MONTH_DAYS, Thresholds};
use crate::vocab::ids::EntryIndex;
use std::collections::{HashMap, VecDeque};

#[derive(Debug, Default)]
struct Run {
    newest: VecDeque<EntryIndex>,
    length: u64,
    raised: bool,
    day: u32,
}

/// Runs of one consumer and purpose, by end user.
#[derive(Debug, Default)]
pub(super) struct Runs {
    runs: HashMap<Option<Mark>, Run>,
    /// How many numbers followed on the one before, outside of runs that were raised, of how many.
    follows: (u64, u64),
}

impl Runs {
    pub(super) fn take(
        &mut self,
        seen: &Observation,
        day: u32,
        known_days: u32,
        thresholds: &Thresholds,
    ) -> Option<Raised> {
        let run = self.runs.entry(seen.end_user).or_default();
        run.day = day;
        if !seen.follows {
            *run = Run { day, length: 1, ..Run::default() };
            run.newest.push_back(seen.entry);
            self.follows.1 += 1;
            return None;
        }
        run.length += 1;
        if run.newest.len() == MOST_ENTRIES {
            run.newest.pop_front();
        }
        run.newest.push_back(seen.entry);
        if run.raised {
            return None;
        }
        self.follows.0 += u64::from(run.length == 2);
        self.follows.1 += 1;
        if run.length < thresholds.run {
            return None;
        }
        // Before much is known, one in a hundred is taken to follow by chance.
        let share = (self.follows.0 as f64 + 1.0) / (self.follows.1 as f64 + 100.0);
        let occasions = self.follows.1 as f64 * MONTH_DAYS / f64::from(known_days.max(1));
        let steps = i32::try_from(run.length - 1).unwrap_or(i32::MAX);
        let raised = Raised::new(Detector::Sequence, seen, run.length, 1.0 + share)
            .behind(run.newest.iter().copied())
            .chance(share.powi(steps), occasions)
            .if_unlikely(thresholds.false_alarms_a_month)?;
        run.raised = true;
        Some(raised)
    }

    pub(super) fn begin(&mut self, day: u32, thresholds: &Thresholds) {
        self.runs.retain(|_, run| run.day + thresholds.end_user_days >= day);
    }
}
