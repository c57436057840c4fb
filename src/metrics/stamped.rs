//! What is told of time-stamps on checkpoints.

use crate::vocab::time::Timestamp;
use prometheus::{IntCounterVec, IntGauge, Opts, Registry};

/// Counter and gauges; without an authority they stay at nothing.
pub struct Stamped {
    tries: IntCounterVec,
    newest: IntGauge,
    late: IntGauge,
}

impl Stamped {
    /// Registers them.
    ///
    /// # Errors
    /// When a metric's name or label is wrong, which a test excludes.
    pub(super) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let tries = IntCounterVec::new(
            Opts::new(
                "sluse_timestamp_tries_total",
                "Times that a time-stamp on the newest checkpoint was asked for, by outcome",
            ),
            &["outcome"],
        )?;
        let newest = IntGauge::new(
            "sluse_timestamp_newest_timestamp_seconds",
            "The time that the newest time-stamp since the start states",
        )?;
        let late = IntGauge::new(
            "sluse_timestamp_late",
            "Whether checkpoints have been without a time-stamp for too long",
        )?;
        registry.register(Box::new(tries.clone()))?;
        registry.register(Box::new(newest.clone()))?;
        registry.register(Box::new(late.clone()))?;
        Ok(Self { tries, newest, late })
    }

    /// Counts a try; `outcome` is a name from code.
    pub fn tried(&self, outcome: &str) {
        self.tries.with_label_values(&[outcome]).inc();
    }

    /// Notes how it stands.
    pub fn stand(&self, newest: Option<Timestamp>, late: bool) {
        self.late.set(i64::from(late));
        if let Some(newest) = newest {
            self.newest.set(i64::try_from(newest.seconds()).unwrap_or(i64::MAX));
        }
    }
}
