//! Tokens coming back: who they prove, and what they do not.

use super::{CLIENT_KEY, House, ISSUER, NOW, PERSON, RESOURCE, at_once, encode, grant, issuer_key};
use serde_json::{Value, json};
use sluse::jose::dpop::ProofFault;
use sluse::token::accept::{Caller, TokenRefused};
use sluse::token::sender::ProofRefused;
use sluse::vocab::time::Timestamp;
use std::sync::Arc;

fn accept(house: &House, field: &str) -> Result<Arc<Caller>, TokenRefused> {
    house.accept(field)
}

fn accept_claims(changes: &Value) -> Result<Arc<Caller>, TokenRefused> {
    accept(&House::new(), &format!("Bearer {}", token(changes)))
}

/// An access token of ours with these changes.
fn token(changes: &Value) -> String {
    issuer_key().sign("at+jwt", &claims(changes)).unwrap()
}

fn claims(changes: &Value) -> Value {
    let actor = json!({ "authority": "iso6523-actorid-upis", "ID": "0192:312143046" });
    let mut claims = json!({
        "iss": ISSUER, "client_id": "kommune-1", "scope": "a:b c:d", "consumer": actor,
        "iat": NOW, "exp": NOW + 120, "jti": "x", "token_type": "Bearer",
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            _ => claims[name] = value.clone(),
        }
    }
    claims
}

#[tokio::test]
async fn an_issued_token_proves_consumer_supplier_client_scopes_and_person() {
    let house = House::new();
    let changes = json!({
        "iss": "supplier-1", "consumer_org": "312143046", "pid": PERSON, "resource": RESOURCE,
    });
    let answer = house.issue(&grant(changes)).await;
    let field = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    for _ in 0..2 {
        let caller = accept(&house, &field).unwrap();
        assert_eq!(caller.consumer().as_str(), "312143046");
        assert_eq!(caller.supplier().unwrap().as_str(), "312445190");
        assert_eq!(caller.client_id().as_str(), "supplier-1");
        assert_eq!(caller.scopes().to_string(), "folkeregister:barnehage");
        assert_eq!(caller.pid().unwrap().expose(), PERSON);
        assert_eq!(caller.jti().len(), 43);
        assert_eq!(caller.expires(), Timestamp::from_seconds(NOW + 120));
        assert!(!format!("{caller:?}").contains(PERSON));
    }
}

#[tokio::test]
async fn a_token_expires_also_when_it_was_accepted_before() {
    let house = House::new();
    let answer = house.issue(&grant(json!({}))).await;
    let field = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    house.set_clock(NOW + 119);
    accept(&house, &field).unwrap();
    house.set_clock(NOW + 120);
    assert_eq!(accept(&house, &field).unwrap_err(), TokenRefused::Expired);
    let fresh = House::new();
    fresh.set_clock(NOW + 120);
    assert_eq!(accept(&fresh, &field).unwrap_err(), TokenRefused::Expired);
}

#[test]
fn only_one_bearer_field_with_one_token_is_read() {
    let house = House::new();
    let good = token(&json!({}));
    accept(&house, &format!("Bearer {good}")).unwrap();
    accept(&house, &format!("bearer {good}")).unwrap();
    assert_eq!(at_once(house.tokens.accept(None, house.now())).unwrap_err(), TokenRefused::Missing);
    for field in [
        good.clone(),
        format!("Basic {good}"),
        format!("Bearer  {good}"),
        format!("Bearer\t{good}"),
        format!("Bearer {good} "),
        format!("Bearer {good},Bearer {good}"),
        "Bearer ".to_owned(),
        "Bearer".to_owned(),
        String::new(),
    ] {
        assert_eq!(accept(&house, &field).unwrap_err(), TokenRefused::NotBearer, "{field}");
    }
}

