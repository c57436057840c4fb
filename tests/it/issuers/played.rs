//! A foreign issuer that publishes what tests tell it, counts who asks, and signs anything.

use bytes::Bytes;
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};
use sluse::config::Issuer;
use sluse::demo::certs;
use sluse::jose::jws::SigningKey;
use sluse::serve::Door;
use sluse::serve::listen::{Listener, Patience};
use sluse::serve::tls;
use sluse::vocab::limits::Limit;
use sluse::vocab::peer::Peer;
use std::sync::{Arc, LazyLock, Mutex};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Making a key takes long, so all tests share three.
pub static FIRST: LazyLock<SigningKey> = LazyLock::new(|| rsa("first"));
pub static SECOND: LazyLock<SigningKey> = LazyLock::new(|| rsa("second"));
pub static CURVE: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_p256("curve").unwrap());

fn rsa(kid: &str) -> SigningKey {
    SigningKey::generate_rsa(kid, 2048).unwrap()
}

/// The running issuer.
pub struct Played {
    /// Its name, with the slash.
    pub issuer: String,
    dir: TempDir,
    published: Arc<Published>,
    _stop: watch::Sender<bool>,
}

struct Published(Mutex<State>);

struct State {
    metadata: Value,
    keys: Value,
    up: bool,
    keys_asked: usize,
}

impl Played {
    /// One that publishes these keys.
    pub async fn start(keys: &[&SigningKey]) -> Self {
        let dir = TempDir::new().unwrap();
        certs::ensure(dir.path()).unwrap();
        let file = |name: &str| dir.path().join(name);
        let acceptor = tls::acceptor(&file("server.pem"), &file("server.key")).unwrap();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("https://localhost:{}/", socket.local_addr().unwrap().port());
        let metadata = json!({ "issuer": issuer, "jwks_uri": format!("{issuer}jwk") });
        let state = State { metadata, keys: key_set(keys), up: true, keys_asked: 0 };
        let published = Arc::new(Published(Mutex::new(state)));
        let (stop, stopping) = watch::channel(false);
        let listener = Listener::new(socket, Some(acceptor), Patience::default(), None);
        tokio::spawn(listener.run(published.clone(), stopping));
        Self { issuer, dir, published, _stop: stop }
    }

    /// How a house that trusts it is configured.
    pub fn trusted(&self) -> Issuer {
        Issuer {
            issuer: self.issuer.clone(),
            ca: self.dir.path().join("ca.pem"),
            algorithms: vec!["RS256".to_owned()],
            scopes: vec!["folkeregister:*".to_owned()],
            audience: Some("https://us.example/".to_owned()),
        }
    }

    /// From now on it publishes these keys.
    pub fn publish(&self, keys: &[&SigningKey]) {
        self.publish_set(key_set(keys));
    }

    /// From now on it publishes this as its keys.
    pub fn publish_set(&self, keys: Value) {
        self.state(|state| state.keys = keys);
    }

    /// Changes a member of its metadata.
    pub fn say(&self, name: &str, value: &str) {
        self.state(|state| state.metadata[name] = json!(value));
    }

    /// Whether it answers.
    pub fn is_up(&self, up: bool) {
        self.state(|state| state.up = up);
    }

    /// How many times its keys were asked for.
    pub fn keys_asked(&self) -> usize {
        self.state(|state| state.keys_asked)
    }

    fn state<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.published.0.lock().unwrap())
    }
}

/// A key set as issuers publish it.
pub fn key_set(keys: &[&SigningKey]) -> Value {
    json!({ "keys": keys.iter().map(|key| key.public_jwk()).collect::<Vec<_>>() })
}

impl Door for Published {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "played"
    }

    fn body_limit(&self) -> Limit {
        Limit { name: "played_bytes", most: 0 }
    }

    async fn answer(&self, _: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let mut state = self.0.lock().unwrap();
        let (status, body) = match request.uri().path() {
            _ if !state.up => (StatusCode::SERVICE_UNAVAILABLE, json!(null)),
            "/.well-known/oauth-authorization-server" => (StatusCode::OK, state.metadata.clone()),
            "/jwk" => {
                state.keys_asked += 1;
                (StatusCode::OK, state.keys.clone())
            }
            _ => (StatusCode::NOT_FOUND, json!(null)),
        };
        let mut answer = Response::new(Bytes::from(body.to_string()));
        *answer.status_mut() = status;
        answer
    }
}
