//! Whose key signed the grant: one that the client has registered (`kid`), or for a client without
//! registered keys that of its organisation's business certificate (`x5c`).

use super::super::certificates::Certificates;
use super::super::refused::GrantRefused;
use crate::certificate::Chain;
use crate::jose::claims::Claims;
use crate::jose::jwk::VerifyingKey;
use crate::jose::jws::{Compact, X5c};
use crate::registry::client::Client;
use crate::vocab::method::ClientMethod;
use crate::vocab::time::Timestamp;

/// Gives the claims once the client's key has signed them, and how the client proved itself.
///
/// A client with registered keys must name one; a certificate beside it proves nothing and is not
/// looked at. A client without them must send its certificate; a `kid` beside it names nothing.
pub(super) fn verify(
    token: &Compact<'_>,
    client: &Client,
    certificates: Option<&Certificates>,
    now: Timestamp,
) -> Result<(Claims, ClientMethod), GrantRefused> {
    if client.keys.is_empty() {
        return by_certificate(token, client, certificates, now);
    }
    let kid = token.header().kid.as_deref().ok_or(GrantRefused::KidMissing)?;
    let key = client.key(kid).ok_or(GrantRefused::KeyUnknown)?;
    let key = key.on(now.day_in_norway()).ok_or(GrantRefused::KeyExpired)?;
    Ok((token.verify(key)?, ClientMethod::RegisteredKey))
}

fn by_certificate(
    token: &Compact<'_>,
    client: &Client,
    certificates: Option<&Certificates>,
    now: Timestamp,
) -> Result<(Claims, ClientMethod), GrantRefused> {
    let X5c::Chain(texts) = &token.header().x5c else {
        return Err(GrantRefused::CertificateMissing);
    };
    let certificates = certificates.ok_or(GrantRefused::NoCertificates)?;
    let chain = Chain::decode(texts).map_err(GrantRefused::X5cContent)?;
    let business = certificates.check(&chain, now).map_err(GrantRefused::Certificate)?;
    let key = business.key();
    let key = VerifyingKey::from_rsa(&key.modulus, &key.exponent, token.header().alg)
        .map_err(GrantRefused::CertificateKey)?;
    let claims = token.verify(&key)?;
    if business.organisation() != client.organisation() {
        return Err(GrantRefused::CertificateOrganisation);
    }
    Ok((claims, business.method()))
}
