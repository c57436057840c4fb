//! Notices to citizens: the carriers that are configured, and a task that looks again and again.

use super::{StartError, failed, files};
use crate::activation::past::History;
use crate::acts::{Acts, Setting};
use crate::client::Credential;
use crate::config::Config;
use crate::config::notices::{MailSecurity, MailServer, NoticeTokens, Notices};
use crate::dial::Dialer;
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::ledger::Ledger;
use crate::ledger::entry::{Draft, Event, Notice, NoticeOutcome, Whom};
use crate::metrics::Metrics;
use crate::notify::contact::Contacts;
use crate::notify::eformidling::{Eformidling, Kind};
use crate::notify::email::{Address, Email};
use crate::notify::svarut::{Recipient, Svarut};
use crate::notify::{
    Channel, Choice, Ended, Maskinporten, NotRecorded, Outbox, PastPolicies, Quiet, Recorder,
    Recording, Rules, Security, Server, Settings, Swept,
};
use crate::policy::PolicySet;
use crate::serve::tls;
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::notice::{Fate, Way};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::SharedClock;
use crate::web::{Telling, Unwatched};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

/// Begins to look after those who want to be told, when the configuration has notices.
pub(super) fn begin(
    config: &Config,
    (ledger, acts): (&Ledger, &Arc<Acts>),
    clock: &SharedClock,
    metrics: &Metrics,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<Option<Arc<Outbox>>, StartError> {
    let Some(notices) = &config.notices else { return Ok(None) };
    let making = Making { notices, address: &config.doors.people_url, clock };
    let tokens = making.tokens()?;
    let mut channels = Vec::new();
    for way in &notices.ways {
        channels.push(making.channel(*way, tokens.as_ref())?);
    }
    let day = Duration::from_secs(24 * 3600);
    let quiet = notices
        .quiet_from_h
        .zip(notices.quiet_until_h)
        .map(|(from, until)| Quiet { from: u16::from(from) * 60, until: u16::from(until) * 60 });
    let rules = Rules { give_up: day * u32::from(notices.give_up_days), quiet };
    let history = Arc::new(History::new(ledger.clone()));
    let both: (Arc<dyn Settings>, Arc<dyn Recorder>) = (acts.clone(), Arc::new(ledger.clone()));
    let outbox = Outbox::new(ledger.clone(), both, history, channels, rules, clock.clone());
    let outbox = Arc::new(outbox);
    let look_every = Duration::from_secs(notices.look_every_s);
    tasks.spawn(follow(outbox.clone(), look_every, metrics.clone(), stopping.clone()));
    Ok(Some(outbox))
}

/// Looks until stopped. What is being sent at the stop is sent again after the next start.
async fn follow(
    outbox: Arc<Outbox>,
    look_every: Duration,
    metrics: Metrics,
    mut stopping: watch::Receiver<bool>,
) {
    let mut is_restored = false;
    loop {
        if !is_restored {
            let own = outbox.clone();
            match tokio::task::spawn_blocking(move || own.restore()).await {
                Ok(Ok(restored)) => {
                    is_restored = true;
                    if restored > 0 {
                        tracing::warn!(restored, "persons' notices are looked after again");
                    }
                }
                Ok(Err(error)) => {
                    tracing::warn!(error = %Told(&error), "whom to tell cannot be found out now");
                }
                Err(_) => return,
            }
        }
        tokio::select! {
            () = tokio::time::sleep(look_every) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let swept = tokio::select! {
            swept = outbox.sweep() => swept,
            _ = stopping.wait_for(|stop| *stop) => return,
        };
        match swept {
            Ok(swept) => note(&metrics, swept),
            Err(error) => {
                tracing::error!(error = %Told(&error), "notices cannot be looked at now");
            }
        }
    }
}

fn note(metrics: &Metrics, swept: Swept) {
    let Swept { taken, delivered, failed, in_vain } = swept;
    metrics.notices(&[
        ("taken", taken),
        ("delivered", delivered),
        ("failed", failed),
        ("in-vain", in_vain),
    ]);
    if swept != Swept::default() {
        tracing::info!(taken, delivered, failed, in_vain, "notices");
    }
}

/// The newest choice among a person's acts.
impl Settings for Acts {
    fn of(&self, person: &PersonNumber) -> Option<Choice> {
        let Setting { when, channel } = self.chosen(person)?;
        Some(Choice { when, way: channel.and_then(|word| Way::parse(&word).ok()) })
    }
}

/// The end of a notice is an entry about the person; which notice it was is under seal.
impl Recorder for Ledger {
    fn record<'a>(&'a self, person: &'a PersonNumber, ended: Ended) -> Recording<'a> {
        let outcome = match ended.fate {
            Fate::Delivered => NoticeOutcome::Delivered,
            Fate::Failed => NoticeOutcome::Failed,
        };
        let channel = ended.way.map_or("none", Way::as_str).to_owned();
        let whom = Whom { words: Some(ended.id.to_string()), ..Whom::just(person.clone()) };
        let draft = Draft::about_known(Event::Notice(Notice { channel, outcome }), whom);
        Box::pin(async move { self.append(draft).await.map(|_| ()).map_err(|_| NotRecorded) })
    }
}

impl PastPolicies for History {
    fn in_force_at(&self, entry: EntryIndex) -> Option<Arc<PolicySet>> {
        self.in_force_at(entry)
    }
}

/// What carriers are made from.
struct Making<'c> {
    notices: &'c Notices,
    address: &'c str,
    clock: &'c SharedClock,
}

impl Making<'_> {
    fn tokens(&self) -> Result<Option<Arc<Maskinporten>>, StartError> {
        let Some(NoticeTokens { issuer, ca, client_id, key }) = &self.notices.maskinporten else {
            return Ok(None);
        };
        let text = files::secret(key).map_err(failed("notices.maskinporten.key"))?;
        let key = if text.expose().trim_start().starts_with('{') {
            SigningKey::from_private_jwk(text.expose())
        } else {
            let key = SigningKey::from_pem("unnamed", Algorithm::Rs256, text.expose());
            key.map(SigningKey::named_by_thumbprint)
        };
        let key = key.map_err(failed("notices.maskinporten.key"))?;
        Ok(Some(Arc::new(Maskinporten::new(
            issuer.clone(),
            client_id.clone(),
            Credential::registered(key),
            dialer("notices.maskinporten.ca", ca)?,
            self.clock.clone(),
        ))))
    }

    fn channel(
        &self,
        way: Way,
        tokens: Option<&Arc<Maskinporten>>,
    ) -> Result<Arc<dyn Channel>, StartError> {
        let level = self.notices.eformidling.as_ref().map_or(3, |one| one.level);
        match way {
            Way::Postkasse => self.eformidling(Kind::Mailbox { level }),
            Way::Eformidling => self.eformidling(Kind::Altinn),
            Way::Svarut => self.svarut(tokens),
            Way::Email => self.email(tokens),
        }
    }

    fn eformidling(&self, kind: Kind) -> Result<Arc<dyn Channel>, StartError> {
        let part = "notices.eformidling";
        let wanted = self.notices.eformidling.as_ref().ok_or_else(|| missing(part))?;
        let dialer = match &wanted.ca {
            Some(ca) => dialer(part, ca)?,
            None => Dialer::new(&[]).map_err(failed(part))?,
        };
        Ok(Arc::new(Eformidling {
            kind,
            base: wanted.url.clone(),
            dialer,
            sender: wanted.sender.clone(),
            process: wanted.process.clone(),
            address: self.address.to_owned(),
        }))
    }

    fn svarut(&self, tokens: Option<&Arc<Maskinporten>>) -> Result<Arc<dyn Channel>, StartError> {
        let part = "notices.svarut";
        let (wanted, tokens) =
            self.notices.svarut.as_ref().zip(tokens).ok_or_else(|| missing(part))?;
        let url = format!("{}/api/v2/kontoer/{}/forsendelser", wanted.url, wanted.account);
        Ok(Arc::new(Svarut {
            url: url.parse().map_err(failed("notices.svarut.url"))?,
            dialer: dialer("notices.svarut.ca", &wanted.ca)?,
            tokens: tokens.clone(),
            scope: wanted.scope.clone(),
            integration: wanted.integration.clone(),
            password: files::secret(&wanted.password).map_err(failed("notices.svarut.password"))?,
            recipient: Recipient {
                name: wanted.name.clone(),
                postal_code: wanted.postal_code.clone(),
                place: wanted.place.clone(),
            },
            address: self.address.to_owned(),
        }))
    }

    fn email(&self, tokens: Option<&Arc<Maskinporten>>) -> Result<Arc<dyn Channel>, StartError> {
        let part = "notices.email";
        let contacts = self.notices.contacts.as_ref().ok_or_else(|| missing(part))?;
        let (wanted, tokens) =
            self.notices.email.as_ref().zip(tokens).ok_or_else(|| missing(part))?;
        let url = contacts.url.parse().map_err(failed("notices.contacts.url"))?;
        let register = dialer("notices.contacts.ca", &contacts.ca)?;
        let contacts = Contacts::new(url, contacts.scope.clone(), register, tokens.clone());
        Ok(Arc::new(Email {
            server: server(wanted)?,
            from: Address::parse(&wanted.from).map_err(failed("notices.email.from"))?,
            contacts: Arc::new(contacts),
            address: self.address.to_owned(),
            clock: self.clock.clone(),
        }))
    }
}

