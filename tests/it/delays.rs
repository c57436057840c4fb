//! A purpose that delays showing: nothing of it reaches the person before the day, all of it after.

use crate::activation::{house as with_policies, reload, rewrite};
use crate::house::{Answer, MUNICIPALITY, OTHER_PERSON, PERSON, PERSON_PATH, TestHouse};
use hyper::StatusCode;
use sluse::ledger::About;
use sluse::ledger::entry::{Entry, Event};
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Clock;
use std::time::Duration;

const SCOPE: &str = "folkeregister:barnehage";

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A house whose kindergarten purpose is kept from the person for 30 days.
async fn house() -> TestHouse {
    let (house, folder) = with_policies(|_| ()).await;
    rewrite(&folder, |text| {
        let delay = "delay = { days = 30, law = \"https://lovdata.no/eli/lov/1981/05/22/25\", \
                     section = \"§ 242 a\" }\n";
        text.replacen("requires ", &format!("{delay}requires "), 1)
    });
    reload(&house).await;
    house
}

fn about(house: &TestHouse, number: &str) -> Vec<About> {
    house.ledger().about(&PersonNumber::parse(number).unwrap(), None, 100).unwrap()
}

/// The entries that are about somebody, and not of the shown sequence.
fn held(house: &TestHouse) -> Vec<Entry> {
    house.entries().into_iter().filter(|entry| entry.held.is_some()).collect()
}

/// Every request here, all about one person and all under the purpose or what could be it.
async fn ask_in_every_way(house: &TestHouse) -> Vec<StatusCode> {
    let token = house.token(MUNICIPALITY, SCOPE).await;
    let bearer = format!("Bearer {token}");
    let mut statuses = Vec::new();
    let mut ask = async |path: &str, bearer: &str, fields: &[(&str, &str)]| {
        let fields = [&[("authorization", bearer)], fields].concat();
        statuses.push(house.get(path, &fields).await.status());
    };
    let (purpose, case) =
        (("sluse-purpose", "barnehageopptak"), ("sluse-case-reference", "2026/1234"));
    ask(PERSON_PATH, &bearer, &[purpose, case]).await;
    ask(PERSON_PATH, &bearer, &[purpose]).await; // without the case
    ask(PERSON_PATH, &bearer, &[case]).await; // the scope has two purposes
    ask(PERSON_PATH, &bearer, &[case, ("sluse-purpose", "ukjent")]).await;
    ask(PERSON_PATH, &bearer, &[purpose, purpose, case]).await;
    let others = format!("Bearer {}", house.token_for(MUNICIPALITY, SCOPE, OTHER_PERSON).await);
    ask(PERSON_PATH, &others, &[purpose, case]).await;
    house.provider.will(Answer::typed(404, "application/json", b"{}"));
    ask(PERSON_PATH, &bearer, &[purpose, case]).await;
    house.token_for(MUNICIPALITY, SCOPE, PERSON).await;
    statuses
}

#[tokio::test]
async fn readings_refusals_and_tokens_under_a_delay_are_shown_only_when_it_is_over() {
    let house = house().await;
    let statuses = ask_in_every_way(&house).await;
    assert_eq!(statuses[0], StatusCode::OK);
    assert!(
        statuses[1..].iter().all(|status| status.is_client_error() || status.is_server_error())
    );
    assert!(about(&house, PERSON).is_empty());
    assert!(about(&house, OTHER_PERSON).is_empty());
    // Auditors see each of them, why it waits, and until when.
    let waiting = held(&house);
    let kinds = |events: &[Entry]| {
        let kind = |entry: &Entry| serde_json::to_value(&entry.event).unwrap()["kind"].clone();
        events.iter().map(|entry| kind(entry).as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut found = kinds(&waiting);
    found.sort();
    let refusals = ["refusal"; 6].map(str::to_owned);
    assert_eq!(found[..1], ["reading"]);
    assert_eq!(found[1..7], refusals);
    assert_eq!(found[7..], ["token", "token"]);
    for entry in &waiting {
        let held = entry.held.as_ref().unwrap();
        assert_eq!(
            (held.until.to_string().as_str(), held.basis.section.as_str()),
            ("2026-12-21", "§ 242 a")
        );
    }
    house.clock.advance(29 * DAY);
    assert_eq!(house.ledger().release_due(house.clock.now()).await, Ok(0));
    house.clock.advance(DAY);
    // The house looks by itself; whoever comes first releases.
    house.ledger().release_due(house.clock.now()).await.unwrap();
    let mut shown: Vec<Entry> = about(&house, PERSON)
        .into_iter()
        .chain(about(&house, OTHER_PERSON))
        .map(|about| about.shows.unwrap().entry)
        .collect();
    shown.sort_by_key(|entry| entry.at);
    assert_eq!(shown.len(), waiting.len());
    assert!(waiting.iter().all(|entry| shown.contains(entry)));
    house.stop().await;
}

#[tokio::test]
async fn without_a_delay_the_same_requests_are_shown_at_once() {
    let (house, _) = with_policies(|_| ()).await;
    ask_in_every_way(&house).await;
    assert!(held(&house).is_empty());
    assert_eq!(about(&house, PERSON).len(), 8);
    assert_eq!(about(&house, OTHER_PERSON).len(), 1);
}

#[tokio::test]
async fn the_house_releases_by_itself_after_a_restart_too() {
    let house = house().await;
    house.kindergarten(PERSON_PATH).await;
    house.clock.advance(31 * DAY);
    let mut house = Some(house);
    for restart in [true, false] {
        if restart {
            house = Some(house.take().unwrap().restart().await);
        }
        let house = house.as_ref().unwrap();
        let patience = tokio::time::Instant::now() + Duration::from_secs(20);
        while about(house, PERSON).is_empty() && tokio::time::Instant::now() < patience {
            tokio::task::yield_now().await;
        }
        assert_eq!(about(house, PERSON).len(), 1);
    }
    let house = house.unwrap();
    let releases = house.entries();
    let releases = releases.iter().filter(|entry| matches!(entry.event, Event::Release(_)));
    assert_eq!(releases.count(), 1);
}
