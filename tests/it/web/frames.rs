//! Logout that the provider begins, in a frame of a page of its own (OpenID Connect Front-Channel Logout).

use super::browser::{Browser, House};
use super::sample::{KARI, OLA};
use hyper::{Method, StatusCode};
use serde_json::json;

const OURS: &str = "/logout/frontchannel?iss=https%3A%2F%2Fop.test&sid=sid-1";

/// A house whose provider says what it calls its session.
fn house() -> House {
    let house = House::new();
    house.provider.lie(|lies| lies.claims = |claims| claims["sid"] = json!("sid-1"));
    house
}

#[tokio::test]
async fn the_provider_logs_out_its_session_without_cookies() {
    let house = house();
    let mut here = Browser::login(&house, KARI).await;
    let mut there = Browser::login(&house, KARI).await;
    house.provider.lie(|lies| lies.claims = |claims| claims["sid"] = json!("sid-2"));
    let mut another = Browser::login(&house, OLA).await;
    let got = Browser::default().get(&house, OURS).await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, ""));
    assert!(!got.head.contains_key("set-cookie"));
    assert_eq!(here.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(there.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(another.get(&house, "/readings").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_forged_logout_changes_nothing_and_says_nothing() {
    let house = house();
    let mut browser = Browser::login(&house, KARI).await;
    house.provider.lie(|lies| lies.claims = |_| {});
    let mut nameless = Browser::login(&house, OLA).await;
    let right = {
        let mut gone = Browser::login(&house, KARI).await;
        let got = gone.get(&house, "/logout/frontchannel?iss=https%3A%2F%2Fop.test&sid=none").await;
        format!("{:?} {:?} {}", got.status, got.head, got.body)
    };
    for query in [
        "",
        "?sid=sid-1",
        "?iss=https%3A%2F%2Fop.test",
        "?iss=https%3A%2F%2Fop.test&sid=",
        "?iss=https%3A%2F%2Fop.test&sid=sid-2",
        "?iss=https%3A%2F%2Fop.test&sid=sid-1&sid=sid-2",
        "?iss=https%3A%2F%2Fop.test%2F&sid=sid-1",
        "?iss=https%3A%2F%2Fevil.test&sid=sid-1",
        "?iss=https%3A%2F%2Fop.test&iss=https%3A%2F%2Fevil.test&sid=sid-1",
    ] {
        let target = format!("/logout/frontchannel{query}");
        let got = browser.get(&house, &target).await;
        let told = format!("{:?} {:?} {}", got.status, got.head, got.body);
        assert_eq!(told, right, "{query}");
        assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK, "{query}");
        assert_eq!(nameless.get(&house, "/readings").await.status, StatusCode::OK, "{query}");
    }
    // A look ahead or a form ends nothing either.
    for method in [Method::HEAD, Method::POST] {
        let got = browser.ask(&house, method, OURS, String::new()).await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
    }
    Browser::default().get(&house, OURS).await;
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_the_provider_may_show_only_this_path_in_a_frame() {
    let house = house();
    let mut browser = Browser::login(&house, KARI).await;
    let ancestors = |policy: &str| {
        let (_, rest) = policy.split_once("frame-ancestors ").unwrap();
        rest.split(';').next().unwrap().to_owned()
    };
    let got = browser.get(&house, OURS).await;
    let policy = got.head["content-security-policy"].to_str().unwrap();
    assert_eq!(ancestors(policy), "https://op.test https://login.op.test");
    for target in ["/", "/logout", "/logout/frontchannel/", "/logged-out", "/login", "/readings"] {
        let got = browser.get(&house, target).await;
        let policy = got.head["content-security-policy"].to_str().unwrap();
        assert_eq!(ancestors(policy), "'none'", "{target}");
    }
}
