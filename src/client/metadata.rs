//! An issuer's metadata (RFC 8414), as far as a client needs them.

use super::{ClientError, send};
use crate::dial::Dialer;
use bytes::Bytes;
use hyper::header::DATE;
use hyper::{Request, StatusCode};
use serde::Deserialize;

/// What an issuer says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// Its name, byte for byte the audience of grants.
    pub issuer: String,
    /// Where grants go.
    pub token_endpoint: String,
}

/// Metadata, and when the issuer's clock says they were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The metadata.
    pub metadata: Metadata,
    /// The `Date` field, as it stands.
    pub date: Option<String>,
}

/// Where the metadata of an issuer are. Maskinporten's issuer ends in a slash; one that was written
/// without it is found, too.
#[must_use]
pub fn address(issuer: &str) -> String {
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    format!("{base}/.well-known/oauth-authorization-server")
}

/// Fetches the metadata of an issuer.
///
/// # Errors
/// When no answer comes, or it has no metadata.
pub async fn fetch(dialer: &Dialer, issuer: &str) -> Result<Fetched, ClientError> {
    let answer = send(dialer, Request::get(address(issuer)).body(Bytes::new())).await?;
    if answer.status() != StatusCode::OK {
        return Err(ClientError::Unexpected { status: answer.status().as_u16() });
    }
    let metadata = serde_json::from_slice(answer.body()).map_err(|_| ClientError::Metadata)?;
    let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
    Ok(Fetched { metadata, date })
}
