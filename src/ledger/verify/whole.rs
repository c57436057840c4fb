//! Checking all of a ledger: every bundle by itself, on all cores, and the tree over them in order.

use super::part::{self, Part, Said};
use super::{Folder, Heads, Report, VerifyError, lanes};
use crate::ledger::entry::Entry;
use crate::ledger::read::FULL;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::TileId;
use crate::merkle::tree::Edge;
use std::collections::BTreeMap;
use std::path::Path;
use std::thread;

/// How a ledger is checked.
pub struct Checking<'a> {
    /// How many threads share the work.
    pub cores: usize,
    /// Is told how many entries of how many have been checked, after each bundle.
    pub progress: &'a mut dyn FnMut(u64, u64),
    /// Is shown each entry, in order, when there is somebody. What was shown counts only when the
    /// whole ledger holds: when checking comes back without an error.
    pub visit: Option<&'a mut dyn FnMut(u64, Entry)>,
}

/// Checks the ledger in this folder against the key its checkpoints are signed with.
///
/// A running ledger may be checked too: what was published when the check began is checked.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn verify(dir: &Path, vkey: &str) -> Result<Report, VerifyError> {
    verify_with(dir, vkey, Checking { cores: cores(), progress: &mut |_, _| (), visit: None })
}

/// The same, and each entry is shown on the way, in order. What was shown counts only when the whole
/// ledger holds: when this comes back without an error.
///
/// # Errors
/// As [`verify`].
pub fn verify_and_visit(
    dir: &Path,
    vkey: &str,
    visit: &mut dyn FnMut(u64, Entry),
) -> Result<Report, VerifyError> {
    let checking = Checking { cores: cores(), progress: &mut |_, _| (), visit: Some(visit) };
    verify_with(dir, vkey, checking)
}

/// As many threads as the machine has cores for.
fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The same, with all that can be said about how.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(dir: &Path, vkey: &str, how: Checking<'_>) -> Result<Report, VerifyError> {
    let folder = Folder::at(dir);
    let Heads { head, unpublished, .. } = folder.heads(vkey)?;
    let (size, keep) = (head.size(), how.visit.is_some());
    let mut tree = Tree { folder: &folder, edge: Edge::empty(), partial: BTreeMap::new() };
    let mut said = Said::default();
    let mut nobody = |_, _| ();
    let visit = how.visit.unwrap_or(&mut nobody);
    lanes::in_order(
        0,
        size.div_ceil(FULL),
        how.cores,
        |number| part::check(&folder, size, number, keep),
        |number, Part { hashes, said: next, entries }| {
            said.join(number * FULL, next)?;
            tree.grow(&hashes)?;
            for (index, entry) in entries {
                visit(index, entry);
            }
            (how.progress)(tree.edge.size(), size);
            Ok(())
        },
    )?;
    tree.finish(&head)?;
    folder.continues_cosigned(&head, vkey)?;
    let bytes = said.bytes;
    for sequenced in &unpublished {
        let entry = said.follow(sequenced.index, &sequenced.entry)?;
        visit(sequenced.index, entry);
    }
    if said.pruned > 0 && !said.has_expired {
        return Err(VerifyError::Pruned { pruned: said.pruned });
    }
    Ok(Report {
        origin: head.origin().to_owned(),
        size,
        root: head.root(),
        unpublished: unpublished.len() as u64,
        times: said.first.zip(said.last),
        bytes,
        pruned: said.pruned,
    })
}

/// The tree over the bundles checked so far.
struct Tree<'a> {
    folder: &'a Folder,
    edge: Edge,
    /// The newest partial tile of each level above 0, as the entries make it.
    partial: BTreeMap<u8, (TileId, Vec<u8>)>,
}

impl Tree<'_> {
    /// Adds a bundle's hashes, and checks the tiles above that they complete.
    fn grow(&mut self, hashes: &[crate::merkle::Hash]) -> Result<(), VerifyError> {
        for (tile, bytes) in self.edge.append(hashes) {
            self.partial.remove(&tile.level());
            if !tile.is_full() {
                self.partial.insert(tile.level(), (tile, bytes));
            } else if tile.level() > 0 {
                self.compare(tile, &bytes)?;
            }
        }
        Ok(())
    }

    fn compare(&self, tile: TileId, bytes: &[u8]) -> Result<(), VerifyError> {
        if self.folder.tile(tile)? == bytes {
            Ok(())
        } else {
            Err(VerifyError::Tile { path: tile.path() })
        }
    }

    /// Checks the partial tiles, those published while they were narrower, and the root.
    fn finish(&self, head: &Checkpoint) -> Result<(), VerifyError> {
        for (tile, bytes) in self.partial.values() {
            self.compare(*tile, bytes)?;
            for width in self.folder.widths(&tile.full().path(), tile.width())? {
                let path = format!("{}.p/{width}", tile.full().path());
                let first = bytes.get(..usize::from(width) * 32);
                if self.folder.read(&path)?.as_deref() != first {
                    return Err(VerifyError::Tile { path });
                }
            }
        }
        if self.edge.root() == head.root() {
            Ok(())
        } else {
            Err(VerifyError::Root { size: head.size() })
        }
    }
}
