//! The machine's clock.

use crate::vocab::time::{Clock, Timestamp};
use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the time of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    /// The time since the machine was started, sleep included.
    fn passed(&self) -> Duration {
        let since = clock_gettime(ClockId::Boottime);
        let whole = Duration::from_secs(u64::try_from(since.tv_sec).unwrap_or_default());
        whole + Duration::from_nanos(u64::try_from(since.tv_nsec).unwrap_or_default())
    }
}
