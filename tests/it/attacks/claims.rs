//! 7 to 9 and 17: what the claims of a grant can try, dates above all.

use super::{MALFORMED, Siege, Told, header, signed, told};
use crate::house::{MUNICIPALITY, PERSON};
use serde_json::{Value, json};

/// A grant whose claim of this name is this very text.
fn with_text(siege: &Siege, name: &str, text: &str) -> String {
    let claims = siege.claims(&json!({ name: "HERE" })).to_string();
    signed(&header().to_string(), claims.replace("\"HERE\"", text))
}

async fn refuse(siege: &Siege, changes: Value, told: Told) -> String {
    siege.refuse_of(MUNICIPALITY, &siege.grant(changes), told).await
}

#[tokio::test]
async fn attack_07_dates_that_are_no_dates() {
    let siege = Siege::begin().await;
    for name in ["exp", "nbf", "iat"] {
        for date in [
            "\"1795262400\"",
            "\"2026-11-21T12:00:00Z\"",
            "\"\"",
            "-1",
            "-1795262400",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "1e300",
            "253402300800",
            "1795262400000",
            "null",
            "true",
            "[1795262400]",
            "{}",
        ] {
            let told =
                siege.refuse_of(MUNICIPALITY, &with_text(&siege, name, date), MALFORMED).await;
            let expected =
                format!("Invalid assertion. Invalid parameter value: JWT claim {name} (trace");
            assert!(told.starts_with(&expected), "{name} {date}: {told}");
        }
        let no_json = MALFORMED.beginning(
            "Invalid assertion. Invalid parameter value: the claims is not a JSON object (",
        );
        for text in ["1e400", "-1e400", "01", "0x10", "NaN", "Infinity", "1_000", "+1", "1."] {
            siege.refuse(&with_text(&siege, name, text), no_json).await;
        }
    }
}

#[tokio::test]
async fn attack_07_a_float_is_a_date() {
    let siege = Siege::begin().await;
    let now = siege.now();
    let claims = siege.claims(&json!({ "iat": "IAT", "exp": "EXP" })).to_string();
    let claims = claims
        .replace("\"IAT\"", &format!("{now}.0"))
        .replace("\"EXP\"", &format!("{}.0", now + 120));
    let answer = siege.ask(&signed(&header().to_string(), claims)).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
}

#[tokio::test]
async fn attack_08_a_required_claim_is_missing() {
    let siege = Siege::begin().await;
    for name in ["exp", "iat", "aud", "scope"] {
        let missing =
            told(400, "invalid_request", "MP-011", "Invalid assertion. Missing JWT claim ");
        let told = refuse(&siege, json!({ name: null }), missing).await;
        assert!(told.starts_with(&format!("{}{name} (", missing.begins)), "{told}");
    }
    let nobody =
        told(400, "invalid_request", "MP-011", "Invalid assertion. Missing JWT claim iss (");
    siege.refuse(&siege.grant(json!({ "iss": null })), nobody).await;
}

#[tokio::test]
async fn attack_09_an_audience_that_is_not_exactly_the_issuer() {
    let siege = Siege::begin().await;
    let wrong = told(
        400,
        "invalid_grant",
        "MP-110",
        "Invalid assertion. Invalid JWT claim aud: must be the issuer identifier, one text (",
    );
    let issuer = siege.issuer();
    for aud in [
        json!([issuer]),
        json!([issuer, "https://other.example/"]),
        json!(["https://other.example/", issuer]),
        json!([]),
        json!({}),
        json!(format!("{issuer}token")),
        json!(issuer.trim_end_matches('/')),
        json!(format!("{issuer}/")),
        json!(format!("{issuer} https://other.example/")),
        json!(issuer.to_uppercase()),
        json!(issuer.replace("https", "http")),
        json!("https://maskinporten.no/"),
        json!(""),
        json!(1),
        json!(null),
    ] {
        let claims = siege.claims(&json!({ "aud": "HERE" })).to_string();
        let claims = claims.replace("\"HERE\"", &aud.to_string());
        siege.refuse_of(MUNICIPALITY, &signed(&header().to_string(), claims), wrong).await;
    }
}

