//! Id tokens that must not log anyone in.

use super::browser::{Browser, House};
use super::clock::minutes;
use super::provider::{FIRST, Lies, SECOND};
use super::sample::KARI;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::StatusCode;
use serde_json::{Value, json};
use sluse::jose::alg::Algorithm;
use sluse::jose::jws::SigningKey;

/// Tries to log in at a provider that lies: status and heading.
async fn told(change: impl FnOnce(&mut Lies)) -> (StatusCode, String) {
    let house = House::new();
    house.provider.lie(change);
    let mut browser = Browser::default();
    let got = browser.try_login(&house, KARI).await;
    if got.status == StatusCode::FOUND {
        return (got.status, String::new());
    }
    assert!(!browser.cookies.contains_key("__Host-sluse-session"));
    (got.status, got.element("h1").to_owned())
}

async fn claims(lie: fn(&mut Value)) -> (StatusCode, String) {
    told(|lies| lies.claims = lie).await
}

fn unproven() -> (StatusCode, String) {
    (StatusCode::BAD_GATEWAY, "Vi kan ikke være sikre på at det er deg".to_owned())
}

fn logged_in() -> (StatusCode, String) {
    (StatusCode::FOUND, String::new())
}

#[tokio::test]
async fn a_claim_that_is_missing_proves_nothing() {
    let lies: [fn(&mut Value); 6] = [
        |claims| drop(claims.as_object_mut().unwrap().remove("iss")),
        |claims| drop(claims.as_object_mut().unwrap().remove("aud")),
        |claims| drop(claims.as_object_mut().unwrap().remove("sub")),
        |claims| drop(claims.as_object_mut().unwrap().remove("iat")),
        |claims| drop(claims.as_object_mut().unwrap().remove("exp")),
        |claims| drop(claims.as_object_mut().unwrap().remove("nonce")),
    ];
    for (place, lie) in lies.into_iter().enumerate() {
        assert_eq!(claims(lie).await, unproven(), "lie {place}");
    }
}

#[tokio::test]
async fn a_claim_that_is_wrong_proves_nothing() {
    let lies: [fn(&mut Value); 12] = [
        |claims| claims["iss"] = json!("https://op.test/"),
        |claims| claims["aud"] = json!("another"),
        |claims| claims["aud"] = json!(["another"]),
        |claims| claims["aud"] = json!(["innsyn", "another"]),
        |claims| claims["azp"] = json!("another"),
        |claims| claims["nonce"] = json!("another"),
        |claims| claims["sub"] = json!(""),
        |claims| claims["sub"] = json!("x".repeat(256)),
        |claims| claims["exp"] = json!(claims["iat"].as_u64().unwrap() - 10),
        |claims| claims["iat"] = json!(claims["iat"].as_u64().unwrap() + 11),
        |claims| claims["iat"] = json!(claims["iat"].as_u64().unwrap() - 611),
        |claims| claims["iat"] = json!("now"),
    ];
    for (place, lie) in lies.into_iter().enumerate() {
        assert_eq!(claims(lie).await, unproven(), "lie {place}");
    }
}

#[tokio::test]
async fn what_is_within_the_rules_logs_in() {
    let good: [fn(&mut Value); 5] = [
        |claims| claims["aud"] = json!(["innsyn"]),
        |claims| {
            claims["aud"] = json!(["other", "innsyn"]);
            claims["azp"] = json!("innsyn");
        },
        |claims| claims["iat"] = json!(claims["iat"].as_u64().unwrap() + 10),
        |claims| claims["exp"] = json!(claims["iat"].as_u64().unwrap() - 9),
        |claims| claims["acr"] = json!("loa-substantial"),
    ];
    for (place, change) in good.into_iter().enumerate() {
        assert_eq!(claims(change).await, logged_in(), "change {place}");
    }
}

#[tokio::test]
async fn a_level_that_is_too_low_or_not_stated_is_refused() {
    let low = (StatusCode::FORBIDDEN, "Du må logge inn på et høyere nivå".to_owned());
    assert_eq!(claims(|claims| claims["acr"] = json!("loa-low")).await, low);
    assert_eq!(claims(|claims| drop(claims.as_object_mut().unwrap().remove("acr"))).await, low);
    assert_eq!(claims(|claims| claims["acr"] = json!(["loa-high"])).await, low);
}

