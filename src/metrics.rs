//! Floor 20: counters for those who operate it, by door, outcome and purpose; nothing about persons.

mod clock;
mod ledger;
mod notified;
mod stamped;
mod watched;
pub mod witness;
mod witnessed;

use notified::Notified;
pub use stamped::Stamped;
use watched::Watched;
pub use witnessed::Witnessed;

use crate::vocab::time::Timestamp;
use ledger::LedgerGauges;
use prometheus::{
    Encoder, GaugeVec, Histogram, HistogramOpts, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder,
};
use std::sync::Arc;
use std::time::Duration;

/// The program's metrics; clones count into the same registry.
#[derive(Clone)]
pub struct Metrics(Arc<Counters>);

struct Counters {
    registry: Registry,
    requests: IntCounterVec,
    answers: IntCounterVec,
    gateway_seconds: Histogram,
    grant_signatures: IntCounterVec,
    ledger: LedgerGauges,
    clock_wrong: GaugeVec,
    signing_keys_readable: IntGauge,
    issuer_keys_stale: IntGaugeVec,
    issuer_keys_fetched: IntGaugeVec,
    policies_in_force: IntGaugeVec,
    policies_attempts: IntCounterVec,
    witnessed: Witnessed,
    stamped: Stamped,
    notified: Notified,
    watched: Watched,
}

