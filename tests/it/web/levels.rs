//! Authentication levels: what is accepted, what is kept of them, and how one logs in more strongly.

use super::browser::{Browser, Got, House};
use super::provider::Knows;
use super::sample::{KARI, Shelf, reading, record, refusal, whom};
use hyper::StatusCode;
use serde_json::{Value, json};
use sluse::ledger::entry::{Event, Reading, Refusal};
use sluse::policy::PolicySet;
use sluse::vocab::field::FieldPath;
use std::sync::Arc;

/// A house where the bundle needs the higher level.
fn house() -> House {
    House::changed(|options| options.acr_sensitive = vec!["loa-high".to_owned()])
}

fn substantial(claims: &mut Value) {
    claims["acr"] = json!("loa-substantial");
}

/// Logs in at the address that a page sent the browser to.
async fn log_in_there(browser: &mut Browser, house: &House, address: &str) -> Got {
    let sent = browser.get(house, address).await;
    let (code, state) = house.provider.person_logs_in(sent.location(), KARI);
    browser.get(house, &format!("/login/callback?code={code}&state={state}")).await
}

#[tokio::test]
async fn what_is_sensitive_needs_a_stronger_login_and_leads_to_it() {
    let house = house();
    house.provider.lie(|lies| lies.claims = substantial);
    let mut browser = Browser::login(&house, KARI).await;
    assert_eq!(house.provider.asked().levels, "loa-substantial loa-high");
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
    let weak = browser.clone();
    let sent = browser.get(&house, "/me/bundle").await;
    assert_eq!(
        (sent.status, sent.location()),
        (StatusCode::FOUND, "/login?level=high&to=readings")
    );
    let address = sent.location().to_owned();

    let got = log_in_there(&mut browser, &house, &address).await;
    assert_eq!(house.provider.asked().levels, "loa-high");
    assert_eq!(got.status, StatusCode::FORBIDDEN, "the provider gave the lower level all the same");
    assert_eq!(browser.get(&house, "/me/bundle").await.status, StatusCode::FOUND);

    house.provider.lie(|lies| lies.claims = |_| {});
    let got = log_in_there(&mut browser, &house, &address).await;
    assert_eq!((got.status, got.location()), (StatusCode::FOUND, "/readings"));
    assert_eq!(browser.get(&house, "/me/bundle").await.status, StatusCode::OK);
    assert_eq!(weak.clone().get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

/// A house whose register holds something that a statute makes confidential: the date of birth.
fn confidential() -> House {
    let mut sources = super::sample::sources();
    let open = "\"foedselsdato\"      = { ";
    assert!(sources[0].text.contains(open));
    sources[0].text =
        sources[0].text.replace(open, &format!("{open}sensitivity = \"confidential\", "));
    let policies = Arc::new(PolicySet::parse(&sources).unwrap());
    let shelf = Shelf { policies: policies.clone(), ..Shelf::new() };
    let house = House::built(shelf, |options| options.acr_sensitive = vec!["loa-high".to_owned()]);
    let of = |fields: &[&str]| {
        let fields = fields.iter().map(|path| FieldPath::parse(path).unwrap()).collect();
        Event::Reading(Reading { fields, ..reading() })
    };
    house.shelf.put(record(10, "2026-11-20T10:00:00Z", of(&["navn[].fornavn"]), whom(KARI)));
    house.shelf.put(record(11, "2026-11-20T11:37:00Z", of(&["foedselsdato"]), whom(KARI)));
    house.shelf.put(record(12, "2026-11-20T12:00:00Z", of(&["navn[].fornavn"]), whom(KARI)));
    // What was asked for was confidential, too.
    house.shelf.put(record(13, "2026-11-20T13:00:00Z", purpose_refused(), whom(KARI)));
    house
}

fn purpose_refused() -> Event {
    let Event::Refusal(refusal) = refusal("other-person") else { panic!("it is a refusal") };
    Event::Refusal(Refusal { purpose: Some("opptak".parse().unwrap()), ..refusal })
}

#[tokio::test]
async fn what_the_law_protects_more_is_left_out_of_everything_until_the_login_is_stronger() {
    let house = confidential();
    house.provider.lie(|lies| lies.claims = substantial);
    let mut browser = Browser::login(&house, KARI).await;
    let indexes = |got: &Got| {
        let document: Value = serde_json::from_str(&got.body).unwrap();
        let readings = document["readings"].as_array().unwrap().iter();
        let found: Vec<u64> = readings.map(|one| one["index"].as_u64().unwrap()).collect();
        (found, document["sensitive_hidden"].as_bool().unwrap())
    };
    for target in ["/me/readings", "/me/readings.json", "/me/readings?outcome=given"] {
        let got = browser.get(&house, target).await;
        assert_eq!(indexes(&got), (vec![12, 10], true), "{target}");
    }
    for (target, status) in [
        ("/readings/10/ask", StatusCode::OK),
        ("/readings/11/ask", StatusCode::NOT_FOUND),
        ("/readings/11/proof", StatusCode::NOT_FOUND),
        ("/readings/12/proof", StatusCode::OK),
        ("/readings/13/proof", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(browser.get(&house, target).await.status, status, "{target}");
    }
    let page = browser.get(&house, "/readings?lang=en").await.body;
    assert!(
        page.contains("shown when you log in at the highest level")
            && !page.contains("Date of birth")
    );
    for target in
        ["/me/readings.csv?lang=en", "/me/feed.atom", "/me/v2/findUsage", "/readings/print?lang=en"]
    {
        let got = browser.get(&house, target).await;
        assert_eq!(got.status, StatusCode::OK, "{target}");
        assert!(!got.body.contains("Date of birth") && !got.body.contains(":37"), "{target}");
    }
    house.provider.lie(|lies| lies.claims = |_| {});
    let address = "/login?level=high&to=readings";
    assert!(page.contains("href=\"/login?level=high&amp;to=readings\""), "{page}");
    log_in_there(&mut browser, &house, address).await;
    let got = browser.get(&house, "/me/readings").await;
    assert_eq!(indexes(&got), (vec![13, 12, 11, 10], false));
    assert!(!browser.get(&house, "/readings?lang=en").await.body.contains("at the highest level"));
}

#[tokio::test]
async fn where_no_level_is_sensitive_every_accepted_one_is_enough() {
    let house = House::new();
    house.provider.lie(|lies| lies.claims = substantial);
    let mut browser = Browser::login(&house, KARI).await;
    assert_eq!(browser.get(&house, "/me/bundle").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_login_leads_to_known_places_only() {
    let house = house();
    for target in [
        "/login?to=https://evil.test/",
        "/login?to=//evil.test",
        "/login?to=/readings",
        "/login?to=",
        "/login?to=readings&to=front",
        "/login?level=low",
        "/login?level=high&level=high",
    ] {
        let got = Browser::default().get(&house, target).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{target}");
        assert!(!got.head.contains_key("location"), "{target}");
    }
    let mut browser = Browser::default();
    let got = log_in_there(&mut browser, &house, "/login?to=front").await;
    assert_eq!(got.location(), "/");
}

#[tokio::test]
async fn the_level_that_a_login_was_begun_for_cannot_be_talked_down() {
    let house = house();
    house.provider.lie(|lies| lies.claims = substantial);
    let mut browser = Browser::default();
    let sent = browser.get(&house, "/login?level=high").await;
    let (code, state) = house.provider.person_logs_in(sent.location(), KARI);
    let high = browser.cookies["__Host-sluse-login"].clone();
    // The cookie is sealed: none of its letters can be another.
    for place in [0, 16, 24, high.len() - 1] {
        let mut touched = high.clone().into_bytes();
        touched[place] = if touched[place] == b'A' { b'B' } else { b'A' };
        let touched = String::from_utf8(touched).unwrap();
        browser.cookies.insert("__Host-sluse-login".to_owned(), touched);
        let got = browser.get(&house, &format!("/login/callback?code={code}&state={state}")).await;
        assert_eq!(got.element("h1"), "Innloggingen er brukt opp");
    }
    assert_eq!(house.provider.asked().tokens, 0);
    browser.cookies.insert("__Host-sluse-login".to_owned(), high);
    let got = browser.get(&house, &format!("/login/callback?code={code}&state={state}")).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn amr_may_be_a_text_or_several_and_auth_time_may_be_missing() {
    let good: [fn(&mut Value); 4] = [
        |claims| claims["amr"] = json!("BankID"),
        |claims| claims["amr"] = json!(["BankID", "Minid-APP"]),
        |claims| drop(claims.as_object_mut().unwrap().remove("amr")),
        |claims| drop(claims.as_object_mut().unwrap().remove("auth_time")),
    ];
    for lie in good {
        let house = House::new();
        house.provider.lie(|lies| lies.claims = lie);
        Browser::login(&house, KARI).await;
    }
    let bad: [fn(&mut Value); 6] = [
        |claims| claims["amr"] = json!(7),
        |claims| claims["amr"] = json!([7]),
        |claims| claims["amr"] = Value::from(vec!["x"; 17]),
        |claims| claims["amr"] = json!("x".repeat(256)),
        |claims| claims["auth_time"] = json!("now"),
        |claims| claims["sid"] = json!(["session-1"]),
    ];
    for (place, lie) in bad.into_iter().enumerate() {
        let house = House::new();
        house.provider.lie(|lies| {
            lies.claims = lie;
            lies.knows = Knows::Secret;
        });
        let got = Browser::default().try_login(&house, KARI).await;
        assert_eq!(got.status, StatusCode::BAD_GATEWAY, "lie {place}");
    }
}
