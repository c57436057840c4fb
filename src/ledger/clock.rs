//! What time an entry gets: the clock's, as long as the clock can be right.
//!
//! The times of entries never go back, whatever the clock does. So two faults are refused, not written
//! down:
//!
//! - The clock stands *behind* the newest entry. Within the leeway (an NTP daemon that slews) entries get
//!   the newest entry's time; beyond it, nothing is written until the clock has caught up.
//! - The clock is *ahead* of what has passed since it was last looked at, by a second clock that nobody
//!   sets. This one does the lasting harm: every later entry would have to stand at that time or after
//!   it. If the clock is right (a virtual machine had been frozen), a restart takes it as it is.
//!
//! At a start there is no second clock to compare with, so the newest entry stands in for it: a clock that
//! is behind it, or so far after it that it is probably wrong, keeps the ledger closed.
//!
//! The way out when a wrong time has been written down: set the clock right and give
//! [`Leeway::behind`] as much as it takes. Entries then stand at that time until the clock has
//! reached it; until then cosignatures and time-stamps tell when they were made.

use crate::vocab::time::{SharedClock, Timestamp};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often the comparison of the two clocks begins anew, so that what they drift apart in months is
/// never mistaken for a jump.
const COMPARE_ANEW: Duration = Duration::from_secs(3600);

/// How far off the clock may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leeway {
    /// How far behind the newest entry: within it, entries get that entry's time.
    pub behind: Duration,
    /// How far ahead of what has passed.
    pub ahead: Duration,
    /// How long after the newest entry a ledger may be opened.
    pub idle: Duration,
}

impl Default for Leeway {
    fn default() -> Self {
        Self {
            behind: Duration::from_secs(2),
            ahead: Duration::from_secs(300),
            idle: Duration::from_secs(90 * 24 * 3600),
        }
    }
}

/// Why the clock cannot be right. The text is for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockWrong {
    /// It stands behind the newest entry.
    #[error("the clock is {0:?} behind the newest entry: nothing is written until it is right")]
    Behind(Duration),
    /// It has jumped ahead.
    #[error(
        "the clock has jumped ahead by {0:?}: nothing is written until it is right; if it is right now, restart"
    )]
    Ahead(Duration),
    /// It is too long after the newest entry for a clock that was right when it was last seen.
    #[error(
        "the clock is {0:?} after the newest entry; if that is right, give ledger.clock.idle_days more"
    )]
    Idle(Duration),
}

/// Gives entries their time.
pub(crate) struct Timekeeper {
    clock: SharedClock,
    leeway: Leeway,
    state: Mutex<State>,
}

struct State {
    newest: Timestamp,
    /// What both clocks showed when the comparison began.
    begun: (Timestamp, Duration),
    /// What the log was last told.
    told: Option<ClockWrong>,
}

impl Timekeeper {
    /// Begins with the newest entry's time, if there is an entry.
    ///
    /// # Errors
    /// When the clock cannot be right.
    pub(crate) fn begin(
        clock: SharedClock,
        leeway: Leeway,
        newest: Option<Timestamp>,
    ) -> Result<Self, ClockWrong> {
        let begun = (clock.now(), clock.passed());
        if let Some(newest) = newest {
            if newest.since(begun.0) > leeway.behind {
                return Err(ClockWrong::Behind(newest.since(begun.0)));
            }
            if begun.0.since(newest) > leeway.idle {
                return Err(ClockWrong::Idle(begun.0.since(newest)));
            }
        }
        let newest = newest.unwrap_or(Timestamp::from_millis(0));
        let state = Mutex::new(State { newest, begun, told: None });
        Ok(Self { clock, leeway, state })
    }

    /// The time of entries that are written now.
    ///
    /// # Errors
    /// When the clock cannot be right.
    pub(crate) fn stamp(&self) -> Result<Timestamp, ClockWrong> {
        let mut state = self.state();
        let now = self.read(&mut state)?;
        state.newest = state.newest.max(now);
        Ok(state.newest)
    }

    /// What the clock shows, right or wrong.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether entries could be given a time now.
    ///
    /// # Errors
    /// When the clock cannot be right.
    pub(crate) fn check(&self) -> Result<(), ClockWrong> {
        self.read(&mut self.state()).map(|_| ())
    }

    /// An entry of this time turned out to be there.
    pub(crate) fn found(&self, at: Timestamp) {
        let mut state = self.state();
        state.newest = state.newest.max(at);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the clock, and tells the log when its state changes.
    fn read(&self, state: &mut State) -> Result<Timestamp, ClockWrong> {
        let read = self.compare(state);
        let kind = |wrong: &ClockWrong| std::mem::discriminant(wrong);
        if state.told.as_ref().map(kind) != read.as_ref().err().map(kind) {
            match &read {
                Err(wrong) => tracing::error!(%wrong, "entries are refused"),
                Ok(_) => tracing::info!("the clock is right again, entries are written"),
            }
            state.told = read.err();
        }
        read
    }

    fn compare(&self, state: &mut State) -> Result<Timestamp, ClockWrong> {
        let (now, passed) = (self.clock.now(), self.clock.passed());
        let (clock, at) = state.begun;
        let elapsed = passed.saturating_sub(at);
        let ahead = now.since(clock.plus(elapsed));
        if ahead > self.leeway.ahead {
            return Err(ClockWrong::Ahead(ahead));
        }
        let behind = state.newest.since(now);
        if behind > self.leeway.behind {
            return Err(ClockWrong::Behind(behind));
        }
        if elapsed >= COMPARE_ANEW {
            state.begun = (now, passed);
        }
        Ok(now)
    }
}
