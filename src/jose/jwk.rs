//! Public keys (RFC 7517, RFC 7518 section 6), and sets of them.

mod weak;

use super::alg::Algorithm;
use super::{JoseError, Part, decode_base64url, encode_base64url, strict};
use crate::vocab::limits::Limit;
use josekit::jws::JwsVerifier;
use josekit::jws::alg::rsassa::RsassaJwsVerifier;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};

/// A key set as an issuer publishes it.
pub const KEY_SET_BYTES: Limit = Limit { name: "key_set_bytes", most: 256 * 1024 };

/// The keys in it, also those of other kinds.
pub const KEY_SET_KEYS: Limit = Limit { name: "key_set_keys", most: 64 };

/// Members that only a private or a symmetric key has (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Why a key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is not a key of a kind that exists here.
    #[error("it is not an RSA or P-256 key that OpenSSL can read")]
    NotAKey,
    /// Its text is not one JSON object without duplicate names.
    #[error("the key is not one JSON object without duplicate names")]
    NotJson,
    /// A member is missing or malformed.
    #[error("the key's member {0} is missing or malformed")]
    Member(&'static str),
    /// `kty` or `crv` names another kind of key.
    #[error("the key's type is neither RSA nor EC on P-256")]
    Type,
    /// `alg` names an algorithm that does not exist here or is not for this kind of key.
    #[error("the key's alg is none of RS256, RS384 and RS512 for RSA, ES256 for P-256")]
    Algorithm,
    /// `use` or `key_ops` says that the key is not for signatures.
    #[error("the key is not for signatures (use, key_ops)")]
    Use,
    /// It holds a private or symmetric key, which must not be here.
    #[error("the key is private or symmetric, only public keys belong here")]
    Private,
    /// An RSA key smaller than 2048 bits, or larger than 8192 (it would cost too much to check).
    #[error("the RSA key is smaller than 2048 or larger than 8192 bits")]
    RsaSize,
    /// An even modulus, or an exponent that is even, 1, or larger than 2^33.
    #[error("the RSA key's modulus or exponent is not one of an RSA key")]
    RsaNumbers,
    /// A key with the fingerprint of ROCA (CVE-2017-15361): it can be factored.
    #[error("the RSA key was made by a faulty smart card library (ROCA, CVE-2017-15361)")]
    Roca,
}

/// A public key, parsed once, with the algorithms it may check.
pub struct VerifyingKey {
    kid: Option<String>,
    thumbprint: String,
    material: Material,
}

enum Material {
    Rsa(Rsa),
    P256(UnparsedPublicKey<Vec<u8>>),
}

struct Rsa {
    /// Big-endian, without leading zeros.
    modulus: Vec<u8>,
    /// One verifier for each algorithm that the key may be used with.
    verifiers: Vec<(Algorithm, RsassaJwsVerifier)>,
}

impl Rsa {
    /// Costs the same whatever the signature is. OpenSSL gives up at once on one that is longer or
    /// shorter than the modulus or not below it, and the time would tell what the modulus is like.
    fn verify(&self, alg: Algorithm, signed: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        let found = self.verifiers.iter().find(|(own, _)| *own == alg);
        let (_, verifier) = found.ok_or(JoseError::KeyAlgorithm)?;
        let fits = signature.len() == self.modulus.len() && signature < self.modulus.as_slice();
        let checked = if fits {
            verifier.verify(signed, signature)
        } else {
            let mut largest = self.modulus.clone();
            largest.last_mut().into_iter().for_each(|last| *last &= 0xfe);
            verifier.verify(signed, &largest)
        };
        if fits && checked.is_ok() { Ok(()) } else { Err(JoseError::Signature) }
    }
}

