//! Logs of an operator who signs anything: what a bundle still finds.

use super::bundle::{base64, read, refused, verified};
use super::{ORIGIN, Place, person, reading, signer};
use ring::hmac;
use serde_json::{Value, json};
use sluse::ledger::bundle::BundleError;
use sluse::ledger::chain::Standing;
use sluse::ledger::digest::{position, value};
use sluse::ledger::entry::{Digest, Entry, Event, VERSION};
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::map::{Building, MapLeaf};
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Timestamp;
use sluse::vrf::{SecretKey, VrfError};
use std::convert::Infallible;

fn unbase64(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).unwrap()
}

/// An operator who signs whatever suits: a log of these entries and a digest that says this of a person.
struct Forged<'a> {
    entries: &'a [Vec<u8>],
    /// What the digest claims to cover.
    size: u64,
    subject: &'a PersonNumber,
    /// What the map holds for the person.
    counted: Hash,
    vrf: &'a SecretKey,
}

fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::node(&mth(left), &mth(right))
        }
    }
}

fn path(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, other) = match index.checked_sub(left.len()) {
        None => (path(left, index), right),
        Some(index) => (path(right, index), left),
    };
    path.push(mth(other));
    path
}

impl Forged<'_> {
    /// The bundle that lists these entries of the log, with what opens them.
    fn bundle(&self, list: &[(usize, &Value)], tag_key: &Value) -> Value {
        let proof = self.vrf.prove(self.subject.expose().as_bytes()).unwrap();
        let here = position(&self.vrf.output(self.subject.expose().as_bytes()).unwrap());
        let leaf = MapLeaf { position: here, value: self.counted };
        let mut map = Building::new(1);
        map.push(&leaf).unwrap();
        let map = map.finish();
        let digest = Digest {
            size: self.size,
            root: map.root(),
            persons: 1,
            vrf_key: *self.vrf.public(),
            previous: None,
        };
        let at = Timestamp::from_millis(1_795_000_000_000);
        let entry = Entry {
            v: VERSION,
            at,
            event: Event::Digest(digest),
            expires: None,
            held: None,
            tag: None,
            sealed: None,
        };
        let mut entries = self.entries.to_vec();
        entries.push(serde_json::to_vec(&entry).unwrap());
        let leaves: Vec<_> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
        let part = |index: usize| {
            let text = std::str::from_utf8(&entries[index]).unwrap();
            json!({ "index": index, "entry": text, "path": path(&leaves, index) })
        };
        let parts = list.iter().map(|(index, key)| {
            let mut part = part(*index);
            part["key"] = (*key).clone();
            part
        });
        let head = Checkpoint::new(ORIGIN, entries.len() as u64, mth(&leaves)).unwrap();
        let note = signer().sign(&head.text()).unwrap();
        let proved = map.prove(&here, |_| Ok::<_, Infallible>(vec![leaf])).unwrap();
        json!({
            "format": "sluse-person-bundle@v1",
            "subject": self.subject.expose(),
            "checkpoint": String::from_utf8(note).unwrap(),
            "digest": part(entries.len() - 1),
            "vrf_proof": base64(proof.as_bytes()),
            "map_proof": base64(&proved.to_bytes()),
            "count": list.len(),
            "tag_key": tag_key,
            "entries": parts.collect::<Vec<_>>(),
        })
    }
}

/// What a digest that counts just these entries holds for the person with this tag key.
fn counted(tag_key: &Value, entries: &[&Vec<u8>]) -> Hash {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &unbase64(tag_key));
    let opening = hmac::sign(&key, b"sluse/ledger/map value/v1");
    let standing =
        entries.iter().fold(Standing::NONE, |standing, entry| standing.then(&Hash::leaf(entry)));
    value(&standing, opening.as_ref().try_into().unwrap())
}

/// Entries about one person as an honest ledger sealed them, their keys, and the person's tag key.
async fn genuine() -> (Vec<Vec<u8>>, Vec<Value>, Value) {
    let place = Place::new();
    let ledger = place.open();
    for _ in 0..4 {
        ledger.append(reading(person(3))).await.unwrap();
    }
    let bundle = read(&ledger.bundle(&person(3)).unwrap());
    let parts = bundle["entries"].as_array().unwrap();
    let entries = parts.iter().map(|part| part["entry"].as_str().unwrap().as_bytes().to_vec());
    let keys = parts.iter().map(|part| part["key"].clone()).collect();
    (entries.collect(), keys, bundle["tag_key"].clone())
}

