//! Fetches what an issuer publishes: its metadata (RFC 8414), and the keys that they point to.

use super::super::IssuerUrl;
use crate::dial::{DialError, Dialer};
use crate::jose::JoseError;
use crate::jose::alg::Algorithm;
use crate::jose::jwk::{KEY_SET_BYTES, KeySet};
use crate::vocab::limits::Limit;
use bytes::Bytes;
use hyper::header::ACCEPT;
use hyper::{Request, StatusCode, Uri};
use serde::Deserialize;
use std::time::Duration;

/// An issuer's metadata; Maskinporten's have half a kilobyte.
pub const ISSUER_METADATA_BYTES: Limit = Limit { name: "issuer_metadata_bytes", most: 64 * 1024 };

/// How long an issuer may take for one answer.
const DEADLINE: Duration = Duration::from_secs(8);

/// Why an issuer's keys were not fetched. For the operator; says nothing of any token.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// There was no answer.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The answer was another than 200.
    #[error("the issuer answered {0}")]
    Status(StatusCode),
    /// The metadata are not one JSON object with `issuer` and `jwks_uri`.
    #[error("the issuer's metadata are malformed")]
    Metadata,
    /// The metadata name another issuer (RFC 8414 section 3.3).
    #[error("the metadata name another issuer")]
    OtherIssuer,
    /// The keys are said to be somewhere else.
    #[error("the metadata's jwks_uri is not https, or of another host than the issuer")]
    KeysElsewhere,
    /// The key set cannot be read.
    #[error("the issuer's keys: {0}")]
    Keys(JoseError),
    /// No key is for an algorithm that the issuer is trusted to sign with.
    #[error("the issuer publishes no key for the algorithms that are configured")]
    NoKey,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

/// Fetches an issuer's keys.
pub(super) async fn keys(
    dialer: &Dialer,
    issuer: &IssuerUrl,
    algorithms: &[Algorithm],
) -> Result<KeySet, FetchError> {
    let address = format!("{issuer}.well-known/oauth-authorization-server");
    let metadata = fetch(dialer, &address, ISSUER_METADATA_BYTES).await?;
    let address = keys_address(&metadata, issuer)?;
    let published = fetch(dialer, &address, KEY_SET_BYTES).await?;
    let keys = KeySet::parse(&published).map_err(FetchError::Keys)?;
    if algorithms.iter().any(|alg| keys.is_for(*alg)) { Ok(keys) } else { Err(FetchError::NoKey) }
}

/// Where the keys are: the metadata must be the issuer's own, and the keys on its own host.
fn keys_address(metadata: &[u8], issuer: &IssuerUrl) -> Result<String, FetchError> {
    let metadata: Metadata = serde_json::from_slice(metadata).map_err(|_| FetchError::Metadata)?;
    if metadata.issuer != issuer.as_str() {
        return Err(FetchError::OtherIssuer);
    }
    let elsewhere = |_| FetchError::KeysElsewhere;
    let keys: Uri = metadata.jwks_uri.parse().map_err(elsewhere)?;
    let home: Uri = issuer.as_str().parse().map_err(elsewhere)?;
    let secure = keys.scheme_str() == Some("https") && !metadata.jwks_uri.contains('#');
    if secure && keys.authority() == home.authority() {
        Ok(metadata.jwks_uri)
    } else {
        Err(FetchError::KeysElsewhere)
    }
}

async fn fetch(dialer: &Dialer, address: &str, limit: Limit) -> Result<Bytes, FetchError> {
    let request = Request::get(address).header(ACCEPT, "application/json").body(Bytes::new());
    let request = request.map_err(|_| DialError::BadAddress)?;
    let answer = dialer.send(request, limit, DEADLINE).await?;
    match answer.status() {
        StatusCode::OK => Ok(answer.into_body()),
        other => Err(FetchError::Status(other)),
    }
}