impl VerifyingKey {
    /// Reads a public JSON Web Key. With `alg`, the key is for that algorithm alone; an RSA key
    /// without one is for RS256, RS384 and RS512.
    ///
    /// # Errors
    /// When it is no public key, not for signatures, or weak.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        if PRIVATE.iter().any(|name| jwk.get(*name).is_some()) {
            return Err(KeyError::Private);
        }
        for_signatures(jwk)?;
        let kid = optional(jwk, "kid")?.map(str::to_owned);
        let pinned = match optional(jwk, "alg")? {
            None => None,
            Some(name) => Some(Algorithm::named(name).ok_or(KeyError::Algorithm)?),
        };
        let material = match optional(jwk, "kty")? {
            Some("RSA") => Material::Rsa(rsa(jwk, pinned)?),
            Some("EC") => Material::P256(p256(jwk, pinned)?),
            _ => return Err(KeyError::Type),
        };
        Ok(Self { kid, thumbprint: thumbprint(jwk), material })
    }

    /// An RSA key that is not from a JSON Web Key, for this algorithm alone. The numbers are unsigned
    /// and big-endian.
    ///
    /// # Errors
    /// When the numbers are not those of an RSA key, or are weak, or `alg` is not for RSA.
    pub fn from_rsa(modulus: &[u8], exponent: &[u8], alg: Algorithm) -> Result<Self, KeyError> {
        let number = |number: &[u8]| encode_base64url(weak::without_zeros(number));
        Self::from_jwk(&json!({
            "kty": "RSA", "alg": alg.name(), "n": number(modulus), "e": number(exponent),
        }))
    }

    /// Reads the JSON text of a public key, strictly; then as [`Self::from_jwk`].
    ///
    /// # Errors
    /// When it is not one JSON object without duplicate names, or the key is refused.
    pub fn from_json(text: &[u8]) -> Result<Self, KeyError> {
        let members = strict::object(Part::KeySet, text).map_err(|_| KeyError::NotJson)?;
        Self::from_jwk(&Value::Object(members))
    }

    /// The key's name, when it has one.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The RFC 7638 thumbprint (SHA-256, base64url).
    #[must_use]
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Its size: of the modulus, or of the curve.
    #[must_use]
    pub const fn bits(&self) -> usize {
        match &self.material {
            Material::Rsa(rsa) => rsa.modulus.len() * 8,
            Material::P256(_) => 256,
        }
    }

    /// Whether it may be used with this algorithm.
    #[must_use]
    pub fn is_for(&self, alg: Algorithm) -> bool {
        match &self.material {
            Material::Rsa(rsa) => rsa.verifiers.iter().any(|(own, _)| *own == alg),
            Material::P256(_) => alg == Algorithm::Es256,
        }
    }

    pub(super) fn verify(
        &self,
        alg: Algorithm,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<(), JoseError> {
        match &self.material {
            Material::Rsa(rsa) => rsa.verify(alg, signed, signature),
            Material::P256(key) if alg == Algorithm::Es256 => {
                key.verify(signed, signature).map_err(|_| JoseError::Signature)
            }
            Material::P256(_) => Err(JoseError::KeyAlgorithm),
        }
    }
}

/// Shows the name only.
impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("VerifyingKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

fn optional<'j>(jwk: &'j Value, name: &'static str) -> Result<Option<&'j str>, KeyError> {
    match jwk.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(KeyError::Member(name)),
    }
}

fn bytes(jwk: &Value, name: &'static str) -> Result<Vec<u8>, KeyError> {
    optional(jwk, name)?.and_then(decode_base64url).ok_or(KeyError::Member(name))
}

fn for_signatures(jwk: &Value) -> Result<(), KeyError> {
    let operations = jwk.get("key_ops").map(|ops| ops.as_array().map(Vec::as_slice));
    let verifies = match operations {
        None => true,
        Some(None) => return Err(KeyError::Member("key_ops")),
        Some(Some(named)) => named.iter().any(|one| one.as_str() == Some("verify")),
    };
    match optional(jwk, "use")? {
        None | Some("sig") if verifies => Ok(()),
        _ => Err(KeyError::Use),
    }
}

fn rsa(jwk: &Value, pinned: Option<Algorithm>) -> Result<Rsa, KeyError> {
    let (modulus, exponent) = (bytes(jwk, "n")?, bytes(jwk, "e")?);
    weak::check_rsa(&modulus, &exponent)?;
    let mut key = josekit::jwk::Jwk::new("RSA");
    for (name, number) in [("n", &modulus), ("e", &exponent)] {
        let text = Some(Value::String(encode_base64url(number)));
        key.set_parameter(name, text).map_err(|_| KeyError::NotAKey)?;
    }
    let all = [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512];
    let wanted = all.into_iter().filter(|alg| pinned.is_none_or(|pinned| pinned == *alg));
    let verifiers: Vec<_> = wanted
        .filter_map(|alg| alg.rsa().map(|rsa| (alg, rsa)))
        .map(|(alg, rsa)| rsa.verifier_from_jwk(&key).map(|verifier| (alg, verifier)))
        .collect::<Result<_, _>>()
        .map_err(|_| KeyError::NotAKey)?;
    if verifiers.is_empty() {
        return Err(KeyError::Algorithm);
    }
    Ok(Rsa { modulus: weak::without_zeros(&modulus).to_vec(), verifiers })
}