fn missing(part: &str) -> StartError {
    failed(part)("is missing, or what it needs")
}

fn dialer(part: &str, ca: &Path) -> Result<Dialer, StartError> {
    Dialer::new(&tls::certificates(ca).map_err(failed(part))?).map_err(failed(part))
}

fn server(wanted: &MailServer) -> Result<Server, StartError> {
    let password = wanted.password.as_deref().map(files::secret).transpose();
    let password = password.map_err(failed("notices.email.password"))?;
    let mut roots = rustls::RootCertStore::empty();
    for root in tls::certificates(&wanted.ca).map_err(failed("notices.email.ca"))? {
        roots.add(root).map_err(failed("notices.email.ca"))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed("notices.email"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Server {
        host: wanted.host.clone(),
        port: wanted.port,
        security: match wanted.security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::StartTls => Security::StartTls,
        },
        tls: TlsConnector::from(Arc::new(client)),
        login: wanted.user.clone().zip(password),
    })
}

impl Telling for Outbox {
    fn watch(&self, person: &PersonNumber) -> Result<(), Unwatched> {
        Self::watch(self, person).map_err(|error| {
            tracing::error!(error = %Told(&error), "a person cannot be looked after");
            Unwatched
        })
    }

    fn ways(&self) -> Vec<Way> {
        Self::ways(self)
    }
}
