//! Floor 60: wires the whole house together, starts it and stops it.

mod account;
pub mod alarms;
mod audit;
mod certificates;
mod citizens;
pub mod clock;
mod details;
mod figures;
pub mod files;
mod issuers;
mod keys;
pub mod memory;
mod notices;
pub mod past;
pub mod policies;
mod registry;
mod relations;
mod releases;
mod retention;
mod sessions;
mod timestamps;
pub mod witness;
mod witnesses;

use crate::activation::Activator;
use crate::activation::past::History;
use crate::acts::Acts;
use crate::audit::figures::Figures;
use crate::config::{self, Config};
use crate::dial::Dialer;
use crate::gateway::admit::{Admission, Rate, Strangers};
use crate::gateway::forward::{self, Upstreams};
use crate::gateway::path::Gateway;
use crate::ledger::clock::Leeway;
use crate::ledger::entry::{Draft, Event};
use crate::ledger::erasure::Auditor;
use crate::ledger::{self, Ledger};
use crate::merkle::note::{KeyName, NoteSigner, NoteVerifier};
use crate::metrics::Metrics;
use crate::notify::Outbox;
use crate::policy::Retention;
use crate::registrar::Registrar;
use crate::registry::Registrations;
use crate::serve::audit_door::Rates;
use crate::serve::citizen_door::CitizenDoor;
use crate::serve::erasure_door::ErasureDoor;
use crate::serve::gateway_door::GatewayDoor;
use crate::serve::inquiry_door::InquiryDoor;
use crate::serve::ledger_door::{LedgerDoor, Pace};
use crate::serve::listen::{Listener, Patience};
use crate::serve::machine_door::MachineDoor;
use crate::serve::ops_door::OpsDoor;
use crate::serve::registry_door::RegistryDoor;
use crate::serve::tls;
use crate::serve::token_door::TokenDoor;
use crate::token::accept::Tokens;
use crate::token::issue::TokenService;
use crate::token::keys::IssuerKeys;
use crate::token::remember::{NotRemembered, Remember};
use crate::token::sender::Senders;
use crate::token::{IssuerUrl, REPLAY_WINDOW};
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::peer::Peer;
use crate::vocab::secret::Key32;
use crate::vocab::time::SharedClock;
use crate::web::Web;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use zeroize::Zeroizing;

/// The file beside the ledger with its verifier key, for who verifies it where it stands.
pub const VKEY: &str = "vkey";

/// Why the house could not be started. The text is for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(String);

/// Says which part failed.
fn failed<E: std::fmt::Display>(part: &str) -> impl Fn(E) -> StartError {
    move |error| StartError(format!("{part}: {error}"))
}

/// Whether a demonstration's OpenID provider may log citizens in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// Only real providers: `sluse serve`.
    Real,
    /// The demonstration's too: `sluse demo`.
    Demonstration,
}

/// The sockets, bound before anything else: a test binds port 0.
pub struct Sockets {
    /// The machine door's.
    pub machine: TcpListener,
    /// The people's door's.
    pub people: TcpListener,
    /// The operations door's.
    pub operations: TcpListener,
    /// That of the machine door which asks for client certificates.
    pub mutual: Option<TcpListener>,
    /// The auditors' door's.
    pub audit: Option<TcpListener>,
}

impl Sockets {
    /// Binds the configured addresses.
    ///
    /// # Errors
    /// When one is taken or not this machine's.
    pub async fn bind(config: &Config) -> Result<Self, StartError> {
        let bind = async |address: SocketAddr| {
            TcpListener::bind(address).await.map_err(failed(&address.to_string()))
        };
        Ok(Self {
            machine: bind(config.doors.machine).await?,
            people: bind(config.doors.people).await?,
            operations: bind(config.doors.operations).await?,
            mutual: match config.doors.mutual {
                Some(address) => Some(bind(address).await?),
                None => None,
            },
            audit: match &config.audit {
                Some(audit) => Some(bind(audit.address).await?),
                None => None,
            },
        })
    }
}

