//! The wire of a token request and its answer.
//!
//! First the checklist of what eight client libraries in five languages were seen to do, one test a
//! line; `clients.rs` runs some of them. Elsewhere: a certificate without its chain in
//! `certificates.rs`, the forbidden scopes that are answered with 403 in `rights.rs`, the ledger that
//! cannot write and 503 in `replay.rs`, algorithms that are refused in `signature.rs`. Then the ways
//! to spoil a request.

use super::{
    CLIENT_KEY, GRANT_TYPE, House, ISSUER, NOW, RESOURCE, check_refusal, claims, claims_of, form,
    grant, json_of, post, post_as, raw, with_header,
};
use bytes::Bytes;
use hyper::Request;
use serde_json::json;
use sluse::jose::alg::Algorithm;
use sluse::jose::jws::SigningKey;

#[tokio::test]
async fn a_good_grant_gets_exactly_the_four_members_and_a_token_of_120_seconds() {
    let house = House::new();
    let answer = house.ask(&grant(json!({}))).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let body = json_of(&answer);
    let mut names: Vec<&String> = body.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"]);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"].as_u64(), Some(119));
    assert_eq!(body["scope"], "folkeregister:barnehage");
    let mut token = claims_of(&body);
    let jti = token.as_object_mut().unwrap().remove("jti").unwrap();
    assert_eq!(jti.as_str().unwrap().len(), 43);
    assert_eq!(
        token,
        json!({
            "iss": ISSUER, "client_amr": "private_key_jwt", "token_type": "Bearer",
            "client_id": "kommune-1", "scope": "folkeregister:barnehage",
            "consumer": { "authority": "iso6523-actorid-upis", "ID": "0192:312143046" },
            "iat": NOW, "exp": NOW + 120,
        })
    );
    assert_eq!(house.ledger.tokens().len(), 1);
}

#[tokio::test]
async fn typ_may_be_absent_or_jwt_in_any_case() {
    let house = House::new();
    house.issue(&with_header(&json!({ "alg": "RS256", "kid": "client-key-1" }))).await;
    for typ in ["JWT", "jwt", "application/jwt"] {
        let header = json!({ "alg": "RS256", "kid": "client-key-1", "typ": typ });
        house.issue(&with_header(&header)).await;
    }
}

#[tokio::test]
async fn x5c_and_kid_may_come_together() {
    let header = json!({ "alg": "RS256", "kid": "client-key-1", "x5c": ["MIIB"], "x5t": "AAAA" });
    House::new().issue(&with_header(&header)).await;
}

#[tokio::test]
async fn rs384_and_rs512_are_taken_from_a_key_registered_without_alg() {
    let house = House::new();
    for alg in [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512] {
        let key = SigningKey::from_pem("any-rs", alg, CLIENT_KEY.to_pkcs8_pem().expose()).unwrap();
        house.issue(&key.sign("JWT", &claims(&json!({}))).unwrap()).await;
    }
}

#[tokio::test]
async fn numeric_dates_may_be_whole_numbers_or_floats() {
    let house = House::new();
    house.issue(&grant(json!({ "iat": NOW, "exp": NOW + 60 }))).await;
    let payload = claims(&json!({ "iat": NOW as f64, "exp": NOW as f64 + 120.0 })).to_string();
    assert!(payload.contains(".0"), "{payload}");
    let header = r#"{"alg":"RS256","kid":"client-key-1"}"#;
    house.issue(&raw(header, payload.as_bytes())).await;
}

#[tokio::test]
async fn exp_may_be_as_short_as_iat_plus_10() {
    House::new().issue(&grant(json!({ "exp": NOW + 10 }))).await;
}

#[tokio::test]
async fn exp_may_be_exactly_iat_plus_120_and_not_a_second_more() {
    let house = House::new();
    house.issue(&grant(json!({ "exp": NOW + 120 }))).await;
    house
        .refuse(&grant(json!({ "exp": NOW + 121 })), 400, "invalid_grant", "lifetime-too-long")
        .await;
}

