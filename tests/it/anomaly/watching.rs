//! Who watches: what nobody saw is found by the next start, once; and what is posted waits for nobody.

use super::in_a_row;
use crate::house::TestClock;
use crate::ledger::{Place, reading};
use sluse::anomaly::{CaseFact, Detector, Raised, Thresholds};
use sluse::ledger::Ledger;
use sluse::ledger::entry::{Alarm, Event, Whom};
use sluse::metrics::Metrics;
use sluse::vocab::basis::{PurposeId, ServiceId};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock, Timestamp};
use sluse::watch::{
    CaseSource, Depth, HasCase, Sighting, Sources, Spectacles, Watcher, post, recall,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

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
    let runtime = Handle::current();
    let begun = move || {
        let (usual, alone) = (Thresholds::default(), Sources::default());
        Watcher::begin(own, now, usual, alone, of, (&runtime, &|| false))
    };
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

/// What is found again in the ledger of the last hour with these sources.
pub(super) async fn recalled(ledger: &Ledger, sources: Sources) -> Vec<(Timestamp, Alarm, Raised)> {
    let (own, runtime) = (ledger.clone(), Handle::current());
    let since = ledger.now().minus(Duration::from_secs(3600));
    let recalled =
        move || recall(&own, since, Thresholds::default(), sources, (&runtime, &|| false));
    tokio::task::spawn_blocking(recalled).await.unwrap().unwrap().raised
}

/// Knows one case.
struct OneCase;

impl CaseSource for OneCase {
    fn has<'a>(&'a self, _: &'a Organisation, case: &'a str) -> HasCase<'a> {
        Box::pin(async move { Some(case == "2026/1") })
    }
}

#[tokio::test]
async fn a_source_of_cases_is_asked_for_the_case_of_each_reading() {
    let sources = Sources { kin: None, cases: Some(Arc::new(OneCase)) };
    let mut spectacles = Spectacles::new(sources);
    let place = Place::new();
    let ledger = place.open();
    let fact = async |spectacles: &mut Spectacles, case: Option<&str>, depth| {
        let whom =
            Whom { case_reference: case.map(str::to_owned), ..Whom::just(in_a_row(1).remove(0)) };
        let seen = Sighting { whom, ..sighting(0, in_a_row(1).remove(0)) };
        let mut observation = spectacles.observe(&seen, ledger.counts());
        spectacles.ask(&seen, &mut observation, depth).await;
        observation.case_fact
    };
    assert_eq!(fact(&mut spectacles, Some("2026/1"), Depth::Both).await, CaseFact::Exists);
    assert_eq!(fact(&mut spectacles, Some("2026/2"), Depth::Both).await, CaseFact::Denied);
    assert_eq!(fact(&mut spectacles, None, Depth::Both).await, CaseFact::Unknown);
    assert_eq!(fact(&mut spectacles, Some("2026/2"), Depth::EndUser).await, CaseFact::Unknown);
    ledger.close().await;
}

fn sighting(entry: u64, person: PersonNumber) -> Sighting {
    Sighting {
        entry: EntryIndex(entry),
        at: TestClock::at_start().now(),
        consumer: Organisation::parse("312143046").unwrap(),
        purpose: PurposeId::parse("barnehageopptak").unwrap(),
        service: ServiceId::parse("folkeregisteret.person").unwrap(),
        policies: EntryIndex(0),
        whom: Whom::just(person),
    }
}

#[test]
fn what_finds_no_room_is_counted_and_nobody_waits() {
    let metrics = Metrics::new().unwrap();
    let (post, mut incoming) = post(2, metrics.clone());
    for (entry, person) in (0..).zip(in_a_row(5)) {
        post.tell(sighting(entry, person));
    }
    assert!(metrics.text().unwrap().contains("sluse_unwatched_readings_total 3"));
    assert_eq!(incoming.try_recv().unwrap().entry, EntryIndex(0));
    assert_eq!(incoming.try_recv().unwrap().entry, EntryIndex(1));
    assert!(incoming.try_recv().is_err());
}
