//! The tree of RFC 6962 section 2.1 word by word, without tiles: slow, and plainly right.

use sluse::merkle::Hash;
use sluse::merkle::tile::TileId;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

/// Entry `index` of every test's log: one of them is empty, and no two are alike.
pub fn entry(index: u64) -> Vec<u8> {
    if index == 7 { Vec::new() } else { format!("entry {index}").into_bytes() }
}

/// Leaves of a log, and the root over any part of them.
pub struct Model {
    leaves: Vec<Hash>,
    roots: RefCell<HashMap<(usize, usize), Hash>>,
}

impl Model {
    pub fn of(size: u64) -> Self {
        let leaves = (0..size).map(|index| Hash::leaf(&entry(index))).collect();
        Self { leaves, roots: RefCell::default() }
    }

    pub fn leaves(&self) -> &[Hash] {
        &self.leaves
    }

    /// MTH(D[from:to]).
    pub fn root(&self, from: usize, to: usize) -> Hash {
        match to - from {
            0 => Hash::EMPTY,
            1 => self.leaves[from],
            count => {
                if let Some(known) = self.roots.borrow().get(&(from, to)) {
                    return *known;
                }
                let k = split(count);
                let root = Hash::node(&self.root(from, from + k), &self.root(from + k, to));
                self.roots.borrow_mut().insert((from, to), root);
                root
            }
        }
    }

    /// PATH(m, D[from:to]), `m` counted from `from`.
    pub fn path(&self, m: usize, from: usize, to: usize) -> Vec<Hash> {
        if to - from == 1 {
            return Vec::new();
        }
        let k = split(to - from);
        let (mut path, other) = if m < k {
            (self.path(m, from, from + k), self.root(from + k, to))
        } else {
            (self.path(m - k, from + k, to), self.root(from, from + k))
        };
        path.push(other);
        path
    }

    /// PROOF(old, D[0:new]).
    pub fn consistency(&self, old: usize, new: usize) -> Vec<Hash> {
        if old == 0 { Vec::new() } else { self.subproof(old, 0, new, true) }
    }

    fn subproof(&self, m: usize, from: usize, to: usize, whole: bool) -> Vec<Hash> {
        if m == to - from {
            return if whole { Vec::new() } else { vec![self.root(from, to)] };
        }
        let k = split(to - from);
        let (mut path, other) = if m <= k {
            (self.subproof(m, from, from + k, whole), self.root(from + k, to))
        } else {
            (self.subproof(m - k, from + k, to, false), self.root(from, from + k))
        };
        path.push(other);
        path
    }

    /// The bytes of a tile, hash by hash.
    pub fn tile(&self, tile: TileId) -> Vec<u8> {
        let leaves = 256_usize.pow(u32::from(tile.level()));
        let first = usize::try_from(tile.index()).unwrap() * 256;
        let mut bytes = Vec::new();
        for hash in first..first + usize::from(tile.width()) {
            bytes.extend_from_slice(self.root(hash * leaves, (hash + 1) * leaves).as_bytes());
        }
        bytes
    }

    pub fn reader(&self) -> impl FnMut(TileId) -> Result<Vec<u8>, Infallible> {
        |tile| Ok(self.tile(tile))
    }

    /// All tiles of the tree of `size` leaves, by path.
    pub fn tiles(&self, size: u64) -> BTreeMap<String, Vec<u8>> {
        let mut tiles = BTreeMap::new();
        for (level, row) in [(0, size), (1, size / 256), (2, size / 65_536)] {
            for index in 0..row.div_ceil(256) {
                let width = u16::try_from((row - index * 256).min(256)).unwrap();
                let tile = TileId::new(level, index, width).unwrap();
                tiles.insert(tile.path(), self.tile(tile));
            }
        }
        tiles
    }
}

/// The largest power of two below `count`.
fn split(count: usize) -> usize {
    let mut k = 1;
    while k * 2 < count {
        k *= 2;
    }
    k
}
