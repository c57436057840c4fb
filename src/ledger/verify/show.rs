//! One entry, shown with the proof that the checkpoint covers it.

use super::{Folder, Heads, VerifyError};
use crate::ledger::entry::Entry;
use crate::ledger::journal::Sequenced;
use crate::ledger::read::{FULL, parse};
use crate::merkle::Hash;
use crate::merkle::proof::verify_inclusion;
use crate::merkle::tile::BundleId;
use std::path::Path;

/// One entry, checked against the checkpoint.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its index.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
    /// The size of the checkpoint that covers it; none while it is only sequenced.
    pub published_in: Option<u64>,
    /// The entry.
    pub entry: Entry,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "entry       {}", self.index)?;
        writeln!(out, "leaf        {}", self.leaf)?;
        match self.published_in {
            Some(size) => writeln!(out, "published   proven in the tree of {size} entries")?,
            None => writeln!(out, "published   not yet")?,
        }
        let text = serde_json::to_string_pretty(&self.entry).map_err(|_| std::fmt::Error)?;
        writeln!(out, "{text}")
    }
}

/// Reads one entry and proves that the checkpoint covers it.
///
/// # Errors
/// When there is no such entry, or it does not match the checkpoint.
pub fn show(dir: &Path, vkey: &str, index: u64) -> Result<Shown, VerifyError> {
    let folder = Folder::at(dir);
    let Heads { head, unpublished, .. } = folder.heads(vkey)?;
    let size = head.size();
    let unknown = |_| VerifyError::UnknownForm { index };
    let Some(bundle) = BundleId::in_tree(index / FULL, size).filter(|_| index < size) else {
        let total = size + unpublished.len() as u64;
        let found = unpublished.into_iter().find(|sequenced| sequenced.index == index);
        let Sequenced { leaf, entry, .. } =
            found.ok_or(VerifyError::Beyond { index, size: total })?;
        let entry = parse(index, &entry).map_err(unknown)?;
        return Ok(Shown { index, leaf, published_in: None, entry });
    };
    let bytes = folder.entry(bundle, index)?;
    let leaf = Hash::leaf(&bytes);
    let path = folder.path(index, size)?;
    verify_inclusion(&leaf, index, size, &path, &head.root())
        .map_err(|_| VerifyError::Root { size })?;
    let entry = parse(index, &bytes).map_err(unknown)?;
    Ok(Shown { index, leaf, published_in: Some(size), entry })
}
