//! The public journal: everybody may have it, and nobody can tell a small count from another.

use super::description::check;
use super::public::fill;
use crate::house::{PERSON_PATH, TestHouse, json, problem};
use crate::ledger::{person, reading};
use bytes::Bytes;
use hyper::Response;
use proptest::prelude::*;
use sluse::audit::journal::{Journal, Key, Month, SETTLED, THRESHOLD, Tally, einnsyn, open};
use sluse::ledger::entry::{Draft, Entry, Event, Held};
use sluse::vocab::basis::{LawUrl, PurposeId, ServiceId, Statute};
use sluse::vocab::party::Organisation;
use sluse::vocab::time::{Clock as _, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

const MONTH: Duration = Duration::from_secs(33 * 24 * 60 * 60);

async fn ask(house: &TestHouse, query: &str) -> Response<Bytes> {
    house.get(&format!("/ledger/journal?{query}"), &[]).await
}

#[tokio::test]
async fn a_month_that_is_over_is_told_to_everybody_without_its_small_counts() {
    let house = TestHouse::start().await;
    for _ in 0..THRESHOLD {
        assert_eq!(house.school(PERSON_PATH).await.status(), 200);
    }
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    let month = Month::of(house.entries().pop().unwrap().at);
    let path = format!("month={month}");
    let early = ask(&house, &path).await;
    check("/ledger/journal", &early);
    assert_eq!((early.status().as_u16(), problem(&early)), (404, "month-not-over".into()));

    house.clock.advance(MONTH);
    // An entry of a later month: the month's end is found by it.
    assert_eq!(house.school(PERSON_PATH).await.status(), 401, "the token has expired");
    house.ledger().publish().unwrap();
    let answer = ask(&house, &path).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    check("/ledger/journal", &answer);
    assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("public"));
    let told = json(&answer);
    let readings: BTreeMap<String, Option<u64>> = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["purpose"].as_str().unwrap().to_owned(), row["readings"].as_u64()))
        .collect();
    assert_eq!(readings.len(), 2, "{told}");
    assert_eq!(readings["barnehageopptak"], None, "one reading is not told");
    assert!(readings.values().any(|count| *count == Some(THRESHOLD)), "{told}");
    let row = &told["rows"][0];
    assert!(row["consumer_name"].is_string() && row["purpose_title"]["nn"].is_string(), "{row}");

    let text = |answer: &Response<Bytes>| String::from_utf8(answer.body().to_vec()).unwrap();
    let csv = text(&ask(&house, &format!("{path}&format=csv")).await);
    assert!(csv.starts_with("\"month\",\"consumer\"") && csv.contains("\"<10\""), "{csv}");
    let posts = json(&ask(&house, &format!("{path}&format=einnsyn")).await);
    assert_eq!(posts["items"].as_array().unwrap().len(), 2, "{posts}");
    assert_eq!(posts["items"][0]["entity"], "Journalpost");
    assert!(posts.to_string().contains("færre enn 10"), "{posts}");
    let described = json(&ask(&house, &format!("{path}&format=dcat")).await);
    assert_eq!(described["@type"], "dcat:Dataset");
}

#[tokio::test]
async fn what_is_no_month_or_was_before_the_ledger_is_refused() {
    let house = TestHouse::start().await;
    for query in ["", "month=", "month=2026-13", "month=2026-1", "month=2026-01&format=xml", "x=1"]
    {
        let answer = ask(&house, query).await;
        let told = (answer.status().as_u16(), problem(&answer));
        assert_eq!(told, (400, "query-not-taken".into()), "{query}");
    }
    let answer = ask(&house, "month=1999-01").await;
    check("/ledger/journal", &answer);
    assert_eq!((answer.status().as_u16(), problem(&answer)), (404, "no-such-month".into()));
    let answer = ask(&house, "month=9999-12").await;
    assert_eq!((answer.status().as_u16(), problem(&answer)), (404, "month-not-over".into()));
}

#[tokio::test]
async fn a_month_that_is_not_kept_whole_is_found_out_once() {
    let house = TestHouse::start().await;
    let month = Month::of(house.clock.now());
    let expiring = |number| Draft { expires: Some(month), ..reading(person(number)) };
    house.ledger().append_all((0..600).map(|number| expiring(number % 5)).collect()).await.unwrap();
    for rest in [10, 9] {
        fill(&house, rest).await;
    }
    house.ledger().digest().unwrap();
    let path = format!("month={month}");
    house.clock.advance(2 * MONTH);
    assert!(house.ledger().retain(house.clock.now()).await.unwrap().bundles > 0);
    house.ledger().publish().unwrap();
    let not_there = async || {
        let answer = ask(&house, &path).await;
        check("/ledger/journal", &answer);
        (answer.status().as_u16(), problem(&answer))
    };
    assert_eq!(not_there().await, (404, "no-such-month".into()));
    // Whoever counted again would have to read what is left of the month.
    let left = house.dir().join("ledger/tile/entries/003.packed");
    let away = house.dir().join("away");
    std::fs::rename(&left, &away).unwrap();
    assert_eq!(not_there().await, (404, "no-such-month".into()));
    std::fs::rename(&away, &left).unwrap();
}

