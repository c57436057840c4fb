//! Attacks on the claims of a grant.

use super::{House, ISSUER, NOW, PERSON, claims, grant, grant_of};
use serde_json::{Value, json};

const MALFORMED: (u16, &str, &str) = (400, "invalid_request", "MP-011");

async fn refuse(house: &House, changes: Value, (status, error, code): (u16, &str, &str)) -> String {
    house.refuse(&grant(changes), status, error, code).await
}

#[tokio::test]
async fn a_date_of_another_type_or_out_of_range_is_refused() {
    let house = House::new();
    for name in ["iat", "exp", "nbf"] {
        for date in [
            "\"1767222000\"",
            "-1",
            "9223372036854775808",
            "18446744073709551616",
            "null",
            "[1767222000]",
            "{}",
            "1e300",
            "253402300800",
        ] {
            let payload = claims(&json!({ name: 0 })).to_string();
            let payload = payload.replace(&format!("\"{name}\":0"), &format!("\"{name}\":{date}"));
            let told = house.refuse(&grant_of(&payload), 400, "invalid_request", "MP-011").await;
            assert!(told.ends_with(&format!("JWT claim {name}")), "{name} {date}: {told}");
        }
        let payload = claims(&json!({ name: 0 })).to_string();
        let payload = payload.replace(&format!("\"{name}\":0"), &format!("\"{name}\":1e400"));
        house.refuse(&grant_of(&payload), 400, "invalid_request", "MP-011").await;
    }
}

#[tokio::test]
async fn a_missing_claim_is_named() {
    let house = House::new();
    for name in ["aud", "iat", "exp", "scope", "iss"] {
        let told = refuse(&house, json!({ name: null }), MALFORMED).await;
        assert_eq!(told, format!("Invalid assertion. Missing JWT claim {name}"));
    }
}

#[tokio::test]
async fn the_audience_is_exactly_the_issuer() {
    let house = House::new();
    for aud in [
        json!([ISSUER]),
        json!([ISSUER, "https://other.example/"]),
        json!(format!("{ISSUER}token")),
        json!(ISSUER.trim_end_matches('/')),
        json!(format!("{ISSUER}/")),
        json!(ISSUER.to_uppercase()),
        json!(1),
        json!(""),
    ] {
        refuse(&house, json!({ "aud": aud }), (400, "invalid_grant", "MP-110")).await;
    }
}

#[tokio::test]
async fn each_fault_of_time_has_its_own_text() {
    let house = House::new();
    let grant_error = |code| (400, "invalid_grant", code);
    for (changes, code, text) in [
        (json!({ "iat": NOW + 11, "exp": NOW + 100 }), "iat-ahead", "Issue time is after now"),
        (json!({ "iat": NOW - 11, "exp": NOW + 100 }), "iat-too-old", "Issue time is too old"),
        (json!({ "iat": NOW - 300, "exp": NOW - 200 }), "MP-130", "JWT is expired"),
        (json!({ "exp": NOW }), "MP-130", "JWT is expired"),
        (json!({ "exp": NOW + 121 }), "lifetime-too-long", "JWT lifetime is too long"),
        (json!({ "exp": 253_402_300_799_u64 }), "lifetime-too-long", "JWT lifetime is too long"),
        (json!({ "iat": NOW + 10, "exp": NOW + 5 }), "exp-before-iat", "Invalid JWT lifetime"),
        (json!({ "nbf": NOW + 11 }), "nbf-ahead", "JWT is not valid yet"),
    ] {
        let told = refuse(&house, changes, grant_error(code)).await;
        assert!(told.starts_with(&format!("Invalid assertion. {text}")), "{told}");
    }
}

#[tokio::test]
async fn an_unknown_claim_is_refused_without_being_repeated() {
    let house = House::new();
    for name in ["foo", "SCOPE", "sub", "email", "client_id"] {
        let told = refuse(&house, json!({ name: PERSON }), MALFORMED).await;
        assert_eq!(told, "Invalid assertion. Unknown JWT claim");
    }
}

#[tokio::test]
async fn malformed_optional_claims_are_refused_by_name() {
    let house = House::new();
    let long = "https://a.example/".to_owned() + &"a".repeat(600);
    for (name, value) in [
        ("jti", json!("")),
        ("jti", json!(1)),
        ("jti", json!("a".repeat(257))),
        ("resource", json!("")),
        ("resource", json!([])),
        ("resource", json!("no-scheme")),
        ("resource", json!("https://a.example/#fragment")),
        ("resource", json!("https://a.example/ b")),
        ("resource", json!([1])),
        ("resource", json!(vec!["https://a.example/"; 9])),
        ("resource", json!(long)),
        ("consumer_org", json!("0192:312143046")),
        ("consumer_org", json!(312_143_046)),
        ("pid", json!("17859241205")),
        ("pid", json!("1785924120")),
        ("pid", json!(17_859_241_204_u64)),
    ] {
        let told = refuse(&house, json!({ name: value }), MALFORMED).await;
        assert_eq!(told, format!("Invalid assertion. Invalid parameter value: JWT claim {name}"));
    }
}
