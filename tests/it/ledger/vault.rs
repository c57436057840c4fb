//! The vault: no entry without its key, no key for the wrong reader.

use super::{Place, append_all, person, reading, replace};
use sluse::ledger::{LedgerError, VaultError};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// The bytes of one slot.
const SLOT: usize = 128;

/// A closed ledger with entries about three persons.
async fn used() -> Place {
    let place = Place::new();
    let ledger = place.open();
    for number in 0..3 {
        ledger.append(reading(person(number))).await.unwrap();
    }
    ledger.close().await;
    place
}

fn slots(place: &Place) -> PathBuf {
    place.vault_dir().join("persons.vault")
}

fn refused(place: &Place) -> VaultError {
    match place.try_open() {
        Err(LedgerError::Vault(error)) => error,
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it opened"),
    }
}

#[tokio::test]
async fn a_master_key_that_others_may_read_is_refused() {
    let place = used().await;
    let path = place.vault_dir().join("master.key");
    let mode = |mode| std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for open in [0o640, 0o604, 0o620] {
        mode(open);
        assert!(matches!(refused(&place), VaultError::Exposed { mode } if mode == open));
    }
    mode(0o600);
    place.open();
}

#[tokio::test]
async fn a_missing_vault_is_not_made_anew_under_a_ledger_with_entries() {
    let place = used().await;
    std::fs::rename(place.vault_dir(), place.root.join("elsewhere")).unwrap();
    assert!(matches!(refused(&place), VaultError::Missing(_)));
    std::fs::rename(place.root.join("elsewhere"), place.vault_dir()).unwrap();
    assert_eq!(place.open().about(&person(1), None, 9).unwrap().len(), 1);
}

#[tokio::test]
async fn another_master_key_is_refused_and_changes_nothing() {
    let place = used().await;
    let path = place.vault_dir().join("master.key");
    let key = std::fs::read(&path).unwrap();
    let before = std::fs::read(slots(&place)).unwrap();
    std::fs::write(&path, [1; 32]).unwrap();
    assert!(matches!(refused(&place), VaultError::WrongMaster));
    std::fs::write(&path, [1; 31]).unwrap();
    assert!(matches!(refused(&place), VaultError::MasterLength));
    std::fs::write(&path, key).unwrap();
    assert_eq!(std::fs::read(slots(&place)).unwrap(), before);
    place.open();
}

#[tokio::test]
async fn a_torn_last_slot_is_cut_off_and_a_damaged_earlier_one_is_named() {
    let place = used().await;
    let whole = std::fs::read(slots(&place)).unwrap();
    assert_eq!(whole.len(), 4 * SLOT, "one that checks the key, and three persons");
    for at in [0, 20, 40, 76, 90, 97, 126] {
        let mut bytes = whole.clone();
        bytes[2 * SLOT + at] ^= 1;
        replace(&slots(&place), &bytes);
        assert!(matches!(refused(&place), VaultError::Damaged(2)));
    }
    // A person is added, and the machine stops before their slot and entry are whole.
    for torn in [1, 50, 127, 128] {
        let mut bytes = whole.clone();
        bytes.extend_from_slice(&[0; SLOT][..torn]);
        replace(&slots(&place), &bytes);
        let ledger = place.open();
        assert_eq!(ledger.about(&person(2), None, 9).unwrap().len(), 1);
        ledger.append(reading(person(100 + torn as u32))).await.unwrap();
        ledger.close().await;
        drop(ledger);
        let length = std::fs::read(slots(&place)).unwrap().len();
        assert_eq!(length, 5 * SLOT);
        assert_eq!(place.open().about(&person(100 + torn as u32), None, 9).unwrap().len(), 1);
        // Back to three persons; the fourth's entries stay, unreadable, as after an erasure. Without
        // the index nothing remembers that there was a fourth.
        std::fs::remove_dir_all(place.index_dir()).unwrap();
    }
}

#[tokio::test]
async fn a_vault_that_has_lost_persons_is_refused_until_the_loss_is_accepted() {
    let place = used().await;
    let ledger = place.open();
    ledger.publish().unwrap();
    ledger.close().await;
    drop(ledger);
    let whole = std::fs::read(slots(&place)).unwrap();
    replace(&slots(&place), &whole[..2 * SLOT]);
    assert!(matches!(place.try_open(), Err(LedgerError::PersonsMissing)));
    replace(&slots(&place), &whole);
    assert_eq!(place.open().about(&person(2), None, 9).unwrap().len(), 1);
}

#[tokio::test]
async fn no_second_ledger_is_begun_beside_a_vault_with_persons() {
    let place = used().await;
    std::fs::remove_dir_all(place.dir()).unwrap();
    // Also when it is started again by itself: nothing was signed.
    for _ in 0..2 {
        assert!(matches!(place.try_open(), Err(LedgerError::LedgerMissing)));
        assert!(!place.dir().join("checkpoint").exists());
    }
}

#[tokio::test]
async fn one_person_has_one_slot_however_many_entries() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..500).map(|number| number % 2)).await;
    ledger.close().await;
    assert_eq!(std::fs::read(slots(&place)).unwrap().len(), 3 * SLOT);
}
