//! `sluse ledger verify-proof`: what is proven is told, and everything else is refused.

use super::{Told, about, closed, ledger, object, other};
use crate::command_line::run;
use crate::ledger::{ORIGIN, Place, person, reading, signer};
use serde_json::Value;
use sluse::merkle::cosign::Cosigner;
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::merkle::proof::ProofFile;
use sluse::vocab::secret::Key32;
use std::fs;
use std::path::PathBuf;

/// When the witnesses say that they saw it: 2026-11-18T09:00:00Z.
const TIME: u64 = 1_794_992_400;

fn at(place: &Place, name: &str) -> PathBuf {
    place.dir().parent().unwrap().join(name)
}

fn witness(number: u8) -> Cosigner {
    let name = KeyName::parse(&format!("witness-{number}.example")).unwrap();
    Cosigner::new(name, Key32::new([number; 32])).unwrap()
}

/// Adds a witness's line to a proof's checkpoint.
fn cosigned(proof: &str, by: &Cosigner) -> String {
    let file = ProofFile::parse(proof.as_bytes()).unwrap();
    let (text, _) = file.checkpoint().split_once("\n\n").unwrap();
    proof.to_owned() + &by.cosign(&format!("{text}\n"), TIME).unwrap()
}

/// A policy with two witnesses, of whom `quorum` is asked for.
fn policy(quorum: &str) -> String {
    let (log, one, two) =
        (signer().vkey(), witness(1).verifier().vkey(), witness(2).verifier().vkey());
    format!(
        "log {log}\nwitness one {one}\nwitness two {two}\ngroup all all one two\nquorum {quorum}\n"
    )
}

/// A closed ledger, and in `p` the proof of its entry 257.
async fn proven() -> (Place, String) {
    let place = closed(300).await;
    let proof = about(&place, &["prove", "257"]).await.out;
    fs::write(at(&place, "p"), &proof).unwrap();
    (place, proof)
}

async fn verify(place: &Place, more: &[&str]) -> Told {
    ledger(place, &[&["verify-proof", "p"], more].concat()).await
}

#[tokio::test]
async fn what_is_proven_by_whom_and_what_not_is_said_in_words() {
    let (place, proof) = proven().await;
    let vkey = signer().vkey();
    let told = verify(&place, &["--vkey", &vkey]).await;
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    for part in [
        "The proof holds.",
        "entry       257 of 300",
        &format!("signed by   {vkey}"),
        "witnesses   none were asked for",
        "\"purpose\": \"barnehageopptak\"",
        "is number 257 of ledger.example/test",
        "about whom it is: that is sealed",
        "no witness says so",
    ] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    assert!((0..300).all(|number| !told.out.contains(person(number).expose())));
    // From standard input, to a program.
    let folder = at(&place, "");
    let arguments = ["ledger", "verify-proof", "-", "--vkey", &vkey, "--json"];
    let (told, code) = object(&run(&folder, &arguments, &proof).await);
    assert_eq!((code, &told["index"], &told["size"]), (0, &257.into(), &300.into()));
    assert_eq!((&told["origin"], &told["signed_by"][0]), (&ORIGIN.into(), &vkey.into()));
    assert_eq!(told["entry"]["event"]["kind"], "reading");
    assert_eq!(told["witnesses"], serde_json::json!([]));
}

#[tokio::test]
async fn witnesses_are_counted_by_the_policy() {
    let (place, proof) = proven().await;
    let one = cosigned(&proof, &witness(1));
    let both = cosigned(&one, &witness(2));
    let stranger = cosigned(&proof, &witness(3));
    for (proof, quorum, code) in [
        (&proof, "none", 0),
        (&proof, "one", 1),
        (&one, "one", 0),
        (&one, "two", 1),
        (&one, "all", 1),
        (&both, "all", 0),
        (&stranger, "one", 1),
        (&stranger, "none", 0),
    ] {
        fs::write(at(&place, "p"), proof).unwrap();
        fs::write(at(&place, "policy"), policy(quorum)).unwrap();
        let told = verify(&place, &["--policy", "policy", "--json"]).await;
        let (told, found) = object(&told);
        assert_eq!(found, code, "{quorum}: {told}");
        if code == 1 {
            assert!(told["error"].as_str().unwrap().contains("too few witnesses"), "{told}");
        }
    }
    fs::write(at(&place, "p"), &both).unwrap();
    fs::write(at(&place, "policy"), policy("all")).unwrap();
    let told = verify(&place, &["--policy", "policy"]).await;
    assert!(told.out.contains("2 of 2 known; at least 2 were asked for"), "{}", told.out);
    assert!(told.out.contains("one at 2026-11-18T09:00:00.000Z"), "{}", told.out);
    assert!(!told.out.contains("no witness says so"), "{}", told.out);
    // A known witness's line that does not fit spoils all, whatever the quorum.
    let (begin, end) = both.rsplit_once("— witness-2.example ").unwrap();
    let spoilt = format!("{begin}— witness-2.example {}", end.replacen('A', "B", 1));
    assert_ne!(spoilt, both);
    fs::write(at(&place, "p"), spoilt).unwrap();
    assert_eq!(verify(&place, &["--policy", "policy"]).await.code, Some(1));
}

