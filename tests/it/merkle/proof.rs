//! Proofs are those of RFC 6962 at every size, and nothing but the right proof is accepted.

use super::model::{Model, entry};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use proptest::prelude::*;
use sha2::Sha256;
use sluse::merkle::proof::{
    ProofError, consistency, inclusion, root_before, verify_consistency, verify_inclusion,
};
use sluse::merkle::tile::TileId;
use sluse::merkle::tree::TreeError;
use sluse::merkle::{Hash, MOST_LEAVES};
use std::collections::BTreeSet;

/// Four full tiles and a bit.
const EVERY_SIZE_TO: usize = 1030;

/// At every size all proofs of the definition are checked; from tiles are made the first, the last and
/// one in ninety-seven, others at each size.
fn is_made(number: usize, size: usize) -> bool {
    number <= 1 || number + 1 >= size || (number + size).is_multiple_of(97)
}

#[test]
fn inclusion_is_proven_for_every_leaf_of_every_size() {
    let model = Model::of(EVERY_SIZE_TO as u64);
    for size in 1..=EVERY_SIZE_TO {
        let root = model.root(0, size);
        for (index, leaf) in model.leaves().iter().enumerate().take(size) {
            let path = model.path(index, 0, size);
            let verified = verify_inclusion(leaf, index as u64, size as u64, &path, &root);
            assert_eq!(verified, Ok(()), "leaf {index} of {size}");
            if is_made(index, size) {
                check_inclusion(&model, index, size);
            }
        }
    }
}

#[test]
fn consistency_is_proven_between_every_two_sizes() {
    let model = Model::of(EVERY_SIZE_TO as u64);
    for new in 0..=EVERY_SIZE_TO {
        let root = model.root(0, new);
        for old in 0..=new {
            let path = model.consistency(old, new);
            let old_root = model.root(0, old);
            let verified = verify_consistency(old as u64, new as u64, &path, &old_root, &root);
            assert_eq!(verified, Ok(()), "from {old} to {new}");
            if is_made(old, new) {
                check_consistency(&model, old, new);
            }
        }
    }
}

#[test]
fn proofs_hold_at_sampled_sizes_over_several_tiles() {
    let model = Model::of(EVERY_SIZE_TO as u64);
    let edges = [1, 2, 255, 256, 257, 511, 512, 513, 768, 1000, 1023, 1024, 1025];
    for new in edges.into_iter().chain((301..=EVERY_SIZE_TO).step_by(139)) {
        for old in edges.into_iter().chain((1..new).step_by(83)).filter(|old| *old <= new) {
            check_inclusion(&model, old - 1, new);
            check_consistency(&model, old, new);
        }
    }
}

fn check_inclusion(model: &Model, index: usize, size: usize) {
    let path = inclusion(index as u64, size as u64, model.reader()).unwrap();
    assert_eq!(path, model.path(index, 0, size), "leaf {index} of {size}");
    let (leaf, root) = (model.leaves()[index], model.root(0, size));
    assert_eq!(verify_inclusion(&leaf, index as u64, size as u64, &path, &root), Ok(()));
    let before = root_before(&leaf, index as u64, size as u64, &path, &root);
    assert_eq!(before, Ok(model.root(0, index + 1)), "the tree that ends with leaf {index}");
}

fn check_consistency(model: &Model, old: usize, new: usize) {
    let path = consistency(old as u64, new as u64, model.reader()).unwrap();
    assert_eq!(path, model.consistency(old, new), "from {old} to {new}");
    let (old_root, new_root) = (model.root(0, old), model.root(0, new));
    let verified = verify_consistency(old as u64, new as u64, &path, &old_root, &new_root);
    assert_eq!(verified, Ok(()), "from {old} to {new}");
}

/// Our root in the terms of the independent verifier.
fn independent(root: Hash, size: usize) -> RootHash<Sha256> {
    RootHash::new((*root.as_bytes()).into(), size as u64)
}

