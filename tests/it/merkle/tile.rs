//! Every tile and bundle has one path and one form in bytes.

use proptest::prelude::*;
use sluse::merkle::Hash;
use sluse::merkle::tile::{
    BundleId, TileError, TileId, decode_bundle, decode_hashes, encode_bundle, encode_hashes,
};

#[test]
fn paths_are_those_of_tlog_tiles() {
    for (level, index, width, path) in [
        (0, 0, 256, "tile/0/000"),
        (0, 5, 1, "tile/0/005.p/1"),
        (1, 999, 255, "tile/1/999.p/255"),
        (0, 1000, 256, "tile/0/x001/000"),
        (0, 1_234_067, 88, "tile/0/x001/x234/067.p/88"),
        (63, u64::MAX, 256, "tile/63/x018/x446/x744/x073/x709/x551/615"),
    ] {
        let tile = TileId::new(level, index, width).unwrap();
        assert_eq!(tile.path(), path);
        assert_eq!(TileId::parse(path), Ok(tile));
    }
    let bundle = BundleId::new(1_234_067, 88).unwrap();
    assert_eq!(bundle.path(), "tile/entries/x001/x234/067.p/88");
    assert_eq!(BundleId::parse("tile/entries/x001/x234/067.p/88"), Ok(bundle));
    assert_eq!(bundle.full().path(), "tile/entries/x001/x234/067");
}

#[test]
fn paths_that_are_not_canonical_are_refused() {
    for (path, why) in [
        ("", TileError::NotATile),
        ("tile", TileError::NotATile),
        ("tile/", TileError::NotATile),
        ("tile/0", TileError::NotATile),
        ("/tile/0/000", TileError::NotATile),
        ("tiles/0/000", TileError::NotATile),
        ("tile//000", TileError::Level),
        ("tile/00/000", TileError::Level),
        ("tile/01/000", TileError::Level),
        ("tile/+1/000", TileError::Level),
        ("tile/64/000", TileError::Level),
        ("tile/256/000", TileError::Level),
        ("tile/99999999999999999999/000", TileError::Level),
        ("tile/entries/000", TileError::Level),
        ("tile/0/", TileError::Index),
        ("tile/0/0", TileError::Index),
        ("tile/0/00", TileError::Index),
        ("tile/0/0000", TileError::Index),
        ("tile/0/+00", TileError::Index),
        ("tile/0/00x", TileError::Index),
        ("tile/0/x000", TileError::Index),
        ("tile/0/x000/000", TileError::Index),
        ("tile/0/x000/x001/000", TileError::Index),
        ("tile/0/001/000", TileError::Index),
        ("tile/0/x001/x000", TileError::Index),
        ("tile/0/X001/000", TileError::Index),
        ("tile/0/x01/000", TileError::Index),
        ("tile/0/x001//000", TileError::Index),
        ("tile/0/x001/000/", TileError::Index),
        ("tile/0/000/", TileError::Index),
        ("tile/0/../000", TileError::Index),
        ("tile/0/٠٠٠", TileError::Index),
        ("tile/0/x018/x446/x744/x073/x709/x551/616", TileError::Index),
        ("tile/0/x999/x999/x999/x999/x999/x999/x999/999", TileError::Index),
        ("tile/0/000.p", TileError::Index),
        ("tile/0/000.p/", TileError::Width),
        ("tile/0/000.p/0", TileError::Width),
        ("tile/0/000.p/01", TileError::Width),
        ("tile/0/000.p/-1", TileError::Width),
        ("tile/0/000.p/256", TileError::Width),
        ("tile/0/000.p/65537", TileError::Width),
        ("tile/0/000.p/1/", TileError::Width),
        ("tile/0/000.p/1.p/1", TileError::Width),
        ("tile/0/000.p/1 ", TileError::Width),
    ] {
        assert_eq!(TileId::parse(path), Err(why), "{path}");
    }
    assert_eq!(BundleId::parse("tile/0/000"), Err(TileError::NotATile));
    assert_eq!(BundleId::parse("tile/entries/000.p/256"), Err(TileError::Width));
}

#[test]
fn identities_that_no_tile_has_are_refused() {
    assert_eq!(TileId::new(64, 0, 1), Err(TileError::Level));
    assert_eq!(TileId::new(0, 0, 0), Err(TileError::Width));
    assert_eq!(TileId::new(0, 0, 257), Err(TileError::Width));
    assert_eq!(BundleId::new(0, 0), Err(TileError::Width));
    assert_eq!(BundleId::new(0, 257), Err(TileError::Width));
}

