//! A signed grant, checked: from the text to who may have a token for which scopes.
//!
//! The checks stand in the order in which Maskinporten's errors tell them apart: form, header,
//! client, key, signature, audience, claims, time, scope, access, delegation.

mod access;
mod authenticate;
mod claims;
mod signature;

pub use signature::Signatures;

use super::certificates::Certificates;
use super::details::{Asked, BoundSystemUser};
use super::refused::{GrantRefused, Refusal};
use super::{CLOCK_SKEW, IssuerUrl, TOKEN_LIFETIME};
use crate::jose::alg::Algorithm;
use crate::jose::jws::{Compact, Header, X5c};
use crate::registry::Registry;
use crate::registry::client::{Client, SenderConstraint};
use crate::registry::scope::TokenSigning;
use crate::vocab::method::ClientMethod;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scopes;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use authenticate::Proof;
use std::time::Duration;

/// A grant that earns a token, if it was not used before. Made only by [`read`].
#[derive(Debug)]
pub struct Grant {
    pub(super) client: ClientId,
    pub(super) method: ClientMethod,
    pub(super) consumer: Organisation,
    pub(super) delegated: Option<Delegated>,
    pub(super) sub_client: Option<ClientId>,
    pub(super) scopes: Scopes,
    pub(super) audience: Vec<String>,
    pub(super) pid: Option<PersonNumber>,
    pub(super) details: Asked,
    pub(super) system_user: Option<BoundSystemUser>,
    pub(super) id: GrantId,
    pub(super) replayable_until: Timestamp,
    /// How the client and the scopes require the token to be bound.
    pub(super) senders: Vec<SenderConstraint>,
    pub(super) lifetime: Duration,
    pub(super) signing: Algorithm,
}

/// On whose behalf the client's organisation asks, and who vouches for it.
#[derive(Debug)]
pub(super) struct Delegated {
    pub(super) supplier: Organisation,
    pub(super) source: String,
}

/// What makes a grant the same grant: SHA-256 over the client and the `jti`, or without one over
/// the whole grant (which has one spelling: base64url is read strictly, and RSA signatures of one
/// key over one text are equal).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GrantId([u8; 32]);

impl GrantId {
    fn new(client: &ClientId, jti: Option<&str>, assertion: &str) -> Self {
        let (kind, text) = match jti {
            Some(jti) => (b"\0jti\0", jti),
            None => (b"\0jwt\0", assertion),
        };
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        hash.update(client.as_str().as_bytes());
        hash.update(kind);
        hash.update(text.as_bytes());
        let mut id = [0; 32];
        id.iter_mut().zip(hash.finish().as_ref()).for_each(|(to, from)| *to = *from);
        Self(id)
    }

    /// The identity of the client's grant with this `jti`.
    #[must_use]
    pub fn of(client: &ClientId, jti: &str) -> Self {
        Self::new(client, Some(jti), "")
    }

    /// From its text in a ledger entry: 32 bytes in base64url.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        crate::jose::decode_base64url(text)?.try_into().ok().map(Self)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for GrantId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&crate::jose::encode_base64url(self.0))
    }
}

/// Checks a grant at this time; without `certificates` no certificate is accepted. Whether it was used
/// before is asked afterwards ([`super::replay`]).
///
/// # Errors
/// The first rule that it breaks, and the client once that is known.
pub fn read(
    signatures: &Signatures,
    registry: &Registry,
    certificates: Option<&Certificates>,
    issuer: &IssuerUrl,
    assertion: &str,
    now: Timestamp,
) -> Result<Grant, Refusal> {
    let token = Compact::parse(assertion).map_err(GrantRefused::from)?;
    check_header(token.header())?;
    // An unknown client takes as long as a known one: nothing but a look-up depends on it until the
    // signature is checked.
    let when = (now, now.day_in_norway());
    let client = registry.client(&client_id(&token)?).ok_or(GrantRefused::ClientUnknown);
    let proof =
        client.clone().and_then(|client| authenticate::find(&token, client, certificates, when));
    let claims = signatures.check(&token, proof.as_ref().map(Proof::key));
    let client = client?;
    let check = || {
        let (claims, method) = (claims?, proof?.method(client, now)?);
        let claims = claims::read(&claims, issuer, now)?;
        let (consumer, delegated) = access::check(registry, client, &claims, now)?;
        Ok(Grant {
            client: client.id().clone(),
            method,
            consumer,
            delegated,
            sub_client: access::sub_client(registry, client, &claims)?,
            system_user: access::system_user(registry, client, &claims)?,
            id: GrantId::new(client.id(), claims.jti.as_deref(), assertion),
            replayable_until: claims.expires.plus(CLOCK_SKEW),
            lifetime: lifetime(registry, client, &claims.scopes),
            signing: signing(registry, &claims.scopes),
            senders: senders(registry, client, &claims.scopes),
            scopes: claims.scopes,
            audience: claims.audience,
            pid: claims.pid,
            details: claims.details,
        })
    };
    check().map_err(|cause| Refusal { cause, client: Some(client.id().clone()) })
}

fn check_header(header: &Header) -> Result<(), GrantRefused> {
    match header.alg {
        Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 => {}
        Algorithm::Es256 => return Err(GrantRefused::Algorithm),
    }
    if header.typ.is_some() && !header.is_of_type("JWT") {
        return Err(GrantRefused::Type);
    }
    if header.x5c == X5c::NotAnArray {
        return Err(GrantRefused::X5c);
    }
    Ok(())
}

/// The client that the grant says it is from. What cannot be an identifier is nobody's.
fn client_id(token: &Compact<'_>) -> Result<ClientId, GrantRefused> {
    let claims = token.unverified_claims()?;
    ClientId::parse(claims.text("iss")?).map_err(|_| GrantRefused::ClientUnknown)
}

/// How long the token lives: the least of what client and scopes say, else as all do.
fn lifetime(registry: &Registry, client: &Client, scopes: &Scopes) -> Duration {
    let of_scopes = scopes.iter().filter_map(|scope| registry.scope(scope)?.longest_token());
    of_scopes.chain(client.longest_token()).min().unwrap_or(TOKEN_LIFETIME)
}

/// What the token is signed with: ES256 when the providers of all its scopes can check it.
fn signing(registry: &Registry, scopes: &Scopes) -> Algorithm {
    let mut registered = scopes.iter().map(|scope| registry.scope(scope).map(|one| one.signing));
    let all = registered.all(|signing| signing == Some(TokenSigning::Es256));
    if all { Algorithm::Es256 } else { Algorithm::Rs256 }
}

/// Each constraint that the client or one of the scopes is registered with.
fn senders(registry: &Registry, client: &Client, scopes: &Scopes) -> Vec<SenderConstraint> {
    let of_scopes = scopes.iter().filter_map(|scope| registry.scope(scope)?.sender);
    of_scopes.chain(client.sender).collect()
}
