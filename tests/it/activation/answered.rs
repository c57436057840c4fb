//! "What could this organisation read then, and who changed it?": from the ledger's files.

use super::{asked, house, reload, rewrite, without_the_field};
use crate::command_line::run;
use crate::house::TestHouse;
use std::time::Duration;

/// The consumer that asks in these tests.
const CONSUMER: &str = "312143046";

async fn history(house: &TestHouse, consumer: &str, at: &str) -> String {
    let arguments = ["report", "history", "--consumer", consumer, "--at", at];
    let how = ["--ledger", "ledger", "--format", "csv", "--lang", "en"];
    let told = run(house.dir(), &[&arguments[..], &how].concat(), "").await;
    assert!(told.good, "{}", told.err);
    told.out
}

/// The tables of the answer: what was in force, and the changes.
fn tables(csv: &str) -> (&str, &str) {
    csv.split_once("\r\n\r\n").expect("two tables")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_tells_both_sets_apart_and_names_who_changed_them() {
    let (house, folder) = house(|_| ()).await;
    asked(&house).await;
    let before = house.entries().pop().unwrap().at.to_string();
    house.clock.advance(Duration::from_secs(60));
    rewrite(&folder, without_the_field);
    reload(&house).await;
    asked(&house).await;
    let after = house.entries().pop().unwrap().at.to_string();

    let (old, new) =
        (history(&house, CONSUMER, &before).await, history(&house, CONSUMER, &after).await);
    let lines =
        |csv: &str| tables(csv).0.lines().filter(|it| it.contains("barnehageopptak")).count();
    assert_eq!(lines(&old), lines(&new) + 1, "one field less: {old} {new}");
    for answer in [&old, &new] {
        let changes = tables(answer).1;
        let lost: Vec<&str> = changes.lines().filter(|it| it.contains("no longer")).collect();
        assert_eq!(lost.len(), 1, "{changes}");
        assert!(
            lost[0].contains("signalled to") && lost[0].contains("barnehageopptak"),
            "{lost:?}"
        );
        assert!(changes.lines().any(|it| it.contains("started by")), "{changes}");
    }
    let early = history(&house, CONSUMER, "2020-01-01T00:00:00Z").await;
    assert!(!early.contains("What was in force"), "nothing was in force: {early}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_no_purpose_names_could_read_nothing_but_through_groups() {
    let (house, _folder) = house(|_| ()).await;
    let now = house.entries().pop().unwrap().at.to_string();
    let answer = history(&house, "314049489", &now).await;
    for line in tables(&answer).0.lines().skip(2) {
        assert!(line.contains("through the group") || line.contains("314049489"), "{line}");
    }
    house.stop().await;
}
