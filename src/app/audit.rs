//! The auditors' door, when the configuration has one.

use super::{StartError, failed};
use crate::activation::past::History;
use crate::audit::desk::Desk;
use crate::audit::figures::Figures;
use crate::audit::role::Role;
use crate::config::audit as configured;
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::serve::audit_door::{AuditDoor, Officer};
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::thumbprint::Thumbprint;
use crate::vocab::time::SharedClock;
use std::collections::HashMap;
use std::sync::Arc;

/// The door for who is configured. One certificate is one person's or one machine's.
pub(super) fn door(
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
