//! Makes proofs from tiles.

use crate::merkle::tile::{FULL, TileId, shifted};
use crate::merkle::tree::{TreeError, complete_root, fetch, root_of_peaks};
use crate::merkle::{Hash, MOST_LEAVES};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

/// Proves that the leaf `index` is in the tree of `size` leaves: the hashes beside its path, the
/// leaf's sibling first, the root's child last.
///
/// `read` is asked once for each tile, in the widest form that it has in that tree.
///
/// # Errors
/// When the leaf is not in the tree, or a tile cannot be read.
pub fn inclusion<E>(
    index: u64,
    size: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, TreeError<E>> {
    let mut tree = Tree::new(size, read)?;
    if index >= size {
        return Err(TreeError::Beyond { asked: index, size });
    }
    let mut path = Vec::new();
    let mut part = 0..size;
    while part.end - part.start > 1 {
        let middle = part.start + split(&part);
        if index < middle {
            path.push(tree.root(&(middle..part.end))?);
            part.end = middle;
        } else {
            path.push(tree.root(&(part.start..middle))?);
            part.start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Proves that the tree of `new` leaves begins with the tree of `old` leaves. The proof from an empty
/// tree has no hashes, as c2sp.org/tlog-witness defines it.
///
/// `read` is asked for tiles of the new tree, once for each.
///
/// # Errors
/// When `old` is larger than `new`, or a tile cannot be read.
pub fn consistency<E>(
    old: u64,
    new: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, TreeError<E>> {
    let mut tree = Tree::new(new, read)?;
    if old > new {
        return Err(TreeError::Beyond { asked: old, size: new });
    }
    let mut path = Vec::new();
    if old == 0 {
        return Ok(path);
    }
    // Goes down to the subtree that ends where the old tree ends.
    let mut part = 0..new;
    while part.end != old {
        let middle = part.start + split(&part);
        if old <= middle {
            path.push(tree.root(&(middle..part.end))?);
            part.end = middle;
        } else {
            path.push(tree.root(&(part.start..middle))?);
            part.start = middle;
        }
    }
    // The whole old tree is not named: who checks the proof has its root.
    if part.start != 0 {
        path.push(tree.root(&part)?);
    }
    path.reverse();
    Ok(path)
}

/// The leaves of the left subtree: the largest power of two below the number of leaves, which must be
/// 2 or more.
fn split(part: &Range<u64>) -> u64 {
    1 << (part.end - part.start - 1).ilog2()
}

/// A tree whose tiles are read as they are needed, and kept while one proof is made.
struct Tree<R> {
    size: u64,
    read: R,
    tiles: BTreeMap<TileId, Vec<Hash>>,
}

impl<R> Tree<R> {
    fn new<E>(size: u64, read: R) -> Result<Self, TreeError<E>>
    where
        R: FnMut(TileId) -> Result<Vec<u8>, E>,
    {
        if size > MOST_LEAVES {
            return Err(TreeError::TooLarge { size });
        }
        Ok(Self { size, read, tiles: BTreeMap::new() })
    }

    /// The root over a range of leaves that starts where a subtree of its size may start.
    fn root<E>(&mut self, part: &Range<u64>) -> Result<Hash, TreeError<E>>
    where
        R: FnMut(TileId) -> Result<Vec<u8>, E>,
    {
        let mut peaks = Vec::new();
        let mut start = part.start;
        while start < part.end {
            let height = (part.end - start).ilog2();
            peaks.push(self.complete(start, height)?);
            start += 1 << height;
        }
        Ok(root_of_peaks(&peaks))
    }

    /// The root over the `2^height` leaves from `start`, a multiple of as many. They are one hash of a
    /// tile, or a power of two of hashes that one tile holds.
    fn complete<E>(&mut self, start: u64, height: u32) -> Result<Hash, TreeError<E>>
    where
        R: FnMut(TileId) -> Result<Vec<u8>, E>,
    {
        let beyond = TreeError::Beyond { asked: start, size: self.size };
        let first = shifted(start, height / 8 * 8);
        let index = first / u64::from(FULL);
        let tile = u8::try_from(height / 8)
            .ok()
            .and_then(|level| TileId::in_tree(level, index, self.size));
        let hashes = match self.tiles.entry(tile.ok_or(beyond)?) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let hashes = fetch(*place.key(), &mut self.read)?;
                place.insert(hashes)
            }
        };
        let skipped = usize::try_from(first % u64::from(FULL)).unwrap_or(usize::MAX);
        let wanted = hashes.get(skipped..).and_then(|rest| rest.get(..1 << (height % 8)));
        // The tile has the width that the tree's size gives it, so the hashes are there.
        wanted.map(complete_root).ok_or(TreeError::Beyond { asked: start, size: self.size })
    }
}
