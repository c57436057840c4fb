//! The harness: starts the whole house on free ports, with a clock that tests set and a provider
//! that says what tests tell it. When it is dropped, the whole ledger is verified from its files.

mod consents;
mod log;
mod provider;

pub use consents::{ConsentSource, consent};
use log::log_to_memory;
pub use log::logged;
pub use provider::{Answer, ORDINARY_PERSON, Provider};

use bytes::Bytes;
use hyper::{Method, Request, Response};
use serde_json::Value;
use sluse::app::clock::SystemClock;
use sluse::app::{House, Login, Sockets};
use sluse::client::{ClientError, Credential, Wish, exchange, grant};
use sluse::config::Config;
use sluse::demo::certs;
use sluse::demo::private::write_secret;
use sluse::dial::Dialer;
use sluse::jose::alg::Algorithm;
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::{Draft, Entry, Event};
use sluse::ledger::verify;
use sluse::registry::record::{self, By, Held, Record};
use sluse::serve::tls;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::limits::Limit;
use sluse::vocab::time::{Clock, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The consumer of most tests, and its client.
pub const MUNICIPALITY: &str = "testby-oppvekst";
/// A supplier to whom the municipality has delegated one scope.
pub const SUPPLIER: &str = "oppvekstdrift";
/// A client of the municipality whose tokens must be bound to a key.
pub const DPOP_CLIENT: &str = "testby-dpop";
/// A client of the municipality whose tokens must be bound to a certificate.
pub const MUTUAL_CLIENT: &str = "testby-mtls";
/// A synthetic person.
pub const PERSON: &str = "17859241204";
/// Another.
pub const OTHER_PERSON: &str = "03910165681";
/// The path of the person at the population register.
pub const PERSON_PATH: &str = "/folkeregisteret/v1/personer/17859241204";

/// When tests begin, unless they say otherwise.
const START: &str = "2026-11-21T12:00:00Z";

/// The file of the issuer's first key.
pub const FIRST_KEY: &str = "20260101T000000Z-rs256.pem";

/// The largest answer that a test reads.
pub const LIMIT: Limit = Limit { name: "test_answer_bytes", most: 64 * 1024 * 1024 };

/// One RSA key for all clients and the issuer: making one takes long.
static KEY_PEM: LazyLock<String> = LazyLock::new(|| {
    let key = SigningKey::generate_rsa("test", 2048).unwrap();
    key.to_pkcs8_pem().expose().to_owned()
});

/// The key that every test client signs with.
pub fn client_key() -> SigningKey {
    SigningKey::from_pem("test", Algorithm::Rs256, &KEY_PEM).unwrap().named_by_thumbprint()
}

/// A clock that tests set, or the machine's, for programs that have no other.
pub struct TestClock(Option<AtomicU64>);

impl TestClock {
    /// One that stands at the time when tests begin.
    pub fn at_start() -> Arc<Self> {
        let start = START.parse::<Timestamp>().unwrap();
        Arc::new(Self(Some(AtomicU64::new(start.millis()))))
    }

    /// The machine's clock.
    pub fn of_the_machine() -> Arc<Self> {
        Arc::new(Self(None))
    }

    /// Sets the clock back.
    pub fn set_back(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap();
        self.0.as_ref().expect("a clock that tests set").fetch_sub(ms, Ordering::SeqCst);
    }

    /// Moves the time on.
    pub fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap();
        self.0.as_ref().expect("a clock that tests set").fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let set = self.0.as_ref().map(|it| Timestamp::from_millis(it.load(Ordering::SeqCst)));
        set.unwrap_or_else(|| SystemClock.now())
    }
}

/// A running house with all that a test needs around it.
pub struct TestHouse {
    pub clock: Arc<TestClock>,
    pub provider: Provider,
    pub dialer: Dialer,
    pub machine: String,
    pub operations: String,
    pub people: String,
    /// The machine door that asks for client certificates.
    pub mutual: String,
    /// The auditors' door, where a test configures one.
    pub audit: String,
    dir: Arc<TempDir>,
    house: Option<House>,
    school_token: Mutex<Option<String>>,
}

