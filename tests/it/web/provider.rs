//! An OpenID provider that can be told to lie.

use super::clock::TestClock;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};
use sluse::dial::DialError;
use sluse::jose::jwk::KeySet;
use sluse::jose::jws::{Compact, SigningKey};
use sluse::login::{Answer, BackChannel};
use sluse::vocab::limits::Limit;
use sluse::vocab::time::Clock;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

pub(super) const ISSUER: &str = "https://op.test";
pub(super) const CLIENT: &str = "innsyn";
pub(super) const SECRET: &str = "a secret: with / signs";
pub(super) const CALLBACK: &str = "https://people.test/login/callback";

/// Making a key takes long, so all tests share these.
pub(super) static FIRST: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_rsa("first", 2048).unwrap());
pub(super) static CLIENT_KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_p256("client-1").unwrap());
pub(super) static SECOND: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_rsa("second", 2048).unwrap());

/// What the provider does wrong.
pub(super) struct Lies {
    pub(super) claims: fn(&mut Value),
    /// Makes another token of the right one.
    pub(super) token: fn(String) -> String,
    pub(super) metadata: fn(&mut Value),
    pub(super) published: Vec<&'static SigningKey>,
    pub(super) signer: &'static SigningKey,
    /// Changes each key before it is published.
    pub(super) key: fn(&mut Value),
    pub(super) down: bool,
    /// How the client proves itself here.
    pub(super) knows: Knows,
    /// What a pushed request is answered with, when not as it should be.
    pub(super) pushed: Option<(StatusCode, Value)>,
}

/// What the provider knows of the client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Knows {
    Secret,
    Key,
}

/// What was asked of it.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) metadata: usize,
    pub(super) keys: usize,
    pub(super) tokens: usize,
    pub(super) pushed: usize,
    /// The levels of the last request that a person came with.
    pub(super) levels: String,
    /// What the last of them was to settle besides.
    pub(super) details: Option<String>,
}

struct Code {
    nonce: String,
    challenge: String,
    person: String,
    spent: bool,
}

#[derive(Clone)]
pub(super) struct Provider(Arc<Inner>);

struct Inner {
    clock: Arc<TestClock>,
    lies: Mutex<Lies>,
    asked: Mutex<Asked>,
    codes: Mutex<HashMap<String, Code>>,
    pushed: Mutex<HashMap<String, HashMap<String, String>>>,
    assertions: Mutex<HashSet<String>>,
}

impl Provider {
    pub(super) fn new(clock: Arc<TestClock>) -> Self {
        let lies = Lies {
            claims: |_| {},
            token: |token| token,
            metadata: |_| {},
            published: vec![&FIRST],
            signer: &FIRST,
            key: |_| {},
            down: false,
            knows: Knows::Secret,
            pushed: None,
        };
        Self(Arc::new(Inner {
            clock,
            lies: Mutex::new(lies),
            asked: Mutex::default(),
            codes: Mutex::default(),
            pushed: Mutex::default(),
            assertions: Mutex::default(),
        }))
    }

    pub(super) fn lie(&self, change: impl FnOnce(&mut Lies)) {
        change(&mut self.0.lies.lock().unwrap());
    }

