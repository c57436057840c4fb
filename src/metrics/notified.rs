//! What is told of notices to citizens: how many, and nothing of whom.

use prometheus::{IntCounterVec, Opts, Registry};

/// A counter; without notices it stays at nothing.
pub(super) struct Notified {
    notices: IntCounterVec,
}

impl Notified {
    /// Registers it.
    ///
    /// # Errors
    /// When a metric's name or label is wrong, which a test excludes.
    pub(super) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let notices = IntCounterVec::new(
            Opts::new(
                "sluse_notices_total",
                "Notices to citizens that a carrier took, that ended, and tries in vain, by outcome",
            ),
            &["outcome"],
        )?;
        registry.register(Box::new(notices.clone()))?;
        Ok(Self { notices })
    }

    /// Counts.
    pub(super) fn count(&self, outcome: &str, times: u64) {
        self.notices.with_label_values(&[outcome]).inc_by(times);
    }
}
