//! What persons do about what is read of them, by the front door: the gateway keeps to consents and
//! reservations, organisations see and answer what they were asked.

use crate::activation::{house as house_with_policies, reload, rewrite};
use crate::house::{MUNICIPALITY, OTHER_PERSON, PERSON, PERSON_PATH, TestHouse, json, problem};
use bytes::Bytes;
use hyper::{Method, Request, Response};
use serde_json::{Value, json as value};
use sluse::acts::{ActError, Given, Regarding, Words};
use sluse::ledger::entry::{Event, Looked, Matter};
use sluse::vocab::basis::PurposeId;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::limits::Limit;
use sluse::vocab::party::Organisation;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock as _, Day};
use std::path::Path;
use std::time::Duration;

const CLERK: &str = "testby-innbyggerservice";
const SCOPE: &str = "sluse:inquiries";

fn person(number: &str) -> PersonNumber {
    PersonNumber::parse(number).unwrap()
}

fn municipality() -> Organisation {
    Organisation::parse("312143046").unwrap()
}

fn purpose() -> PurposeId {
    PurposeId::parse("barnehageopptak").unwrap()
}

fn given(until: &str) -> Given {
    Given {
        consumer: municipality(),
        purpose: purpose(),
        until: Day::parse(until).unwrap(),
        covers: vec!["barnehage".to_owned()],
        policies: EntryIndex(0),
    }
}

/// With a line before the first table.
fn with(text: &str, line: &str) -> String {
    let at = text.find("[[permit]]").unwrap();
    format!("{}{line}\n{}", &text[..at], &text[at..])
}

/// Stops the house, and starts another with the changed policies.
async fn again(house: TestHouse, folder: &Path) -> TestHouse {
    house.restart_with(&|config| config.policies = folder.to_owned()).await
}

async fn refused(house: &TestHouse, path: &str) -> (u16, String) {
    let answer = house.kindergarten(path).await;
    let code = if answer.status() == 200 { String::new() } else { problem(&answer) };
    (answer.status().as_u16(), code)
}

#[tokio::test]
async fn a_consent_opens_from_its_entry_on_until_it_is_withdrawn_or_ends() {
    let (house, folder) = house_with_policies(|_| {}).await;
    rewrite(&folder, |text| with(text, "consent = [\"barnehage\"]"));
    reload(&house).await;
    let missing = (403, "consent-missing".to_owned());
    assert_eq!(refused(&house, PERSON_PATH).await, missing);
    house.acts().consent(&person(PERSON), given("2026-12-24")).await.unwrap();
    assert_eq!(refused(&house, PERSON_PATH).await.0, 200);
    // It is the person's own, to one organisation, for one purpose.
    let other = PERSON_PATH.replace(PERSON, OTHER_PERSON);
    assert_eq!(refused(&house, &other).await, missing);
    let twice = house.acts().consent(&person(PERSON), given("2027-01-01")).await;
    assert_eq!(twice.unwrap_err(), ActError::StandsAlready);
    let house = again(house, &folder).await;
    assert_eq!(refused(&house, PERSON_PATH).await.0, 200);
    house.acts().withdraw(&person(PERSON), &municipality(), &purpose()).await.unwrap();
    assert_eq!(refused(&house, PERSON_PATH).await, missing);
    let house = again(house, &folder).await;
    assert_eq!(refused(&house, PERSON_PATH).await, missing);
    house.acts().consent(&person(PERSON), given("2026-11-22")).await.unwrap();
    assert_eq!(refused(&house, PERSON_PATH).await.0, 200);
    house.clock.advance(Duration::from_secs(2 * 86_400));
    assert_eq!(refused(&house, PERSON_PATH).await, missing);
    let kinds = house
        .entries()
        .into_iter()
        .filter(|entry| matches!(entry.event, Event::Consent(_) | Event::ConsentWithdrawn(_)));
    assert_eq!(kinds.count(), 3);
}

#[tokio::test]
async fn a_consent_that_covers_less_than_the_policy_now_wants_does_not_open() {
    let (house, folder) = house_with_policies(|_| {}).await;
    rewrite(&folder, |text| with(text, "consent = [\"barnehage\", \"inntekt\"]"));
    reload(&house).await;
    house.acts().consent(&person(PERSON), given("2026-12-24")).await.unwrap();
    let lacking = (403, "consent-not-covering".to_owned());
    assert_eq!(refused(&house, PERSON_PATH).await, lacking);
}

