//! Sender-constrained tokens: good only for whoever proves to be the one they were issued to.
//!
//! Two ways: a DPoP proof made with a key for each request (RFC 9449), or the client certificate of the
//! TLS connection (RFC 8705 section 3). A proof must hold a nonce that this process gave out within the
//! last minutes, always: so the memory of used proofs is complete even after a restart, because proofs
//! made before it hold a nonce that is no longer known.

mod binding;
mod nonce;
mod used;

pub use binding::Binding;
pub use nonce::NONCE_LIFETIME;
pub use used::REMEMBERED_PROOFS;

use super::IssuerUrl;
use super::accept::{Accepted, Caller, Scheme, TokenRefused};
use super::refused::GrantRefused;
use crate::jose::JoseError;
use crate::jose::dpop::{ProofFault, Requested, Sent, Target};
use crate::registry::client::SenderConstraint;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::vocab::secret::Key32;
use crate::vocab::thumbprint::Thumbprint;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::Request;
use hyper::header::{HeaderName, HeaderValue};
use nonce::{Freshness, Nonces};
use std::sync::Arc;
use used::UsedProofs;

/// Why a proof, or its absence, is refused. The texts go into headers: no quotes, nothing that was
/// sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofRefused {
    /// There is none, and there must be.
    #[error("no DPoP proof was sent")]
    Missing,
    /// There are several.
    #[error("more than one DPoP header field was sent")]
    Repeated,
    /// It is wrong by itself or for this request.
    #[error(transparent)]
    Fault(#[from] ProofFault),
    /// It holds no nonce, or one that this process did not give out lately. Not an error of the
    /// client: the answer brings a nonce to use.
    #[error("the proof must hold the nonce of the DPoP-Nonce header field")]
    Nonce,
    /// It is made with another key than the token's.
    #[error("the proof is signed with another key than the token is bound to")]
    OtherKey,
    /// It was used before.
    #[error("the proof was used before")]
    Used,
    /// More proofs came than can be remembered.
    #[error("more DPoP proofs came than can be remembered")]
    Busy,
}

impl ProofRefused {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "dpop-missing",
            Self::Repeated => "dpop-repeated",
            Self::Fault(fault) => fault.code(),
            Self::Nonce => "dpop-nonce",
            Self::OtherKey => "dpop-key",
            Self::Used => "dpop-used",
            Self::Busy => "dpop-busy",
        }
    }
}

/// What a request brings to prove who sends it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The request's path, as it was sent, without the query.
    pub path: &'a str,
    /// The `DPoP` header field.
    pub proof: ProofField<'a>,
    /// The certificate of the connection.
    pub certificate: Option<Thumbprint>,
}

impl<'a> Evidence<'a> {
    /// What this peer's request brings.
    #[must_use]
    pub fn of(peer: &Peer, request: &'a Request<Bytes>) -> Self {
        let proofs = request.headers().get_all(DPOP).iter();
        Self {
            method: request.method().as_str(),
            path: request.uri().path(),
            proof: ProofField::of(proofs.map(HeaderValue::as_bytes)),
            certificate: peer.certificate,
        }
    }
}

/// The header field with a DPoP proof (RFC 9449 section 4.1).
const DPOP: HeaderName = HeaderName::from_static("dpop");

/// A request's `DPoP` header fields: one is right, several never are.
#[derive(Debug, Clone, Copy, Default)]
pub enum ProofField<'a> {
    /// There is none.
    #[default]
    Absent,
    /// There is one.
    One(&'a [u8]),
    /// There are more.
    Several,
}

impl<'a> ProofField<'a> {
    /// From the values of all fields of that name.
    pub fn of(mut fields: impl Iterator<Item = &'a [u8]>) -> Self {
        match (fields.next(), fields.next()) {
            (None, _) => Self::Absent,
            (Some(field), None) => Self::One(field),
            (Some(_), Some(_)) => Self::Several,
        }
    }
}

/// Checks who sends a request; one for the token endpoint and the gateway together, so that a nonce
/// of one is good at the other.
pub struct Senders {
    machine: IssuerUrl,
    mutual: Option<IssuerUrl>,
    nonces: Nonces,
    used: UsedProofs,
}

/// Proof that the sender holds this key; made only by [`Senders::prove_key`].
struct KeyProven {
    key: Thumbprint,
    nonce: Option<String>,
}

/// What a new token is bound to, as the request proved it; made only by [`Senders::bind`].
pub(super) struct Bound {
    pub(super) binding: Binding,
    pub(super) nonce: Option<String>,
}

/// A caller whose token is not bound, or who proved to be the one it is bound to. Made only by
/// [`Senders::confirm`].
#[derive(Debug)]
pub struct Confirmed {
    /// Who asks.
    pub caller: Arc<Caller>,
    /// A nonce to use from now on, when the one in the proof is getting old.
    pub nonce: Option<String>,
}

impl Senders {
    /// For requests to the machine door under these addresses, as it is called from outside: the
    /// issuer's, and the one that asks for client certificates. `nonce_key` is random and this
    /// process's own.
    #[must_use]
    pub fn new(machine: IssuerUrl, mutual: Option<IssuerUrl>, nonce_key: &Key32) -> Self {
        let used = UsedProofs::new(REMEMBERED_PROOFS);
        Self { machine, mutual, nonces: Nonces::new(nonce_key), used }
    }