#[tokio::test]
async fn iat_may_be_10_seconds_off_either_way_and_not_a_second_more() {
    let house = House::new();
    house.issue(&grant(json!({ "iat": NOW - 10 }))).await;
    house.issue(&grant(json!({ "iat": NOW + 10, "exp": NOW + 130 }))).await;
    for (iat, page) in [(NOW - 11, "iat-too-old"), (NOW + 11, "iat-ahead")] {
        house.refuse(&grant(json!({ "iat": iat })), 400, "invalid_grant", page).await;
    }
}

#[tokio::test]
async fn resource_may_be_a_string_or_an_array_and_becomes_the_audience() {
    let house = House::new();
    let one = house.issue(&grant(json!({ "resource": RESOURCE }))).await;
    assert_eq!(claims_of(&one)["aud"], RESOURCE);
    let one = house.issue(&grant(json!({ "resource": [RESOURCE] }))).await;
    assert_eq!(claims_of(&one)["aud"], RESOURCE);
    let two = [RESOURCE, "urn:example:inntekt"];
    let both = house.issue(&grant(json!({ "resource": two }))).await;
    assert_eq!(claims_of(&both)["aud"], json!(two));
}

#[tokio::test]
async fn jti_may_be_any_string_or_absent() {
    let house = House::new();
    for jti in ["0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10", "V1StGXR8_Z5jdHi6B-myT", "æ ø"] {
        house.issue(&grant(json!({ "jti": jti }))).await;
    }
    house.issue(&grant(json!({ "jti": null }))).await;
}

#[tokio::test]
async fn nbf_and_a_sub_that_is_the_client_are_passed_over() {
    let house = House::new();
    house.issue(&grant(json!({ "nbf": NOW, "sub": "kommune-1" }))).await;
}

#[tokio::test]
async fn the_content_type_may_have_a_charset_and_any_case() {
    let house = House::new();
    for content_type in [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",
        "application/x-www-form-urlencoded; charset=ISO-8859-1",
        "Application/X-WWW-Form-URLencoded",
    ] {
        let answer = house.send(post_as(content_type, &form(&grant(json!({}))))).await;
        assert_eq!(answer.status(), 200, "{content_type}");
    }
}

#[tokio::test]
async fn the_colons_of_the_form_may_be_raw_or_percent_encoded() {
    let house = House::new();
    for colon in [":", "%3A", "%3a"] {
        let grant_type = GRANT_TYPE.replace(':', colon);
        let body = format!("grant_type={grant_type}&assertion={}", grant(json!({})));
        assert_eq!(house.send(post(&body)).await.status(), 200, "{body}");
    }
}

#[tokio::test]
async fn the_fields_of_the_form_may_come_in_any_order_and_among_others() {
    let house = House::new();
    for body in [
        format!("assertion={}&grant_type={GRANT_TYPE}", grant(json!({}))),
        format!("foo=bar&grant_type={GRANT_TYPE}&assertion={}&foo=baz&", grant(json!({}))),
        format!("grant%5Ftype={GRANT_TYPE}&assertion={}", grant(json!({}))),
    ] {
        assert_eq!(house.send(post(&body)).await.status(), 200, "{body}");
    }
}