#[tokio::test]
async fn whoever_has_reserved_is_not_read_about_where_the_policy_lets_them() {
    let (house, folder) = house_with_policies(|_| {}).await;
    house.acts().reserve(&person(PERSON), &purpose()).await.unwrap();
    // The law of this purpose gives no such right yet.
    assert_eq!(refused(&house, PERSON_PATH).await.0, 200);
    let law =
        "reservation = { law = \"https://lovdata.no/eli/lov/2018/06/15/38\", section = \"§ 1\" }";
    rewrite(&folder, |text| with(text, law));
    reload(&house).await;
    assert_eq!(refused(&house, PERSON_PATH).await, (403, "reserved".to_owned()));
    let house = again(house, &folder).await;
    assert_eq!(refused(&house, PERSON_PATH).await, (403, "reserved".to_owned()));
    house.acts().end_reservation(&person(PERSON), &purpose()).await.unwrap();
    assert_eq!(refused(&house, PERSON_PATH).await.0, 200);
    assert_eq!(
        house.acts().end_reservation(&person(PERSON), &purpose()).await.unwrap_err(),
        ActError::StandsNot
    );
    assert!(house.refusals().contains(&"reserved".to_owned()));
}

async fn send(
    house: &TestHouse,
    token: &str,
    method: Method,
    path: &str,
    body: Value,
) -> Response<Bytes> {
    let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
    let request = Request::builder()
        .method(method)
        .uri(format!("{}{path}", house.machine))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    let answer = house.send(request.body(body).unwrap()).await;
    if answer.status() == 200 {
        described(path, &json(&answer));
    }
    answer
}

/// Holds an answer against the description.
fn described(path: &str, answer: &Value) {
    let document: Value = serde_json::from_str(sluse::serve::inquiry_door::OPENAPI).unwrap();
    let template = match path.strip_prefix("/inquiries/") {
        None => "/inquiries",
        Some(rest) if rest.ends_with("/answer") => "/inquiries/{inquiry}/answer",
        Some(_) => "/inquiries/{inquiry}",
    };
    let methods = document["paths"][template].as_object().unwrap();
    let operation = methods.values().next().unwrap();
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let options = jsonschema::options().should_validate_formats(true);
    let faults: Vec<String> =
        options.build(schema).unwrap().iter_errors(answer).map(|it| it.to_string()).collect();
    assert!(faults.is_empty(), "{path}: {faults:?} {answer}");
}

#[tokio::test]
async fn the_inquiries_are_described_to_everybody() {
    let house = TestHouse::start().await;
    let answer = house.get("/inquiries/openapi.json", &[]).await;
    assert_eq!(json(&answer)["openapi"], "3.1.0");
}

async fn ask_about(house: &TestHouse, number: &str, matter: Matter) -> EntryIndex {
    let regarding =
        Regarding { entry: EntryIndex(3), consumer: municipality(), purpose: Some(purpose()) };
    let words = Words::parse("  Hvorfor så dere på dette?\r\nHilsen meg ").unwrap();
    house.acts().ask(&person(number), regarding, matter, words).await.unwrap()
}

