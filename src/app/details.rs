//! Whom the token service asks about `authorization_details`: the policies in force, and the configured
//! source of consents.

use super::{StartError, failed};
use crate::config::{self, Config};
use crate::dial::Dialer;
use crate::gateway::active::InForce;
use crate::ledger::Ledger;
use crate::ledger::entry::Held;
use crate::serve::tls;
use crate::token::consents::Consents;
use crate::token::issue::TokenService;
use std::sync::Arc;
use std::time::Duration;

/// The service, which now knows the purposes in force and where consents are looked up.
///
/// # Errors
/// When the consent source's address or certificate authority cannot be used.
pub(super) fn resolving(
    service: TokenService<Ledger>,
    config: &Config,
    policies: &Arc<InForce>,
) -> Result<TokenService<Ledger>, StartError> {
    let (policies, in_force) = (policies.clone(), policies.clone());
    let set =
        move |id: &_| policies.current().set().purpose(id).map(|purpose| purpose.scope.clone());
    let held = move |purpose: Option<&_>, scopes: &_, now| {
        let active = in_force.current();
        let delay = active.set().delay(purpose, scopes)?;
        Some(Held::since(now, delay.days, &delay.basis))
    };
    let service = service.with_purposes(Box::new(set)).with_delays(Box::new(held));
    match &config.token.consents {
        Some(consents) => Ok(service.with_consents(source(consents)?)),
        None => Ok(service),
    }
}

fn source(consents: &config::Consents) -> Result<Consents, StartError> {
    let roots = consents.ca.as_deref().map(tls::certificates).transpose();
    let roots = roots.map_err(failed("token.consents.ca"))?.unwrap_or_default();
    if roots.is_empty() && consents.url.starts_with("https://") {
        let needed = "an https source needs `ca`: what its certificate is from";
        return Err(failed("token.consents")(needed));
    }
    let dialer = Dialer::new(&roots).map_err(failed("token.consents.ca"))?;
    let deadline = Duration::from_millis(consents.timeout_ms);
    Consents::new(&consents.url, dialer, deadline).map_err(failed("token.consents.url"))
}