/// What a test changes in the configuration before the house starts.
type Change<'a> = &'a dyn Fn(&mut Config);

impl TestHouse {
    /// A house with nothing unusual.
    pub async fn start() -> Self {
        Self::start_with(&|_| ()).await
    }

    /// A house with a changed configuration.
    pub async fn start_with(change: Change<'_>) -> Self {
        log_to_memory();
        let (dir, clock) = (Arc::new(TempDir::new().unwrap()), TestClock::at_start());
        Self::start_in(dir, clock, Provider::start().await, change).await.unwrap()
    }

    /// A house in a folder that is prepared already.
    pub async fn start_in_fresh(dir: Arc<TempDir>) -> Self {
        log_to_memory();
        Self::start_in(dir, TestClock::at_start(), Provider::start().await, &|_| ()).await.unwrap()
    }

    /// Starts one that goes by the machine's clock.
    pub async fn start_today(change: Change<'_>) -> Self {
        let (dir, clock) = (Arc::new(TempDir::new().unwrap()), TestClock::of_the_machine());
        Self::start_in(dir, clock, Provider::start().await, change).await.unwrap()
    }

    /// Stops the house and starts another in the same folder, with the same provider and clock.
    pub async fn restart(self) -> Self {
        self.restart_after(|| ()).await
    }

    /// The same, with something done in between.
    pub async fn restart_after(mut self, between: impl FnOnce()) -> Self {
        self.house.take().unwrap().stop().await;
        between();
        let provider = self.provider.clone();
        Self::start_in(self.dir.clone(), self.clock.clone(), provider, &|_| ()).await.unwrap()
    }

    /// Stops the house and starts another in the same folder with a changed configuration.
    pub async fn restart_with(mut self, change: Change<'_>) -> Self {
        self.house.take().unwrap().stop().await;
        let provider = self.provider.clone();
        Self::start_in(self.dir.clone(), self.clock.clone(), provider, change).await.unwrap()
    }

    /// Starts a house in a folder.
    pub async fn start_in(
        dir: Arc<TempDir>,
        clock: Arc<TestClock>,
        provider: Provider,
        change: Change<'_>,
    ) -> Result<Self, sluse::app::StartError> {
        let free = async || TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (mutual, audit) = (free().await, free().await);
        let port = |socket: &TcpListener| socket.local_addr().unwrap().port();
        let (mutual_port, audit_port) = (port(&mutual), port(&audit));
        let sockets = Sockets {
            machine: free().await,
            people: free().await,
            operations: free().await,
            mutual: Some(mutual),
            audit: Some(audit),
        };
        let (machine, people) = (port(&sockets.machine), port(&sockets.people));
        let operations = port(&sockets.operations);
        let ports = [machine, people, operations, mutual_port];
        let file = write_files(dir.path(), ports, &provider);
        let mut config = Config::read(&file).unwrap();
        change(&mut config);
        let house = House::start(&config, sockets, clock.clone(), Login::Real).await?;
        let dialer = Dialer::new(&tls::certificates(&dir.path().join("ca.pem")).unwrap()).unwrap();
        Ok(Self {
            clock,
            provider,
            dialer,
            machine: format!("https://localhost:{machine}"),
            operations: format!("http://127.0.0.1:{operations}"),
            people: format!("https://localhost:{people}"),
            mutual: format!("https://localhost:{mutual_port}"),
            audit: format!("https://localhost:{audit_port}"),
            dir,
            house: Some(house),
            school_token: Mutex::default(),
        })
    }

    /// The folder of everything that the house writes.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The ledger.
    pub fn ledger(&self) -> &sluse::ledger::Ledger {
        self.house.as_ref().unwrap().ledger()
    }

    /// What persons have done.
    pub fn acts(&self) -> &sluse::acts::Acts {
        self.house.as_ref().unwrap().acts()
    }

    /// Has the policies read again, as SIGHUP does.
    pub fn reload(&self) {
        self.house.as_ref().unwrap().reload();
    }

