//! Every way a token request is refused, with Maskinporten's codes and texts.

mod page;

pub use page::Page;

use super::details::DetailsFault;
use super::sender::ProofRefused;
use crate::certificate::{CertificateError, ChainFault};
use crate::jose::JoseError;
use crate::jose::claims::ClaimError;
use crate::jose::jwk::KeyError;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;

/// Why no token was issued. The text is the `error_description`, without its trace id: names of
/// claims, scopes and organisations, never another value that the client sent.
///
/// Codes and the beginnings of the texts are Maskinporten's ("Feilsøking" in its documentation);
/// where it names no code there is none here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefused {
    /// Another method than POST.
    #[error("Invalid request. A token request is a POST")]
    Method,
    /// The form is not what RFC 7523 section 2.1 asks for.
    #[error("Invalid request. {0}")]
    Form(#[from] FormFault),
    /// Another grant type.
    #[error("Unsupported grant type. Only urn:ietf:params:oauth:grant-type:jwt-bearer is accepted")]
    GrantType,
    /// The grant is not a signed token that one can read in one way only.
    #[error("Invalid assertion. Invalid parameter value: {0}")]
    Malformed(JoseError),
    /// The header brings its own key or changes the meaning of the token.
    #[error("Invalid assertion. Invalid parameter value: JWT header {0} is not accepted")]
    Header(&'static str),
    /// The header says that this is another kind of token, such as an access token.
    #[error("Invalid assertion. Invalid JWT header typ: a grant is of type JWT")]
    Type,
    /// The algorithm is not one of those in the metadata.
    #[error("Invalid assertion. Invalid JWT signature: alg must be RS256, RS384 or RS512")]
    Algorithm,
    /// A certificate chain that is not an array.
    #[error("Invalid assertion. Invalid JWT header x5c: must be an array")]
    X5c,
    /// `x5c` is an array, but not of certificates.
    #[error("Invalid assertion. Invalid JWT header x5c: {0}")]
    X5cContent(ChainFault),
    /// The client has no keys and sent no certificate.
    #[error("Invalid JWT. The client has no registered jwk and no certificate (x5c) provided")]
    CertificateMissing,
    /// Certificates are not accepted here.
    #[error(
        "Invalid JWT. The client has no registered jwk, and this service accepts no certificates (x5c)"
    )]
    NoCertificates,
    /// The certificate, or its chain, breaks a rule.
    #[error(
        "Invalid assertion. Client authentication failed. The JWT is signed with an invalid certificate. Cause: {0}"
    )]
    Certificate(CertificateError),
    /// The certificate's key is weak.
    #[error(
        "Invalid assertion. Client authentication failed. The JWT is signed with an invalid certificate. Cause: {0}"
    )]
    CertificateKey(KeyError),
    /// The certificate is another organisation's.
    #[error("Invalid organization number for client. Does not match certificate orgno")]
    CertificateOrganisation,
    /// No `kid`.
    #[error(
        "Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided"
    )]
    KidMissing,
    /// `iss` names no client.
    #[error("Invalid assertion. Client authentication failed. Client not found")]
    ClientUnknown,
    /// The client has no key of this `kid`.
    #[error("Invalid assertion. Client authentication failed. The client has no such key (kid)")]
    KeyUnknown,
    /// The key's last day has passed.
    #[error("Invalid assertion. Client authentication failed. Expired key.")]
    KeyExpired,
    /// The key was registered for another algorithm.
    #[error("Invalid assertion. Invalid JWT signature: the key is registered for another alg")]
    KeyAlgorithm,
    /// The signature is not the key's.
    #[error("Invalid assertion. Client authentication failed. Invalid JWT signature")]
    Signature,
    /// `aud` is not exactly the issuer.
    #[error("Invalid assertion. Invalid JWT claim aud: must be the issuer identifier, one text")]
    Audience,
    /// A claim that must be there is not.
    #[error("Invalid assertion. Missing JWT claim {0}")]
    ClaimMissing(&'static str),
    /// A claim is of another type or form.
    #[error("Invalid assertion. Invalid parameter value: JWT claim {0}")]
    ClaimMalformed(&'static str),
    /// A claim that no grant has.
    #[error("Invalid assertion. Unknown JWT claim")]
    ClaimUnknown,
    /// `iss_onbehalfof` names no sub-client that may be named.
    #[error("Invalid assertion. {0}")]
    OnBehalfOf(#[from] OnBehalfOfFault),
    /// The `authorization_details` ask for what is not understood or not so.
    #[error("Invalid assertion, {0}")]
    Details(#[from] DetailsFault),
    /// The customer has given the client's organisation no such system user.
    #[error(
        "Invalid altinn customer configuration. The customer has no such system user of the client's organisation"
    )]
    SystemUserUnknown,
    /// `exp` has passed.
    #[error("Invalid assertion. JWT is expired")]
    Expired,
    /// `iat` lies ahead.
    #[error("Invalid assertion. Issue time is after now: iat is more than 10 seconds ahead")]
    IssuedAhead,
    /// `iat` lies too far back.
    #[error("Invalid assertion. Issue time is too old: iat is more than 10 seconds ago")]
    IssuedLongAgo,
    /// `nbf` lies ahead.
    #[error("Invalid assertion. JWT is not valid yet: nbf is more than 10 seconds ahead")]
    NotYetValid,
    /// `exp` is too long after `iat`.
    #[error("Invalid assertion. JWT lifetime is too long: exp - iat is more than 120 seconds")]
    LifetimeTooLong,
    /// `exp` is not after `iat`.
    #[error("Invalid assertion. Invalid JWT lifetime: exp is not after iat")]
    LifetimeNegative,
    /// `scope` is not 1 to 32 scopes of the form prefix:name.
    #[error("Token request contains invalid scopes for client")]
    ScopeMalformed,
    /// The client may not ask for this scope.
    #[error("Token request contains invalid scopes for client, {0}")]
    ScopeNotRegistered(Scope),
    /// The scope's owner has not given the consumer access.
    #[error("Consumer has not been granted access to the scope {0}.")]
    NoAccess(Scope),
    /// The consumer has not delegated to the client's organisation.
    #[error(
        "Consumer {consumer} has not delegated access to the scope {scope} to supplier {supplier}."
    )]
    NotDelegated {
        /// The consumer.
        consumer: Organisation,
        /// The scope.
        scope: Scope,
        /// The client's organisation.
        supplier: Organisation,
    },
    /// `consumer_org` is the client's own organisation, or the scope cannot be delegated.
    #[error(
        "Invalid assertion. The combination consumer_org in claim and delegation scope on client is invalid"
    )]
    ConsumerOrg,
    /// The DPoP proof is not good, or there is none and the client or a scope requires one.
    #[error("Invalid DPoP proof: {0}")]
    Proof(#[from] ProofRefused),
    /// The client or a scope requires tokens bound to a certificate, and the connection has none.
    #[error(
        "Invalid request. The client or scope requires a client certificate: use the token endpoint in mtls_endpoint_aliases"
    )]
    ConnectionCertificate,
    /// The grant, or its `jti`, was used before.
    #[error("Invalid assertion. Grant is used before")]
    Replayed,
    /// More waits to be signed or is remembered than may.
    #[error("The token service is busy. Try again with a new grant")]
    Busy,
    /// The consent source does not answer, or not with a consent.
    #[error("The source of consents does not answer now. Try again later with a new grant")]
    ConsentSource,
    /// The ledger could not write, or the signature could not be made.
    #[error("The token service cannot record tokens now. Try again later with a new grant")]
    Unavailable,
}

