//! Whose signature is on a grant: what needs a registry of its own. The attacks are in `attacks/`.

use super::{House, STRANGER_KEY, claims, grant, with_header};
use serde_json::json;

const MALFORMED: (u16, &str, &str) = (400, "invalid_request", "MP-011");
const SIGNATURE: (u16, &str, &str) = (400, "invalid_grant", "MP-124");

async fn refuse(
    house: &House,
    assertion: &str,
    (status, error, code): (u16, &str, &str),
) -> String {
    house.refuse(assertion, status, error, code).await
}

#[tokio::test]
async fn an_expired_key_is_refused() {
    let header = json!({ "alg": "RS256", "kid": "old-key" });
    refuse(&House::new(), &with_header(&header), (400, "invalid_grant", "MP-121")).await;
}

#[tokio::test]
async fn a_signature_of_another_key_is_refused_and_the_client_is_named_in_the_ledger() {
    let house = House::new();
    let forged = STRANGER_KEY.sign("JWT", &claims(&json!({}))).unwrap();
    refuse(&house, &forged, SIGNATURE).await;
    assert_eq!(house.ledger.refusals()[0].client.as_ref().unwrap().as_str(), "kommune-1");
    let other = grant(json!({}));
    let (_, signature) = other.rsplit_once('.').unwrap();
    let signed = grant(json!({}));
    let (signed, _) = signed.rsplit_once('.').unwrap();
    refuse(&house, &format!("{signed}.{signature}"), SIGNATURE).await;
}

#[tokio::test]
async fn an_unknown_client_is_refused() {
    let house = House::new();
    for iss in [json!("kommune-2"), json!("Kommune-1"), json!(""), json!("a".repeat(65))] {
        let told =
            refuse(&house, &grant(json!({ "iss": iss })), (400, "invalid_grant", "MP-100")).await;
        assert!(told.ends_with("Client not found"), "{told}");
        assert!(house.ledger.refusals().pop().unwrap().client.is_none());
    }
    refuse(&house, &grant(json!({ "iss": 1 })), MALFORMED).await;
    refuse(&house, &grant(json!({ "iss": null })), MALFORMED).await;
}
