//! Starts everything, says what to try, and stops with Ctrl-C.

use super::client::{Card, ClientCard, LedgerCard, certificate_file, key_file, read_key};
use super::consents::ConsentSource;
use super::officers::{self, OFFICERS_CLIENT};
use super::openid::{DemoOpenid, DemoOpenidOptions};
use super::organisations::{CLIENTS, Proof};
use super::persons::{Person, Population, Role};
use super::prepare::{CITIZENS_CLIENT, Ports, Prepared, file_error, prepare};
use super::private::write_public;
use super::year::{self, Before, LIVES};
use super::{DemoError, examples, providers};
use crate::app::{House, Login, Sockets};
use crate::config::Config;
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::serve::listen::{Listener, Patience};
use crate::serve::tls;
use crate::vocab::ids::EntryIndex;
use crate::vocab::secret::SecretText;
use crate::vocab::time::{Day, SharedClock};
use crate::vocab::translated::Language;
use std::fmt::Write;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The seed of the population, and its size.
const SEED: u64 = 2026;
const PERSONS: usize = 1_000;

/// How many persons `demo.json` lists.
const LISTED: usize = 100;

/// A running demonstration.
pub struct Demonstration {
    /// What a script needs to talk to it.
    pub card: Card,
    /// The synthetic persons.
    pub population: Arc<Population>,
    /// The day on which its folder was made.
    pub made: Day,
    house: House,
    around: JoinSet<()>,
    stop: watch::Sender<bool>,
}

/// The sockets around the house.
struct Around {
    openid: TcpListener,
    officers_openid: TcpListener,
    folkeregisteret: TcpListener,
    skatteetaten: TcpListener,
    matrikkelen: TcpListener,
    consents: TcpListener,
}

impl Demonstration {
    /// Starts everything in this folder, on this port and the next five (0: any). A new ledger gets
    /// the entries of a year first.
    ///
    /// # Errors
    /// When a file, a port or a part of the house cannot be had.
    pub async fn start(dir: &Path, port: u16, clock: SharedClock) -> Result<Self, DemoError> {
        Self::start_after(Before::AYear, dir, port, clock).await
    }

    /// The same, with or without what was before.
    ///
    /// # Errors
    /// As [`Demonstration::start`].
    pub async fn start_after(
        before: Before,
        dir: &Path,
        port: u16,
        clock: SharedClock,
    ) -> Result<Self, DemoError> {
        let (sockets, around, ports) = bind(port).await?;
        let Prepared {
            dir,
            config,
            openid_key,
            citizens_secret,
            officers_secret,
            population,
            made,
        } = prepare(dir, ports, clock.now())?;
        let population = Arc::new(population);
        if before == Before::AYear {
            year::ensure(&dir, &config, &population, made).await?;
        }
        let (stop, stopping) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for socket in [around.folkeregisteret, around.skatteetaten, around.matrikkelen] {
            let mut stopping = stopping.clone();
            let population = population.clone();
            let stopped = async move {
                let _ = stopping.wait_for(|stop| *stop).await;
            };
            tasks.spawn(async move {
                providers::run(socket, population, Arc::default(), stopped).await;
            });
        }
        let consents = Listener::new(around.consents, None, Patience::default(), None);
        let source = Arc::new(ConsentSource::new(population.clone()));
        tasks.spawn(consents.run(source, stopping.clone()));
        let with = (population.clone(), clock.clone());
        let (citizens, officers) =
            openid(openid_key, (citizens_secret, officers_secret), ports, with);
        let acceptor = tls::acceptor(&config.tls.certificate, &config.tls.key)
            .map_err(|error| DemoError::Keys(error.to_string()))?;
        for (socket, openid) in [(around.openid, citizens), (around.officers_openid, officers)] {
            let acceptor = Some(acceptor.clone());
            let listener = Listener::new(socket, acceptor, Patience::default(), None);
            tasks.spawn(listener.run(Arc::new(openid), stopping.clone()));
        }
        let house = House::start(&config, sockets, clock, Login::Demonstration).await?;
        let card = card(&dir, &config, ports, &population, house.ledger().vkey())?;
        let text = serde_json::to_string_pretty(&card).unwrap_or_default();
        write_public(&dir.join("demo.json"), &text)?;
        for client in &card.clients {
            let file = dir.join("clients").join(&client.client_id).with_extension("toml");
            write_public(&file, &client.profile(&card))?;
        }
        Ok(Self { card, population, made, house, around: tasks, stop })
    }

    /// Whether its ledger began on the day on which the folder was made, and not a year before.
    #[must_use]
    pub fn began_empty(&self) -> bool {
        let first = self.house.ledger().entry(EntryIndex(0)).ok().flatten();
        first.is_none_or(|entry| entry.at >= self.made.begins_in_norway())
    }

