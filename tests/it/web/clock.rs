//! A clock that the test sets.

use sluse::vocab::time::{Clock, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub(super) struct TestClock(AtomicU64);

impl TestClock {
    /// Saturday 21 November 2026, 12:00 in Norway.
    pub(super) fn new() -> Self {
        let noon: Timestamp = "2026-11-21T11:00:00Z".parse().unwrap();
        Self(AtomicU64::new(noon.millis()))
    }

    pub(super) fn pass(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

pub(super) const fn minutes(number: u64) -> Duration {
    Duration::from_secs(number * 60)
}
