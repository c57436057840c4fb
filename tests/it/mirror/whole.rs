//! Whole copies: of every shape of tree, going on where it was cut off, growing with the log.

use super::played::{Played, Trick};
use super::{Copy, signer};
use sluse::merkle::tile::{BundleId, TileId};
use sluse::mirror::{Folder, MirrorError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All that the checkpoint of a size covers.
fn wanted(source: &Played, size: u64) -> BTreeMap<String, Vec<u8>> {
    let mut paths = vec!["checkpoint".to_owned()];
    for level in 0..8 {
        let tiles = (0..).map_while(|index| TileId::in_tree(level, index, size));
        paths.extend(tiles.map(|tile| tile.path()));
    }
    paths.extend((0..).map_while(|index| BundleId::in_tree(index, size)).map(|one| one.path()));
    paths.into_iter().map(|path| (path.clone(), source.truth(&path).unwrap())).collect()
}

#[tokio::test]
async fn a_copy_is_the_source_byte_for_byte_for_every_shape_of_tree() {
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 700, 65_536 + 300] {
        let (source, copy) = (Arc::new(Played::of(size)), Copy::new());
        let report = copy.round(&source).await.unwrap();
        assert_eq!((report.size, report.before), (size, 0));
        assert_eq!(copy.files(), wanted(&source, size), "{size}");
    }
}

#[tokio::test]
async fn a_copy_grows_with_its_source_and_fetches_only_what_is_new() {
    let (source, copy) = (Arc::new(Played::of(0)), Copy::new());
    let mut before = 0;
    for size in [0, 3, 200, 256, 300, 301, 900, 1024, 1030] {
        source.grow(size, u64::MAX);
        let (report, fetched) = copy.counted(&source).await;
        let report = report.unwrap();
        assert_eq!((report.size, report.before), (size, before));
        let files = copy.files();
        for (path, bytes) in wanted(&source, size) {
            assert_eq!(files.get(&path), Some(&bytes), "{size}: {path}");
        }
        let pieces = size.div_ceil(256) - before / 256;
        assert!(fetched <= 3 * pieces + 8, "{fetched} files for {pieces} bundles at {size}");
        before = size;
    }
    // Without anything new only the checkpoint is asked for.
    let asked = source.asked.load(std::sync::atomic::Ordering::SeqCst);
    copy.round(&source).await.unwrap();
    assert_eq!(source.asked.load(std::sync::atomic::Ordering::SeqCst), asked + 1);
    // Partial forms are kept of this checkpoint and the one before, and no others.
    let partials: Vec<_> = copy.files().into_keys().filter(|path| path.contains(".p/")).collect();
    assert_eq!(partials, ["tile/0/004.p/6", "tile/1/000.p/4", "tile/entries/004.p/6"]);
}

#[tokio::test]
async fn a_round_that_is_cut_off_anywhere_shows_the_old_checkpoint_and_is_gone_on_with() {
    let source = Arc::new(Played::of(600));
    let reference = Copy::new();
    let (_, whole) = reference.counted(&source).await;
    let mut cut = 0;
    for after in 0..whole + 2 {
        let copy = Copy::new();
        source.fail_after(after);
        let (outcome, _) = copy.counted(&source).await;
        source.play_fair();
        if outcome.is_ok() {
            continue;
        }
        cut += 1;
        assert!(matches!(outcome, Err(MirrorError::Source(_))), "{outcome:?}");
        assert_eq!(copy.checkpoint(), None, "no checkpoint before all that it covers");
        let (report, _) = copy.counted(&source).await;
        assert_eq!(report.unwrap().size, 600);
        assert_eq!(copy.files(), reference.files(), "cut off after {after} fetches");
    }
    assert!(cut > 5, "{cut}");
}

