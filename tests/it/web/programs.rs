//! A program asks, consents and reserves for the person whose token it has: by form or as JSON.

use super::access::{let_in, problem, token};
use super::browser::{Browser, Got, House};
use super::deeds::{Real, real_with};
use super::sample::KARI;
use hyper::{Method, StatusCode};
use serde_json::Value;
use sluse::vocab::party::Organisation;
use sluse::vocab::subject::PersonNumber;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

async fn post(house: &House, target: &str, kind: &str, body: &str) -> Got {
    let token = format!("Bearer {}", token(house, |_| ()));
    let fields = [("authorization", token.as_str()), ("content-type", kind)];
    Browser::default().ask_with(house, Method::POST, target, body.to_owned(), &fields).await
}

async fn get(house: &House, target: &str) -> Value {
    let token = format!("Bearer {}", token(house, |_| ()));
    let fields = [("authorization", token.as_str())];
    let got = Browser::default().ask_with(house, Method::GET, target, String::new(), &fields).await;
    assert_eq!(got.status, StatusCode::OK, "{target}: {}", got.body);
    serde_json::from_str(&got.body).unwrap()
}

fn entry(got: &Got) -> u64 {
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
    let document: Value = serde_json::from_str(&got.body).unwrap();
    document["entry"].as_u64().unwrap()
}

