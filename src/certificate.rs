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
use leaf::Stated;
use rustls::pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use webpki::{
    EndEntityCert, ExpirationPolicy, ExtendedKeyUsageValidator, KeyPurposeIdIter,
    RevocationCheckDepth, RevocationOptions, RevocationOptionsBuilder, UnknownStatusPolicy,
    VerifiedPath,
};

/// A certificate that one of the authorities issued and that is within its time: [`issued`] alone makes
/// it. Whether it was revoked is not known yet, so its key is good for checking a signature and no more.
#[derive(Debug)]
pub struct Issued(Stated);

impl Issued {
    /// The public key, not yet checked for known weaknesses.
    #[must_use]
    pub const fn key(&self) -> &RsaNumbers {
        &self.0.key
    }
}

/// Proof that a certificate may be relied on: [`check`] alone makes it. Whoever signs with the key
/// speaks for the organisation.
#[derive(Debug)]
pub struct Business {
    stated: Stated,
    until: Timestamp,
}

impl Business {
    /// The organisation that the certificate was issued to.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.stated.organisation
    }

    /// Which kind of certificate it is.
    ///
    /// Maskinporten's documentation names the values and does not say when each is used; this is
    /// our reading. The organisation as `serialNumber` (SEID 1): `virksomhetssertifikat`. As
    /// `organizationIdentifier` (SEID 2.0): `QCForESeal` when the certificate states that it is
    /// qualified and for electronic seals (ETSI EN 319 412-5), else `CForESeal`.
    #[must_use]
    pub const fn method(&self) -> ClientMethod {
        self.stated.method
    }

    /// The first moment at which a certificate of the chain has expired or a revocation list is too
    /// old: before it, the same chain and lists give the same answer.
    #[must_use]
    pub const fn until(&self) -> Timestamp {
        self.until
    }
}

/// Checks that an authority issued the leaf and that it is within its time, and reads what it says.
///
/// # Errors
/// The first rule that the certificate or its chain breaks.
pub fn issued(
    chain: &Chain,
    authorities: &Authorities,
    now: Timestamp,
) -> Result<Issued, CertificateError> {
    with_path(chain, authorities, None, now, |_| ())?;
    Stated::read(chain.leaf()).map(Issued)
}

/// Checks the same, and that neither the leaf nor an issuer was revoked. It costs a hash over each
/// revocation list, so the leaf's owner should have been met before.
///
/// # Errors
/// The first rule that the certificate or its chain breaks.
pub fn check(
    chain: &Chain,
    authorities: &Authorities,
    lists: &RevocationLists,
    now: Timestamp,
) -> Result<Business, CertificateError> {
    let revoked: Vec<_> = lists.iter().map(RevocationList::list).collect();
    let options = RevocationOptionsBuilder::new(&revoked);
    let options = options.map_err(|_| CertificateError::RevocationUnknown)?;
    let options = options
        .with_depth(RevocationCheckDepth::Chain)
        .with_status_policy(UnknownStatusPolicy::Deny)
        .with_expiration_policy(ExpirationPolicy::Enforce)
        .build();
    let until = with_path(chain, authorities, Some(options), now, |path| until(path, lists))??;
    if now >= until {
        // webpki has looked at every time but one: when the lists were obtained.
        return Err(CertificateError::RevocationStale);
    }
    Ok(Business { stated: Stated::read(chain.leaf())?, until })
}

/// Builds the path from the leaf to an anchor and shows it.
fn with_path<T>(
    chain: &Chain,
    authorities: &Authorities,
    revocation: Option<RevocationOptions<'_>>,
    now: Timestamp,
    show: impl FnOnce(&VerifiedPath<'_>) -> T,
) -> Result<T, CertificateError> {
    let leaf = EndEntityCert::try_from(chain.leaf())?;
    // webpki passes over some that it cannot read; what is sent is read in one way or not at all.
    if !chain.issuers().iter().all(|issuer| authority::read(issuer).is_some()) {
        return Err(CertificateError::Unreadable);
    }
    let sent = chain.issuers().iter().map(|issuer| CertificateDer::from(&**issuer));
    let known = authorities.intermediates().iter().map(|known| CertificateDer::from(&**known));
    let intermediates: Vec<CertificateDer<'_>> = sent.chain(known).collect();
    let path = leaf.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        authorities.anchors(),
        &intermediates,
        UnixTime::since_unix_epoch(Duration::from_millis(now.millis())),
        AnyUsage,
        revocation,
        None,
    )?;
    Ok(show(&path))
}

/// The first moment at which the path or a list for it does not count any more.
fn until(path: &VerifiedPath<'_>, lists: &RevocationLists) -> Result<Timestamp, CertificateError> {
    let leaf: &webpki::Cert<'_> = path.end_entity();
    let mut first: Option<Timestamp> = None;
    for certificate in path.intermediate_certificates().chain([leaf]) {
        let ends = authority::ends(&certificate.der()).ok_or(CertificateError::Unreadable)?;
        let stale = lists.of(certificate.issuer()).map(|list| lists.counts_until(list));
        first = stale.chain([ends]).chain(first).min();
    }
    first.ok_or(CertificateError::Unreadable)
}

/// Business certificates for authentication and for seals have different extended key usages, and
/// some have none: none is demanded. They must only be readable.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, mut usages: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        usages.try_for_each(|usage| usage.map(drop))
    }
}
