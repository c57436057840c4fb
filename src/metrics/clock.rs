//! What is told of a clock that cannot be right.

use prometheus::{GaugeVec, Opts, Registry};

/// Registers the gauge.
///
/// # Errors
/// When the metric's name or label is wrong, which a test excludes.
pub(super) fn register(registry: &Registry) -> Result<GaugeVec, prometheus::Error> {
    let wrong = GaugeVec::new(
        Opts::new(
            "sluse_ledger_clock_wrong_seconds",
            "How far the clock is behind the newest entry or has jumped ahead, while entries are refused for it",
        ),
        &["direction"],
    )?;
    registry.register(Box::new(wrong.clone()))?;
    Ok(wrong)
}
