//! Whatever is changed in the files after they were published, checking finds it.

use super::{Place, append_all, copy_folder, files, person, reading, replace, signer};
use sluse::ledger::LedgerError;
use sluse::ledger::packed;
use sluse::ledger::store::StoreError;
use sluse::ledger::verify::{VerifyError, show, verify};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::merkle::tile::BundleId;
use sluse::vocab::secret::Key32;
use std::path::PathBuf;

/// A closed ledger with full and partial tiles, some of them of an earlier size.
async fn published() -> Place {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..520).await;
    ledger.publish().unwrap();
    append_all(&ledger, 0..80).await;
    ledger.close().await;
    place
}

/// The files that a checkpoint covers.
fn covered(place: &Place) -> Vec<PathBuf> {
    let mut covered = files(&place.dir().join("tile"));
    covered.push(place.dir().join("checkpoint"));
    covered
}

#[tokio::test]
async fn a_flipped_bit_in_any_covered_file_is_found() {
    let place = published().await;
    let before = place.verified();
    let covered = covered(&place);
    assert!(covered.len() > 8);
    for path in covered {
        let whole = std::fs::read(&path).unwrap();
        let step = (whole.len() / 5).max(1);
        for at in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            replace(&path, &bytes);
            let found = verify(&place.dir(), &signer().vkey());
            assert!(found.is_err(), "{} at {at} of {}", path.display(), whole.len());
        }
        for bytes in [&whole[..whole.len() - 1], &[whole.as_slice(), b"\n"].concat()] {
            replace(&path, bytes);
            assert!(verify(&place.dir(), &signer().vkey()).is_err(), "{}", path.display());
        }
        replace(&path, &whole);
    }
    assert_eq!(place.verified(), before);
}

#[tokio::test]
async fn the_error_names_the_entry_that_was_changed() {
    let place = published().await;
    let bundle = BundleId::new(1, 256).unwrap();
    let path = place.dir().join(packed::path(bundle));
    let mut entries = packed::decode(bundle, std::fs::read(&path).unwrap()).unwrap();
    let mut entry = entries[0].to_vec();
    let at = entry.windows(15).position(|it| it == b"barnehageopptak").unwrap();
    entry[at] = b'B';
    entries[0] = entry.into();
    replace(&path, &packed::encode(bundle, &entries).unwrap());
    let error = verify(&place.dir(), &signer().vkey()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "entry 256 in tile/entries/001.packed does not match its hash in tile/0/001"
    );
}

#[tokio::test]
async fn entries_and_tiles_changed_together_make_another_root() {
    let place = published().await;
    let bundle = place.dir().join("tile/entries/002.p/88");
    let tile = place.dir().join("tile/0/002.p/88");
    for narrower in ["tile/entries/002.p/8", "tile/0/002.p/8"] {
        std::fs::remove_file(place.dir().join(narrower)).unwrap();
    }
    // The last two entries swap places, in bundle and tile alike.
    let bytes = std::fs::read(&bundle).unwrap();
    let mut entries = sluse::merkle::tile::decode_bundle(&bytes, 88).unwrap();
    entries.swap(86, 87);
    replace(&bundle, &sluse::merkle::tile::encode_bundle(&entries).unwrap());
    let mut hashes = std::fs::read(&tile).unwrap();
    let (one, other) = hashes[86 * 32..].split_at_mut(32);
    one.swap_with_slice(other);
    replace(&tile, &hashes);
    let error = verify(&place.dir(), &signer().vkey()).unwrap_err();
    assert!(
        matches!(error, VerifyError::Root { size: 600 } | VerifyError::Time { index: 599 }),
        "{error}"
    );
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let place = published().await;
    for path in ["tile/entries/000.packed", "tile/0/001", "tile/1/000.p/2", "checkpoint"] {
        let whole = std::fs::read(place.dir().join(path)).unwrap();
        std::fs::remove_file(place.dir().join(path)).unwrap();
        let error = verify(&place.dir(), &signer().vkey()).unwrap_err();
        assert_eq!(error.to_string(), format!("{path} is missing"));
        std::fs::write(place.dir().join(path), whole).unwrap();
    }
    place.verified();
}

#[tokio::test]
async fn another_key_does_not_verify() {
    let place = published().await;
    let name = KeyName::parse(super::ORIGIN).unwrap();
    let other = NoteSigner::new(name, Key32::new([8; 32])).unwrap();
    let error = verify(&place.dir(), &other.vkey()).unwrap_err();
    assert!(matches!(error, VerifyError::Checkpoint(_)));
}

#[tokio::test]
async fn a_damaged_right_edge_keeps_the_ledger_closed() {
    let place = published().await;
    for path in ["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88", "checkpoint"] {
        let path = place.dir().join(path);
        let whole = std::fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        bytes[40] ^= 1;
        replace(&path, &bytes);
        assert!(place.try_open().is_err(), "{}", path.display());
        replace(&path, &whole);
    }
    place.open();
}

