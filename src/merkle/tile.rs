//! Tiles of 256 hashes and bundles of 256 entries, their bytes and their paths
//! (c2sp.org/tlog-tiles).
//!
//! Tile `n` of level `l` holds the roots of the 256 complete subtrees of 256^l leaves that start at
//! subtree `256 n`. At the right edge of the tree a tile is partial: it holds fewer and says so in
//! its path. A path is `tile/<level>/<index>[.p/<width>]`, a bundle's `tile/entries/<index>[.p/<width>]`.

mod bytes;
mod path;

pub use bytes::{decode_bundle, decode_hashes, encode_bundle, encode_hashes};

use super::decimal;
use crate::vocab::limits::Limit;
use path::{parse_tail, tail};

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
