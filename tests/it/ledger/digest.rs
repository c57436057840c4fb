//! The digest says how far all persons' sequences have come, whatever stops it on its way.

use super::{Place, append_all, person, reading, signer};
use sluse::ledger::Ledger;
use sluse::ledger::bundle::{Expected, verify_bundle};
use sluse::ledger::entry::{Digest, Event};
use sluse::vocab::ids::EntryIndex;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Where `heads.vault` notes its digest: after magic and salt.
const NOTE: usize = 16 + 32;

fn digest_at(ledger: &Ledger, index: EntryIndex) -> Digest {
    match ledger.entry(index).unwrap().unwrap().event {
        Event::Digest(digest) => digest,
        other => panic!("no digest: {other:?}"),
    }
}

/// All digests in the ledger.
fn digests(ledger: &Ledger) -> Vec<Digest> {
    let entries = (0..ledger.size()).map(|index| ledger.entry(EntryIndex(index)).unwrap().unwrap());
    let digest = |event| match event {
        Event::Digest(digest) => Some(digest),
        _ => None,
    };
    entries.filter_map(|entry| digest(entry.event)).collect()
}

fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &target);
        } else {
            std::fs::copy(item.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn a_digest_counts_what_came_before_it_and_names_the_one_before() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..300).map(|number| number % 7)).await;
    let first = ledger.digest().unwrap();
    let one = digest_at(&ledger, first);
    assert_eq!((first, one.size, one.persons, one.previous), (EntryIndex(300), 300, 7, None));
    append_all(&ledger, 5..9).await;
    let second = ledger.digest().unwrap();
    let two = digest_at(&ledger, second);
    assert_eq!((second, two.size, two.persons), (EntryIndex(305), 305, 9));
    assert_eq!((two.previous, two.vrf_key), (Some(first), one.vrf_key));
    assert_ne!(one.root, two.root);
    // Nothing new about anybody: the same root, as of later.
    let three = digest_at(&ledger, ledger.digest().unwrap());
    assert_eq!((three.size, three.root, three.previous), (306, two.root, Some(second)));
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn made_again_from_nothing_the_root_is_the_same() {
    let place = Place::new();
    let ledger = place.open();
    for round in 1..4 {
        append_all(&ledger, (0..100).map(|number| number % (10 * round))).await;
        ledger.digest().unwrap();
    }
    let before = digests(&ledger).pop().unwrap();
    ledger.close().await;
    drop(ledger);
    std::fs::remove_file(place.vault_dir().join("heads.vault")).unwrap();
    let ledger = place.open();
    let again = digest_at(&ledger, ledger.digest().unwrap());
    assert_eq!((again.root, again.persons), (before.root, before.persons));
    assert_eq!(again.previous, Some(EntryIndex(302)));
}

#[tokio::test]
async fn a_digest_covers_no_more_new_entries_than_it_may() {
    let mut place = Place::new();
    place.digest_entries = 40;
    let ledger = place.open();
    append_all(&ledger, 0..100).await;
    ledger.digest().unwrap();
    let sizes: Vec<_> = digests(&ledger).iter().map(|digest| digest.size).collect();
    assert_eq!(sizes.last().unwrap() / 100, 1);
    assert!(sizes.windows(2).all(|pair| pair[1] - pair[0] <= 40), "{sizes:?}");
    assert!(sizes[0] <= 40, "{sizes:?}");
}

#[tokio::test]
async fn digests_come_by_themselves_when_it_is_time() {
    let mut place = Place::new();
    place.digest_interval = Duration::from_secs(3600);
    place.publish_interval = Duration::from_millis(1);
    let ledger = place.open();
    append_all(&ledger, 0..10).await;
    ledger.publish().unwrap();
    let came = |ledger: &Ledger, many: usize, patience: Duration| {
        let until = Instant::now() + patience;
        while digests(ledger).len() < many && Instant::now() < until {
            std::thread::yield_now();
        }
        digests(ledger).len()
    };
    assert_eq!(came(&ledger, 1, Duration::from_millis(1500)), 0, "the hour is not over");
    for many in 1..3 {
        place.clock.0.fetch_add(3_600_000, Ordering::Relaxed);
        assert_eq!(came(&ledger, many, Duration::from_secs(20)), many);
        ledger.publish().unwrap();
    }
}

