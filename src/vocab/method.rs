//! How a client proved who it is.

use serde::{Deserialize, Serialize};

/// The method, as the `client_amr` of Maskinporten's access tokens names it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ClientMethod {
    /// A key that the client has registered.
    #[default]
    #[serde(rename = "private_key_jwt")]
    RegisteredKey,
    /// A business certificate of the older kind, with the organisation's number as `serialNumber`.
    #[serde(rename = "virksomhetssertifikat")]
    BusinessCertificate,
    /// A qualified certificate for an electronic seal.
    #[serde(rename = "QCForESeal")]
    QualifiedSeal,
    /// Another certificate for an electronic seal.
    #[serde(rename = "CForESeal")]
    Seal,
}

impl ClientMethod {
    /// The name, as tokens and the ledger write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegisteredKey => "private_key_jwt",
            Self::BusinessCertificate => "virksomhetssertifikat",
            Self::QualifiedSeal => "QCForESeal",
            Self::Seal => "CForESeal",
        }
    }
}