#[tokio::test]
async fn a_token_without_a_persons_number_is_refused() {
    let nobody = (StatusCode::FORBIDDEN, "Vi fikk ikke vite hvem du er".to_owned());
    assert_eq!(claims(|claims| claims["pid"] = json!("01817010056")).await, nobody);
    assert_eq!(claims(|claims| claims["pid"] = json!(1_817_010_055_u64)).await, nobody);
    assert_eq!(claims(|claims| drop(claims.as_object_mut().unwrap().remove("pid"))).await, nobody);
}

/// A token with the claims of this one and another header, signed by nobody.
fn unsigned(token: String) -> String {
    let claims = token.split('.').nth(1).unwrap().to_owned();
    format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#))
}

/// The same token with one letter of the claims changed.
fn touched(token: String) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(&parts[1]).unwrap()).unwrap();
    parts[1] = URL_SAFE_NO_PAD.encode(claims.replacen("loa-high", "loa-hiGh", 1));
    parts.join(".")
}

/// The claims signed anew with the right key under a header without `kid`.
fn without_kid(token: String) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let signed = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","typ":"JWT"}"#));
    let pem = FIRST.to_pkcs8_pem();
    let signer = josekit::jws::RS256.signer_from_pem(pem.expose()).unwrap();
    let signature = josekit::jws::JwsSigner::sign(&signer, signed.as_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The claims signed with the right key and an algorithm that is not accepted.
fn with_rs512(token: String) -> String {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    let pem = FIRST.to_pkcs8_pem();
    let key = SigningKey::from_pem("first", Algorithm::Rs512, pem.expose()).unwrap();
    key.sign("JWT", &claims).unwrap()
}

#[tokio::test]
async fn a_token_that_is_not_signed_with_an_accepted_algorithm_is_refused() {
    for forge in [unsigned, touched, with_rs512, |token| format!("{token}x"), |_| String::new()] {
        assert_eq!(told(|lies| lies.token = forge).await, unproven());
    }
}

#[tokio::test]
async fn an_algorithm_that_the_key_can_do_but_we_do_not_accept_is_refused() {
    fn for_any_algorithm(key: &mut Value) {
        key.as_object_mut().unwrap().remove("alg");
    }
    assert_eq!(told(|lies| lies.key = for_any_algorithm).await, logged_in());
    let forged = told(|lies| {
        lies.key = for_any_algorithm;
        lies.token = with_rs512;
    });
    assert_eq!(forged.await, unproven());
}

#[tokio::test]
async fn a_token_of_a_key_that_is_not_published_is_refused() {
    assert_eq!(told(|lies| lies.signer = &SECOND).await, unproven());
}

#[tokio::test]
async fn a_token_may_leave_its_key_unnamed_only_if_there_is_one() {
    assert_eq!(told(|lies| lies.token = without_kid).await, logged_in());
    let both = told(|lies| {
        lies.token = without_kid;
        lies.published = vec![&FIRST, &SECOND];
    });
    assert_eq!(both.await, unproven());
}

#[tokio::test]
async fn a_key_that_is_new_is_fetched_at_once_and_then_once_a_minute() {
    let house = House::new();
    Browser::login(&house, KARI).await;
    assert_eq!(house.provider.asked().keys, 1);
    house.provider.lie(|lies| {
        lies.published = vec![&FIRST, &SECOND];
        lies.signer = &SECOND;
    });
    Browser::login(&house, KARI).await;
    assert_eq!(house.provider.asked().keys, 2);
    let stranger: &'static SigningKey =
        Box::leak(Box::new(SigningKey::generate_rsa("third", 2048).unwrap()));
    house.provider.lie(|lies| lies.signer = stranger);
    for _ in 0..3 {
        let got = Browser::default().try_login(&house, KARI).await;
        assert_eq!(got.status, StatusCode::BAD_GATEWAY);
    }
    assert_eq!(house.provider.asked().keys, 2, "unknown keys do not make us ask again and again");
    house.clock.pass(minutes(1));
    house.provider.lie(|lies| lies.published = vec![stranger]);
    Browser::login(&house, KARI).await;
    assert_eq!(house.provider.asked().keys, 3);
}