#[tokio::test]
async fn sequences_go_on_from_the_heads() {
    let place = Place::new();
    for round in 0..4 {
        let ledger = place.open();
        append_all(&ledger, (0..60).map(|number| number % 5)).await;
        ledger.digest().unwrap();
        append_all(&ledger, 0..5).await;
        assert_eq!(ledger.about(&person(3), None, 999).unwrap().len(), (round + 1) * 13);
        drop(ledger);
    }
    // The list is read with every seal opened, each of which names the head before it.
    let ledger = place.open();
    ledger.digest().unwrap();
    ledger.bundle(&person(3)).unwrap();
}

/// A ledger with one digest and entries after it; the vault's folder and the ledger's after a second
/// digest; and the ledger's folder from before the second digest.
struct Stopped {
    place: Place,
    before: std::path::PathBuf,
    second: EntryIndex,
    digest: Digest,
}

async fn stopped() -> Stopped {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..50).map(|number| number % 7)).await;
    ledger.digest().unwrap();
    append_all(&ledger, 3..20).await;
    ledger.close().await;
    drop(ledger);
    let before = place.root.join("before");
    copy(&place.dir(), &before);
    let ledger = place.open();
    let second = ledger.digest().unwrap();
    let digest = digest_at(&ledger, second);
    ledger.close().await;
    Stopped { place, before, second, digest }
}

#[tokio::test]
async fn stopped_in_the_middle_of_new_heads_they_are_made_again() {
    let Stopped { place, digest, .. } = stopped().await;
    let new = place.vault_dir().join("heads.new");
    std::fs::write(&new, b"half written").unwrap();
    let ledger = place.open();
    assert!(!new.exists());
    let again = digest_at(&ledger, ledger.digest().unwrap());
    assert_eq!((again.root, again.size), (digest.root, digest.size + 1));
}

#[tokio::test]
async fn stopped_before_the_digest_is_written_it_is_written_of_the_same_heads() {
    let Stopped { place, before, second, digest } = stopped().await;
    // The new heads stand, the entry does not.
    copy(&before, &place.dir());
    let ledger = place.open();
    // What is sequenced meanwhile goes on from the new heads, and is not in the digest over them.
    append_all(&ledger, 0..3).await;
    ledger.digest().unwrap();
    let all = digests(&ledger);
    assert_eq!(all.len(), 3);
    assert_eq!(all[1], digest);
    assert_eq!((all[2].size, all[2].previous), (second.0 + 3, Some(EntryIndex(second.0 + 3))));
    ledger.bundle(&person(2)).unwrap();
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn stopped_before_the_digest_is_noted_it_is_found() {
    let Stopped { place, second, digest, .. } = stopped().await;
    let heads = place.vault_dir().join("heads.vault");
    let whole = std::fs::read(&heads).unwrap();
    assert_eq!(whole[NOTE..NOTE + 8], (second.0 + 1).to_be_bytes());
    // Nothing, another digest, an entry that is none, one that there is not.
    for note in [0_u64, 51, 3, 1 << 40] {
        let mut bytes = whole.clone();
        bytes[NOTE..NOTE + 8].copy_from_slice(&note.to_be_bytes());
        std::fs::write(&heads, bytes).unwrap();
        let ledger = place.open();
        append_all(&ledger, 0..1).await;
        let newest = digest_at(&ledger, ledger.digest().unwrap());
        assert!(newest.size > digest.size);
        let same = digests(&ledger).iter().filter(|it| it.size == digest.size).count();
        assert_eq!(same, 1, "note {note}");
        drop(ledger);
    }
}

/// The rows are sealed; but zeros are what an erased person's row has.
#[tokio::test]
async fn a_row_of_zeros_is_no_person_who_was_never_read() {
    // Slots 1 to 4; one is zeroed, another damaged.
    for (slot, with) in [(2_usize, 0), (3, 7)] {
        let place = Place::new();
        let ledger = place.open();
        append_all(&ledger, (0..40).map(|number| number % 4)).await;
        ledger.digest().unwrap();
        ledger.close().await;
        drop(ledger);
        let heads = place.vault_dir().join("heads.vault");
        let mut bytes = std::fs::read(&heads).unwrap();
        bytes[256 + slot * 176..][..176].fill(with);
        std::fs::write(&heads, &bytes).unwrap();
        let ledger = place.open();
        for number in 0..4 {
            let bundle = ledger.bundle(&person(number)).unwrap();
            let verifiers = [signer().verifier().clone()];
            let expected = Expected { verifiers: &verifiers, digest_since: None };
            assert_eq!(verify_bundle(&bundle, &expected).unwrap().entries.len(), 10, "{number}");
        }
        append_all(&ledger, 1..3).await;
        for number in 1..3 {
            let about = ledger.about(&person(number), None, 99).unwrap();
            assert_eq!((about.len(), about[0].count), (11, 10), "goes on where it was");
        }
    }
}

#[tokio::test]
async fn heads_of_an_old_backup_are_brought_up_to_date() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..50).map(|number| number % 7)).await;
    ledger.digest().unwrap();
    let heads = place.vault_dir().join("heads.vault");
    let old = std::fs::read(&heads).unwrap();
    append_all(&ledger, 3..20).await;
    ledger.digest().unwrap();
    let newest = digest_at(&ledger, ledger.digest().unwrap());
    ledger.close().await;
    drop(ledger);
    std::fs::write(&heads, old).unwrap();
    let ledger = place.open();
    append_all(&ledger, 3..4).await;
    append_all(&ledger, 3..4).await;
    assert_eq!(ledger.about(&person(3), None, 99).unwrap().len(), 7 + 1 + 2);
    let again = digest_at(&ledger, ledger.digest().unwrap());
    assert_eq!(again.persons, newest.persons);
    ledger.bundle(&person(3)).unwrap();
}