/// Shows nothing: the counts are for [`Metrics::text`].
impl std::fmt::Debug for Metrics {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// The bounds of the latency histogram, in seconds.
const SECONDS: [f64; 12] =
    [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

impl Metrics {
    /// A fresh registry.
    ///
    /// # Errors
    /// When a metric's name or labels are wrong, which a test excludes.
    pub fn new() -> Result<Self, prometheus::Error> {
        let requests = IntCounterVec::new(
            Opts::new("sluse_requests_total", "Requests answered, by door, outcome and purpose"),
            &["door", "outcome", "purpose"],
        )?;
        let answers = IntCounterVec::new(
            Opts::new("sluse_http_answers_total", "Answers of every door, by door and status"),
            &["door", "status"],
        )?;
        let gateway_seconds = Histogram::with_opts(
            HistogramOpts::new(
                "sluse_gateway_seconds",
                "Time from request to answer at the gateway",
            )
            .buckets(SECONDS.to_vec()),
        )?;
        let grant_signatures = IntCounterVec::new(
            Opts::new(
                "sluse_grant_signatures_total",
                "Signatures of grants that were checked, by the size of the key",
            ),
            &["bits"],
        )?;
        let signing_keys_readable = IntGauge::new(
            "sluse_signing_keys_readable",
            "Whether the folder of signing keys could be read when it was last read",
        )?;
        let registry = Registry::new();
        let (policies_in_force, policies_attempts) = policies(&registry)?;
        let (issuer_keys_stale, issuer_keys_fetched) = issuers(&registry)?;
        let ledger = LedgerGauges::register(&registry)?;
        let clock_wrong = clock::register(&registry)?;
        let witnessed = Witnessed::register(&registry)?;
        let stamped = Stamped::register(&registry)?;
        let notified = Notified::register(&registry)?;
        let watched = Watched::register(&registry)?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(answers.clone()))?;
        registry.register(Box::new(gateway_seconds.clone()))?;
        registry.register(Box::new(grant_signatures.clone()))?;
        registry.register(Box::new(signing_keys_readable.clone()))?;
        let counters = Counters {
            registry,
            requests,
            answers,
            gateway_seconds,
            grant_signatures,
            ledger,
            clock_wrong,
            signing_keys_readable,
            issuer_keys_stale,
            issuer_keys_fetched,
            policies_in_force,
            policies_attempts,
            witnessed,
            stamped,
            notified,
            watched,
        };
        Ok(Self(Arc::new(counters)))
    }

    /// Counts one answer. `outcome` and `purpose` are names from code and policies, never input;
    /// `purpose` is empty where there is none.
    pub fn count(&self, door: &str, outcome: &str, purpose: &str) {
        self.0.requests.with_label_values(&[door, outcome, purpose]).inc();
    }

    /// Counts one answer of a door by its HTTP status.
    pub fn answered(&self, door: &str, status: u16) {
        self.0.answers.with_label_values(&[door, status.to_string().as_str()]).inc();
    }

    /// Notes how long the gateway took.
    pub fn gateway_took(&self, time: Duration) {
        self.0.gateway_seconds.observe(time.as_secs_f64());
    }

    /// Counts one check of a grant's signature with a key of so many bits.
    pub fn grant_signature_checked(&self, bits: usize) {
        self.0.grant_signatures.with_label_values(&[bits.to_string().as_str()]).inc();
    }

    /// Notes how many entries are durable, how many published, and how many the index does not know.
    pub fn ledger_is(&self, entries: u64, published: u64, not_indexed: u64) {
        self.0.ledger.set(entries, published, not_indexed);
    }

    /// Notes how far the clock is behind and ahead; zero where it is right.
    pub fn clock_is(&self, behind: Duration, ahead: Duration) {
        for (direction, off) in [("behind", behind), ("ahead", ahead)] {
            self.0.clock_wrong.with_label_values(&[direction]).set(off.as_secs_f64());
        }
    }

    /// Notes whether the folder of signing keys could be read.
    pub fn signing_keys_are_readable(&self, readable: bool) {
        self.0.signing_keys_readable.set(i64::from(readable));
    }

    /// Notes how fresh a foreign issuer's keys are. `issuer` is the configuration's name of it.
    pub fn issuer_keys_are(&self, issuer: &str, fetched: Option<Timestamp>, stale: bool) {
        self.0.issuer_keys_stale.with_label_values(&[issuer]).set(i64::from(stale));
        if let Some(fetched) = fetched {
            let seconds = i64::try_from(fetched.seconds()).unwrap_or(i64::MAX);
            self.0.issuer_keys_fetched.with_label_values(&[issuer]).set(seconds);
        }
    }

    /// Notes which set of policies is in force, by its digest, and since when.
    pub fn policies_are(&self, digest: &str, since: Timestamp) {
        self.0.policies_in_force.reset();
        let seconds = i64::try_from(since.seconds()).unwrap_or(i64::MAX);
        self.0.policies_in_force.with_label_values(&[digest]).set(seconds);
    }

    /// Counts one attempt to read the policies again: `activated`, `unchanged`, or why not.
    pub fn policies_reloaded(&self, outcome: &str) {
        self.0.policies_attempts.with_label_values(&[outcome]).inc();
    }

    /// A reading was not looked at for what is unusual, because too many wait.
    pub fn unwatched(&self) {
        self.0.watched.dropped.inc();
    }

    /// An alarm was written, by its detector's name from code.
    pub fn alarm(&self, detector: &'static str) {
        self.0.watched.alarms.with_label_values(&[detector]).inc();
    }

    /// Counts what one look at citizens' notices did, by outcomes with names from code.
    pub fn notices(&self, outcomes: &[(&'static str, u64)]) {
        for (outcome, times) in outcomes {
            self.0.notified.count(outcome, *times);
        }
    }

    /// What is told of time-stamps.
    #[must_use]
    pub fn stamped(&self) -> &Stamped {
        &self.0.stamped
    }

    /// What is told of the ledger's witnesses.
    #[must_use]
    pub fn witnessed(&self) -> &Witnessed {
        &self.0.witnessed
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

/// What is told of foreign issuers' keys.
fn issuers(registry: &Registry) -> Result<(IntGaugeVec, IntGaugeVec), prometheus::Error> {
    let stale = IntGaugeVec::new(
        Opts::new(
            "sluse_issuer_keys_stale",
            "Whether a foreign issuer's keys are older than a day, or were never fetched",
        ),
        &["issuer"],
    )?;
    let fetched = IntGaugeVec::new(
        Opts::new(
            "sluse_issuer_keys_fetched_timestamp_seconds",
            "When a foreign issuer's keys were last fetched",
        ),
        &["issuer"],
    )?;
    registry.register(Box::new(stale.clone()))?;
    registry.register(Box::new(fetched.clone()))?;
    Ok((stale, fetched))
}

/// What is told of policies.
fn policies(registry: &Registry) -> Result<(IntGaugeVec, IntCounterVec), prometheus::Error> {
    let in_force = IntGaugeVec::new(
        Opts::new(
            "sluse_policies_activated_timestamp_seconds",
            "When the policies in force were activated, by their digest",
        ),
        &["digest"],
    )?;
    let attempts = IntCounterVec::new(
        Opts::new(
            "sluse_policies_reloads_total",
            "Attempts to read the policies again, by outcome: activated, unchanged, or why not",
        ),
        &["outcome"],
    )?;
    registry.register(Box::new(in_force.clone()))?;
    registry.register(Box::new(attempts.clone()))?;
    Ok((in_force, attempts))
}