    pub(super) fn asked(&self) -> std::sync::MutexGuard<'_, Asked> {
        self.0.asked.lock().unwrap()
    }

    /// A person logs in at the address that the browser was sent to: gives code and state.
    pub(super) fn person_logs_in(&self, location: &str, person: &str) -> (String, String) {
        let (address, query) = location.split_once('?').unwrap();
        assert_eq!(address, "https://login.op.test/authorize");
        let mut query = pairs(query);
        if let Some(name) = query.get("request_uri").cloned() {
            assert_eq!(query.len(), 2, "client_id and request_uri, and nothing else");
            assert_eq!(query["client_id"], CLIENT);
            query = self.0.pushed.lock().unwrap().remove(&name).unwrap();
        }
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], CLIENT);
        assert_eq!(query["redirect_uri"], CALLBACK);
        assert_eq!(query["scope"], "openid");
        assert_eq!(query["code_challenge_method"], "S256");
        self.asked().levels = query["acr_values"].clone();
        self.asked().details = query.get("authorization_details").cloned();
        let mut codes = self.0.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        let (nonce, challenge) = (query["nonce"].clone(), query["code_challenge"].clone());
        let one = Code { nonce, challenge, person: person.to_owned(), spent: false };
        codes.insert(code.clone(), one);
        (code, query["state"].clone())
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, DialError> {
        let lies = self.0.lies.lock().unwrap();
        if lies.down {
            return Err(DialError::Unreachable);
        }
        match request.uri().to_string().as_str() {
            "https://op.test/.well-known/openid-configuration" => {
                self.asked().metadata += 1;
                let mut metadata = metadata();
                (lies.metadata)(&mut metadata);
                Ok(document(StatusCode::OK, &metadata))
            }
            "https://op.test/jwks.json" => {
                self.asked().keys += 1;
                let mut keys: Vec<Value> =
                    lies.published.iter().map(|key| key.public_jwk()).collect();
                keys.iter_mut().for_each(lies.key);
                Ok(document(StatusCode::OK, &json!({ "keys": keys })))
            }
            "https://op.test/par" => {
                self.asked().pushed += 1;
                Ok(self.push(request, &lies))
            }
            "https://op.test/token" => {
                self.asked().tokens += 1;
                Ok(self.token(request, &lies))
            }
            _ => Ok(document(StatusCode::NOT_FOUND, &json!({}))),
        }
    }

    /// Reads the form of a request that must prove whose it is; none when the proof is not good.
    fn authenticated(
        &self,
        request: &Request<Bytes>,
        knows: Knows,
    ) -> Option<HashMap<String, String>> {
        let form = pairs(std::str::from_utf8(request.body()).unwrap());
        match knows {
            Knows::Secret => {
                let credentials = request.headers().get("authorization")?.to_str().unwrap();
                let pair = STANDARD.decode(credentials.strip_prefix("Basic ").unwrap()).unwrap();
                assert_eq!(pair, b"innsyn:a%20secret%3A%20with%20%2F%20signs");
            }
            Knows::Key => {
                assert!(!request.headers().contains_key("authorization"));
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                assert_eq!(form.get("client_assertion_type")?, kind);
                assert_eq!(form["client_id"], CLIENT);
                self.believe(&form["client_assertion"])?;
            }
        }
        Some(form)
    }

    /// Checks an assertion (RFC 7523 section 3).
    fn believe(&self, assertion: &str) -> Option<()> {
        let keys = json!({ "keys": [CLIENT_KEY.public_jwk()] }).to_string();
        let keys = KeySet::parse(keys.as_bytes()).unwrap();
        let token = Compact::parse(assertion).unwrap();
        let header = token.header();
        let claims = token.verify(keys.find(header.kid.as_deref(), header.alg).ok()?).ok()?;
        assert_eq!((claims.text("iss"), claims.text("sub")), (Ok(CLIENT), Ok(CLIENT)));
        assert_eq!(claims.text("aud"), Ok(ISSUER));
        let (from, to) = (claims.date("iat").unwrap(), claims.date("exp").unwrap());
        assert_eq!((from.seconds(), to.since(from).as_secs()), (self.0.clock.now().seconds(), 60));
        let jti = claims.text("jti").unwrap().to_owned();
        assert!(self.0.assertions.lock().unwrap().insert(jti), "an assertion came twice");
        Some(())
    }

    fn push(&self, request: &Request<Bytes>, lies: &Lies) -> Response<Bytes> {
        let Some(form) = self.authenticated(request, lies.knows) else {
            return document(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_client" }));
        };
        if let Some((status, answer)) = &lies.pushed {
            return document(*status, answer);
        }
        let mut pushed = self.0.pushed.lock().unwrap();
        let name = format!("urn:idporten:{}", pushed.len());
        pushed.insert(name.clone(), form);
        let answer = json!({ "request_uri": name, "expires_in": 120 });
        document(StatusCode::CREATED, &answer)
    }

    fn token(&self, request: &Request<Bytes>, lies: &Lies) -> Response<Bytes> {
        let Some(form) = self.authenticated(request, lies.knows) else {
            return document(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_client" }));
        };
        assert_eq!(form["grant_type"], "authorization_code");
        assert_eq!(form["redirect_uri"], CALLBACK);
        let mut codes = self.0.codes.lock().unwrap();
        let verifier =
            ring::digest::digest(&ring::digest::SHA256, form["code_verifier"].as_bytes());
        let challenge = URL_SAFE_NO_PAD.encode(verifier);
        let code = codes.get_mut(&form["code"]);
        let Some(code) = code.filter(|code| !code.spent && code.challenge == challenge) else {
            return document(StatusCode::BAD_REQUEST, &json!({ "error": "invalid_grant" }));
        };
        code.spent = true;
        let now = self.0.clock.now().seconds();
        let mut claims = json!({
            "iss": ISSUER, "aud": CLIENT, "sub": "pairwise-1", "pid": code.person,
            "acr": "loa-high", "amr": ["TestID"], "nonce": code.nonce,
            "iat": now, "auth_time": now, "exp": now + 120, "jti": "1", "locale": "nb",
        });
        (lies.claims)(&mut claims);
        let id_token = (lies.token)(lies.signer.sign("JWT", &claims).unwrap());
        let answer = json!({
            "access_token": "not used", "token_type": "Bearer", "expires_in": 120,
            "id_token": id_token,
        });
        document(StatusCode::OK, &answer)
    }
}

impl BackChannel for Provider {
    fn send(&self, request: Request<Bytes>, _: Limit, _: Duration) -> Answer<'_> {
        Box::pin(async move { self.answer(&request) })
    }
}

fn metadata() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://login.op.test/authorize",
        "token_endpoint": "https://op.test/token",
        "jwks_uri": "https://op.test/jwks.json",
        "end_session_endpoint": "https://login.op.test/logout",
        "code_challenge_methods_supported": ["S256"],
    })
}

fn document(status: StatusCode, value: &Value) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::from(value.to_string())).unwrap()
}

/// Decodes a query, by other means than the program's own.
pub(super) fn pairs(query: &str) -> HashMap<String, String> {
    let decode = |text: &str| {
        let mut parts = text.split('%');
        let mut bytes = parts.next().unwrap().as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
            bytes.extend_from_slice(&part.as_bytes()[2..]);
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}
