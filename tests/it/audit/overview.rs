//! The overview by the front door: its figures are those that one counts oneself over what one may see.

use super::rights::{add_client, grant_access};
use super::{CONSUMER, OWN, PROVIDER, SUPERVISOR, WHOLE, looks, reader};
use crate::house::{OTHER_PERSON, PERSON_PATH, TestHouse, eventually, problem};
use serde_json::Value;
use sluse::ledger::entry::{Breadth, Look, Looked};
use sluse::vocab::party::Organisation;
use sluse::vocab::time::{Clock as _, Day};
use std::collections::BTreeMap;
use std::time::Duration;

/// Another consumer's own part, of which nothing is about readings of Folkeregisteret.
const OTHER: &str = "stonadsetaten";

/// Waits until all that is published now is counted, and gives the overview.
async fn overview(reader: &super::Reader<'_>, query: &str) -> Value {
    let ledger = reader.house.ledger();
    ledger.publish().unwrap();
    let all = ledger.published();
    let path = format!("/audit/overview{query}");
    eventually(|| async { reader.get(&path).await["ledger"]["counted"].as_u64().unwrap() >= all })
        .await;
    reader.get(&path).await
}

/// Some readings and refusals of three kinds.
async fn use_it(house: &TestHouse) {
    for _ in 0..3 {
        assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    }
    assert_eq!(house.school(PERSON_PATH).await.status(), 200);
    let refused = house.get(PERSON_PATH, &[]).await;
    assert_eq!(problem(&refused), "token-missing");
    house.try_token("nobody-at-all", "folkeregister:skole").await.unwrap_err();
    house.token(OTHER, "skatt:inntekt.ytelser").await;
}

/// Counts of what is shown of each entry, by a name in its event.
fn naive<'e>(entries: &'e [Value], kinds: &[&str], by: &str) -> BTreeMap<&'e str, u64> {
    let mut counts = BTreeMap::new();
    for event in entries.iter().map(|entry| &entry["event"]) {
        if kinds.contains(&event["kind"].as_str().unwrap())
            && let Some(name) = event[by].as_str()
        {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}

fn told<'o>(table: &'o Value, name: &str, number: &str) -> BTreeMap<&'o str, u64> {
    let row = |row: &'o Value| (row[name].as_str().unwrap(), row[number].as_u64().unwrap());
    let rows = table.as_array().unwrap().iter().map(row);
    rows.filter(|(_, number)| *number > 0).collect()
}

#[tokio::test]
async fn figures_are_those_that_one_counts_over_the_entries_one_may_see() {
    let house = TestHouse::start().await;
    use_it(&house).await;
    for (client, scope) in [(SUPERVISOR, WHOLE), (CONSUMER, OWN), (PROVIDER, OWN)] {
        let reader = reader(&house, client, scope).await;
        let figures = overview(&reader, "").await;
        let counted = figures["ledger"]["counted"].as_u64().unwrap();
        let mut entries = reader.all("limit=1000").await;
        entries.retain(|entry| entry["index"].as_u64().unwrap() < counted);
        let kinds = ["reading", "refusal"];
        assert_eq!(figures["totals"]["entries"], entries.len(), "{client}");
        for (table, by) in
            [("purposes", "purpose"), ("consumers", "consumer"), ("services", "service")]
        {
            let readings = naive(&entries, &kinds[..1], by);
            assert_eq!(told(&figures[table], "name", "readings"), readings, "{client} {table}");
            let refusals = naive(&entries, &kinds[1..], by);
            assert_eq!(told(&figures[table], "name", "refusals"), refusals, "{client} {table}");
        }
        let readings: u64 = naive(&entries, &kinds[..1], "kind").values().sum();
        assert_eq!(figures["totals"]["readings"], readings);
        assert_eq!(readings, 4, "{client} sees what was read");
        let over_time = figures["over_time"].as_array().unwrap();
        assert_eq!(over_time.len(), 30);
        let sum = |name: &str| over_time.iter().map(|day| day[name].as_u64().unwrap()).sum::<u64>();
        assert_eq!(
            (sum("readings"), sum("refusals")),
            (readings, figures["totals"]["refusals"].as_u64().unwrap())
        );
        for drawn in figures["purposes"].as_array().unwrap().iter().take(5) {
            let series = drawn["over_time"].as_array().unwrap();
            let sum: u64 = series.iter().map(|it| it.as_u64().unwrap()).sum();
            assert_eq!(drawn["readings"], sum);
        }
        let reasons = told(&figures["refusals"], "reason", "refusals");
        let all = ["refusal", "token-refusal"];
        assert_eq!(reasons, naive(&entries, &all, "reason"), "{client}");
    }
}

