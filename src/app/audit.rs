//! The figures of the ledger, and the auditors' door when the configuration has one.

use super::{Login as Providing, StartError, failed, figures, files, mutual_acceptor, patience};
use crate::activation::past::History;
use crate::acts::Acts;
use crate::answers::Setting;
use crate::audit::PoliciesThen;
use crate::audit::desk::Desk;
use crate::audit::entrance::{CALLBACK, Entrance};
use crate::audit::figures::Figures;
use crate::audit::identities::Identities;
use crate::audit::officers::{Badge, Claims, Named, Officers};
use crate::audit::role::Role;
use crate::config::{Config, audit as configured};
use crate::dial::Dialer;
use crate::ledger::Ledger;
use crate::login::session::Sessions;
use crate::login::store::{self, Folder};
use crate::login::{Credential, Endpoint, Login, Providers, Registration};
use crate::metrics::Metrics;
use crate::reports::Reports;
use crate::serve::audit_door::{AuditDoor, Rates};
use crate::serve::listen::Listener;
use crate::serve::tls;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::secret::Key32;
use crate::vocab::thumbprint::Thumbprint;
use crate::vocab::time::SharedClock;
use ring::rand::SystemRandom;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What the door is made with.
pub(super) struct With<'w> {
    ledger: &'w Ledger,
    acts: &'w Arc<Acts>,
    clock: &'w SharedClock,
    metrics: &'w Metrics,
    rates: Rates,
    providing: Providing,
}

impl<'w> With<'w> {
    pub(super) const fn new(
        (ledger, acts): (&'w Ledger, &'w Arc<Acts>),
        (clock, metrics): (&'w SharedClock, &'w Metrics),
        rates: Rates,
        providing: Providing,
    ) -> Self {
        Self { ledger, acts, clock, metrics, rates, providing }
    }
}

