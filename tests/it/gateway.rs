//! The governed reading, from the caller's side: what comes out, what is refused, what is recorded.

use crate::house::{Answer, LIMIT, MUNICIPALITY, PERSON, PERSON_PATH, SUPPLIER, TestHouse, json};
use sluse::ledger::entry::Event;
use sluse::vocab::subject::PersonNumber;
use std::time::Duration;

mod asks;
mod bound;
mod formats;
mod many;
mod packed;
mod refused;
mod service;

/// The readings in the ledger.
fn readings(house: &TestHouse) -> Vec<sluse::ledger::entry::Reading> {
    let reading = |entry: sluse::ledger::entry::Entry| match entry.event {
        Event::Reading(reading) => Some(reading),
        _ => None,
    };
    house.entries().into_iter().filter_map(reading).collect()
}

#[tokio::test]
async fn only_the_fields_that_the_purpose_needs_come_out() {
    let house = TestHouse::start().await;
    let answer = house.kindergarten(PERSON_PATH).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let document = json(&answer);
    assert_eq!(document["foedsel"]["foedselsdato"], 34, "the age, not the birth date");
    assert!(document.get("status").is_none(), "what no rule permits does not come out");
    assert!(!String::from_utf8_lossy(answer.body()).contains("1992"));
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_reading_is_in_the_ledger_under_the_index_that_the_answer_names() {
    let house = TestHouse::start().await;
    let answer = house.kindergarten(PERSON_PATH).await;
    let index: u64 = answer.headers()["sluse-ledger-index"].to_str().unwrap().parse().unwrap();
    let entry = house.entries().remove(usize::try_from(index).unwrap());
    let Event::Reading(reading) = entry.event else { panic!("entry {index} is no reading") };
    assert_eq!(reading.asker.consumer.as_str(), "312143046");
    assert_eq!(reading.purpose.as_str(), "barnehageopptak");
    assert!(reading.fields.iter().any(|field| field.to_string() == "foedsel.foedselsdato"));
    let withheld: usize =
        answer.headers()["sluse-fields-withheld"].to_str().unwrap().parse().unwrap();
    assert_eq!(withheld, reading.withheld.places().count() + reading.withheld_unnamed as usize);
    assert!(withheld > 0);
    let about = house.ledger().about(&PersonNumber::parse(PERSON).unwrap(), None, 10).unwrap();
    assert_eq!(about[0].index.0, index);
    assert_eq!(about[0].whom.case_reference.as_deref(), Some("2026/1234"));
}

#[tokio::test]
async fn an_address_is_withheld_from_a_protected_person() {
    let house = TestHouse::start().await;
    let open = json(&house.kindergarten(PERSON_PATH).await);
    assert!(open["bostedsadresse"].to_string().contains("0301"), "{open}");
    let protected = crate::house::ORDINARY_PERSON
        .replace(r#""graderingsnivaa":"ugradert""#, r#""graderingsnivaa":"strengtFortrolig""#);
    house.provider.will(Answer::json(&protected));
    let answer = house.kindergarten(PERSON_PATH).await;
    assert!(!String::from_utf8_lossy(answer.body()).contains("0301"));
    let last = readings(&house).pop().unwrap();
    assert!(!last.fields.iter().any(|field| field.as_str().starts_with("bostedsadresse")));
}

#[tokio::test]
async fn what_goes_upstream_is_written_anew() {
    let house = TestHouse::start().await;
    let token = house.token(MUNICIPALITY, "folkeregister:barnehage").await;
    let bearer = format!("Bearer {token}");
    let fields = [
        ("authorization", bearer.as_str()),
        ("sluse-purpose", "barnehageopptak"),
        ("sluse-case-reference", "2026/1234"),
        ("cookie", "a=b"),
        ("x-forwarded-for", "10.0.0.1"),
        ("connection", "keep-alive, x-secret"),
        ("x-secret", "s"),
        ("te", "trailers"),
    ];
    let answer = house.get(&format!("{PERSON_PATH}?part=navn&part=foedsel"), &fields).await;
    assert_eq!(answer.status(), 200);
    let asked = house.provider.asked().pop().unwrap();
    let (first, rest) = asked.split_once("\r\n").unwrap();
    assert_eq!(first, format!("GET {PERSON_PATH}?part=foedsel&part=navn HTTP/1.1"));
    let mut names: Vec<_> =
        rest.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"], "{asked}");
}

#[tokio::test]
async fn a_purpose_follows_from_its_scope_when_it_is_the_only_one() {
    let house = TestHouse::start().await;
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let answer = house.get(PERSON_PATH, &[("authorization", &format!("Bearer {token}"))]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(readings(&house)[0].purpose.as_str(), "skolestart");
}

#[tokio::test]
async fn a_supplier_reads_on_the_consumers_behalf_and_both_are_named() {
    let house = TestHouse::start().await;
    house.provider.will(Answer::json(r#"{"inntektsaar":"2025","alminneligInntekt":312000}"#));
    let token = house.token(SUPPLIER, "skatt:inntekt.foreldrebetaling").await;
    let bearer = format!("Bearer {token}");
    let fields = [("authorization", bearer.as_str()), ("sluse-case-reference", "1")];
    let answer = house.get(&format!("/inntekt/v1/{PERSON}"), &fields).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let reading = readings(&house).pop().unwrap();
    assert_eq!(reading.asker.consumer.as_str(), "312143046");
    assert_eq!(reading.asker.supplier.unwrap().as_str(), "313040402");
}

#[tokio::test]
async fn kept_values_are_copied_byte_for_byte() {
    let house = TestHouse::start().await;
    house.provider.will(Answer::json(r#"{"inntektsaar":"2025","alminneligInntekt":312000.10e0}"#));
    let token = house.token(MUNICIPALITY, "skatt:inntekt.foreldrebetaling").await;
    let bearer = format!("Bearer {token}");
    let fields = [("authorization", bearer.as_str()), ("sluse-case-reference", "1")];
    let answer = house.get(&format!("/inntekt/v1/{PERSON}"), &fields).await;
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(body.contains("312000.10e0"), "{body}");
}

#[tokio::test]
async fn a_restart_keeps_the_ledger_the_policies_and_what_was_read() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    let before = house.entries();
    let house = house.restart().await;
    assert_eq!(house.entries(), before, "unchanged policies are not written again");
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    let about = house.ledger().about(&PersonNumber::parse(PERSON).unwrap(), None, 10).unwrap();
    assert_eq!(about.len(), 2);
}

#[tokio::test]
async fn the_index_may_be_deleted_and_is_made_again() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    let index = house.dir().join("index");
    let person = PersonNumber::parse(PERSON).unwrap();
    let before = house.ledger().about(&person, None, 10).unwrap();
    let house = house.restart_after(|| std::fs::remove_dir_all(index).unwrap()).await;
    let after = house.ledger().about(&person, None, 10).unwrap();
    assert_eq!(before.len(), after.len());
    assert_eq!(before[0].entry, after[0].entry);
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
}

#[tokio::test]
async fn stopping_lets_requests_under_way_finish() {
    let house = TestHouse::start().await;
    house.provider.will(Answer::Late(Duration::from_millis(400)));
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let request = hyper::Request::get(format!("{}{PERSON_PATH}", house.machine))
            .header("authorization", format!("Bearer {token}"))
            .body(bytes::Bytes::new())
            .unwrap();
        let dialer = house.dialer.clone();
        asking.spawn(async move { dialer.send(request, LIMIT, Duration::from_secs(10)).await });
    }
    while house.provider.asked().len() < 16 {
        tokio::task::yield_now().await;
    }
    let stopped = tokio::time::timeout(Duration::from_secs(10), house.stop());
    let (stopped, ()) = tokio::join!(stopped, async {
        while let Some(answer) = asking.join_next().await {
            assert_eq!(answer.unwrap().unwrap().status(), 200, "it was under way");
        }
    });
    stopped.expect("and then it stops");
}

#[tokio::test]
async fn a_narrowed_answer_does_not_hide_that_an_address_is_protected() {
    let house = TestHouse::start().await;
    let narrowed = r#"{"bostedsadresse":[{"adressegradering":"ugradert","vegadresse":{"kommunenummer":"0301"}}]}"#;
    house.provider.will(Answer::json(narrowed));
    let answer = house.kindergarten(&format!("{PERSON_PATH}?part=bostedsadresse")).await;
    assert_eq!(answer.status(), 200);
    assert!(!String::from_utf8_lossy(answer.body()).contains("0301"), "{answer:?}");
}

#[tokio::test]
async fn a_connection_that_the_provider_closes_costs_nobody_an_answer() {
    let house = TestHouse::start().await;
    let Answer::Raw(bytes) = Answer::json(crate::house::ORDINARY_PERSON) else { unreachable!() };
    house.provider.will(Answer::RawThenBreak(bytes));
    for _ in 0..10 {
        assert_eq!(house.school(PERSON_PATH).await.status(), 200);
    }
}
