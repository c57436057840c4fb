//! The certificates of a grant's header, decoded.

use crate::vocab::limits::Limit;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;

/// The certificates of one grant: the leaf, and up to three issuers.
pub const CERTIFICATES: Limit = Limit { name: "x5c_certificates", most: 4 };

/// One certificate of a grant. A business certificate with an RSA-4096 key is about 2 kB.
pub const CERTIFICATE_BYTES: Limit = Limit { name: "x5c_certificate_bytes", most: 4096 };

/// A leaf and perhaps some of its issuers, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    leaf: CertificateDer<'static>,
    issuers: Vec<CertificateDer<'static>>,
}

/// Why the header's `x5c` holds no certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// The array is empty.
    #[error("must hold a certificate")]
    Empty,
    /// There are more certificates than the limit.
    #[error("has more certificates than {0}")]
    TooMany(Limit),
    /// A text is not standard base64 with padding (RFC 7515 section 4.1.6).
    #[error("must hold certificates in standard base64 with padding, without line breaks")]
    NotBase64,
    /// A certificate is larger than the limit.
    #[error("has a certificate larger than {0}")]
    TooLarge(Limit),
}

impl Chain {
    /// Decodes the texts of `x5c`, the leaf first.
    ///
    /// # Errors
    /// When there are none or too many, or one is too large or not base64.
    pub fn decode(texts: &[String]) -> Result<Self, ChainFault> {
        if texts.len() > CERTIFICATES.most {
            return Err(ChainFault::TooMany(CERTIFICATES));
        }
        let mut decoded = texts.iter().map(|text| decode(text));
        let leaf = decoded.next().ok_or(ChainFault::Empty)??;
        Ok(Self { leaf, issuers: decoded.collect::<Result<_, _>>()? })
    }

    /// SHA-256 over all of it, so that a chain can be known again.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        for certificate in std::iter::once(&self.leaf).chain(&self.issuers) {
            hash.update(&certificate.len().to_be_bytes());
            hash.update(certificate);
        }
        let mut digest = [0; 32];
        digest.iter_mut().zip(hash.finish().as_ref()).for_each(|(to, from)| *to = *from);
        digest
    }

    pub(super) const fn leaf(&self) -> &CertificateDer<'static> {
        &self.leaf
    }

    pub(super) fn issuers(&self) -> &[CertificateDer<'static>] {
        &self.issuers
    }
}

fn decode(text: &str) -> Result<CertificateDer<'static>, ChainFault> {
    // Three bytes are four characters.
    if text.len() > CERTIFICATE_BYTES.most.div_ceil(3) * 4 {
        return Err(ChainFault::TooLarge(CERTIFICATE_BYTES));
    }
    STANDARD.decode(text).map(CertificateDer::from).map_err(|_| ChainFault::NotBase64)
}
