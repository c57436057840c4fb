//! What has expired can no longer be opened, and then only its hashes are left.

use super::{Place, append_all, files, person, reading};
use sluse::ledger::bundle::{Expected, verify_bundle};
use sluse::ledger::entry::{Draft, Event};
use sluse::ledger::verify::{VerifyError, show, verify};
use sluse::ledger::{Ledger, ReadError};
use sluse::merkle::note::NoteVerifier;
use sluse::policy::Retention;
use sluse::registry::Registry;
use sluse::registry::record::Change;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::month::Month;
use sluse::vocab::time::{Clock, Timestamp};
use std::fs;
use std::sync::atomic::Ordering;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// A reading about a person that expires with this month.
fn expiring(number: u32, with: &str) -> Draft {
    Draft { expires: Some(month(with)), ..reading(person(number)) }
}

async fn append(ledger: &Ledger, many: usize, with: &str) {
    let drafts = (0..many).map(|at| expiring(u32::try_from(at % 5).unwrap(), with)).collect();
    ledger.append_all(drafts).await.unwrap();
}

/// An event that is about nobody, and that the registry is made of.
fn registration() -> Draft {
    let file = "[[organisation]]\nnumber = \"312143046\"\nname = \"Prøvekommunen\"\n";
    let records = Registry::records("registry.toml", file, Timestamp::from_millis(0)).unwrap();
    let after = records.into_iter().next().unwrap();
    Draft::new(Event::Registration(Box::new(Change { before: None, after })))
}

fn set(place: &Place, time: &str) -> Timestamp {
    let now: Timestamp = time.parse().unwrap();
    place.clock.0.store(now.millis(), Ordering::Relaxed);
    now
}

/// A ledger whose first two bundles expire with 2027-01, but for a registration in between; the third
/// lasts longer. Published.
async fn filled(place: &Place) -> Ledger {
    set(place, "2026-11-15T12:00:00Z");
    let ledger = place.open();
    append(&ledger, 100, "2026-12").await;
    ledger.append(registration()).await.unwrap();
    append(&ledger, 411, "2027-01").await;
    append(&ledger, 255, "2031-11").await;
    ledger.append(registration()).await.unwrap();
    append(&ledger, 20, "2031-11").await;
    ledger.publish().unwrap();
    assert_eq!(ledger.size(), 788);
    ledger.digest().unwrap();
    ledger
}

fn bundles(place: &Place) -> Vec<String> {
    let tiles = place.dir().join("tile");
    let name = |path: std::path::PathBuf| path.strip_prefix(&tiles).unwrap().display().to_string();
    let names = files(&tiles).into_iter().map(name);
    let whole = |name: &String| name.starts_with("entries/") && !name.contains(".p/");
    names.filter(|name| whole(name) || name.starts_with("thin/")).collect()
}

#[tokio::test]
async fn a_month_that_has_ended_takes_its_entries_persons_with_it_and_no_others() {
    let place = Place::new();
    let ledger = filled(&place).await;
    assert_eq!(ledger.about(&person(1), None, 999).unwrap().len(), 157);
    let early = ledger.retain(set(&place, "2026-12-31T23:59:59Z")).await.unwrap();
    assert!(early.months.is_empty(), "it lasts until the end of its month");
    let done = ledger.retain(set(&place, "2027-01-01T00:00:00Z")).await.unwrap();
    assert_eq!((done.months, done.bundles), (vec![month("2026-12")], 0));
    let opened = ledger.about(&person(1), None, 999).unwrap();
    assert_eq!(opened.len(), 137);
    assert!(opened.iter().all(|about| about.entry.expires > Some(month("2026-12"))));
    let newest = ledger.entry(EntryIndex(ledger.size() - 1)).unwrap().unwrap();
    assert!(matches!(newest.event, Event::Expired(expired) if expired.month == month("2026-12")));
    let again = ledger.retain(place.clock.now()).await.unwrap();
    assert!(again.months.is_empty(), "it is said once");
    ledger.close().await;
    drop(ledger);
    assert_eq!(place.open().about(&person(1), None, 999).unwrap().len(), 137);
    place.verified();
}