fn p256(jwk: &Value, pinned: Option<Algorithm>) -> Result<UnparsedPublicKey<Vec<u8>>, KeyError> {
    if optional(jwk, "crv")? != Some("P-256") {
        return Err(KeyError::Type);
    }
    if pinned.is_some_and(|alg| alg != Algorithm::Es256) {
        return Err(KeyError::Algorithm);
    }
    let mut point = vec![0x04]; // uncompressed (SEC 1 section 2.3.3)
    let mut key = josekit::jwk::Jwk::new("EC");
    let text = |text: String| Some(Value::String(text));
    key.set_parameter("crv", text("P-256".to_owned())).map_err(|_| KeyError::NotAKey)?;
    for name in ["x", "y"] {
        let coordinate = bytes(jwk, name)?;
        if coordinate.len() != 32 {
            return Err(KeyError::Member(name));
        }
        point.extend_from_slice(&coordinate);
        key.set_parameter(name, text(encode_base64url(&coordinate)))
            .map_err(|_| KeyError::NotAKey)?;
    }
    // OpenSSL refuses a point that is not on the curve; ring would do so only at the first use.
    josekit::jws::ES256.verifier_from_jwk(&key).map_err(|_| KeyError::NotAKey)?;
    Ok(UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point))
}

/// The RFC 7638 thumbprint of a key: SHA-256 over its required members in order, base64url.
#[must_use]
pub fn thumbprint(jwk: &Value) -> String {
    let text = |name: &str| jwk.get(name).cloned().unwrap_or_default();
    let required: &[&str] = match jwk.get("kty").and_then(Value::as_str) {
        Some("EC") => &["crv", "kty", "x", "y"],
        _ => &["e", "kty", "n"],
    };
    // RFC 7638 section 3.3: no white space, members in the order of their names.
    let members: Vec<String> =
        required.iter().map(|name| format!("{}:{}", json!(name), text(name))).collect();
    let canonical = format!("{{{}}}", members.join(","));
    encode_base64url(ring::digest::digest(&ring::digest::SHA256, canonical.as_bytes()))
}

/// A set of public keys (RFC 7517 section 5).
#[derive(Debug, Default)]
pub struct KeySet(Vec<VerifyingKey>);

/// Why no key of a set was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// None has this name and algorithm.
    #[error("the key set has no such key")]
    Unknown,
    /// Several would do: the token names none of them, or the set gives one name twice.
    #[error("the key set has several such keys")]
    Ambiguous,
}

impl KeySet {
    /// Reads a key set. Keys of kinds that are not known here, or that are refused, are left out, as
    /// RFC 7517 section 5 wants it: an issuer may publish keys for others too.
    ///
    /// # Errors
    /// When it is too large, not an object with an array `keys`, or has too many keys.
    pub fn parse(document: &[u8]) -> Result<Self, JoseError> {
        if document.len() > KEY_SET_BYTES.most {
            return Err(JoseError::TooLarge(KEY_SET_BYTES));
        }
        let members = strict::object(Part::KeySet, document)?;
        let keys = members.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or(JoseError::NotJson(Part::KeySet))?;
        if keys.len() > KEY_SET_KEYS.most {
            return Err(JoseError::TooLarge(KEY_SET_KEYS));
        }
        Ok(keys.iter().filter_map(|jwk| VerifyingKey::from_jwk(jwk).ok()).collect())
    }

    /// The one key with this name that is for this algorithm; without a name, the only key that is.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn find(&self, kid: Option<&str>, alg: Algorithm) -> Result<&VerifyingKey, NoKey> {
        let named = |key: &&VerifyingKey| kid.is_none_or(|kid| key.kid() == Some(kid));
        let mut fitting = self.0.iter().filter(named).filter(|key| key.is_for(alg));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err(NoKey::Unknown),
            (Some(_), Some(_)) => Err(NoKey::Ambiguous),
        }
    }

    /// Whether a key is for this algorithm.
    #[must_use]
    pub fn is_for(&self, alg: Algorithm) -> bool {
        self.0.iter().any(|key| key.is_for(alg))
    }

    /// Whether every key of the other set is in this one, under the same name.
    #[must_use]
    pub fn has_all_of(&self, other: &Self) -> bool {
        let same = |one: &VerifyingKey, other: &VerifyingKey| {
            one.kid == other.kid && one.thumbprint == other.thumbprint
        };
        other.0.iter().all(|theirs| self.0.iter().any(|own| same(own, theirs)))
    }

    /// How many usable keys there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no usable key.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<VerifyingKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = VerifyingKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}
