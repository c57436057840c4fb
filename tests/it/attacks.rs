//! Attacks on the token endpoint, each against the running house over TLS: the exact answer, exactly
//! one entry in the ledger, without secrets and persons, and nothing at the provider.
//!
//! The numbers in the names of the tests are those of the list of attacks that the house is held
//! against: 1 `alg`, 2 key confusion, 3 to 6 the header, 7 to 9 claims, 10 and 11 spelling, 12 keys,
//! 13 and 14 other containers, 15 other tokens, 16 replay, 17 time, 18 rights, 19 timing, 20 the form.

mod certificates;
mod claims;
mod form;
mod header;
mod keys;
mod replay;
mod rights;
mod spelling;
mod timing;

use crate::house::{MUNICIPALITY, PERSON, TestHouse, client_key, json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hyper::{Request, Response};
use josekit::jws::JwsSigner;
use serde_json::{Value, json};
use sluse::config::Config;
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::{Entry, Event, TokenRefusal};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::time::Clock;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const FORM: &str = "application/x-www-form-urlencoded";

/// A key that nobody has registered.
static STRANGER: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_rsa("stranger", 2048).unwrap());

/// What an attack is told.
#[derive(Clone, Copy)]
struct Told {
    status: u16,
    error: &'static str,
    page: &'static str,
    /// How `error_description` begins.
    begins: &'static str,
}

const fn told(status: u16, error: &'static str, page: &'static str, begins: &'static str) -> Told {
    Told { status, error, page, begins }
}

const MALFORMED: Told =
    told(400, "invalid_request", "MP-011", "Invalid assertion. Invalid parameter value: ");
const ALGORITHM: Told = told(
    400,
    "invalid_grant",
    "MP-124",
    "Invalid assertion. Invalid JWT signature: alg must be RS256, RS384 or RS512 (",
);
const SIGNATURE: Told = told(
    400,
    "invalid_grant",
    "MP-124",
    "Invalid assertion. Client authentication failed. Invalid JWT signature (",
);

impl Told {
    /// The same, with a text that begins otherwise.
    const fn beginning(self, begins: &'static str) -> Self {
        Self { begins, ..self }
    }
}

/// The running house under attack.
struct Siege(TestHouse);

impl Siege {
    async fn begin() -> Self {
        Self::begin_with(&|_| ()).await
    }

    /// With a changed configuration. Refusals are never too many to be written down.
    async fn begin_with(change: &dyn Fn(&mut Config)) -> Self {
        let patient = |config: &mut Config| {
            config.limits.stranger_burst = NonZeroU32::new(100_000).unwrap();
            change(config);
        };
        Self(TestHouse::start_with(&patient).await)
    }

    fn issuer(&self) -> String {
        format!("{}/", self.0.machine)
    }

    fn now(&self) -> u64 {
        self.0.clock.now().seconds()
    }

    /// The claims of a good grant of the municipality's, with these changes; `null` takes one away.
    fn claims(&self, changes: &Value) -> Value {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let mut claims = json!({
            "aud": self.issuer(), "iss": MUNICIPALITY, "scope": "folkeregister:barnehage",
            "iat": self.now(), "exp": self.now() + 100, "jti": format!("attack-{number}"),
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
    fn grant(&self, changes: Value) -> String {
        client_key().sign("JWT", &self.claims(&changes)).unwrap()
    }

    /// A good grant with these changes to its header; `null` takes a member away.
    fn with_header(&self, changes: &Value) -> String {
        let mut header = header();
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(header.as_object_mut().unwrap().remove(name)),
                _ => header[name] = value.clone(),
            }
        }
        signed(&header.to_string(), self.claims(&json!({})).to_string())
    }

    async fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.0.send(request).await
    }

    async fn ask(&self, assertion: &str) -> Response<Bytes> {
        self.send(self.post(FORM, form(assertion))).await
    }

    fn post(&self, content_type: &str, body: impl Into<Bytes>) -> Request<Bytes> {
        let to = Request::post(format!("{}/token", self.0.machine));
        to.header("content-type", content_type).body(body.into()).unwrap()
    }

    /// Sends an assertion that must be refused so before any client is proven or named.
    async fn refuse(&self, assertion: &str, told: Told) -> String {
        self.refuse_request(self.post(FORM, form(assertion)), told, None).await
    }