#[tokio::test]
async fn bundles_with_nothing_left_to_open_are_thinned_and_all_proofs_go_on_working() {
    let place = Place::new();
    let ledger = filled(&place).await;
    let leaf = |index| ledger.bytes(EntryIndex(index)).unwrap().unwrap();
    let (gone, stays) = (leaf(7), leaf(100));
    let done = ledger.retain(set(&place, "2027-02-01T00:00:00Z")).await.unwrap();
    assert_eq!(done.months, [month("2026-12"), month("2027-01")]);
    assert_eq!(done.bundles, 2);
    assert_eq!(bundles(&place), ["entries/002.packed", "thin/000", "thin/001"]);
    assert!(matches!(ledger.entry(EntryIndex(7)), Err(ReadError::Expired(7))));
    assert_eq!(leaf(100), stays, "a registration stays");
    ledger.publish().unwrap();
    let keys = [NoteVerifier::parse(&ledger.vkey()).unwrap()];
    for (index, bytes) in [(7, gone), (100, stays)] {
        let proof = ledger.inclusion(EntryIndex(index)).unwrap().unwrap();
        proof.verify(&bytes, &keys).unwrap();
    }
    let report = place.verified();
    assert_eq!(report.pruned, 511);
    assert!(report.to_string().contains("511 have expired"));
    let vkey = ledger.vkey();
    assert!(matches!(show(&place.dir(), &vkey, 7), Err(VerifyError::Expired { index: 7 })));
    assert!(show(&place.dir(), &vkey, 100).is_ok());
    let again = ledger.retain(place.clock.now()).await.unwrap();
    assert_eq!(again.bundles, 0);
    assert_eq!(ledger.about(&person(1), None, 999).unwrap().len(), 55);
}

#[tokio::test]
async fn nothing_is_given_up_before_a_digest_counts_it_and_what_is_gone_still_counts() {
    let place = Place::new();
    set(&place, "2026-11-15T12:00:00Z");
    let mut ledger = place.open();
    append(&ledger, 512, "2026-12").await;
    ledger.publish().unwrap();
    let february = set(&place, "2027-02-01T00:00:00Z");
    assert_eq!(ledger.retain(february).await.unwrap().bundles, 0, "no digest covers them");
    ledger.digest().unwrap();
    assert_eq!(ledger.retain(place.clock.now()).await.unwrap().bundles, 2);
    // What is gone still counts in the person's bundle, by its leaf.
    let counts = |ledger: &Ledger| {
        let bundle = ledger.bundle(&person(1)).unwrap();
        let verifiers = [NoteVerifier::parse(&ledger.vkey()).unwrap()];
        let expected = Expected { verifiers: &verifiers, digest_since: None };
        let proven = verify_bundle(&bundle, &expected).unwrap();
        assert!(proven.entries.iter().all(|entry| entry.entry.is_none()));
        proven.entries.len()
    };
    assert_eq!(counts(&ledger), 103);
    // Also without the heads that counted them, and without the index: a tag is kept of each.
    for (new, lost) in [place.vault_dir().join("heads.vault"), place.index_dir()].iter().enumerate()
    {
        ledger.close().await;
        drop(ledger);
        if lost.is_dir() { fs::remove_dir_all(lost) } else { fs::remove_file(lost) }.unwrap();
        ledger = place.open();
        assert_eq!(ledger.about(&person(1), None, 999).unwrap().len(), new);
        ledger.append(reading(person(1))).await.unwrap();
        assert_eq!(ledger.about(&person(1), None, 999).unwrap().len(), new + 1);
        ledger.digest().unwrap();
        ledger.bundle(&person(1)).unwrap();
    }
}

