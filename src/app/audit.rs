//! The figures of the ledger, and the auditors' door when the configuration has one.

use super::{StartError, failed, figures, mutual_acceptor, patience};
use crate::activation::past::History;
use crate::audit::desk::Desk;
use crate::audit::figures::Figures;
use crate::audit::role::Role;
use crate::config::{Config, audit as configured};
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::serve::audit_door::{AuditDoor, Officer};
use crate::serve::listen::Listener;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::thumbprint::Thumbprint;
use crate::vocab::time::SharedClock;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Opens the figures and counts on; opens the door.
pub(super) fn begin(
    config: &Config,
    socket: Option<TcpListener>,
    (ledger, clock, metrics): (&Ledger, &SharedClock, &Metrics),
    (doors, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<Arc<Figures>, StartError> {
    let counted = figures::open(config, ledger);
    doors.spawn(figures::follow(counted.clone(), ledger.clone(), stopping.clone()));
    if let (Some(audit), Some(socket)) = (&config.audit, socket) {
        let door = door(audit, (ledger, counted.clone()), clock, metrics)?;
        let asking = Some(mutual_acceptor(&config.tls)?);
        let listener = Listener::new(socket, asking, patience(config), Some(metrics.clone()));
        doors.spawn(listener.run(door, stopping.clone()));
    }
    Ok(counted)
}

/// The door for who is configured. One certificate is one person's or one machine's.
fn door(
    config: &configured::Audit,
    (ledger, figures): (&Ledger, Arc<Figures>),
    clock: &SharedClock,
    metrics: &Metrics,
) -> Result<Arc<AuditDoor>, StartError> {
    let mut officers = HashMap::new();
    for one in &config.officers {
        let wrong = failed::<crate::vocab::Malformed>("audit.officers");
        let certificate = Thumbprint::parse(&one.certificate).map_err(&wrong)?;
        let organisation = Organisation::parse(&one.organisation).map_err(&wrong)?;
        let name = ClientId::parse(&one.name).map_err(&wrong)?;
        let own = organisation.clone();
        let role = match one.role {
            configured::Role::ProviderOfficer => Role::ProviderOfficer(own),
            configured::Role::ConsumerOfficer => Role::ConsumerOfficer(own),
            configured::Role::Officer => Role::Officer(own),
            configured::Role::Authority => Role::Authority,
        };
        let officer = Officer { name, organisation, role };
        if officers.insert(certificate, officer).is_some() {
            return Err(failed("audit.officers")("two have one certificate"));
        }
    }
    let policies = Arc::new(History::new(ledger.clone()));
    let desk = Desk::new(ledger.clone(), figures, policies, clock.clone());
    let registrations = ledger.registrations().clone();
    Ok(Arc::new(AuditDoor::new(desk, officers, registrations, metrics.clone())))
}