/// What is wrong with `iss_onbehalfof`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnBehalfOfFault {
    /// A sub-client is of the client's own organisation.
    #[error("iss_onbehalfof and consumer_org exclude each other")]
    ConsumerOrg,
    /// The client has no such sub-client.
    #[error("iss_onbehalfof is not registered on the client")]
    Unknown,
    /// Maskinporten's rule for scopes with a delegation source.
    #[error("The scope {0} has a delegation source and cannot be used with iss_onbehalfof")]
    Delegable(Scope),
}

/// What is wrong with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// The body is declared as something else.
    #[error("The content type must be application/x-www-form-urlencoded")]
    ContentType,
    /// The body is larger than `token_request_bytes`.
    #[error("The form is too large")]
    TooLarge,
    /// A percent sign that begins no byte, or a byte that is no ASCII.
    #[error("The form is not correctly encoded")]
    Encoding,
    /// A parameter that must be there is not.
    #[error("The parameter {0} is missing")]
    Missing(&'static str),
    /// A parameter stands twice.
    #[error("The parameter {0} is repeated")]
    Repeated(&'static str),
}

/// The `error` member (RFC 6749 section 5.2, and Maskinporten's `forbidden`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorMember {
    /// `invalid_request`
    InvalidRequest,
    /// `invalid_grant`
    InvalidGrant,
    /// `invalid_scope`
    InvalidScope,
    /// `unsupported_grant_type`
    UnsupportedGrantType,
    /// `invalid_altinn_customer_configuration`
    InvalidAltinnCustomerConfiguration,
    /// `forbidden`
    Forbidden,
    /// `invalid_dpop_proof` (RFC 9449 section 5)
    InvalidDpopProof,
    /// `use_dpop_nonce` (RFC 9449 section 8)
    UseDpopNonce,
    /// `temporarily_unavailable`
    TemporarilyUnavailable,
}

