//! The token service by its door: what real clients send, what attackers send, replay, and tokens
//! coming back.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may fail")]

mod accept;
mod certificates;
mod consent;
mod details;
mod keys;
mod on_behalf_of;
mod pages;
mod replay;
mod rights;
mod schedule;
mod sender;
mod signature;
mod wire;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hyper::{Request, Response};
use serde_json::{Value, json};
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::{Draft, Event, Token, TokenRefusal};
use sluse::registry::{Registrations, Registry};
use sluse::serve::token_door::TokenDoor;
use sluse::token::accept::{Caller, TokenRefused, Tokens};
use sluse::token::certificates::Certificates;
use sluse::token::consents::Consents;
use sluse::token::issue::TokenService;
use sluse::token::keys::IssuerKeys;
use sluse::token::remember::{NotRemembered, Remember};
use sluse::token::sender::{Evidence, Senders};
use sluse::token::{IssuerUrl, ScopeOf};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::peer::Peer;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::{Clock, Timestamp};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

const ISSUER: &str = "https://test.sluse.example/";
const MUTUAL: &str = "https://mtls.sluse.example/";
const NOW: u64 = 1_767_222_000;
const PEER: Peer = Peer::at(IpAddr::V4(Ipv4Addr::LOCALHOST));
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// A synthetic person (month + 80).
const PERSON: &str = "17859241204";

static CLIENT_KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_rsa("client-key-1", 2048).unwrap());
static STRANGER_KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_rsa("client-key-1", 2048).unwrap());
static ISSUER_PEM: LazyLock<String> = LazyLock::new(|| {
    SigningKey::generate_rsa("x", 2048).unwrap().to_pkcs8_pem().expose().to_owned()
});

/// The issuer's key; a new value each time, of one and the same key.
fn issuer_key() -> SigningKey {
    let alg = sluse::jose::alg::Algorithm::Rs256;
    SigningKey::from_pem("x", alg, &ISSUER_PEM).unwrap().named_by_thumbprint()
}

/// The issuer's key for scopes whose provider can check ES256.
fn curve_key() -> SigningKey {
    static PEM: LazyLock<String> = LazyLock::new(|| {
        SigningKey::generate_p256("y").unwrap().to_pkcs8_pem().expose().to_owned()
    });
    let alg = sluse::jose::alg::Algorithm::Es256;
    SigningKey::from_pem("y", alg, &PEM).unwrap().named_by_thumbprint()
}

