//! A person's bundle proves that it is all, and what is left out, changed or put elsewhere is refused
//! by its own reason.

use super::{ORIGIN, Place, append_all, person, reading, signer};
use serde_json::{Value, json};
use sluse::ledger::bundle::{BundleError, Expected, Verified, verify_bundle};
use sluse::ledger::entry::{Draft, Event, Held, Release};
use sluse::ledger::{Ledger, SealError};
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::CheckpointError;
use sluse::merkle::map::MapProofError;
use sluse::merkle::note::{KeyName, NoteSigner, NoteVerifier};
use sluse::merkle::proof::ProofError;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::Timestamp;
use sluse::vrf::VrfError;
use std::sync::LazyLock;

static KNOWN: LazyLock<[NoteVerifier; 1]> = LazyLock::new(|| [signer().verifier().clone()]);

pub(super) fn verified(bytes: &[u8]) -> Result<Verified, BundleError> {
    verify_bundle(bytes, &Expected { verifiers: &*KNOWN, digest_since: None })
}

pub(super) fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

pub(super) fn refused(bundle: &Value) -> BundleError {
    verified(&serde_json::to_vec(bundle).unwrap()).unwrap_err()
}

pub(super) fn base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

/// A ledger with some readings about ten persons and a digest over them.
async fn written() -> (Place, Ledger) {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..60).map(|number| number % 10)).await;
    ledger.digest().unwrap();
    (place, ledger)
}

#[tokio::test]
async fn a_bundle_proves_that_the_list_is_complete() {
    let (_place, ledger) = written().await;
    let bytes = ledger.bundle(&person(3)).unwrap();
    let proven = verified(&bytes).unwrap();
    assert_eq!(proven.subject, person(3));
    assert_eq!((proven.complete_up_to, proven.digest), (60, EntryIndex(60)));
    assert_eq!(proven.checkpoint.origin(), ORIGIN);
    let mut listed = ledger.about(&person(3), None, 99).unwrap();
    listed.reverse();
    assert_eq!(proven.entries.len(), 6);
    for (proven, about) in proven.entries.iter().zip(&listed) {
        assert_eq!((proven.index, proven.entry.as_ref()), (about.index, Some(&about.entry)));
        assert_eq!(proven.whom.as_ref(), Some(&about.whom));
    }
    assert_eq!(verified(&ledger.bundle(&person(3)).unwrap()).unwrap().note, proven.note);
}

#[tokio::test]
async fn a_bundle_about_nobody_who_was_read_proves_that_there_is_nothing() {
    let (_place, ledger) = written().await;
    let bytes = ledger.bundle(&person(77)).unwrap();
    let proven = verified(&bytes).unwrap();
    assert!(proven.entries.is_empty() && proven.tag_key.is_none());
    assert_eq!(proven.complete_up_to, 60);
    // Nobody's absence is somebody else's.
    let mut other = read(&bytes);
    other["subject"] = json!(person(3).expose());
    assert_eq!(refused(&other), BundleError::Position(VrfError::Wrong));
}

#[tokio::test]
async fn entries_newer_than_the_digest_wait_for_the_next() {
    let (_place, ledger) = written().await;
    append_all(&ledger, 3..5).await;
    assert_eq!(verified(&ledger.bundle(&person(3)).unwrap()).unwrap().entries.len(), 6);
    ledger.digest().unwrap();
    let proven = verified(&ledger.bundle(&person(3)).unwrap()).unwrap();
    assert_eq!((proven.entries.len(), proven.complete_up_to), (7, 63));
}

#[tokio::test]
async fn a_ledger_without_a_digest_makes_one_for_a_bundle() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..3).await;
    let proven = verified(&ledger.bundle(&person(1)).unwrap()).unwrap();
    assert_eq!((proven.complete_up_to, proven.entries.len()), (3, 1));
}

#[tokio::test]
async fn an_entry_that_is_left_out_is_missed() {
    let (_place, ledger) = written().await;
    let whole = read(&ledger.bundle(&person(3)).unwrap());
    let without = |place: usize| {
        let mut bundle = whole.clone();
        bundle["entries"].as_array_mut().unwrap().remove(place);
        bundle
    };
    assert_eq!(refused(&without(5)), BundleError::Count { said: 6, held: 5 });
    let mut newest = without(5);
    newest["count"] = json!(5);
    assert_eq!(refused(&newest), BundleError::Incomplete);
    let mut middle = without(2);
    middle["count"] = json!(5);
    assert_eq!(refused(&middle), BundleError::Tag(2));
    for said in [5, 7] {
        let mut bundle = whole.clone();
        bundle["count"] = json!(said);
        assert_eq!(refused(&bundle), BundleError::Count { said, held: 6 });
    }
    let mut none = whole.clone();
    none["entries"] = json!([]);
    none["count"] = json!(0);
    assert_eq!(refused(&none), BundleError::Absent);
    none.as_object_mut().unwrap().remove("tag_key");
    assert_eq!(refused(&none), BundleError::Absent);
}

