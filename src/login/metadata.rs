//! What a provider says of itself (OpenID Connect Discovery 1.0 section 3).

use hyper::Uri;
use serde::Deserialize;

/// Which OpenID providers may log people in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Providers {
    /// Real ones only: `sluse serve`.
    Real,
    /// The one that comes with `sluse demo`, too.
    DemonstrationToo,
}

/// An https address of the provider, without user, fragment or odd characters in its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    address: String,
    origin: String,
}

impl Endpoint {
    /// Parses an https address.
    #[must_use]
    pub fn parse(address: &str) -> Option<Self> {
        let uri: Uri = address.parse().ok()?;
        let host = uri.authority()?.as_str();
        // The host goes into a Content-Security-Policy, where a semicolon would begin a directive.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        let good =
            uri.scheme_str() == Some("https") && host.bytes().all(plain) && !address.contains('#');
        good.then(|| Self { address: address.to_owned(), origin: format!("https://{host}") })
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Scheme and authority (RFC 6454).
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// The parts of the metadata that are used.
#[derive(Debug)]
pub struct Metadata {
    /// Where a person logs in.
    pub authorization_endpoint: Endpoint,
    /// Where a code is exchanged.
    pub token_endpoint: Endpoint,
    /// Where the keys are.
    pub jwks_uri: Endpoint,
    /// Where a person logs out, if that can be done from here.
    pub end_session_endpoint: Option<Endpoint>,
    /// Where a request may be left before the browser goes there (RFC 9126).
    pub pushed_authorization_request_endpoint: Option<Endpoint>,
    /// Whether the callback always says which provider it is from (RFC 9207).
    pub names_itself: bool,
}

#[derive(Deserialize)]
struct Raw {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    pushed_authorization_request_endpoint: Option<String>,
    #[serde(default)]
    require_pushed_authorization_requests: bool,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// Set by the provider that comes with `sluse demo`, where everyone may be everyone.
    #[serde(default)]
    sluse_demonstration: bool,
}

impl Metadata {
    /// Reads the document; none if it is malformed, is another issuer's, has an address that is
    /// not https, wants requests pushed and does not say whereto, or is a demonstration's where only
    /// real providers may log people in.
    #[must_use]
    pub fn parse(document: &[u8], issuer: &str, providers: Providers) -> Option<Self> {
        let raw: Raw = serde_json::from_slice(document).ok()?;
        if raw.issuer != issuer {
            return None;
        }
        if raw.sluse_demonstration && providers == Providers::Real {
            tracing::error!("the OpenID provider is a demonstration's; it logs nobody in here");
            return None;
        }
        let if_there = |address: Option<String>| match address {
            None => Some(None),
            Some(address) => Endpoint::parse(&address).map(Some),
        };
        let pushed = if_there(raw.pushed_authorization_request_endpoint)?;
        if raw.require_pushed_authorization_requests && pushed.is_none() {
            return None;
        }
        Some(Self {
            authorization_endpoint: Endpoint::parse(&raw.authorization_endpoint)?,
            token_endpoint: Endpoint::parse(&raw.token_endpoint)?,
            jwks_uri: Endpoint::parse(&raw.jwks_uri)?,
            end_session_endpoint: if_there(raw.end_session_endpoint)?,
            pushed_authorization_request_endpoint: pushed,
            names_itself: raw.authorization_response_iss_parameter_supported,
        })
    }
}