    /// Registers a record, or deactivates it, as whoever operates the house.
    pub async fn register(&self, record: Record, active: bool) {
        let (created, last_updated) = (self.clock.now(), self.clock.now());
        let after = Held { active, created, last_updated, by: By::Operator, record };
        let event = Event::Registration(Box::new(record::Change { before: None, after }));
        self.ledger().append(Draft::new(event)).await.unwrap();
    }

    /// Every entry, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        (0..self.ledger().size())
            .map(|index| self.ledger().entry(EntryIndex(index)).unwrap().unwrap())
            .collect()
    }

    /// The reasons of the gateway's refusals in the ledger, oldest first.
    pub fn refusals(&self) -> Vec<String> {
        let reason = |entry: Entry| match entry.event {
            Event::Refusal(refusal) => Some(refusal.reason),
            _ => None,
        };
        self.entries().into_iter().filter_map(reason).collect()
    }

    /// Gets a token for a client and scopes.
    pub async fn token(&self, client_id: &str, scope: &str) -> String {
        self.try_token(client_id, scope).await.unwrap()
    }

    /// Asks for a token; the refusal's body if there is none.
    pub async fn try_token(&self, client_id: &str, scope: &str) -> Result<String, String> {
        let consumer_org = (client_id == SUPPLIER).then_some("312143046");
        let issuer = format!("{}/", self.machine);
        let wish = Wish { consumer_org, ..Wish::new(client_id, &issuer, scope) };
        let credential = Credential::registered(client_key());
        let grant = grant(&wish, &credential, self.clock.now()).unwrap();
        self.exchange(&grant).await
    }

    /// Gets a token that is bound to one person.
    pub async fn token_for(&self, client_id: &str, scope: &str, person: &str) -> String {
        self.token_saying(client_id, scope, serde_json::json!({ "pid": person })).await.unwrap()
    }

    /// Asks for a token with further claims in the grant; the refusal's body if there is none.
    pub async fn token_saying(
        &self,
        client_id: &str,
        scope: &str,
        further: Value,
    ) -> Result<String, String> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let now = self.clock.now().seconds();
        let mut claims = serde_json::json!({
            "aud": format!("{}/", self.machine), "iss": client_id, "scope": scope,
            "jti": format!("saying-{}", NUMBER.fetch_add(1, Ordering::SeqCst)),
            "iat": now, "exp": now + 60,
        });
        claims.as_object_mut().unwrap().append(&mut further.as_object().unwrap().clone());
        self.exchange(&client_key().sign("JWT", &claims).unwrap()).await
    }

    async fn exchange(&self, grant: &str) -> Result<String, String> {
        let endpoint = format!("{}/token", self.machine);
        match exchange(&self.dialer, &endpoint, grant).await {
            Ok(token) => Ok(token.expose().to_owned()),
            Err(ClientError::Refused(refusal)) => Err(refusal.to_string()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.dialer.send(request, LIMIT, Duration::from_secs(20)).await.unwrap()
    }

    /// Sends a GET with header fields to a path of the machine door.
    pub async fn get(&self, path: &str, fields: &[(&str, &str)]) -> Response<Bytes> {
        let mut request =
            Request::builder().method(Method::GET).uri(format!("{}{path}", self.machine));
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        self.send(request.body(Bytes::new()).unwrap()).await
    }

    /// The kindergarten question about a path, asked as it should be.
    pub async fn kindergarten(&self, path: &str) -> Response<Bytes> {
        let token = self.token(MUNICIPALITY, "folkeregister:barnehage").await;
        let bearer = format!("Bearer {token}");
        let fields = [
            ("authorization", bearer.as_str()),
            ("sluse-purpose", "barnehageopptak"),
            ("sluse-case-reference", "2026/1234"),
        ];
        self.get(path, &fields).await
    }

    /// The school's question about a path: it needs no case, and its token is kept.
    pub async fn school(&self, path: &str) -> Response<Bytes> {
        let kept = self.school_token.lock().unwrap().clone();
        let token = match kept {
            Some(token) => token,
            None => self.token(MUNICIPALITY, "folkeregister:skole").await,
        };
        *self.school_token.lock().unwrap() = Some(token.clone());
        self.get(path, &[("authorization", &format!("Bearer {token}"))]).await
    }

    /// Stops the house as SIGTERM does.
    pub async fn stop(mut self) {
        self.house.take().unwrap().stop().await;
    }

    /// The same; its folder is there as long as what this gives.
    pub async fn stop_and_keep(self) -> Arc<TempDir> {
        let dir = self.dir.clone();
        self.stop().await;
        dir
    }
}

impl Drop for TestHouse {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        if let Some(house) = &self.house {
            house.ledger().publish().ok();
        }
        let ledger = self.dir.path().join("ledger");
        let vkey = std::fs::read_to_string(ledger.join("vkey")).unwrap();
        verify::verify(&ledger, vkey.trim()).expect("the whole ledger verifies");
    }
}

