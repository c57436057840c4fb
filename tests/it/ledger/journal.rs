//! The journal: torn ends are forgotten, damage is not.

use super::{Place, append_all, person, reading, replace};
use sluse::ledger::LedgerError;
use sluse::ledger::store::StoreError;
use sluse::ledger::verify::{VerifyError, verify};
use sluse::ledger::{FileStore, Ledger};
use std::path::PathBuf;
use std::sync::Arc;

/// A ledger of one published and three unpublished entries, each a batch of its own, not closed; and
/// its one journal segment.
async fn unpublished() -> (Place, PathBuf) {
    let place = Place::new();
    let store = FileStore::open_with(&place.dir(), 8192).unwrap();
    let ledger = place.open_on(Arc::new(store));
    ledger.append(reading(person(0))).await.unwrap();
    ledger.publish().unwrap();
    for number in 1..4 {
        ledger.append(reading(person(number))).await.unwrap();
    }
    drop(ledger);
    let segment = place.dir().join("journal/00000000000000000000.seg");
    (place, segment)
}

/// Where each record begins, and where the last one ends.
fn records(segment: &[u8]) -> Vec<usize> {
    let mut at = 0;
    let mut found = vec![0];
    while segment[at..].starts_with(b"SJ1\n") {
        let length = u32::from_le_bytes(segment[at + 4..at + 8].try_into().unwrap());
        at = (at + 56 + length as usize).next_multiple_of(8);
        found.push(at);
    }
    found
}

#[tokio::test]
async fn a_record_torn_at_any_byte_was_never_acknowledged_and_its_place_is_used_again() {
    let (place, path) = unpublished().await;
    let whole = std::fs::read(&path).unwrap();
    let places = records(&whole);
    let (start, end) = (places[3], places[4]);
    let length = u32::from_le_bytes(whole[start + 4..start + 8].try_into().unwrap()) as usize;
    for torn in start..end {
        let mut bytes = whole.clone();
        bytes[torn..].fill(0);
        replace(&path, &bytes);
        let report = place.verified();
        // The zeros that pad a record are not part of it.
        let expected = if torn < start + 56 + length { 2 } else { 3 };
        assert_eq!((report.size, report.unpublished), (1, expected), "torn at {}", torn - start);
    }
    replace(&path, &whole[..end - 17]);
    let ledger = place.open();
    assert_eq!(ledger.size(), 3);
    assert!(ledger.about(&person(3), None, 9).unwrap().is_empty());
    ledger.append(reading(person(3))).await.unwrap();
    ledger.close().await;
    assert_eq!(place.verified().size, 4);
    assert_eq!(ledger.about(&person(3), None, 9).unwrap()[0].count, 0);
}

#[tokio::test]
async fn a_durable_record_that_is_damaged_is_named_and_the_ledger_does_not_open() {
    let (place, path) = unpublished().await;
    let whole = std::fs::read(&path).unwrap();
    let places = records(&whole);
    for (record, offset) in [(1, 0), (1, 9), (1, 100), (2, 5), (2, 60)] {
        let mut bytes = whole.clone();
        bytes[places[record] + offset] ^= 1;
        replace(&path, &bytes);
        let Err(VerifyError::Journal(StoreError::Damaged { index, .. })) =
            verify(&place.dir(), &super::signer().vkey())
        else {
            panic!("a flip in record {record} was not found");
        };
        assert_eq!(index, record as u64);
        assert!(matches!(place.try_open(), Err(LedgerError::Store(StoreError::Damaged { .. }))));
    }
    replace(&path, &whole);
    assert_eq!(place.open().size(), 4);
}

#[tokio::test]
async fn damage_to_what_is_published_already_hides_nothing_that_is_not() {
    let (place, path) = unpublished().await;
    let whole = std::fs::read(&path).unwrap();
    // Entry 0 is published, the next three are not.
    for at in [0, 8, 60] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        replace(&path, &bytes);
        assert_eq!(place.verified().unpublished, 3, "a flip at {at}");
    }
    let ledger = place.open();
    assert_eq!(ledger.size(), 4);
    ledger.close().await;
    assert_eq!(place.verified().size, 4);
    // With the next one damaged as well, what was durable is missed.
    let (place, path) = unpublished().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let second = records(&bytes)[1];
    bytes[0] ^= 1;
    bytes[second] ^= 1;
    replace(&path, &bytes);
    let refused = place.try_open().map(|_| ());
    assert!(
        matches!(refused, Err(LedgerError::Store(StoreError::Damaged { index: 1, .. }))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_missing_segment_is_named() {
    let place = Place::new();
    let ledger = with_small_segments(&place);
    append_all(&ledger, 0..1).await;
    ledger.publish().unwrap();
    append_all(&ledger, 0..300).await;
    drop(ledger);
    let mut segments = super::files(&place.dir().join("journal"));
    segments.retain(|path| path.extension().is_some_and(|it| it == "seg"));
    assert!(segments.len() > 3);
    std::fs::remove_file(&segments[2]).unwrap();
    assert!(verify(&place.dir(), &super::signer().vkey()).is_err());
    assert!(matches!(place.try_open(), Err(LedgerError::Store(StoreError::Damaged { .. }))));
}

fn with_small_segments(place: &Place) -> Ledger {
    place.open_on(Arc::new(FileStore::open_with(&place.dir(), 8192).unwrap()))
}

#[tokio::test]
async fn segments_are_used_again_once_published_and_survive_restarts() {
    let place = Place::new();
    let mut size = 0;
    for round in 0..6 {
        let ledger = with_small_segments(&place);
        assert_eq!(ledger.size(), size, "round {round}");
        for _ in 0..5 {
            append_all(&ledger, 0..40).await;
            size += 40;
            if round % 2 == 0 {
                ledger.publish().unwrap();
            }
        }
    }
    let ledger = with_small_segments(&place);
    ledger.publish().unwrap();
    let left = super::files(&place.dir().join("journal")).len();
    assert!(left <= 1 + 8, "one in use and at most eight spare, not {left}");
    ledger.close().await;
    assert_eq!(place.verified().size, size);
}