#[tokio::test]
async fn keys_that_did_not_sign_prove_nothing() {
    let (place, _) = proven().await;
    let name = KeyName::parse(ORIGIN).unwrap();
    let namesake = NoteSigner::new(name, Key32::new([9; 32])).unwrap();
    for key in [other().vkey(), namesake.vkey()] {
        let told = verify(&place, &["--vkey", &key]).await;
        assert_eq!((told.code, told.out.as_str()), (Some(1), ""), "{}", told.err);
        // Beside a policy, the key must have signed too.
        fs::write(at(&place, "policy"), policy("none")).unwrap();
        let told = verify(&place, &["--vkey", &key, "--policy", "policy"]).await;
        assert_eq!(told.code, Some(1), "{}", told.err);
    }
    let (mine, both) = (signer().vkey(), other().vkey());
    assert_eq!(verify(&place, &["--vkey", &both, "--vkey", &mine]).await.code, Some(0));
    // The proof of a log that has the same name and other entries.
    let elsewhere = closed(290).await;
    let proof = about(&elsewhere, &["prove", "257"]).await.out;
    let entry = ProofFile::parse(proof.as_bytes()).unwrap().extra().to_vec();
    fs::write(at(&place, "entry"), entry).unwrap();
    assert_eq!(verify(&place, &["--vkey", &mine, "--entry", "entry"]).await.code, Some(1));
}

#[tokio::test]
async fn whatever_is_changed_is_found() {
    let (place, proof) = proven().await;
    let vkey = signer().vkey();
    let bytes = proof.as_bytes();
    for at_byte in (0..bytes.len()).step_by(11) {
        let mut changed = bytes.to_vec();
        changed[at_byte] ^= 1;
        fs::write(at(&place, "p"), changed).unwrap();
        let told = verify(&place, &["--vkey", &vkey]).await;
        assert_eq!((told.code, told.out.as_str()), (Some(1), ""), "{at_byte}: {}", told.err);
    }
    for changed in
        [&proof[..proof.len() - 1], &format!("{proof}\n"), &proof.replace('\n', "\r\n"), ""]
    {
        fs::write(at(&place, "p"), changed).unwrap();
        assert_eq!(verify(&place, &["--vkey", &vkey]).await.code, Some(1), "{changed}");
    }
    fs::write(at(&place, "p"), vec![b'a'; 1_200_000]).unwrap();
    let told = verify(&place, &["--vkey", &vkey]).await;
    assert_eq!(told.code, Some(1));
    assert!(told.err.contains("proof_file_bytes"), "{}", told.err);
}

#[tokio::test]
async fn the_entry_may_stand_beside_the_proof() {
    let (place, _) = proven().await;
    let vkey = signer().vkey();
    let told = about(&place, &["prove", "3", "-o", "p", "--entry", "entry"]).await;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let told = verify(&place, &["--vkey", &vkey]).await;
    assert_eq!(told.code, Some(2), "{}", told.err);
    assert!(told.err.contains("--entry"), "{}", told.err);
    assert_eq!(verify(&place, &["--vkey", &vkey, "--entry", "entry"]).await.code, Some(0));
    fs::write(at(&place, "entry"), b"another").unwrap();
    assert_eq!(verify(&place, &["--vkey", &vkey, "--entry", "entry"]).await.code, Some(1));
}

#[tokio::test]
async fn what_is_not_used_rightly_or_not_there_has_its_code() {
    let (place, _) = proven().await;
    let vkey = signer().vkey();
    fs::write(at(&place, "bad"), "log this\n").unwrap();
    fs::write(at(&place, "nobody"), "quorum none\n").unwrap();
    for how in [&[][..], &["--vkey", "no key"], &["--policy", "bad"], &["--policy", "nobody"]] {
        let told = verify(&place, how).await;
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{how:?} {}", told.err);
    }
    for how in [&["--policy", "absent"][..], &["--vkey", &vkey, "--entry", "absent"]] {
        assert_eq!(verify(&place, how).await.code, Some(3), "{how:?}");
    }
    let told = ledger(&place, &["verify-proof", "absent", "--vkey", &vkey, "--json"]).await;
    let (told, code) = object(&told);
    assert_eq!((code, &told["code"]), (3, &3.into()));
}

