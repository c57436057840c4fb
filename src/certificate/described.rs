//! What a certificate says of itself, for who holds its key: nothing of it is checked against others.

use super::leaf::Stated;
use super::{CertificateError, RsaNumbers, authority};
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;

/// A business certificate, as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The organisation that it was issued to.
    pub organisation: Organisation,
    /// The public key.
    pub key: RsaNumbers,
    /// Its first and last moments.
    pub valid: (Timestamp, Timestamp),
    /// Who issued it, as RFC 4514 writes names.
    pub issuer: String,
}

/// Reads a certificate in DER without checking where it comes from.
///
/// # Errors
/// When it is not a business certificate for signatures.
pub fn describe(der: &[u8]) -> Result<Described, CertificateError> {
    let Stated { organisation, key, .. } = Stated::read(der)?;
    let certificate = authority::read(der).ok_or(CertificateError::Unreadable)?;
    let seconds = |time: i64| Timestamp::from_seconds(u64::try_from(time).unwrap_or_default());
    let validity = certificate.validity();
    let valid = (seconds(validity.not_before.timestamp()), seconds(validity.not_after.timestamp()));
    let issuer = certificate.issuer().to_string();
    Ok(Described { organisation, key, valid, issuer })
}
