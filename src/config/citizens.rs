//! Login for citizens by OpenID Connect, and programs that act for them.

use serde::Deserialize;
use std::path::PathBuf;

/// Login for citizens by OpenID Connect.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citizens {
    /// The OpenID provider, for example `https://idporten.no` (no trailing slash there).
    pub issuer: String,
    /// The certificate authority of the provider's certificate.
    pub ca: PathBuf,
    /// This service's client id at the provider.
    pub client_id: String,
    /// The file that holds the client secret, mode 0600 (`client_secret_basic`). Either this or
    /// `client_key`.
    pub client_secret: Option<PathBuf>,
    /// The file of the private key that signs for this client, PEM or JWK, mode 0600
    /// (`private_key_jwt`).
    pub client_key: Option<PathBuf>,
    /// The key's name at the provider; without it the JWK's own, or the RFC 7638 thumbprint.
    pub client_key_id: Option<String>,
    /// The `acr` values that are strong enough.
    pub acr: Vec<String>,
    /// Those of them that sensitive things need, such as `idporten-loa-high`; without it any is enough.
    #[serde(default)]
    pub acr_sensitive: Vec<String>,
    /// The folder that sessions are kept in, sealed; without it they end with the process.
    pub sessions: Option<PathBuf>,
    /// The scope of access tokens with which a program may act for a person below `/me/`; without it
    /// none may.
    pub api_scope: Option<String>,
    /// Stylesheets for the pages after their own: Designsystemet's and a theme.
    #[serde(default)]
    pub stylesheets: Vec<PathBuf>,
    /// The https address of the operator's accessibility statement.
    pub accessibility_statement: Option<String>,
    /// Where security faults are reported, `mailto:` or https, for `/.well-known/security.txt`.
    pub security_contact: Option<String>,
}
