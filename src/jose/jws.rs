//! The compact form of a signed token (RFC 7515 section 7.1).
//!
//! `base64url(header) "." base64url(claims) "." base64url(signature)`, read strictly: exactly three
//! parts, no padding, no white space, unused bits zero, no duplicate names.

pub use super::sign::SigningKey;

use super::alg::Algorithm;
use super::claims::{Claims, Unverified};
use super::jwk::VerifyingKey;
use super::{JoseError, Part, decode_base64url, strict};
use crate::vocab::limits::{Limit, TOKEN_BYTES};
use serde_json::{Map, Value};

/// Header members that are refused: they say where a key is to be had (a key comes from our own
/// registry, never from the token), change what is signed, or make the token another kind of thing.
const REFUSED: [&str; 8] = ["crit", "b64", "jku", "x5u", "jwk", "zip", "enc", "epk"];

/// The longest `kid` that is looked up.
const LONGEST_KID: usize = 256;

/// A well-formed signed token; nothing is verified yet.
#[derive(Debug)]
pub struct Compact<'a> {
    header: Header,
    signed: &'a str,
    claims: &'a str,
    signature: Vec<u8>,
}

/// The parts of a compact JWS of any kind; what its header means is for the kind's own reader.
pub(super) struct Parts<'a> {
    pub(super) header: Map<String, Value>,
    pub(super) signed: &'a str,
    pub(super) claims: &'a str,
    pub(super) signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    pub(super) fn split(text: &'a str, limit: Limit) -> Result<Self, JoseError> {
        if text.len() > limit.most {
            return Err(JoseError::TooLarge(limit));
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(JoseError::NotThreeParts)?;
        let (header, claims) = signed.split_once('.').ok_or(JoseError::NotThreeParts)?;
        if claims.contains('.') {
            return Err(JoseError::NotThreeParts);
        }
        let header = decode_base64url(header).ok_or(JoseError::NotBase64(Part::Header))?;
        let header = strict::object(Part::Header, &header)?;
        let signature = decode_base64url(signature).ok_or(JoseError::NotBase64(Part::Signature))?;
        Ok(Self { header, signed, claims, signature })
    }
}

/// What the header says (RFC 7515 section 4.1). Members that are not named here are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The algorithm, one of the four that exist here.
    pub alg: Algorithm,
    /// Names the key.
    pub kid: Option<String>,
    /// The media type of the token.
    pub typ: Option<String>,
    /// What stands in `x5c`. A certificate there is never trusted by itself.
    pub x5c: X5c,
}

/// The form of the header's certificate chain (RFC 7515 section 4.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum X5c {
    /// There is none.
    Absent,
    /// An array of texts, not decoded.
    Chain(Vec<String>),
    /// Something else; a bare text is a common mistake.
    NotAnArray,
}

impl<'a> Compact<'a> {
    /// Reads the form and the header of a token.
    ///
    /// # Errors
    /// Says which part breaks which rule.
    pub fn parse(text: &'a str) -> Result<Self, JoseError> {
        let Parts { header, signed, claims, signature } = Parts::split(text, TOKEN_BYTES)?;
        Ok(Self { header: Header::read(&header)?, signed, claims, signature })
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The size of the signature.
    #[must_use]
    pub const fn signature_bytes(&self) -> usize {
        self.signature.len()
    }

    /// Checks the signature, then reads the claims.
    ///
    /// # Errors
    /// When the key is for another algorithm, the signature is not the key's, or the claims are not
    /// an object without duplicate names.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Claims, JoseError> {
        key.verify(self.header.alg, self.signed.as_bytes(), &self.signature)?;
        self.read_claims()
    }

    /// The claims as the sender states them, to find out whose key to check the signature with.
    ///
    /// # Errors
    /// When the claims are not an object without duplicate names.
    pub fn unverified_claims(&self) -> Result<Unverified, JoseError> {
        self.read_claims().map(Unverified)
    }

    fn read_claims(&self) -> Result<Claims, JoseError> {
        read_claims(self.claims)
    }
}

pub(super) fn read_claims(part: &str) -> Result<Claims, JoseError> {
    let payload = decode_base64url(part).ok_or(JoseError::NotBase64(Part::Claims))?;
    Claims::read(&payload)
}

impl Header {
    fn read(members: &Map<String, Value>) -> Result<Self, JoseError> {
        if let Some(name) = REFUSED.into_iter().find(|name| members.contains_key(*name)) {
            return Err(JoseError::HeaderRefused(name));
        }
        let alg = members.get("alg").and_then(Value::as_str).and_then(Algorithm::named);
        let kid = text(members, "kid")?;
        if kid.as_ref().is_some_and(|kid| kid.is_empty() || kid.len() > LONGEST_KID) {
            return Err(JoseError::HeaderMalformed("kid"));
        }
        if text(members, "cty")?.is_some_and(|cty| is_jwt(&cty)) {
            return Err(JoseError::HeaderRefused("cty"));
        }
        let x5c = X5c::read(members.get("x5c"));
        let typ = text(members, "typ")?;
        Ok(Self { alg: alg.ok_or(JoseError::Algorithm)?, kid, typ, x5c })
    }

    /// Whether `typ` is this media type, with or without `application/`, in any case (RFC 7515
    /// section 4.1.9).
    #[must_use]
    pub fn is_of_type(&self, media_type: &str) -> bool {
        self.typ.as_deref().is_some_and(|typ| same_media_type(typ, media_type))
    }
}

impl X5c {
    fn read(member: Option<&Value>) -> Self {
        match member {
            None => Self::Absent,
            Some(Value::Array(chain)) => {
                let texts = chain.iter().map(|text| text.as_str().map(str::to_owned));
                texts.collect::<Option<_>>().map_or(Self::NotAnArray, Self::Chain)
            }
            Some(_) => Self::NotAnArray,
        }
    }
}

fn text(members: &Map<String, Value>, name: &'static str) -> Result<Option<String>, JoseError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JoseError::HeaderMalformed(name)),
    }
}

fn is_jwt(media_type: &str) -> bool {
    same_media_type(media_type, "JWT")
}

pub(super) fn same_media_type(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.strip_prefix("application/").map(str::to_owned).unwrap_or(text)
    };
    bare(one) == bare(other)
}