/// Opens the figures and counts on; opens the door.
pub(super) fn begin(
    config: &Config,
    socket: Option<TcpListener>,
    with: With<'_>,
    (doors, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<Arc<Figures>, StartError> {
    let counted = figures::open(config, with.ledger);
    doors.spawn(figures::follow(counted.clone(), with.ledger.clone(), stopping.clone()));
    if let (Some(audit), Some(socket)) = (&config.audit, socket) {
        let (metrics, clock) = (with.metrics.clone(), with.clock.clone());
        let (certified, logging_in) = officers(audit)?;
        let entrance = match &audit.login {
            Some(login) => Some(entrance(login, logging_in, (&clock, with.providing))?),
            None if logging_in.is_empty() => None,
            None => return Err(failed("audit.officers")("a login needs [audit.login]")),
        };
        if let Some(entrance) = &entrance {
            let sessions = entrance.sessions();
            doors.spawn(super::sessions::follow(sessions, clock, stopping.clone()));
        }
        let door = door((certified, entrance), counted.clone(), with, logs(config))?;
        let asking = Some(mutual_acceptor(&config.tls)?);
        let listener = Listener::new(socket, asking, patience(config), Some(metrics));
        doors.spawn(listener.run(door, stopping.clone()));
    }
    Ok(counted)
}

/// Who is known by a certificate.
type Certified = HashMap<Thumbprint, Named>;

/// Who is let in by a certificate, and who by a login. One certificate is one person's or one machine's, and
/// one name in an organisation is one person's: by it the ledger tells two persons apart.
fn officers(config: &configured::Audit) -> Result<(Certified, Vec<(String, Named)>), StartError> {
    let (mut certified, mut logging_in) = (HashMap::new(), Vec::new());
    let mut names = HashSet::new();
    let failed = failed::<&str>("audit.officers");
    for one in &config.officers {
        let wrong = super::failed::<crate::vocab::Malformed>("audit.officers");
        let organisation = Organisation::parse(&one.organisation).map_err(&wrong)?;
        let name = ClientId::parse(&one.name).map_err(&wrong)?;
        let own = organisation.clone();
        let role = match one.role {
            configured::Role::ProviderOfficer => Role::ProviderOfficer(own),
            configured::Role::ConsumerOfficer => Role::ConsumerOfficer(own),
            configured::Role::Officer => Role::Officer(own),
            configured::Role::Authority => Role::Authority,
        };
        if !names.insert((organisation.clone(), name.clone())) {
            return Err(failed("two of one organisation have one name"));
        }
        let named = Named { name, organisation, role };
        match (&one.certificate, &one.login) {
            (Some(certificate), None) => {
                let certificate = Thumbprint::parse(certificate).map_err(&wrong)?;
                if certified.insert(certificate, named).is_some() {
                    return Err(failed("two have one certificate"));
                }
            }
            (None, Some(login)) => logging_in.push((login.clone(), named)),
            (None, None) | (Some(_), Some(_)) => {
                return Err(failed("each has either a certificate or a login"));
            }
        }
    }
    Ok((certified, logging_in))
}

/// What the inventory of logs says of this service.
fn logs(config: &Config) -> Setting {
    let ledger = config.ledger.dir.display().to_string();
    Setting { ledger, keep: config.ledger.keep.clone() }
}

fn door(
    who: (Certified, Option<Entrance>),
    figures: Arc<Figures>,
    with: With<'_>,
    logs: Setting,
) -> Result<Arc<AuditDoor>, StartError> {
    let (ledger, clock) = (with.ledger.clone(), with.clock.clone());
    let policies: Arc<dyn PoliciesThen> = Arc::new(History::new(ledger.clone()));
    let identities = Identities::load(ledger.clone(), policies.clone(), clock.clone());
    let identities = identities.map_err(failed("ledger.dir"))?;
    let registrations = ledger.registrations().clone();
    let acts = (with.acts.clone(), identities);
    let reports = Reports::new(ledger.clone(), policies.clone(), clock.clone(), logs);
    let desk = Desk::new((ledger, figures), policies, clock, acts);
    Ok(Arc::new(AuditDoor::new(
        (desk, reports),
        who,
        registrations,
        with.metrics.clone(),
        with.rates,
    )))
}

/// The way in for who logs in.
fn entrance(
    config: &configured::Login,
    logging_in: Vec<(String, Named)>,
    (clock, providing): (&SharedClock, Providing),
) -> Result<Entrance, StartError> {
    let wrong = failed::<&str>("audit.login");
    let base = config.url.trim_end_matches('/').to_owned();
    if Endpoint::parse(&base).is_none_or(|parsed| parsed.origin() != base) {
        return Err(wrong("url must be an https origin without a path"));
    }
    if config.issuer.contains('?') || Endpoint::parse(&config.issuer).is_none() {
        return Err(wrong("issuer must be an https address without query or fragment"));
    }
    if config.acr.is_empty() {
        return Err(wrong("acr must name at least one level"));
    }
    let details = config.authorization_details.as_deref();
    let is_list = |text| serde_json::from_str::<Vec<serde_json::Value>>(text).is_ok();
    if details.is_some_and(|text| !is_list(text)) {
        return Err(wrong("authorization_details must be a JSON array"));
    }
    let claims = Claims {
        identifier: config.identifier_claim.clone(),
        organisation: config.organisation_claim.clone(),
    };
    let officers = Officers::new(claims, logging_in).map_err(failed("audit.officers"))?;
    let roots = tls::certificates(&config.ca).map_err(failed("audit.login.ca"))?;
    let dialer = Dialer::new(&roots).map_err(failed("audit.login.ca"))?;
    let random = SystemRandom::new();
    let (sessions, key) = sessions(config, &random, clock)?;
    let registration = Registration {
        issuer: config.issuer.clone(),
        client_id: config.client_id.clone(),
        credential: credential(config)?,
        scope: "openid".to_owned(),
        acr_accepted: config.acr.clone(),
        acr_sensitive: Vec::new(),
        redirect_uri: format!("{base}{CALLBACK}"),
        providers: match providing {
            Providing::Real => Providers::Real,
            Providing::Demonstration => Providers::DemonstrationToo,
        },
    };
    let login = Login::new(registration, &key, Arc::new(dialer));
    let login = login.ok_or_else(|| wrong("the key that logins are sealed with is of no use"))?;
    let login = login.with_details(config.authorization_details.clone());
    Ok(Entrance::new((login, Arc::new(sessions)), officers, base, (clock.clone(), random)))
}

/// What proves to the provider that it is us: a secret or a key, and never a choice of both.
fn credential(config: &configured::Login) -> Result<Credential, StartError> {
    match (&config.client_secret, &config.client_key) {
        (Some(secret), None) => {
            let secret = files::secret(secret).map_err(failed("audit.login.client_secret"))?;
            Ok(Credential::Secret(secret))
        }
        (None, Some(key)) => {
            let key = files::signing_key(key).map_err(failed("audit.login.client_key"))?;
            let key = match &config.client_key_id {
                Some(name) => key.named(name),
                None => key,
            };
            Ok(Credential::Key(Arc::new(key)))
        }
        (None, None) | (Some(_), Some(_)) => {
            Err(failed("audit.login")("must have either client_secret or client_key"))
        }
    }
}

/// Who is logged in, and what seals logins under way: in a folder, or until the process ends.
fn sessions(
    config: &configured::Login,
    random: &SystemRandom,
    clock: &SharedClock,
) -> Result<(Sessions<Badge>, Key32), StartError> {
    let wrong = failed("audit.login.sessions");
    let Some(folder) = &config.sessions else {
        return Ok((Sessions::in_memory(), store::passing_key(random).map_err(wrong)?));
    };
    let folder = Folder::open(folder).map_err(&wrong)?;
    let key = folder.login_key(random).map_err(&wrong)?;
    Ok((Sessions::kept_in(folder, clock.now()), key))
}
