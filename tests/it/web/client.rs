//! How we prove at the provider who we are, and how requests are left there before a browser comes with
//! them.

use super::browser::{Browser, House};
use super::provider::{CLIENT_KEY, Knows, SECOND, pairs};
use super::sample::KARI;
use hyper::StatusCode;
use serde_json::{Value, json};
use sluse::jose::jws::SigningKey;
use sluse::login::Credential;
use std::sync::Arc;

/// A house that proves itself with this key, at a provider that knows the client's right one.
fn with_key(key: &SigningKey) -> House {
    let pem = key.to_pkcs8_pem();
    let key = SigningKey::from_pem(key.kid(), key.alg(), pem.expose()).unwrap();
    let house = House::changed(|options| options.credential = Credential::Key(Arc::new(key)));
    house.provider.lie(|lies| lies.knows = Knows::Key);
    house
}

fn takes_requests(metadata: &mut Value) {
    metadata["pushed_authorization_request_endpoint"] = json!("https://op.test/par");
}

#[tokio::test]
async fn a_key_proves_who_we_are_with_an_assertion_for_each_request() {
    let house = with_key(&CLIENT_KEY);
    house.provider.lie(|lies| lies.metadata = takes_requests);
    Browser::login(&house, KARI).await;
    Browser::login(&house, KARI).await;
    let asked = house.provider.asked();
    assert_eq!((asked.pushed, asked.tokens), (2, 2), "each had an assertion of its own");
}

#[tokio::test]
async fn a_key_that_the_provider_does_not_know_logs_nobody_in() {
    let house = with_key(&SECOND);
    let mut browser = Browser::default();
    let got = browser.try_login(&house, KARI).await;
    assert_eq!(got.status, StatusCode::BAD_GATEWAY);
    assert_eq!(got.element("h1"), "Innloggingen svarte feil");
    assert!(!browser.cookies.contains_key("__Host-sluse-session"));
    house.provider.lie(|lies| lies.metadata = takes_requests);
    house.clock.pass(super::clock::minutes(25 * 60));
    let got = browser.get(&house, "/login").await;
    assert_eq!(got.status, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_request_that_can_be_pushed_is_not_in_the_address() {
    let house = House::new();
    house.provider.lie(|lies| lies.metadata = takes_requests);
    let sent = Browser::default().get(&house, "/login").await;
    let query = pairs(sent.location().split_once('?').unwrap().1);
    assert_eq!(query.len(), 2);
    assert_eq!(
        (query["client_id"].as_str(), query["request_uri"].as_str()),
        ("innsyn", "urn:idporten:0")
    );
    let browser = Browser::login(&house, KARI).await;
    assert!(browser.cookies.contains_key("__Host-sluse-session"));
}

#[tokio::test]
async fn a_provider_that_wants_requests_pushed_must_say_whereto() {
    let house = House::new();
    house.provider.lie(|lies| {
        lies.metadata = |metadata| metadata["require_pushed_authorization_requests"] = json!(true);
    });
    let got = Browser::default().get(&house, "/login").await;
    assert_eq!(got.status, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_pushed_request_that_is_not_taken_sends_nobody_anywhere() {
    for (status, answer, told) in [
        (StatusCode::BAD_REQUEST, json!({ "error": "invalid_request" }), StatusCode::BAD_GATEWAY),
        (StatusCode::UNAUTHORIZED, json!({ "error": "invalid_client" }), StatusCode::BAD_GATEWAY),
        (StatusCode::FOUND, json!({}), StatusCode::BAD_GATEWAY),
        (StatusCode::BAD_GATEWAY, json!({}), StatusCode::SERVICE_UNAVAILABLE),
        (StatusCode::CREATED, json!({ "expires_in": 120 }), StatusCode::BAD_GATEWAY),
        (StatusCode::CREATED, json!({ "request_uri": "" }), StatusCode::BAD_GATEWAY),
        (StatusCode::CREATED, json!({ "request_uri": "x".repeat(1025) }), StatusCode::BAD_GATEWAY),
    ] {
        let house = House::new();
        house.provider.lie(|lies| {
            lies.metadata = takes_requests;
            lies.pushed = Some((status, answer.clone()));
        });
        let mut browser = Browser::default();
        let got = browser.get(&house, "/login").await;
        assert_eq!(got.status, told, "{status} {answer}");
        assert!(!got.head.contains_key("location") && browser.cookies.is_empty());
    }
}

#[tokio::test]
async fn what_is_asked_for_by_the_back_way_is_what_the_person_comes_with() {
    let house = House::changed(|options| options.acr_sensitive = vec!["loa-high".to_owned()]);
    house.provider.lie(|lies| lies.metadata = takes_requests);
    let mut browser = Browser::default();
    let sent = browser.get(&house, "/login?level=high").await;
    house.provider.person_logs_in(sent.location(), KARI);
    assert_eq!(house.provider.asked().levels, "loa-high");
}
