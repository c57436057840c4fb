//! A clock that stands until it is told to go on, and never goes back.

use crate::vocab::time::{Clock, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};

/// See the head of this file.
#[derive(Debug)]
pub(super) struct WalkingClock(AtomicU64);

impl WalkingClock {
    /// Stands at this time.
    pub(super) const fn at(time: Timestamp) -> Self {
        Self(AtomicU64::new(time.millis()))
    }

    /// Goes on to this time; an earlier one leaves it where it is.
    pub(super) fn walk_to(&self, time: Timestamp) {
        self.0.fetch_max(time.millis(), Ordering::SeqCst);
    }
}

impl Clock for WalkingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
