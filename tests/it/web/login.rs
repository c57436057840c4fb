//! Logging in: the good path, and every way it can go wrong before a token is looked at.

use super::browser::{Browser, House, options};
use super::clock::{TestClock, minutes};
use super::provider::{Provider, pairs};
use super::sample::{KARI, OLA, Shelf, reading_at};
use hyper::{Method, StatusCode};
use serde_json::json;
use sluse::web::{Web, WebError};
use std::collections::HashSet;
use std::sync::Arc;

#[tokio::test]
async fn a_person_logs_in_and_sees_the_readings_about_them_alone() {
    let house = House::new();
    house.shelf.put(reading_at(10, "2026-11-21T10:00:00Z", KARI));
    house.shelf.put(reading_at(11, "2026-11-21T10:01:00Z", OLA));
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/readings").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("id=\"r10\""));
    assert!(!page.body.contains("id=\"r11\""));
}

#[tokio::test]
async fn each_login_has_its_own_state_nonce_and_challenge() {
    let house = House::new();
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let sent = Browser::default().get(&house, "/login").await;
        let query = pairs(sent.location().split_once('?').unwrap().1);
        for name in ["state", "nonce", "code_challenge"] {
            assert_eq!(query[name].len(), 43);
            assert!(seen.insert(query[name].clone()), "{name} came twice");
        }
        assert_eq!(query["ui_locales"], "nb");
    }
    assert_eq!(house.provider.asked().metadata, 1, "the metadata is kept");
}

#[tokio::test]
async fn metadata_is_kept_a_day() {
    let house = House::new();
    Browser::default().get(&house, "/login").await;
    house.clock.pass(minutes(24 * 60 - 1));
    Browser::default().get(&house, "/login").await;
    assert_eq!(house.provider.asked().metadata, 1);
    house.clock.pass(minutes(2));
    Browser::default().get(&house, "/login").await;
    assert_eq!(house.provider.asked().metadata, 2);
}