impl ErrorMember {
    /// As the wire writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidAltinnCustomerConfiguration => "invalid_altinn_customer_configuration",
            Self::Forbidden => "forbidden",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::UseDpopNonce => "use_dpop_nonce",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }
}

impl GrantRefused {
    /// The `error` member.
    #[must_use]
    pub const fn error(&self) -> ErrorMember {
        match self {
            Self::GrantType => ErrorMember::UnsupportedGrantType,
            Self::Method
            | Self::Form(_)
            | Self::Malformed(_)
            | Self::Header(_)
            | Self::ClaimMissing(_)
            | Self::ClaimMalformed(_)
            | Self::ClaimUnknown
            | Self::OnBehalfOf(_)
            | Self::Details(_)
            | Self::ConsumerOrg
            | Self::ConnectionCertificate => ErrorMember::InvalidRequest,
            Self::Proof(ProofRefused::Nonce) => ErrorMember::UseDpopNonce,
            Self::Proof(ProofRefused::Busy) => ErrorMember::TemporarilyUnavailable,
            Self::Proof(_) => ErrorMember::InvalidDpopProof,
            Self::Type
            | Self::Algorithm
            | Self::X5c
            | Self::X5cContent(_)
            | Self::CertificateMissing
            | Self::NoCertificates
            | Self::Certificate(_)
            | Self::CertificateKey(_)
            | Self::CertificateOrganisation
            | Self::KidMissing
            | Self::ClientUnknown
            | Self::KeyUnknown
            | Self::KeyExpired
            | Self::KeyAlgorithm
            | Self::Signature
            | Self::Audience
            | Self::Expired
            | Self::IssuedAhead
            | Self::IssuedLongAgo
            | Self::NotYetValid
            | Self::LifetimeTooLong
            | Self::LifetimeNegative
            | Self::Replayed => ErrorMember::InvalidGrant,
            Self::ScopeMalformed | Self::ScopeNotRegistered(_) => ErrorMember::InvalidScope,
            Self::SystemUserUnknown => ErrorMember::InvalidAltinnCustomerConfiguration,
            Self::NoAccess(_) | Self::NotDelegated { .. } => ErrorMember::Forbidden,
            Self::Busy | Self::ConsentSource | Self::Unavailable => {
                ErrorMember::TemporarilyUnavailable
            }
        }
    }

