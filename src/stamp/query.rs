//! What is sent to a time-stamping authority.

use super::Authority;

/// SHA-256 (2.16.840.1.101.3.4.2.1), with its null parameters.
const SHA256: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];

/// The media type of a query.
pub const QUERY: &str = "application/timestamp-query";

/// The media type of an answer.
pub const REPLY: &str = "application/timestamp-reply";

/// A number that makes an answer one to this query and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// From random bytes; their first two bits are set so that they are one positive number.
    #[must_use]
    pub const fn new(mut random: [u8; 16]) -> Self {
        random[0] = random[0] & 0x3f | 0x40;
        Self(random)
    }

    pub(super) const fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Asks for a time-stamp on a SHA-256 hash, with the authority's certificate in the answer.
#[must_use]
pub fn query(digest: &[u8; 32], nonce: &Nonce, authority: &Authority) -> Vec<u8> {
    let imprint = [SHA256.as_slice(), &element(0x04, digest)].concat();
    let mut parts = element(0x02, &[1]);
    parts.extend(element(0x30, &imprint));
    if let Some(policy) = &authority.policy {
        parts.extend(element(0x06, policy.as_bytes()));
    }
    parts.extend(element(0x02, nonce.bytes()));
    parts.extend(element(0x01, &[0xff]));
    element(0x30, &parts)
}

/// One element of less than 256 bytes: that is checked where a policy is read.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    let mut bytes = vec![tag];
    if length >= 0x80 {
        bytes.push(0x81);
    }
    bytes.push(length);
    bytes.extend_from_slice(content);
    bytes
}
