//! Acts that stand are found from their entry alone, also after restarts, until what ends them is durable.

use super::{Place, person, reading};
use sluse::acts::Acts;
use sluse::app::clock::SystemClock;
use sluse::ledger::Ledger;
use sluse::ledger::entry::{Draft, Event, Inquiry, Matter, Reservation, Whom};
use sluse::vocab::basis::PurposeId;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::time::Day;
use std::sync::Arc;

fn question(number: u32, regards: EntryIndex) -> Draft {
    let inquiry = Inquiry {
        to: Organisation::parse("312143046").unwrap(),
        matter: Matter::Question,
        purpose: None,
        due: Day::parse("2026-12-29").unwrap(),
    };
    let whom = Whom {
        words: Some("Hvorfor så dere på inntekten min?".to_owned()),
        regards: Some(regards),
        ..Whom::just(person(number))
    };
    let stands = Some(inquiry.due);
    Draft { stands, ..Draft::about(Event::Inquiry(Box::new(inquiry)), whom) }
}

fn reservation(number: u32, ends: Option<EntryIndex>) -> Draft {
    let purpose = PurposeId::parse("bibliotek").unwrap();
    let said = Reservation { purpose, reservation: ends };
    let event =
        if ends.is_some() { Event::ReservationEnded(said) } else { Event::Reservation(said) };
    let stands = Some(Day::parse("9999-12-31").unwrap());
    Draft { stands, ..Draft::about(event, Whom::just(person(number))) }
}

fn standing(ledger: &Ledger) -> Vec<u64> {
    ledger.standing().unwrap().iter().map(|act| act.about.index.0).collect()
}

#[tokio::test]
async fn an_act_stands_over_restarts_and_says_whom_it_is_about_and_why() {
    let place = Place::new();
    let ledger = place.open();
    let read = ledger.append(reading(person(1))).await.unwrap();
    let asked = ledger.append(question(1, read)).await.unwrap();
    drop(ledger);
    for _ in 0..2 {
        let ledger = place.open();
        assert_eq!(standing(&ledger), [asked.0]);
        let act = ledger.standing_act(asked).unwrap().unwrap();
        assert_eq!(act.about.whom.subject, person(1));
        assert_eq!(act.about.whom.regards, Some(read));
        assert!(act.about.whom.words.unwrap().starts_with("Hvorfor"));
        assert!(ledger.standing_act(read).unwrap().is_none());
        let bytes = ledger.bytes(asked).unwrap().unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert!(!text.contains("inntekten") && !text.contains("regards"), "{text}");
    }
    place.verified();
}

#[tokio::test]
async fn what_ends_an_act_counts_whatever_the_vault_still_remembers() {
    let place = Place::new();
    let ledger = place.open();
    let given = ledger.append(reservation(1, None)).await.unwrap();
    let other = ledger.append(reservation(2, None)).await.unwrap();
    let ended = ledger.append(reservation(1, Some(given))).await.unwrap();
    // Stopped here, a start finds both, and the ending says which one it ends.
    drop(ledger);
    let ledger = place.open();
    assert_eq!(standing(&ledger), [given.0, other.0, ended.0]);
    ledger.end_act(given, Some(ended)).unwrap();
    assert_eq!(standing(&ledger), [other.0]);
    ledger.end_act(given, Some(ended)).unwrap();
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn a_row_whose_entry_never_came_is_forgotten() {
    let place = Place::new();
    let ledger = place.open();
    let asked = ledger.append(question(1, EntryIndex(0))).await.unwrap();
    ledger.close().await;
    drop(ledger);
    let rows = place.vault_dir().join("standing.vault");
    let kept = std::fs::read(&rows).unwrap();
    // The same row beside another ledger, in which that entry is somebody else's.
    let other = Place::new();
    let ledger = other.open();
    ledger.append(reading(person(2))).await.unwrap();
    drop(ledger);
    assert_eq!(asked, EntryIndex(0));
    let mut bytes = std::fs::read(other.vault_dir().join("standing.vault")).unwrap();
    bytes.extend(kept);
    std::fs::write(other.vault_dir().join("standing.vault"), bytes).unwrap();
    let ledger = other.open();
    assert_eq!(standing(&ledger), [0_u64; 0]);
}

#[tokio::test]
async fn whoever_is_forgotten_has_no_acts_that_stand() {
    let place = Place::new();
    let ledger = place.open();
    ledger.append(question(1, EntryIndex(0))).await.unwrap();
    let other = ledger.append(question(2, EntryIndex(0))).await.unwrap();
    assert_eq!(standing(&ledger).len(), 2);
    let acts = Acts::load(ledger.clone(), Arc::new(SystemClock)).unwrap();
    let overdue = Day::parse("2026-12-30").unwrap();
    assert_eq!(acts.open_and_overdue(overdue), (2, 2));
    super::erasure::Two::new().erase(&place, &ledger, &person(1)).await;
    assert_eq!(standing(&ledger), [other.0]);
    assert_eq!(acts.open_and_overdue(overdue), (1, 1));
}

#[tokio::test]
async fn an_index_that_is_given_again_is_the_later_acts_alone() {
    let place = Place::new();
    let ledger = place.open();
    ledger.append(reading(person(1))).await.unwrap();
    ledger.close().await;
    drop(ledger);
    // The machine stops when the row is durable and its entry is not: the ledger is as it was before.
    let stopped = place.copied();
    let ledger = place.open();
    let lost = ledger.append(question(1, EntryIndex(0))).await.unwrap();
    ledger.close().await;
    drop(ledger);
    let rows = std::fs::read(place.vault_dir().join("standing.vault")).unwrap();
    std::fs::write(stopped.vault_dir().join("standing.vault"), rows).unwrap();
    let ledger = stopped.open();
    let given = ledger.append(reservation(2, None)).await.unwrap();
    assert_eq!(given, lost);
    assert_eq!(ledger.standing_act(given).unwrap().unwrap().about.whom.subject, person(2));
    let ended = ledger.append(reservation(2, Some(given))).await.unwrap();
    ledger.end_act(given, Some(ended)).unwrap();
    drop(ledger);
    assert_eq!(standing(&stopped.open()), [0_u64; 0]);
}