#[tokio::test]
async fn what_is_there_and_whole_is_not_fetched_again_and_what_is_damaged_is() {
    let (source, copy) = (Arc::new(Played::of(256 * 40)), Copy::new());
    let (first, all) = copy.counted(&source).await;
    first.unwrap();
    let files = copy.files();
    std::fs::remove_file(copy.path().join("checkpoint")).unwrap();
    let (again, fetched) = copy.counted(&source).await;
    again.unwrap();
    assert!(fetched < 4 && all > 80, "{fetched} of {all}");
    // A byte of one bundle and one tile is flipped on the copy's own disk.
    std::fs::remove_file(copy.path().join("checkpoint")).unwrap();
    for path in ["tile/entries/017", "tile/0/021"] {
        let path = copy.path().join(path);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[100] ^= 1;
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, bytes).unwrap();
    }
    let (again, fetched) = copy.counted(&source).await;
    again.unwrap();
    assert!(fetched < 6, "{fetched}");
    assert_eq!(copy.files(), files);
}

#[tokio::test]
async fn partial_tiles_that_the_source_no_longer_has_are_cut_from_full_ones() {
    let mut source = Played::of(300);
    source.forgets_partials = true;
    let source = Arc::new(source);
    let note = source.note();
    source.grow(700, u64::MAX);
    source.show_note(note);
    let copy = Copy::new();
    assert_eq!(copy.round(&source).await.unwrap().size, 300);
    assert_eq!(copy.files(), wanted(&Played::of(300), 300));
}

#[tokio::test]
async fn bundles_that_were_given_up_are_noted_and_the_rest_is_copied() {
    let (source, copy) = (Arc::new(Played::of(1000)), Copy::new());
    source.play("tile/entries/001", Trick::GaveUp);
    let report = copy.round(&source).await.unwrap();
    assert_eq!(report.gone, [1]);
    let mut files = wanted(&source, 1000);
    files.remove("tile/entries/001");
    assert_eq!(copy.files(), files);
    // Hidden is another matter than given up.
    let other = Copy::new();
    source.play("tile/entries/001", Trick::Hides);
    let error = other.round(&source).await.unwrap_err();
    assert_eq!((error.code(), error.exit()), ("missing", 5));
}

#[tokio::test]
async fn one_process_keeps_a_copy_and_no_ledgers_folder_is_taken_for_one() {
    let copy = Copy::new();
    let first = Folder::open(copy.path()).unwrap();
    let second = Folder::open(copy.path()).unwrap_err();
    assert_eq!((second.code(), second.exit()), ("not-ours", 1));
    drop(first);
    Folder::open(copy.path()).unwrap();
    std::fs::create_dir(copy.path().join("journal")).unwrap();
    assert_eq!(Folder::open(copy.path()).unwrap_err().code(), "not-ours");
}

#[tokio::test]
async fn the_logs_key_stands_beside_the_copy() {
    let (source, copy) = (Arc::new(Played::of(10)), Copy::new());
    copy.round(&source).await.unwrap();
    let vkey = std::fs::read_to_string(copy.path().join("vkey")).unwrap();
    assert_eq!(vkey.trim_end(), signer().vkey());
}

#[tokio::test]
async fn a_damaged_copy_is_mended_when_it_is_hashed_again() {
    let (source, copy) = (Arc::new(Played::of(900)), Copy::new());
    copy.round(&source).await.unwrap();
    let whole = copy.files();
    let recheck = sluse::mirror::Options { recheck: true, ..super::options() };
    for path in ["tile/entries/001", "tile/0/002", "tile/entries/003.p/132"] {
        let at = copy.path().join(path);
        let mut bytes = std::fs::read(&at).unwrap();
        bytes[40] ^= 1;
        std::fs::remove_file(&at).unwrap();
        std::fs::write(&at, bytes).unwrap();
        copy.round(&source).await.unwrap();
        assert_ne!(copy.files(), whole, "{path}: what is there is not read each time");
        copy.round_with(&source, &recheck).await.0.unwrap();
        assert_eq!(copy.files(), whole, "{path}");
    }
}