#[tokio::test]
async fn attack_17_times_that_do_not_fit_the_clock_or_each_other() {
    let siege = Siege::begin().await;
    let now = siege.now();
    let wrong = |page, begins| told(400, "invalid_grant", page, begins);
    let ahead = wrong("iat-ahead", "Invalid assertion. Issue time is after now: ");
    let old = wrong("iat-too-old", "Invalid assertion. Issue time is too old: ");
    let expired = wrong("MP-130", "Invalid assertion. JWT is expired (");
    let long = wrong("lifetime-too-long", "Invalid assertion. JWT lifetime is too long: ");
    let backwards = wrong("exp-before-iat", "Invalid assertion. Invalid JWT lifetime: ");
    let early = wrong("nbf-ahead", "Invalid assertion. JWT is not valid yet: ");
    for (changes, told) in [
        (json!({ "iat": now + 11, "exp": now + 100 }), ahead),
        (json!({ "iat": now + 3600, "exp": now + 3700 }), ahead),
        (json!({ "iat": now - 11, "exp": now + 100 }), old),
        (json!({ "iat": 0, "exp": now + 100 }), old),
        (json!({ "iat": now - 3600, "exp": now - 3500 }), expired),
        (json!({ "exp": now }), expired),
        (json!({ "exp": 0 }), expired),
        (json!({ "exp": now + 121 }), long),
        (json!({ "iat": now - 10, "exp": now + 111 }), long),
        (json!({ "iat": now + 10, "exp": now + 131 }), long),
        (json!({ "exp": 253_402_300_799_u64 }), long),
        (json!({ "iat": now + 10, "exp": now + 5 }), backwards),
        (json!({ "iat": now + 5, "exp": now + 5 }), backwards),
        (json!({ "nbf": now + 11 }), early),
        (json!({ "nbf": 253_402_300_799_u64 }), early),
    ] {
        refuse(&siege, changes, told).await;
    }
    for changes in [
        json!({ "exp": now + 120 }),
        json!({ "iat": now - 10 }),
        json!({ "iat": now + 10, "exp": now + 130 }),
    ] {
        assert_eq!(siege.ask(&siege.grant(changes)).await.status(), 200);
    }
}

#[tokio::test]
async fn attack_18_unknown_and_malformed_claims() {
    let siege = Siege::begin().await;
    let unknown = told(400, "invalid_request", "MP-011", "Invalid assertion. Unknown JWT claim (");
    for name in ["foo", "SCOPE", "sub", "email", "client_id", "act", "cnf", "__proto__", PERSON] {
        refuse(&siege, json!({ name: PERSON }), unknown).await;
    }
    refuse(&siege, json!({ "a_claim_with_a_secret_in_its_name": 1 }), unknown).await;
    let unregistered = told(
        400,
        "invalid_request",
        "on-behalf-of",
        "Invalid assertion. iss_onbehalfof is not registered on the client (",
    );
    refuse(&siege, json!({ "iss_onbehalfof": "x" }), unregistered).await;
    let long = format!("https://a.example/{}", "a".repeat(600));
    for (name, value) in [
        ("jti", json!("")),
        ("jti", json!(1)),
        ("jti", json!("a".repeat(257))),
        ("resource", json!("")),
        ("resource", json!([])),
        ("resource", json!("no-scheme")),
        ("resource", json!("javascript")),
        ("resource", json!("https://a.example/#fragment")),
        ("resource", json!("https://a.example/ b")),
        ("resource", json!("https://a.example/\"x")),
        ("resource", json!([1])),
        ("resource", json!([["https://a.example/"]])),
        ("resource", json!(vec!["https://a.example/"; 9])),
        ("resource", json!(long)),
        ("consumer_org", json!("0192:312143046")),
        ("consumer_org", json!(312_143_046)),
        ("consumer_org", json!("312143046\u{0}")),
        ("pid", json!("17859241205")),
        ("pid", json!(format!("{PERSON} "))),
        ("pid", json!(17_859_241_204_u64)),
        ("pid", json!([PERSON])),
    ] {
        let told = refuse(&siege, json!({ name: value }), MALFORMED).await;
        assert!(told.starts_with(&format!("{}JWT claim {name} (", MALFORMED.begins)), "{told}");
    }
}
