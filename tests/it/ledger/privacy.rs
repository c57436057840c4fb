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
async fn two_ledgers_of_the_same_traffic_share_no_sealed_byte_but_by_chance() {
    const ENTRIES: u64 = 400;
    let (one, other) = (Place::new(), Place::new());
    let (one, other) = (one.open(), other.open());
    for ledger in [&one, &other] {
        for number in 0..ENTRIES {
            ledger.append(reading(person(number as u32 % 5))).await.unwrap();
        }
    }
    let mut same_at = Vec::new();
    for index in 0..ENTRIES {
        let entry = |ledger: &sluse::ledger::Ledger| {
            let entry = ledger.entry(EntryIndex(index)).unwrap().unwrap();
            let bytes = |text: Option<String>| URL_SAFE_NO_PAD.decode(text.unwrap()).unwrap();
            (entry.event, [bytes(entry.tag), bytes(entry.sealed)].concat())
        };
        let ((event, one), (same, other)) = (entry(&one), entry(&other));
        assert_eq!(event, same);
        assert_eq!(one.len(), other.len());
        same_at.resize(one.len(), 0);
        for (count, (one, other)) in same_at.iter_mut().zip(one.iter().zip(&other)) {
            *count += u32::from(one == other);
        }
    }
    // Of random bytes one in 256 is the same: 1.6 of 400. More than 14 in one place is less likely
    // than one in a thousand million.
    assert!(same_at.len() > 100 && same_at.iter().all(|same| *same <= 14), "{same_at:?}");
    let (same, all) = (same_at.iter().sum::<u32>(), same_at.len() as u32 * ENTRIES as u32);
    assert!(same < all / 256 * 3 / 2, "{same} of {all} bytes are the same");
}

#[test]
fn errors_and_debug_forms_do_not_show_whom() {
    let draft = reading(person(9));
    let text = format!("{:?}", draft.whom.unwrap().subject);
    assert!(!text.contains(person(9).expose()));
}
