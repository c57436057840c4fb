//! The registry as it was published last, one value for each record, and the newest activation of
//! policies: what would otherwise have to be read from all entries at a start.

use super::super::erasure::ErasureMark;
use super::IndexError;
use crate::merkle::Hash;
use crate::registry::Registry;
use crate::registry::record::Registered;

/// Of which ledger and up to which entry the other values tell. No record's key begins with a zero
/// byte.
///
/// ```text
/// hash of the first entry 32 | until u64 | the newest activation u64, all ones when there is none
/// ```
const UNTIL: &[u8] = b"\0until";

/// What is known without reading entries.
pub(crate) struct Known {
    /// The registry.
    pub(crate) registry: Registry,
    /// The newest entry that activated policies.
    pub(crate) policies: Option<u64>,
    /// Both tell of the entries below this.
    pub(crate) until: u64,
}

/// What is to be kept of newly published entries.
pub(super) struct Noted {
    pub(super) first_leaf: Hash,
    pub(super) until: u64,
    pub(super) policies: Option<u64>,
    pub(super) changes: Vec<(u64, Box<Registered>)>,
    pub(super) erasures: Vec<ErasureMark>,
}

impl Noted {
    /// Keeps it: erasures first, then the rest all or nothing.
    pub(super) fn keep(&self, tree: &sled::Tree, erased: &sled::Tree) -> Result<(), IndexError> {
        for mark in &self.erasures {
            erased.insert(mark.index.to_be_bytes(), mark.bytes())?;
        }
        let mut batch = sled::Batch::default();
        let policies = self.policies.unwrap_or(u64::MAX);
        let first_leaf = self.first_leaf.as_bytes().as_slice();
        let until = [first_leaf, &self.until.to_be_bytes(), &policies.to_be_bytes()].concat();
        batch.insert(UNTIL, until);
        for (_, change) in &self.changes {
            // A record's JSON can always be written; an empty value would be read as damage.
            let value = serde_json::to_vec(change).unwrap_or_default();
            batch.insert(change.record.key().as_str().as_bytes(), value);
        }
        tree.apply_batch(batch)?;
        Ok(())
    }
}

/// Reads what was kept for this ledger, if it is not ahead of what is published. What is not fit is
/// forgotten.
pub(super) fn known(
    tree: &sled::Tree,
    published: u64,
    first_leaf: Option<Hash>,
) -> Result<Known, IndexError> {
    if let Some(known) = read(tree, published, first_leaf)? {
        return Ok(known);
    }
    tree.clear()?;
    Ok(Known { registry: Registry::default(), policies: None, until: 0 })
}

fn read(
    tree: &sled::Tree,
    published: u64,
    first_leaf: Option<Hash>,
) -> Result<Option<Known>, IndexError> {
    let noted = tree.get(UNTIL)?;
    let heads = noted.as_deref().zip(first_leaf.as_ref()).and_then(|(noted, first)| {
        let rest = noted.strip_prefix(first.as_bytes().as_slice())?;
        let (until, rest) = rest.split_first_chunk()?;
        Some((u64::from_be_bytes(*until), u64::from_be_bytes(*rest.first_chunk()?)))
    });
    let Some((until, policies)) = heads.filter(|(until, _)| *until <= published) else {
        return Ok(None);
    };
    let mut registry = Registry::default();
    for kept in tree {
        let (key, value) = kept?;
        match serde_json::from_slice(&value) {
            _ if &*key == UNTIL => {}
            Ok(registered) => registry.apply(registered),
            Err(_) => return Ok(None),
        }
    }
    let policies = (policies != u64::MAX).then_some(policies);
    Ok(Some(Known { registry, policies, until }))
}