#[tokio::test]
async fn an_organisation_sees_what_it_was_asked_and_answers_once() {
    let house = TestHouse::start().await;
    let index = ask_about(&house, PERSON, Matter::Question).await;
    let house = house.restart().await;
    let clerk = house.token(CLERK, SCOPE).await;
    let list = json(&send(&house, &clerk, Method::GET, "/inquiries", Value::Null).await);
    assert_eq!(list["inquiries"][0]["inquiry"], value!(index));
    assert_eq!(list["inquiries"][0]["due"], "2026-12-21");
    assert!(list["inquiries"][0].get("person").is_none(), "a list says of nobody: {list}");
    let path = format!("/inquiries/{index}");
    let one = json(&send(&house, &clerk, Method::GET, &path, Value::Null).await);
    assert_eq!(one["text"], "Hvorfor så dere på dette?\nHilsen meg");
    assert_eq!((&one["person"], &one["about"]), (&value!(PERSON), &value!(3)));
    // Each time that the organisation is told who asks is an entry.
    send(&house, &clerk, Method::GET, &path, Value::Null).await;
    let of_it = Looked::Inquiry { inquiry: index };
    let looks = house.entries().into_iter().filter_map(|entry| match entry.event {
        Event::Look(look) if look.at == of_it => Some(look.asker.client.to_string()),
        _ => None,
    });
    assert_eq!(looks.collect::<Vec<_>>(), [CLERK, CLERK]);
    let answer = format!("{path}/answer");
    let followed = value!({ "resolution": "followed", "text": "Ja." });
    let wrong = send(&house, &clerk, Method::POST, &answer, followed).await;
    assert_eq!((wrong.status().as_u16(), problem(&wrong)), (422, "other-matter".into()));
    let right = value!({ "resolution": "answered", "text": "Du søkte plass." });
    let answered = send(&house, &clerk, Method::POST, &answer, right.clone()).await;
    assert_eq!(answered.status(), 200, "{answered:?}");
    for house in [house.restart().await] {
        let clerk = house.token(CLERK, SCOPE).await;
        let again = send(&house, &clerk, Method::POST, &answer, right.clone()).await;
        assert_eq!((again.status().as_u16(), problem(&again)), (404, "no-such-inquiry".into()));
        let list = json(&send(&house, &clerk, Method::GET, "/inquiries", Value::Null).await);
        assert_eq!(list["inquiries"], value!([]));
        // The person finds both in their own list; nobody else finds the words.
        let about = house.ledger().about(&person(PERSON), None, 9).unwrap();
        let words: Vec<_> = about.iter().filter_map(|one| one.whom.words.as_deref()).collect();
        assert_eq!(words, ["Du søkte plass.", "Hvorfor så dere på dette?\nHilsen meg"]);
        for entry in house.entries() {
            let open = serde_json::to_string(&entry.event).unwrap();
            assert!(!open.contains("Hvorfor") && !open.contains("Du søkte"), "{open}");
        }
    }
}