#[tokio::test]
async fn an_entry_is_shown_with_its_proof_and_without_whom() {
    let place = published().await;
    let ledger = place.open();
    ledger.append(reading(person(5))).await.unwrap();
    ledger.publish().unwrap();
    ledger.append(reading(person(5))).await.unwrap();
    let vkey = ledger.vkey();
    let show = |index| show(&place.dir(), &vkey, index);
    let shown = show(17).unwrap();
    assert_eq!(shown.published_in, Some(601));
    assert!(shown.to_string().contains("\"purpose\": \"barnehageopptak\""));
    assert!(!shown.to_string().contains(person(17).expose()));
    assert_eq!(show(601).unwrap().published_in, None);
    assert_eq!(show(602).unwrap_err().to_string(), "there is no entry 602: the ledger has 602");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(96))]

    /// Any byte, anywhere, to any other value.
    #[test]
    fn any_byte_that_is_changed_is_found(file: u32, at: u32, flip in 1_u8..) {
        // One ledger for all cases: each is put right again.
        static PLACE: std::sync::LazyLock<std::sync::Mutex<Place>> = std::sync::LazyLock::new(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            std::sync::Mutex::new(runtime.unwrap().block_on(published()))
        });
        let place = PLACE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let covered = covered(&place);
        let path = &covered[file as usize % covered.len()];
        let whole = std::fs::read(path).unwrap();
        let mut bytes = whole.clone();
        bytes[at as usize % whole.len()] ^= flip;
        replace(path, &bytes);
        let found = verify(&place.dir(), &signer().vkey());
        replace(path, &whole);
        proptest::prop_assert!(found.is_err(), "{} at {}", path.display(), at as usize % whole.len());
    }
}

#[tokio::test]
async fn an_entry_that_is_dropped_or_doubled_in_bundle_and_tile_makes_another_root() {
    let place = published().await;
    let bundle = place.dir().join("tile/entries/002.p/88");
    let tile = place.dir().join("tile/0/002.p/88");
    let bytes = std::fs::read(&bundle).unwrap();
    let entries = sluse::merkle::tile::decode_bundle(&bytes, 88).unwrap();
    for narrower in ["tile/entries/002.p/8", "tile/0/002.p/8"] {
        std::fs::remove_file(place.dir().join(narrower)).unwrap();
    }
    for doubled in [3, 40, 86] {
        // In the place of its neighbour stands the entry before it: the neighbour is gone.
        let mut changed = entries.clone();
        changed[doubled + 1] = changed[doubled];
        replace(&bundle, &sluse::merkle::tile::encode_bundle(&changed).unwrap());
        let leaves: Vec<u8> =
            changed.iter().flat_map(|entry| *sluse::merkle::Hash::leaf(entry).as_bytes()).collect();
        replace(&tile, &leaves);
        let error = verify(&place.dir(), &signer().vkey()).unwrap_err();
        assert!(matches!(error, VerifyError::Root { size: 600 }), "{error}");
        assert!(place.try_open().is_err(), "nor does it open");
    }
}

#[tokio::test]
async fn a_log_cut_back_without_its_key_does_not_verify() {
    let place = published().await;
    // The last 80 entries are taken away, the checkpoint is left.
    for gone in ["tile/entries/002.p/88", "tile/0/002.p/88"] {
        std::fs::remove_file(place.dir().join(gone)).unwrap();
    }
    let error = verify(&place.dir(), &signer().vkey()).unwrap_err();
    assert!(matches!(error, VerifyError::Missing { .. }), "{error}");
    assert!(place.try_open().is_err());
}

#[tokio::test]
async fn an_old_copy_of_the_ledger_is_not_opened_beside_its_newer_vault() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    ledger.close().await;
    drop(ledger);
    let old = place.root.join("old");
    copy_folder(&place.dir(), &old);
    let ledger = place.open();
    append_all(&ledger, 0..20).await;
    ledger.digest().unwrap();
    ledger.close().await;
    drop(ledger);
    std::fs::remove_dir_all(place.dir()).unwrap();
    copy_folder(&old, &place.dir());
    let refused = place.try_open().map(|_| ());
    let Err(LedgerError::OlderThanVault { seen: 320, size: 300 }) = refused else {
        panic!("{refused:?}")
    };
    // Whoever accepts the loss goes on; persons' numbers go on from what there is.
    std::fs::remove_file(place.root.join("vault/heads.vault")).unwrap();
    let ledger = place.open();
    append_all(&ledger, 0..20).await;
    ledger.digest().unwrap();
    assert_eq!(ledger.about(&person(1), None, 9).unwrap().len(), 2);
    ledger.bundle(&person(1)).unwrap();
}

#[tokio::test]
async fn a_lost_journal_is_not_taken_for_an_empty_one() {
    let place = published().await;
    std::fs::remove_dir_all(place.dir().join("journal")).unwrap();
    let refused = place.try_open().map(|_| ());
    assert!(matches!(refused, Err(LedgerError::Store(StoreError::JournalMissing))), "{refused:?}");
    std::fs::create_dir(place.dir().join("journal")).unwrap();
    let emptied = place.try_open().map(|_| ());
    assert!(matches!(emptied, Err(LedgerError::Store(StoreError::JournalMissing))), "{emptied:?}");
    assert!(verify(&place.dir(), &signer().vkey()).is_err());
}

/// What verifying a folder alone can never tell: the key has signed both. Witnesses, a mirror, kept
/// checkpoints and time-stamps tell, and a person's bundle that names the other root.
#[tokio::test]
async fn an_old_backup_and_a_fork_verify_by_themselves() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    ledger.close().await;
    drop(ledger);
    let backup = place.copied();
    let ledger = place.open();
    append_all(&ledger, 0..50).await;
    ledger.close().await;
    drop(ledger);
    let grown = place.verified();
    let old = backup.verified();
    assert!(old.size < grown.size, "an old backup is a good ledger of its time");
    let ledger = backup.open();
    append_all(&ledger, 100..150).await;
    ledger.close().await;
    drop(ledger);
    let forked = backup.verified();
    assert_eq!(forked.size, grown.size);
    assert_ne!(forked.root, grown.root, "two histories of one size, both signed");
}
