//! Checking some of a ledger: the tree above the leaves is always checked whole, bundles by lot.

use super::{ORIGIN, replace, signer};
use sluse::ledger::entry::VERSION;
use sluse::ledger::verify::{Sampled, VerifyError, sample, verify};
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::tile::{BundleId, encode_bundle};
use sluse::merkle::tree::Edge;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// 257 full bundles, so that a tile of level 1 is full, and a partial one.
const SIZE: u64 = 257 * 256 + 100;

/// Writes the published files of a ledger with this many small entries.
pub fn publish(dir: &Path, size: u64) {
    let entry = |index| {
        format!(r#"{{"v":{VERSION},"at":"2026-11-18T09:00:00.{:03}Z","event":{{"kind":"policy-list","files":[]}}}}"#, index * 1000 / size)
            .into_bytes()
    };
    let put = |path: String, bytes: &[u8]| {
        let file = dir.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    };
    let entries: Vec<Vec<u8>> = (0..size).map(entry).collect();
    let mut edge = Edge::empty();
    let mut partial = BTreeMap::new();
    for (number, entries) in (0..).zip(entries.chunks(256)) {
        put(BundleId::in_tree(number, size).unwrap().path(), &encode_bundle(entries).unwrap());
        let leaves: Vec<Hash> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
        for (tile, bytes) in edge.append(&leaves) {
            partial.remove(&tile.level());
            if tile.is_full() {
                put(tile.path(), &bytes);
            } else {
                partial.insert(tile.level(), (tile, bytes));
            }
        }
    }
    for (tile, bytes) in partial.into_values() {
        put(tile.path(), &bytes);
    }
    let text = Checkpoint::new(ORIGIN, size, edge.root()).unwrap().text();
    put("checkpoint".to_owned(), &signer().sign(&text).unwrap());
}

fn made() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), SIZE);
    dir
}

/// Samples with a lot that always falls on the lowest.
fn lowest(dir: &Path, many: u64) -> Result<Sampled, VerifyError> {
    sample(dir, &signer().vkey(), many, &mut |_| 0, &mut |_, _| ())
}

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    replace(path, &bytes);
}

#[test]
fn a_sample_says_what_it_checked() {
    let dir = made();
    let whole = verify(dir.path(), &signer().vkey()).unwrap();
    assert_eq!((whole.size, whole.unpublished), (SIZE, 0));
    let seen = lowest(dir.path(), 3).unwrap();
    assert_eq!((seen.size, seen.root), (SIZE, whole.root));
    assert_eq!((seen.drawn, seen.bundles), (3, 257));
    assert_eq!(seen.entries, 3 * 256 + 100);
    // One full and one partial tile of level 1, and the one of level 2.
    assert_eq!(seen.tiles, 3);
    assert_eq!(lowest(dir.path(), 0).unwrap().entries, 100);
    assert_eq!(lowest(dir.path(), 10_000).unwrap().drawn, 257);
}

#[test]
fn every_tile_above_the_leaves_and_the_right_edge_are_always_checked() {
    for path in [
        "tile/1/000",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
        "tile/0/257.p/100",
        "tile/entries/257.p/100",
        "checkpoint",
    ] {
        let dir = made();
        let whole = std::fs::read(dir.path().join(path)).unwrap().len();
        for at in [0, whole / 2, whole - 1] {
            flip(&dir.path().join(path), at);
            assert!(lowest(dir.path(), 0).is_err(), "{path} at {at}");
            flip(&dir.path().join(path), at);
        }
        lowest(dir.path(), 0).unwrap();
    }
}

#[test]
fn a_bad_bundle_or_leaves_tile_is_found_when_the_lot_falls_on_it() {
    let dir = made();
    for path in ["tile/entries/200", "tile/0/200"] {
        flip(&dir.path().join(path), 70);
        lowest(dir.path(), 1).unwrap();
        let error = lowest(dir.path(), 257).unwrap_err();
        assert!(error.to_string().contains("200"), "{error}");
        flip(&dir.path().join(path), 70);
    }
    // Entry and leaf changed together: only the tile above says otherwise.
    let bundle = dir.path().join("tile/entries/200");
    let mut entries = std::fs::read(&bundle).unwrap();
    let at = entries.windows(11).position(|it| it == b"policy-list").unwrap();
    entries[at + 32] = b' ';
    let changed = sluse::merkle::tile::decode_bundle(&entries, 256).unwrap();
    let leaves: Vec<Hash> = changed.iter().map(|entry| Hash::leaf(entry)).collect();
    let tile = sluse::merkle::tile::encode_hashes(&leaves);
    replace(&dir.path().join("tile/0/200"), &tile);
    replace(&bundle, &entries);
    let error = lowest(dir.path(), 257).unwrap_err();
    assert!(matches!(error, VerifyError::Tile { .. } | VerifyError::UnknownForm { .. }), "{error}");
}

#[test]
fn lots_are_fair_and_the_chance_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), 5 * 256);
    // Each pair of five, by every way that two draws can fall.
    let mut drawn = 0;
    for first in 0..4 {
        for second in 0..5 {
            let mut draws = [first, second].into_iter();
            let mut draw = |below: u64| draws.next().filter(|it| *it < below).unwrap();
            let seen = sample(dir.path(), &signer().vkey(), 2, &mut draw, &mut |_, _| ()).unwrap();
            assert_eq!((seen.drawn, seen.entries), (2, 512));
            drawn += 1;
        }
    }
    assert_eq!(drawn, 20);
    let seen = sample(dir.path(), &signer().vkey(), 2, &mut |_| 0, &mut |_, _| ()).unwrap();
    // One bad of five, two drawn: 1 - 4/5 * 3/4.
    assert!((seen.chance_percent(1) - 40.0).abs() < 1e-9);
    assert!((seen.chance_percent(4) - 100.0).abs() < 1e-9);
    assert!(seen.chance_percent(0).abs() < 1e-9);
}