    /// The house in the middle of it.
    #[must_use]
    pub const fn house(&self) -> &House {
        &self.house
    }

    /// Stops the house, then what is around it.
    pub async fn stop(mut self) {
        self.house.stop().await;
        let _ = self.stop.send(true);
        while self.around.join_next().await.is_some() {}
    }
}

/// Binds every socket first, so that the configuration can name the ports.
async fn bind(port: u16) -> Result<(Sockets, Around, Ports), DemoError> {
    let next = |places: u16| if port == 0 { 0 } else { port.saturating_add(places) };
    let machine = listen(port).await?;
    let people = listen(next(1)).await?;
    let operations = listen(next(2)).await?;
    let openid = listen(next(3)).await?;
    let audit = listen(next(4)).await?;
    let officers_openid = listen(next(5)).await?;
    let folkeregisteret = listen(0).await?;
    let skatteetaten = listen(0).await?;
    let matrikkelen = listen(0).await?;
    let consents = listen(0).await?;
    let ports = Ports {
        machine: port_of(&machine)?,
        people: port_of(&people)?,
        operations: port_of(&operations)?,
        openid: port_of(&openid)?,
        audit: port_of(&audit)?,
        officers_openid: port_of(&officers_openid)?,
        folkeregisteret: port_of(&folkeregisteret)?,
        skatteetaten: port_of(&skatteetaten)?,
        matrikkelen: port_of(&matrikkelen)?,
        consents: port_of(&consents)?,
    };
    let around =
        Around { openid, officers_openid, folkeregisteret, skatteetaten, matrikkelen, consents };
    let sockets = Sockets { machine, people, operations, mutual: None, audit: Some(audit) };
    Ok((sockets, around, ports))
}

async fn listen(port: u16) -> Result<TcpListener, DemoError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| DemoError::Port { port, kind: error.kind() })
}

fn port_of(socket: &TcpListener) -> Result<u16, DemoError> {
    socket
        .local_addr()
        .map(|address| address.port())
        .map_err(|error| DemoError::Port { port: 0, kind: error.kind() })
}

/// The population of the day on which the folder was made, and that day, so that a continued demonstration has
/// the same persons.
pub(super) fn population(dir: &Path, today: Day) -> Result<(Population, Day), DemoError> {
    let file = dir.join("population-day");
    if !file.exists() {
        write_public(&file, &today.to_string())?;
    }
    let text = fs::read_to_string(&file).map_err(file_error(&file))?;
    let day = Day::parse(text.trim())
        .map_err(|error| DemoError::Folder { path: file, what: error.to_string() })?;
    Ok((Population::generate(SEED, PERSONS, day), day))
}

/// The citizens' provider and the auditors'; one key signs for both.
fn openid(
    key: SigningKey,
    (citizens, officers): (SecretText, SecretText),
    ports: Ports,
    (population, clock): (Arc<Population>, SharedClock),
) -> (DemoOpenid, DemoOpenid) {
    let key = Arc::new(key);
    let provider = |own: u16, client: &str, client_secret: SecretText, door: u16| {
        DemoOpenid::new(DemoOpenidOptions {
            issuer: format!("https://localhost:{own}"),
            client_id: client.into(),
            client_secret,
            redirect_uri: format!("https://localhost:{door}/login/callback"),
            signing_key: key.clone(),
            population: population.clone(),
            clock: clock.clone(),
        })
    };
    (
        provider(ports.openid, CITIZENS_CLIENT, citizens, ports.people),
        provider(ports.officers_openid, OFFICERS_CLIENT, officers, ports.audit),
    )
}

fn card(
    dir: &Path,
    config: &Config,
    ports: Ports,
    population: &Population,
    vkey: String,
) -> Result<Card, DemoError> {
    let base = format!("https://localhost:{}", ports.machine);
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let clients = CLIENTS.iter().map(|client| {
        let key = key_file(dir, client.id);
        Ok(ClientCard {
            client_id: client.id.into(),
            kid: match client.proof {
                Proof::RegisteredKey => Some(read_key(&key, Algorithm::Rs256)?.kid().to_owned()),
                Proof::Certificate => None,
            },
            key,
            certificate: (client.proof == Proof::Certificate)
                .then(|| certificate_file(dir, client.id)),
            consumer: client.consumer().into(),
            supplier: client.on_behalf_of.map(|_| client.organisation.to_owned()),
            scopes: own(client.scopes),
            purposes: own(client.purposes),
        })
    });
    Ok(Card {
        ca: dir.join("certs/ca.pem"),
        issuer: format!("{base}/"),
        token_endpoint: format!("{base}/token"),
        people: format!("https://localhost:{}", ports.people),
        audit: format!("https://localhost:{}", ports.audit),
        ops: format!("http://127.0.0.1:{}", ports.operations),
        ledger: LedgerCard {
            dir: dir.join("ledger"),
            url: format!("{base}/ledger"),
            origin: config.ledger.origin.clone(),
            vkey,
        },
        clients: clients.collect::<Result<_, DemoError>>()?,
        persons: population
            .persons()
            .iter()
            .take(LISTED)
            .map(|person| person.number().expose().to_owned())
            .collect(),
        examples: examples::examples(&base, population),
        gateway: base,
    })
}

