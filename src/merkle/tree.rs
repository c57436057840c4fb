//! The right edge of the tree: all that appending needs, at most 255 hashes for each level.

use super::tile::{FULL, TileError, TileId, decode_hashes, encode_hashes, shifted};
use super::{Hash, MOST_LEAVES};

/// Why a tree could not be read from its tiles. `E` is the error of whoever reads tiles.
#[derive(Debug, thiserror::Error)]
pub enum TreeError<E> {
    /// The reader failed.
    #[error("the tile {} could not be read", tile.path())]
    Read {
        /// The tile that was asked for.
        tile: TileId,
        /// What the reader said.
        source: E,
    },
    /// The reader gave bytes that are not such a tile.
    #[error("the tile {} is damaged", tile.path())]
    Damaged {
        /// The tile that was asked for.
        tile: TileId,
        /// What was wrong with its bytes.
        #[source]
        why: TileError,
    },
    /// The size is more than a tree may have.
    #[error("a tree of {size} leaves is larger than {MOST_LEAVES}")]
    TooLarge {
        /// The size that was asked for.
        size: u64,
    },
    /// The leaf, or the earlier tree, is not in the tree.
    #[error("{asked} is beyond the tree of {size} leaves")]
    Beyond {
        /// The index or the earlier size that was asked for.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
}

/// Reads one tile and checks its width.
pub(super) fn fetch<E>(
    tile: TileId,
    read: &mut impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, TreeError<E>> {
    let bytes = read(tile).map_err(|source| TreeError::Read { tile, source })?;
    decode_hashes(&bytes, tile.width()).map_err(|why| TreeError::Damaged { tile, why })
}

/// The root over a power of two of subtrees of one size, at most a tile of them: of a full tile, the
/// hash that stands for it in the tile above.
#[must_use]
pub fn complete_root(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => Hash::EMPTY,
        [hash] => *hash,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            Hash::node(&complete_root(left), &complete_root(right))
        }
    }
}

/// The root over complete subtrees that stand left to right, each larger than the next.
pub(super) fn root_of_peaks(peaks: &[Hash]) -> Hash {
    let joined = peaks.iter().rev().copied().reduce(|right, left| Hash::node(&left, &right));
    joined.unwrap_or(Hash::EMPTY)
}

/// The right edge of a tree: what is needed to append to it and to know its root.
///
/// `rows[l]` holds the `size / 256^l mod 256` hashes of the partial tile of level `l`. `peaks` holds
/// the root of a complete subtree for each set bit of `size`, the largest first; it makes appending
/// one hash for each leaf, amortised, and the root at most 63 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    peaks: Vec<Hash>,
    rows: Vec<Vec<Hash>>,
}

impl Edge {
    /// The edge of the tree without leaves.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads the edge of a tree of `size` leaves from its partial tiles, at most one for each level.
    ///
    /// `read` must give just `width` hashes: one who holds only the full tile cuts it. That the tiles
    /// belong to a checkpoint is for the caller to see, by comparing [`Edge::root`].
    ///
    /// # Errors
    /// When the size is too large, a tile cannot be read, or it has not its width.
    pub fn load<E>(
        size: u64,
        mut read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
    ) -> Result<Self, TreeError<E>> {
        if size > MOST_LEAVES {
            return Err(TreeError::TooLarge { size });
        }
        let mut rows = Vec::new();
        for level in 0..8 {
            let row = shifted(size, u32::from(level) * 8);
            if row == 0 {
                break;
            }
            rows.push(match TileId::in_tree(level, row / u64::from(FULL), size) {
                Some(tile) => fetch(tile, &mut read)?,
                None => Vec::new(),
            });
        }
        let peaks = rows.iter().rev().flat_map(|row| peaks_of_row(row)).collect();
        Ok(Self { size, peaks, rows })
    }

    /// The number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree (RFC 6962 section 2.1).
    #[must_use]
    pub fn root(&self) -> Hash {
        root_of_peaks(&self.peaks)
    }

    /// Appends leaves and gives the tiles that must be written: each full one that was completed, and
    /// the partial one of the new size for each level that changed. None is given twice.
    pub fn append(&mut self, leaves: &[Hash]) -> Vec<(TileId, Vec<u8>)> {
        let mut tiles = Vec::new();
        let mut changed = 0;
        for leaf in leaves {
            changed = changed.max(self.push(*leaf, &mut tiles));
        }
        // A level changes only when all below it do, so the changed ones are the lowest.
        for (level, row) in (0..changed).zip(&self.rows) {
            let index = shifted(self.size, (u32::from(level) + 1) * 8);
            if let Some(tile) = TileId::in_tree(level, index, self.size) {
                tiles.push((tile, encode_hashes(row)));
            }
        }
        tiles
    }

    /// Appends one leaf; gives the number of levels that changed.
    fn push(&mut self, leaf: Hash, tiles: &mut Vec<(TileId, Vec<u8>)>) -> u8 {
        let mut hash = leaf;
        let mut level = 0;
        self.place(level, hash, tiles);
        for height in 1..=self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = Hash::node(&left, &hash);
            if height % 8 == 0 {
                level += 1;
                self.place(level, hash, tiles);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
        level + 1
    }

    /// Puts a hash into the row of its level, and takes the row out as a tile when that fills it.
    fn place(&mut self, level: u8, hash: Hash, tiles: &mut Vec<(TileId, Vec<u8>)>) {
        while self.rows.len() <= usize::from(level) {
            self.rows.push(Vec::with_capacity(usize::from(FULL)));
        }
        let Some(row) = self.rows.get_mut(usize::from(level)) else { return };
        row.push(hash);
        if row.len() == usize::from(FULL) {
            let index = shifted(self.size, (u32::from(level) + 1) * 8);
            if let Ok(tile) = TileId::new(level, index, FULL) {
                tiles.push((tile, encode_hashes(row)));
            }
            row.clear();
        }
    }
}

/// The roots of the complete subtrees that a partial tile's hashes make, the largest first.
fn peaks_of_row(row: &[Hash]) -> Vec<Hash> {
    let mut peaks = Vec::new();
    let mut rest = row;
    while !rest.is_empty() {
        let (complete, after) = rest.split_at(1 << rest.len().ilog2());
        peaks.push(complete_root(complete));
        rest = after;
    }
    peaks
}