/// A ledger with readings about two persons and a digest, and the bundle about person 3 in `p`.
async fn bundled() -> Place {
    let place = Place::new();
    let ledger = place.open();
    for number in [3, 4, 3, 3] {
        ledger.append(reading(person(number))).await.unwrap();
    }
    ledger.digest().unwrap();
    fs::write(at(&place, "p"), ledger.bundle(&person(3)).unwrap()).unwrap();
    fs::write(at(&place, "of-4"), ledger.bundle(&person(4)).unwrap()).unwrap();
    fs::write(at(&place, "of-5"), ledger.bundle(&person(5)).unwrap()).unwrap();
    ledger.close().await;
    fs::write(at(&place, "three"), person(3).expose()).unwrap();
    fs::write(at(&place, "four"), person(4).expose()).unwrap();
    place
}

#[tokio::test]
async fn a_persons_bundle_is_told_as_all_that_there_is() {
    let place = bundled().await;
    let vkey = signer().vkey();
    let told = verify(&place, &["--vkey", &vkey, "--subject-file", "three"]).await;
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    for part in [
        "The bundle holds.",
        "entries     3 about the person, all below 4",
        "these are all entries that the log shows the person you named",
        "reading        312143046 client-1 barnehageopptak",
        "nothing is held back for now on a law that permits it",
        "no witness says so",
    ] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    assert!(!told.out.contains(person(3).expose()), "the number is not printed");
    let told = verify(&place, &["--vkey", &vkey, "--json"]).await;
    assert!(!told.out.contains(person(3).expose()), "the number is not printed");
    let (told, code) = object(&told);
    assert_eq!((code, &told["complete_up_to"], &told["digest"]), (0, &4.into(), &4.into()));
    let entries = told["entries"].as_array().unwrap();
    let indexes: Vec<_> = entries.iter().map(|entry| entry["index"].as_u64().unwrap()).collect();
    assert_eq!(indexes, [0, 2, 3]);
    assert_eq!(entries[0]["sealed"]["case_reference"], "2026/4711");
    assert!(told["next_tag"].as_str().is_some_and(|tag| !tag.is_empty()), "{told}");
    // That there is nothing about somebody is proven as well.
    let told = ledger(&place, &["verify-proof", "of-5", "--vkey", &vkey, "--json"]).await;
    let (told, code) = object(&told);
    assert_eq!(
        (code, &told["entries"], &told["next_tag"]),
        (0, &serde_json::json!([]), &Value::Null)
    );
}

#[tokio::test]
async fn a_bundle_that_is_not_whole_or_not_the_persons_is_refused() {
    let place = bundled().await;
    let vkey = signer().vkey();
    let whole: Value = serde_json::from_slice(&fs::read(at(&place, "p")).unwrap()).unwrap();
    let told = verify(&place, &["--vkey", &vkey, "--subject-file", "four"]).await;
    assert_eq!(told.code, Some(1));
    assert_eq!(told.err, "sluse: the bundle is about another person\n");
    assert_eq!(verify(&place, &["--vkey", &other().vkey()]).await.code, Some(1));
    let late = ["--vkey", &vkey, "--complete-since", "2099-01-01T00:00:00.000Z"];
    let told = verify(&place, &late).await;
    assert_eq!(told.code, Some(1));
    assert!(told.err.contains("longer ago than was asked for"), "{}", told.err);
    let early = ["--vkey", &vkey, "--complete-since", "2020-01-01T00:00:00.000Z"];
    assert_eq!(verify(&place, &early).await.code, Some(0));
    fs::write(at(&place, "policy"), policy("one")).unwrap();
    let told = verify(&place, &["--policy", "policy"]).await;
    assert!(told.code == Some(1) && told.err.contains("too few witnesses"), "{}", told.err);
    // An entry is left out, the last one or the first, with and without the count telling it.
    for place_of in [0, 2] {
        let mut less = whole.clone();
        less["entries"].as_array_mut().unwrap().remove(place_of);
        for count in [3, 2] {
            less["count"] = count.into();
            fs::write(at(&place, "p"), less.to_string()).unwrap();
            assert_eq!(verify(&place, &["--vkey", &vkey]).await.code, Some(1));
        }
    }
    fs::write(at(&place, "p"), "{}").unwrap();
    assert_eq!(verify(&place, &["--vkey", &vkey]).await.code, Some(1));
}

#[tokio::test]
async fn what_only_a_bundle_can_say_is_not_asked_of_an_entrys_proof() {
    let (place, _) = proven().await;
    let vkey = signer().vkey();
    fs::write(at(&place, "three"), person(3).expose()).unwrap();
    let told = verify(&place, &["--vkey", &vkey, "--subject-file", "three"]).await;
    assert_eq!(told.code, Some(2), "{}", told.err);
    let bundled = bundled().await;
    fs::write(at(&bundled, "nobody"), "12345678901").unwrap();
    let told = verify(&bundled, &["--vkey", &vkey, "--subject-file", "nobody"]).await;
    assert_eq!(told.code, Some(2), "{}", told.err);
    assert!(!told.err.contains("12345678901"), "{}", told.err);
}
