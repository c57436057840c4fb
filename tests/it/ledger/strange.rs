//! Whatever stands in the files of a vault, of a backup or of what is left of a bundle: what reads them says
//! what is wrong, or goes on; it does not panic, and what the ledger has published stays as it is.

use super::held::held_until;
use super::{Place, append_all, files, person, reading, signer};
use proptest::prelude::*;
use sluse::ledger::Ledger;
use sluse::ledger::entry::{Draft, Event};
use sluse::ledger::vault::{Gone, backup, restore};
use sluse::ledger::verify::verify;
use sluse::vocab::month::Month;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::Ordering;

/// A closed ledger with something in every file of its vault, and a thinned bundle.
static TEMPLATE: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    run(async {
        let ledger = place.open();
        let expiring = |number| Draft {
            expires: Some(Month::parse("2026-12").unwrap()),
            ..reading(person(number))
        };
        let early = (0..256).map(|number| expiring(number % 5)).collect();
        ledger.append_all(early).await.unwrap();
        append_all(&ledger, 0..20).await;
        ledger.append(held_until(1, "2027-05-29")).await.unwrap();
        let mut counted = reading(person(2));
        if let Event::Reading(reading) = &mut counted.event {
            reading.counted = true;
        }
        ledger.append(counted).await.unwrap();
        ledger.digest().unwrap();
        let february = "2027-02-01T00:00:00Z".parse::<sluse::vocab::time::Timestamp>().unwrap();
        place.clock.0.store(february.millis(), Ordering::Relaxed);
        assert_eq!(ledger.retain(february).await.unwrap().bundles, 1);
        ledger.close().await;
    });
    backup(&place.vault_dir(), &place.root.join("backup"), &mut |_, _| ()).unwrap();
    place
});

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Changes a byte of a file, or cuts it.
fn spoil(path: &Path, at: u32, flip: u8, cut: bool) {
    let mut bytes = fs::read(path).unwrap();
    if bytes.is_empty() {
        bytes.push(flip);
    }
    let at = at as usize % bytes.len();
    if cut {
        bytes.truncate(at);
    } else {
        bytes[at] ^= flip;
    }
    super::replace(path, &bytes);
}

/// Asks for all that there is; each answer may be an error.
async fn ask(ledger: &Ledger) {
    for number in 0..6 {
        let _ = ledger.about(&person(number), None, 999);
        let _ = ledger.bundle(&person(number));
    }
    let _ = ledger.release_due("2027-06-01T00:00:00Z".parse().unwrap()).await;
    let _ = ledger.append(reading(person(1))).await;
    let _ = ledger.counts().rows();
    ledger.close().await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_file_of_a_vault_makes_it_panic(file: prop::sample::Index, at: u32, flip in 1_u8.., cut: bool) {
        let place = TEMPLATE.copied();
        let vault: Vec<PathBuf> = files(&place.vault_dir());
        prop_assert!(vault.len() >= 6, "{vault:?}");
        spoil(&vault[file.index(vault.len())], at, flip, cut);
        let before = place.verified();
        if let Ok(ledger) = place.try_open() {
            run(ask(&ledger));
        }
        prop_assert!(place.verified().size >= before.size);
    }

    #[test]
    fn no_backup_makes_restoring_panic_and_none_that_was_changed_is_restored(
        at: u32, flip in 1_u8.., cut: bool
    ) {
        let place = TEMPLATE.copied();
        let file = place.root.join("backup");
        let into = place.root.join("into");
        fs::create_dir(&into).unwrap();
        fs::copy(place.vault_dir().join("master.key"), into.join("master.key")).unwrap();
        let gone = Gone { handles: HashSet::new(), before: Month::parse("2026-01").unwrap() };
        spoil(&file, at, flip, cut);
        prop_assert!(restore(&file, &into, &gone, &mut |_, _| ()).is_err());
        prop_assert!(!into.join("persons.vault").exists());
    }

    #[test]
    fn nothing_that_is_left_of_a_bundle_makes_anything_panic(at: u32, flip in 1_u8.., cut: bool) {
        let place = TEMPLATE.copied();
        spoil(&place.dir().join("tile/thin/000"), at, flip, cut);
        fs::remove_dir_all(place.index_dir()).unwrap();
        let _ = verify(&place.dir(), &signer().vkey());
        if let Ok(ledger) = place.try_open() {
            run(ask(&ledger));
        }
    }

    #[test]
    fn a_request_to_erase_is_read_only_in_its_own_spelling(text in "[ -~\n]{0,300}", at: u32, flip in 1_u8..) {
        use sluse::ledger::erasure::{Text, text_of};
        let two = super::erasure::Two::new();
        let now = "2026-11-29T12:00:00Z".parse().unwrap();
        let note = two.request(super::ORIGIN, &person(1), now);
        let mut right = text_of(&note).unwrap().as_bytes().to_vec();
        let at = at as usize % right.len();
        right[at] ^= flip;
        let changed = String::from_utf8(right).unwrap_or_default();
        for text in [text, changed] {
            if let Ok(read) = Text::parse(&text) {
                prop_assert_eq!(read.to_string(), text);
            }
        }
    }
}