/// A clock that the test sets.
struct TestClock(AtomicU64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// What a future has ready at its first poll: tokens of our own and tokens seen before wait for
/// nothing.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(ready) => ready,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

/// A ledger in memory, which can be told to fail.
#[derive(Default)]
struct Notebook {
    drafts: Mutex<Vec<Draft>>,
    broken: AtomicBool,
}

impl Remember for Notebook {
    async fn remember(&self, draft: Draft) -> Result<EntryIndex, NotRemembered> {
        tokio::task::yield_now().await;
        if self.broken.load(Ordering::SeqCst) {
            return Err(NotRemembered);
        }
        let mut drafts = self.drafts.lock().unwrap();
        drafts.push(draft);
        Ok(EntryIndex(drafts.len() as u64 - 1))
    }
}

impl Notebook {
    fn tokens(&self) -> Vec<Token> {
        let issued = |draft: &Draft| match &draft.event {
            Event::Token(token) => Some(token.clone()),
            _ => None,
        };
        self.drafts.lock().unwrap().iter().filter_map(issued).collect()
    }

    fn refusals(&self) -> Vec<TokenRefusal> {
        let refused = |draft: &Draft| match &draft.event {
            Event::TokenRefusal(refusal) => Some(refusal.clone()),
            _ => None,
        };
        self.drafts.lock().unwrap().iter().filter_map(refused).collect()
    }
}

/// A token service with its door.
struct House {
    door: TokenDoor<Notebook>,
    ledger: Arc<Notebook>,
    clock: Arc<TestClock>,
    tokens: Tokens,
    senders: Arc<Senders>,
}

impl House {
    fn new() -> Self {
        Self::remembering(&[])
    }

    /// A house that starts with a ledger that holds these tokens.
    fn remembering(tokens: &[Token]) -> Self {
        Self::built(tokens, |service| service)
    }

    /// A house whose policies have these purposes.
    fn with_purposes(scope_of: ScopeOf) -> Self {
        Self::built(&[], |service| service.with_purposes(scope_of))
    }

    /// A house that accepts these certificates.
    fn accepting(certificates: Arc<Certificates>) -> Self {
        Self::built(&[], |service| service.with_certificates(certificates))
    }

    /// A house that looks consents up at this address.
    fn with_consents(url: &str) -> Self {
        let deadline = std::time::Duration::from_secs(5);
        let dialer = sluse::dial::Dialer::new(&[]).unwrap();
        let consents = Consents::new(url, dialer, deadline).unwrap();
        Self::built(&[], |service| service.with_consents(consents))
    }

    fn built(
        tokens: &[Token],
        change: impl FnOnce(TokenService<Notebook>) -> TokenService<Notebook>,
    ) -> Self {
        let issuer = IssuerUrl::parse(ISSUER).unwrap();
        let registry = Arc::new(Registrations::new(
            Registry::parse("registry.toml", &registry(), Timestamp::from_seconds(NOW)).unwrap(),
        ));
        let keys = Arc::new(IssuerKeys::new(vec![issuer_key(), curve_key()]).unwrap());
        let accepting = Tokens::new(issuer.clone(), Some(RESOURCE.to_owned()), keys.clone());
        let ledger = Arc::new(Notebook::default());
        let clock = Arc::new(TestClock(AtomicU64::new(NOW * 1000)));
        let senders = senders();
        let (asking, writing) = (senders.clone(), ledger.clone());
        let service = TokenService::new(issuer, registry, keys, asking, writing, tokens);
        let service = Arc::new(change(service.unwrap()));
        let door = TokenDoor::new(service, clock.clone(), Box::new(|_| Ok(())));
        Self { door, ledger, clock, tokens: accepting, senders }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Who asks with this `Authorization` field and no further proof.
    fn accept(&self, field: &str) -> Result<Arc<Caller>, TokenRefused> {
        let accepted = at_once(self.tokens.accept(Some(field.as_bytes()), self.now()))?;
        Ok(self.senders.confirm(accepted, &Evidence::default(), self.now())?.caller)
    }

    fn set_clock(&self, seconds: u64) {
        self.clock.0.store(seconds * 1000, Ordering::SeqCst);
    }

    async fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.door.answer(&PEER, request).await
    }

    async fn ask(&self, assertion: &str) -> Response<Bytes> {
        self.send(post(&form(assertion))).await
    }

    /// Sends a grant that must earn a token, and gives the answer's JSON.
    async fn issue(&self, assertion: &str) -> Value {
        let answer = self.ask(assertion).await;
        assert_eq!(answer.status(), 200, "{:?}", answer.body());
        json_of(&answer)
    }

    /// Sends a grant that must be refused so, checks the form of the refusal and that it is the one
    /// thing in the ledger, and gives the description without the trace id.
    async fn refuse(&self, assertion: &str, status: u16, error: &str, page: &str) -> String {
        let before = self.ledger.drafts.lock().unwrap().len();
        let answer = self.ask(assertion).await;
        let described = check_refusal(&answer, status, error, page);
        assert_eq!(self.ledger.drafts.lock().unwrap().len(), before + 1);
        let reason = self.ledger.refusals().pop().unwrap().reason;
        assert_eq!(reason, page);
        described
    }
}

/// Who checks senders, with a nonce key of its own each time.
fn senders() -> Arc<Senders> {
    static NUMBER: AtomicU8 = AtomicU8::new(0);
    let key = Key32::new([NUMBER.fetch_add(1, Ordering::SeqCst); 32]);
    let door = |url: &str| IssuerUrl::parse(url).unwrap();
    Arc::new(Senders::new(door(ISSUER), Some(door(MUTUAL)), &key))
}

/// Checks status, `error`, `error_uri` and the form of the description.
fn check_refusal(answer: &Response<Bytes>, status: u16, error: &str, page: &str) -> String {
    let body = json_of(answer);
    assert_eq!(answer.status(), status, "{body}");
    assert_eq!(body["error"], error, "{body}");
    assert_eq!(body["error_uri"], format!("{ISSUER}errors/{page}"), "{body}");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let description = body["error_description"].as_str().unwrap();
    let (text, trace) = description.rsplit_once(" (trace_id: ").unwrap();
    let trace = trace.strip_suffix(')').unwrap();
    assert_eq!(trace.len(), 32);
    assert!(trace.bytes().all(|digit| digit.is_ascii_hexdigit()));
    assert!(!description.contains(PERSON));
    text.to_owned()
}

const RESOURCE: &str = "https://api.sluse.example/";

fn registry() -> String {
    let key = CLIENT_KEY.public_jwk();
    let mut old = key.clone();
    old["kid"] = json!("old-key");
    let mut pinned = key.clone();
    pinned["kid"] = json!("any-rs");
    pinned.as_object_mut().unwrap().remove("alg");
    let bound: String = [("free-1", ""), ("dpop-1", "dpop"), ("mtls-1", "mutual-tls")]
        .into_iter()
        .map(|(client, sender)| client_that_may_be_bound(client, sender, &key))
        .collect();
    format!(
        r#"
[[organisation]]
number = "312143046"
name = "Fjordvik kommune"
[[organisation]]
number = "312445190"
name = "Systemhuset AS"
[[organisation]]
number = "311672118"
name = "Registeret"

[[scope]]
name = "folkeregister:barnehage"
owner = "311672118"
description = "Opptak i barnehage"
consumers = ["312143046"]
delegation_source = "https://tt02.altinn.no/"
[[scope]]
name = "folkeregister:aapent"
owner = "311672118"
description = "For alle"
accessible_for_all = true
[[scope]]
name = "folkeregister:noekkel"
owner = "311672118"
description = "For alle som har en nøkkel"
accessible_for_all = true
sender = "dpop"
[[scope]]
name = "folkeregister:sertifikat"
owner = "311672118"
description = "For alle som har et sertifikat"
accessible_for_all = true
sender = "mutual-tls"
[[scope]]
name = "folkeregister:stengt"
owner = "311672118"
description = "For ingen"
delegation_source = "https://tt02.altinn.no/"
[[scope]]
name = "folkeregister:kurve"
owner = "311672118"
description = "For de som kan"
accessible_for_all = true
signing = "ES256"

[[client]]
client_id = "kommune-1"
organisation = "312143046"
name = "Oppvekst"
onbehalfof = [{{ id = "skole-3", name = "Fjordvik skole" }}]
scopes = ["folkeregister:barnehage", "folkeregister:aapent", "folkeregister:stengt", "folkeregister:kurve"]
[[client.key]]
jwk = '{key}'
[[client.key]]
jwk = '{old}'
valid_until = 2025-12-30
[[client.key]]
jwk = '{pinned}'

[[client]]
client_id = "supplier-1"
organisation = "312445190"
name = "System"
scopes = ["folkeregister:barnehage", "folkeregister:aapent", "folkeregister:stengt"]
[[client.key]]
jwk = '{key}'

[[client]]
client_id = "kommune-x5c"
organisation = "312143046"
name = "Med virksomhetssertifikat"
scopes = ["folkeregister:barnehage"]

[[delegation]]
consumer = "312143046"
supplier = "312445190"
scope = "folkeregister:barnehage"
valid_until = 2026-06-30

[[system_user]]
id = "0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10"
vendor = "312445190"
customer = "312143046"
system_id = "312445190_oppvekst"
[[system_user]]
id = "1d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10"
vendor = "312445190"
customer = "312143046"
system_id = "312445190_oppvekst"
external_ref = "kunde-42"
{bound}
"#
    )
}

fn client_that_may_be_bound(client: &str, sender: &str, key: &Value) -> String {
    let sender = if sender.is_empty() { String::new() } else { format!("sender = \"{sender}\"") };
    format!(
        r#"
[[client]]
client_id = "{client}"
organisation = "312143046"
name = "Oppvekst"
scopes = ["folkeregister:aapent", "folkeregister:noekkel", "folkeregister:sertifikat"]
{sender}
[[client.key]]
jwk = '{key}'
"#
    )
}

/// The claims of a good grant, with these changes; `null` takes a claim away.
fn claims(changes: &Value) -> Value {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let mut claims = json!({
        "aud": ISSUER,
        "iss": "kommune-1",
        "scope": "folkeregister:barnehage",
        "iat": NOW,
        "exp": NOW + 100,
        "jti": format!("grant-{}", NUMBER.fetch_add(1, Ordering::SeqCst)),
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            _ => claims[name] = value.clone(),
        }
    }
    claims
}

/// A good grant with these changes.
fn grant(changes: Value) -> String {
    CLIENT_KEY.sign("JWT", &claims(&changes)).unwrap()
}

/// A token of this header and payload, rightly signed with the client's key.
fn raw(header: &str, payload: &[u8]) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let signature = sign_raw(signed.as_bytes());
    format!("{signed}.{signature}")
}

fn sign_raw(signed: &[u8]) -> String {
    let pem = CLIENT_KEY.to_pkcs8_pem();
    let signer = josekit::jws::RS256.signer_from_pem(pem.expose()).unwrap();
    encode(josekit::jws::JwsSigner::sign(&signer, signed).unwrap())
}

/// A good grant with this header.
fn with_header(header: &Value) -> String {
    raw(&header.to_string(), claims(&json!({})).to_string().as_bytes())
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn form(assertion: &str) -> String {
    format!("grant_type={GRANT_TYPE}&assertion={assertion}")
}

fn post(body: &str) -> Request<Bytes> {
    post_as("application/x-www-form-urlencoded", body)
}

fn post_as(content_type: &str, body: &str) -> Request<Bytes> {
    Request::post("/token")
        .header("content-type", content_type)
        .body(Bytes::from(body.to_owned()))
        .unwrap()
}

fn json_of(answer: &Response<Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

/// The claims of an issued token, read without a check.
fn claims_of(answer: &Value) -> Value {
    let token = answer["access_token"].as_str().unwrap();
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}
