//! Answers about several persons: each is decided, redacted and recorded by itself, and nothing leaves
//! before its entry.

use super::{readings, service};
use crate::house::{Answer, OTHER_PERSON, PERSON, TestHouse, problem};
use sluse::ledger::entry::Event;
use sluse::vocab::subject::PersonNumber;
use std::collections::BTreeSet;

/// A synthetic number that nobody asks about.
const THIRD: &str = "57859241389";

const BULK: &str = r#"
[[route]]
method         = "POST"
path           = "/prove/v1/oppslag"
subject        = "body:numre[]"
body           = { "del" = ["alt"] }
records        = "svar[]"
record-subject = "svar[].nummer"
document       = "svar[].person"
keeps          = ["svar[].nummer"]

[[route]]
method         = "GET"
path           = "/prove/v1/liste"
subject        = "answer"
query          = { navn = "text", side = "number" }
records        = "[]"
record-subject = "[].nummer"
document       = "[].person"
"#;

fn record(number: &str, name: &str, protection: &str) -> String {
    format!(
        r#"{{"nummer":"{number}","person":{{"navn":"{name}","vei":"Testveien 1","gradering":"{protection}","hemmelig":"x"}}}}"#
    )
}

fn bulk(records: &[String]) -> Answer {
    Answer::json(&format!(r#"{{"tid":"nå","svar":[{}]}}"#, records.join(",")))
}

async fn house() -> TestHouse {
    service::house(BULK, service::FIELDS, service::PERMITS).await
}

fn asking(numbers: &[&str]) -> String {
    serde_json::json!({ "numre": numbers }).to_string()
}

fn about(house: &TestHouse, number: &str) -> usize {
    house.ledger().about(&PersonNumber::parse(number).unwrap(), None, 50).unwrap().len()
}

fn text(answer: &hyper::Response<bytes::Bytes>) -> String {
    String::from_utf8(answer.body().to_vec()).unwrap()
}

#[tokio::test]
async fn each_person_of_a_bulk_lookup_has_an_own_entry_and_a_protected_one_is_handled_alone() {
    let house = house().await;
    house.provider.will(bulk(&[
        record(PERSON, "Ola", "ugradert"),
        record(OTHER_PERSON, "Kari", "strengtFortrolig"),
    ]));
    let answer = service::post(&house, "/prove/v1/oppslag", &asking(&[PERSON, OTHER_PERSON])).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let expected = format!(
        r#"{{"svar":[{{"nummer":"{PERSON}","person":{{"navn":"Ola","vei":"Testveien 1"}}}},{{"nummer":"{OTHER_PERSON}","person":{{"navn":"Kari"}}}}]}}"#
    );
    assert_eq!(text(&answer), expected);
    assert_eq!((about(&house, PERSON), about(&house, OTHER_PERSON)), (1, 1));
    let fields: Vec<usize> = readings(&house).iter().map(|one| one.fields.len()).collect();
    assert_eq!(fields, [2, 1]);
    let index = readings(&house).len() as u64;
    let first: u64 = answer.headers()["sluse-ledger-index"].to_str().unwrap().parse().unwrap();
    assert_eq!(first, house.ledger().size() - index, "the first of them is named");
    let asked = house.provider.bodies().pop().unwrap();
    assert_eq!(asked, asking(&[PERSON, OTHER_PERSON]), "written anew");
}

#[tokio::test]
async fn a_record_about_somebody_who_was_not_asked_about_or_about_nobody_is_left_out() {
    let house = house().await;
    house.provider.will(bulk(&[
        record(THIRD, "Per", "ugradert"),
        record(PERSON, "Ola", "ugradert"),
        r#"{"nummer":12,"person":{"navn":"Gro"}}"#.to_owned(),
        r#"{"person":{"navn":"Liv"}}"#.to_owned(),
    ]));
    let answer = service::post(&house, "/prove/v1/oppslag", &asking(&[PERSON])).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    for gone in ["Per", "Gro", "Liv", THIRD] {
        assert!(!text(&answer).contains(gone), "{gone}");
    }
    assert!(serde_json::from_slice::<serde_json::Value>(answer.body()).is_ok());
    assert_eq!((about(&house, PERSON), about(&house, THIRD)), (1, 0));
    assert_eq!(house.refusals(), ["records-left-out"]);
}

#[tokio::test]
async fn a_list_without_a_named_person_records_everyone_in_it() {
    let house = house().await;
    let records = [record(PERSON, "Ola", "ugradert"), record(OTHER_PERSON, "Kari", "fortrolig")];
    house.provider.will(Answer::json(&format!("[{}]", records.join(","))));
    let answer = service::get(&house, "/prove/v1/liste?navn=O%20L&side=2").await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let expected = r#"[{"person":{"navn":"Ola","vei":"Testveien 1"}},{"person":{"navn":"Kari"}}]"#;
    assert_eq!(text(&answer), expected);
    assert_eq!((about(&house, PERSON), about(&house, OTHER_PERSON)), (1, 1));
    let asked = house.provider.asked().pop().unwrap();
    assert!(asked.starts_with("GET /prove/v1/liste?navn=O%20L&side=2 "), "{asked}");
}

#[tokio::test]
async fn an_empty_list_tells_of_nobody_and_records_nobody() {
    let house = house().await;
    house.provider.will(Answer::json("[]"));
    let answer = service::get(&house, "/prove/v1/liste").await;
    assert_eq!((answer.status().as_u16(), text(&answer).as_str()), (200, "[]"));
    assert!(answer.headers().get("sluse-ledger-index").is_none());
    assert!(readings(&house).is_empty());
    assert_eq!(house.refusals(), ["provider-has-nothing"], "the search itself is recorded");
}

#[tokio::test]
async fn that_a_register_has_nothing_about_somebody_is_recorded_about_them() {
    let house = house().await;
    house.provider.will(bulk(&[record(PERSON, "Ola", "ugradert")]));
    let numbers = asking(&[PERSON, OTHER_PERSON]);
    let answer = service::post(&house, "/prove/v1/oppslag", &numbers).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert_eq!((about(&house, PERSON), about(&house, OTHER_PERSON)), (1, 1));
    assert_eq!(
        (readings(&house).len(), house.refusals().as_slice()),
        (1, &["provider-has-nothing".to_owned()][..])
    );
}

#[tokio::test]
async fn what_stands_before_the_first_person_does_not_pile_up() {
    let house = house().await;
    let nobody = r#"{"person":{"navn":"Liv"}},"#.repeat(400_000);
    let body = format!("[{nobody}{}]", record(PERSON, "Ola", "ugradert"));
    house.provider.will(Answer::json(&body));
    let answer = service::get(&house, "/prove/v1/liste").await;
    assert_eq!(text(&answer), r#"[{"person":{"navn":"Ola","vei":"Testveien 1"}}]"#);
    assert_eq!(house.refusals(), ["records-left-out"], "said once");
}

#[tokio::test]
async fn thousands_of_records_leave_each_after_its_own_entry() {
    let house = house().await;
    let people = sluse::demo::persons::Population::generate(
        11,
        2_000,
        sluse::vocab::time::Day::parse("2026-11-21").unwrap(),
    );
    let numbers: Vec<&str> =
        people.persons().iter().map(|person| person.number().expose()).collect();
    let records: Vec<String> =
        numbers.iter().map(|number| record(number, "Navn", "ugradert")).collect();
    house.provider.will(Answer::json(&format!("[{}]", records.join(","))));
    let answer = service::get(&house, "/prove/v1/liste").await;
    assert_eq!(answer.status(), 200);
    let document: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(document.as_array().unwrap().len(), numbers.len());
    assert_eq!(readings(&house).len(), numbers.len());
    assert!(numbers.iter().all(|number| about(&house, number) >= 1));
}

#[tokio::test]
async fn a_provider_that_dies_in_the_middle_cuts_the_answer_off_and_what_left_is_recorded() {
    let house = house().await;
    let records: Vec<String> = std::iter::repeat_with(|| record(PERSON, "Ola", "ugradert"))
        .take(2_000)
        .chain([record(OTHER_PERSON, "Kari", "ugradert")])
        .collect();
    let body = format!("[{}", records.join(","));
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999999\r\n\r\n";
    house.provider.will(Answer::RawThenBreak([head, &body].concat().into_bytes()));
    let outcome = service::try_get(&house, "/prove/v1/liste").await;
    assert!(outcome.is_err(), "the caller must see that it is not whole");
    crate::house::eventually(async || house.refusals() == ["provider-broken"]).await;
    assert!(about(&house, PERSON) > 0);
}

#[tokio::test]
async fn a_fault_before_the_first_record_is_told_properly() {
    let house = house().await;
    house.provider.will(Answer::json(r#"[{"nummer":"1","nummer":"2"}]"#));
    let answer = service::get(&house, "/prove/v1/liste").await;
    assert_eq!(problem(&answer), "provider-unreadable");
    assert_eq!(house.refusals(), ["provider-unreadable"]);
}

#[tokio::test]
async fn a_body_with_anything_else_in_it_is_refused() {
    let house = house().await;
    let same_twice = asking(&[PERSON, PERSON]);
    let too_many = asking(&vec![PERSON; 1_001]);
    let cases = [
        ("{\"numre\":[\"17859241204\"],\"mer\":1}", "body-not-permitted"),
        ("{\"numre\":[\"17859241204\"],\"del\":\"noe\"}", "body-not-permitted"),
        ("{\"numre\":[\"17859241204\"],\"del\":null}", "body-not-permitted"),
        ("{\"numre\":\"17859241204\"}", "body-not-permitted"),
        ("{\"numre\":[[\"17859241204\"]]}", "body-not-permitted"),
        ("{", "body-not-permitted"),
        ("{\"numre\":[\"17859241204\"],\"25908900963\":{}}", "body-not-permitted"),
        ("{\"numre\":[\"17859241204\"],\"alle\":[{\"x\":{}}]}", "body-not-permitted"),
        ("{\"numre\":[\"17859241204\"],\"del\":{}}", "body-not-permitted"),
        ("[]", "body-not-permitted"),
        ("{\"numre\":[]}", "subject-malformed"),
        ("{\"numre\":[\"12345612345\"]}", "subject-malformed"),
        (same_twice.as_str(), "subject-malformed"),
        (too_many.as_str(), "too-many-subjects"),
    ];
    for (body, code) in cases {
        let answer = service::post(&house, "/prove/v1/oppslag", body).await;
        assert_eq!(problem(&answer), code, "{body}");
    }
    assert!(house.provider.asked().is_empty(), "nobody was asked about");
    let refused: BTreeSet<String> = house.refusals().into_iter().collect();
    assert_eq!(refused.len(), 3);
    let nobody =
        house.entries().into_iter().filter(|entry| matches!(entry.event, Event::Reading(_)));
    assert_eq!(nobody.count(), 0);
}

#[tokio::test]
async fn a_token_for_one_person_lets_nobody_else_through() {
    let house = house().await;
    let records = [record(PERSON, "Ola", "ugradert"), record(OTHER_PERSON, "Kari", "ugradert")];
    house.provider.will(Answer::json(&format!("[{}]", records.join(","))));
    let token = house.token_for(crate::house::MUNICIPALITY, service::SCOPE, PERSON).await;
    let answer = service::get_with(&house, "/prove/v1/liste", &token, &[]).await;
    assert_eq!(text(&answer), r#"[{"person":{"navn":"Ola","vei":"Testveien 1"}}]"#);
    let numbers = asking(&[PERSON, OTHER_PERSON]);
    let answer = service::post_with(&house, "/prove/v1/oppslag", &numbers, &token).await;
    assert_eq!(problem(&answer), "other-person");
}
