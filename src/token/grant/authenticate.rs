//! Whose key must have signed the grant: one that the client has registered (`kid`), or for a client
//! without registered keys that of its organisation's business certificate (`x5c`).

use super::super::certificates::Certificates;
use super::super::refused::GrantRefused;
use crate::certificate::Chain;
use crate::jose::jwk::VerifyingKey;
use crate::jose::jws::{Compact, X5c};
use crate::registry::client::Client;
use crate::vocab::method::ClientMethod;
use crate::vocab::time::{Day, Timestamp};

/// What a client can prove itself with.
pub(super) enum Proof<'c> {
    Registered(&'c VerifyingKey),
    /// A certificate that was issued here, but may have been revoked since.
    Certificate {
        key: Box<VerifyingKey>,
        chain: Chain,
        certificates: &'c Certificates,
    },
}

/// Finds the key that the grant must be signed with.
///
/// A client with registered keys must name one; a certificate beside it proves nothing and is not
/// looked at. A client without them must send its certificate; a `kid` beside it names nothing.
pub(super) fn find<'c>(
    token: &Compact<'_>,
    client: &'c Client,
    certificates: Option<&'c Certificates>,
    (now, today): (Timestamp, Day),
) -> Result<Proof<'c>, GrantRefused> {
    if client.keys.is_empty() {
        return certificate(token, certificates, now);
    }
    let kid = token.header().kid.as_deref().ok_or(GrantRefused::KidMissing)?;
    let key = client.key(kid).ok_or(GrantRefused::KeyUnknown)?;
    key.on(today).map(Proof::Registered).ok_or(GrantRefused::KeyExpired)
}

fn certificate<'c>(
    token: &Compact<'_>,
    certificates: Option<&'c Certificates>,
    now: Timestamp,
) -> Result<Proof<'c>, GrantRefused> {
    let X5c::Chain(texts) = &token.header().x5c else {
        return Err(GrantRefused::CertificateMissing);
    };
    let certificates = certificates.ok_or(GrantRefused::NoCertificates)?;
    let chain = Chain::decode(texts).map_err(GrantRefused::X5cContent)?;
    let issued = certificates.issued(&chain, now).map_err(GrantRefused::Certificate)?;
    let key = issued.key();
    let key = VerifyingKey::from_rsa(&key.modulus, &key.exponent, token.header().alg)
        .map_err(GrantRefused::CertificateKey)?;
    Ok(Proof::Certificate { key: Box::new(key), chain, certificates })
}

impl Proof<'_> {
    /// The key.
    pub(super) fn key(&self) -> &VerifyingKey {
        match self {
            Self::Registered(key) => key,
            Self::Certificate { key, .. } => key,
        }
    }

    /// How the client has proven itself, once the key has signed. Revocation is looked up now, not
    /// before: it costs more than anyone who only copied a certificate should cause.
    pub(super) fn method(
        &self,
        client: &Client,
        now: Timestamp,
    ) -> Result<ClientMethod, GrantRefused> {
        match self {
            Self::Registered(_) => Ok(ClientMethod::RegisteredKey),
            Self::Certificate { chain, certificates, .. } => {
                let business = certificates.check(chain, now).map_err(GrantRefused::Certificate)?;
                if business.organisation() != client.organisation() {
                    return Err(GrantRefused::CertificateOrganisation);
                }
                Ok(business.method())
            }
        }
    }
}