/// A running house.
pub struct House {
    ledger: Ledger,
    acts: Arc<Acts>,
    activator: Activator,
    notices: Option<Arc<Outbox>>,
    stop: watch::Sender<bool>,
    doors: JoinSet<()>,
    /// The operations door closes last: it tells that the others are stopping.
    close: watch::Sender<bool>,
    operations: JoinSet<()>,
}

impl House {
    /// Opens the ledger, activates the policies, and opens the doors.
    ///
    /// # Errors
    /// When a part of the configuration cannot be used; nothing is left running then.
    pub async fn start(
        config: &Config,
        sockets: Sockets,
        clock: SharedClock,
        login: Login,
    ) -> Result<Self, StartError> {
        let acceptor = acceptor(&config.tls)?;
        let ledger = open_ledger(config, &clock)?;
        let registrations = ledger.registrations().clone();
        let registrar =
            Registrar::new(registrations.clone(), Arc::new(ledger.clone()), clock.clone());
        registry::take_in(&config.registry, &registrar).await?;
        let metrics = Metrics::new().map_err(failed("metrics"))?;
        let (stop, stopping) = watch::channel(false);
        let (consumers, strangers) = rates(&config.limits);
        let (activator, meter) = policies::activate(config, &ledger, &clock, &metrics).await?;
        let history = History::new(ledger.clone());
        let (acts, now) = (standing_acts(&ledger, &clock)?, clock.now());
        let keys = keys::load(&config.token.keys, now)?;
        let senders = Arc::new(senders(&config.doors)?);
        let sources = (registrations.clone(), keys.clone(), senders.clone());
        let (service, tokens) = token_service(config, sources, &ledger, &clock)?;
        let service =
            details::resolving(service.counting(metrics.clone()), config, activator.in_force())?;
        let mut doors = JoinSet::new();
        let tasks = (&mut doors, &stopping);
        let service = Arc::new(certificates::accept(service, config, &clock, tasks).await?);
        let tokens = issuers::accept(tokens, config, &clock, &metrics, (&mut doors, &stopping))?;
        let notices = beside(config, (&ledger, &acts), &clock, &metrics, (&mut doors, &stopping))?;
        let tasks = (&mut doors, &stopping);
        let (registry, peers) = (registrations.clone(), Strangers::refused(strangers));
        let gateway = Gateway {
            admission: Admission::new(tokens, senders, registry, consumers, peers),
            upstreams: upstreams(config)?,
            policies: activator.in_force().clone(),
            meter,
            ledger: ledger.clone(),
            acts: acts.clone(),
            watch: Some(alarms::begin(config, (&ledger, &clock), &metrics, tasks)?),
            clock: clock.clone(),
        };
        let desks = (registrar, activator.clone(), auditors(&config.ledger.auditors)?);
        let limits = Rates { officers: consumers, strangers: Strangers::logging_in(strangers) };
        let with = audit::With::new((&ledger, &acts), (&clock, &metrics), limits, login);
        let figures = audit::begin(config, sockets.audit, with, (&mut doors, &stopping))?;
        let machine = machine_door((service, figures), gateway, desks, &metrics, &config.limits);
        let patience = patience(config);
        doors.spawn(keys::follow(keys, clock.clone(), metrics.clone(), stopping.clone(), now));
        follow(config, (&ledger, &activator, &clock), (&mut doors, &stopping));
        let listener = |socket, tls| Listener::new(socket, tls, patience, Some(metrics.clone()));
        if let Some(socket) = sockets.mutual {
            let asking = Some(mutual_acceptor(&config.tls)?);
            doors.spawn(listener(socket, asking).run(machine.clone(), stopping.clone()));
        }
        let own = listener(sockets.machine, Some(acceptor.clone()));
        doors.spawn(own.run(machine, stopping.clone()));
        if let Some(citizens) = &config.citizens {
            let sources = (history, registrations);
            let stand = (&ledger, acts.clone(), notices.clone());
            let web = citizens::service(citizens, config, login, stand, &clock, sources)?;
            citizens::follow(&web, &clock, (&mut doors, &stopping));
            let people = Arc::new(people_door(web, strangers));
            doors.spawn(listener(sockets.people, Some(acceptor)).run(people, stopping.clone()));
        }
        let (close, closing) = watch::channel(false);
        let mut operations = JoinSet::new();
        let in_force = activator.in_force().clone();
        let door = Arc::new(OpsDoor::new(metrics.clone(), ledger.clone(), in_force, stopping));
        operations.spawn(listener(sockets.operations, None).run(door, closing));
        Ok(Self { ledger, acts, activator, notices, stop, doors, close, operations })
    }

