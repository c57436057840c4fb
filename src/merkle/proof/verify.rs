//! Checks proofs against roots, with nothing but the hashes.

use super::MOST_HASHES;
use crate::merkle::Hash;

/// Why a proof was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The proof is about a leaf or an earlier tree that cannot be in the tree.
    #[error("{asked} is beyond the tree of {size} leaves")]
    Beyond {
        /// The index or the earlier size.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The proof has more or fewer hashes than the sizes ask for.
    #[error("the proof has not as many hashes as the sizes ask for")]
    Length,
    /// The proof does not lead to the root of the tree.
    #[error("the proof does not lead to the root of the tree")]
    Root,
    /// The proof does not lead to the root of the earlier tree.
    #[error("the proof does not lead to the root of the earlier tree")]
    OldRoot,
}

/// Checks that `leaf` is leaf `index` of the tree of `size` leaves with this root.
///
/// # Errors
/// When the index is not in the tree, the path has not its length, or it leads elsewhere.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Beyond { asked: index, size });
    }
    if path.len() > MOST_HASHES {
        return Err(ProofError::Length);
    }
    // `node` and `last`: the place of the path's node, and of the last node, in their row.
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if is_odd(node) || node == last {
            hash = Hash::node(sibling, &hash);
            // The last node of a row has no sibling where it stands alone: it goes up unhashed.
            while !is_odd(node) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// The root of the tree that ends with a leaf, as a larger tree has it: proven by the leaf's inclusion
/// in the larger tree. The path's hashes to the left are just the earlier tree's.
///
/// # Errors
/// As [`verify_inclusion`].
pub fn root_before(
    leaf: &Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: &Hash,
) -> Result<Hash, ProofError> {
    verify_inclusion(leaf, index, size, path, root)?;
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if is_odd(node) || node == last {
            hash = Hash::node(sibling, &hash);
            while !is_odd(node) && node > 0 {
                node >>= 1;
                last >>= 1;
            }
        }
        node >>= 1;
        last >>= 1;
    }
    Ok(hash)
}

/// Checks that the tree of `new` leaves begins with the tree of `old` leaves. From an empty tree the
/// path is empty, and so is the proof's force.
///
/// # Errors
/// When `old` is larger than `new`, the path has not its length, or it leads to another root.
pub fn verify_consistency(
    old: u64,
    new: u64,
    path: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Beyond { asked: old, size: new });
    }
    if path.len() > MOST_HASHES {
        return Err(ProofError::Length);
    }
    if old == 0 || old == new {
        return verify_without_path(old, new, path, old_root, new_root);
    }
    // `node`: the last node of the old tree in its row; `last`: that of the new tree. The proof begins
    // at the largest complete subtree that ends with the old tree.
    let (mut node, mut last) = (old - 1, new - 1);
    while is_odd(node) {
        node >>= 1;
        last >>= 1;
    }
    let mut rest = path.iter();
    let first = if node == 0 { old_root } else { rest.next().ok_or(ProofError::Length)? };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if is_odd(node) || node == last {
            old_hash = Hash::node(sibling, &old_hash);
            new_hash = Hash::node(sibling, &new_hash);
            while !is_odd(node) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = Hash::node(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if old_hash != *old_root {
        return Err(ProofError::OldRoot);
    }
    if new_hash == *new_root { Ok(()) } else { Err(ProofError::Root) }
}

/// The proofs without hashes: from an empty tree, and from a tree to itself.
fn verify_without_path(
    old: u64,
    new: u64,
    path: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofError> {
    if !path.is_empty() {
        return Err(ProofError::Length);
    }
    if old == 0 && *old_root != Hash::EMPTY {
        return Err(ProofError::OldRoot);
    }
    if old == new && old_root != new_root {
        return Err(ProofError::Root);
    }
    Ok(())
}

const fn is_odd(number: u64) -> bool {
    number & 1 == 1
}
