//! Sessions: how they begin, how they end, and who cannot use them.

use super::browser::{Browser, House};
use super::clock::minutes;
use super::provider::pairs;
use super::sample::{KARI, OLA, reading_at};
use hyper::{Method, StatusCode};
use std::sync::atomic::Ordering;

const SESSION: &str = "__Host-sluse-session";

#[tokio::test]
async fn without_a_session_nothing_is_shown() {
    let house = House::new();
    house.shelf.put(reading_at(10, "2026-11-21T10:00:00Z", KARI));
    for cookie in [None, Some("guess"), Some("")] {
        let mut browser = Browser::default();
        if let Some(cookie) = cookie {
            browser.cookies.insert(SESSION.to_owned(), cookie.to_owned());
        }
        let page = browser.get(&house, "/readings").await;
        assert_eq!(
            (page.status, page.element("h1")),
            (StatusCode::UNAUTHORIZED, "Du må logge inn")
        );
        assert!(page.head.contains_key("www-authenticate"));
        let json = browser.get(&house, "/me/readings").await;
        assert_eq!(json.status, StatusCode::UNAUTHORIZED);
        assert_eq!(json.head["content-type"], "application/problem+json");
        assert!(json.body.contains("not-logged-in"));
    }
}

#[tokio::test]
async fn a_session_ends_after_fifteen_idle_minutes() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    for _ in 0..3 {
        house.clock.pass(minutes(14));
        assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
    }
    house.clock.pass(minutes(15));
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_ends_after_an_hour_in_any_case() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    for _ in 0..5 {
        house.clock.pass(minutes(11));
        assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
    }
    house.clock.pass(minutes(5));
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_login_gives_a_new_cookie_and_ends_the_session_before() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    let before = browser.clone();
    let planted = browser.cookies[SESSION].clone();
    browser.try_login(&house, OLA).await;
    assert_ne!(browser.cookies[SESSION], planted);
    assert_eq!(before.clone().get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn two_session_cookies_are_none() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    let own = browser.cookies[SESSION].clone();
    browser.cookies.insert(SESSION.to_owned(), format!("{own}; {SESSION}=other"));
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn logging_out_ends_the_session_here_and_leads_to_the_provider() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    let stolen = browser.clone();
    let token = browser.get(&house, "/readings").await.form_token();
    let out = browser.post(&house, "/logout", format!("csrf={token}")).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(out.last_form_origin(), "https://login.op.test");
    let (address, query) = out.location().split_once('?').unwrap();
    assert_eq!(address, "https://login.op.test/logout");
    let query = pairs(query);
    assert_eq!(query["client_id"], "innsyn");
    assert_eq!(query["post_logout_redirect_uri"], "https://people.test/logged-out");
    assert_eq!(query.len(), 3);
    assert_eq!(stolen.clone().get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
    assert!(!browser.cookies.contains_key(SESSION));

    let other = browser.get(&house, "/logged-out?state=another").await;
    assert_eq!(other.element("h1"), "Vi kjenner ikke denne utloggingen");
    let target = format!("/logged-out?state={}", query["state"]);
    let back = browser.get(&house, &target).await;
    assert_eq!((back.status, back.element("h1")), (StatusCode::OK, "Du er logget ut"));
    let again = browser.get(&house, &target).await;
    assert_eq!(again.element("h1"), "Vi kjenner ikke denne utloggingen");
}

#[tokio::test]
async fn without_logout_at_the_provider_one_is_logged_out_here() {
    let house = House::new();
    house.provider.lie(|lies| {
        lies.metadata =
            |metadata| drop(metadata.as_object_mut().unwrap().remove("end_session_endpoint"));
    });
    let mut browser = Browser::login(&house, KARI).await;
    let token = browser.get(&house, "/readings").await.form_token();
    let out = browser.post(&house, "/logout", format!("csrf={token}")).await;
    assert!(out.location().starts_with("/logged-out?state="));
    let target = out.location().to_owned();
    assert_eq!(browser.get(&house, &target).await.element("h1"), "Du er logget ut");
}

#[tokio::test]
async fn a_forged_logout_is_refused() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    let others = Browser::login(&house, OLA).await.get(&house, "/").await.form_token();
    for body in [String::new(), "csrf=".into(), format!("csrf={others}"), "csrf=%ff".into()] {
        let got = browser.post(&house, "/logout", body).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
        assert_eq!(got.element("h1"), "Skjemaet kom ikke herfra");
    }
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
    let got = browser.get(&house, "/logout").await;
    assert_eq!(
        (got.status, &got.head["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap())
    );
}

#[tokio::test]
async fn a_forged_return_from_logout_is_not_believed() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    for target in ["/logged-out", "/logged-out?state=x", "/logged-out?state=x&state=y"] {
        let got = browser.get(&house, target).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST);
        assert_eq!(got.element("h1"), "Vi kjenner ikke denne utloggingen");
    }
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
}

#[tokio::test]
async fn logging_out_when_the_session_has_run_out_works() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    let token = browser.get(&house, "/readings").await.form_token();
    house.clock.pass(minutes(30));
    let out = browser.post(&house, "/logout", format!("csrf={token}")).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    let target = out.location().to_owned();
    assert_eq!(browser.get(&house, &target).await.element("h1"), "Du er logget ut");
}

#[tokio::test]
async fn a_ledger_that_cannot_be_read_is_told() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    house.shelf.broken.store(true, Ordering::SeqCst);
    let page = browser.get(&house, "/readings").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.element("h1"), "Vi får ikke hentet listen nå");
    let json = browser.get(&house, "/me/readings").await;
    assert_eq!(json.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(json.body.contains("readings-unreadable"));
}

#[tokio::test]
async fn wrong_methods_and_addresses_are_told_apart() {
    let house = House::new();
    let mut browser = Browser::default();
    for (method, target, status) in [
        (Method::POST, "/", StatusCode::METHOD_NOT_ALLOWED),
        (Method::DELETE, "/readings", StatusCode::METHOD_NOT_ALLOWED),
        (Method::GET, "/none", StatusCode::NOT_FOUND),
        (Method::GET, "/readings?before=-1", StatusCode::BAD_REQUEST),
        (Method::GET, "/readings?before=1&before=2", StatusCode::BAD_REQUEST),
        (Method::GET, "/me/readings?before=99999999999999999999999", StatusCode::BAD_REQUEST),
        (Method::HEAD, "/about", StatusCode::OK),
        (Method::GET, "/style.css", StatusCode::OK),
    ] {
        let got = browser.ask(&house, method.clone(), target, String::new()).await;
        assert_eq!(got.status, status, "{method} {target}");
        assert_eq!(got.head.contains_key("allow"), status == StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn the_bundle_is_for_who_it_is_about() {
    let house = House::new();
    let refused = Browser::default().get(&house, "/me/bundle").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/readings").await;
    assert!(page.body.contains("href=\"/me/bundle\""));
    let got = browser.get(&house, "/me/bundle").await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "the bundle of Kari"));
    assert_eq!(got.head["content-type"], "application/json");
    assert_eq!(got.head["content-disposition"], "attachment; filename=\"sluse-bundle.json\"");
    assert_eq!(got.head["cache-control"], "no-store");
    let head = browser.ask(&house, Method::HEAD, "/me/bundle", String::new()).await;
    assert_eq!(head.status, StatusCode::METHOD_NOT_ALLOWED);
    house.shelf.broken.store(true, Ordering::SeqCst);
    let got = browser.get(&house, "/me/bundle").await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(got.head.contains_key("retry-after") && got.body.contains("readings-unreadable"));
}