#[tokio::test]
async fn unknown_header_fields_are_passed_over() {
    let mut request = post(&form(&grant(json!({}))));
    for (name, value) in [
        ("accept", "*/*"),
        ("accept-encoding", "gzip, deflate, br"),
        ("authorization", "Basic a29tbXVuZS0xOg=="),
        ("charset", "utf-8"),
        ("consumer-org", "312143046"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("user-agent", ""),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    assert_eq!(House::new().send(request).await.status(), 200);
}

#[tokio::test]
async fn a_refusal_is_json_with_error_and_description_and_a_page_about_it() {
    let house = House::new();
    let answer = house.ask(&grant(json!({ "aud": "https://other.example/" }))).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let body = json_of(&answer);
    let mut names: Vec<&String> = body.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["error", "error_description", "error_uri"]);
    let page = body["error_uri"].as_str().unwrap().strip_prefix(ISSUER).unwrap();
    let request = Request::get(format!("/{page}")).body(Bytes::new()).unwrap();
    assert_eq!(house.send(request).await.status(), 200, "{page}");
}

#[tokio::test]
async fn the_issuer_has_its_slash_in_the_metadata_the_audience_and_the_token() {
    let house = House::new();
    let request = Request::get("/.well-known/oauth-authorization-server").body(Bytes::new());
    let metadata = json_of(&house.send(request.unwrap()).await);
    assert_eq!(metadata["issuer"], "https://test.sluse.example/");
    let token = house.issue(&grant(json!({ "aud": metadata["issuer"] }))).await;
    assert_eq!(claims_of(&token)["iss"], "https://test.sluse.example/");
    let without = grant(json!({ "aud": "https://test.sluse.example" }));
    house.refuse(&without, 400, "invalid_grant", "MP-110").await;
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_one() {
    let house = House::new();
    let request = |method: &str, path: &str| {
        Request::builder().method(method).uri(path).body(Bytes::new()).unwrap()
    };
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
        let answer = house.send(request(method, "/token?assertion=x")).await;
        let told = check_refusal(&answer, 405, "invalid_request", "method");
        assert_eq!(told, "Invalid request. A token request is a POST");
        assert_eq!(answer.headers()["allow"], "POST");
    }
    assert_eq!(house.ledger.refusals().len(), 5);
    for path in ["/jwk", "/.well-known/oauth-authorization-server", "/errors/MP-011"] {
        let answer = house.send(request("POST", path)).await;
        assert_eq!(answer.status(), 405, "{path}");
        assert_eq!(answer.headers()["allow"], "GET, HEAD");
    }
    for path in [
        "/jwks",
        "/token/",
        "/errors/MP-999",
        "/errors/mp-011",
        "/errors/MP-011/",
        "/.well-known/x",
    ] {
        assert_eq!(house.send(request("GET", path)).await.status(), 404, "{path}");
    }
    assert_eq!(house.ledger.drafts.lock().unwrap().len(), 5);
}

#[tokio::test]
async fn the_metadata_names_the_issuer_with_its_slash() {
    let request = Request::get("/.well-known/oauth-authorization-server").body(Bytes::new());
    let answer = House::new().send(request.unwrap()).await;
    assert_eq!(
        json_of(&answer),
        json!({
            "issuer": ISSUER,
            "token_endpoint": format!("{ISSUER}token"),
            "jwks_uri": format!("{ISSUER}jwk"),
            "authorization_details_types_supported":
                ["urn:sluse:purpose", "urn:altinn:systemuser"],
            "grant_types_supported": [GRANT_TYPE],
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
            "dpop_signing_alg_values_supported": ["ES256", "RS256", "RS384", "RS512"],
            "mtls_endpoint_aliases": { "token_endpoint": "https://mtls.sluse.example/token" },
            "tls_client_certificate_bound_access_tokens": true,
        })
    );
}

#[tokio::test]
async fn refusals_of_one_address_that_come_too_fast_are_not_written_down() {
    let mut house = House::new();
    let service = sluse::token::issue::TokenService::new(
        sluse::token::IssuerUrl::parse(ISSUER).unwrap(),
        std::sync::Arc::new(sluse::registry::Registrations::default()),
        std::sync::Arc::new(
            sluse::token::keys::IssuerKeys::new(vec![super::issuer_key()]).unwrap(),
        ),
        house.senders.clone(),
        house.ledger.clone(),
        [],
    );
    house.door = sluse::serve::token_door::TokenDoor::new(
        std::sync::Arc::new(service.unwrap()),
        house.clock.clone(),
        Box::new(|_| Err(std::time::Duration::from_millis(1500))),
    );
    let answer = house.ask("x").await;
    check_refusal(&answer, 429, "temporarily_unavailable", "too-many-refusals");
    assert_eq!(answer.headers()["retry-after"], "2");
    assert!(house.ledger.drafts.lock().unwrap().is_empty());
}