#[tokio::test]
async fn a_program_acts_for_the_person_without_a_form_token() {
    let Real { place, ledger, acts, house } = real_with(let_in).await;
    let ask = "/me/readings/0/ask";
    let by_json = post(&house, ask, JSON, r#"{"matter":"question","text":"Hvorfor «meg»?"}"#).await;
    let by_form = post(&house, ask, FORM, "matter=objection&text=Nei").await;
    assert!(entry(&by_json) < entry(&by_form));
    let questions = get(&house, "/me/questions").await;
    assert_eq!(questions["questions"][1]["text"], "Hvorfor «meg»?");
    assert_eq!(questions["questions"][1]["question"], entry(&by_json));
    assert_eq!(questions["questions"][0]["matter"], "objection");

    let kari = PersonNumber::parse(KARI).unwrap();
    let testby = Organisation::parse("312143046").unwrap();
    let purpose = "tilskudd".parse().unwrap();
    let to = |what: &str| format!("/me/purposes/tilskudd/{what}");
    let body = r#"{"consumer":"312143046","months":12}"#;
    let consent = entry(&post(&house, &to("consent"), JSON, body).await);
    assert!(acts.consented(&kari, &testby, &purpose).is_some());
    let receipt = get(&house, &format!("/me/consents/{consent}/receipt")).await;
    assert_eq!(receipt["event"]["state"], "given");
    let purposes = get(&house, "/me/purposes").await;
    assert!(purposes.to_string().contains(&format!("/me/consents/{consent}/receipt")));
    entry(&post(&house, &to("withdraw"), JSON, r#"{"consumer":"312143046"}"#).await);
    assert!(acts.consented(&kari, &testby, &purpose).is_none());
    entry(&post(&house, &to("reserve"), JSON, "{}").await);
    assert!(acts.reserved(&kari, &purpose).is_some());
    entry(&post(&house, &to("unreserve"), JSON, "").await);
    assert!(acts.reserved(&kari, &purpose).is_none());
    let again = post(&house, &to("unreserve"), JSON, "{}").await;
    assert_eq!((again.status, &*problem(&again)), (StatusCode::CONFLICT, "not-taken"));
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn what_a_program_sends_is_read_strictly() {
    let Real { ledger, house, .. } = real_with(let_in).await;
    let before = ledger.size();
    let ask = "/me/readings/0/ask";
    for body in [
        "",
        "{}",
        "null",
        "[\"question\",\"Hei\"]",
        r#"{"matter":"question"}"#,
        r#"{"matter":"question","text":"Hei","more":1}"#,
        r#"{"matter":"question","matter":"question","text":"Hei"}"#,
        r#"{"matter":"question","text":["Hei"]}"#,
        r#"{"matter":"question","text":"Hei"} x"#,
        r#"{"matter":"other","text":"Hei"}"#,
        r#"{"matter":"question","text":" "}"#,
        "matter=question&text=Hei",
    ] {
        let got = post(&house, ask, JSON, body).await;
        let told = (got.status, problem(&got));
        assert_eq!(
            (told.0, &*told.1),
            (StatusCode::UNPROCESSABLE_ENTITY, "form-malformed"),
            "{body}"
        );
    }
    for kind in ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""] {
        let got = post(&house, ask, kind, r#"{"matter":"question","text":"Hei"}"#).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
    }
    for body in [
        r#"{"consumer":"312143046","months":"12"}"#,
        r#"{"consumer":"312143046","months":65536}"#,
        r#"{"consumer":312143046,"months":12}"#,
        r#"{"months":12}"#,
    ] {
        let got = post(&house, "/me/purposes/tilskudd/consent", JSON, body).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    for body in [
        r#"{"consumer":"312143046","months":13}"#,
        r#"{"consumer":"311672118","months":12}"#,
        r#"{"consumer":"x","months":12}"#,
    ] {
        let got = post(&house, "/me/purposes/tilskudd/consent", JSON, body).await;
        assert_eq!(got.status, StatusCode::CONFLICT, "{body}");
    }
    assert_eq!(ledger.size(), before);
}

#[tokio::test]
async fn a_cookie_needs_the_form_token_in_json_too() {
    let Real { ledger, acts, house, .. } = real_with(let_in).await;
    let mut browser = Browser::login(&house, KARI).await;
    let token = browser.get(&house, "/readings/0/ask").await.form_token();
    let before = ledger.size();
    let target = "/me/purposes/tilskudd/reserve";
    let send = async |browser: &mut Browser, body: String| {
        let fields = [("content-type", JSON)];
        browser.ask_with(&house, Method::POST, target, body, &fields).await
    };
    for body in ["", "{}", r#"{"csrf":""}"#, r#"{"csrf":"x"}"#] {
        let got = send(&mut browser, body.to_owned()).await;
        assert_eq!(
            (got.status, &*problem(&got)),
            (StatusCode::FORBIDDEN, "form-refused"),
            "{body}"
        );
    }
    let twice = send(&mut browser, format!("{{\"csrf\":\"{token}\",\"csrf\":\"{token}\"}}")).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ledger.size(), before);
    let done = send(&mut browser, format!("{{\"csrf\":\"{token}\"}}")).await;
    entry(&done);
    let kari = PersonNumber::parse(KARI).unwrap();
    assert!(acts.reserved(&kari, &"tilskudd".parse().unwrap()).is_some());
}

#[tokio::test]
async fn pages_take_no_json() {
    let Real { ledger, house, .. } = real_with(let_in).await;
    let mut browser = Browser::login(&house, KARI).await;
    let token = browser.get(&house, "/readings/0/ask").await.form_token();
    let before = ledger.size();
    let body = format!("{{\"csrf\":\"{token}\"}}");
    let fields = [("content-type", JSON)];
    let target = "/purposes/tilskudd/reserve";
    let got = browser.ask_with(&house, Method::POST, target, body, &fields).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert_eq!(ledger.size(), before);
}

#[tokio::test]
async fn an_address_that_tries_tokens_is_told_to_wait_and_good_ones_go_on() {
    let house = House::wary(let_in);
    let mut told = Vec::new();
    for _ in 0..30 {
        let fields = [("authorization", "Bearer nonsense")];
        let got = Browser::default()
            .ask_with(&house, Method::GET, "/me/readings", String::new(), &fields)
            .await;
        told.push(got.status);
        if got.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(got.head.contains_key("retry-after"));
        }
    }
    assert_eq!(told[0], StatusCode::UNAUTHORIZED);
    assert!(told.contains(&StatusCode::TOO_MANY_REQUESTS), "{told:?}");
    get(&house, "/me/readings").await;
    Browser::login(&house, KARI).await;
}