    /// The page that explains it: Maskinporten's code, or our own name where it has none. The last
    /// part of `error_uri`, and what ledger and metrics call the refusal.
    #[must_use]
    pub const fn page(&self) -> Page {
        match self {
            Self::Malformed(_)
            | Self::Header(_)
            | Self::ClaimMissing(_)
            | Self::ClaimMalformed(_)
            | Self::ClaimUnknown => Page::Mp011,
            Self::Replayed => Page::Mp012,
            Self::ClientUnknown | Self::KeyUnknown => Page::Mp100,
            Self::Audience => Page::Mp110,
            Self::Certificate(_) | Self::CertificateKey(_) => Page::Mp120,
            Self::KeyExpired => Page::Mp121,
            Self::CertificateOrganisation => Page::Mp122,
            Self::X5c | Self::X5cContent(_) => Page::Mp123,
            Self::Algorithm | Self::KeyAlgorithm | Self::Signature => Page::Mp124,
            Self::Expired => Page::Mp130,
            Self::ScopeMalformed | Self::ScopeNotRegistered(_) => Page::Mp200,
            Self::NoAccess(_) => Page::Mp250,
            Self::NotDelegated { .. } => Page::Mp251,
            Self::Details(DetailsFault::Type) => Page::Mp301,
            Self::Details(DetailsFault::Member(_)) => Page::Mp302,
            Self::Details(DetailsFault::Value(_)) | Self::SystemUserUnknown => Page::Mp303,
            Self::Method => Page::Method,
            Self::Form(_) => Page::Form,
            Self::GrantType => Page::GrantType,
            Self::Type => Page::Typ,
            Self::KidMissing => Page::KidMissing,
            Self::CertificateMissing | Self::NoCertificates => Page::CertificateMissing,
            Self::OnBehalfOf(_) => Page::OnBehalfOf,
            Self::IssuedAhead => Page::IatAhead,
            Self::IssuedLongAgo => Page::IatTooOld,
            Self::NotYetValid => Page::NbfAhead,
            Self::LifetimeTooLong => Page::LifetimeTooLong,
            Self::LifetimeNegative => Page::ExpBeforeIat,
            Self::ConsumerOrg => Page::ConsumerOrg,
            Self::Proof(ProofRefused::Nonce) => Page::DpopNonce,
            Self::Proof(ProofRefused::Busy) | Self::Busy => Page::Busy,
            Self::Proof(_) => Page::DpopProof,
            Self::ConnectionCertificate => Page::ClientCertificate,
            Self::ConsentSource => Page::ConsentSource,
            Self::Unavailable => Page::Unavailable,
        }
    }
}

impl From<JoseError> for GrantRefused {
    fn from(fault: JoseError) -> Self {
        match fault {
            JoseError::Algorithm => Self::Algorithm,
            JoseError::HeaderRefused(name) => Self::Header(name),
            JoseError::KeyAlgorithm => Self::KeyAlgorithm,
            JoseError::Signature => Self::Signature,
            JoseError::TooLarge(_)
            | JoseError::NotThreeParts
            | JoseError::NotBase64(_)
            | JoseError::NotJson(_)
            | JoseError::DuplicateName(_)
            | JoseError::TooDeep { .. }
            | JoseError::HeaderMalformed(_)
            | JoseError::Signing => Self::Malformed(fault),
        }
    }
}

impl From<ClaimError> for GrantRefused {
    fn from(fault: ClaimError) -> Self {
        match fault {
            ClaimError::Missing(name) => Self::ClaimMissing(name),
            ClaimError::Malformed(name) => Self::ClaimMalformed(name),
        }
    }
}

/// A refused request, and the registered client that it named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub cause: GrantRefused,
    /// Which client, when `iss` names a registered one. The client is proven only if the signature
    /// was not the cause.
    pub client: Option<ClientId>,
}

impl From<GrantRefused> for Refusal {
    fn from(cause: GrantRefused) -> Self {
        Self { cause, client: None }
    }
}
