//! DPoP proofs (RFC 9449): a token of a few seconds, made for one request, that proves who sends it.
//!
//! A proof brings its own public key. That is right here and nowhere else: the key is not trusted, it
//! is only compared with the one that the access token names. So this is the one reader of the
//! header's `jwk`; [`super::jws::Compact`] goes on refusing it.

mod make;
mod target;

pub use make::{Making, make};
pub use target::Target;

use super::alg::Algorithm;
use super::claims::{ClaimError, Claims};
use super::jwk::{KeyError, VerifyingKey};
use super::jws::{Parts, read_claims, same_media_type};
use super::{JoseError, encode_base64url};
use crate::vocab::limits::{Limit, PROOF_BYTES};
use crate::vocab::thumbprint::Thumbprint;
use crate::vocab::time::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;

/// The media type of a proof (RFC 9449 section 4.2).
pub const PROOF_TYPE: &str = "dpop+jwt";

/// The algorithms of proofs, as the metadata and challenges list them.
pub const PROOF_ALGORITHMS: [Algorithm; 4] =
    [Algorithm::Es256, Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512];

/// How long after its `iat` a proof is good.
pub const PROOF_LIFETIME: Duration = Duration::from_secs(60);

/// How far `iat` may lie ahead of our clock.
pub const PROOF_AHEAD: Duration = Duration::from_secs(10);

/// The `jti` of a proof.
pub const PROOF_JTI_BYTES: Limit = Limit { name: "proof_jti_bytes", most: 256 };

/// Header members that are refused: other sources of keys, and what would change what is signed.
const REFUSED: [&str; 9] = ["crit", "b64", "jku", "x5u", "x5c", "zip", "enc", "epk", "cty"];

/// What is wrong with a proof by itself. Names the rule and the member, never what stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// It is not a compact JWS that can be read in one way only, or too large.
    #[error("the proof cannot be read: {0}")]
    Malformed(JoseError),
    /// `typ` is not `dpop+jwt`.
    #[error("the proof's typ is not dpop+jwt")]
    Type,
    /// `alg` is `none`, symmetric, or another that does not exist here.
    #[error("the proof's alg is none of ES256, RS256, RS384 and RS512")]
    Algorithm,
    /// The header has a member that a proof must not have.
    #[error("the proof's header has the member {0}, which is not accepted")]
    Header(&'static str),
    /// `jwk` is missing, or the key in it is private, symmetric, weak, or of another kind.
    #[error("the proof's jwk is refused: {0}")]
    Key(KeyError),
    /// The header brings no key.
    #[error("the proof's header has no jwk")]
    KeyMissing,
    /// The signature is not the key's, or the key is for another algorithm.
    #[error("the proof's signature does not match its jwk")]
    Signature,
    /// A claim is missing, of another type, or too long.
    #[error("the proof's claim {0} is missing or malformed")]
    Claim(&'static str),
    /// `htm` names another method.
    #[error("the proof's htm is not the method of this request")]
    Method,
    /// `htu` names another address.
    #[error("the proof's htu is not the address of this request")]
    Target,
    /// `iat` lies too far back.
    #[error("the proof is too old: iat is more than 60 seconds ago")]
    Old,
    /// `iat` lies ahead.
    #[error("the proof's iat is more than 10 seconds ahead")]
    Ahead,
    /// `ath` is not the hash of the access token beside it.
    #[error("the proof's ath is not the hash of the access token")]
    Token,
}

impl ProofFault {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "dpop-malformed",
            Self::Type => "dpop-type",
            Self::Algorithm => "dpop-algorithm",
            Self::Header(_) => "dpop-header",
            Self::Key(_) => "dpop-jwk",
            Self::KeyMissing => "dpop-jwk-missing",
            Self::Signature => "dpop-signature",
            Self::Claim(_) => "dpop-claim",
            Self::Method => "dpop-method",
            Self::Target => "dpop-target",
            Self::Old => "dpop-old",
            Self::Ahead => "dpop-ahead",
            Self::Token => "dpop-token",
        }
    }
}

impl From<ClaimError> for ProofFault {
    fn from(fault: ClaimError) -> Self {
        match fault {
            ClaimError::Missing(name) | ClaimError::Malformed(name) => Self::Claim(name),
        }
    }
}

/// A proof as it was sent; nothing is verified yet.
pub struct Sent<'a> {
    alg: Algorithm,
    jwk: Value,
    signed: &'a str,
    signature: Vec<u8>,
    claims: Claims,
}

/// The request that a proof must be made for.
#[derive(Debug, Clone, Copy)]
pub struct Requested<'a> {
    /// The method.
    pub method: &'a str,
    /// The addresses that the request may have had from outside.
    pub targets: &'a [Target],
    /// The access token that is sent beside the proof.
    pub token: Option<&'a [u8]>,
}

