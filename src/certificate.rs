//! Floor 10: business certificates (virksomhetssertifikater, RFC 5280): whose is it, and may it be
//! relied on now?
//!
//! A client without registered keys sends its certificate with the grant (`x5c`, RFC 7515 section
//! 4.1.6). Chain, validity and revocation are rustls' own library's work (webpki); what the
//! certificate says about its owner is read here. Everything that decides is an argument: the
//! authorities that are trusted, their revocation lists, the time. Nothing that a certificate names
//! (AIA, CRL distribution points) is ever fetched.
//!
//! Unknown is no: a certificate, or an issuer in its chain, without a current revocation list is
//! refused.

mod authority;
mod chain;
mod described;
mod leaf;
mod refused;
mod revocation;
mod statements;
mod subject;

pub use authority::{Authorities, AuthorityError};
pub use chain::{CERTIFICATE_BYTES, CERTIFICATES, Chain, ChainFault};
pub use described::{Described, describe};
pub use leaf::RsaNumbers;
pub use refused::CertificateError;
pub use revocation::{CRL_BYTES, CrlError, RevocationList, RevocationLists};

use crate::vocab::method::ClientMethod;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use rustls::pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use webpki::{
    EndEntityCert, ExpirationPolicy, ExtendedKeyUsageValidator, KeyPurposeIdIter,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, VerifiedPath,
};

/// Proof that a certificate may be relied on: [`check`] alone makes it. Whoever signs with the key
/// speaks for the organisation.
#[derive(Debug)]
pub struct Business {
    organisation: Organisation,
    method: ClientMethod,
    key: RsaNumbers,
}

impl Business {
    /// The organisation that the certificate was issued to.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// Which kind of certificate it is.
    ///
    /// Maskinporten's documentation names the values and does not say when each is used; this is
    /// our reading. The organisation as `serialNumber` (SEID 1): `virksomhetssertifikat`. As
    /// `organizationIdentifier` (SEID 2.0): `QCForESeal` when the certificate states that it is
    /// qualified and for electronic seals (ETSI EN 319 412-5), else `CForESeal`.
    #[must_use]
    pub const fn method(&self) -> ClientMethod {
        self.method
    }

    /// The public key, not yet checked for known weaknesses.
    #[must_use]
    pub const fn key(&self) -> &RsaNumbers {
        &self.key
    }
}

/// Checks a chain at this time.
///
/// # Errors
/// The first rule that the certificate or its chain breaks.
pub fn check(
    chain: &Chain,
    authorities: &Authorities,
    lists: &RevocationLists,
    now: Timestamp,
) -> Result<Business, CertificateError> {
    let certificate = EndEntityCert::try_from(chain.leaf())?;
    // webpki passes over some that it cannot read; what is sent is read in one way or not at all.
    if !chain.issuers().iter().all(|issuer| authority::read(issuer).is_some()) {
        return Err(CertificateError::Unreadable);
    }
    let sent = chain.issuers().iter().map(|issuer| CertificateDer::from(&**issuer));
    let known = authorities.intermediates().iter().map(|known| CertificateDer::from(&**known));
    let intermediates: Vec<CertificateDer<'_>> = sent.chain(known).collect();
    let revoked: Vec<_> = lists.iter().map(RevocationList::list).collect();
    let revocation = RevocationOptionsBuilder::new(&revoked).ok().map(|options| {
        options
            .with_depth(RevocationCheckDepth::Chain)
            .with_status_policy(UnknownStatusPolicy::Deny)
            .with_expiration_policy(ExpirationPolicy::Enforce)
            .build()
    });
    let without_lists = revocation.is_none();
    let path = certificate.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        authorities.anchors(),
        &intermediates,
        UnixTime::since_unix_epoch(Duration::from_millis(now.millis())),
        AnyUsage,
        revocation,
        None,
    )?;
    if without_lists {
        return Err(CertificateError::RevocationUnknown);
    }
    check_fresh(&path, lists, now)?;
    leaf::read(chain.leaf())
}

/// What webpki leaves to its caller: that the lists it used were obtained lately enough.
fn check_fresh(
    path: &VerifiedPath<'_>,
    lists: &RevocationLists,
    now: Timestamp,
) -> Result<(), CertificateError> {
    let issuers = path.intermediate_certificates().map(|certificate| certificate.issuer());
    let fresh = issuers
        .chain([path.end_entity().issuer()])
        .all(|issuer| lists.of(issuer).all(|list| lists.is_fresh(list, now)));
    if fresh { Ok(()) } else { Err(CertificateError::RevocationStale) }
}

/// Business certificates for authentication and for seals have different extended key usages, and
/// some have none: none is demanded. They must only be readable.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, mut usages: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        usages.try_for_each(|usage| usage.map(drop))
    }
}
