//! Making a proof: what a client does.

use super::{PROOF_TYPE, token_hash};
use crate::jose::JoseError;
use crate::jose::jws::SigningKey;
use crate::vocab::time::Timestamp;
use serde_json::{Value, json};

/// The request that a proof is made for.
#[derive(Debug, Clone, Copy)]
pub struct Making<'a> {
    /// The method, as it goes onto the wire.
    pub method: &'a str,
    /// The address; a query or fragment is left out.
    pub url: &'a str,
    /// The access token that is sent beside the proof; none at the token endpoint.
    pub token: Option<&'a str>,
    /// The nonce that the server gave last.
    pub nonce: Option<&'a str>,
    /// The proof's own name, never used twice: 16 random bytes as text, say.
    pub jti: &'a str,
}

/// Makes the value of a `DPoP` header field (RFC 9449 section 4.2).
///
/// # Errors
/// When OpenSSL fails.
pub fn make(key: &SigningKey, request: &Making<'_>, now: Timestamp) -> Result<String, JoseError> {
    let mut jwk = key.public_jwk();
    if let Some(members) = jwk.as_object_mut() {
        members.retain(|name, _| !["kid", "alg", "use"].contains(&name.as_str()));
    }
    let header = json!({ "typ": PROOF_TYPE, "alg": key.alg().name(), "jwk": jwk });
    let url = request.url.split(['?', '#']).next().unwrap_or_default();
    let mut claims = json!({
        "jti": request.jti, "htm": request.method, "htu": url, "iat": now.seconds(),
    });
    let token = request.token.map(|token| Value::from(token_hash(token.as_bytes())));
    let nonce = request.nonce.map(Value::from);
    if let Some(members) = claims.as_object_mut() {
        let further = [("ath", token), ("nonce", nonce)];
        members.extend(
            further.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))),
        );
    }
    key.sign_under(&header, &claims)
}