#[test]
fn each_fault_of_a_token_is_told_apart() {
    for (changes, refused) in [
        (json!({ "iss": "https://other.example/" }), TokenRefused::Issuer),
        (json!({ "iss": ISSUER.trim_end_matches('/') }), TokenRefused::Issuer),
        (json!({ "exp": NOW }), TokenRefused::Expired),
        (json!({ "iat": NOW + 11 }), TokenRefused::Future),
        (json!({ "aud": "https://other.example/" }), TokenRefused::Audience),
        (json!({ "aud": [] }), TokenRefused::Audience),
        (json!({ "aud": 1 }), TokenRefused::Audience),
        (json!({ "exp": null }), TokenRefused::Claims),
        (json!({ "exp": "soon" }), TokenRefused::Claims),
        (json!({ "iat": null }), TokenRefused::Claims),
        (json!({ "consumer": null }), TokenRefused::Claims),
        (json!({ "consumer": "0192:312143046" }), TokenRefused::Claims),
        (json!({ "consumer": { "authority": "x", "ID": "0192:312143046" } }), TokenRefused::Claims),
        (json!({ "supplier": {} }), TokenRefused::Claims),
        (json!({ "pid": "1" }), TokenRefused::Claims),
        (json!({ "scope": "" }), TokenRefused::Claims),
        (json!({ "client_id": null }), TokenRefused::Claims),
        (json!({ "jti": null }), TokenRefused::Claims),
        (json!({ "cnf": "x" }), TokenRefused::Claims),
        (json!({ "cnf": {} }), TokenRefused::Claims),
        (json!({ "cnf": { "jkt": "short" } }), TokenRefused::Claims),
        (json!({ "cnf": { "kid": "x" } }), TokenRefused::Claims),
        (json!({ "cnf": { "jkt": "A".repeat(43), "jwk": {} } }), TokenRefused::Claims),
    ] {
        assert_eq!(accept_claims(&changes).unwrap_err(), refused, "{changes}");
    }
    accept_claims(&json!({ "aud": RESOURCE })).unwrap();
    accept_claims(&json!({ "aud": ["https://other.example/", RESOURCE] })).unwrap();
}

#[test]
fn what_is_not_our_access_token_is_refused() {
    let house = House::new();
    let refused = |token: &str| accept(&house, &format!("Bearer {token}")).unwrap_err();
    let own = claims(&json!({}));
    assert_eq!(refused(&issuer_key().sign("JWT", &own).unwrap()), TokenRefused::Type);
    assert_eq!(refused(&CLIENT_KEY.sign("at+jwt", &own).unwrap()), TokenRefused::Key);
    let mimic = sluse::jose::jws::SigningKey::from_pem(
        issuer_key().kid(),
        sluse::jose::alg::Algorithm::Rs256,
        CLIENT_KEY.to_pkcs8_pem().expose(),
    );
    assert_eq!(refused(&mimic.unwrap().sign("at+jwt", &own).unwrap()), TokenRefused::Signature);
    let none = encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    assert_eq!(refused(&format!("{none}.{}.", encode(own.to_string()))), TokenRefused::Malformed);
    assert_eq!(refused("x.y.z"), TokenRefused::Malformed);
    assert_eq!(refused(&"a".repeat(20_000)), TokenRefused::Malformed);
    assert_eq!(refused("\u{f8}"), TokenRefused::Malformed);
    let good = token(&json!({}));
    accept(&house, &format!("Bearer {good}")).unwrap();
    assert_eq!(refused(&good.replacen('.', "..", 1)), TokenRefused::Malformed);
}

#[test]
fn no_two_refusals_share_a_name_or_a_text() {
    let all = [
        TokenRefused::Missing,
        TokenRefused::NotBearer,
        TokenRefused::Malformed,
        TokenRefused::Type,
        TokenRefused::Key,
        TokenRefused::Algorithm,
        TokenRefused::Signature,
        TokenRefused::Issuer,
        TokenRefused::IssuerUnavailable,
        TokenRefused::IssuerScope,
        TokenRefused::Audience,
        TokenRefused::Expired,
        TokenRefused::Future,
        TokenRefused::Claims,
        TokenRefused::BoundToKey,
        TokenRefused::NotBoundToKey,
        TokenRefused::CertificateMissing,
        TokenRefused::CertificateOther,
        TokenRefused::Proof(ProofRefused::Missing),
        TokenRefused::Proof(ProofRefused::Repeated),
        TokenRefused::Proof(ProofRefused::Fault(ProofFault::Type)),
        TokenRefused::Proof(ProofRefused::Nonce),
        TokenRefused::Proof(ProofRefused::OtherKey),
        TokenRefused::Proof(ProofRefused::Used),
        TokenRefused::Proof(ProofRefused::Busy),
    ];
    let names: std::collections::HashSet<_> = all.iter().map(TokenRefused::code).collect();
    let texts: std::collections::HashSet<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!((names.len(), texts.len()), (all.len(), all.len()));
    assert!(texts.iter().all(|text| text.is_ascii() && !text.contains(['"', '\\'])));
}
