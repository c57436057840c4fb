//! Whose key must have signed the grant: one that the client has registered (`kid`), or for a client
//! without registered keys that of its organisation's business certificate (`x5c`).

use super::super::certificates::Certificates;
use super::super::refused::GrantRefused;
use crate::certificate::{Business, Chain};
use crate::jose::jwk::VerifyingKey;
use crate::jose::jws::{Compact, X5c};
use crate::registry::client::Client;
use crate::vocab::method::ClientMethod;
use crate::vocab::time::Timestamp;

/// What a client can prove itself with.
pub(super) enum Proof<'c> {
    Registered(&'c VerifyingKey),
    Certificate { key: Box<VerifyingKey>, business: Business },
}

/// Finds the key that the grant must be signed with.
///
/// A client with registered keys must name one; a certificate beside it proves nothing and is not
/// looked at. A client without them must send its certificate; a `kid` beside it names nothing.
pub(super) fn find<'c>(
    token: &Compact<'_>,
    client: &'c Client,
    certificates: Option<&Certificates>,
    now: Timestamp,
) -> Result<Proof<'c>, GrantRefused> {
    if client.keys.is_empty() {
        return certificate(token, certificates, now);
    }
    let kid = token.header().kid.as_deref().ok_or(GrantRefused::KidMissing)?;
    let key = client.key(kid).ok_or(GrantRefused::KeyUnknown)?;
    key.on(now.day_in_norway()).map(Proof::Registered).ok_or(GrantRefused::KeyExpired)
}

fn certificate(
    token: &Compact<'_>,
    certificates: Option<&Certificates>,
    now: Timestamp,
) -> Result<Proof<'static>, GrantRefused> {
    let X5c::Chain(texts) = &token.header().x5c else {
        return Err(GrantRefused::CertificateMissing);
    };
    let certificates = certificates.ok_or(GrantRefused::NoCertificates)?;
    let chain = Chain::decode(texts).map_err(GrantRefused::X5cContent)?;
    let business = certificates.check(&chain, now).map_err(GrantRefused::Certificate)?;
    let key = business.key();
    let key = VerifyingKey::from_rsa(&key.modulus, &key.exponent, token.header().alg)
        .map_err(GrantRefused::CertificateKey)?;
    Ok(Proof::Certificate { key: Box::new(key), business })
}

impl Proof<'_> {
    /// The key.
    pub(super) fn key(&self) -> &VerifyingKey {
        match self {
            Self::Registered(key) => key,
            Self::Certificate { key, .. } => key,
        }
    }

    /// How the client has proven itself, once the key has signed.
    pub(super) fn method(&self, client: &Client) -> Result<ClientMethod, GrantRefused> {
        match self {
            Self::Registered(_) => Ok(ClientMethod::RegisteredKey),
            Self::Certificate { business, .. } => {
                if business.organisation() != client.organisation() {
                    return Err(GrantRefused::CertificateOrganisation);
                }
                Ok(business.method())
            }
        }
    }
}
