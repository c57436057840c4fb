//! Foreign issuers of the configuration, and their keys kept fresh.

use super::{StartError, failed};
use crate::config::{Config, Issuer};
use crate::dial::Dialer;
use crate::jose::alg::Algorithm;
use crate::metrics::Metrics;
use crate::serve::tls;
use crate::token::IssuerUrl;
use crate::token::accept::Tokens;
use crate::token::issuers::ForeignIssuers;
use crate::token::issuers::trust::{ScopePattern, Trust};
use crate::vocab::time::SharedClock;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Has the tokens of the configured issuers accepted too. Their keys are fetched in the background:
/// an issuer that is down does not keep the house from starting.
pub(super) fn accept(
    tokens: Tokens,
    config: &Config,
    clock: &SharedClock,
    metrics: &Metrics,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<Tokens, StartError> {
    let part = |issuer: &Issuer| format!("token.issuers: {}", issuer.issuer);
    let read = |issuer| read(issuer).map_err(|error| failed(&part(issuer))(error));
    let all = config.token.issuers.iter().map(read).collect::<Result<_, _>>()?;
    let own = IssuerUrl::parse(&config.doors.issuer).map_err(failed("doors.issuer"))?;
    let foreign = ForeignIssuers::new(&own, all).map_err(failed("token.issuers"))?;
    for issuer in foreign.iter() {
        let following = issuer.clone().follow(clock.clone(), metrics.clone(), stopping.clone());
        tasks.spawn(following);
    }
    Ok(tokens.with_foreign(foreign))
}

fn read(issuer: &Issuer) -> Result<(Trust, Dialer), StartError> {
    let algorithm = |name: &String| {
        let unknown = || StartError(format!("algorithms: `{name}` is none of RS256 and ES256"));
        let named = Algorithm::named(name);
        named.filter(|alg| matches!(alg, Algorithm::Rs256 | Algorithm::Es256)).ok_or_else(unknown)
    };
    let pattern = |text: &String| ScopePattern::parse(text).map_err(failed(text));
    let trust = Trust {
        issuer: IssuerUrl::parse(&issuer.issuer).map_err(failed("issuer"))?,
        algorithms: issuer.algorithms.iter().map(algorithm).collect::<Result<_, _>>()?,
        scopes: issuer.scopes.iter().map(pattern).collect::<Result<_, _>>()?,
        audience: issuer.audience.clone(),
    };
    let roots = tls::certificates(&issuer.ca).map_err(failed("ca"))?;
    Ok((trust, Dialer::new(&roots).map_err(failed("ca"))?))
}
