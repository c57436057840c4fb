//! What signs: a private key in memory today; a PKCS#11 token or a key service may stand behind the
//! same trait, so that the private half never enters this process.

use super::alg::Algorithm;
use super::{JoseError, encode_base64url};
use serde::Serialize;
use serde_json::{Value, json};

/// A private key wherever it lies, with the one algorithm it is used for.
pub trait Signer: Send + Sync {
    /// The name of the key, as the header's `kid` writes it.
    fn kid(&self) -> &str;

    /// The algorithm it signs with.
    fn alg(&self) -> Algorithm;

    /// The public half as a JSON Web Key with `kid`, `alg` and `use`.
    fn public_jwk(&self) -> Value;

    /// The signature over these bytes in the form that JWS gives it (RFC 7518 section 3): for ES256
    /// the two numbers, 32 bytes each. May take long and may wait for a device: it is called from
    /// threads where that is permitted.
    ///
    /// # Errors
    /// When the signature could not be made.
    fn sign_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, JoseError>;
}

/// Signs these claims; the compact form. `typ` is the header's media type, for example `JWT`.
///
/// # Errors
/// When the claims cannot be written as JSON, or the signature could not be made.
pub fn sign(signer: &dyn Signer, typ: &str, claims: &impl Serialize) -> Result<String, JoseError> {
    let header = json!({ "alg": signer.alg().name(), "kid": signer.kid(), "typ": typ });
    sign_under(signer, &header, claims)
}

/// Signs these claims under this header, which must name the key's algorithm.
pub(super) fn sign_under(
    signer: &dyn Signer,
    header: &Value,
    claims: &impl Serialize,
) -> Result<String, JoseError> {
    let claims = serde_json::to_vec(claims).map_err(|_| JoseError::Signing)?;
    let mut token = encode_base64url(header.to_string());
    token.push('.');
    token.push_str(&encode_base64url(claims));
    let signature = signer.sign_bytes(token.as_bytes())?;
    token.push('.');
    token.push_str(&encode_base64url(signature));
    Ok(token)
}
