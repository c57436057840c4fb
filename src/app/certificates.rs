//! What business certificates are checked against: authorities and revocation lists from files and
//! addresses.

use super::{StartError, failed};
use crate::certificate::Authorities;
use crate::config::{self, Config, is_address};
use crate::dial::Dialer;
use crate::ledger::Ledger;
use crate::serve::tls;
use crate::token::certificates::{Certificates, Source};
use crate::token::issue::TokenService;
use crate::vocab::time::SharedClock;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The service, which accepts certificates if the configuration says so. The revocation lists have
/// then been asked for once; `tasks` gets the task that keeps them fresh.
pub(super) async fn accept(
    service: TokenService<Ledger>,
    config: &Config,
    clock: &SharedClock,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<TokenService<Ledger>, StartError> {
    let Some(told) = &config.token.certificates else { return Ok(service) };
    let certificates = Arc::new(read(told)?);
    // A list that cannot be had now must not keep the doors shut: its certificates are refused.
    let all_came = certificates.refresh(clock.now()).await;
    tasks.spawn(certificates.clone().keep_fresh(clock.clone(), stopping.clone(), all_came));
    Ok(service.with_certificates(certificates))
}

fn read(told: &config::Certificates) -> Result<Certificates, StartError> {
    let anchors = tls::certificates(&told.anchors).map_err(failed("token.certificates.anchors"))?;
    let intermediates = told.intermediates.as_deref().map(tls::certificates).transpose();
    let intermediates =
        intermediates.map_err(failed("token.certificates.intermediates"))?.unwrap_or_default();
    let authorities =
        Authorities::new(anchors, intermediates).map_err(failed("token.certificates"))?;
    let roots = told.ca.as_deref().map(tls::certificates).transpose();
    let roots = roots.map_err(failed("token.certificates.ca"))?.unwrap_or_default();
    if roots.is_empty() && told.crls.iter().any(|list| list.starts_with("https://")) {
        return Err(failed("token.certificates")("an https address in `crls` needs `ca`"));
    }
    let dialer = Dialer::new(&roots).map_err(failed("token.certificates.ca"))?;
    let sources = told.crls.iter().map(|list| source(list)).collect::<Result<_, _>>()?;
    let max_age = Duration::from_secs(told.crl_max_age_h.saturating_mul(3600));
    Ok(Certificates::new(authorities, sources, max_age, dialer))
}

fn source(list: &str) -> Result<Source, StartError> {
    if !is_address(list) {
        return Ok(Source::File(PathBuf::from(list)));
    }
    list.parse().map(Source::Address).map_err(failed("token.certificates.crls"))
}