#[test]
fn a_tree_gives_its_tiles_their_width() {
    let width = |level, index, size| TileId::in_tree(level, index, size).map(|tile| tile.width());
    assert_eq!(width(0, 0, 0), None);
    assert_eq!(width(0, 0, 1), Some(1));
    assert_eq!(width(0, 0, 256), Some(256));
    assert_eq!(width(0, 1, 256), None);
    assert_eq!(width(1, 0, 255), None);
    assert_eq!(width(1, 0, 256), Some(1));
    assert_eq!(width(0, 273, 70_000), Some(112));
    assert_eq!(width(1, 1, 70_000), Some(17));
    assert_eq!(width(2, 0, 70_000), Some(1));
    assert_eq!(width(63, 0, u64::MAX), None);
    assert_eq!(width(0, u64::MAX, u64::MAX), None);
    assert_eq!(BundleId::in_tree(2, 600).map(|bundle| bundle.width()), Some(88));
    assert_eq!(BundleId::in_tree(3, 600), None);
}

#[test]
fn a_bundle_is_lengths_and_entries() {
    let bytes = encode_bundle(&["entry-0", "", "x"]).unwrap();
    assert_eq!(bytes, b"\x00\x07entry-0\x00\x00\x00\x01x");
    assert_eq!(decode_bundle(&bytes, 3).unwrap(), [&b"entry-0"[..], b"", b"x"]);
    for width in [0, 2, 4, 256, u16::MAX] {
        assert_eq!(decode_bundle(&bytes, width), Err(TileError::Bytes { width }));
    }
    for short in 0..bytes.len() {
        assert!(decode_bundle(&bytes[..short], 3).is_err(), "cut at {short}");
    }
}

#[test]
fn a_bundle_holds_1_to_256_entries_of_16_bit_length() {
    assert_eq!(encode_bundle(&[b""; 0]), Err(TileError::Width));
    assert!(encode_bundle(&[b"x"; 256]).is_ok());
    assert_eq!(encode_bundle(&[b"x"; 257]), Err(TileError::Width));
    assert!(encode_bundle(&[vec![0; 65_535]]).is_ok());
    assert!(matches!(encode_bundle(&[vec![0; 65_536]]), Err(TileError::Entry(_))));
}

#[test]
fn a_tile_is_its_hashes() {
    let hashes = [Hash::leaf(b"a"), Hash::leaf(b"b")];
    let bytes = encode_hashes(&hashes);
    assert_eq!(bytes.len(), 64);
    assert_eq!(decode_hashes(&bytes, 2).unwrap(), hashes);
    for wrong in [&bytes[..63], &bytes[..32], &[&bytes[..], &[0]].concat()] {
        assert_eq!(decode_hashes(wrong, 2), Err(TileError::Bytes { width: 2 }));
    }
}

#[test]
fn a_hash_has_one_text() {
    let text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    assert_eq!(Hash::EMPTY.to_string(), text);
    assert_eq!(Hash::parse(text), Ok(Hash::EMPTY));
    for wrong in [
        "",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=",
        "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=",
        " 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==",
    ] {
        assert!(Hash::parse(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn every_tile_is_read_back_from_its_path(
        level in 0_u8..64,
        index in prop_oneof![0_u64..2000, any::<u64>()],
        width in 1_u16..=256,
    ) {
        let tile = TileId::new(level, index, width).unwrap();
        prop_assert_eq!(TileId::parse(&tile.path()), Ok(tile));
        let bundle = BundleId::new(index, width).unwrap();
        prop_assert_eq!(BundleId::parse(&bundle.path()), Ok(bundle));
    }

    #[test]
    fn a_path_that_is_read_is_the_one_that_is_written(
        path in "tile/[0-9]{1,2}/(x[0-9]{3}/){0,3}[0-9]{3}(\\.p/[0-9]{1,3})?",
    ) {
        if let Ok(tile) = TileId::parse(&path) {
            prop_assert_eq!(tile.path(), path);
        }
    }

    #[test]
    fn every_bundle_is_read_back(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 1..=256),
    ) {
        let bytes = encode_bundle(&entries).unwrap();
        prop_assert_eq!(decode_bundle(&bytes, entries.len() as u16).unwrap(), entries);
    }
}