#[tokio::test]
async fn registry_times_and_index_are_rebuilt_from_what_is_left() {
    let place = Place::new();
    let ledger = filled(&place).await;
    ledger.retain(set(&place, "2027-02-01T00:00:00Z")).await.unwrap();
    let mut seen = 0;
    let kinds = ["reading", "registration", "digest", "expired"];
    ledger.tail(Timestamp::from_millis(0), &kinds, |_, _| seen += 1).unwrap();
    let size = ledger.size();
    assert_eq!(seen, size - 511, "what is gone is left out");
    let since = ledger.first_since("2026-12-01T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(since, Some(EntryIndex(789)), "times are still found");
    let registered = ledger.registrations().current().all().count();
    let left = |ledger: &Ledger| {
        assert_eq!(ledger.about(&person(1), None, 999).unwrap().len(), 55);
        ledger.bundle(&person(1)).unwrap();
    };
    left(&ledger);
    let size = ledger.size();
    ledger.close().await;
    drop(ledger);
    let ledger = place.open();
    left(&ledger);
    ledger.close().await;
    drop(ledger);
    fs::remove_dir_all(place.index_dir()).unwrap();
    let ledger = place.open();
    left(&ledger);
    assert_eq!(ledger.registrations().current().all().count(), registered);
    assert_eq!(ledger.size(), size);
    let again = ledger.retain(place.clock.now()).await.unwrap();
    assert_eq!(again.bundles, 0, "what was thinned is known as such");
}

#[tokio::test]
async fn a_machine_that_stops_between_thin_and_whole_bundle_loses_nothing() {
    let place = Place::new();
    let ledger = filled(&place).await;
    let whole = fs::read(place.dir().join("tile/entries/001.packed")).unwrap();
    ledger.retain(set(&place, "2027-02-01T00:00:00Z")).await.unwrap();
    ledger.close().await;
    drop(ledger);
    // As if the whole bundle had not yet been given up, and nothing noted.
    fs::write(place.dir().join("tile/entries/001.packed"), whole).unwrap();
    fs::remove_file(place.index_dir().join("expiries")).unwrap();
    place.verified();
    let ledger = place.open();
    assert_eq!(ledger.retain(place.clock.now()).await.unwrap().bundles, 1);
    assert!(bundles(&place).ends_with(&["thin/000".to_owned(), "thin/001".to_owned()]));
    assert_eq!(place.verified().pruned, 511);
}

#[tokio::test]
async fn what_never_expires_keeps_its_bundle() {
    let place = Place::new();
    set(&place, "2026-11-15T12:00:00Z");
    let ledger = place.open();
    append(&ledger, 255, "2026-12").await;
    append_all(&ledger, 1..2).await;
    append(&ledger, 10, "2026-12").await;
    ledger.publish().unwrap();
    let done = ledger.retain(set(&place, "2027-02-01T00:00:00Z")).await.unwrap();
    assert_eq!((done.months.len(), done.bundles), (1, 0));
    assert_eq!(ledger.about(&person(1), None, 99).unwrap().len(), 1);
}

#[tokio::test]
async fn entries_cannot_be_given_up_unseen() {
    let place = Place::new();
    let ledger = filled(&place).await;
    let vkey = ledger.vkey();
    ledger.retain(set(&place, "2027-02-01T00:00:00Z")).await.unwrap();
    let thin = fs::read(place.dir().join("tile/thin/000")).unwrap();
    ledger.close().await;
    drop(ledger);
    place.verified();
    // What is left of a thinned bundle is still held against its hashes.
    let mut changed = thin.clone();
    let at = changed.windows(12).position(|part| part == b"registration").unwrap();
    changed[at] ^= 1;
    super::replace(&place.dir().join("tile/thin/000"), &changed);
    assert!(verify(&place.dir(), &vkey).is_err());
    // Elsewhere nothing says that a month has ended.
    let other = Place::new();
    let ledger = filled(&other).await;
    ledger.close().await;
    drop(ledger);
    fs::create_dir_all(other.dir().join("tile/thin")).unwrap();
    let (time, tag) = (&thin[1..9], [7; 16]);
    let given_up = [time, &[0; 2], &tag].concat().repeat(256);
    fs::write(other.dir().join("tile/thin/000"), [&[2][..], &given_up].concat()).unwrap();
    fs::remove_file(other.dir().join("tile/entries/000.packed")).unwrap();
    assert!(matches!(verify(&other.dir(), &vkey), Err(VerifyError::Pruned { pruned: 256 })));
}

#[tokio::test]
async fn the_ledgers_own_time_holds_where_the_entry_says_none() {
    let mut place = Place::new();
    place.keep = Some(Retention::parse("P2Y").unwrap());
    set(&place, "2026-11-15T12:00:00Z");
    let ledger = place.open();
    let of = |index| ledger.entry(index).unwrap().unwrap().expires;
    let index = ledger.append(reading(person(1))).await.unwrap();
    assert_eq!(of(index), Some(month("2028-11")));
    let index = ledger.append(expiring(1, "2027-05")).await.unwrap();
    assert_eq!(of(index), Some(month("2027-05")));
    let index = ledger.append(registration()).await.unwrap();
    assert_eq!(of(index), None, "what is about nobody stays");
}

#[test]
fn times_end_in_the_month_that_holds_their_last_day() {
    let now: Timestamp = "2026-11-15T12:00:00Z".parse().unwrap();
    for (text, last) in [
        ("P5Y", "2031-11"),
        ("P3M", "2027-02"),
        ("P90D", "2027-02"),
        ("P2W", "2026-11"),
        ("P16D", "2026-12"),
        ("P9999Y", "9999-12"),
    ] {
        assert_eq!(Retention::parse(text).unwrap().ends(now), month(last), "{text}");
    }
}

#[tokio::test]
async fn nothing_is_sealed_until_the_end_of_a_month_that_is_past() {
    let place = Place::new();
    let ledger = filled(&place).await;
    ledger.retain(set(&place, "2027-02-01T00:00:00Z")).await.unwrap();
    assert!(ledger.append(expiring(1, "2026-12")).await.is_err());
    assert!(ledger.append(expiring(1, "2027-02")).await.is_ok());
}