    /// The ledger.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What persons have done about what is read of them.
    #[must_use]
    pub const fn acts(&self) -> &Arc<Acts> {
        &self.acts
    }

    /// Who is looked after to be told of readings; none when the configuration has no notices.
    #[must_use]
    pub const fn notices(&self) -> Option<&Arc<Outbox>> {
        self.notices.as_ref()
    }

    /// Reads the policies again, as SIGHUP asks for; what comes of it is in the log.
    pub fn reload(&self) {
        let activator = self.activator.clone();
        tokio::spawn(async move { policies::signalled(&activator).await });
    }

    /// Stops accepting, lets requests under way finish, publishes the last checkpoint.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.doors.join_next().await.is_some() {}
        self.ledger.close().await;
        let _ = self.close.send(true);
        while self.operations.join_next().await.is_some() {}
    }
}

/// Releases what was held when its day has come, puts away what has expired, watches the policies.
fn follow(
    config: &Config,
    (ledger, activator, clock): (&Ledger, &Activator, &SharedClock),
    (doors, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) {
    doors.spawn(releases::follow(ledger.clone(), clock.clone(), stopping.clone()));
    doors.spawn(retention::follow(ledger.clone(), clock.clone(), stopping.clone()));
    let activation = config.activation.clone();
    doors.spawn(policies::follow(activation, activator.clone(), stopping.clone()));
}

/// The doors' own certificate; its key must be readable by its owner alone.
fn acceptor(files: &config::Tls) -> Result<TlsAcceptor, StartError> {
    files::secret(&files.key).map_err(failed("tls.key"))?;
    tls::acceptor(&files.certificate, &files.key).map_err(failed("tls"))
}

/// The same certificate, asking each client for one of its own.
fn mutual_acceptor(files: &config::Tls) -> Result<TlsAcceptor, StartError> {
    tls::mutual_acceptor(&files.certificate, &files.key).map_err(failed("tls"))
}

/// The door that people come in by.
fn people_door(web: Web, strangers: Rate) -> CitizenDoor {
    CitizenDoor::new(web, Strangers::logging_in(strangers), Strangers::refused(strangers))
}

/// The door that machines come in by.
fn machine_door(
    (service, figures): (Arc<TokenService<Ledger>>, Arc<Figures>),
    gateway: Gateway,
    (registrar, activator, auditors): (Registrar<Ledger>, Activator, Vec<Auditor>),
    metrics: &Metrics,
    limits: &config::Limits,
) -> Arc<MachineDoor> {
    let gateway = Arc::new(gateway);
    let history = History::new(gateway.ledger.clone());
    let (_, strangers) = rates(limits);
    let (grants, erasures) = (Strangers::refused(strangers), Strangers::refused(strangers));
    let pace = pace(limits);
    let refusals = Box::new(move |peer: &Peer| grants.admit(peer));
    let erasures = Box::new(move |peer: &Peer| erasures.admit(peer));
    Arc::new(MachineDoor {
        token: TokenDoor::new(service, gateway.clock.clone(), refusals),
        ledger: LedgerDoor::new(gateway.clone(), Arc::new(history), figures, metrics.clone(), pace),
        erasures: ErasureDoor::new(
            gateway.ledger.clone(),
            auditors,
            gateway.clock.clone(),
            erasures,
        ),
        inquiries: InquiryDoor::new(gateway.clone(), metrics.clone()),
        registry: RegistryDoor::new(gateway.clone(), registrar, activator, metrics.clone()),
        gateway: GatewayDoor::new(gateway, metrics.clone()),
    })
}

/// Who may erase persons: each with a name and a key of their own, or one person could be two.
fn auditors(configured: &[config::Auditor]) -> Result<Vec<Auditor>, StartError> {
    let mut auditors: Vec<Auditor> = Vec::new();
    for config::Auditor { name, vkey } in configured {
        let verifier = NoteVerifier::parse(vkey).map_err(failed("ledger.auditors"))?;
        let is_same = |other: &Auditor| {
            other.name == *name
                || other.verifier.name() == verifier.name()
                || other.verifier.public_key() == verifier.public_key()
        };
        if auditors.iter().any(is_same) {
            return Err(failed("ledger.auditors")("two have one name or one key"));
        }
        auditors.push(Auditor { name: name.clone(), verifier });
    }
    Ok(auditors)
}

/// How fast each consumer may ask, and how often a stranger may do what costs a stranger nothing.
fn rates(limits: &config::Limits) -> (Rate, Rate) {
    let consumers =
        Rate { per_second: limits.consumer_requests_per_second, burst: limits.consumer_burst };
    let strangers =
        Rate { per_second: limits.stranger_refusals_per_second, burst: limits.stranger_burst };
    (consumers, strangers)
}

/// How slowly an export may be taken.
const fn pace(limits: &config::Limits) -> Pace {
    Pace {
        grace: Duration::from_millis(limits.export_grace_ms),
        bytes_per_second: limits.export_bytes_per_second,
    }
}

fn patience(config: &Config) -> Patience {
    Patience {
        connections: config.limits.connections,
        connections_per_address: config.limits.connections_per_address,
        wait: Duration::from_millis(config.limits.wait_ms),
        drain: Duration::from_millis(config.limits.drain_ms),
    }
}

/// How the ledger of a configuration is opened, with its vault and index.
///
/// # Errors
/// When a part of the configuration cannot be used, or the key cannot be read.
pub fn ledger_options(config: &Config, clock: &SharedClock) -> Result<ledger::Options, StartError> {
    let files = &config.ledger;
    let name = KeyName::parse(&files.origin).map_err(failed("ledger.origin"))?;
    let seed = files::seed(&files.key).map_err(failed("ledger.key"))?;
    Ok(ledger::Options {
        dir: files.dir.clone(),
        vault_dir: files.vault.clone(),
        index_dir: files.index.clone(),
        origin: files.origin.clone(),
        signer: NoteSigner::new(name, seed).map_err(failed("ledger.key"))?,
        clock: clock.clone(),
        leeway: leeway(&files.clock),
        publish_interval: Duration::from_millis(files.publish_interval_ms),
        queue: files.queue,
        keep: files
            .keep
            .as_deref()
            .map(Retention::parse)
            .transpose()
            .map_err(failed("ledger.keep"))?,
        digest_interval: Duration::from_secs(files.digest_interval_s),
        digest_entries: ledger::digest::MOST_ENTRIES,
    })
}

/// Begins what goes on beside the doors: cosignatures and time-stamps on checkpoints, notices to people.
fn beside(
    config: &Config,
    (ledger, acts): (&Ledger, &Arc<Acts>),
    clock: &SharedClock,
    metrics: &Metrics,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<Option<Arc<Outbox>>, StartError> {
    witnesses::begin(config, ledger, clock, metrics, (tasks, stopping))?;
    timestamps::begin(config, ledger, clock, metrics, (tasks, stopping))?;
    notices::begin(config, (ledger, acts), clock, metrics, (tasks, stopping))
}

/// What persons consented to and reserved against, from the ledger.
fn standing_acts(ledger: &Ledger, clock: &SharedClock) -> Result<Arc<Acts>, StartError> {
    let acts = Acts::load(ledger.clone(), clock.clone()).map_err(failed("ledger.vault"))?;
    Ok(Arc::new(acts))
}

fn open_ledger(config: &Config, clock: &SharedClock) -> Result<Ledger, StartError> {
    let opened = Ledger::open(ledger_options(config, clock)?);
    let ledger = opened.map_err(|error| failed("ledger")(Told(&error)))?;
    let vkey = config.ledger.dir.join(VKEY);
    std::fs::write(vkey, ledger.vkey() + "\n").map_err(failed("ledger"))?;
    Ok(ledger)
}

/// How far off the clock may be.
fn leeway(clock: &config::clock::LedgerClock) -> Leeway {
    Leeway {
        behind: Duration::from_millis(clock.behind_ms),
        ahead: Duration::from_millis(clock.ahead_ms),
        idle: Duration::from_secs(clock.idle_days.saturating_mul(24 * 3600)),
    }
}

/// The token service with the grants it must remember, and what accepts its tokens.
fn token_service(
    config: &Config,
    (registrations, keys, senders): (Arc<Registrations>, Arc<IssuerKeys>, Arc<Senders>),
    ledger: &Ledger,
    clock: &SharedClock,
) -> Result<(TokenService<Ledger>, Tokens), StartError> {
    let issuer = IssuerUrl::parse(&config.doors.issuer).map_err(failed("doors.issuer"))?;
    let tokens = Tokens::new(issuer.clone(), Some(issuer.to_string()), keys.clone());
    let mut remembered = Vec::new();
    let since = clock.now().minus(REPLAY_WINDOW);
    ledger
        .tail(since, &["token"], |_, entry| {
            if let Event::Token(token) = entry.event {
                remembered.push(token);
            }
        })
        .map_err(failed("ledger"))?;
    let ledger = Arc::new(ledger.clone());
    let service = TokenService::new(issuer, registrations, keys, senders, ledger, &remembered)
        .map_err(failed("ledger"))?;
    Ok((service, tokens))
}

/// Who checks the senders of bound tokens, with a key for nonces that no other process has.
fn senders(doors: &config::Doors) -> Result<Senders, StartError> {
    let machine = IssuerUrl::parse(&doors.issuer).map_err(failed("doors.issuer"))?;
    let mutual = doors.mutual_url.as_deref().map(IssuerUrl::parse).transpose();
    let mutual = mutual.map_err(failed("doors.mutual_url"))?;
    let mut key = Zeroizing::new([0; 32]);
    SystemRandom::new().fill(&mut *key).map_err(failed("the system's randomness"))?;
    Ok(Senders::new(machine, mutual, &Key32::new(*key)))
}

impl Remember for Ledger {
    async fn remember(&self, draft: Draft) -> Result<EntryIndex, NotRemembered> {
        self.append(draft).await.map_err(|_| NotRemembered)
    }
}

/// The providers of the configuration.
fn upstreams(config: &Config) -> Result<Upstreams, StartError> {
    let mut upstreams = HashMap::new();
    for (name, upstream) in &config.upstreams {
        let part = format!("upstreams.{name}");
        upstreams.insert(name.clone(), provider(upstream).map_err(failed(&part))?);
    }
    Ok(Upstreams::new(upstreams))
}

fn provider(upstream: &config::Upstream) -> Result<forward::Upstream, StartError> {
    let roots = upstream.ca.as_deref().map(tls::certificates).transpose();
    let roots = roots.map_err(failed("ca"))?.unwrap_or_default();
    if roots.is_empty() && upstream.url.starts_with("https://") {
        return Err(StartError(
            "an https provider needs `ca`: what its certificate is from".into(),
        ));
    }
    let dialer = Dialer::new(&roots).map_err(failed("ca"))?;
    let deadline = Duration::from_millis(upstream.timeout_ms);
    forward::Upstream::new(&upstream.url, &dialer, upstream.answer_bytes, deadline)
        .map_err(failed("url"))
}
