//! 1 to 6: what a JWT header can try.

use super::{
    ALGORITHM, MALFORMED, SIGNATURE, STRANGER, Siege, encode, form, header, joined, signed, told,
};
use crate::house::{MUNICIPALITY, client_key};
use josekit::jwk::alg::rsa::RsaKeyPair;
use serde_json::{Value, json};
use sluse::vocab::limits::TOKEN_BYTES;
use std::io::ErrorKind;
use std::net::TcpListener;

const REFUSED_MEMBER: &str = "Invalid assertion. Invalid parameter value: JWT header ";

#[tokio::test]
async fn attack_01_alg_none_in_any_spelling() {
    let siege = Siege::begin().await;
    for alg in [json!("none"), json!("None"), json!("nOnE"), json!(""), json!("NONE"), json!(null)]
    {
        let mut members = header();
        members["alg"] = alg;
        let grant = signed(&members.to_string(), siege.claims(&json!({})).to_string());
        siege.refuse(&grant, ALGORITHM).await;
        let (unsigned, _) = grant.rsplit_once('.').unwrap();
        siege.refuse(&format!("{unsigned}."), ALGORITHM).await;
        let two_parts = told(
            400,
            "invalid_request",
            "MP-011",
            "Invalid assertion. Invalid parameter value: the token is not three parts joined by \
             full stops (",
        );
        siege.refuse(unsigned, two_parts).await;
    }
    let (unsigned, _) =
        siege.grant(json!({})).rsplit_once('.').map(|(a, b)| (a.to_owned(), b.len())).unwrap();
    siege.refuse_of(MUNICIPALITY, &format!("{unsigned}."), SIGNATURE).await;
    siege.refuse(&siege.with_header(&json!({ "alg": null })), ALGORITHM).await;
}

/// Every form in which a client's public key can be had, each a tempting secret.
fn public_key_texts() -> Vec<Vec<u8>> {
    let pair = RsaKeyPair::from_pem(client_key().to_pkcs8_pem().expose()).unwrap();
    let jwk = client_key().public_jwk();
    let mut texts = vec![
        pair.to_pem_public_key(),
        pair.to_der_public_key(),
        pair.to_traditional_pem_public_key(),
        jwk.to_string().into_bytes(),
        jwk["n"].as_str().unwrap().as_bytes().to_vec(),
        super::decode(jwk["n"].as_str().unwrap()),
    ];
    let with_newline = |text: &Vec<u8>| [text.as_slice(), b"\n"].concat();
    let trimmed = |text: &Vec<u8>| text.trim_ascii().to_vec();
    let others: Vec<_> =
        texts.iter().flat_map(|text| [with_newline(text), trimmed(text)]).collect();
    texts.extend(others);
    texts
}

#[tokio::test]
async fn attack_02_a_public_key_as_the_secret_of_a_mac() {
    let siege = Siege::begin().await;
    for secret in public_key_texts() {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
        for (alg, told, client) in
            [("HS256", ALGORITHM, None), ("RS256", SIGNATURE, Some(MUNICIPALITY))]
        {
            let mut members = header();
            members["alg"] = json!(alg);
            let claims = siege.claims(&json!({})).to_string();
            let text = format!("{}.{}", encode(members.to_string()), encode(claims));
            let mac = ring::hmac::sign(&key, text.as_bytes());
            let request = siege.post(super::FORM, form(&format!("{text}.{}", encode(mac))));
            siege.refuse_request(request, told, client).await;
        }
    }
}

#[tokio::test]
async fn attack_03_a_key_in_the_header() {
    let siege = Siege::begin().await;
    let refused = MALFORMED
        .beginning("Invalid assertion. Invalid parameter value: JWT header jwk is not accepted (");
    for kid in [json!(client_key().kid()), json!("stranger"), json!(null)] {
        let mut members = json!({ "alg": "RS256", "jwk": STRANGER.public_jwk() });
        if !kid.is_null() {
            members["kid"] = kid;
        }
        let text = format!(
            "{}.{}",
            encode(members.to_string()),
            encode(siege.claims(&json!({})).to_string())
        );
        let by_the_stranger = josekit::jws::RS256
            .signer_from_pem(STRANGER.to_pkcs8_pem().expose())
            .and_then(|signer| josekit::jws::JwsSigner::sign(&signer, text.as_bytes()));
        let grant = format!("{text}.{}", encode(by_the_stranger.unwrap()));
        siege.refuse(&grant, refused).await;
    }
    siege.refuse(&siege.with_header(&json!({ "jwk": client_key().public_jwk() })), refused).await;
    let text = told(400, "invalid_grant", "MP-123", "Invalid assertion. Invalid JWT header x5c: ");
    for x5c in [json!("MIIB"), json!({}), json!([1]), json!(null)] {
        let mut members = header();
        members["x5c"] = x5c;
        let grant = signed(&members.to_string(), siege.claims(&json!({})).to_string());
        siege.refuse(&grant, text).await;
    }
}

