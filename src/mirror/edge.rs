//! From the root down: the right edge of the source's tree, and what its tree was at an earlier size.

use super::piece::{File, Taker};
use super::source::Source;
use super::{Folder, MirrorError};
use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::{inclusion, root_before};
use crate::merkle::tile::{FULL, TileId, decode_hashes, encode_hashes};
use crate::merkle::tree::{Edge, TreeError};
use std::collections::HashMap;

/// The right edge of a tree: its partial tiles, which make its root.
#[derive(Debug)]
pub(super) struct Right {
    size: u64,
    tiles: HashMap<TileId, Vec<Hash>>,
}

/// A tile that is needed and not there yet.
struct Needed(TileId);

impl Right {
    /// Fetches the right edge of the source's tree and holds it against the root that was signed.
    pub(super) async fn take<S: Source>(
        taker: &Taker<S>,
        head: &Checkpoint,
    ) -> Result<Self, MirrorError> {
        let size = head.size();
        let mut tiles = HashMap::new();
        for tile in edge(size) {
            tiles.insert(tile, taker.tile(tile, |_| true).await?);
        }
        let read = |tile: TileId| tiles.get(&tile).map(|them| encode_hashes(them)).ok_or(());
        let root = Edge::load(size, read).map(|edge| edge.root()).ok();
        if root == Some(head.root()) {
            Ok(Self { size, tiles })
        } else {
            Err(MirrorError::Damaged { path: "the right edge of the tree".to_owned() })
        }
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// A partial tile of the edge.
    pub(super) fn tile(&self, tile: TileId) -> Option<&[Hash]> {
        self.tiles.get(&tile).map(Vec::as_slice)
    }

    /// The edge's files.
    pub(super) fn files(&self) -> impl Iterator<Item = File> {
        self.tiles.iter().map(|(tile, hashes)| (tile.path(), encode_hashes(hashes)))
    }

    /// The hash that stands for a full tile in the tile above, which is verified and in the copy when
    /// it is full itself.
    pub(super) fn above(&self, folder: &Folder, tile: TileId) -> Result<Hash, MirrorError> {
        let damaged = || MirrorError::Damaged { path: tile.path() };
        let index = tile.index() / u64::from(FULL);
        let above = TileId::in_tree(tile.level() + 1, index, self.size).ok_or_else(damaged)?;
        let place = usize::try_from(tile.index() % u64::from(FULL)).unwrap_or(usize::MAX);
        let hash = match self.tile(above) {
            Some(hashes) => hashes.get(place).copied(),
            None => {
                let bytes = folder.read(&above.path())?.unwrap_or_default();
                decode_hashes(&bytes, FULL).ok().and_then(|hashes| hashes.get(place).copied())
            }
        };
        hash.ok_or_else(damaged)
    }
}

/// The partial tiles of a tree's right edge.
pub(super) fn edge(size: u64) -> impl Iterator<Item = TileId> {
    let rows = (0..8_u8).map(move |level| (level, size >> (u32::from(level) * 8)));
    let rows = rows.take_while(|(_, row)| *row > 0);
    rows.filter_map(move |(level, row)| TileId::in_tree(level, row / u64::from(FULL), size))
        .filter(|tile| !tile.is_full())
}

/// The root that the tree of `head` has at an earlier size, by tiles from wherever `read` takes them,
/// proven against the root that was signed. None when the tiles do not make that root.
pub(super) async fn root_at<R, E>(
    head: &Checkpoint,
    earlier: u64,
    mut read: R,
) -> Result<Option<Hash>, E>
where
    R: AsyncFnMut(TileId) -> Result<Vec<Hash>, E>,
{
    let Some(last) = earlier.checked_sub(1) else { return Ok(Some(Hash::EMPTY)) };
    let mut known: HashMap<TileId, Vec<Hash>> = HashMap::new();
    loop {
        let known_tile =
            |tile: TileId| known.get(&tile).map(|them| encode_hashes(them)).ok_or(Needed(tile));
        let path = match inclusion(last, head.size(), known_tile) {
            Ok(path) => path,
            Err(TreeError::Read { source: Needed(tile), .. }) => {
                known.insert(tile, read(tile).await?);
                continue;
            }
            Err(_) => return Ok(None),
        };
        let Some(tile) = TileId::in_tree(0, last / u64::from(FULL), head.size()) else {
            return Ok(None);
        };
        let place = usize::try_from(last % u64::from(FULL)).unwrap_or(usize::MAX);
        let Some(hashes) = known.get(&tile) else {
            known.insert(tile, read(tile).await?);
            continue;
        };
        let Some(leaf) = hashes.get(place) else { return Ok(None) };
        return Ok(root_before(leaf, last, head.size(), &path, &head.root()).ok());
    }
}