#[tokio::test]
async fn metadata_of_another_issuer_or_without_tls_is_refused() {
    let lies: [fn(&mut serde_json::Value); 3] = [
        |metadata| metadata["issuer"] = json!("https://op.test/"),
        |metadata| metadata["token_endpoint"] = json!("http://op.test/token"),
        |metadata| metadata["jwks_uri"] = json!(null),
    ];
    for lie in lies {
        let house = House::new();
        house.provider.lie(|lies| lies.metadata = lie);
        let got = Browser::default().get(&house, "/login").await;
        assert_eq!(got.status, StatusCode::BAD_GATEWAY);
        assert_eq!(got.element("h1"), "Innloggingen svarte feil");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_and_left_alone_for_a_moment() {
    let house = House::new();
    house.provider.lie(|lies| lies.down = true);
    let got = Browser::default().get(&house, "/login").await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(got.element("h1"), "Innloggingen svarer ikke");
    assert!(got.head.contains_key("retry-after"));
    house.provider.lie(|lies| lies.down = false);
    assert_eq!(
        Browser::default().get(&house, "/login").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    house.clock.pass(minutes(1));
    assert_eq!(Browser::default().get(&house, "/login").await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn a_provider_that_goes_down_before_the_exchange_is_told() {
    let house = House::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    house.provider.lie(|lies| lies.down = true);
    let got = browser.get(&house, &back).await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!browser.cookies.contains_key("__Host-sluse-session"));
}

#[tokio::test]
async fn a_callback_finishes_a_login_once() {
    let house = House::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    assert_eq!(browser.get(&house, &back).await.status, StatusCode::FOUND);
    let again = browser.get(&house, &back).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.element("h1"), "Innloggingen er brukt opp");
    assert_eq!(house.provider.asked().tokens, 1, "the code is not even sent");
}

#[tokio::test]
async fn a_code_that_was_used_is_refused_in_another_login_too() {
    let house = House::new();
    let mut first = Browser::default();
    let back = first.go_to_provider(&house, KARI).await;
    let (stolen, _) = back.split_once("&state=").unwrap();
    first.get(&house, &back).await;
    let mut thief = Browser::default();
    let own = thief.go_to_provider(&house, OLA).await;
    let (_, state) = own.split_once("&state=").unwrap();
    let got = thief.get(&house, &format!("{stolen}&state={state}")).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert_eq!(got.element("h1"), "Innloggingen er ikke gyldig lenger");
}

#[tokio::test]
async fn a_stolen_code_that_is_unused_is_refused_for_its_challenge() {
    let house = House::new();
    let back = Browser::default().go_to_provider(&house, KARI).await;
    let (stolen, _) = back.split_once("&state=").unwrap();
    let mut thief = Browser::default();
    let own = thief.go_to_provider(&house, OLA).await;
    let (_, state) = own.split_once("&state=").unwrap();
    let got = thief.get(&house, &format!("{stolen}&state={state}")).await;
    assert_eq!(got.element("h1"), "Innloggingen er ikke gyldig lenger");
}

#[tokio::test]
async fn another_browser_cannot_finish_a_login() {
    let house = House::new();
    let back = Browser::default().go_to_provider(&house, KARI).await;
    let got = Browser::default().get(&house, &back).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert_eq!(got.element("h1"), "Innloggingen ble startet et annet sted");
    let mut victim = Browser::default();
    let own = victim.go_to_provider(&house, OLA).await;
    let got = victim.get(&house, &back).await;
    assert_eq!(got.element("h1"), "Dette er en annen innlogging");
    assert_eq!(house.provider.asked().tokens, 0);
    assert_eq!(victim.get(&house, &own).await.status, StatusCode::FOUND, "the own one still works");
}

#[tokio::test]
async fn a_login_takes_ten_minutes_at_most() {
    let house = House::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    house.clock.pass(minutes(10));
    assert_eq!(browser.get(&house, &back).await.element("h1"), "Innloggingen er brukt opp");
}

#[tokio::test]
async fn what_the_provider_says_no_to_has_its_own_page() {
    let house = House::new();
    for (error, status, heading) in [
        ("access_denied", StatusCode::FORBIDDEN, "Du avbrøt innloggingen"),
        ("invalid_request", StatusCode::FORBIDDEN, "Innloggingen sa nei"),
        ("temporarily_unavailable", StatusCode::SERVICE_UNAVAILABLE, "Innloggingen svarer ikke"),
    ] {
        let mut browser = Browser::default();
        let back = browser.go_to_provider(&house, KARI).await;
        let (_, state) = back.split_once("&state=").unwrap();
        let target = format!("/login/callback?error={error}&state={state}");
        let got = browser.get(&house, &target).await;
        assert_eq!((got.status, got.element("h1")), (status, heading));
        assert!(!got.body.contains(error));
    }
}

#[tokio::test]
async fn a_callback_that_lacks_or_repeats_something_is_refused() {
    let house = House::new();
    for change in ["", "&code=other", "&error=access_denied", "&iss=a&iss=b"] {
        let mut browser = Browser::default();
        let back = browser.go_to_provider(&house, KARI).await;
        let target = match change {
            "" => back.replacen("code=", "kode=", 1),
            change => format!("{back}{change}"),
        };
        let got = browser.get(&house, &target).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{target}");
        assert!(!browser.cookies.contains_key("__Host-sluse-session"), "{target}");
    }
    let got = Browser::default().get(&house, "/login/callback?state=%zz").await;
    assert_eq!(
        (got.status, got.element("h1")),
        (StatusCode::BAD_REQUEST, "Adressen er ikke riktig")
    );
}

#[tokio::test]
async fn a_callback_that_names_its_provider_must_name_the_right_one() {
    let house = House::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    let got = browser.get(&house, &format!("{back}&iss=https%3A%2F%2Fevil.test")).await;
    assert_eq!(
        (got.status, got.element("h1")),
        (StatusCode::BAD_REQUEST, "Svaret kom fra feil sted")
    );
    let back = browser.go_to_provider(&house, KARI).await;
    let got = browser.get(&house, &format!("{back}&iss=https%3A%2F%2Fop.test")).await;
    assert_eq!(got.status, StatusCode::FOUND);
}

#[tokio::test]
async fn a_provider_that_promises_to_name_itself_must_do_so() {
    let house = House::new();
    house.provider.lie(|lies| {
        lies.metadata = |metadata| {
            metadata["authorization_response_iss_parameter_supported"] = json!(true);
        };
    });
    let got = Browser::default().try_login(&house, KARI).await;
    assert_eq!(got.element("h1"), "Svaret kom fra feil sted");
}

#[tokio::test]
async fn looking_ahead_neither_begins_nor_finishes_a_login() {
    let house = House::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    for target in ["/login", &back] {
        let got = browser.ask(&house, Method::HEAD, target, String::new()).await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(got.head["allow"], "GET");
    }
    assert_eq!(browser.get(&house, &back).await.status, StatusCode::FOUND);
}

#[test]
fn addresses_without_tls_and_no_levels_are_refused_at_the_start() {
    let clock = Arc::new(TestClock::new());
    let (provider, shelf) = (Provider::new(clock.clone()), Arc::new(Shelf::new()));
    let build = |change: fn(&mut sluse::web::WebOptions)| {
        let mut options = options(&provider, &clock, &shelf);
        change(&mut options);
        Web::new(options).err()
    };
    assert_eq!(build(|_| {}), None);
    assert_eq!(
        build(|options| options.base_url = "http://people.test".into()),
        Some(WebError::BaseUrl)
    );
    assert_eq!(
        build(|options| options.base_url = "https://a.test/b".into()),
        Some(WebError::BaseUrl)
    );
    assert_eq!(build(|options| options.issuer = "http://op.test".into()), Some(WebError::Issuer));
    assert_eq!(
        build(|options| options.issuer = "https://op.test;x".into()),
        Some(WebError::Issuer)
    );
    assert_eq!(build(|options| options.acr_accepted.clear()), Some(WebError::NoLevel));
}
