//! The lists of others: the configured register and rules, looks written into the ledger, and which
//! organisations may be named to whom.

use super::{StartError, failed, files};
use crate::client::Credential;
use crate::config::relations::{self, Between};
use crate::dial::Dialer;
use crate::folkeregister::{Http, Kept, TokenSource};
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::ledger::Ledger;
use crate::ledger::entry::Draft;
use crate::login::session::Sessions;
use crate::registry::Registrations;
use crate::relatives::{self, Rules};
use crate::serve::tls;
use crate::vocab::cause::Told;
use crate::vocab::party::Organisation;
use crate::vocab::time::SharedClock;
use crate::web::{Kind, Names, Others, Pen, Unwritten, Writing};
use ring::rand::SystemRandom;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The lists of others, by this configuration.
///
/// # Errors
/// When an address, a file or the rules cannot be used. A register that is down is no error.
pub(super) fn others(
    wanted: &relations::Relations,
    ledger: &Ledger,
    random: &SystemRandom,
) -> Result<Others, StartError> {
    let between = match wanted.between {
        Between::None => relatives::Between::Nobody,
        Between::Parents => relatives::Between::Parents,
    };
    let guardians = (wanted.guardian_kinds.clone(), wanted.guardian_scopes.clone());
    let rules = Rules::new((wanted.parents_until, wanted.own_from), between, guardians);
    let rules = rules.map_err(failed("citizens.relations"))?;
    let kept = Kept::new(Arc::new(register(wanted)?));
    let others = Others::new(Arc::new(kept), rules, Arc::new(ledger.clone()), random);
    others.map_err(|_| failed("citizens.relations")("the machine gives no random bytes"))
}

/// The population register of this configuration.
pub(super) fn register(wanted: &relations::Relations) -> Result<Http, StartError> {
    let dialer = dialer(wanted.ca.as_deref(), &wanted.url, "citizens.relations.ca")?;
    let token = wanted.token.as_ref().map(token).transpose()?;
    let deadline = Duration::from_millis(wanted.timeout_ms);
    let register = Http::new(&wanted.url, dialer, deadline, token);
    register.map_err(failed("citizens.relations.url"))
}

/// How often it is looked what need not be kept any more.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Lets go of what was kept for sessions that have ended, until the house stops.
pub(super) async fn let_go(
    others: Arc<Others>,
    (sessions, clock): (Arc<Sessions>, SharedClock),
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => others.let_go(&sessions, clock.now()),
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

fn dialer(ca: Option<&Path>, url: &str, what: &'static str) -> Result<Dialer, StartError> {
    let roots = ca.map(tls::certificates).transpose().map_err(failed(what))?.unwrap_or_default();
    if roots.is_empty() && url.starts_with("https://") {
        return Err(failed(what)("an https address needs it: what its certificate is from"));
    }
    Dialer::new(&roots).map_err(failed(what))
}

fn token(wanted: &relations::Token) -> Result<TokenSource, StartError> {
    let pem = files::secret(&wanted.key).map_err(failed("citizens.relations.token.key"))?;
    let key = SigningKey::from_pem(&wanted.kid, Algorithm::Rs256, pem.expose());
    let key = key.map_err(failed("citizens.relations.token.key"))?;
    Ok(TokenSource {
        dialer: dialer(Some(&wanted.ca), &wanted.endpoint, "citizens.relations.token.ca")?,
        endpoint: wanted.endpoint.clone(),
        audience: wanted.audience.clone(),
        client_id: wanted.client_id.clone(),
        scope: wanted.scope.clone(),
        credential: Credential::registered(key),
        newest: Default::default(),
    })
}

impl Pen for Ledger {
    fn write(&self, draft: Draft) -> Writing<'_> {
        Box::pin(async move {
            self.append(draft).await.map(drop).map_err(|error| {
                tracing::warn!(error = %Told(&error), "what a person does cannot be written down");
                Unwritten
            })
        })
    }
}

/// What organisations are called, and which names tell no place.
pub(super) struct Known {
    registrations: Arc<Registrations>,
    nationwide: HashSet<Organisation>,
    nationwide_forms: HashSet<String>,
}

impl Known {
    /// The registry's names; without a configuration none of them is known to tell no place.
    pub(super) fn new(
        registrations: Arc<Registrations>,
        wanted: Option<&relations::Relations>,
    ) -> Self {
        let nationwide = wanted.map(|it| it.nationwide.iter().cloned().collect());
        let forms = wanted.map(|it| it.nationwide_forms.iter().cloned().collect());
        Self {
            registrations,
            nationwide: nationwide.unwrap_or_default(),
            nationwide_forms: forms.unwrap_or_default(),
        }
    }
}

impl Names for Known {
    fn name(&self, organisation: &Organisation) -> Option<String> {
        self.registrations.current().organisation_name(organisation).map(str::to_owned)
    }

    fn kind(&self, organisation: &Organisation) -> Kind {
        let registry = self.registrations.current();
        let form = registry.organisation_form(organisation).map(|form| form.as_str());
        if self.nationwide.contains(organisation)
            || form.is_some_and(|form| self.nationwide_forms.contains(form))
        {
            return Kind::Nationwide;
        }
        match form {
            Some("KOMM") => Kind::Municipality,
            Some("FYLK") => Kind::County,
            _ => Kind::Other,
        }
    }
}