/// A proof made with this key for this request. Made only by [`Sent::check`]; whether it was used
/// before is for another to say.
#[derive(Debug, PartialEq, Eq)]
pub struct Proof {
    key: Thumbprint,
    jti: String,
    good_until: Timestamp,
}

impl Proof {
    /// The RFC 7638 thumbprint of the key that signed it.
    #[must_use]
    pub const fn key(&self) -> Thumbprint {
        self.key
    }

    /// The proof's own name.
    #[must_use]
    pub fn jti(&self) -> &str {
        &self.jti
    }

    /// The last second in which the proof would be taken.
    #[must_use]
    pub const fn good_until(&self) -> Timestamp {
        self.good_until
    }
}

impl<'a> Sent<'a> {
    /// Reads the form, the header and the claims of a proof.
    ///
    /// # Errors
    /// Says which part breaks which rule.
    pub fn parse(text: &'a str) -> Result<Self, ProofFault> {
        let parts = Parts::split(text, PROOF_BYTES).map_err(ProofFault::Malformed)?;
        let (alg, jwk) = read_header(parts.header)?;
        let claims = read_claims(parts.claims).map_err(ProofFault::Malformed)?;
        Ok(Self { alg, jwk, signed: parts.signed, signature: parts.signature, claims })
    }

    /// The server's nonce in it, as the sender states it: to be compared with those that were given
    /// out, before the costlier checks.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.claims.text("nonce").ok()
    }

    /// Checks key, signature and claims against the request, in that order (RFC 9449 section 4.3).
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, requested: &Requested<'_>, now: Timestamp) -> Result<Proof, ProofFault> {
        let key = VerifyingKey::from_jwk(&self.jwk).map_err(ProofFault::Key)?;
        key.verify(self.alg, self.signed.as_bytes(), &self.signature)
            .map_err(|_| ProofFault::Signature)?;
        let jti = self.claims.text("jti")?;
        if !(1..=PROOF_JTI_BYTES.most).contains(&jti.len()) {
            return Err(ProofFault::Claim("jti"));
        }
        if self.claims.text("htm")? != requested.method {
            return Err(ProofFault::Method);
        }
        let target = Target::parse(self.claims.text("htu")?).ok_or(ProofFault::Claim("htu"))?;
        if !requested.targets.contains(&target) {
            return Err(ProofFault::Target);
        }
        let good_until = self.check_time(now)?;
        self.check_token(requested.token)?;
        let key = Thumbprint::parse(key.thumbprint());
        let key = key.map_err(|_| ProofFault::Key(KeyError::NotAKey))?;
        Ok(Proof { key, jti: jti.to_owned(), good_until })
    }

    /// Compares `iat` with the clock in whole seconds, as clients write it.
    fn check_time(&self, now: Timestamp) -> Result<Timestamp, ProofFault> {
        let made = Timestamp::from_seconds(self.claims.date("iat")?.seconds());
        let now = Timestamp::from_seconds(now.seconds());
        let good_until = made.plus(PROOF_LIFETIME);
        if made > now.plus(PROOF_AHEAD) {
            return Err(ProofFault::Ahead);
        }
        if now > good_until { Err(ProofFault::Old) } else { Ok(good_until) }
    }

    fn check_token(&self, token: Option<&[u8]>) -> Result<(), ProofFault> {
        match token {
            None => Ok(()),
            Some(token) if self.claims.text("ath")? == token_hash(token) => Ok(()),
            Some(_) => Err(ProofFault::Token),
        }
    }
}

/// Gives the algorithm and the key, which is for that algorithm alone.
fn read_header(mut header: Map<String, Value>) -> Result<(Algorithm, Value), ProofFault> {
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    if !text("typ").is_some_and(|typ| same_media_type(typ, PROOF_TYPE)) {
        return Err(ProofFault::Type);
    }
    let alg = text("alg").and_then(Algorithm::named).ok_or(ProofFault::Algorithm)?;
    if let Some(name) = REFUSED.into_iter().find(|name| header.contains_key(*name)) {
        return Err(ProofFault::Header(name));
    }
    let mut jwk = header.remove("jwk").ok_or(ProofFault::KeyMissing)?;
    let members = jwk.as_object_mut().ok_or(ProofFault::Key(KeyError::NotJson))?;
    // A key that names no algorithm is made ready for this one, not for every one of its kind.
    members.entry("alg").or_insert_with(|| alg.name().into());
    Ok((alg, jwk))
}

/// The `ath` of an access token (RFC 9449 section 4.2): SHA-256 of its text, base64url.
fn token_hash(token: &[u8]) -> String {
    encode_base64url(Thumbprint::of(token).as_bytes())
}
