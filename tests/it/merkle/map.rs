//! The map beside its definition, word by word, with another SHA-256.

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use sluse::merkle::Hash;
use sluse::merkle::map::{Building, Cut, MapLeaf, MapProof, MapProofError, Position, Unordered};
use std::collections::BTreeMap;
use std::convert::Infallible;

type Content = BTreeMap<[u8; 32], [u8; 32]>;

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn bit(position: &[u8; 32], depth: usize) -> bool {
    position[depth / 8] & (0x80 >> (depth % 8)) != 0
}

/// tree(S, d).
fn model(leaves: &[(&[u8; 32], &[u8; 32])], depth: usize) -> [u8; 32] {
    match leaves {
        [] => [0; 32],
        [(position, value)] => sha256(&[&[4], *position, *value]),
        _ => {
            let (right, left): (Vec<_>, Vec<_>) =
                leaves.iter().copied().partition(|(position, _)| bit(position, depth));
            sha256(&[&[5], &model(&left, depth + 1), &model(&right, depth + 1)])
        }
    }
}

fn root_of(content: &Content) -> Hash {
    Hash::from_bytes(model(&content.iter().collect::<Vec<_>>(), 0))
}

fn leaves(content: &Content) -> Vec<MapLeaf> {
    let leaf = |(position, value): (&[u8; 32], &[u8; 32])| MapLeaf {
        position: Position::new(*position),
        value: Hash::from_bytes(*value),
    };
    content.iter().map(leaf).collect()
}

/// Built for so many leaves, whatever their number is.
fn cut(content: &Content, expected: u64) -> Cut {
    let mut building = Building::new(expected);
    for leaf in leaves(content) {
        building.push(&leaf).unwrap();
    }
    building.finish()
}

fn prove(content: &Content, cut: &Cut, position: [u8; 32]) -> MapProof {
    let load = |place| {
        let all = leaves(content).into_iter();
        Ok::<_, Infallible>(all.filter(|leaf| cut.place(&leaf.position) == place).collect())
    };
    cut.prove(&Position::new(position), load).unwrap()
}

/// Positions that agree in many bits, and some that do not.
fn positions() -> impl Strategy<Value = [u8; 32]> {
    let near = (0..=255_usize, any::<[u8; 32]>(), any::<u8>()).prop_map(|(bits, mut it, base)| {
        for (place, byte) in it.iter_mut().enumerate() {
            let keep = bits.saturating_sub(place * 8).min(8);
            let mask = if keep == 0 { 0 } else { 0xff_u8 << (8 - keep) };
            *byte = (((base & 1) * 0xff) & mask) | (*byte & !mask);
        }
        it
    });
    prop_oneof![3 => near, 1 => any::<[u8; 32]>()]
}

