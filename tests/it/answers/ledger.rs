//! Answers from a ledger: access by the person's bundle, the history of policies, internal control.

use super::{report, rows};
use crate::command_line::run;
use crate::house::{PERSON, PERSON_PATH, Provider, TestClock, TestHouse};
use sluse::ledger::entry::{Draft, Event, RelativeLook, Whom};
use sluse::vocab::relation::Relation;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Clock as _;
use std::sync::Arc;
use tempfile::TempDir;

/// The folder of a house that answered twice and refused once, and was stopped.
async fn read() -> Arc<TempDir> {
    read_and(async |_| ()).await
}

/// The same, after something else happened.
async fn read_and(happens: impl AsyncFnOnce(&TestHouse)) -> Arc<TempDir> {
    let dir = Arc::new(TempDir::new().unwrap());
    let (clock, provider) = (TestClock::of_the_machine(), Provider::start().await);
    let house = TestHouse::start_in(dir.clone(), clock, provider, &|_| ()).await.unwrap();
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    assert_eq!(house.school(PERSON_PATH).await.status(), 200);
    assert_eq!(house.get(PERSON_PATH, &[]).await.status(), 401);
    happens(&house).await;
    house.stop().await;
    dir
}

/// A parent looks at the list.
async fn a_parent_looks(house: &TestHouse) {
    let covers_until = house.clock.now();
    let look = RelativeLook { relation: Relation::Parent, covers_until };
    let look = Event::RelativeLook(look);
    let whom = Whom::just(PersonNumber::parse(PERSON).unwrap());
    house.ledger().append(Draft::about(look, whom)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_request_is_answered_with_recipients_purposes_law_and_rights() {
    let dir = read_and(a_parent_looks).await;
    let how = ["ledger", "prove", "--subject-bundle", "--config", "sluse.toml", "--subject-file"];
    let told = run(dir.path(), &[&how[..], &["-", "--out", "bundle"]].concat(), PERSON).await;
    assert!(told.good, "{}", told.err);
    let access = ["access", "bundle", "--ledger", "ledger"];
    let page = report(dir.path(), &access).await;
    for part in ["312143046", "lovdata.no", "Opptak i barnehage", "artikkel 77", "Datatilsynet"] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains(PERSON), "the person's number stands nowhere");
    let csv =
        report(dir.path(), &[&access[..], &["--format", "csv", "--lang", "en"]].concat()).await;
    let recipients = rows(&csv, "Recipients");
    assert_eq!(recipients.len(), 1, "{csv}");
    assert_eq!((recipients[0][1].as_str(), recipients[0][3].as_str()), ("312143046", "2"));
    assert_eq!(rows(&csv, "Purposes").len(), 2, "{csv}");
    assert_eq!(rows(&csv, "Readings").len(), 2, "{csv}");
    let looks = rows(&csv, "Looks at the list itself");
    assert_eq!((looks.len(), looks[0][1].as_str()), (1, "A parent"), "{csv}");
    // A bundle that was changed by one letter proves nothing, so nothing is answered from it.
    let mut bundle = std::fs::read(dir.path().join("bundle")).unwrap();
    let at = bundle.windows(15).position(|it| it == b"barnehageopptak").unwrap();
    bundle[at] = b'B';
    std::fs::write(dir.path().join("changed"), bundle).unwrap();
    let told = run(dir.path(), &["report", "access", "changed", "--ledger", "ledger"], "").await;
    assert!(!told.good && told.out.is_empty(), "{}", told.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_control_counts_what_happened_in_the_period_and_nothing_else() {
    let dir = read().await;
    let control = |from: &'static str, until: &'static str| {
        let all = ["control", "--from", from, "--until", until, "--ledger", "ledger"];
        all.into_iter().chain(["--format", "csv", "--lang", "en"]).collect::<Vec<_>>()
    };
    let csv = report(dir.path(), &control("2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z")).await;
    let events = rows(&csv, "Events");
    let count = |what: &str| {
        let row = events.iter().find(|row| row[0] == what).unwrap();
        row[1].parse::<u64>().unwrap()
    };
    assert_eq!(count("Data about a person was disclosed"), 2, "{csv}");
    assert_eq!(count("A request was refused"), 1, "{csv}");
    assert_eq!(count("Policies were put into force"), 1, "{csv}");
    assert!(rows(&csv, "Refusals").iter().any(|row| row[0] == "token-missing"), "{csv}");
    assert_eq!(rows(&csv, "Policies put into force").len(), 1, "{csv}");
    let before = report(dir.path(), &control("2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z")).await;
    assert!(rows(&before, "Events").iter().all(|row| row[1] == "0"), "{before}");
    let page =
        report(dir.path(), &control("2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z")[..7]).await;
    assert!(page.contains("Ingen vitner har signert."), "{page}");
}