#[tokio::test]
async fn who_neither_read_nor_provided_sees_nothing_of_it() {
    let house = TestHouse::start().await;
    use_it(&house).await;
    // The provider of something else, which nobody has read.
    let taxes = Organisation::parse("312445190").unwrap();
    grant_access(&house, OWN, &taxes).await;
    add_client(&house, "skattedata-logg", &taxes).await;
    let other = reader(&house, "skattedata-logg", OWN).await;
    let figures = overview(&other, "").await;
    assert_eq!(figures["totals"]["readings"], 0);
    assert_eq!(figures["totals"]["refusals"], 0);
    for table in ["purposes", "services", "consumers", "refusals", "limits"] {
        assert!(figures[table].as_array().unwrap().is_empty(), "{table}: {figures:#}");
    }
    let services: Vec<_> =
        figures["unused"].as_array().unwrap().iter().map(|it| it["service"].as_str()).collect();
    assert!(services.iter().all(|service| !service.unwrap().starts_with("folkeregisteret")));
    assert_eq!(figures["not_told_apart"], 0);
}

#[tokio::test]
async fn a_field_that_is_permitted_and_does_not_come_out_is_told_until_it_does() {
    let house = TestHouse::start().await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let unused = |figures: &Value| -> Option<Vec<String>> {
        let all = figures["unused"].as_array().unwrap();
        let own = all.iter().find(|it| it["purpose"] == "barnehageopptak")?;
        let fields = own["fields"].as_array().unwrap().iter();
        Some(fields.map(|it| it["field"].as_str().unwrap().to_owned()).collect())
    };
    let before = overview(&supervisor, "").await;
    assert_eq!(before["unused_blurred"], false);
    let before = unused(&before).unwrap();
    assert!(!before.is_empty());
    house.kindergarten(PERSON_PATH).await;
    let after = overview(&supervisor, "").await;
    let came_out: Vec<String> = house
        .entries()
        .iter()
        .filter_map(|entry| match &entry.event {
            sluse::ledger::entry::Event::Reading(reading) => Some(&reading.fields),
            _ => None,
        })
        .flatten()
        .map(ToString::to_string)
        .collect();
    assert!(!came_out.is_empty());
    let left: Vec<String> = before.iter().filter(|it| !came_out.contains(it)).cloned().collect();
    assert_eq!(unused(&after).unwrap_or_default(), left);
    // Beyond the period it is unused again, and it is told when it came out last.
    let read_on = house.clock.now().day_in_norway();
    house.clock.advance(Duration::from_secs(40 * 86_400));
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let later = overview(&supervisor, "").await;
    assert_eq!(unused(&later).unwrap(), before);
    let own = later["unused"].as_array().unwrap();
    let own = own.iter().find(|it| it["purpose"] == "barnehageopptak").unwrap();
    for field in own["fields"].as_array().unwrap() {
        let came_out = came_out.contains(&field["field"].as_str().unwrap().to_owned());
        let last = if came_out { Value::from(read_on.to_string()) } else { Value::Null };
        assert_eq!(field["last"], last);
    }
}

