//! Has the ledger's checkpoints cosigned, when the configuration names witnesses.

use super::{StartError, failed};
use crate::config::Config;
use crate::dial::Dialer;
use crate::ledger::Ledger;
use crate::ledger::witnessing::Settings;
use crate::merkle::policy::Policy;
use crate::metrics::Metrics;
use crate::serve::tls;
use crate::vocab::cause::Told;
use crate::vocab::time::SharedClock;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Begins to ask the witnesses, until `stopping`.
pub(super) fn begin(
    config: &Config,
    ledger: &Ledger,
    clock: &SharedClock,
    metrics: &Metrics,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<(), StartError> {
    let Some(witnesses) = &config.ledger.witnesses else { return Ok(()) };
    let part = failed("ledger.witnesses.policy");
    let text = std::fs::read(&witnesses.policy).map_err(|error| part(error.to_string()))?;
    let policy = Policy::parse(&text).map_err(|error| part(error.to_string()))?;
    let roots = witnesses.ca.as_deref().map(tls::certificates).transpose();
    let roots = roots.map_err(failed("ledger.witnesses.ca"))?.unwrap_or_default();
    let mut urls = policy.witnesses().iter().filter_map(|witness| witness.url.as_deref());
    if roots.is_empty() && urls.any(|url| url.starts_with("https://")) {
        return Err(StartError("ledger.witnesses: an https witness needs `ca`".into()));
    }
    let settings = Settings {
        policy,
        dialer: Dialer::new(&roots).map_err(failed("ledger.witnesses.ca"))?,
        timeout: Duration::from_millis(witnesses.timeout_ms),
        interval: Duration::from_millis(witnesses.interval_ms),
        late_after: Duration::from_secs(witnesses.late_after_s),
        clock: clock.clone(),
        metrics: metrics.clone(),
    };
    let witnessing = ledger.witness(settings);
    let witnessing = witnessing.map_err(|error| failed("ledger.witnesses")(Told(&error)))?;
    tasks.spawn(witnessing.run(stopping.clone()));
    Ok(())
}
