//! What is told of a ledger's witnesses.

use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry};
use std::time::Duration;

/// Gauges and counters about witnesses; without witnesses none of them shows.
pub struct Witnessed {
    cosigned: IntGaugeVec,
    failures: IntCounterVec,
    alarms: IntGaugeVec,
    quorum: IntGaugeVec,
    late: IntGaugeVec,
}

impl Witnessed {
    /// Registers them.
    ///
    /// # Errors
    /// When a metric's name or labels are wrong, which a test excludes.
    pub(super) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let gauge = |name: &str, help: &str, label: &str| {
            let gauge = IntGaugeVec::new(Opts::new(name, help), &[label])?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let failures = IntCounterVec::new(
            Opts::new(
                "sluse_witness_failures_total",
                "Times that a witness did not cosign, by witness and kind",
            ),
            &["witness", "kind"],
        )?;
        registry.register(Box::new(failures.clone()))?;
        Ok(Self {
            cosigned: gauge(
                "sluse_witness_cosigned_age_seconds",
                "How long ago each witness cosigned last",
                "witness",
            )?,
            failures,
            alarms: gauge(
                "sluse_witness_alarm",
                "Whether a witness has seen a larger ledger or another root since the start",
                "witness",
            )?,
            quorum: gauge(
                "sluse_witness_quorum_age_seconds",
                "How long ago a quorum of so many witnesses cosigned last, or since the start",
                "fewest",
            )?,
            late: gauge(
                "sluse_witness_quorum_late",
                "Whether no quorum of so many witnesses has cosigned for too long",
                "fewest",
            )?,
        })
    }

    /// Counts a failure. Both are names from the policy and from code.
    pub fn failed(&self, witness: &str, kind: &str) {
        self.failures.with_label_values(&[witness, kind]).inc();
    }

    /// Notes how it stands with one witness.
    pub fn witness_is(&self, witness: &str, cosigned: Option<Duration>, alarm: bool) {
        self.alarms.with_label_values(&[witness]).set(i64::from(alarm));
        if let Some(age) = cosigned {
            self.cosigned.with_label_values(&[witness]).set(seconds(age));
        }
    }

    /// Notes how old the last quorum is.
    pub fn quorum_is(&self, fewest: usize, age: Duration, late: bool) {
        let fewest = fewest.to_string();
        self.quorum.with_label_values(&[&fewest]).set(seconds(age));
        self.late.with_label_values(&[&fewest]).set(i64::from(late));
    }
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}
