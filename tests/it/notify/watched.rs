//! The states of notices: whole after whatever happens, and silent about whom.

use super::numbers;
use crate::ledger::{Place, person};
use sluse::ledger::Ledger;
use std::fs;

fn all(ledger: &Ledger) -> Vec<(String, u8)> {
    let (mut after, mut found) = (None, Vec::new());
    while let Some((turn, person, state)) = ledger.watched().next(after).unwrap() {
        found.push((person.expose().to_owned(), state[0]));
        after = Some(turn);
    }
    found.sort();
    found
}

#[tokio::test]
async fn what_is_kept_is_there_after_restarts_changes_and_a_torn_end() {
    let place = Place::new();
    let mut wanted: Vec<(String, u8)> = Vec::new();
    let numbers = numbers(20);
    for round in 1..4_u8 {
        let ledger = place.open();
        assert_eq!(all(&ledger), wanted);
        for number in &numbers {
            ledger.watched().put(&person(*number), &[round; 128]).unwrap();
        }
        let gone = numbers[usize::from(round)];
        ledger.watched().forget(&person(gone)).unwrap();
        assert!(!ledger.watched().change(&person(gone), &[9; 128]).unwrap());
        wanted = numbers
            .iter()
            .filter(|number| **number != gone)
            .map(|number| (person(*number).expose().to_owned(), round))
            .collect();
        wanted.sort();
        assert_eq!(all(&ledger), wanted);
        assert_eq!(ledger.watched().state(&person(numbers[19])).unwrap(), Some([round; 128]));
        drop(ledger);
        let file = place.root.join("vault/watched.vault");
        let mut bytes = fs::read(&file).unwrap();
        assert!(bytes.len() <= 192 * 23, "places are used again: {}", bytes.len());
        let number = person(numbers[19]);
        assert!(!bytes.windows(11).any(|part| part == number.expose().as_bytes()));
        assert!(!bytes.windows(5).any(|part| part == number.pack()));
        // Half a row, as a machine that stopped leaves it.
        bytes.extend([1; 96]);
        fs::write(&file, bytes).unwrap();
    }
}

#[tokio::test]
async fn of_two_rows_of_one_person_the_later_counts_and_a_changed_one_does_not() {
    let place = Place::new();
    let ledger = place.open();
    ledger.watched().put(&person(1), &[1; 128]).unwrap();
    drop(ledger);
    let file = place.root.join("vault/watched.vault");
    let first = fs::read(&file).unwrap();
    let ledger = place.open();
    ledger.watched().put(&person(1), &[2; 128]).unwrap();
    drop(ledger);
    // The machine stopped before the older one was overwritten.
    let mut both = fs::read(&file).unwrap();
    both[..192].copy_from_slice(&first[..192]);
    fs::write(&file, &both).unwrap();
    let ledger = place.open();
    assert_eq!(ledger.watched().state(&person(1)).unwrap(), Some([2; 128]));
    drop(ledger);
    both[192 + 40] ^= 1;
    fs::write(&file, &both).unwrap();
    let ledger = place.open();
    assert_eq!(ledger.watched().state(&person(1)).unwrap(), Some([1; 128]));
}
