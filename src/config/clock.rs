//! How far off the clock may be before entries are refused. Their times never go back.

use serde::Deserialize;

/// The key `[ledger.clock]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LedgerClock {
    /// Behind the newest entry: within it, entries get that entry's time.
    pub behind_ms: u64,
    /// Ahead of what has passed by a clock that nobody sets.
    pub ahead_ms: u64,
    /// After the newest entry, at a start.
    pub idle_days: u64,
}

impl Default for LedgerClock {
    fn default() -> Self {
        Self { behind_ms: 2_000, ahead_ms: 300_000, idle_days: 90 }
    }
}
