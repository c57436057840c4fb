//! The house without doors, at a time of one's own: what was before they open.

use super::{StartError, failed, open_ledger, policies, registry};
use crate::acts::Acts;
use crate::config::Config;
use crate::gateway::active::Active;
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::registrar::Registrar;
use crate::vocab::time::SharedClock;
use std::sync::Arc;

/// A ledger in use without doors: whoever wants to write what was before they open.
pub struct Past {
    /// The ledger, with the registry's file taken in.
    pub ledger: Ledger,
    /// What persons do.
    pub acts: Acts,
    /// The policies that are in force from its first moment on.
    pub policies: Arc<Active>,
}

/// Opens the ledger of a configuration as a start does, at this clock, and no door.
///
/// # Errors
/// When a part of the configuration cannot be used.
pub async fn open_past(config: &Config, clock: SharedClock) -> Result<Past, StartError> {
    let ledger = open_ledger(config, &clock)?;
    let (registrations, own) = (ledger.registrations().clone(), Arc::new(ledger.clone()));
    registry::take_in(&config.registry, &Registrar::new(registrations, own, clock.clone())).await?;
    let metrics = Metrics::new().map_err(failed("metrics"))?;
    let (activator, _) = policies::activate(config, &ledger, &clock, &metrics).await?;
    let policies = activator.in_force().current();
    let acts = Acts::load(ledger.clone(), clock).map_err(failed("ledger.vault"))?;
    Ok(Past { ledger, acts, policies })
}