#[tokio::test]
async fn attack_04_an_address_of_a_key_is_never_fetched() {
    let siege = Siege::begin().await;
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let at = format!("http://{}/jwk", trap.local_addr().unwrap());
    for name in ["jku", "x5u"] {
        for at in [json!(at), json!(siege.issuer() + "jwk"), json!("file:///etc/passwd"), json!(1)]
        {
            let told = siege.refuse(&siege.with_header(&json!({ name: at })), MALFORMED).await;
            assert!(
                told.starts_with(&format!("{REFUSED_MEMBER}{name} is not accepted (")),
                "{told}"
            );
        }
    }
    assert_eq!(trap.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "nobody came");
}

#[tokio::test]
async fn attack_05_kid_is_a_path_sql_nul_a_megabyte_or_repeated() {
    let siege = Siege::begin().await;
    let unknown = told(
        400,
        "invalid_grant",
        "MP-100",
        "Invalid assertion. Client authentication failed. The client has no such key (kid) (",
    );
    let upper = client_key().kid().to_uppercase();
    for kid in [
        "../../../../etc/passwd",
        "/dev/null",
        "' OR '1'='1' --",
        "x'; DROP TABLE clients; --",
        "key\0",
        "\0",
        "$(sleep 9)",
        "${jndi:ldap://127.0.0.1/a}",
        "%2e%2e%2f",
        "\u{202e}1-yek",
        upper.as_str(),
    ] {
        siege.refuse_of(MUNICIPALITY, &siege.with_header(&json!({ "kid": kid })), unknown).await;
    }
    let malformed = MALFORMED
        .beginning("Invalid assertion. Invalid parameter value: the header's kid is malformed (");
    let long = "a".repeat(257);
    for kid in [json!(""), json!(1), json!([client_key().kid()]), json!({}), json!(long)] {
        siege.refuse(&siege.with_header(&json!({ "kid": kid })), malformed).await;
    }
    let large = MALFORMED.beginning(
        "Invalid assertion. Invalid parameter value: the token is larger than token_bytes = ",
    );
    siege
        .refuse(&siege.with_header(&json!({ "kid": "a".repeat(TOKEN_BYTES.most * 3 / 4) })), large)
        .await;
    let too_large =
        told(413, "invalid_request", "form", "Invalid request. The form is too large (");
    let megabyte = siege.with_header(&json!({ "kid": "a".repeat(1 << 20) }));
    siege.refuse(&megabyte, too_large).await;
    let duplicate = MALFORMED
        .beginning("Invalid assertion. Invalid parameter value: the header has a duplicate name (");
    let kid = client_key().kid().to_owned();
    for second in ["kid", "\\u006bid"] {
        let twice = format!(r#"{{"alg":"RS256","kid":"{kid}","{second}":"{kid}"}}"#);
        siege.refuse(&signed(&twice, siege.claims(&json!({})).to_string()), duplicate).await;
    }
    let missing = told(
        400,
        "invalid_grant",
        "kid-missing",
        "Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided (",
    );
    siege.refuse_of(MUNICIPALITY, &siege.with_header(&json!({ "kid": null })), missing).await;
}

#[tokio::test]
async fn attack_06_an_unknown_crit_and_a_payload_that_is_not_encoded() {
    let siege = Siege::begin().await;
    for (member, changes) in [
        ("crit", json!({ "crit": ["urn:example:unknown"], "urn:example:unknown": 1 })),
        ("crit", json!({ "crit": ["exp"], "exp": 1 })),
        ("crit", json!({ "crit": [] })),
        ("crit", json!({ "crit": "b64" })),
        ("crit", json!({ "crit": ["b64"], "b64": false })),
        ("b64", json!({ "b64": false })),
        ("b64", json!({ "b64": true })),
    ] {
        let told = siege.refuse(&siege.with_header(&changes), MALFORMED).await;
        assert!(told.starts_with(&format!("{REFUSED_MEMBER}{member} is not accepted (")), "{told}");
    }
    let unencoded =
        json!({ "alg": "RS256", "kid": client_key().kid(), "b64": false, "crit": ["b64"] });
    let claims: Value = siege.claims(&json!({}));
    let raw = format!("{}.{claims}.{}", encode(unencoded.to_string()), encode([7; 256]));
    siege.refuse(&raw, MALFORMED).await;
    siege.refuse(&joined(&unencoded.to_string(), "{}", []), MALFORMED).await;
}
