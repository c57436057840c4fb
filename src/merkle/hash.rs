//! The hash of a leaf or a node: SHA-256 with the prefixes of RFC 6962 section 2.1.

use crate::vocab::Malformed;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use serde::{Deserialize, Serialize};

/// A hash of the tree. Its text form is base64 with padding, as notes and proofs write it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

impl Hash {
    /// The bytes of one hash in a tile.
    pub const BYTES: usize = 32;

    /// The root of the tree without leaves: SHA-256 of nothing.
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// The leaf of an entry: SHA-256 of 0x00 and the entry's bytes.
    #[must_use]
    pub fn leaf(entry: &[u8]) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&[0x00]);
        context.update(entry);
        Self::finished(context)
    }

    /// The node over two subtrees: SHA-256 of 0x01 and both hashes.
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        Self::of(0x01, [&left.0, &right.0])
    }

    /// SHA-256 of a prefix, which tells one use from all others, and two parts.
    pub(super) fn of(prefix: u8, parts: [&[u8; 32]; 2]) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&[prefix]);
        for part in parts {
            context.update(part);
        }
        Self::finished(context)
    }

    fn finished(context: digest::Context) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.finish().as_ref());
        Self(bytes)
    }

    /// Takes a hash as a tile holds it.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash as a tile holds it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// When the text is not the base64 of 32 bytes, with padding and without stray bits.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        STANDARD
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or(Malformed::new("hash", "not the base64 of 32 bytes"))
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        base64::display::Base64Display::new(&self.0, &STANDARD).fmt(out)
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, out)
    }
}

impl std::str::FromStr for Hash {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Hash {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}
