//! Tokens bound to a client certificate (RFC 8705 section 3), over real TLS connections.

use crate::house::{
    DPOP_CLIENT, LIMIT, MUNICIPALITY, MUTUAL_CLIENT, PERSON_PATH, TestHouse, client_key, json,
    problem,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::{http1, http2};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::client::ResolvesClientCert;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, HandshakeKind, SignatureScheme, SupportedProtocolVersion, version};
use serde_json::{Value, json};
use sluse::client::{self, Credential, Wish};
use sluse::ledger::entry::Event;
use sluse::registry::client::SenderConstraint;
use sluse::serve::tls;
use sluse::vocab::thumbprint::Thumbprint;
use sluse::vocab::time::Clock as _;
use std::sync::Arc;
use tokio::net::TcpStream;

/// A certificate that nobody else signed, and its key.
pub struct Identity {
    pub certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    pub fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(["client.example".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        Self { certificate: made.cert.der().clone(), key }
    }
}

/// Presents one certificate with one key, whether or not they belong together.
#[derive(Debug)]
struct Presents(Arc<CertifiedKey>);

impl ResolvesClientCert for Presents {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// How a client connects; it keeps its own memory of sessions.
pub struct Caller(Arc<ClientConfig>);

impl Caller {
    pub fn new(house: &TestHouse, identity: Option<&Identity>) -> Self {
        Self::over(house, identity, &version::TLS13, b"http/1.1")
    }

    fn over(
        house: &TestHouse,
        identity: Option<&Identity>,
        version: &'static SupportedProtocolVersion,
        protocol: &[u8],
    ) -> Self {
        let mut roots = rustls::RootCertStore::empty();
        for root in tls::certificates(&house.dir().join("ca.pem")).unwrap() {
            roots.add(root).unwrap();
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = identity.map(|one| {
            let key = provider.key_provider.load_private_key(one.key.clone_key()).unwrap();
            Arc::new(CertifiedKey::new(vec![one.certificate.clone()], key))
        });
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match key {
            Some(key) => config.with_client_cert_resolver(Arc::new(Presents(key))),
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = vec![protocol.to_vec()];
        Self(Arc::new(config))
    }

    /// Sends one request over a new connection; none when the server ends the handshake.
    pub async fn send(
        &self,
        base: &str,
        request: Request<Full<Bytes>>,
    ) -> Option<(Response<Bytes>, HandshakeKind)> {
        let port = base.rsplit(':').next().unwrap();
        let stream = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connector = tokio_rustls::TlsConnector::from(self.0.clone());
        let stream = connector.connect(name, stream).await.ok()?;
        let kind = stream.get_ref().1.handshake_kind().unwrap();
        let over_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let io = TokioIo::new(stream);
        let answer = if over_http2 {
            let (mut sender, connection) =
                http2::handshake(TokioExecutor::new(), io).await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.ok()?
        } else {
            let (mut sender, connection) = http1::handshake(io).await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.ok()?
        };
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LIMIT.most).collect().await.unwrap().to_bytes();
        Some((Response::from_parts(head, body), kind))
    }

    /// Asks for a token at this door.
    async fn ask(&self, house: &TestHouse, base: &str, client_id: &str) -> Response<Bytes> {
        let issuer = format!("{}/", house.machine);
        let scope = "folkeregister:skole";
        let wish = Wish::new(client_id, &issuer, scope);
        let key = Credential::registered(client_key());
        let grant = client::grant(&wish, &key, house.clock.now()).unwrap();
        let form =
            format!("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={grant}");
        let request = Request::post(format!("{base}/token"))
            .header("host", base.strip_prefix("https://").unwrap())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::from(form))
            .unwrap();
        self.send(base, request).await.unwrap().0
    }

    async fn token(&self, house: &TestHouse) -> String {
        let answer = self.ask(house, &house.mutual, MUTUAL_CLIENT).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        assert_eq!(json(&answer)["token_type"], "Bearer");
        json(&answer)["access_token"].as_str().unwrap().to_owned()
    }

    async fn read(&self, base: &str, token: &str) -> (Response<Bytes>, HandshakeKind) {
        let request = Request::get(format!("{base}{PERSON_PATH}"))
            .header("host", base.strip_prefix("https://").unwrap())
            .header("authorization", format!("Bearer {token}"))
            .body(Full::default())
            .unwrap();
        self.send(base, request).await.unwrap()
    }

