//! Each look is an entry, and looks alike share one.

use super::{CONSUMER, OWN, SUPERVISOR, WHOLE, first, looks, reader};
use crate::house::TestHouse;
use hyper::Response;
use sluse::ledger::entry::{Breadth, Decision, Event, Look, Looked, Stretch};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::time::Clock as _;
use std::time::Duration;

fn stretch(from: u64, below: u64) -> Stretch {
    Stretch { from: EntryIndex(from), below: EntryIndex(below) }
}

#[tokio::test]
async fn a_look_is_in_the_ledger_before_its_answer_and_names_who_looked_at_what() {
    let house = TestHouse::start().await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let consumer = reader(&house, CONSUMER, OWN).await;
    assert!(looks(&house).is_empty());
    supervisor.get("/ledger/entries?decision=refused&consumer=312143046").await;
    supervisor.ask("/ledger/tile/entries/000.p/9").await;
    let own = first(
        &house,
        |event| matches!(event, Event::Token(token) if token.asker.client.as_str() == CONSUMER),
    );
    consumer.get(&format!("/ledger/entries/{own}")).await;
    let found: Vec<Look> = looks(&house).into_iter().map(|(_, look)| look).collect();
    let who = |look: &Look| {
        let asker = &look.asker;
        (asker.consumer.as_str().to_owned(), asker.client.as_str().to_owned(), look.sight)
    };
    let whole = ("313181847".to_owned(), SUPERVISOR.to_owned(), Breadth::Whole);
    let part = ("312143046".to_owned(), CONSUMER.to_owned(), Breadth::Own);
    assert_eq!(found.iter().map(who).collect::<Vec<_>>(), [whole.clone(), whole, part]);
    let Looked::Search(sought) = &found[0].at else { panic!("{found:?}") };
    assert_eq!(sought.decision, Some(Decision::Refused));
    assert_eq!(sought.consumer.as_ref().unwrap().as_str(), "312143046");
    assert_eq!(found[1].at, Looked::Bundles(stretch(0, 1 << 20)));
    let from = own.0 / 256 * 256;
    assert_eq!(found[2].at, Looked::Entries(stretch(from, from + 256)));
    let covers = house.clock.now().plus(Duration::from_secs(3600));
    assert!(found.iter().all(|look| look.covers_until == covers));
}

#[tokio::test]
async fn reading_a_whole_ledger_again_and_again_writes_one_look_an_hour() {
    let house = TestHouse::start().await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    for _ in 0..20 {
        assert_eq!(supervisor.ask("/ledger/tile/entries/000.p/1").await.status(), 200);
        assert_eq!(supervisor.ask("/ledger/tile/entries/000.p/9").await.status(), 200);
    }
    // Pages of one search are one look; another search is another.
    supervisor.all("limit=1&decision=MP-110").await;
    supervisor.all("limit=7").await;
    supervisor.all("limit=50").await;
    assert_eq!(looks(&house).len(), 3);
    house.clock.advance(Duration::from_secs(3601));
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    supervisor.ask("/ledger/tile/entries/000.p/9").await;
    assert_eq!(looks(&house).len(), 4);
}

#[tokio::test]
async fn what_is_not_there_or_not_open_is_no_look() {
    let house = TestHouse::start().await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let consumer = reader(&house, CONSUMER, OWN).await;
    let ask = async |path: &str| supervisor.ask(path).await;
    let status = |answer: Response<_>| answer.status().as_u16();
    assert_eq!(status(ask("/ledger/tile/entries/x999/000").await), 404);
    assert_eq!(status(ask("/ledger/entries/9223372036854775808").await), 404);
    assert_eq!(status(ask("/ledger/entries?limit=0").await), 400);
    assert_eq!(status(consumer.ask("/ledger/tile/entries/000.p/9").await), 403);
    assert!(looks(&house).is_empty());
    assert_eq!(house.refusals().last().unwrap(), "right-missing");
}
