//! Who watches: what nobody saw is found by the next start, once; and what is posted waits for nobody.

use super::in_a_row;
use crate::house::TestClock;
use crate::ledger::{Place, reading};
use sluse::anomaly::{Detector, Near, Thresholds};
use sluse::ledger::Ledger;
use sluse::ledger::entry::{Alarm, Draft, Event, Whom};
use sluse::metrics::Metrics;
use sluse::vocab::basis::{PurposeId, ServiceId};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Clock;
use sluse::watch::{CaseSource, Relations, Sighting, Sources, Watcher, post, recall};
use std::sync::Arc;

fn alarms(ledger: &Ledger) -> Vec<Alarm> {
    let entry = |index| ledger.entry(EntryIndex(index)).unwrap().unwrap().event;
    let alarm = |event| if let Event::Alarm(alarm) = event { Some(*alarm) } else { None };
    (0..ledger.size()).map(entry).filter_map(alarm).collect()
}

/// Goes over the ledger and writes what was missed.
async fn begin_again(ledger: &Ledger) {
    let now = ledger.now();
    let metrics = Metrics::new().unwrap();
    let (own, of) = (ledger.clone(), metrics.clone());
    let begun =
        move || Watcher::begin(own, now, Thresholds::default(), Sources::default(), of, &|| false);
    let mut watcher = tokio::task::spawn_blocking(begun).await.unwrap().unwrap();
    let (closed, mut incoming) = post(1, metrics);
    drop(closed);
    watcher.watch(&mut incoming).await.unwrap();
}

#[tokio::test]
async fn what_nobody_watched_is_found_by_the_next_start_and_once() {
    let place = Place::new();
    let ledger = place.open();
    for person in in_a_row(6) {
        ledger.append(reading(person)).await.unwrap();
    }
    begin_again(&ledger).await;
    let found = alarms(&ledger);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].detector, Detector::Sequence);
    assert_eq!(found[0].entries, (0..4).map(EntryIndex).collect::<Vec<_>>());
    begin_again(&ledger).await;
    assert_eq!(alarms(&ledger).len(), 1);
    ledger.close().await;
}

/// Knows one family and one case.
struct Family(PersonNumber);

impl Relations for Family {
    fn person_behind(&self, _: &Organisation, end_user: &str) -> Option<PersonNumber> {
        (end_user == "case-worker-7").then(|| self.0.clone())
    }

    fn near(&self, end_user: &PersonNumber, person: &PersonNumber) -> Near {
        if *end_user == self.0 && *person != self.0 { Near::Relative } else { Near::No }
    }
}

impl CaseSource for Family {
    fn has(&self, _: &Organisation, case: &str) -> Option<bool> {
        Some(case == "2026/1")
    }
}

#[tokio::test]
async fn an_own_relative_is_found_where_the_end_user_is_known_as_a_person() {
    let place = Place::new();
    let ledger = place.open();
    let numbers = in_a_row(2);
    for end_user in ["case-worker-7", numbers[0].expose(), "case-worker-8"] {
        let whom = Whom { end_user: Some(end_user.to_owned()), ..Whom::just(numbers[1].clone()) };
        let draft = reading(numbers[1].clone());
        ledger.append(Draft { whom: Some(whom), ..draft }).await.unwrap();
    }
    let family = Arc::new(Family(numbers[0].clone()));
    let sources = Sources { relations: Some(family.clone()), cases: Some(family) };
    let own = ledger.clone();
    let since = ledger.now().minus(std::time::Duration::from_secs(3600));
    let found =
        move || recall(&own, since, Thresholds::default(), sources, &|| false).unwrap().raised;
    let found = tokio::task::spawn_blocking(found).await.unwrap();
    let entries: Vec<_> =
        found.iter().map(|(_, alarm, _)| (alarm.detector, alarm.last())).collect();
    let relative = |index| (Detector::Relative, Some(EntryIndex(index)));
    assert_eq!(entries, [relative(0), relative(1)]);
    ledger.close().await;
}

#[test]
fn what_finds_no_room_is_counted_and_nobody_waits() {
    let metrics = Metrics::new().unwrap();
    let (post, mut incoming) = post(2, metrics.clone());
    for (entry, person) in (0..).zip(in_a_row(5)) {
        post.tell(Sighting {
            entry: EntryIndex(entry),
            at: TestClock::at_start().now(),
            consumer: Organisation::parse("312143046").unwrap(),
            purpose: PurposeId::parse("barnehageopptak").unwrap(),
            service: ServiceId::parse("folkeregisteret.person").unwrap(),
            policies: EntryIndex(0),
            whom: Whom::just(person),
        });
    }
    assert!(metrics.text().unwrap().contains("sluse_unwatched_readings_total 3"));
    assert_eq!(incoming.try_recv().unwrap().entry, EntryIndex(0));
    assert_eq!(incoming.try_recv().unwrap().entry, EntryIndex(1));
    assert!(incoming.try_recv().is_err());
}
