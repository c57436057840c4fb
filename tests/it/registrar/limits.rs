//! Requests that are not what is taken, lists in parts, states.

use super::{
    Admin, MODIFY, PROVIDER_ADMIN, SCOPES, TESTBY_ADMIN, WRITE, admin, registry, request, send,
};
use crate::house::{TestHouse, json, problem};
use bytes::Bytes;
use hyper::Request;
use serde_json::json as value;

#[tokio::test]
async fn a_body_that_is_not_what_is_taken_changes_nothing_and_is_not_repeated() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let before = registry(&house);
    for (body, kind, status) in [
        ("{}", "body-malformed", 400),
        ("", "body-malformed", 400),
        ("[]", "body-malformed", 400),
        (r#"{"client_name":"x","client_name":"y"}"#, "body-malformed", 400),
        (r#"{"client_name":"x","17859241204":1}"#, "body-malformed", 400),
        (r#"{"client_name":17859241204}"#, "body-malformed", 400),
        (r#"{"client_name":"x","scopes":["17859241204"]}"#, "body-malformed", 400),
        (r#"{"client_name":"x","scopes":["a:17859241204"]}"#, "scope-unknown", 400),
        (r#"{"client_name":"x","integration_type":"idporten"}"#, "body-malformed", 400),
        (r#"{"client_name":"x","redirect_uris":["https://x/"]}"#, "member-malformed", 400),
        (r#"{"client_name":"x","active":false}"#, "member-malformed", 400),
        (r#"{"client_name":"x","client_id":"mitt-eget"}"#, "member-malformed", 400),
        (r#"{"client_name":""}"#, "rule-broken", 400),
        (r#"{"client_name":"x","access_token_lifetime":9}"#, "rule-broken", 400),
        (
            r#"{"client_name":"x","dpop_bound_access_tokens":true,"tls_client_certificate_bound_access_tokens":true}"#,
            "member-malformed",
            400,
        ),
    ] {
        let answer = post(&testby, "application/json", body).await;
        assert_eq!((answer.status().as_u16(), problem(&answer).as_str()), (status, kind), "{body}");
        let told = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(!told.contains("17859241204"), "{told}");
    }
    for media_type in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let answer = post(&testby, media_type, r#"{"client_name":"x"}"#).await;
        assert_eq!((answer.status().as_u16(), problem(&answer).as_str()), (415, "media-type"));
    }
    let long = value!({ "client_name": "x", "description": "x".repeat(40_000) }).to_string();
    assert_eq!(post(&testby, "application/json", &long).await.status(), 413);
    assert_eq!(*registry(&house), *before);
    let good = r#"{"client_name":"x","integration_type":"maskinporten","application_type":"web","grant_types":["urn:ietf:params:oauth:grant-type:jwt-bearer"],"token_endpoint_auth_method":"private_key_jwt","access_token_lifetime":0}"#;
    assert_eq!(post(&testby, "application/json; charset=utf-8", good).await.status(), 201);
}

async fn post(admin: &Admin<'_>, media_type: &str, body: &str) -> hyper::Response<Bytes> {
    let request = Request::post(format!("{}/clients", admin.house.machine))
        .header("authorization", format!("Bearer {}", admin.token))
        .header("content-type", media_type)
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    send(admin.house, request).await
}

#[tokio::test]
async fn weak_private_and_surplus_keys_are_refused() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let id = testby.new_client("Nøkler", &[]).await;
    let path = format!("/clients/{id}/jwks");
    let good = crate::house::client_key().public_jwk();
    let with = |name: &str, value: serde_json::Value| {
        let mut key = good.clone();
        key[name] = value;
        key
    };
    let named = |number: usize| with("kid", format!("k{number}").into());
    let weak = "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4";
    for (keys, status, kind) in [
        (value!([with("d", "AQAB".into())]), 400, "body-malformed"),
        (value!([with("x5c", value!(["MII"]))]), 400, "body-malformed"),
        (value!([with("n", weak.into())]), 400, "rule-broken"),
        (value!([with("e", "AQ".into())]), 400, "rule-broken"),
        (value!([with("alg", "PS256".into())]), 400, "rule-broken"),
        (value!([good, good]), 400, "rule-broken"),
        (value!((0..6).map(named).collect::<Vec<_>>()), 400, "rule-broken"),
    ] {
        let refused = testby.refused("PUT", &path, Some(value!({ "keys": keys }))).await;
        assert_eq!(refused, (status, kind.to_owned()), "{keys}");
    }
    let long = value!({ "keys": [with("valid_until", "2029-01-01".into())] });
    let kept = testby.change("PUT", &path, long).await;
    assert_eq!(kept["keys"][0]["valid_until"], "2027-11-21", "a known key is not prolonged");
    let fresh = testby.change("POST", "/clients", value!({ "client_name": "Ny" })).await;
    let path = format!("/clients/{}/jwks", fresh["client_id"].as_str().unwrap());
    let long = value!({ "keys": [with("valid_until", "2029-01-01".into())] });
    let refused = testby.refused("PUT", &path, Some(long)).await;
    assert_eq!(refused, (400, "rule-broken".into()), "at most a year");
}

#[tokio::test]
async fn lists_come_in_parts_with_links() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    for number in 0..5 {
        let wish = value!({ "client_name": format!("Klient {number}") });
        testby.change("POST", "/clients", wish).await;
    }
    let whole = testby.get("/clients").await;
    let mut parts = Vec::new();
    let mut next = Some("/clients?limit=2".to_owned());
    while let Some(path) = next.take() {
        let answer = testby.ask("GET", &path, None).await;
        parts.extend(json(&answer).as_array().unwrap().clone());
        next = answer.headers().get("link").map(|link| {
            let link = link.to_str().unwrap().strip_prefix('<').unwrap();
            link.split_once('>').unwrap().0.to_owned()
        });
    }
    assert_eq!(serde_json::Value::Array(parts), whole);
    for query in ["limit=0", "limit=1001", "page=-1", "limit=1&limit=2", "sort=name", "inactive=1"]
    {
        let refused = testby.refused("GET", &format!("/clients?{query}"), None).await;
        assert_eq!(refused, (400, "query-not-taken".into()), "{query}");
    }
    let public = house.get("/scopes/all?limit=1", &[]).await;
    assert_eq!(json(&public).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    for path in ["/clients/", "/clients/x/secret", "/scopes/access/all/x", "/api/v1/clients/a/b/c"]
    {
        let refused = testby.refused("GET", path, None).await;
        assert_eq!(refused, (404, "no-such-path".into()), "{path}");
    }
    let answer = testby.ask("DELETE", "/clients", None).await;
    assert_eq!((answer.status().as_u16(), problem(&answer).as_str()), (405, "method-not-served"));
    assert_eq!(answer.headers()["allow"], "GET, HEAD, POST");
    let head = send(&house, request(&house, "HEAD", "/clients", Some(&testby.token), None)).await;
    assert_eq!(head.status(), 200);
}

#[tokio::test]
async fn delete_deactivates_post_conflicts_and_put_reactivates() {
    let house = TestHouse::start().await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let wish = value!({ "name": "folkeregister:ny", "description": "Ny" });
    provider.change("POST", "/scopes", wish.clone()).await;
    let again = provider.refused("POST", "/scopes", Some(wish.clone())).await;
    assert_eq!(again, (409, "registered-already".into()));
    provider.delete("/scopes?scope=folkeregister:ny").await;
    provider.delete("/scopes?scope=folkeregister:ny").await;
    assert_eq!(provider.get("/scopes?inactive=true").await[0]["name"], "folkeregister:ny");
    let gone = provider.refused("POST", "/scopes", Some(wish.clone())).await;
    assert_eq!(gone, (409, "deactivated".into()));
    let back = provider.change("PUT", "/scopes?scope=folkeregister:ny", wish).await;
    assert_eq!((&back["active"], &back["prefix"]), (&true.into(), &"folkeregister".into()));
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let id = testby.new_client("Av og på", &[]).await;
    testby.delete(&format!("/clients/{id}")).await;
    let modify = admin(&house, TESTBY_ADMIN, MODIFY).await;
    let wish = value!({ "client_name": "På" });
    let refused = modify.refused("PUT", &format!("/clients/{id}"), Some(wish.clone())).await;
    assert_eq!(refused, (409, "deactivated".into()), "who cannot register cannot reactivate");
    let refused = testby.refused("PUT", &format!("/clients/{id}/jwks"), Some(super::keys())).await;
    assert_eq!(refused, (409, "deactivated".into()));
    let back = testby.change("PUT", &format!("/clients/{id}"), wish).await;
    assert_eq!(back["active"], true);
    assert_eq!(testby.get("/clients?inactive=true").await, value!([]));
}

#[tokio::test]
async fn a_record_that_no_entry_could_hold_is_refused_in_time() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let id = testby.new_client("Stor", &[]).await;
    let path = format!("/clients/{id}/onbehalfof");
    let mut kept = 0;
    let refused = loop {
        let name = format!("{kept:0>60}");
        let part = value!({ "onbehalfof": name, "name": "n".repeat(256) });
        let answer = testby.ask("POST", &path, Some(part)).await;
        if answer.status() != 201 {
            break (answer.status().as_u16(), problem(&answer));
        }
        kept += 1;
    };
    assert_eq!(refused, (400, "record-too-large".into()));
    assert_eq!(testby.get(&path).await.as_array().unwrap().len(), kept);
    testby.delete(&format!("{path}/{:0>60}", 0)).await;
}
