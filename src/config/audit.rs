//! The auditors' door, and who comes in by it.

use serde::Deserialize;
use std::net::SocketAddr;

/// The auditors' door.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// Where it listens, over TLS with client certificates.
    pub address: SocketAddr,
    /// Who is let in.
    #[serde(default)]
    pub officers: Vec<Officer>,
}

/// Somebody who is let in by a certificate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// How the ledger names who looked: 1 to 64 letters, digits, `.`, `_` or `-`.
    pub name: String,
    /// The SHA-256 of the certificate (DER) in base64url without padding, as `x5t#S256` writes it.
    pub certificate: String,
    /// The organisation that answers for the looks; it must be registered.
    pub organisation: String,
    /// What is seen.
    pub role: Role,
}

/// What an auditor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Who reads of the organisation's services.
    ProviderOfficer,
    /// What the organisation reads.
    ConsumerOfficer,
    /// Both.
    Officer,
    /// Everything.
    Authority,
}
