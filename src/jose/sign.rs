//! Private keys, and what they sign.

use super::JoseError;
use super::alg::Algorithm;
use super::jwk::{KeyError, thumbprint};
use super::signer::{self, Signer};
use crate::vocab::secret::SecretText;
use josekit::jwk::alg::ec::EcKeyPair;
use josekit::jwk::alg::rsa::RsaKeyPair;
use josekit::jwk::{Jwk, KeyPair};
use josekit::jws::JwsSigner;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// A private key with the one algorithm it is used for, parsed once.
pub struct SigningKey {
    kid: String,
    alg: Algorithm,
    signer: Box<dyn JwsSigner>,
    pair: Box<dyn KeyPair>,
    public: Value,
}

impl SigningKey {
    /// From a private key in PEM: PKCS#8, or for RSA also PKCS#1.
    ///
    /// # Errors
    /// When it is no key of the algorithm's kind, or too weak.
    pub fn from_pem(kid: &str, alg: Algorithm, pkcs8_pem: &str) -> Result<Self, KeyError> {
        let refused = |_| KeyError::NotAKey;
        let pair: Box<dyn KeyPair> = match alg.rsa() {
            Some(_) => Box::new(RsaKeyPair::from_pem(pkcs8_pem).map_err(refused)?),
            None => Box::new(josekit::jws::ES256.key_pair_from_pem(pkcs8_pem).map_err(refused)?),
        };
        Self::from_pair(kid, alg, pair)
    }

    /// From a private key as a JSON Web Key (RFC 7517), which names itself by `kid`, or else is named
    /// by its thumbprint. An RSA key that pins no algorithm is used for RS256.
    ///
    /// # Errors
    /// When it is no such key, or too weak.
    pub fn from_private_jwk(text: &str) -> Result<Self, KeyError> {
        let jwk = Jwk::from_bytes(text.as_bytes()).map_err(|_| KeyError::NotJson)?;
        let pinned = jwk.algorithm().map(|name| Algorithm::named(name).ok_or(KeyError::Algorithm));
        let pinned = pinned.transpose()?;
        let refused = |_| KeyError::NotAKey;
        let (alg, pair): (_, Box<dyn KeyPair>) = match jwk.key_type() {
            "RSA" => (
                pinned.unwrap_or(Algorithm::Rs256),
                Box::new(RsaKeyPair::from_jwk(&jwk).map_err(refused)?),
            ),
            "EC" => (Algorithm::Es256, Box::new(EcKeyPair::from_jwk(&jwk).map_err(refused)?)),
            _ => return Err(KeyError::Type),
        };
        let key = Self::from_pair(jwk.key_id().unwrap_or_default(), alg, pair)?;
        Ok(if key.kid.is_empty() { key.named_by_thumbprint() } else { key })
    }

    /// Makes a new RSA key for RS256. `bits` is 2048 to 8192.
    ///
    /// # Errors
    /// When the size is outside that, or OpenSSL has no randomness.
    pub fn generate_rsa(kid: &str, bits: u32) -> Result<Self, KeyError> {
        if !(2048..=8192).contains(&bits) {
            return Err(KeyError::RsaSize);
        }
        let pair = josekit::jws::RS256.generate_key_pair(bits).map_err(|_| KeyError::NotAKey)?;
        Self::from_pair(kid, Algorithm::Rs256, Box::new(pair))
    }

    /// Makes a new P-256 key for ES256.
    ///
    /// # Errors
    /// When OpenSSL has no randomness.
    pub fn generate_p256(kid: &str) -> Result<Self, KeyError> {
        let pair = josekit::jws::ES256.generate_key_pair().map_err(|_| KeyError::NotAKey)?;
        Self::from_pair(kid, Algorithm::Es256, Box::new(pair))
    }

    fn from_pair(kid: &str, alg: Algorithm, pair: Box<dyn KeyPair>) -> Result<Self, KeyError> {
        let public = public_jwk(kid, alg, &pair.to_jwk_public_key())?;
        // Our own key passes the rules that others' keys must pass.
        super::jwk::VerifyingKey::from_jwk(&public)?;
        let der = Zeroizing::new(pair.to_der_private_key());
        let refused = |_| KeyError::NotAKey;
        let signer: Box<dyn JwsSigner> = match alg.rsa() {
            Some(rsa) => Box::new(rsa.signer_from_der(&*der).map_err(refused)?),
            None => Box::new(josekit::jws::ES256.signer_from_der(&*der).map_err(refused)?),
        };
        Ok(Self { kid: kid.to_owned(), alg, signer, pair, public })
    }

    /// The same key, named by its RFC 7638 thumbprint.
    #[must_use]
    pub fn named_by_thumbprint(self) -> Self {
        let name = thumbprint(&self.public);
        self.named(&name)
    }

    /// The same key under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.kid);
        if let Some(kid) = self.public.get_mut("kid") {
            *kid = Value::String(self.kid.clone());
        }
        self
    }

    /// The name of the key.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm it signs with.
    #[must_use]
    pub const fn alg(&self) -> Algorithm {
        self.alg
    }

    /// The private key in PEM (PKCS#8).
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretText {
        // PEM is ASCII, so nothing is ever replaced.
        SecretText::new(String::from_utf8_lossy(&self.pair.to_pem_private_key()).into_owned())
    }

    /// The public half as a JSON Web Key with `kid`, `alg` and `use`.
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        self.public.clone()
    }

    /// Signs these claims; the compact form. `typ` is the header's media type, for example `JWT`.
    ///
    /// # Errors
    /// When the claims cannot be written as JSON, or OpenSSL fails.
    pub fn sign(&self, typ: &str, claims: &impl serde::Serialize) -> Result<String, JoseError> {
        let header = json!({ "alg": self.alg.name(), "kid": self.kid, "typ": typ });
        self.sign_under(&header, claims)
    }

    /// Signs these claims under this header, which must name the key's algorithm.
    ///
    /// # Errors
    /// As [`Self::sign`].
    pub fn sign_under(
        &self,
        header: &Value,
        claims: &impl serde::Serialize,
    ) -> Result<String, JoseError> {
        signer::sign_under(self, header, claims)
    }
}

impl Signer for SigningKey {
    fn kid(&self) -> &str {
        self.kid()
    }

    fn alg(&self) -> Algorithm {
        self.alg()
    }

    fn public_jwk(&self) -> Value {
        self.public_jwk()
    }

    fn sign_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, JoseError> {
        self.signer.sign(bytes).map_err(|_| JoseError::Signing)
    }
}

/// Shows the name only.
impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SigningKey").field("kid", &self.kid).field("alg", &self.alg).finish()
    }
}

fn public_jwk(kid: &str, alg: Algorithm, key: &Jwk) -> Result<Value, KeyError> {
    let part = |name| key.parameter(name).cloned().ok_or(KeyError::NotAKey);
    Ok(match alg {
        Algorithm::Es256 => json!({
            "kty": "EC", "crv": "P-256", "kid": kid, "alg": alg.name(), "use": "sig",
            "x": part("x")?, "y": part("y")?,
        }),
        Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 => json!({
            "kty": "RSA", "kid": kid, "alg": alg.name(), "use": "sig",
            "n": part("n")?, "e": part("e")?,
        }),
    })
}
