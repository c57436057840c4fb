//! Looking for tags in a copy, and in a ledger's own folder.

use super::played::{Played, Trick};
use super::{Copy, signer};
use crate::command_line::{Told, run};
use crate::ledger::{Place, append_all};
use sluse::ledger::verify::{Found, VerifyError};
use sluse::vocab::ids::EntryIndex;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

fn find(dir: &Path, tags: &HashSet<String>) -> Result<Found, VerifyError> {
    sluse::ledger::verify::find(dir, &signer().vkey(), tags, &mut |_, _| ())
}

fn tags(indexes: &[u64]) -> HashSet<String> {
    indexes.iter().map(|index| format!("{index:0>22}")).collect()
}

#[tokio::test]
async fn every_tag_is_found_and_no_other() {
    let (source, copy) = (Arc::new(Played::of(700)), Copy::new());
    copy.round(&source).await.unwrap();
    let look = |wanted: &[u64]| find(copy.path(), &tags(wanted)).unwrap();
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
        find(copy.path(), &tags(&[3])).unwrap_err();
        rewrite(&whole);
    }
    find(copy.path(), &tags(&[3])).unwrap();
}

#[tokio::test]
async fn what_nobody_can_look_into_is_told() {
    let (source, copy) = (Arc::new(Played::of(700)), Copy::new());
    source.play("tile/entries/001", Trick::GaveUp);
    copy.round(&source).await.unwrap();
    let found = find(copy.path(), &tags(&[300, 600])).unwrap();
    assert_eq!(found.not_looked_at, [256]);
    assert_eq!(found.hits.len(), 1);
}

#[tokio::test]
async fn a_ledgers_own_folder_is_looked_into_by_the_program() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    let tag = ledger.entry(EntryIndex(7)).unwrap().unwrap().tag.unwrap();
    ledger.close().await;
    let folder = place.dir().parent().unwrap().to_owned();
    let vkey = ledger.vkey();
    let look = async |tag: &str, more: &[&str]| -> Told {
        let command = ["ledger", "find-tag", "ledger", "--vkey", &vkey];
        run(&folder, &[&command[..], more, &["--", tag]].concat(), "").await
    };
    let there = look(&tag, &[]).await;
    assert_eq!(there.code, Some(1), "{}", there.err);
    assert!(there.out.contains(&format!("{tag} is the tag of entry 7")), "{}", there.out);
    let absent = look("AAAAAAAAAAAAAAAAAAAAAA", &["--json"]).await;
    assert_eq!(absent.code, Some(0), "{}", absent.err);
    let told: serde_json::Value = serde_json::from_str(&absent.out).unwrap();
    assert_eq!((&told["size"], &told["hits"]), (&300.into(), &serde_json::json!([])));
    assert_eq!(look("short", &[]).await.code, Some(2));
}
