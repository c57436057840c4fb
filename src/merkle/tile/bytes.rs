//! What a tile and a bundle hold, as bytes.

use super::{FULL, TileError};
use crate::merkle::Hash;
use crate::vocab::limits::ENTRY_BYTES;

/// The bytes of a tile: its hashes, one after the other.
#[must_use]
pub fn encode_hashes(hashes: &[Hash]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(hashes.len() * Hash::BYTES);
    for hash in hashes {
        bytes.extend_from_slice(hash.as_bytes());
    }
    bytes
}

/// Reads the bytes of a tile of `width` hashes.
///
/// # Errors
/// When there are not just as many bytes.
pub fn decode_hashes(bytes: &[u8], width: u16) -> Result<Vec<Hash>, TileError> {
    let (hashes, rest) = bytes.as_chunks();
    if hashes.len() != usize::from(width) || !rest.is_empty() {
        return Err(TileError::Bytes { width });
    }
    Ok(hashes.iter().copied().map(Hash::from_bytes).collect())
}

/// The bytes of a bundle: for each entry its length as a big-endian `u16`, then its bytes.
///
/// # Errors
/// When there are not 1 to 256 entries, or one is longer than [`ENTRY_BYTES`].
pub fn encode_bundle(entries: &[impl AsRef<[u8]>]) -> Result<Vec<u8>, TileError> {
    if entries.is_empty() || entries.len() > usize::from(FULL) {
        return Err(TileError::Width);
    }
    let length = entries.iter().map(|entry| entry.as_ref().len() + 2).sum();
    let mut bytes = Vec::with_capacity(length);
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| TileError::Entry(ENTRY_BYTES))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads the bytes of a bundle of `width` entries.
///
/// # Errors
/// When the bytes hold fewer or more than `width` entries.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, TileError> {
    let mut entries = Vec::with_capacity(usize::from(width.min(FULL)));
    let mut rest = bytes;
    for _ in 0..width {
        let (length, after) = rest.split_first_chunk().ok_or(TileError::Bytes { width })?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(TileError::Bytes { width })?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() { Ok(entries) } else { Err(TileError::Bytes { width }) }
}
