//! Whether a copy has entries with these tags: what somebody needs who was told that a person's list is
//! complete. Every bundle is hashed on the way up to the signed root, so that "there is none" means it.

use super::MirrorError;
use super::progress::Progress;
use crate::disk::read_if_there;
use crate::ledger::copy::CHECKPOINT;
use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::note::NoteVerifier;
use crate::merkle::tile::{BundleId, FULL, TileId, decode_bundle, decode_hashes};
use crate::merkle::tree::Edge;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::Path;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The log's name.
    pub origin: String,
    /// The entries that the copy's checkpoint covers.
    pub size: u64,
    /// Their root, in base64.
    pub root: String,
    /// The entries that have one of the tags.
    pub hits: Vec<Hit>,
    /// The first entries of bundles that have been given up, so that nobody can look into them.
    pub not_looked_at: Vec<u64>,
}

/// An entry with one of the tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The entry.
    pub index: u64,
    /// The tag.
    pub tag: String,
}

#[derive(Deserialize)]
struct Tagged<'a> {
    #[serde(borrow)]
    tag: Option<&'a str>,
}

/// Looks for tags in the whole copy. Blocks on files.
///
/// # Errors
/// When the copy does not hold: what is not found in it means nothing then.
pub fn find(
    dir: &Path,
    verifier: &NoteVerifier,
    tags: &HashSet<String>,
    progress: &Progress,
) -> Result<Found, MirrorError> {
    let damaged = |path: &str| MirrorError::Damaged { path: path.to_owned() };
    let read = |path: &str| read_if_there(&dir.join(path)).map_err(MirrorError::io("reading"));
    let note = read(CHECKPOINT)?.ok_or_else(|| damaged(CHECKPOINT))?;
    let head = Checkpoint::open(&note, std::slice::from_ref(verifier))
        .map_err(MirrorError::OwnCheckpoint)?;
    progress.expect(head.size());
    let mut found = Found {
        origin: head.origin().to_owned(),
        size: head.size(),
        root: head.root().to_string(),
        hits: Vec::new(),
        not_looked_at: Vec::new(),
    };
    let mut edge = Edge::empty();
    let full = u64::from(FULL);
    for number in 0..head.size().div_ceil(full) {
        let ids =
            TileId::in_tree(0, number, head.size()).zip(BundleId::in_tree(number, head.size()));
        let Some((tile, bundle)) = ids else { break };
        let bytes = read(&tile.path())?.unwrap_or_default();
        let hashes = decode_hashes(&bytes, tile.width()).map_err(|_| damaged(&tile.path()))?;
        match read(&bundle.path())? {
            None => found.not_looked_at.push(number * full),
            Some(bytes) => {
                let entries = decode_bundle(&bytes, bundle.width());
                let entries = entries.map_err(|_| damaged(&bundle.path()))?;
                for ((index, entry), hash) in (number * full..).zip(entries).zip(&hashes) {
                    if Hash::leaf(entry) != *hash {
                        return Err(damaged(&bundle.path()));
                    }
                    let tag = serde_json::from_slice::<Tagged<'_>>(entry);
                    let tag = tag.map_err(|_| damaged(&bundle.path()))?.tag;
                    if let Some(tag) = tag.filter(|tag| tags.contains(*tag)) {
                        found.hits.push(Hit { index, tag: tag.to_owned() });
                    }
                }
            }
        }
        edge.append(&hashes);
        progress.verified(u64::from(tile.width()));
    }
    if edge.root() == head.root() { Ok(found) } else { Err(damaged("the tree of hashes")) }
}
