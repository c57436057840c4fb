//! What a client proves itself with: a key that is registered, or a business certificate.

use crate::jose::JoseError;
use crate::jose::jws::SigningKey;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A private key, and how its grants say whose it is.
#[derive(Debug)]
pub struct Credential {
    key: SigningKey,
    /// The certificate and its chain in DER, the leaf first; empty for a registered key.
    chain: Vec<Vec<u8>>,
}

impl Credential {
    /// A key that is registered on the client: grants name it by `kid`.
    #[must_use]
    pub const fn registered(key: SigningKey) -> Self {
        Self { key, chain: Vec::new() }
    }

    /// A business certificate's key: grants carry the chain (DER, the leaf first) as `x5c`.
    #[must_use]
    pub const fn certified(key: SigningKey, chain: Vec<Vec<u8>>) -> Self {
        Self { key, chain }
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The certificates in DER, the leaf first; none for a registered key.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// Signs a grant's claims. A header has `kid` or `x5c` (RFC 7515 section 4.1.6: standard base64).
    pub(super) fn sign(&self, claims: &Value) -> Result<String, JoseError> {
        if self.chain.is_empty() {
            return self.key.sign("JWT", claims);
        }
        let x5c: Vec<String> = self.chain.iter().map(|der| STANDARD.encode(der)).collect();
        let header = json!({ "alg": self.key.alg().name(), "typ": "JWT", "x5c": x5c });
        self.key.sign_under(&header, claims)
    }
}
