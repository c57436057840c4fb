//! The certificate authorities that business certificates are accepted from.

use crate::vocab::time::Timestamp;
use rustls::pki_types::{CertificateDer, TrustAnchor};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

/// Trust anchors, and issuers between them and the leaves: clients often send the leaf alone.
#[derive(Debug)]
pub struct Authorities {
    anchors: Vec<TrustAnchor<'static>>,
    intermediates: Vec<CertificateDer<'static>>,
    all: Vec<CertificateDer<'static>>,
}

/// Why a configured authority cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// There is no trust anchor.
    #[error("there is no trust anchor, so every certificate would be refused")]
    NoAnchor,
    /// A certificate cannot be read.
    #[error("certificate {0} is not an X.509 certificate that can be read")]
    Unreadable(usize),
    /// A certificate is not an authority's.
    #[error("certificate {0} is not a certificate authority's, so nothing can be issued under it")]
    NotAnAuthority(usize),
}

impl Authorities {
    /// Anchors, which are trusted, and intermediates, which are trusted when an anchor vouches for
    /// them. Errors count the certificates from 1, anchors first.
    ///
    /// # Errors
    /// When there is no anchor, or a certificate is no authority's.
    pub fn new(
        anchors: Vec<CertificateDer<'static>>,
        intermediates: Vec<CertificateDer<'static>>,
    ) -> Result<Self, AuthorityError> {
        if anchors.is_empty() {
            return Err(AuthorityError::NoAnchor);
        }
        let all: Vec<_> = anchors.iter().chain(&intermediates).cloned().collect();
        for (at, certificate) in all.iter().enumerate() {
            let certificate = read(certificate).ok_or(AuthorityError::Unreadable(at + 1))?;
            if !may_issue(&certificate) {
                return Err(AuthorityError::NotAnAuthority(at + 1));
            }
        }
        let anchors = anchors.iter().enumerate().map(|(at, certificate)| {
            webpki::anchor_from_trusted_cert(certificate)
                .map(|anchor| anchor.to_owned())
                .map_err(|_| AuthorityError::Unreadable(at + 1))
        });
        Ok(Self { anchors: anchors.collect::<Result<_, _>>()?, intermediates, all })
    }

    pub(super) fn anchors(&self) -> &[TrustAnchor<'static>] {
        &self.anchors
    }

    pub(super) fn intermediates(&self) -> &[CertificateDer<'static>] {
        &self.intermediates
    }

    /// The authorities' certificates, parsed.
    pub(super) fn certificates(&self) -> impl Iterator<Item = X509Certificate<'_>> {
        self.all.iter().filter_map(|certificate| read(certificate))
    }
}

/// One certificate and nothing after it.
pub(super) fn read(certificate: &[u8]) -> Option<X509Certificate<'_>> {
    let (rest, certificate) = X509Certificate::from_der(certificate).ok()?;
    rest.is_empty().then_some(certificate)
}

/// The first moment at which a certificate has expired: its `notAfter` is the last second it is valid.
pub(super) fn ends(certificate: &[u8]) -> Option<Timestamp> {
    let last = read(certificate)?.validity().not_after.timestamp();
    Some(Timestamp::from_seconds(u64::try_from(last).ok()?.saturating_add(1)))
}

/// Whether the certificate is an authority's whose key usage, if it says one, is to issue (RFC 5280
/// sections 4.2.1.3 and 4.2.1.9).
fn may_issue(certificate: &X509Certificate<'_>) -> bool {
    let constraints = certificate.basic_constraints();
    let authority = matches!(constraints, Ok(Some(constraints)) if constraints.value.ca);
    let signs = match certificate.key_usage() {
        Ok(usage) => usage.is_none_or(|usage| usage.value.key_cert_sign()),
        Err(_) => false,
    };
    authority && signs
}