    /// The same, with another limit on the proofs that are remembered.
    #[must_use]
    pub fn remembering(self, limit: Limit) -> Self {
        Self { used: UsedProofs::new(limit), ..self }
    }

    /// The address of the door that asks for client certificates.
    #[must_use]
    pub const fn mutual_door(&self) -> Option<&IssuerUrl> {
        self.mutual.as_ref()
    }

    /// A nonce to put into proofs, good for at least four minutes.
    #[must_use]
    pub fn nonce(&self, now: Timestamp) -> String {
        self.nonces.newest(now)
    }

    /// Finds out what the token that a client asks for is to be bound to: what its registration or
    /// its scopes require, and a key in any case when the request proves one.
    ///
    /// # Errors
    /// When what is required is not proven, or a proof was sent that is not good.
    pub(super) fn bind(
        &self,
        required: &[SenderConstraint],
        evidence: &Evidence<'_>,
        now: Timestamp,
    ) -> Result<Bound, GrantRefused> {
        let mut bound = Bound { binding: Binding::default(), nonce: None };
        let sent = !matches!(evidence.proof, ProofField::Absent);
        if sent || required.contains(&SenderConstraint::Dpop) {
            let proven = self.prove_key(evidence, None, None, now)?;
            bound.binding.key = Some(proven.key);
            bound.nonce = proven.nonce;
        }
        if required.contains(&SenderConstraint::MutualTls) {
            let certificate = evidence.certificate.ok_or(GrantRefused::ConnectionCertificate)?;
            bound.binding.certificate = Some(certificate);
        }
        Ok(bound)
    }

    /// Checks that the request proves what its token is bound to.
    ///
    /// # Errors
    /// When it does not, or when the scheme says that the token is bound otherwise than it is.
    pub fn confirm(
        &self,
        accepted: Accepted<'_>,
        evidence: &Evidence<'_>,
        now: Timestamp,
    ) -> Result<Confirmed, TokenRefused> {
        let binding = *accepted.caller.binding();
        let (scheme, token) = (accepted.scheme, accepted.token);
        let nonce = self.confirm_key((scheme, binding.key), token, evidence, now)?;
        match (binding.certificate, evidence.certificate) {
            (None, _) => {}
            (Some(_), None) => return Err(TokenRefused::CertificateMissing),
            (Some(bound), Some(sent)) if bound == sent => {}
            (Some(_), Some(_)) => return Err(TokenRefused::CertificateOther),
        }
        Ok(Confirmed { caller: accepted.caller, nonce })
    }

    /// Checks that the request proves the key that its token is bound to, if it is bound to one. Gives a
    /// nonce to use from now on, when the one in the proof is getting old.
    ///
    /// # Errors
    /// When it does not, or when the scheme says that the token is bound otherwise than it is.
    pub fn confirm_key(
        &self,
        (scheme, bound): (Scheme, Option<Thumbprint>),
        token: &[u8],
        evidence: &Evidence<'_>,
        now: Timestamp,
    ) -> Result<Option<String>, TokenRefused> {
        match (scheme, bound) {
            (Scheme::Bearer, None) => Ok(None),
            (Scheme::Bearer, Some(_)) => Err(TokenRefused::BoundToKey),
            (Scheme::Dpop, None) => Err(TokenRefused::NotBoundToKey),
            (Scheme::Dpop, key @ Some(_)) => {
                Ok(self.prove_key(evidence, Some(token), key, now)?.nonce)
            }
        }
    }

    /// Checks the proof, and uses it up. The nonce is looked at before the signature is: it costs
    /// less, and a client without one learns it whatever else is wrong.
    fn prove_key(
        &self,
        evidence: &Evidence<'_>,
        token: Option<&[u8]>,
        expected: Option<Thumbprint>,
        now: Timestamp,
    ) -> Result<KeyProven, ProofRefused> {
        let field = match evidence.proof {
            ProofField::Absent => return Err(ProofRefused::Missing),
            ProofField::Several => return Err(ProofRefused::Repeated),
            ProofField::One(field) => field,
        };
        let text = std::str::from_utf8(field);
        let text = text.map_err(|_| ProofFault::Malformed(JoseError::NotThreeParts))?;
        let sent = Sent::parse(text)?;
        let freshness = sent.nonce().and_then(|nonce| self.nonces.find(nonce, now));
        let freshness = freshness.ok_or(ProofRefused::Nonce)?;
        let below = |door: &IssuerUrl| Target::below(door.as_str(), evidence.path);
        let doors = std::iter::once(&self.machine).chain(&self.mutual);
        let targets: Vec<_> = doors.filter_map(below).collect();
        let requested = Requested { method: evidence.method, targets: &targets, token };
        let proof = sent.check(&requested, now)?;
        if expected.is_some_and(|expected| expected != proof.key()) {
            return Err(ProofRefused::OtherKey);
        }
        self.used.reserve(&proof, now)?;
        let nonce = match freshness {
            Freshness::Newest => None,
            Freshness::Older => Some(self.nonces.newest(now)),
        };
        Ok(KeyProven { key: proof.key(), nonce })
    }
}