    async fn refused(&self, base: &str, token: &str, code: &str) {
        let (answer, _) = self.read(base, token).await;
        assert_eq!(answer.status(), 401, "{answer:?}");
        assert_eq!(problem(&answer), code);
        let told = answer.headers()["www-authenticate"].to_str().unwrap();
        assert!(told.starts_with("Bearer error=\"invalid_token\""), "{told}");
    }
}

fn claims_of(token: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

#[tokio::test]
async fn a_token_reads_over_connections_with_the_certificate_it_is_bound_to() {
    let house = TestHouse::start().await;
    let identity = Identity::new();
    for (version, protocol) in [
        (&version::TLS13, b"http/1.1".as_slice()),
        (&version::TLS13, b"h2"),
        (&version::TLS12, b"http/1.1"),
        (&version::TLS12, b"h2"),
    ] {
        let caller = Caller::over(&house, Some(&identity), version, protocol);
        let token = caller.token(&house).await;
        let thumbprint = Thumbprint::of(&identity.certificate).to_string();
        assert_eq!(claims_of(&token)["cnf"], json!({ "x5t#S256": thumbprint }));
        let (answer, kind) = caller.read(&house.mutual, &token).await;
        assert_eq!(answer.status(), 200, "{version:?}: {answer:?}");
        assert_eq!(kind, HandshakeKind::Resumed, "{version:?}: the certificate is not sent again");
    }
    let bound = house.entries().into_iter().filter_map(|entry| match entry.event {
        Event::Token(token) => Some(token.bound),
        _ => None,
    });
    assert_eq!(bound.collect::<Vec<_>>(), vec![[SenderConstraint::MutualTls]; 4]);
}

#[tokio::test]
async fn a_stolen_token_is_refused_without_the_certificate_and_with_another() {
    let house = TestHouse::start().await;
    let token = Caller::new(&house, Some(&Identity::new())).token(&house).await;
    let thief = Caller::new(&house, Some(&Identity::new()));
    thief.refused(&house.mutual, &token, "client-certificate-other").await;
    let stranger = Caller::new(&house, None);
    stranger.refused(&house.mutual, &token, "client-certificate-missing").await;
    stranger.refused(&house.machine, &token, "client-certificate-missing").await;
    assert!(house.provider.asked().is_empty());
}

#[tokio::test]
async fn the_machine_door_asks_for_no_certificate_so_none_counts_there() {
    let house = TestHouse::start().await;
    let caller = Caller::new(&house, Some(&Identity::new()));
    let token = caller.token(&house).await;
    caller.refused(&house.machine, &token, "client-certificate-missing").await;
}

#[tokio::test]
async fn a_certificate_is_worth_nothing_without_its_key() {
    let house = TestHouse::start().await;
    let holder = Identity::new();
    let token = Caller::new(&house, Some(&holder)).token(&house).await;
    let thief = Identity { certificate: holder.certificate, key: Identity::new().key };
    for version in [&version::TLS13, &version::TLS12] {
        let caller = Caller::over(&house, Some(&thief), version, b"http/1.1");
        let request = Request::get(format!("{}{PERSON_PATH}", house.mutual))
            .header("host", house.mutual.strip_prefix("https://").unwrap())
            .header("authorization", format!("Bearer {token}"))
            .body(Full::default())
            .unwrap();
        assert!(caller.send(&house.mutual, request).await.is_none(), "{version:?}");
    }
    assert!(house.provider.asked().is_empty());
}

#[tokio::test]
async fn a_client_that_must_be_bound_gets_no_token_without_a_certificate() {
    let house = TestHouse::start().await;
    let (with, without) = (Caller::new(&house, Some(&Identity::new())), Caller::new(&house, None));
    let asked = [(&without, &house.mutual), (&without, &house.machine), (&with, &house.machine)];
    for (caller, base) in asked {
        let answer = caller.ask(&house, base, MUTUAL_CLIENT).await;
        assert_eq!(answer.status(), 400, "{answer:?}");
        assert_eq!(json(&answer)["error"], "invalid_request");
        let uri = json(&answer)["error_uri"].as_str().unwrap().to_owned();
        assert!(uri.ends_with("/errors/client-certificate"), "{uri}");
    }
    let certified = with.ask(&house, &house.mutual, DPOP_CLIENT).await;
    assert_eq!(json(&certified)["error"], "invalid_dpop_proof", "a certificate is no such proof");
}

#[tokio::test]
async fn who_needs_no_certificate_is_served_at_the_mutual_door_as_at_the_other() {
    let house = TestHouse::start().await;
    for caller in [Caller::new(&house, None), Caller::new(&house, Some(&Identity::new()))] {
        let answer = caller.ask(&house, &house.mutual, MUNICIPALITY).await;
        let token = json(&answer)["access_token"].as_str().unwrap().to_owned();
        assert!(claims_of(&token).get("cnf").is_none());
        for base in [&house.mutual, &house.machine] {
            assert_eq!(caller.read(base, &token).await.0.status(), 200);
        }
    }
}

#[tokio::test]
async fn the_metadata_names_the_mutual_door() {
    let house = TestHouse::start().await;
    let answer = json(&house.get("/.well-known/oauth-authorization-server", &[]).await);
    let endpoint = format!("{}/token", house.mutual);
    assert_eq!(answer["mtls_endpoint_aliases"], json!({ "token_endpoint": endpoint }));
    assert_eq!(answer["tls_client_certificate_bound_access_tokens"], true);
}