#[tokio::test]
async fn entries_in_another_order_or_of_another_person_are_refused() {
    let (_place, ledger) = written().await;
    let whole = read(&ledger.bundle(&person(3)).unwrap());
    let mut swapped = whole.clone();
    swapped["entries"].as_array_mut().unwrap().swap(1, 2);
    assert_eq!(refused(&swapped), BundleError::Tag(1));
    let mut twice = whole.clone();
    twice["entries"][2] = twice["entries"][1].clone();
    assert_eq!(refused(&twice), BundleError::Order(2));
    // Another person's entry, at a place where the order is right.
    let other = read(&ledger.bundle(&person(4)).unwrap());
    let index = |part: &Value| part["index"].as_u64().unwrap();
    let foreign = other["entries"].as_array().unwrap();
    let between = foreign.iter().find(|part| index(part) > index(&whole["entries"][4])).unwrap();
    let mut mixed = whole.clone();
    mixed["entries"][5] = between.clone();
    assert_eq!(refused(&mixed), BundleError::Tag(5));
    // With the other's tags, proof and all, but under this person's number.
    let mut stolen = other.clone();
    stolen["subject"] = whole["subject"].clone();
    assert_eq!(refused(&stolen), BundleError::Position(VrfError::Wrong));
    stolen["vrf_proof"] = whole["vrf_proof"].clone();
    assert_eq!(refused(&stolen), BundleError::Map(MapProofError::Root));
    stolen["map_proof"] = whole["map_proof"].clone();
    assert_eq!(refused(&stolen), BundleError::Subject(0));
}

#[tokio::test]
async fn a_key_opens_its_own_entry_only() {
    let (_place, ledger) = written().await;
    let whole = read(&ledger.bundle(&person(3)).unwrap());
    let mut wrong = whole.clone();
    wrong["entries"][2]["key"] = whole["entries"][3]["key"].clone();
    assert_eq!(refused(&wrong), BundleError::Seal { n: 2, why: SealError::NotOurs });
    let mut shut = whole.clone();
    shut["entries"][2].as_object_mut().unwrap().remove("key");
    assert_eq!(refused(&shut), BundleError::Shut(2));
    let mut tags = whole.clone();
    tags["tag_key"] = json!(base64(&[7; 32]));
    assert_eq!(refused(&tags), BundleError::Tag(0));
    tags.as_object_mut().unwrap().remove("tag_key");
    assert_eq!(refused(&tags), BundleError::Absent);
}

#[tokio::test]
async fn an_entry_that_is_no_longer_kept_still_counts() {
    let (_place, ledger) = written().await;
    let whole = read(&ledger.bundle(&person(3)).unwrap());
    let without = |n: usize| {
        let mut bundle = whole.clone();
        let part = bundle["entries"][n].as_object_mut().unwrap();
        let text = part.remove("entry").unwrap();
        part.remove("key");
        part.insert("leaf".to_owned(), json!(Hash::leaf(text.as_str().unwrap().as_bytes())));
        bundle
    };
    let mut bundle = without(0);
    let proven = verified(&serde_json::to_vec(&bundle).unwrap()).unwrap();
    assert!(proven.entries[0].entry.is_none() && proven.entries[1].entry.is_some());
    // But not at another place, and not as another entry.
    bundle["entries"][0]["index"] = bundle["digest"]["index"].clone();
    assert_eq!(refused(&bundle), BundleError::Beyond(0));
    // What came after an entry of the digest's own month cannot have expired.
    assert_eq!(refused(&without(1)), BundleError::Shut(1));
}

#[tokio::test]
async fn an_older_digest_is_no_newer_than_it_is() {
    let (place, ledger) = written().await;
    let old = ledger.bundle(&person(3)).unwrap();
    append_all(&ledger, 0..10).await;
    let now = Timestamp::from_millis(place.clock.0.load(std::sync::atomic::Ordering::Relaxed));
    ledger.digest().unwrap();
    let new = ledger.bundle(&person(3)).unwrap();
    // It says until when it is complete, and whoever asks for newer gets a refusal.
    let proven = verified(&old).unwrap();
    assert_eq!(proven.complete_up_to, 60);
    let expected = Expected { verifiers: &*KNOWN, digest_since: Some(now) };
    let stale = verify_bundle(&old, &expected).unwrap_err();
    assert_eq!(stale, BundleError::Stale { at: proven.complete_at });
    verify_bundle(&new, &expected).unwrap();
    // The old digest below the new list, and the new digest's proofs above the old one's list.
    let (old, new) = (read(&old), read(&new));
    let mut mixed = new.clone();
    for part in ["digest", "map_proof", "checkpoint"] {
        mixed[part] = old[part].clone();
    }
    assert_eq!(refused(&mixed), BundleError::Path { n: 0, why: ProofError::Length });
    let mut replayed = old.clone();
    for part in ["digest", "map_proof"] {
        replayed[part] = new[part].clone();
    }
    let why = ProofError::Beyond { asked: 71, size: 61 };
    assert_eq!(refused(&replayed), BundleError::DigestPath(why));
}

