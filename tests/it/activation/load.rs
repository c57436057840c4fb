//! Swapping sets under load: no request is dropped, and none is judged by a mix.

use super::{FIELD, activations, file, house, reload, without_the_field};
use crate::house::{Answer, MUNICIPALITY, PERSON_PATH, TestHouse, json};
use sluse::ledger::entry::Event;
use sluse::vocab::ids::EntryIndex;
use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Asks until told to stop; each answer's entry, and whether the field was in it.
async fn ask(house: Arc<TestHouse>, token: String, enough: Arc<AtomicBool>) -> Vec<(u64, bool)> {
    let mut told = Vec::new();
    while !enough.load(Ordering::SeqCst) {
        told.push(once(&house, &token).await);
    }
    told
}

async fn once(house: &TestHouse, token: &str) -> (u64, bool) {
    let bearer = format!("Bearer {token}");
    let fields = [
        ("authorization", bearer.as_str()),
        ("sluse-purpose", "barnehageopptak"),
        ("sluse-case-reference", "2026/1234"),
    ];
    let answer = house.get(PERSON_PATH, &fields).await;
    assert_eq!(answer.status(), 200, "no request is dropped: {answer:?}");
    let index = answer.headers()["sluse-ledger-index"].to_str().unwrap().parse().unwrap();
    (index, json(&answer).to_string().contains("fornavn"))
}

/// The activations after which the field comes out.
fn with_the_field(house: &TestHouse) -> HashSet<EntryIndex> {
    let all = activations(house).into_iter().map(|(index, _)| EntryIndex(index as u64));
    all.filter(|entry| {
        let past = sluse::activation::past::at(house.ledger(), *entry).unwrap().unwrap();
        let purpose =
            past.files.iter().find(|file| file.source.text.contains("\"barnehageopptak\""));
        purpose.unwrap().source.text.contains(&format!("path = \"{FIELD}\""))
    })
    .collect()
}

/// Checks an answer against the entry that it names.
fn check(house: &TestHouse, index: u64, has_field: bool, with: &HashSet<EntryIndex>) -> EntryIndex {
    let entry = house.ledger().entry(EntryIndex(index)).unwrap().unwrap();
    let Event::Reading(reading) = entry.event else { panic!("{entry:?}") };
    let recorded = reading.fields.iter().any(|field| field.to_string() == FIELD);
    assert_eq!(recorded, has_field, "the entry says what came out");
    assert_eq!(with.contains(&reading.policies), has_field, "the set that it names decided");
    reading.policies
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reading_during_swaps_is_wholly_of_one_set() {
    let (house, folder) = house(|_| ()).await;
    let house = Arc::new(house);
    let token = house.token(MUNICIPALITY, "folkeregister:barnehage").await;
    let whole = fs::read_to_string(file(&folder)).unwrap();
    let path = file(&folder);
    let enough = Arc::new(AtomicBool::new(false));
    let asking: Vec<_> =
        (0..8).map(|_| tokio::spawn(ask(house.clone(), token.clone(), enough.clone()))).collect();
    for round in 0..6 {
        let text = if round % 2 == 0 { without_the_field(&whole) } else { whole.clone() };
        fs::write(&path, text).unwrap();
        reload(&house).await;
    }
    enough.store(true, Ordering::SeqCst);
    let with = with_the_field(&house);
    assert_eq!((activations(&house).len(), with.len()), (7, 4), "each swap was an activation");
    let mut deciders = HashSet::new();
    for task in asking {
        for (index, has_field) in task.await.unwrap() {
            deciders.insert(check(&house, index, has_field, &with));
        }
    }
    assert!(deciders.len() > 1, "the swaps happened while it was read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_that_waits_for_its_provider_keeps_the_set_that_it_began_with() {
    let (house, folder) = house(|_| ()).await;
    let token = house.token(MUNICIPALITY, "folkeregister:barnehage").await;
    house.provider.will(Answer::Late(Duration::from_millis(1500)));
    let path = file(&folder);
    let swap = async {
        crate::house::eventually(|| async { !house.provider.asked().is_empty() }).await;
        fs::write(&path, without_the_field(&fs::read_to_string(&path).unwrap())).unwrap();
        reload(&house).await;
    };
    let ((index, has_field), ()) = tokio::join!(once(&house, &token), swap);
    let with = with_the_field(&house);
    check(&house, index, has_field, &with);
    assert!(has_field, "it began before the swap");
    assert_eq!(activations(&house).len(), 2, "and the swap did not wait for it");
}
