//! Appending in any batches gives the tiles and roots that the definition gives.

use super::model::Model;
use proptest::prelude::*;
use sluse::merkle::tile::TileId;
use sluse::merkle::tree::{Edge, TreeError};
use sluse::merkle::{Hash, MOST_LEAVES};
use std::collections::BTreeMap;

#[test]
fn the_root_is_that_of_the_definition_at_every_size() {
    let model = Model::of(1030);
    let mut edge = Edge::empty();
    assert_eq!(edge.root(), Hash::EMPTY);
    for (size, leaf) in (1..).zip(model.leaves()) {
        edge.append(&[*leaf]);
        assert_eq!(edge.size(), size as u64);
        assert_eq!(edge.root(), model.root(0, size), "at size {size}");
    }
}

#[test]
fn known_roots_are_found() {
    // The first four leaves of the test data of the certificate-transparency implementations.
    let mut edge = Edge::empty();
    let root = |edge: &Edge| {
        edge.root().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(root(&edge), empty);
    edge.append(&[Hash::leaf(b"")]);
    let one = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    assert_eq!(root(&edge), one);
    edge.append(&[Hash::leaf(&[0x00])]);
    let two = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
    assert_eq!(root(&edge), two);
}

#[test]
fn a_tree_of_70000_leaves_has_tiles_on_three_levels() {
    let leaves: Vec<Hash> = (0..70_000_u32).map(|leaf| Hash::leaf(&leaf.to_be_bytes())).collect();
    let mut edge = Edge::empty();
    let written = edge.append(&leaves);
    let on_level = |level| written.iter().filter(move |(tile, _)| tile.level() == level);
    assert_eq!(on_level(0).filter(|(tile, _)| tile.is_full()).count(), 273);
    let paths: Vec<String> = written.iter().map(|(tile, _)| tile.path()).collect();
    for path in ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"] {
        assert!(paths.iter().any(|written| written == path), "{path} was written");
    }
    assert_eq!(paths.len(), 273 + 1 + 3);

    let tiles: BTreeMap<TileId, Vec<u8>> = written.into_iter().collect();
    let loaded = Edge::load(70_000, |tile| tiles.get(&tile).cloned().ok_or(tile.path().len()));
    assert_eq!(loaded.map_err(|_| "missing"), Ok(edge));
}

#[test]
fn an_append_that_fills_a_tile_writes_no_empty_one_after_it() {
    let model = Model::of(512);
    let mut edge = Edge::empty();
    let mut paths = |leaves: &[Hash]| {
        edge.append(leaves).iter().map(|(tile, _)| tile.path()).collect::<Vec<_>>()
    };
    assert_eq!(paths(&model.leaves()[..255]), ["tile/0/000.p/255"]);
    assert_eq!(paths(&model.leaves()[255..256]), ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(paths(&[]), Vec::<String>::new());
    assert_eq!(paths(&model.leaves()[256..258]), ["tile/0/001.p/2"]);
    assert_eq!(paths(&model.leaves()[258..]), ["tile/0/001", "tile/1/000.p/2"]);
}

#[test]
fn a_loaded_edge_goes_on_as_the_one_that_was_kept() {
    let model = Model::of(1030);
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 513, 767, 768, 1000, 1023, 1024, 1025] {
        let mut kept = Edge::empty();
        kept.append(&model.leaves()[..size]);
        let mut loaded = Edge::load(size as u64, model.reader()).unwrap();
        assert_eq!(loaded, kept, "at size {size}");
        let rest = &model.leaves()[size..];
        assert_eq!(loaded.append(rest), kept.append(rest));
        assert_eq!(loaded.root(), model.root(0, 1030));
    }
}

#[test]
fn a_damaged_or_missing_tile_is_named() {
    let model = Model::of(300);
    let cut = Edge::load(300, |tile| {
        let mut bytes = model.tile(tile);
        bytes.truncate(bytes.len() - (tile.level() == 0) as usize);
        Ok::<_, std::io::Error>(bytes)
    });
    assert_eq!(cut.unwrap_err().to_string(), "the tile tile/0/001.p/44 is damaged");
    let full = Edge::load(300, |tile| {
        Ok::<_, std::io::Error>(vec![0; 32 * 256 * (1 + tile.level() as usize)])
    });
    assert!(matches!(full, Err(TreeError::Damaged { .. })), "a full tile is not the partial one");
    let missing = Edge::load(300, |_| Err::<Vec<u8>, _>(std::io::Error::other("no such file")));
    assert!(matches!(missing, Err(TreeError::Read { .. })));
}

#[test]
fn a_size_that_no_tree_may_have_is_refused_before_anything_is_read() {
    let read = |_| -> Result<Vec<u8>, std::io::Error> { panic!("nothing may be read") };
    for size in [MOST_LEAVES + 1, u64::MAX] {
        assert!(matches!(Edge::load(size, read), Err(TreeError::TooLarge { .. })));
    }
}

#[test]
fn the_largest_tree_can_be_loaded() {
    let read = |tile: TileId| Ok::<_, std::io::Error>(vec![7; 32 * usize::from(tile.width())]);
    let edge = Edge::load(MOST_LEAVES, read).unwrap();
    assert_eq!(edge.size(), MOST_LEAVES);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the batches, what stands written after each of them holds the naive tiles of that size,
    /// and a tile that was written twice was written with the same bytes.
    #[test]
    fn any_batches_write_the_naive_tiles(batches in prop::collection::vec(0_usize..400, 1..6)) {
        let model = Model::of(batches.iter().sum::<usize>() as u64);
        let mut edge = Edge::empty();
        let mut written = BTreeMap::new();
        let mut rest = model.leaves();
        for batch in batches {
            let (leaves, after) = rest.split_at(batch);
            rest = after;
            for (tile, bytes) in edge.append(leaves) {
                let before = written.insert(tile.path(), bytes);
                prop_assert_eq!(before, None, "{} twice", tile.path());
            }
            for (path, bytes) in model.tiles(edge.size()) {
                prop_assert_eq!(written.get(&path), Some(&bytes), "{}", path);
            }
        }
    }
}