#[tokio::test]
async fn inquiries_are_for_the_organisation_that_was_asked() {
    let house = TestHouse::start().await;
    let index = ask_about(&house, PERSON, Matter::Objection).await;
    let path = format!("/inquiries/{index}");
    let other = house.token(MUNICIPALITY, "folkeregister:barnehage").await;
    let lacking = send(&house, &other, Method::GET, "/inquiries", Value::Null).await;
    assert_eq!((lacking.status().as_u16(), problem(&lacking)), (403, "right-missing".into()));
    let none = send(&house, "e30.e30.c2ln", Method::GET, &path, Value::Null).await;
    assert_eq!(none.status(), 401);
    let clerk = house.token(CLERK, SCOPE).await;
    let to_another = Regarding {
        entry: EntryIndex(3),
        consumer: Organisation::parse("313131394").unwrap(),
        purpose: None,
    };
    let words = Words::parse("Hei").unwrap();
    let theirs =
        house.acts().ask(&person(OTHER_PERSON), to_another, Matter::Question, words).await.unwrap();
    for path in [format!("/inquiries/{theirs}"), "/inquiries/999999".into()] {
        let answer = send(&house, &clerk, Method::GET, &path, Value::Null).await;
        assert_eq!((answer.status().as_u16(), problem(&answer)), (404, "no-such-inquiry".into()));
    }
    for (method, path, status) in [
        (Method::GET, "/inquiries/01".to_owned(), 404),
        (Method::GET, "/inquiries?x=1".to_owned(), 404),
        (Method::DELETE, "/inquiries".to_owned(), 405),
        (Method::GET, format!("{path}/answer"), 405),
    ] {
        let answer = send(&house, &clerk, method, &path, Value::Null).await;
        assert_eq!(answer.status(), status, "{path}");
    }
    for body in [
        value!({ "resolution": "followed" }),
        value!({ "resolution": "followed", "text": "  " }),
        value!({ "resolution": "maybe", "text": "Ja" }),
        value!({ "resolution": "followed", "text": "x".repeat(2001) }),
        value!({ "resolution": "followed", "text": "a\u{7}b" }),
        value!({ "resolution": "followed", "text": "Ja", "more": 1 }),
    ] {
        let answer = send(&house, &clerk, Method::POST, &format!("{path}/answer"), body).await;
        assert_eq!((answer.status().as_u16(), problem(&answer)), (422, "answer-malformed".into()));
    }
    let body = value!({ "resolution": "not-followed", "text": "Loven sier at vi må." });
    let answer = send(&house, &clerk, Method::POST, &format!("{path}/answer"), body).await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_person_has_a_bounded_number_of_open_questions() {
    let house = TestHouse::start().await;
    for _ in 0..sluse::acts::OPEN_INQUIRIES.most {
        ask_about(&house, PERSON, Matter::Question).await;
    }
    let regarding = Regarding { entry: EntryIndex(1), consumer: municipality(), purpose: None };
    let words = Words::parse("Enda et").unwrap();
    let refused = house.acts().ask(&person(PERSON), regarding, Matter::Question, words).await;
    assert_eq!(refused.unwrap_err(), ActError::TooManyOpen);
    ask_about(&house, OTHER_PERSON, Matter::Question).await;
    let today = house.clock.now().day_in_norway();
    assert_eq!(house.acts().open_and_overdue(today), (21, 0));
    assert_eq!(house.acts().open_and_overdue(today.plus_days(31)), (21, 21));
}

#[tokio::test]
async fn as_many_acts_as_are_kept_begin_no_more_and_each_of_them_can_still_be_ended() {
    use sluse::acts::{Acts, Setting, When};
    let house = TestHouse::start().await;
    let limit = Limit { name: "standing_acts", most: 3 };
    let clock = house.clock.clone();
    let acts = Acts::keeping(limit, house.ledger().clone(), clock).unwrap();
    let who = person(PERSON);
    acts.consent(&who, given("2027-01-01")).await.unwrap();
    acts.reserve(&who, &purpose()).await.unwrap();
    acts.choose(&who, Setting { when: When::Any, channel: None }).await.unwrap();
    let regarding = Regarding { entry: EntryIndex(1), consumer: municipality(), purpose: None };
    let words = Words::parse("Hvorfor?").unwrap();
    let asked = acts.ask(&who, regarding, Matter::Question, words).await;
    assert_eq!(asked.unwrap_err(), ActError::Full);
    let other = person(OTHER_PERSON);
    assert_eq!(acts.consent(&other, given("2027-01-01")).await.unwrap_err(), ActError::Full);
    assert_eq!(acts.reserve(&other, &purpose()).await.unwrap_err(), ActError::Full);
    let never = Setting { when: When::Never, channel: None };
    assert_eq!(acts.choose(&other, never.clone()).await.unwrap_err(), ActError::Full);
    // Another choice takes the place of the one before, and endings make room.
    acts.choose(&who, never).await.unwrap();
    acts.withdraw(&who, &municipality(), &purpose()).await.unwrap();
    acts.end_reservation(&who, &purpose()).await.unwrap();
    acts.consent(&other, given("2027-01-01")).await.unwrap();
}

#[tokio::test]
async fn a_person_begins_a_bounded_number_of_acts_in_an_hour_and_ends_them_all() {
    let house = TestHouse::start().await;
    let (who, acts) = (person(PERSON), house.acts());
    let mut begun = 0;
    let refused = loop {
        match acts.consent(&who, given("2027-01-01")).await {
            Ok(_) => begun += 1,
            Err(refused) => break refused,
        }
        acts.withdraw(&who, &municipality(), &purpose()).await.unwrap();
    };
    assert_eq!((begun, refused), (sluse::acts::ACTS_OF_A_PERSON.most, ActError::TooOften));
    assert_eq!(acts.reserve(&who, &purpose()).await.unwrap_err(), ActError::TooOften);
    let setting = sluse::acts::Setting::default();
    assert_eq!(acts.choose(&who, setting).await.unwrap_err(), ActError::TooOften);
    acts.consent(&person(OTHER_PERSON), given("2027-01-01")).await.unwrap();
}

#[tokio::test]
async fn a_choice_stands_in_the_place_of_the_one_before_over_restarts() {
    use sluse::acts::{Setting, When};
    let house = TestHouse::start().await;
    let setting = |when| Setting { when, channel: None };
    for when in [When::Any, When::Never, When::First] {
        house.acts().choose(&person(PERSON), setting(when)).await.unwrap();
        assert_eq!(house.acts().chosen(&person(PERSON)).unwrap().when, when);
    }
    let house = house.restart().await;
    assert_eq!(house.acts().chosen(&person(PERSON)).unwrap().when, When::First);
    assert_eq!(house.ledger().standing().unwrap().len(), 1);
    assert!(house.acts().chosen(&person(OTHER_PERSON)).is_none());
}
