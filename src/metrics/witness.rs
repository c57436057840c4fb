//! Counters of `sluse witness`: what was asked, and how it stands with each log.

use prometheus::{Encoder, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder};
use std::sync::Arc;

/// A witness's metrics; clones count into the same registry.
#[derive(Clone)]
pub struct WitnessMetrics(Arc<Counters>);

struct Counters {
    registry: Registry,
    asked: IntCounterVec,
    sizes: IntGaugeVec,
    times: IntGaugeVec,
    stuck: IntGaugeVec,
}

impl WitnessMetrics {
    /// A fresh registry.
    ///
    /// # Errors
    /// When a metric's name or labels are wrong, which a test excludes.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let gauge = |name: &str, help: &str| {
            let gauge = IntGaugeVec::new(Opts::new(name, help), &["origin"])?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let sizes =
            gauge("sluse_witness_log_size", "Entries under the newest cosigned checkpoint")?;
        let times = gauge(
            "sluse_witness_log_cosigned_timestamp_seconds",
            "When a checkpoint of the log was last cosigned",
        )?;
        let stuck = gauge(
            "sluse_witness_log_stuck",
            "Whether the log is not cosigned any more because a write has failed",
        )?;
        let asked = IntCounterVec::new(
            Opts::new("sluse_witness_requests_total", "Requests, by outcome"),
            &["outcome"],
        )?;
        registry.register(Box::new(asked.clone()))?;
        Ok(Self(Arc::new(Counters { registry, asked, sizes, times, stuck })))
    }

    /// Counts one request. `outcome` is a name from code.
    pub fn asked(&self, outcome: &str) {
        self.0.asked.with_label_values(&[outcome]).inc();
    }

    /// Notes size and time, in seconds, of a log's newest cosigned checkpoint. `origin` is the
    /// configuration's name of it.
    pub fn log_is(&self, origin: &str, newest: Option<(u64, u64)>, stuck: bool) {
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        self.0.stuck.with_label_values(&[origin]).set(i64::from(stuck));
        if let Some((size, time)) = newest {
            self.0.sizes.with_label_values(&[origin]).set(number(size));
            self.0.times.with_label_values(&[origin]).set(number(time));
        }
    }

    /// All metrics in Prometheus' text format.
    ///
    /// # Errors
    /// When a metric cannot be written.
    pub fn text(&self) -> Result<String, prometheus::Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.0.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}
