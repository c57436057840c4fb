//! Floor 10: signed tokens. JSON Web Signatures (RFC 7515), keys (RFC 7517) and claims (RFC 7519).
//!
//! The compact form, the header and the claims are read by the strict code here, so that no two
//! readers can understand one token differently (RFC 8725); the arithmetic is OpenSSL's, by josekit
//! (RSA) and ring's (checking of P-256). Only four algorithms exist: whatever else a header names is
//! refused before a key is looked at.

pub mod alg;
pub mod claims;
pub mod dpop;
pub mod jwk;
pub mod jws;
mod sign;
pub mod signer;
pub mod stand_in;
mod strict;

use crate::vocab::limits::Limit;

/// What is wrong with a token, or with the use of a key on it. Says which part and which rule, never
/// what stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// It is larger than the limit.
    #[error("the token is larger than {0}")]
    TooLarge(Limit),
    /// It has not the three parts of a compact JWS (so is an encrypted token, JSON, or no token).
    #[error("the token is not three parts joined by full stops")]
    NotThreeParts,
    /// A part is not base64url without padding, or its unused bits are not zero.
    #[error("the {0} is not base64url without padding")]
    NotBase64(Part),
    /// A part is not a JSON object.
    #[error("the {0} is not a JSON object")]
    NotJson(Part),
    /// A part names a member twice (names are compared unescaped).
    #[error("the {0} has a duplicate name")]
    DuplicateName(Part),
    /// A part is nested too deep.
    #[error("nesting deeper than {limit} in the {part}")]
    TooDeep {
        /// The part.
        part: Part,
        /// The limit.
        limit: Limit,
    },
    /// The header names no permitted algorithm.
    #[error("the header's alg is none of RS256, RS384, RS512 and ES256")]
    Algorithm,
    /// The header has a member that would change what the token means or where its key comes from.
    #[error("the header has the member {0}, which is not accepted")]
    HeaderRefused(&'static str),
    /// A member of the header has another type or form than RFC 7515 gives it.
    #[error("the header's {0} is malformed")]
    HeaderMalformed(&'static str),
    /// The key does not do the algorithm that the header names.
    #[error("the key is not for the header's alg")]
    KeyAlgorithm,
    /// The signature is not the key's over this token.
    #[error("the signature does not match")]
    Signature,
    /// The signature could not be made, or the claims could not be written as JSON.
    #[error("the token could not be signed")]
    Signing,
}

/// A part of a compact JWS, or the key set that is read by the same rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The protected header.
    Header,
    /// The payload.
    Claims,
    /// The signature.
    Signature,
    /// A JSON Web Key Set.
    KeySet,
}

impl std::fmt::Display for Part {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Header => "header",
            Self::Claims => "claims",
            Self::Signature => "signature",
            Self::KeySet => "key set",
        })
    }
}

/// Decodes base64url as RFC 7515 section 2 wants it: no padding, no white space, unused bits zero.
pub(crate) fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

/// Encodes base64url without padding.
pub(crate) fn encode_base64url(bytes: impl AsRef<[u8]>) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
