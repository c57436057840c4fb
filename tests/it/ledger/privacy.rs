//! The ledger says nothing about whom to who lacks the vault.

use super::{Place, append_all, files, person, reading};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest;
use sluse::vocab::ids::EntryIndex;
use std::collections::HashSet;

#[tokio::test]
async fn no_file_holds_a_persons_number_or_a_plain_hash_of_it() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..600).map(|number| number % 20)).await;
    ledger.publish().unwrap();
    append_all(&ledger, 0..20).await; // these stand in the journal
    ledger.close().await;
    drop(ledger);
    let number = person(7).expose().to_owned();
    let mut forms = vec![number.clone().into_bytes()];
    for algorithm in [&digest::SHA1_FOR_LEGACY_USE_ONLY, &digest::SHA256, &digest::SHA512] {
        let hash = digest::digest(algorithm, number.as_bytes()).as_ref().to_vec();
        forms.push(hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into());
        forms.push(STANDARD.encode(&hash).into_bytes());
        forms.push(URL_SAFE_NO_PAD.encode(&hash).into_bytes());
        forms.push(hash);
    }
    forms.push(STANDARD.encode(&number).into_bytes());
    forms.push(number.parse::<u64>().unwrap().to_le_bytes().to_vec());
    forms.push(b"2026/4711".to_vec());
    forms.push(b"saksbehandler-9".to_vec());
    let all = files(&place.root);
    assert!(all.len() > 10);
    for path in all {
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        for form in &forms {
            let found = bytes.windows(form.len()).any(|window| window == form);
            assert!(!found, "{} holds {:?}", path.display(), String::from_utf8_lossy(form));
        }
        assert!(!path.to_string_lossy().contains(&number));
    }
}

#[tokio::test]
async fn two_entries_about_one_person_share_no_sealed_bytes() {
    let place = Place::new();
    let ledger = place.open();
    for _ in 0..40 {
        ledger.append(reading(person(3))).await.unwrap();
    }
    let mut runs = HashSet::new();
    let mut lengths = HashSet::new();
    for index in 0..40 {
        let entry = ledger.entry(EntryIndex(index)).unwrap().unwrap();
        let tag = URL_SAFE_NO_PAD.decode(entry.tag.unwrap()).unwrap();
        let sealed = URL_SAFE_NO_PAD.decode(entry.sealed.unwrap()).unwrap();
        lengths.insert(sealed.len());
        for bytes in [tag, sealed] {
            for run in bytes.windows(6) {
                assert!(runs.insert(run.to_vec()), "entry {index} repeats six bytes");
            }
        }
    }
    assert_eq!(lengths.len(), 1, "a count of two digits is as long as one of one");
}

#[tokio::test]
async fn two_ledgers_of_the_same_readings_differ_in_tags_and_seals() {
    let (one, other) = (Place::new(), Place::new());
    let (one, other) = (one.open(), other.open());
    for ledger in [&one, &other] {
        ledger.append(reading(person(3))).await.unwrap();
    }
    let entry = |ledger: &sluse::ledger::Ledger| ledger.entry(EntryIndex(0)).unwrap().unwrap();
    let (one, other) = (entry(&one), entry(&other));
    assert_eq!(one.event, other.event);
    assert_ne!(one.tag, other.tag);
    assert_ne!(one.sealed, other.sealed);
}

#[test]
fn errors_and_debug_forms_do_not_show_whom() {
    let draft = reading(person(9));
    let text = format!("{:?}", draft.whom.unwrap().subject);
    assert!(!text.contains(person(9).expose()));
}