#[tokio::test]
async fn an_operator_who_signs_anything_is_still_held_to_the_digest() {
    let (entries, keys, tag_key) = genuine().await;
    let vrf = SecretKey::new(&Key32::new([5; 32]));
    let subject = person(3);
    let all: Vec<_> = entries.iter().collect();
    let honest = Forged {
        entries: &entries,
        size: 4,
        subject: &subject,
        counted: counted(&tag_key, &all),
        vrf: &vrf,
    };
    let list: Vec<_> = keys.iter().enumerate().collect();
    let whole = serde_json::to_vec(&honest.bundle(&list, &tag_key)).unwrap();
    assert_eq!(verified(&whole).unwrap().entries.len(), 4);
    // The digest counts one more or one less than is listed.
    assert_eq!(refused(&honest.bundle(&list[..3], &tag_key)), BundleError::Incomplete);
    let fewer = Forged { counted: counted(&tag_key, &all[..3]), ..honest };
    assert_eq!(refused(&fewer.bundle(&list, &tag_key)), BundleError::Incomplete);
    // An entry that came after what the digest claims to cover.
    let early = Forged { size: 3, ..fewer };
    assert_eq!(refused(&early.bundle(&list, &tag_key)), BundleError::Beyond(3));
    // One that claims to cover what comes after it.
    let ahead = Forged { size: 9, ..early };
    assert_eq!(refused(&ahead.bundle(&list, &tag_key)), BundleError::DigestAhead);
    // A place in the map for each list that one would like to show: only one can be proven.
    let other = SecretKey::new(&Key32::new([6; 32]));
    let mut second = Forged { size: 4, ..ahead }.bundle(&list[..3], &tag_key);
    second["vrf_proof"] =
        json!(base64(other.prove(subject.expose().as_bytes()).unwrap().as_bytes()));
    assert_eq!(refused(&second), BundleError::Position(VrfError::Wrong));
    // A key under which a person can have many places.
    let mut loose = honest.bundle(&list, &tag_key);
    let (good, bad) = (base64(vrf.public().as_bytes()), base64(&[0; 32]));
    let text = loose["digest"]["entry"].as_str().unwrap().replace(&good, &bad);
    loose["digest"] = json!({ "index": 0, "entry": text, "path": [] });
    let head = Checkpoint::new(ORIGIN, 1, Hash::leaf(text.as_bytes())).unwrap();
    let note = signer().sign(&head.text()).unwrap();
    loose["checkpoint"] = json!(String::from_utf8(note).unwrap());
    assert_eq!(refused(&loose), BundleError::NotADigest);
}

#[tokio::test]
async fn entries_in_another_order_in_the_log_do_not_chain() {
    let (mut entries, mut keys, tag_key) = genuine().await;
    let (vrf, subject) = (SecretKey::new(&Key32::new([5; 32])), person(3));
    // The second goes missing: those after it carry its head and its number.
    entries.remove(1);
    keys.remove(1);
    let all: Vec<_> = entries.iter().collect();
    let forged = Forged {
        entries: &entries,
        size: 3,
        subject: &subject,
        counted: counted(&tag_key, &all),
        vrf: &vrf,
    };
    let list: Vec<_> = keys.iter().enumerate().collect();
    assert_eq!(refused(&forged.bundle(&list, &tag_key)), BundleError::Tag(1));
    // An entry of another history with the right number, tag and key, but another head before it.
    let (mut entries, keys, tag_key) = genuine().await;
    entries[0] = [entries[0].as_slice(), b" "].concat();
    let all: Vec<_> = entries.iter().collect();
    let counted = counted(&tag_key, &all);
    let forged = Forged { entries: &entries, size: 4, counted, ..forged };
    let leaf = Hash::leaf(&entries[0]);
    let list: Vec<_> = keys.iter().enumerate().collect();
    let mut bundle = forged.bundle(&list, &tag_key);
    let first = bundle["entries"][0].as_object_mut().unwrap();
    first.remove("entry");
    first.remove("key");
    first.insert("leaf".to_owned(), json!(leaf));
    assert_eq!(refused(&bundle), BundleError::Chain(1));
}

#[tokio::test]
async fn a_digest_that_counts_too_little_leaves_a_tag_that_who_has_the_log_finds() {
    let (entries, keys, tag_key) = genuine().await;
    let (vrf, subject) = (SecretKey::new(&Key32::new([5; 32])), person(3));
    let all: Vec<_> = entries.iter().collect();
    let counted = counted(&tag_key, &all[..3]);
    let lie = Forged { entries: &entries, size: 4, subject: &subject, counted, vrf: &vrf };
    let list: Vec<_> = keys[..3].iter().enumerate().collect();
    let bundle = serde_json::to_vec(&lie.bundle(&list, &tag_key)).unwrap();
    // Everything fits: the lie is in the log itself. But the next tag stands there, too.
    let proven = verified(&bundle).unwrap();
    let next = format!(r#""tag":"{}""#, proven.next_tag().unwrap());
    let found = |entry: &Vec<u8>| std::str::from_utf8(entry).unwrap().contains(&next);
    assert_eq!(entries.iter().position(found), Some(3));
}