#[tokio::test]
async fn a_period_has_only_what_happened_in_it() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    let first = house.clock.now().day_in_norway();
    house.clock.advance(Duration::from_secs(3 * 86_400));
    house.kindergarten(PERSON_PATH).await;
    house.kindergarten(PERSON_PATH).await;
    let second = house.clock.now().day_in_norway();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let of = async |from: Day, to: Day| {
        let figures = overview(&supervisor, &format!("?first_day={from}&last_day={to}")).await;
        assert_eq!(figures["first_day"], Value::from(from.to_string()));
        figures["totals"]["readings"].as_u64().unwrap()
    };
    assert_eq!(of(first, first).await, 1);
    assert_eq!(of(first.plus_days(1), second).await, 2);
    assert_eq!(of(first.plus_days(1), first.plus_days(2)).await, 0);
    assert_eq!(of(first, second).await, 3);
}

#[tokio::test]
async fn a_period_that_is_none_is_refused_and_is_no_look() {
    let house = TestHouse::start().await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    for query in [
        "first_day=2026-02-01&last_day=2026-01-31",
        "first_day=2026-02-01",
        "last_day=2026-02-01",
        "first_day=2026-02-30&last_day=2026-03-01",
        "first_day=2001-01-01&last_day=2026-01-01",
        "first_day=2026-01-01&first_day=2026-01-01&last_day=2026-01-02",
        "days=3",
    ] {
        let path = format!("/audit/overview?{query}");
        assert_eq!(supervisor.refused(&path).await, (400, "query-not-taken".into()), "{query}");
    }
    for path in ["/audit", "/audit/overview/purposes", "/audit/overview/persons.csv"] {
        assert_eq!(house.get(path, &[]).await.status(), 404, "{path}");
    }
    assert!(looks(&house).is_empty());
}

#[tokio::test]
async fn each_look_at_an_overview_is_an_entry_and_the_same_again_is_none() {
    let house = TestHouse::start().await;
    let consumer = reader(&house, CONSUMER, OWN).await;
    let path = "/audit/overview?first_day=2026-01-01&last_day=2026-01-31";
    consumer.get(path).await;
    consumer.get(path).await;
    let csv = consumer.ask(&path.replace("overview", "overview/purposes.csv")).await;
    assert_eq!(csv.status(), 200);
    let found: Vec<Look> = looks(&house).into_iter().map(|(_, look)| look).collect();
    let [look] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((look.asker.client.as_str(), look.sight), (CONSUMER, Breadth::Own));
    let Looked::Overview(days) = look.at else { panic!("{look:?}") };
    assert_eq!(
        (days.first_day.to_string(), days.last_day.to_string()),
        ("2026-01-01".to_owned(), "2026-01-31".to_owned())
    );
}

#[tokio::test]
async fn tables_are_given_for_spreadsheets_with_the_same_numbers() {
    let house = TestHouse::start().await;
    use_it(&house).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let figures = overview(&supervisor, "").await;
    for (table, rows) in [
        ("over-time", "over_time"),
        ("purposes", "purposes"),
        ("consumers", "consumers"),
        ("services", "services"),
        ("refusals", "refusals"),
        ("limits", "limits"),
    ] {
        let answer = supervisor.ask(&format!("/audit/overview/{table}.csv")).await;
        let text = String::from_utf8(answer.body().to_vec()).unwrap();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 1 + figures[rows].as_array().unwrap().len(), "{text}");
        let name = answer.headers()["content-disposition"].to_str().unwrap();
        assert!(name.contains(table), "{name}");
    }
    let answer = supervisor.ask("/audit/overview/purposes.csv").await;
    let text = String::from_utf8(answer.body().to_vec()).unwrap();
    assert!(text.starts_with("purpose,readings,refusals\r\nbarnehageopptak,3,0\r\n"), "{text}");
}

#[tokio::test]
async fn nothing_in_an_overview_says_whom() {
    let house = TestHouse::start().await;
    use_it(&house).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let figures = overview(&supervisor, "").await.to_string();
    for number in [crate::house::PERSON, OTHER_PERSON, "2026/1234"] {
        assert!(!figures.contains(number));
    }
}
