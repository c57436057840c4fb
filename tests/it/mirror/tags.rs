//! Looking for tags in a copy.

use super::played::{Played, Trick};
use super::{Copy, signer};
use sluse::mirror::find::find;
use sluse::mirror::progress::Progress;
use std::collections::HashSet;
use std::sync::Arc;

fn tags(indexes: &[u64]) -> HashSet<String> {
    indexes.iter().map(|index| format!("{index:0>22}")).collect()
}

#[tokio::test]
async fn every_tag_is_found_and_no_other() {
    let (source, copy) = (Arc::new(Played::of(700)), Copy::new());
    copy.round(&source).await.unwrap();
    let (verifier, progress) = (signer().verifier().clone(), Progress::default());
    let look = |wanted: &[u64]| find(copy.path(), &verifier, &tags(wanted), &progress).unwrap();
    let found = look(&[0, 256, 699, 700, 12_345]);
    let hits: Vec<u64> = found.hits.iter().map(|hit| hit.index).collect();
    assert_eq!((hits, found.size), (vec![0, 256, 699], 700));
    assert!(look(&[700, 701]).hits.is_empty());
    assert!(look(&[]).not_looked_at.is_empty());
}

#[tokio::test]
async fn nothing_is_said_of_a_copy_that_does_not_hold() {
    let (source, copy) = (Arc::new(Played::of(700)), Copy::new());
    copy.round(&source).await.unwrap();
    let (verifier, progress) = (signer().verifier().clone(), Progress::default());
    for path in ["tile/entries/001", "tile/0/000", "checkpoint"] {
        let path = copy.path().join(path);
        let whole = std::fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        let last = bytes.len() - 3;
        bytes[last] ^= 1;
        let rewrite = |bytes: &[u8]| {
            std::fs::remove_file(&path).unwrap();
            std::fs::write(&path, bytes).unwrap();
        };
        rewrite(&bytes);
        find(copy.path(), &verifier, &tags(&[3]), &progress).unwrap_err();
        rewrite(&whole);
    }
    find(copy.path(), &verifier, &tags(&[3]), &progress).unwrap();
}

#[tokio::test]
async fn what_nobody_can_look_into_is_told() {
    let (source, copy) = (Arc::new(Played::of(700)), Copy::new());
    source.play("tile/entries/001", Trick::GaveUp);
    copy.round(&source).await.unwrap();
    let verifier = signer().verifier().clone();
    let found = find(copy.path(), &verifier, &tags(&[300, 600]), &Progress::default()).unwrap();
    assert_eq!(found.not_looked_at, [256]);
    assert_eq!(found.hits.len(), 1);
}
