//! Whether a ledger's files have entries with these tags: what somebody needs who was told that a person's
//! list is complete. Every entry is held against the signed root, so that "there is none" means it.

use super::{Folder, VerifyError};
use crate::ledger::packed;
use crate::ledger::read::FULL;
use crate::ledger::seal::Tag;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::BundleId;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::Path;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The log's name.
    pub origin: String,
    /// The entries that the checkpoint covers.
    pub size: u64,
    /// Their root, in base64.
    pub root: String,
    /// The entries that have one of the tags.
    pub hits: Vec<Hit>,
    /// The first entries of bundles of which some have expired or are missing: nobody can look into those.
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

/// Whether a text is a tag as entries have it.
#[must_use]
pub fn is_tag(text: &str) -> bool {
    Tag::parse(text).is_some()
}

#[derive(Deserialize)]
struct Tagged<'a> {
    #[serde(borrow)]
    tag: Option<&'a str>,
}

/// Looks for tags in all published entries; says how many of how many it has looked at. Blocks on files.
///
/// # Errors
/// When the files do not hold: what is not found in them means nothing then.
pub fn find(
    dir: &Path,
    vkey: &str,
    tags: &HashSet<String>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Found, VerifyError> {
    let folder = Folder::at(dir);
    let head = folder.heads(vkey)?.head;
    let mut found = Found {
        origin: head.origin().to_owned(),
        size: head.size(),
        root: head.root().to_string(),
        hits: Vec::new(),
        not_looked_at: Vec::new(),
    };
    for number in 0..head.size().div_ceil(FULL) {
        let first = number * FULL;
        if !look_into(&folder, &head, number, tags, &mut found.hits)? {
            found.not_looked_at.push(first);
        }
        progress(head.size().min(first + FULL), head.size());
    }
    Ok(found)
}

/// Whether all entries of a bundle could be looked at.
fn look_into(
    folder: &Folder,
    head: &Checkpoint,
    number: u64,
    tags: &HashSet<String>,
    hits: &mut Vec<Hit>,
) -> Result<bool, VerifyError> {
    let bundle = BundleId::in_tree(number, head.size()).map(packed::path);
    let entries = match folder.proven(number, head) {
        // A copy of a source that gave it up.
        Err(VerifyError::Missing { path }) if Some(&path) == bundle.as_ref() => return Ok(false),
        entries => entries?,
    };
    for (index, entry) in (number * FULL..).zip(&entries).filter(|(_, entry)| !entry.is_empty()) {
        let tagged: Tagged<'_> =
            serde_json::from_slice(entry).map_err(|_| VerifyError::UnknownForm { index })?;
        if let Some(tag) = tagged.tag.filter(|tag| tags.contains(*tag)) {
            hits.push(Hit { index, tag: tag.to_owned() });
        }
    }
    Ok(entries.iter().all(|entry| !entry.is_empty()))
}