#[tokio::test]
async fn readings_that_wait_are_not_counted_in_any_month() {
    let house = TestHouse::start().await;
    assert_eq!(house.school(PERSON_PATH).await.status(), 200);
    let entry = house.entries().pop().unwrap();
    let month = Month::of(entry.at);
    let counted = |entry: &Entry| {
        let (mut tally, mut by_bytes) = (Tally::new(month), Tally::new(month));
        tally.hear(entry);
        by_bytes.read(&serde_json::to_vec(entry).unwrap()).unwrap();
        assert_eq!(tally, by_bytes);
        tally != Tally::new(month)
    };
    assert!(counted(&entry));
    let law = LawUrl::parse("https://lovdata.no/eli/lov/1995/08/04/53").unwrap();
    let basis = Statute { law, section: "§ 1".into() };
    let held = Entry { held: Some(Held::since(entry.at, 30, &basis)), ..entry.clone() };
    assert!(!counted(&held), "a reading that waits");
    let other = Entry { at: entry.at.plus(MONTH), ..entry };
    assert!(!counted(&other), "a reading of another month");
    for entry in house.entries() {
        assert_eq!(counted(&entry), matches!(entry.event, Event::Reading(_)));
    }
}

fn key(number: usize) -> Key {
    let consumers = ["312143046", "312445190", "314049489"];
    Key {
        consumer: Organisation::parse(consumers[number % 3]).unwrap(),
        service: ServiceId::parse(["skatt.inntekt", "folkeregisteret.person"][number / 3 % 2])
            .unwrap(),
        purpose: PurposeId::parse(&format!("formaal-{}", number / 6)).unwrap(),
    }
}

/// All that is ever published about these months: every form of each.
fn published(months: &[BTreeMap<usize, u64>]) -> Vec<String> {
    let now = "2031-01-01T00:00:00Z".parse::<Timestamp>().unwrap().plus(SETTLED);
    let mut all = Vec::new();
    for (month, counts) in ["2030-11", "2030-12"].iter().zip(months) {
        let mut tally = Tally::new(Month::parse(month).unwrap());
        for (number, count) in counts {
            (0..*count).for_each(|_| tally.count(key(*number)));
        }
        let journal = Journal::publish(tally, now, None, &|_| None).unwrap();
        all.extend([open::json(&journal).unwrap(), open::csv(&journal), einnsyn::json(&journal)]);
    }
    all
}

proptest! {
    /// Two worlds that differ in small counts alone publish the same, in every month and form. So there is
    /// nothing, no total and no difference of months, from which a small count could be told.
    #[test]
    fn worlds_that_differ_in_small_counts_publish_the_same(
        months in prop::collection::vec(
            prop::collection::btree_map(0..12_usize, (1..2 * THRESHOLD, 1..THRESHOLD), 0..8), 2,
        ),
    ) {
        let world = |other: bool| -> Vec<BTreeMap<usize, u64>> {
            let count = |(key, (count, small)): (&usize, &(u64, u64))| {
                (*key, if other && *count < THRESHOLD { *small } else { *count })
            };
            months.iter().map(|month| month.iter().map(count).collect()).collect()
        };
        prop_assert_eq!(published(&world(false)), published(&world(true)));
    }

    /// What is not small is told as it is.
    #[test]
    fn large_counts_are_told_exactly(count in THRESHOLD..500) {
        let months = [BTreeMap::from([(0, count)]), BTreeMap::new()];
        let told = format!("\"readings\":{count}}}");
        prop_assert!(published(&months)[0].contains(&told));
    }
}

#[test]
fn a_month_is_published_a_day_after_its_end_and_not_before() {
    let month = Month::parse("2030-11").unwrap();
    let end = "2030-12-01T00:00:00Z".parse::<Timestamp>().unwrap();
    let publish = |now| Journal::publish(Tally::new(month), now, None, &|_| None).is_ok();
    assert!(publish(end.plus(SETTLED)));
    assert!(!publish(end.plus(SETTLED).minus(Duration::from_millis(1))));
}
