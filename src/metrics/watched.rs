//! What is told of the watch for unusual readings: how many alarms, and how many readings were not looked at.

use prometheus::{IntCounter, IntCounterVec, Opts, Registry};

/// Two counters.
pub(super) struct Watched {
    pub(super) alarms: IntCounterVec,
    pub(super) dropped: IntCounter,
}

impl Watched {
    /// Registers them.
    ///
    /// # Errors
    /// When a metric's name or label is wrong, which a test excludes.
    pub(super) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let alarms = IntCounterVec::new(
            Opts::new("sluse_alarms_total", "Alarms about unusual readings, by detector"),
            &["detector"],
        )?;
        let dropped = IntCounter::new(
            "sluse_unwatched_readings_total",
            "Readings that were not looked at for what is unusual, because too many waited",
        )?;
        registry.register(Box::new(alarms.clone()))?;
        registry.register(Box::new(dropped.clone()))?;
        Ok(Self { alarms, dropped })
    }
}
