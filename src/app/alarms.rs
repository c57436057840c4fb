//! Who watches how persons are read, and who is told of alarms.

use super::{StartError, failed, files, relations};
use crate::anomaly::Thresholds;
use crate::config::Config;
use crate::config::audit::{Hook, Near};
use crate::dial::Dialer;
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::serve::tls;
use crate::vocab::cause::Told;
use crate::vocab::time::SharedClock;
use crate::watch::{
    BadStaff, CaseSystem, CaseSystems, Incoming, Kin, POSTED, Post, STAFF_BYTES, Sources, Staff,
    Watcher, Webhook, post,
};
use hyper::Uri;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long after a failure it is tried again; a webhook each time after twice as long, up to [`LONGEST`].
const TRY_AGAIN: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// How often it is looked whether there is an alarm to tell.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Begins to watch, and to tell the webhook if there is one. Gives where the gateway posts readings.
pub(super) fn begin(
    config: &Config,
    (ledger, clock): (&Ledger, &SharedClock),
    metrics: &Metrics,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<Post, StartError> {
    let alarms = config.audit.as_ref().and_then(|audit| audit.alarms.as_ref());
    let (thresholds, sources) = (thresholds(config)?, sources(config, clock)?);
    if let Some(hook) = alarms.and_then(|alarms| alarms.webhook.as_ref()) {
        tasks.spawn(tell(webhook(hook, ledger, clock)?, stopping.clone()));
    }
    let (post, incoming) = post(POSTED.most, metrics.clone());
    let watching = (ledger.clone(), clock.clone(), metrics.clone());
    tasks.spawn(look(watching, (thresholds, sources), incoming, stopping.clone()));
    Ok(post)
}

/// The thresholds of a configuration.
///
/// # Errors
/// When they are no rate.
pub fn thresholds(config: &Config) -> Result<Thresholds, StartError> {
    let alarms = config.audit.as_ref().and_then(|audit| audit.alarms.as_ref());
    let usual = Thresholds::default();
    let Some(rate) = alarms.and_then(|alarms| alarms.false_alarms_a_month) else {
        return Ok(usual);
    };
    if !(rate > 0.0 && rate <= 1.0) {
        let wrong = failed("audit.alarms.false_alarms_a_month");
        return Err(wrong("must be above 0 and at most 1"));
    }
    Ok(Thresholds { false_alarms_a_month: rate, ..usual })
}

/// What is known beside the ledger of who reads whom, and for which cases.
///
/// # Errors
/// When there is no register to ask, or a file or an address cannot be used.
pub fn sources(config: &Config, clock: &SharedClock) -> Result<Sources, StartError> {
    let alarms = config.audit.as_ref().and_then(|audit| audit.alarms.as_ref());
    let Some(alarms) = alarms else { return Ok(Sources::default()) };
    let kin = alarms.relations.as_ref().map(|wanted| kin(wanted, config, clock)).transpose()?;
    let mut systems = HashMap::new();
    for wanted in &alarms.cases {
        let (dialer, address) = peer(&wanted.url, &wanted.ca, "audit.alarms.cases")?;
        let key = files::secret(&wanted.key).map_err(failed("audit.alarms.cases"))?;
        let system = CaseSystem::new(dialer, address, key);
        if systems.insert(wanted.consumer.clone(), system).is_some() {
            return Err(failed("audit.alarms.cases")("a consumer has two"));
        }
    }
    let cases =
        (!systems.is_empty()).then(|| Arc::new(CaseSystems::new(systems, clock.clone())) as _);
    Ok(Sources { kin: kin.map(Arc::new), cases })
}

fn kin(wanted: &Near, config: &Config, clock: &SharedClock) -> Result<Kin, StartError> {
    let register = config.citizens.as_ref().and_then(|citizens| citizens.relations.as_ref());
    let register = register.ok_or_else(|| {
        failed("audit.alarms.relations")("needs the register of citizens.relations")
    })?;
    let register = Arc::new(relations::register(register)?);
    let staff = wanted.staff.as_deref().map(staff).transpose()?.unwrap_or_default();
    Ok(Kin::new(register, staff, wanted.neighbours, clock.clone()))
}

fn staff(file: &Path) -> Result<Staff, StartError> {
    const PART: &str = "audit.alarms.relations.staff";
    let text = files::secret(file).map_err(failed(PART))?;
    if text.expose().len() > STAFF_BYTES.most {
        return Err(failed(PART)(BadStaff::TooMany));
    }
    Staff::parse(text.expose()).map_err(failed(PART))
}

/// The way to an address: over TLS, unless it is on this machine.
fn peer(url: &str, ca: &Path, part: &str) -> Result<(Dialer, Uri), StartError> {
    let (of_url, of_ca) = (format!("{part}.url"), format!("{part}.ca"));
    let address: Uri = url.parse().map_err(failed(&of_url))?;
    let is_here = matches!(address.host(), Some("127.0.0.1" | "[::1]" | "localhost"));
    if address.scheme_str() != Some("https") && !is_here {
        return Err(failed(&of_url)("must begin with https://, unless it is on this machine"));
    }
    let roots = tls::certificates(ca).map_err(failed(&of_ca))?;
    let dialer = Dialer::new(&roots).map_err(failed(&of_ca))?;
    dialer.host(&address).map_err(failed(&of_url))?;
    Ok((dialer, address))
}

fn webhook(hook: &Hook, ledger: &Ledger, clock: &SharedClock) -> Result<Webhook, StartError> {
    let (dialer, address) = peer(&hook.url, &hook.ca, "audit.alarms.webhook")?;
    let key = files::secret(&hook.key).map_err(failed("audit.alarms.webhook.key"))?;
    let of = (ledger.clone(), clock.clone());
    Webhook::new(of, (dialer, address), key, &hook.cursor).map_err(failed("audit.alarms.webhook"))
}

/// Goes over the ledger, then looks at what is posted, until the house stops. Whatever goes wrong here, the
/// gateway does not notice.
async fn look(
    (ledger, clock, metrics): (Ledger, SharedClock, Metrics),
    (thresholds, sources): (Thresholds, Sources),
    mut incoming: Incoming,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        let (ledger, metrics, now) = (ledger.clone(), metrics.clone(), clock.now());
        let stop = stopping.clone();
        let (sources, runtime) = (sources.clone(), Handle::current());
        let begin = tokio::task::spawn_blocking(move || {
            let stop = || *stop.borrow();
            Watcher::begin(ledger, now, thresholds, sources, metrics, (&runtime, &stop))
        });
        // It is waited for, also when all is to stop: the ledger is not closed under it.
        let Ok(begun) = begin.await else { return };
        let watched = async { begun?.watch(&mut incoming).await };
        let watched = tokio::select! {
            watched = watched => watched,
            _ = stopping.wait_for(|stop| *stop) => return,
        };
        match watched {
            Ok(()) => return,
            Err(error) => tracing::warn!(error = %Told(&error), "readings are watched again soon"),
        }
        tokio::select! {
            () = tokio::time::sleep(TRY_AGAIN) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Tells the webhook of alarms until the house stops. What it was not told then it is told after the next start.
async fn tell(mut webhook: Webhook, mut stopping: watch::Receiver<bool>) {
    let mut again = TRY_AGAIN;
    loop {
        let found = webhook.look().await;
        let told = tokio::select! {
            told = webhook.tell(found) => told,
            _ = stopping.wait_for(|stop| *stop) => return,
        };
        let rest = match told {
            Ok(more) => {
                again = TRY_AGAIN;
                if more { Duration::ZERO } else { LOOK_EVERY }
            }
            Err(error) => {
                tracing::warn!(error = %Told(&error), "an alarm is told again later");
                let rest = again;
                again = again.saturating_mul(2).min(LONGEST);
                rest
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}
