//! Tiles of 256 hashes and bundles of 256 entries, their bytes and their paths
//! (c2sp.org/tlog-tiles).
//!
//! Tile `n` of level `l` holds the roots of the 256 complete subtrees of 256^l leaves that start at
//! subtree `256 n`. At the right edge of the tree a tile is partial: it holds fewer and says so in
//! its path. A path is `tile/<level>/<index>[.p/<width>]`, a bundle's `tile/entries/<index>[.p/<width>]`.

use super::{Hash, decimal};
use crate::vocab::limits::{ENTRY_BYTES, Limit};

/// The hashes of a full tile and the entries of a full bundle.
pub const FULL: u16 = 256;

/// The highest level that a path may name.
pub const HIGHEST_LEVEL: u8 = 63;

/// Why a path, a tile or a bundle was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// The path does not begin as that of a tile or of a bundle.
    #[error("the path is not that of a tile")]
    NotATile,
    /// The level is not a decimal number of 0 to 63.
    #[error("the level of the tile is not a number of 0 to {HIGHEST_LEVEL}")]
    Level,
    /// The index is not written as groups of three digits, or does not fit 64 bits.
    #[error("the index of the tile is not written as tlog-tiles does")]
    Index,
    /// The width is not 1 to 256, or a path writes one that is not 1 to 255.
    #[error("the width of the tile is not a number of 1 to {FULL}")]
    Width,
    /// The bytes are not those of as many hashes or entries as the width says.
    #[error("the bytes do not hold {width} hashes or entries")]
    Bytes {
        /// How many there should have been.
        width: u16,
    },
    /// An entry is too long for its 16-bit length.
    #[error("an entry passes the limit {0}")]
    Entry(Limit),
}

/// Which tile of hashes, and how many of its hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

impl TileId {
    /// Names a tile; `width` is 256 for a full one.
    ///
    /// # Errors
    /// When the level is above 63 or the width is not 1 to 256.
    pub const fn new(level: u8, index: u64, width: u16) -> Result<Self, TileError> {
        if level > HIGHEST_LEVEL {
            return Err(TileError::Level);
        }
        if width == 0 || width > FULL {
            return Err(TileError::Width);
        }
        Ok(Self { level, index, width })
    }

    /// The widest form of tile `index` of `level` in a tree of `size` leaves, when it has any hash.
    #[must_use]
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        let width = width_in_row(index, shifted(size, u32::from(level) * 8))?;
        Self::new(level, index, width).ok()
    }

    /// The level; 0 holds leaves.
    #[must_use]
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// The place in the level, counted from 0.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The number of hashes, 1 to 256.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether all 256 hashes are there; such a tile never changes.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.width == FULL
    }

    /// The full tile that this one becomes part of.
    #[must_use]
    pub const fn full(&self) -> Self {
        Self { width: FULL, ..*self }
    }

    /// The path below the log's prefix, such as `tile/0/x001/x234/067.p/88`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, tail(self.index, self.width))
    }

    /// Reads a path below the log's prefix; each tile has one path only.
    ///
    /// # Errors
    /// When the path is not one that [`TileId::path`] writes.
    pub fn parse(path: &str) -> Result<Self, TileError> {
        let rest = path.strip_prefix("tile/").ok_or(TileError::NotATile)?;
        let (level, rest) = rest.split_once('/').ok_or(TileError::NotATile)?;
        let level = decimal(level).and_then(|level| u8::try_from(level).ok());
        let (index, width) = parse_tail(rest)?;
        Self::new(level.ok_or(TileError::Level)?, index, width)
    }
}

/// Which bundle of entries, and how many of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BundleId {
    index: u64,
    width: u16,
}

impl BundleId {
    /// Names a bundle; `width` is 256 for a full one.
    ///
    /// # Errors
    /// When the width is not 1 to 256.
    pub const fn new(index: u64, width: u16) -> Result<Self, TileError> {
        if width == 0 || width > FULL {
            return Err(TileError::Width);
        }
        Ok(Self { index, width })
    }

    /// The widest form of bundle `index` in a tree of `size` leaves, when it has any entry.
    #[must_use]
    pub fn in_tree(index: u64, size: u64) -> Option<Self> {
        Self::new(index, width_in_row(index, size)?).ok()
    }

    /// The place among the bundles; entry `i` is in bundle `i / 256`.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The number of entries, 1 to 256.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether all 256 entries are there; such a bundle never changes.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.width == FULL
    }

    /// The full bundle that this one becomes part of.
    #[must_use]
    pub const fn full(&self) -> Self {
        Self { width: FULL, ..*self }
    }

    /// The path below the log's prefix, such as `tile/entries/x001/x234/067.p/88`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/entries/{}", tail(self.index, self.width))
    }

    /// Reads a path below the log's prefix; each bundle has one path only.
    ///
    /// # Errors
    /// When the path is not one that [`BundleId::path`] writes.
    pub fn parse(path: &str) -> Result<Self, TileError> {
        let rest = path.strip_prefix("tile/entries/").ok_or(TileError::NotATile)?;
        let (index, width) = parse_tail(rest)?;
        Self::new(index, width)
    }
}

/// How many of a row's hashes fall into tile `index`; none when the row ends before it.
fn width_in_row(index: u64, row: u64) -> Option<u16> {
    let before = index.checked_mul(u64::from(FULL))?;
    let width = row.checked_sub(before)?.min(u64::from(FULL));
    u16::try_from(width).ok().filter(|width| *width > 0)
}

/// `number >> bits`, also when nothing is left.
pub(super) fn shifted(number: u64, bits: u32) -> u64 {
    number.checked_shr(bits).unwrap_or(0)
}

/// `<index>[.p/<width>]`: groups of three digits, all but the last with an `x` before them.
fn tail(index: u64, width: u16) -> String {
    let mut text = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    if width == FULL { text } else { format!("{text}.p/{width}") }
}

fn parse_tail(text: &str) -> Result<(u64, u16), TileError> {
    let Some((index, width)) = text.split_once(".p/") else {
        return Ok((parse_index(text)?, FULL));
    };
    let width = decimal(width).and_then(|width| u16::try_from(width).ok());
    let partial = width.filter(|width| *width < FULL).ok_or(TileError::Width)?;
    Ok((parse_index(index)?, partial))
}

fn parse_index(text: &str) -> Result<u64, TileError> {
    let mut index = 0_u64;
    let mut groups = text.split('/').peekable();
    while let Some(group) = groups.next() {
        let last = groups.peek().is_none();
        let digits = if last { Some(group) } else { group.strip_prefix('x') };
        let value = digits.and_then(three_digits).ok_or(TileError::Index)?;
        // A first group of zeros would give the tile a second path.
        if !last && index == 0 && value == 0 {
            return Err(TileError::Index);
        }
        index = index
            .checked_mul(1000)
            .and_then(|index| index.checked_add(value))
            .ok_or(TileError::Index)?;
    }
    Ok(index)
}

fn three_digits(text: &str) -> Option<u64> {
    let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

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
