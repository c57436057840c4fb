//! How far a round has come.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How far a round has come; whoever shows it looks at it from time to time.
#[derive(Debug)]
pub struct Progress {
    begun: Instant,
    entries: AtomicU64,
    done: AtomicU64,
    fetched: AtomicU64,
    bytes: AtomicU64,
}

/// What [`Progress`] said at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The entries of this round.
    pub entries: u64,
    /// Those that are verified.
    pub done: u64,
    /// The files that were fetched.
    pub fetched: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How long it has taken.
    pub took: Duration,
}

impl Default for Progress {
    fn default() -> Self {
        let zero = AtomicU64::default;
        Self {
            begun: Instant::now(),
            entries: zero(),
            done: zero(),
            fetched: zero(),
            bytes: zero(),
        }
    }
}

impl Progress {
    /// So many entries are to be verified.
    pub(super) fn expect(&self, entries: u64) {
        self.entries.store(entries, Ordering::Relaxed);
    }

    /// So many more are.
    pub(super) fn verified(&self, entries: u64) {
        self.done.fetch_add(entries, Ordering::Relaxed);
    }

    /// One more file was fetched.
    pub(super) fn fetched(&self, bytes: usize) {
        self.fetched.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How far it has come.
    #[must_use]
    pub fn seen(&self) -> Seen {
        let read = |number: &AtomicU64| number.load(Ordering::Relaxed);
        Seen {
            entries: read(&self.entries),
            done: read(&self.done),
            fetched: read(&self.fetched),
            bytes: read(&self.bytes),
            took: self.begun.elapsed(),
        }
    }
}

impl Seen {
    /// How long the rest will take at this pace; none before there is one.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        let rest = self.entries.saturating_sub(self.done);
        let each = self.took.checked_div(u32::try_from(self.done).unwrap_or(u32::MAX))?;
        each.checked_mul(u32::try_from(rest).unwrap_or(u32::MAX))
    }
}