#[tokio::test]
async fn a_fork_is_not_under_the_checkpoint() {
    let (_place, ledger) = written().await;
    let (_other_place, fork) = written().await;
    let (ours, theirs) = (read(&ledger.bundle(&person(3)).unwrap()), fork.bundle(&person(3)));
    let mut forked = read(&theirs.unwrap());
    forked["checkpoint"] = ours["checkpoint"].clone();
    assert_eq!(refused(&forked), BundleError::DigestPath(ProofError::Root));
    forked["digest"] = ours["digest"].clone();
    assert_eq!(refused(&forked), BundleError::Position(VrfError::Wrong));
    // And a checkpoint of another key is none.
    let thief = NoteSigner::new(KeyName::parse(ORIGIN).unwrap(), Key32::new([8; 32])).unwrap();
    let checkpoint = ours["checkpoint"].as_str().unwrap();
    let text = &checkpoint[..checkpoint.find("\n\n").unwrap() + 1];
    let mut signed = ours.clone();
    signed["checkpoint"] = json!(String::from_utf8(thief.sign(text).unwrap()).unwrap());
    assert!(matches!(refused(&signed), BundleError::Checkpoint(CheckpointError::Note(_))));
}

#[tokio::test]
async fn another_entry_is_no_digest() {
    let (_place, ledger) = written().await;
    let mut bundle = read(&ledger.bundle(&person(3)).unwrap());
    let mut part = bundle["entries"][5].clone();
    part.as_object_mut().unwrap().remove("key");
    bundle["digest"] = part;
    assert_eq!(refused(&bundle), BundleError::NotADigest);
}

#[tokio::test]
async fn what_is_held_back_is_in_no_bundle_before_it_is_released() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..5).await;
    let held: Held = serde_json::from_value(json!({
        "until": "2027-05-29", "law": "https://lovdata.no/eli/lov/2016/05/27/14/nor/html", "section": "§ 3-13"
    }))
    .unwrap();
    let draft = Draft { held: Some(held.clone()), ..reading(person(3)) };
    let kept = ledger.append(draft).await.unwrap();
    ledger.digest().unwrap();
    let before = ledger.bundle(&person(3)).unwrap();
    assert_eq!(verified(&before).unwrap().entries.len(), 1);
    // Somebody about whom all is held back is as one about whom there is nothing.
    let draft = Draft { held: Some(held.clone()), ..reading(person(9)) };
    ledger.append(draft).await.unwrap();
    ledger.digest().unwrap();
    let nothing = verified(&ledger.bundle(&person(9)).unwrap()).unwrap();
    assert!(nothing.entries.is_empty() && nothing.tag_key.is_none());
    // Released, it is shown.
    let Event::Reading(reading_of) = ledger.entry(kept).unwrap().unwrap().event else { panic!() };
    let release = Release {
        consumer: reading_of.asker.consumer.clone(),
        purpose: Some(reading_of.purpose.clone()),
        held,
    };
    let whom = reading(person(3)).whom.unwrap();
    let draft = Draft { released: Some(kept), ..Draft::about(Event::Release(release), whom) };
    ledger.append(draft).await.unwrap();
    ledger.digest().unwrap();
    let after = ledger.bundle(&person(3)).unwrap();
    let proven = verified(&after).unwrap();
    assert_eq!(proven.entries.len(), 2);
    let released = proven.entries[1].released.as_ref().unwrap();
    assert_eq!(
        (released.index, released.whom.as_ref().unwrap().subject.clone()),
        (kept, person(3))
    );
    let mut other = read(&after);
    other["entries"][1]["released"]["index"] = json!(0);
    assert_eq!(refused(&other), BundleError::Released(1));
    let mut hidden = read(&after);
    hidden["entries"][1].as_object_mut().unwrap().remove("released");
    assert_eq!(refused(&hidden), BundleError::Released(1), "what was released must be shown");
    let mut unreleased = read(&after);
    unreleased["entries"][1] = other["entries"][1]["released"].clone();
    unreleased["entries"][1]["index"] = json!(kept.0);
    assert_eq!(refused(&unreleased), BundleError::Tag(1));
}

#[test]
fn what_is_not_a_bundle_is_refused() {
    for bytes in [b"".as_slice(), b"{}", b"[]", br#"{"format":"sluse-person-bundle@v1"}"#] {
        assert!(matches!(verified(bytes), Err(BundleError::Form(_))));
    }
    let long = vec![b' '; 64 * 1024 * 1024 + 1];
    assert!(matches!(verified(&long), Err(BundleError::TooLarge(_))));
}
