//! What activating policies needs of the configuration, and checking a folder without activating.

use super::{StartError, account, failed};
use crate::activation::past::History;
use crate::activation::{Activator, Counting, NotActivated, Options, Suits, folder, watch};
use crate::audit::PoliciesThen;
use crate::config::{self, Config};
use crate::gateway::active::Active;
use crate::gateway::limits::{Meter, Since};
use crate::ledger::entry::Author;
use crate::ledger::{Ledger, ReadError};
use crate::metrics::Metrics;
use crate::policy::{PolicySet, Route, render};
use crate::serve::machine_door;
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::SharedClock;
use crate::web::PoliciesAt;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch::Receiver;

/// Reads and checks a folder of policies.
///
/// # Errors
/// All that is wrong with them, as text with file and line.
pub fn check(folder: &Path) -> Result<PolicySet, StartError> {
    let sources = folder::read(folder).map_err(failed("policies"))?;
    PolicySet::parse(&sources).map_err(|errors| StartError(render(&errors)))
}

/// Puts the configured policies into force, and counts in what was read under their limits.
pub(super) async fn activate(
    config: &Config,
    ledger: &Ledger,
    clock: &SharedClock,
    metrics: &Metrics,
) -> Result<(Activator, Arc<Meter>), StartError> {
    let meter = Arc::new(Meter::new(ledger.clone()));
    let options = Options {
        folder: config.policies.clone(),
        ledger: ledger.clone(),
        suits: suits(config),
        counting: Arc::new(Limits { meter: meter.clone(), clock: clock.clone() }),
        clock: clock.clone(),
        metrics: metrics.clone(),
        operator: config.activation.operator.clone().unwrap_or_else(account::name),
    };
    let activator = Activator::start(options).await.map_err(|error| match error {
        NotActivated::Wrong(errors) => StartError(render(&errors)),
        other => failed("policies")(other),
    })?;
    let active = activator.in_force().current();
    let counted = meter.follow(active.set(), Since::Start, clock.now());
    counted.map_err(|error| failed("ledger")(Told(&error)))?;
    Ok((activator, meter))
}

/// The limits of the sets that come into force.
struct Limits {
    meter: Arc<Meter>,
    clock: SharedClock,
}

impl Counting for Limits {
    fn count_for(&self, set: &PolicySet) -> Result<(), ReadError> {
        self.meter.follow(set, Since::Activation, self.clock.now())
    }

    fn settle(&self, active: &Active) {
        if let Err(error) = self.meter.settle(active) {
            tracing::error!(error = %Told(&error), "limits do not count the last moments before them");
        }
    }
}

/// Watches the folder, when that is configured.
pub(super) async fn follow(
    activation: config::Activation,
    activator: Activator,
    stopping: Receiver<bool>,
) {
    if activation.watch {
        let every = Duration::from_millis(activation.watch_ms);
        watch::watch(activator, every, stopping).await;
    }
}

/// Every service must have its provider in the configuration, and no route of ours.
fn suits(config: &Config) -> Suits {
    let upstreams: HashSet<String> = config.upstreams.keys().cloned().collect();
    Box::new(move |set| {
        for service in set.services() {
            if !upstreams.contains(&service.upstream) {
                return Err(format!(
                    "the service `{}` names the upstream `{}`, which the configuration lacks",
                    service.id, service.upstream
                ));
            }
            let templates = service.routes.iter().map(Route::template);
            if let Some(path) = templates.into_iter().find(|path| machine_door::is_reserved(path)) {
                return Err(format!(
                    "the service `{}` has the route `{path}`, which is the gateway's own",
                    service.id
                ));
            }
        }
        Ok(())
    })
}

/// A reload that SIGHUP asks for; what comes of it is in the log.
pub(super) async fn signalled(activator: &Activator) {
    let author = Author::Signal { operator: activator.operator().to_owned() };
    let _ = activator.reload(author).await;
}

impl PoliciesThen for History {
    fn in_force_at(&self, place: EntryIndex) -> Option<Arc<PolicySet>> {
        self.in_force_at(place)
    }
}

impl PoliciesAt for History {
    fn in_force_at(&self, entry: EntryIndex) -> Option<Arc<PolicySet>> {
        self.in_force_at(entry)
    }

    fn newest(&self) -> Option<EntryIndex> {
        self.newest()
    }
}