fn contents() -> impl Strategy<Value = Content> {
    proptest::collection::btree_map(positions(), any::<[u8; 32]>(), 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_root_is_that_of_the_definition(content in contents(), expected in 0..5000_u64) {
        prop_assert_eq!(cut(&content, expected).root(), root_of(&content));
    }

    #[test]
    fn what_a_position_holds_is_proven(
        content in contents(),
        expected in 0..5000_u64,
        others in proptest::collection::vec(positions(), 8),
    ) {
        let (cut, root) = (cut(&content, expected), root_of(&content));
        prop_assert_eq!(Cut::of(cut.subtrees().to_vec()), Some(cut.clone()));
        for position in content.keys().chain(&others) {
            let proof = prove(&content, &cut, *position);
            let held = content.get(position).copied().map(Hash::from_bytes);
            let position = Position::new(*position);
            prop_assert_eq!(proof.verify(&root, &position), Ok(held));
            let read = MapProof::parse(&proof.to_bytes()).unwrap();
            prop_assert_eq!(&read, &proof);
            let elsewhere = Hash::from_bytes([9; 32]);
            prop_assert_eq!(read.verify(&elsewhere, &position), Err(MapProofError::Root));
        }
    }

    #[test]
    fn a_flipped_bit_proves_nothing_else(
        content in contents(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 32),
        asked in positions(),
    ) {
        let (cut, root) = (cut(&content, 0), root_of(&content));
        let asked = content.keys().next().copied().unwrap_or(asked);
        let bytes = prove(&content, &cut, asked).to_bytes();
        for (place, flip) in flips {
            let mut other = bytes.clone();
            other[place.index(bytes.len())] ^= 1 << flip;
            let proven = MapProof::parse(&other)
                .and_then(|proof| proof.verify(&root, &Position::new(asked)));
            prop_assert!(proven.is_err(), "{proven:?}");
        }
    }

    #[test]
    fn a_proof_is_for_its_own_position(content in contents(), asked in positions()) {
        let (cut, root) = (cut(&content, 0), root_of(&content));
        for position in content.keys() {
            let proof = prove(&content, &cut, *position);
            let proven = proof.verify(&root, &Position::new(asked));
            let held = content.get(&asked).copied().map(Hash::from_bytes);
            prop_assert!(proven.is_err() || proven == Ok(held));
        }
    }

    #[test]
    fn no_bytes_are_a_proof_that_is_written_otherwise(bytes: Vec<u8>) {
        if let Ok(proof) = MapProof::parse(&bytes) {
            prop_assert_eq!(proof.to_bytes(), bytes);
        }
    }
}

#[test]
fn the_map_without_leaves_proves_that_nothing_is_there() {
    let nothing = cut(&Content::new(), 0);
    assert_eq!(nothing.root(), Hash::from_bytes([0; 32]));
    let proof = prove(&Content::new(), &nothing, [7; 32]);
    assert_eq!(proof.to_bytes(), [0, 0, 0]);
    assert_eq!(proof.verify(&nothing.root(), &Position::new([7; 32])), Ok(None));
}

#[test]
fn positions_that_differ_in_their_last_bit_are_told_apart() {
    let (one, mut two) = ([0x5a; 32], [0x5a; 32]);
    two[31] ^= 1;
    let content = Content::from([(one, [1; 32]), (two, [2; 32])]);
    for expected in [0, 1 << 20] {
        let cut = cut(&content, expected);
        assert_eq!(cut.root(), root_of(&content));
        let proof = prove(&content, &cut, two);
        assert_eq!(
            proof.verify(&cut.root(), &Position::new(two)),
            Ok(Some(Hash::from_bytes([2; 32])))
        );
        // Depth 256, one sibling that is not empty, and the value.
        assert_eq!(proof.to_bytes().len(), 3 + 32 + 32 + 32);
    }
}

#[test]
fn a_leaf_does_not_prove_that_another_branch_is_empty() {
    // A leaf at the end of a path that its own position does not take.
    let content = Content::from([([0x00; 32], [1; 32]), ([0x80; 32], [2; 32])]);
    let cut = cut(&content, 0);
    let mut bytes = prove(&content, &cut, [0x01; 32]).to_bytes();
    assert_eq!(bytes[0], 2);
    bytes[36..68].copy_from_slice(&[0x81; 32]);
    let forged = MapProof::parse(&bytes).unwrap();
    let refused = forged.verify(&cut.root(), &Position::new([0x01; 32]));
    assert_eq!(refused, Err(MapProofError::Elsewhere));
    // And a position's own leaf is no other leaf.
    bytes[36..68].copy_from_slice(&[0x01; 32]);
    let forged = MapProof::parse(&bytes).unwrap();
    let refused = forged.verify(&cut.root(), &Position::new([0x01; 32]));
    assert_eq!(refused, Err(MapProofError::Elsewhere));
}

#[test]
fn leaves_out_of_order_and_twice_are_refused() {
    let leaf = |byte| MapLeaf { position: Position::new([byte; 32]), value: Hash::EMPTY };
    let mut building = Building::new(0);
    building.push(&leaf(2)).unwrap();
    assert_eq!(building.push(&leaf(2)), Err(Unordered));
    assert_eq!(building.push(&leaf(1)), Err(Unordered));
}

#[test]
fn a_proof_among_many_is_as_long_as_their_logarithm() {
    let position = |number: u32| sha256(&[&number.to_be_bytes()]);
    let content: Content = (0..20_000).map(|number| (position(number), [3; 32])).collect();
    let cut = cut(&content, 20_000);
    assert_eq!(cut.subtrees().len(), 256);
    let longest = (0..50).map(|number| prove(&content, &cut, position(number)).to_bytes().len());
    let longest = longest.max().unwrap();
    assert!(longest <= 3 + 4 + 28 * 32 + 32, "{longest} bytes");
}
