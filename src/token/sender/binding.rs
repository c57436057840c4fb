//! What a token is bound to: its `cnf` claim (RFC 7800).

use crate::registry::client::SenderConstraint;
use crate::vocab::thumbprint::Thumbprint;
use serde::Serialize;
use serde_json::Value;

/// What the holder of a token must prove; nothing, for an ordinary one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Binding {
    /// A key, by its RFC 7638 thumbprint (RFC 9449 section 6.1).
    #[serde(rename = "jkt", skip_serializing_if = "Option::is_none", serialize_with = "text")]
    pub key: Option<Thumbprint>,
    /// A certificate, by the hash of its DER (RFC 8705 section 3.1).
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none", serialize_with = "text")]
    pub certificate: Option<Thumbprint>,
}

impl Binding {
    /// Reads a `cnf` claim. None when it asks for a proof that is not known here, or for nothing: a
    /// token that someone bound must not pass for one that is not.
    #[must_use]
    pub fn read(cnf: &Value) -> Option<Self> {
        let mut binding = Self::default();
        for (name, value) in cnf.as_object()? {
            let thumbprint = Thumbprint::parse(value.as_str()?).ok()?;
            match name.as_str() {
                "jkt" => binding.key = Some(thumbprint),
                "x5t#S256" => binding.certificate = Some(thumbprint),
                _ => return None,
            }
        }
        (!binding.is_none()).then_some(binding)
    }

    /// Whether there is nothing to prove.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.key.is_none() && self.certificate.is_none()
    }

    /// The ways in which it binds, as the ledger names them.
    #[must_use]
    pub fn constraints(&self) -> Vec<SenderConstraint> {
        let key = self.key.map(|_| SenderConstraint::Dpop);
        let certificate = self.certificate.map(|_| SenderConstraint::MutualTls);
        key.into_iter().chain(certificate).collect()
    }

    /// The scheme that the token is sent under: `token_type` (RFC 9449 section 5, RFC 8705 section 3).
    #[must_use]
    pub const fn token_type(&self) -> &'static str {
        if self.key.is_some() { "DPoP" } else { "Bearer" }
    }
}

#[expect(clippy::ref_option, reason = "serde's serialize_with passes a reference")]
fn text<S: serde::Serializer>(thumbprint: &Option<Thumbprint>, to: S) -> Result<S::Ok, S::Error> {
    thumbprint.map(|thumbprint| thumbprint.to_string()).serialize(to)
}