    /// Sends an assertion that must be refused so, in the name of this registered client.
    async fn refuse_of(&self, client: &str, assertion: &str, told: Told) -> String {
        self.refuse_request(self.post(FORM, form(assertion)), told, Some(client)).await
    }

    /// Sends a request that must be refused so; gives the description.
    async fn refuse_request(
        &self,
        request: Request<Bytes>,
        told: Told,
        client: Option<&str>,
    ) -> String {
        let before = self.0.ledger().size();
        let sent = request.body().clone();
        let answer = self.send(request).await;
        let described = self.check(&answer, told).await;
        assert_eq!(self.0.ledger().size(), before + 1, "one entry, for {described}");
        let entry = self.0.ledger().entry(EntryIndex(before)).unwrap().unwrap();
        check_entry(&entry, told.page, client, &sent);
        assert!(self.0.provider.asked().is_empty(), "the provider sees nothing");
        described
    }

    /// Checks status, members, texts and header fields of a refusal, and that its page is there.
    async fn check(&self, answer: &Response<Bytes>, told: Told) -> String {
        let body = json(answer);
        assert_eq!(answer.status(), told.status, "{body}");
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
        assert_eq!(body["error"], told.error, "{body}");
        assert_eq!(body["error_uri"], format!("{}errors/{}", self.issuer(), told.page), "{body}");
        let described = body["error_description"].as_str().unwrap().to_owned();
        assert!(described.starts_with(told.begins), "{described:?} is not {:?}", told.begins);
        let (_, trace) = described.rsplit_once(" (trace_id: ").unwrap();
        let trace = trace.strip_suffix(')').unwrap();
        assert!(trace.len() == 32 && trace.bytes().all(|digit| digit.is_ascii_hexdigit()));
        assert!(!described.contains(PERSON), "{described}");
        let page = self.0.get(&format!("/errors/{}", told.page), &[]).await;
        assert_eq!(
            (page.status().as_u16(), page.headers()["content-type"].to_str().unwrap()),
            (200, "text/html; charset=utf-8")
        );
        described
    }
}

/// Checks that an entry is a refusal of this name and client, and says nothing of what was sent.
fn check_entry(entry: &Entry, reason: &str, client: Option<&str>, sent: &Bytes) {
    let Event::TokenRefusal(TokenRefusal { reason: told, client: named, .. }) = &entry.event else {
        panic!("{entry:?} is no token-refusal")
    };
    assert_eq!(told, reason);
    assert_eq!(named.as_ref().map(|client| client.as_str()), client);
    assert!(entry.tag.is_none() && entry.sealed.is_none(), "{entry:?} is about nobody");
    let written = serde_json::to_string(entry).unwrap();
    let sent = String::from_utf8_lossy(sent);
    let long = |part: &&str| part.len() >= 16 && *part != GRANT_TYPE;
    for part in sent.split(['.', '&', '=', '%']).filter(long) {
        assert!(!written.contains(part), "{written} repeats {part}");
    }
    assert!(!written.contains(PERSON) && !written.contains("attack-"), "{written}");
}

/// The header that clients write.
fn header() -> Value {
    json!({ "alg": "RS256", "kid": client_key().kid() })
}

/// A token of this header and these bytes for claims, rightly signed with the client's key.
fn signed(header: &str, payload: impl AsRef<[u8]>) -> String {
    signed_parts(&encode(header), &encode(payload))
}

/// A token of these two parts as they stand, rightly signed.
fn signed_parts(header: &str, payload: &str) -> String {
    static SIGNER: LazyLock<josekit::jws::alg::rsassa::RsassaJwsSigner> = LazyLock::new(|| {
        josekit::jws::RS256.signer_from_pem(client_key().to_pkcs8_pem().expose()).unwrap()
    });
    let text = format!("{header}.{payload}");
    let signature = SIGNER.sign(text.as_bytes()).unwrap();
    format!("{text}.{}", encode(signature))
}

/// These three parts, each encoded.
fn joined(header: &str, payload: impl AsRef<[u8]>, signature: impl AsRef<[u8]>) -> String {
    format!("{}.{}.{}", encode(header), encode(payload), encode(signature))
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A form as clients write it; what is no letter, digit or `.-_` in the assertion is encoded.
fn form(assertion: &str) -> String {
    let mut encoded = String::with_capacity(assertion.len());
    for byte in assertion.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("grant_type={GRANT_TYPE}&assertion={encoded}")
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}
