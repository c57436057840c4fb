//! Attacks on form, header, key and signature of a grant.

use super::{
    CLIENT_KEY, House, STRANGER_KEY, claims, encode, grant, grant_of, issuer_key, raw, with_header,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sluse::jose::alg::Algorithm;
use sluse::jose::jws::SigningKey;

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
async fn a_grant_without_a_permitted_algorithm_is_refused() {
    let house = House::new();
    for alg in ["none", "None", "nOnE", "", "HS256", "PS256", "ES256", "EdDSA"] {
        let signed = with_header(&json!({ "alg": alg, "kid": "client-key-1" }));
        let told = refuse(&house, &signed, SIGNATURE).await;
        assert!(told.ends_with("alg must be RS256, RS384 or RS512"), "{told}");
        let (unsigned, _) = signed.rsplit_once('.').unwrap();
        refuse(&house, &format!("{unsigned}."), SIGNATURE).await;
    }
}

#[tokio::test]
async fn a_public_key_as_a_mac_secret_is_refused() {
    let house = House::new();
    let jwk = CLIENT_KEY.public_jwk().to_string();
    for secret in [jwk.clone(), jwk + "\n"] {
        let header = encode(r#"{"alg":"HS256","kid":"client-key-1"}"#);
        let signed = format!("{header}.{}", encode(claims(&json!({})).to_string()));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
        let mac = encode(ring::hmac::sign(&key, signed.as_bytes()));
        refuse(&house, &format!("{signed}.{mac}"), SIGNATURE).await;
    }
}

#[tokio::test]
async fn a_key_or_certificate_in_the_header_is_never_used() {
    let house = House::new();
    let jwk = STRANGER_KEY.public_jwk();
    for (name, value) in [
        ("jwk", jwk),
        ("jku", json!("https://attacker.example/jwk")),
        ("x5u", json!("https://attacker.example/cert")),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
    ] {
        let header = json!({ "alg": "RS256", "kid": "client-key-1", name: value });
        let told = refuse(&house, &with_header(&header), MALFORMED).await;
        assert!(told.ends_with(&format!("JWT header {name} is not accepted")), "{told}");
    }
}

#[tokio::test]
async fn a_certificate_alone_is_told_that_a_kid_is_wanted() {
    let house = House::new();
    let no_kid = (400, "invalid_grant", "kid-missing");
    for header in [json!({ "alg": "RS256", "x5c": ["MIIB"] }), json!({ "alg": "RS256" })] {
        let told = refuse(&house, &with_header(&header), no_kid).await;
        assert_eq!(
            told,
            "Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided"
        );
    }
}

#[tokio::test]
async fn x5c_that_is_no_array_is_refused() {
    let header = json!({ "alg": "RS256", "kid": "client-key-1", "x5c": "MIIB" });
    refuse(&House::new(), &with_header(&header), (400, "invalid_grant", "MP-123")).await;
}

#[tokio::test]
async fn a_kid_is_only_ever_looked_up() {
    let house = House::new();
    for kid in ["../../etc/passwd", "' OR 1=1 --", "a\0b", "client-key-2", "CLIENT-KEY-1"] {
        let header = json!({ "alg": "RS256", "kid": kid });
        refuse(&house, &with_header(&header), (400, "invalid_grant", "MP-100")).await;
    }
    for kid in [json!(1), json!(null), json!(["client-key-1"]), json!(""), json!("a".repeat(300))] {
        let header = json!({ "alg": "RS256", "kid": kid });
        refuse(&house, &with_header(&header), MALFORMED).await;
    }
    let twice = r#"{"alg":"RS256","kid":"client-key-1","kid":"client-key-1"}"#;
    refuse(&house, &raw(twice, b"{}"), MALFORMED).await;
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
async fn a_key_registered_for_one_algorithm_is_not_used_for_another() {
    let pem = CLIENT_KEY.to_pkcs8_pem();
    let key = SigningKey::from_pem("client-key-1", Algorithm::Rs512, pem.expose()).unwrap();
    let told =
        refuse(&House::new(), &key.sign("JWT", &claims(&json!({}))).unwrap(), SIGNATURE).await;
    assert!(told.ends_with("the key is registered for another alg"), "{told}");
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

#[tokio::test]
async fn duplicate_names_are_refused_also_when_escaped() {
    let house = House::new();
    let good = claims(&json!({})).to_string();
    for double in [r#""iss":"supplier-1","#, r#""\u0069ss":"supplier-1","#] {
        let payload = good.replacen('{', &format!("{{{double}"), 1);
        let told = refuse(&house, &grant_of(&payload), MALFORMED).await;
        assert!(told.ends_with("the claims has a duplicate name"), "{told}");
    }
    let header = r#"{"alg":"RS256","\u0061lg":"RS256","kid":"client-key-1"}"#;
    refuse(&house, &raw(header, good.as_bytes()), MALFORMED).await;
}

#[tokio::test]
async fn what_is_not_plain_json_is_refused() {
    let house = House::new();
    let good = claims(&json!({})).to_string();
    let deep = good.replacen('{', &format!("{{\"a\":{}1{},", "[".repeat(20), "]".repeat(20)), 1);
    refuse(&house, &grant_of(&format!("\u{feff}{good}")), MALFORMED).await;
    refuse(&house, &grant_of(&format!("{good}{good}")), MALFORMED).await;
    refuse(&house, &grant_of(&deep), MALFORMED).await;
    let header = r#"{"alg":"RS256","kid":"client-key-1"}"#;
    refuse(&house, &raw(header, b"{\"iss\":\"\xff\"}"), MALFORMED).await;
    refuse(&house, &raw(header, b"[]"), MALFORMED).await;
}

#[tokio::test]
async fn other_spellings_of_base64_are_refused() {
    let house = House::new();
    let good = grant(json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let signature = super::URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    for spoilt in [
        format!("{good}%3D%3D"),
        format!("{good}%0A"),
        format!("%20{good}"),
        good.replacen('.', ".%0D%0A", 1),
        format!("{}.{}.{}", parts[0], parts[1], STANDARD.encode(signature).replace('+', "%2B")),
    ] {
        refuse(&house, &spoilt, MALFORMED).await;
    }
}

#[tokio::test]
async fn json_serialisation_encrypted_and_nested_tokens_are_refused() {
    let house = House::new();
    let good = grant(json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let flattened =
        json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] }).to_string();
    refuse(&house, &flattened.replace('&', "%26"), MALFORMED).await;
    let jwe = encode(r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":999999999}"#);
    refuse(&house, &format!("{jwe}.a.b.c.d"), MALFORMED).await;
    let nested = json!({ "alg": "RS256", "kid": "client-key-1", "cty": "JWT" }).to_string();
    refuse(&house, &raw(&nested, good.as_bytes()), MALFORMED).await;
    let plain = json!({ "alg": "RS256", "kid": "client-key-1" }).to_string();
    refuse(&house, &raw(&plain, good.as_bytes()), MALFORMED).await;
    refuse(&house, "x", MALFORMED).await;
    refuse(&house, &"a".repeat(20_000), MALFORMED).await;
}

#[tokio::test]
async fn an_access_token_or_an_id_token_is_no_grant() {
    let house = House::new();
    let issued = house.issue(&grant(json!({}))).await;
    let access_token = issued["access_token"].as_str().unwrap();
    let told = refuse(&house, access_token, (400, "invalid_grant", "typ")).await;
    assert!(told.ends_with("a grant is of type JWT"), "{told}");
    let id_token = issuer_key().sign("JWT", &claims(&json!({ "iss": super::ISSUER }))).unwrap();
    refuse(&house, &id_token, (400, "invalid_grant", "MP-100")).await;
    let posing = issuer_key().sign("JWT", &claims(&json!({}))).unwrap();
    refuse(&house, &posing, (400, "invalid_grant", "MP-100")).await;
}