fn joined(path: &[Hash]) -> Vec<u8> {
    path.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

#[test]
fn an_independent_tree_has_our_roots_and_accepts_our_proofs() {
    let model = Model::of(EVERY_SIZE_TO as u64);
    let mut theirs = ct_merkle::mem_backed_tree::MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for size in 1..=EVERY_SIZE_TO {
        theirs.push(entry(size as u64 - 1));
        if size % 41 != 0 && ![1, 2, 255, 256, 257, 512, 1024].contains(&size) {
            continue;
        }
        let root = independent(model.root(0, size), size);
        assert_eq!(root, theirs.root());
        for index in (0..size).step_by(37) {
            let path = inclusion(index as u64, size as u64, model.reader()).unwrap();
            assert_eq!(theirs.prove_inclusion(index).as_bytes(), joined(&path));
            let proof = InclusionProof::try_from_bytes(joined(&path)).unwrap();
            root.verify_inclusion(&entry(index as u64), index as u64, &proof).unwrap();

            let old = index + 1;
            let path = consistency(old as u64, size as u64, model.reader()).unwrap();
            assert_eq!(theirs.prove_consistency(size - old).as_bytes(), joined(&path));
            let proof = ConsistencyProof::try_from_bytes(joined(&path)).unwrap();
            root.verify_consistency(&independent(model.root(0, old), old), &proof).unwrap();
        }
    }
}

/// Every proof that is one step away from the right one.
fn wrong_paths(path: &[Hash]) -> Vec<Vec<Hash>> {
    let stranger = Hash::leaf(b"stranger");
    let mut wrong = vec![[path, &[stranger]].concat(), [&[stranger], path].concat()];
    for at in 0..path.len() {
        let mut other = path.to_vec();
        other[at] = stranger;
        wrong.push(other.clone());
        other.remove(at);
        wrong.push(other);
        let mut swapped = path.to_vec();
        swapped.swap(at, path.len() - 1);
        wrong.push(swapped);
    }
    wrong.retain(|other| other != path);
    wrong
}

#[test]
fn a_wrong_inclusion_proof_is_refused() {
    let model = Model::of(40);
    for (index, size) in (1..=40).flat_map(|size| (0..size).map(move |index| (index, size))) {
        let (leaf, root) = (model.leaves()[index], model.root(0, size));
        let path = model.path(index, 0, size);
        let verify = |leaf: &Hash, index: usize, size: usize, path: &[Hash], root: &Hash| {
            verify_inclusion(leaf, index as u64, size as u64, path, root)
        };
        for wrong in wrong_paths(&path) {
            let refused = verify(&leaf, index, size, &wrong, &root);
            assert!(matches!(refused, Err(ProofError::Length | ProofError::Root)));
        }
        let other = Hash::leaf(b"stranger");
        assert_eq!(verify(&other, index, size, &path, &root), Err(ProofError::Root));
        assert_eq!(verify(&leaf, index, size, &path, &other), Err(ProofError::Root));
        for elsewhere in (0..size).filter(|elsewhere| *elsewhere != index) {
            assert!(verify(&leaf, elsewhere, size, &path, &root).is_err());
        }
    }
}

#[test]
fn a_wrong_consistency_proof_is_refused() {
    let model = Model::of(40);
    for (old, new) in (1..=40).flat_map(|new| (1..=new).map(move |old| (old, new))) {
        let (old_root, new_root) = (model.root(0, old), model.root(0, new));
        let path = model.consistency(old, new);
        let verify = |old: usize, new: usize, path: &[Hash], old_root: &Hash, new_root: &Hash| {
            verify_consistency(old as u64, new as u64, path, old_root, new_root)
        };
        for wrong in wrong_paths(&path) {
            assert!(verify(old, new, &wrong, &old_root, &new_root).is_err());
        }
        let other = Hash::leaf(b"stranger");
        assert!(verify(old, new, &path, &other, &new_root).is_err());
        assert_eq!(verify(old, new, &path, &old_root, &other), Err(ProofError::Root));
        for earlier in (1..=new).filter(|earlier| *earlier != old) {
            assert!(verify(earlier, new, &path, &old_root, &new_root).is_err());
        }
    }
}

#[test]
fn what_is_beyond_the_tree_is_refused() {
    let model = Model::of(5);
    let beyond = |asked, size| ProofError::Beyond { asked, size };
    let root = model.root(0, 5);
    assert_eq!(verify_inclusion(&root, 5, 5, &[], &root), Err(beyond(5, 5)));
    assert_eq!(verify_inclusion(&Hash::EMPTY, 0, 0, &[], &Hash::EMPTY), Err(beyond(0, 0)));
    assert_eq!(verify_consistency(6, 5, &[], &root, &root), Err(beyond(6, 5)));
    assert!(matches!(inclusion(5, 5, model.reader()), Err(TreeError::Beyond { .. })));
    assert!(matches!(inclusion(0, 0, model.reader()), Err(TreeError::Beyond { .. })));
    assert!(matches!(consistency(6, 5, model.reader()), Err(TreeError::Beyond { .. })));
    let large = MOST_LEAVES + 1;
    assert!(matches!(inclusion(0, large, model.reader()), Err(TreeError::TooLarge { .. })));
    assert!(matches!(consistency(0, large, model.reader()), Err(TreeError::TooLarge { .. })));
}

#[test]
fn an_empty_tree_is_continued_by_every_tree_and_proves_nothing() {
    let root = Model::of(5).root(0, 5);
    assert_eq!(verify_consistency(0, 5, &[], &Hash::EMPTY, &root), Ok(()));
    assert_eq!(verify_consistency(0, 5, &[root], &Hash::EMPTY, &root), Err(ProofError::Length));
    assert_eq!(verify_consistency(0, 5, &[], &root, &root), Err(ProofError::OldRoot));
    assert_eq!(verify_consistency(0, 0, &[], &Hash::EMPTY, &root), Err(ProofError::Root));
    assert_eq!(verify_consistency(5, 5, &[root], &root, &root), Err(ProofError::Length));
    assert_eq!(verify_consistency(5, 5, &[], &Hash::EMPTY, &root), Err(ProofError::Root));
}

#[test]
fn more_than_63_hashes_are_never_hashed() {
    let path = [Hash::EMPTY; 64];
    let (leaf, root) = (Hash::leaf(b""), Hash::EMPTY);
    assert_eq!(verify_inclusion(&leaf, 0, u64::MAX, &path, &root), Err(ProofError::Length));
    let refused = verify_consistency(1, u64::MAX, &path, &root, &root);
    assert_eq!(refused, Err(ProofError::Length));
}

#[test]
fn one_proof_reads_no_tile_twice() {
    let model = Model::of(1030);
    let mut seen = BTreeSet::new();
    let mut read = |tile: TileId| {
        assert!(seen.insert(tile), "{} was read twice", tile.path());
        Ok::<_, std::io::Error>(model.tile(tile))
    };
    inclusion(700, 1030, &mut read).unwrap();
    assert!(seen.len() <= 4, "the leaf's tile, the right edge and the level above");
}

#[test]
fn a_tile_that_cannot_be_read_stops_the_proof() {
    let missing = |_| Err::<Vec<u8>, _>(std::io::Error::other("no such file"));
    assert!(matches!(inclusion(1, 300, missing), Err(TreeError::Read { .. })));
    let short = |_| Ok::<_, std::io::Error>(vec![0; 31]);
    assert!(matches!(consistency(1, 300, short), Err(TreeError::Damaged { .. })));
}

#[test]
fn proofs_of_the_largest_tree_can_be_made_and_checked() {
    // A tree in which all leaves are alike has one root for each height.
    let mut by_height = vec![Hash::leaf(b"same")];
    for height in 0..63 {
        by_height.push(Hash::node(&by_height[height], &by_height[height]));
    }
    let read = |tile: TileId| {
        let hash = by_height[usize::from(tile.level()) * 8];
        Ok::<_, std::io::Error>(hash.as_bytes().repeat(usize::from(tile.width())))
    };
    let root = sluse::merkle::tree::Edge::load(MOST_LEAVES, read).unwrap().root();
    for index in [0, 1, MOST_LEAVES / 2, MOST_LEAVES - 1] {
        let path = inclusion(index, MOST_LEAVES, read).unwrap();
        assert_eq!(verify_inclusion(&by_height[0], index, MOST_LEAVES, &path, &root), Ok(()));
    }
    let old = sluse::merkle::tree::Edge::load(1 << 40, read).unwrap().root();
    let path = consistency(1 << 40, MOST_LEAVES, read).unwrap();
    assert_eq!(verify_consistency(1 << 40, MOST_LEAVES, &path, &old, &root), Ok(()));
}

proptest! {
    /// Whatever the numbers, checking ends and accepts nothing at random.
    #[test]
    fn random_proofs_are_refused(
        first in any::<u64>(),
        second in any::<u64>(),
        path in prop::collection::vec(any::<[u8; 32]>().prop_map(Hash::from_bytes), 0..70),
    ) {
        let (leaf, root) = (Hash::leaf(b"leaf"), Hash::leaf(b"root"));
        prop_assert!(verify_inclusion(&leaf, first, second, &path, &root).is_err());
        prop_assert!(verify_consistency(first, second, &path, &leaf, &root).is_err());
    }
}
