//! Findings about a grant that the client's own program made.

use super::{Practice, SCOPE, start};
use crate::house::client_key;
use serde_json::{Value, json};
use sluse::cli::doctor::Code;
use std::time::Duration;

/// The good grant's claims with these changes.
fn grant(practice: &Practice, changes: Value) -> String {
    let now = start().seconds();
    let mut claims = json!({
        "aud": format!("{}/", practice.house.machine), "iss": "kommune", "scope": SCOPE,
        "iat": now, "exp": now + 100, "jti": "of the client's own program",
    });
    claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    client_key().sign("JWT", &claims).unwrap()
}

async fn finds(practice: &Practice, grant: &str, wanted: &[Code]) {
    let profile = practice.profile();
    let report = practice.examine_at(&profile, Duration::ZERO, Some(grant)).await;
    let found: Vec<_> = report.findings().collect();
    assert_eq!(found, wanted, "{report}");
}

#[tokio::test]
async fn a_grant_of_the_clients_own_is_good_once_and_then_reused() {
    let practice = Practice::open().await;
    let own = grant(&practice, json!({}));
    finds(&practice, &format!("{own}\n"), &[]).await;
    finds(&practice, &own, &[Code::GrantReused]).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_grant_is_read_from_it() {
    let practice = Practice::open().await;
    let now = start().seconds();
    let token = format!("{}/token", practice.house.machine);
    let cases = [
        (json!({ "aud": token }), Code::AudienceIsTokenUrl),
        (json!({ "aud": practice.house.machine }), Code::IssuerWithoutSlash),
        (json!({ "aud": ["a", "b"] }), Code::AudienceWrong),
        (json!({ "iss": "another" }), Code::ClientUnknown),
        (json!({ "iat": now * 1000, "exp": now * 1000 + 100_000 }), Code::GrantInMilliseconds),
        (json!({ "exp": now + 3600 }), Code::GrantTooLong),
        (json!({ "iat": now - 60, "exp": now + 40 }), Code::ClockOff),
        (json!({ "iat": "now" }), Code::GrantMalformed),
        (json!({ "colour": "red" }), Code::GrantMalformed),
    ];
    for (changes, code) in cases {
        finds(&practice, &grant(&practice, changes), &[code]).await;
    }
    finds(&practice, "no grant", &[Code::GrantMalformed]).await;
    let header = json!({ "alg": "RS256", "x5c": "MII" });
    let textual = client_key().sign_under(&header, &json!({ "iat": now, "exp": now + 100 }));
    let textual = textual.unwrap();
    let wanted = [Code::X5cAsText, Code::AudienceWrong, Code::ClientUnknown];
    finds(&practice, &textual, &wanted).await;
}
