//! Floor 10: the Merkle tree of the ledger and the C2SP formats around it. No IO, no clock.
//!
//! A leaf is the hash of an entry's bytes, 256 hashes make a tile, and a signed checkpoint names the
//! root. Nothing here knows what an entry means. Formats: RFC 6962 section 2.1 for the hashes,
//! c2sp.org/tlog-tiles, c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature,
//! c2sp.org/tlog-witness, c2sp.org/tlog-policy and c2sp.org/tlog-proof; the map is our own and described
//! where it is made.

pub mod checkpoint;
pub mod cosign;
mod hash;
pub mod map;
pub mod note;
pub mod policy;
pub mod proof;
pub mod tile;
pub mod tree;
pub mod witness;

pub use hash::Hash;

/// The most leaves a tree may have: sizes are signed 64-bit numbers to the rest of the world, and a
/// proof then has at most 63 hashes.
pub const MOST_LEAVES: u64 = i64::MAX as u64;

/// Reads a decimal number in its only form: ASCII digits, no sign, no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if canonical && digits { text.parse().ok() } else { None }
}
