//! SHA-256 of what proves who holds a token: a key or a certificate.

use super::Malformed;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

/// 32 bytes of SHA-256; as text 43 characters of base64url, the form of `jkt` (RFC 9449 section 6.1)
/// and `x5t#S256` (RFC 8705 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// The thumbprint of these bytes: a certificate's DER, or the canonical JSON of a key (RFC 7638).
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = [0; 32];
        hash.iter_mut().zip(digest(&SHA256, bytes).as_ref()).for_each(|(to, from)| *to = *from);
        Self(hash)
    }

    /// From its text.
    ///
    /// # Errors
    /// When it is not 32 bytes in base64url without padding.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("thumbprint", "must be 32 bytes in base64url");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong)?;
        bytes.try_into().map(Self).map_err(|_| wrong)
    }

    /// The hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Thumbprint {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}
