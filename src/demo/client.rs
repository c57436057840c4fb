//! A small client, as an organisation would have one: signs a grant, gets a token, asks.

use super::DemoError;
use super::prepare::file_error;
use crate::dial::Dialer;
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::vocab::limits::Limit;
use crate::vocab::secret::SecretText;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, Response};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long any answer may take, and how large it may be.
const DEADLINE: Duration = Duration::from_secs(20);
const ANSWER: Limit = Limit { name: "demo_answer_bytes", most: 16 * 1024 * 1024 };

/// How long a grant is good; Maskinporten takes at most 120 s.
const GRANT_SECONDS: u64 = 100;

/// Where a client's key is.
#[must_use]
pub fn key_file(dir: &Path, client_id: &str) -> PathBuf {
    dir.join("keys/clients").join(client_id).with_extension("pem")
}

/// Reads a private key and names it by its thumbprint.
///
/// # Errors
/// When it cannot be read or is no such key.
pub fn read_key(path: &Path, alg: Algorithm) -> Result<SigningKey, DemoError> {
    let pem = SecretText::new(fs::read_to_string(path).map_err(file_error(path))?);
    SigningKey::from_pem("unnamed", alg, pem.expose())
        .map(SigningKey::named_by_thumbprint)
        .map_err(|error| DemoError::Keys(format!("{}: {error}", path.display())))
}

/// What a client says in a grant.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The client id.
    pub client_id: &'a str,
    /// The issuer of tokens: the grant's audience.
    pub issuer: &'a str,
    /// The scopes, space-separated.
    pub scope: &'a str,
    /// The organisation on whose behalf a supplier asks.
    pub consumer_org: Option<&'a str>,
}

/// Signs a grant (RFC 7523).
///
/// # Errors
/// When it cannot be signed.
pub fn grant(wish: &Wish<'_>, key: &SigningKey, now: Timestamp) -> Result<String, DemoError> {
    let mut random = [0; 16];
    SystemRandom::new().fill(&mut random).map_err(|_| DemoError::Keys("no randomness".into()))?;
    let jti: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut claims = json!({
        "aud": wish.issuer, "iss": wish.client_id, "scope": wish.scope, "jti": jti,
        "iat": now.seconds(), "exp": now.seconds() + GRANT_SECONDS,
    });
    if let Some(consumer) = wish.consumer_org
        && let Some(claims) = claims.as_object_mut()
    {
        claims.insert("consumer_org".into(), consumer.into());
    }
    key.sign("JWT", &claims).map_err(|error| DemoError::Keys(error.to_string()))
}

/// Sends a grant to the token endpoint and gives the access token.
///
/// # Errors
/// When there is no answer, or it is a refusal: its text.
pub async fn token(dialer: &Dialer, endpoint: &str, grant: &str) -> Result<String, DemoError> {
    #[derive(Deserialize)]
    struct Answer {
        access_token: String,
    }
    let form = format!("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={grant}");
    let request = Request::builder()
        .method(Method::POST)
        .uri(endpoint)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(form));
    let answer = send(dialer, request).await?;
    let refused = || DemoError::Request(String::from_utf8_lossy(answer.body()).into_owned());
    if !answer.status().is_success() {
        return Err(refused());
    }
    let answer: Answer = serde_json::from_slice(answer.body()).map_err(|_| refused())?;
    Ok(answer.access_token)
}

/// Sends a request built from checked parts.
///
/// # Errors
/// When it could not be built, or there was no whole answer in time.
pub async fn send(
    dialer: &Dialer,
    request: Result<Request<Bytes>, hyper::http::Error>,
) -> Result<Response<Bytes>, DemoError> {
    let request = request.map_err(|error| DemoError::Request(error.to_string()))?;
    dialer
        .send(request, ANSWER, DEADLINE)
        .await
        .map_err(|error| DemoError::Request(error.to_string()))
}

/// `demo.json`: everything a script needs to talk to a running demonstration.
#[derive(Debug, Serialize, Deserialize)]
pub struct Card {
    /// The development CA's certificate, a PEM file.
    pub ca: PathBuf,
    /// The issuer of tokens, the audience of grants.
    pub issuer: String,
    /// Where grants go.
    pub token_endpoint: String,
    /// Where readings begin.
    pub gateway: String,
    /// The citizens' pages.
    pub people: String,
    /// Metrics and health.
    pub ops: String,
    /// The ledger.
    pub ledger: LedgerCard,
    /// The clients.
    pub clients: Vec<ClientCard>,
    /// The numbers of some synthetic persons, the cast first.
    pub persons: Vec<String>,
    /// Requests to try.
    pub examples: Vec<Example>,
}

/// Where the ledger is.
#[derive(Debug, Serialize, Deserialize)]
pub struct LedgerCard {
    /// Its folder.
    pub dir: PathBuf,
    /// Its public address.
    pub url: String,
    /// The log's name.
    pub origin: String,
    /// The key that its checkpoints are verified with.
    pub vkey: String,
}

/// One client.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClientCard {
    /// The client id.
    pub client_id: String,
    /// The name of its key.
    pub kid: String,
    /// Its private key, a PKCS#8 PEM file.
    pub key: PathBuf,
    /// The organisation responsible for what it reads.
    pub consumer: String,
    /// The organisation that the client belongs to, when it is a supplier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// The purposes it may state.
    pub purposes: Vec<String>,
}

/// One request to try.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Who asks.
    pub client_id: String,
    /// With which scope.
    pub scope: String,
    /// For which purpose; without it the scope must tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// Further header fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The status that must come.
    pub status: u16,
    /// The last part of the problem's `type` that must come with a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