/// A line for each of the ten with a year behind them: who it is, and what there is to see.
fn whom_to_be(population: &Population) -> String {
    let mut lines = String::new();
    for life in LIVES {
        let name = population.playing(life.role).map(Person::full_name).unwrap_or_default();
        let _ = writeln!(lines, "#   {name:<26} {}", life.tell(Language::English));
    }
    lines
}

/// What to try, as lines that can be pasted.
#[must_use]
pub fn what_to_try(card: &Card, population: &Population) -> String {
    let number = |role| population.playing(role).map_or("", |person| person.number().expose());
    let (child, mother) = (number(Role::KindergartenChild), number(Role::Mother));
    let Card { gateway, people, audit, ops, ca, ledger, .. } = card;
    let auditors = officers::who(population);
    let (ca, ledger_dir) = (ca.display(), ledger.dir.display());
    let dir = ledger.dir.parent().unwrap_or(&ledger.dir).display();
    let cast = whom_to_be(population);
    format!(
        "\nSluse is running on synthetic data. Try, in another terminal:\n
# A municipality asks about a child for kindergarten admission. The token is good for two minutes.
TOKEN=$(target/release/sluse token --demo {dir} --client testby-oppvekst --scope folkeregister:barnehage)
curl --cacert {ca} -H \"Authorization: Bearer $TOKEN\" -H 'Sluse-Purpose: barnehageopptak' -H 'Sluse-Case-Reference: 2026/1234' -i {gateway}/folkeregisteret/v1/personer/{child}

# Without a case it is refused, and says which rule.
curl --cacert {ca} -H \"Authorization: Bearer $TOKEN\" -H 'Sluse-Purpose: barnehageopptak' {gateway}/folkeregisteret/v1/personer/{child}

# The same in one command: get a token, use it, say what came and why the rest did not. The number
# comes from a file or from input: on a command line every other user would see it.
echo {child} | target/release/sluse call --client-file {dir}/clients/testby-oppvekst.toml --scope folkeregister:barnehage --purpose barnehageopptak --case 2026/1234 --subject-file - '{gateway}/folkeregisteret/v1/personer/{{subject}}'

# Every form in which a value can come out; more, with a command for each, in README.md (\"As a client\").
echo {mother} | target/release/sluse call --client-file {dir}/clients/testby-stigen.toml --scope folkeregister:stigen --subject-file - '{gateway}/folkeregisteret/v1/personer/{{subject}}'

# A client without registered keys signs with its business certificate.
target/release/sluse token --demo {dir} --client provevik-skole

# What the purpose permits, and why.
target/release/sluse policy explain --dir {dir}/policies --purpose barnehageopptak --consumer 312143046

# The ledger: verify all of it, show an entry.
target/release/sluse ledger verify {ledger_dir} --vkey '{vkey}'
target/release/sluse ledger show 0 --dir {ledger_dir}

# Erase the child: one auditor requests, another confirms, and whoever has both signatures sends it.
echo {child} > {dir}/subject
target/release/sluse ledger erase request --name personvern.demo --key {dir}/keys/personvern.seed --origin {origin} --basis 'GDPR art. 17(1)(d)' --subject-file {dir}/subject --out {dir}/request.json
target/release/sluse ledger erase confirm --name revisjon.demo --key {dir}/keys/revisjon.seed --subject-file {dir}/subject {dir}/request.json --out {dir}/confirmed.json
target/release/sluse ledger erase send --url {gateway} --ca {ca} --subject-file {dir}/subject {dir}/confirmed.json

# Operations.
curl {ops}/readyz?verbose
curl {ops}/metrics

# Citizens: open {people} in a browser (the certificate is from {ca}),
# and log in as one of the synthetic persons to see who has read what. Ten of them have a year behind them:
{cast}
# Auditors: open {audit} in a browser, and log in as
{auditors}# Under {audit}/audit/alarms the municipality's officer finds a case worker who reads at night. With the
# demonstration stopped, the ledger is gone over again:
target/release/sluse ledger anomalies --config {dir}/sluse.toml

Ctrl-C stops everything; {dir} is kept and continued next time.
",
        vkey = ledger.vkey,
        origin = ledger.origin,
    )
}
