//! The numbers that somebody tried in vain, counted for each person over all their sessions: whoever may log
//! in may log in again.

use super::TRIES;
use super::marks::Mark;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a number that was tried in vain counts.
pub const TRIES_COUNT: Duration = Duration::from_secs(24 * 3600);

/// The persons whose tries are counted; beyond it nobody else may try.
const COUNTED: Limit = Limit { name: "persons_with_tries", most: 10_000 };

/// When each person tried in vain.
#[derive(Default)]
pub(super) struct Tries(Mutex<HashMap<Mark, Vec<Timestamp>>>);

impl Tries {
    /// Counts one more as if it were in vain, before the register is asked; whether it may be tried.
    pub(super) fn begin(&self, who: Mark, now: Timestamp) -> bool {
        let mut all = self.all();
        if all.len() >= COUNTED.most && !all.contains_key(&who) {
            forget(&mut all, now);
            if all.len() >= COUNTED.most {
                return false;
            }
        }
        let own = all.entry(who).or_default();
        own.retain(|at| counts(*at, now));
        let may = own.len() < TRIES.most;
        if may {
            own.push(now);
        }
        may
    }

    /// Takes back what was counted at this time: it was right, or nobody was asked.
    pub(super) fn take_back(&self, who: &Mark, begun: Timestamp) {
        if let Some(own) = self.all().get_mut(who)
            && let Some(place) = own.iter().position(|at| *at == begun)
        {
            own.swap_remove(place);
        }
    }

    /// Forgets those that no longer count.
    pub(super) fn let_go(&self, now: Timestamp) {
        forget(&mut self.all(), now);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Mark, Vec<Timestamp>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget(all: &mut HashMap<Mark, Vec<Timestamp>>, now: Timestamp) {
    all.retain(|_, own| own.iter().any(|at| counts(*at, now)));
}

fn counts(at: Timestamp, now: Timestamp) -> bool {
    now.since(at) < TRIES_COUNT
}