/// Asks until it is so: what happens in the background takes a moment.
pub async fn eventually<F: Future<Output = bool>>(so: impl Fn() -> F) {
    for _ in 0..500 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not come to be");
}

/// The body of an answer as JSON.
pub fn json(answer: &Response<Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

/// The short name of a problem document.
pub fn problem(answer: &Response<Bytes>) -> String {
    let kind = json(answer)["type"].as_str().unwrap().to_owned();
    kind.strip_prefix("urn:sluse:problem:").unwrap().to_owned()
}

fn write_files(
    dir: &Path,
    [machine, people, operations, mutual]: [u16; 4],
    provider: &Provider,
) -> PathBuf {
    certs::ensure(dir).unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    write_first_key(&dir.join("token"));
    write_secret(&dir.join("seed"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    write_secret(&dir.join("secret"), "not-a-secret-at-all").unwrap();
    write("registry.toml", &registry());
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");
    let upstream = provider.url();
    write(
        "sluse.toml",
        &format!(
            r#"
registry = "registry.toml"
policies = "{policies}"
[doors]
machine = "127.0.0.1:{machine}"
people = "127.0.0.1:{people}"
operations = "127.0.0.1:{operations}"
issuer = "https://localhost:{machine}/"
people_url = "https://localhost:{people}"
mutual = "127.0.0.1:{mutual}"
mutual_url = "https://localhost:{mutual}/"
[tls]
certificate = "server.pem"
key = "server.key"
[token]
keys = "token"
[upstreams.folkeregisteret]
url = "{upstream}"
timeout_ms = 2000
answer_bytes = 100000
[upstreams.skatteetaten]
url = "{upstream}"
[upstreams.krr]
url = "{upstream}"
[upstreams.matrikkelen]
url = "{upstream}"
[upstreams.fiks]
url = "{upstream}"
[ledger]
dir = "ledger"
vault = "vault"
index = "index"
origin = "sluse.test/ledger"
key = "seed"
publish_interval_ms = 50
digest_interval_s = 3155760000 # the tests' clock jumps
[citizens]
issuer = "https://localhost:1"
ca = "ca.pem"
client_id = "innsyn"
client_secret = "secret"
acr = ["idporten-loa-high"]
"#
        ),
    );
    dir.join("sluse.toml")
}

/// The key that signs tokens from long before the tests begin; a house that starts again has it.
fn write_first_key(folder: &Path) {
    if !folder.exists() {
        std::fs::create_dir(folder).unwrap();
        write_secret(&folder.join(FIRST_KEY), &KEY_PEM).unwrap();
    }
}

/// The demonstration's registry, with one key for all, and clients whose tokens must be bound.
fn registry() -> String {
    let jwk = client_key().public_jwk().to_string();
    let mut text = sluse::demo::prepare::registry(&|_| Ok(jwk.clone())).unwrap();
    for (client, sender) in [(DPOP_CLIENT, "dpop"), (MUTUAL_CLIENT, "mutual-tls")] {
        text += &format!(
            r#"
[[client]]
client_id = "{client}"
organisation = "312143046"
name = "Oppvekst"
scopes = ["folkeregister:skole"]
sender = "{sender}"
[[client.key]]
jwk = '{jwk}'
"#
        );
    }
    text
}
