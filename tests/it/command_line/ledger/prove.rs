//! `sluse ledger prove`.

use super::{about, closed, flip, ledger, object};
use crate::ledger::{Place, append_all, person, reading, signer};
use sluse::merkle::proof::ProofFile;
use std::fs;

fn verifiers() -> [sluse::merkle::note::NoteVerifier; 1] {
    [signer().verifier().clone()]
}

#[tokio::test]
async fn every_entry_is_proven_in_one_file() {
    let place = closed(300).await;
    for index in [0, 1, 255, 256, 299] {
        let told = about(&place, &["prove", &index.to_string()]).await;
        assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
        let proof = ProofFile::parse(told.out.as_bytes()).unwrap();
        assert_eq!(proof.index(), index);
        let proven = proof.verify(proof.extra(), &verifiers()).unwrap();
        assert_eq!(proven.checkpoint().size(), 300);
        let shown = about(&place, &["show", &index.to_string(), "--json"]).await;
        let entry: serde_json::Value = serde_json::from_slice(proof.extra()).unwrap();
        assert_eq!(object(&shown).0["entry"], entry);
        // What was proven is that entry and no other.
        let mut other = proof.extra().to_vec();
        other[10] ^= 1;
        assert!(proof.verify(&other, &verifiers()).is_err());
    }
}

#[tokio::test]
async fn entry_and_proof_go_to_files() {
    let place = closed(5).await;
    let told = about(&place, &["prove", "3", "-o", "a.tlog-proof", "--json"]).await;
    let (value, code) = object(&told);
    assert_eq!((code, &value["index"], &value["proof"]), (0, &3.into(), &"a.tlog-proof".into()));
    let told = about(&place, &["prove", "3", "-o", "b.tlog-proof", "--entry", "b.json"]).await;
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
    let read = |name: &str| fs::read(place.dir().parent().unwrap().join(name)).unwrap();
    let (whole, bare) = (read("a.tlog-proof"), read("b.tlog-proof"));
    let bare = ProofFile::parse(&bare).unwrap();
    assert_eq!(bare.extra(), b"");
    bare.verify(&read("b.json"), &verifiers()).unwrap();
    assert_eq!(ProofFile::parse(&whole).unwrap().extra(), read("b.json"));
}

#[tokio::test]
async fn what_cannot_be_proven_says_why() {
    let place = Place::new();
    let running = place.open();
    append_all(&running, 0..300).await;
    running.publish().unwrap();
    running.append(reading(person(1))).await.unwrap();
    let (told, code) = object(&about(&place, &["prove", "300", "-o", "p", "--json"]).await);
    assert_eq!(code, 4);
    assert_eq!(told["error"], "entry 300 is not published yet: the checkpoint covers 300");
    let told = about(&place, &["prove", "301"]).await;
    assert_eq!(told.code, Some(4));
    assert_eq!(told.err, "sluse: there is no entry 301: the ledger has 301\n");
    running.close().await;
    flip(&place, "tile/entries/000.packed", 90);
    let told = about(&place, &["prove", "0"]).await;
    assert_eq!((told.code, told.out.as_str()), (Some(1), ""), "{}", told.err);
    for how in [&["prove"][..], &["prove", "-1"], &["prove", "0", "--json"]] {
        assert_eq!(ledger(&place, how).await.code, Some(2), "{how:?}");
    }
    let told = about(&place, &["prove", "299", "-o", "no/such/folder"]).await;
    assert_eq!(told.code, Some(3), "{}", told.err);
}
