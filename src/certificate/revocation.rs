//! Certificate revocation lists (RFC 5280 section 5).
//!
//! A list is signed, so it does not matter which way it came; it matters that it is its issuer's and
//! that nobody slips in an older one.

use super::Authorities;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use webpki::{CertRevocationList, OwnedCertRevocationList};
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer as _;
use x509_parser::revocation_list::CertificateRevocationList;
use x509_parser::time::ASN1Time;

/// One revocation list, as DER or PEM.
pub const CRL_BYTES: Limit = Limit { name: "crl_bytes", most: 16 * 1024 * 1024 };

/// A list that one of the authorities has signed.
#[derive(Debug)]
pub struct RevocationList {
    list: CertRevocationList<'static>,
    issued: Timestamp,
    expires: Timestamp,
    obtained: Timestamp,
}

/// Why a list is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CrlError {
    /// It is larger than the limit.
    #[error("the revocation list is larger than {0}")]
    TooLarge(Limit),
    /// It cannot be read.
    #[error("it is not a version 2 revocation list, whole and direct, with a next update")]
    Unreadable,
    /// None of the configured authorities is its issuer.
    #[error("the revocation list's issuer is neither among the anchors nor the intermediates")]
    UnknownIssuer,
    /// The signature is not its issuer's.
    #[error("the revocation list is not signed by its issuer")]
    Forged,
    /// It is older than the one that is held.
    #[error("the revocation list is older than the one that is held")]
    Older,
}

impl RevocationList {
    /// Reads a list in DER or PEM that was obtained at this time.
    ///
    /// # Errors
    /// When it cannot be read, or none of the authorities has signed it.
    pub fn read(
        bytes: &[u8],
        authorities: &Authorities,
        obtained: Timestamp,
    ) -> Result<Self, CrlError> {
        if bytes.len() > CRL_BYTES.most {
            return Err(CrlError::TooLarge(CRL_BYTES));
        }
        if bytes.starts_with(b"-----BEGIN") {
            let (_, pem) = parse_x509_pem(bytes).map_err(|_| CrlError::Unreadable)?;
            return Self::read_der(&pem.contents, authorities, obtained);
        }
        Self::read_der(bytes, authorities, obtained)
    }

    fn read_der(
        der: &[u8],
        authorities: &Authorities,
        obtained: Timestamp,
    ) -> Result<Self, CrlError> {
        let list = OwnedCertRevocationList::from_der(der).map_err(|_| CrlError::Unreadable)?;
        let (_, parsed) =
            CertificateRevocationList::from_der(der).map_err(|_| CrlError::Unreadable)?;
        let moment = |time: ASN1Time| {
            let seconds = u64::try_from(time.timestamp()).map_err(|_| CrlError::Unreadable)?;
            Ok(Timestamp::from_seconds(seconds))
        };
        let issued = moment(parsed.last_update())?;
        let expires = moment(parsed.next_update().ok_or(CrlError::Unreadable)?)?;
        check_signature(&parsed, authorities)?;
        Ok(Self { list: CertRevocationList::Owned(list), issued, expires, obtained })
    }

    /// This list, unless it is older than the one that is held for the same source: an old list may
    /// still be current, and whoever replays it hides a revocation.
    ///
    /// # Errors
    /// [`CrlError::Older`].
    pub fn instead_of(self, held: Option<&Self>) -> Result<Self, CrlError> {
        let older =
            held.is_some_and(|held| self.covers_the_same(held) && self.issued < held.issued);
        if older { Err(CrlError::Older) } else { Ok(self) }
    }

    /// When the issuer made it (`thisUpdate`).
    #[must_use]
    pub const fn issued(&self) -> Timestamp {
        self.issued
    }

    /// Whether both are of one issuer and, where it has several lists, of one part of them.
    fn covers_the_same(&self, other: &Self) -> bool {
        self.list.issuer() == other.list.issuer()
            && self.list.issuing_distribution_point() == other.list.issuing_distribution_point()
    }

    pub(super) const fn list(&self) -> &CertRevocationList<'static> {
        &self.list
    }
}

/// webpki checks the signature too, each time the list is used; here a list that nobody signed is
/// kept from taking the place of a good one.
fn check_signature(
    list: &CertificateRevocationList<'_>,
    authorities: &Authorities,
) -> Result<(), CrlError> {
    let mut verdict = Err(CrlError::UnknownIssuer);
    for authority in authorities.certificates() {
        if authority.subject().as_raw() == list.issuer().as_raw() {
            if list.verify_signature(authority.public_key()).is_ok() {
                return Ok(());
            }
            verdict = Err(CrlError::Forged);
        }
    }
    verdict
}

/// The lists of one moment, and how long a list is relied on after it was last obtained.
#[derive(Debug, Clone)]
pub struct RevocationLists {
    lists: Vec<Arc<RevocationList>>,
    max_age: Duration,
}

impl RevocationLists {
    /// Of several lists for the same certificates the newest counts, wherever it came from.
    #[must_use]
    pub fn new(mut lists: Vec<Arc<RevocationList>>, max_age: Duration) -> Self {
        lists.sort_by_key(|list| std::cmp::Reverse((list.issued, list.obtained)));
        let mut newest: Vec<Arc<RevocationList>> = Vec::with_capacity(lists.len());
        for list in lists {
            if !newest.iter().any(|newer| newer.covers_the_same(&list)) {
                newest.push(list);
            }
        }
        Self { lists: newest, max_age }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &RevocationList> {
        self.lists.iter().map(AsRef::as_ref)
    }

    /// The lists of this issuer, whose name is given as it stands in DER.
    pub(super) fn of<'l>(&'l self, issuer: &'l [u8]) -> impl Iterator<Item = &'l RevocationList> {
        self.iter().filter(move |list| list.list.issuer() == issuer)
    }

    /// The first moment at which the list is too old.
    pub(super) fn counts_until(&self, list: &RevocationList) -> Timestamp {
        list.expires.min(list.obtained.plus(self.max_age))
    }
}