#[tokio::test]
async fn damaged_heads_are_made_anew() {
    let Stopped { place, digest, .. } = stopped().await;
    let heads = place.vault_dir().join("heads.vault");
    let whole = std::fs::read(&heads).unwrap();
    let size = |ledger: &Ledger| digest_at(ledger, ledger.digest().unwrap());
    // A row, the header, the order, the cut, all but the beginning.
    let order = 256 + 176 * (digest.persons as usize + 1);
    for place_of_flip in [256 + 176 * 3 + 40, 70, order + 7, whole.len() - 5, usize::MAX] {
        let mut bytes = whole.clone();
        match bytes.get_mut(place_of_flip) {
            Some(byte) => *byte ^= 1,
            None => bytes.truncate(100),
        }
        std::fs::write(&heads, bytes).unwrap();
        let ledger = place.open();
        // Sequences go on all the same.
        append_all(&ledger, 2..4).await;
        // The first attempt may be the one that finds the damage.
        let again =
            (0..3).find_map(|_| ledger.digest().ok()).map(|index| digest_at(&ledger, index));
        assert!(again.unwrap().persons >= digest.persons);
        ledger.bundle(&person(3)).unwrap();
        assert!(size(&ledger).size > digest.size);
        drop(ledger);
    }
}

#[tokio::test]
async fn a_ledger_without_entries_has_no_digest() {
    let place = Place::new();
    let ledger = place.open();
    ledger.digest().unwrap_err();
    ledger.append(reading(person(1))).await.unwrap();
    ledger.digest().unwrap();
}

#[tokio::test]
async fn heads_say_nothing_to_who_has_not_the_keyring() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..40).await;
    ledger.digest().unwrap();
    let about = ledger.about(&person(3), None, 9).unwrap();
    let heads = std::fs::read(place.vault_dir().join("heads.vault")).unwrap();
    let next = about[0].leaf;
    let head = sluse::ledger::chain::Standing::NONE.then(&next).head;
    for secret in [person(3).expose().as_bytes(), head.as_bytes().as_slice()] {
        assert!(!heads.windows(secret.len()).any(|part| part == secret));
    }
}
