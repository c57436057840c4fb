//! Checking a part of a ledger: the whole tree above the leaves' tiles, its right edge, and some bundles
//! drawn by lot, each up to the signed root.

use super::folder::of_tree;
use super::part::{self, Said};
use super::{Folder, Heads, VerifyError};
use crate::ledger::read::FULL;
use crate::merkle::Hash;
use crate::merkle::tile::{TileId, decode_hashes};
use crate::merkle::tree::{Edge, complete_root};
use std::collections::BTreeSet;
use std::path::Path;

/// What was checked, of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    /// The log's name.
    pub origin: String,
    /// How many entries the checkpoint covers.
    pub size: u64,
    /// The root that it signs.
    pub root: Hash,
    /// How many entries are durable in the journal beyond the checkpoint.
    pub unpublished: u64,
    /// How many full bundles were drawn and checked; the one at the right edge comes on top.
    pub drawn: u64,
    /// How many full bundles there are.
    pub bundles: u64,
    /// How many entries were checked.
    pub entries: u64,
    /// How many of these have expired and were given up: only their hashes were checked.
    pub pruned: u64,
    /// How many tiles above the leaves' were checked: all.
    pub tiles: u64,
}

impl Sampled {
    /// The chance, in hundredths, that this would have met a ledger in which this many of the full bundles
    /// are bad.
    #[must_use]
    pub fn chance_percent(&self, bad: u64) -> f64 {
        let (all, bad) = (self.bundles, bad.min(self.bundles));
        if all - bad < self.drawn {
            return 100.0;
        }
        // No drawn bundle is bad: the product over the draws of good ones left to all left.
        let missed = (0..self.drawn).map(|n| (all - bad - n) as f64 / (all - n) as f64);
        100.0 * (1.0 - missed.product::<f64>())
    }
}

impl std::fmt::Display for Sampled {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "ledger      {}", self.origin)?;
        writeln!(out, "published   {} entries", self.size)?;
        writeln!(out, "root        {}", self.root)?;
        writeln!(out, "sequenced   {} more", self.unpublished)?;
        writeln!(out, "checked     {} of {} full bundles", self.drawn, self.bundles)?;
        writeln!(out, "            {} entries, {} tiles above them", self.entries, self.tiles)?;
        let hundredth = self.bundles.div_ceil(100);
        let chance = self.chance_percent(hundredth);
        writeln!(out, "finds       one hundredth of the bundles bad: {chance:.1} times of 100")
    }
}

/// Checks this many full bundles of the ledger, all tiles of higher levels, the right edge and the
/// journal. `draw` gives a number below the one that it is given, each as likely.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn sample(
    dir: &Path,
    vkey: &str,
    many: u64,
    draw: &mut dyn FnMut(u64) -> u64,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Sampled, VerifyError> {
    let folder = Folder::at(dir);
    let Heads { head, unpublished, .. } = folder.heads(vkey)?;
    let size = head.size();
    let edge = Edge::load(size, |tile| folder.tile(tile)).map_err(of_tree)?;
    if edge.root() != head.root() {
        return Err(VerifyError::Root { size });
    }
    let mut tree = Tree { folder: &folder, size, open: None, tiles: 0 };
    tree.above_leaves()?;
    folder.continues_cosigned(&head, vkey)?;
    let bundles = size / FULL;
    let drawn = drawn(bundles, many, draw);
    let all = drawn.len() as u64;
    let (mut said, mut entries) = (Said::default(), 0);
    for (done, number) in (1..).zip(drawn) {
        let part = part::check(&folder, size, number, false)?;
        tree.is_below(0, number, &part.hashes)?;
        said.join(number * FULL, part.said)?;
        entries += part.hashes.len() as u64;
        progress(done, all);
    }
    if size % FULL > 0 {
        // Its tile is at the edge, which makes the root.
        let part = part::check(&folder, size, bundles, false)?;
        said.join(bundles * FULL, part.said)?;
        entries += part.hashes.len() as u64;
    }
    for sequenced in &unpublished {
        said.follow(sequenced.index, &sequenced.entry)?;
    }
    Ok(Sampled {
        origin: head.origin().to_owned(),
        size,
        root: head.root(),
        unpublished: unpublished.len() as u64,
        drawn: all,
        bundles,
        entries,
        pruned: said.pruned,
        tiles: tree.tiles,
    })
}

/// `many` different numbers below `of`, each set as likely (Floyd's algorithm); all, when there are
/// no more.
fn drawn(of: u64, many: u64, draw: &mut dyn FnMut(u64) -> u64) -> BTreeSet<u64> {
    let mut drawn = BTreeSet::new();
    for last in of.saturating_sub(many)..of {
        let number = draw(last + 1);
        if number > last || !drawn.insert(number) {
            drawn.insert(last);
        }
    }
    drawn
}

/// The tree above the leaves, whose right edge makes the signed root.
struct Tree<'a> {
    folder: &'a Folder,
    size: u64,
    /// The tile that was looked into last.
    open: Option<(TileId, Vec<Hash>)>,
    tiles: u64,
}

impl Tree<'_> {
    /// Checks all full tiles above level 0, the highest first: each is what the one above it says.
    fn above_leaves(&mut self) -> Result<(), VerifyError> {
        for level in (1..8).rev() {
            let row = self.size >> (8 * u32::from(level));
            for index in 0..row / FULL {
                let tile = TileId::in_tree(level, index, self.size)
                    .ok_or(VerifyError::Root { size: self.size })?;
                let hashes = hashes(self.folder, tile)?;
                self.is_below(level, index, &hashes)?;
                self.tiles += 1;
            }
            self.tiles += u64::from(!row.is_multiple_of(FULL));
        }
        Ok(())
    }

    /// Whether full tile `index` of `level` is what the tile above it says.
    fn is_below(&mut self, level: u8, index: u64, hashes: &[Hash]) -> Result<(), VerifyError> {
        let above = TileId::in_tree(level + 1, index / FULL, self.size)
            .ok_or(VerifyError::Root { size: self.size })?;
        let known = match self.open.take() {
            Some(open) if open.0 == above => open,
            _ => (above, self::hashes(self.folder, above)?),
        };
        let place = usize::try_from(index % FULL).unwrap_or(usize::MAX);
        let said = known.1.get(place).copied();
        self.open = Some(known);
        if said == Some(complete_root(hashes)) {
            return Ok(());
        }
        let path = TileId::in_tree(level, index, self.size).map(|tile| tile.path());
        Err(VerifyError::Tile { path: path.unwrap_or_default() })
    }
}

fn hashes(folder: &Folder, tile: TileId) -> Result<Vec<Hash>, VerifyError> {
    decode_hashes(&folder.tile(tile)?, tile.width())
        .map_err(|_| VerifyError::Form { path: tile.path() })
}
