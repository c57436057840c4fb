//! A grant becomes a token.

use super::{ClientError, Refusal, new_jti, send};
use crate::dial::Dialer;
use crate::jose::dpop::{Making, make};
use crate::jose::jws::SigningKey;
use crate::vocab::secret::SecretText;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, Response};
use serde::Deserialize;

/// The header field with a proof (RFC 9449 section 4), and the one with the server's nonce for it.
pub(super) const DPOP: &str = "dpop";
pub(super) const DPOP_NONCE: &str = "dpop-nonce";

/// An access token. Whoever holds it may ask with it, so it has no text form but [`Token::expose`].
#[derive(Debug, Clone)]
pub struct Token {
    text: SecretText,
    /// `Bearer`, or `DPoP` for one that is bound to a key.
    pub token_type: String,
    /// Seconds that it may be used for.
    pub expires_in: u64,
    /// The scopes that it carries.
    pub scope: String,
}

impl Token {
    /// The token, for the header field or the terminal.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose()
    }
}

#[derive(Deserialize)]
struct Body {
    access_token: String,
    token_type: String,
    expires_in: u64,
    #[serde(default)]
    scope: String,
}

/// Sends a grant to the token endpoint.
///
/// # Errors
/// When no answer of a token service comes, or it is a refusal.
pub async fn exchange(dialer: &Dialer, endpoint: &str, grant: &str) -> Result<Token, ClientError> {
    read(&post(dialer, endpoint, grant, None).await?)
}

/// Sends a grant with a proof of the key that the token shall be bound to (RFC 9449 section 5). Where
/// the server wants a nonce of its own in the proof, a second grant is sent: the first is used up.
///
/// # Errors
/// As [`exchange`], and what `grant` cannot make.
pub async fn exchange_bound(
    dialer: &Dialer,
    endpoint: &str,
    grant: impl Fn() -> Result<String, ClientError>,
    key: &SigningKey,
    now: Timestamp,
) -> Result<Token, ClientError> {
    let proof = |nonce: Option<&str>| {
        let jti = new_jti()?;
        let making = Making { method: "POST", url: endpoint, token: None, nonce, jti: &jti };
        Ok::<_, ClientError>(make(key, &making, now)?)
    };
    let answer = post(dialer, endpoint, &grant()?, Some(&proof(None)?)).await?;
    match (read(&answer), nonce(&answer)) {
        (Err(ClientError::Refused(refusal)), Some(nonce)) if refusal.error == "use_dpop_nonce" => {
            read(&post(dialer, endpoint, &grant()?, Some(&proof(Some(nonce))?)).await?)
        }
        (outcome, _) => outcome,
    }
}

/// The nonce that the server gives for the next proof.
pub(super) fn nonce(answer: &Response<Bytes>) -> Option<&str> {
    answer.headers().get(DPOP_NONCE)?.to_str().ok()
}

async fn post(
    dialer: &Dialer,
    endpoint: &str,
    grant: &str,
    proof: Option<&str>,
) -> Result<Response<Bytes>, ClientError> {
    let form = format!("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={grant}");
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(endpoint)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(proof) = proof {
        request = request.header(DPOP, proof);
    }
    send(dialer, request.body(Bytes::from(form))).await
}

fn read(answer: &Response<Bytes>) -> Result<Token, ClientError> {
    let status = answer.status().as_u16();
    let unexpected = ClientError::Unexpected { status };
    if !answer.status().is_success() {
        let refusal = Refusal::read(status, answer.body()).ok_or(unexpected)?;
        return Err(ClientError::Refused(Box::new(refusal)));
    }
    let body: Body = serde_json::from_slice(answer.body()).map_err(|_| unexpected)?;
    let Body { access_token, token_type, expires_in, scope } = body;
    Ok(Token { text: SecretText::new(access_token), token_type, expires_in, scope })
}
