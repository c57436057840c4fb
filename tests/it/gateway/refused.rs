//! Every refusal: its own type, status and text; an entry in the ledger; nothing of the data.

use crate::house::{
    Answer, MUNICIPALITY, OTHER_PERSON, PERSON, PERSON_PATH, SUPPLIER, TestHouse, json, problem,
};
use bytes::Bytes;
use hyper::{Request, Response};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

const SCOPE: &str = "folkeregister:barnehage";
const CASE: (&str, &str) = ("sluse-case-reference", "1");
const PURPOSE: (&str, &str) = ("sluse-purpose", "barnehageopptak");

/// Header fields of a request.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// Asks with a fresh token and these fields.
async fn ask(
    house: &TestHouse,
    client: &str,
    scope: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> Response<Bytes> {
    let bearer = format!("Bearer {}", house.token(client, scope).await);
    let mut all = vec![("authorization", bearer.as_str())];
    all.extend_from_slice(fields);
    house.get(path, &all).await
}

#[track_caller]
fn is(answer: &Response<Bytes>, status: u16, name: &str) {
    let body = String::from_utf8_lossy(answer.body());
    assert_eq!(answer.status().as_u16(), status, "{body}");
    assert_eq!(problem(answer), name, "{body}");
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert!(!body.contains("TOMBOLA") && !body.contains(PERSON), "nothing of the data: {body}");
}

#[tokio::test]
async fn each_rule_of_policy_refuses_by_its_own_name_and_upstream_is_not_asked() {
    let house = TestHouse::start().await;
    let income = format!("/inntekt/v1/{PERSON}");
    let expired = "skatt:inntekt.foreldrebetaling-2024";
    let cases: &[(&str, &str, &str, Fields<'_>, &str)] = &[
        (MUNICIPALITY, SCOPE, PERSON_PATH, &[CASE], "purpose-not-stated"),
        (
            MUNICIPALITY,
            SCOPE,
            PERSON_PATH,
            &[CASE, ("sluse-purpose", "barnehageoptak")],
            "purpose-unknown",
        ),
        (MUNICIPALITY, SCOPE, PERSON_PATH, &[PURPOSE], "case-reference-missing"),
        (
            MUNICIPALITY,
            SCOPE,
            PERSON_PATH,
            &[CASE, ("sluse-purpose", "skolestart")],
            "purpose-of-other-scope",
        ),
        (MUNICIPALITY, SCOPE, &income, &[CASE, PURPOSE], "purpose-of-other-service"),
        (MUNICIPALITY, SCOPE, &income, &[CASE], "scope-without-purpose"),
        (MUNICIPALITY, expired, &income, &[CASE], "policy-expired"),
        (
            "provevik-oppvekst",
            SCOPE,
            PERSON_PATH,
            &[CASE, ("sluse-purpose", "soskenmoderasjon")],
            "consumer-not-named",
        ),
        ("testfoss-tingrett", "folkeregister:dodsbo", PERSON_PATH, &[CASE], "end-user-missing"),
    ];
    for (client, scope, path, fields, name) in cases {
        is(&ask(&house, client, scope, path, fields).await, 403, name);
    }
    assert!(house.provider.asked().is_empty(), "the provider was not asked");
    let expected: Vec<_> = cases.iter().map(|case| case.4).collect();
    assert_eq!(house.refusals(), expected, "each is in the ledger");
}

#[tokio::test]
async fn a_refusal_says_what_would_be_allowed() {
    let house = TestHouse::start().await;
    let misspelt = ("sluse-purpose", "barnehageoptak");
    let answer = ask(&house, MUNICIPALITY, SCOPE, PERSON_PATH, &[CASE, misspelt]).await;
    let detail = json(&answer)["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("barnehageopptak") && detail.contains("soskenmoderasjon"), "{detail}");
    let everything = format!("{PERSON_PATH}?part=alt");
    let answer = ask(&house, MUNICIPALITY, SCOPE, &everything, &[CASE, PURPOSE]).await;
    let detail = json(&answer)["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("bostedsadresse"), "{detail}");
}

#[tokio::test]
async fn malformed_asks_are_refused_before_the_provider_is_asked() {
    let house = TestHouse::start().await;
    let path = |tail: &str| format!("/folkeregisteret/v1/personer/{tail}");
    let long = "x".repeat(129);
    let cases: &[(String, Fields<'_>, u16, &str)] = &[
        (path("17859241205"), &[CASE, PURPOSE], 400, "subject-malformed"),
        (path("%31%37859241204"), &[CASE, PURPOSE], 400, "subject-malformed"),
        (format!("{PERSON_PATH}?part=historikk"), &[CASE, PURPOSE], 400, "query-not-permitted"),
        (
            format!("{PERSON_PATH}?part=navn&part=navn"),
            &[CASE, PURPOSE],
            400,
            "query-not-permitted",
        ),
        (format!("{PERSON_PATH}?p%61rt=navn"), &[CASE, PURPOSE], 400, "query-not-permitted"),
        (
            PERSON_PATH.into(),
            &[("sluse-case-reference", &long), PURPOSE],
            400,
            "declaration-malformed",
        ),
        (PERSON_PATH.into(), &[CASE, CASE, PURPOSE], 400, "declaration-malformed"),
        (PERSON_PATH.into(), &[CASE, PURPOSE, PURPOSE], 400, "declaration-malformed"),
        (path("17859241204/"), &[CASE, PURPOSE], 404, "no-such-service"),
        (path(""), &[CASE, PURPOSE], 404, "no-such-service"),
        (
            "/folkeregisteret/v1/../v1/personer/17859241204".into(),
            &[CASE, PURPOSE],
            404,
            "no-such-service",
        ),
    ];
    for (path, fields, status, name) in cases {
        is(&ask(&house, MUNICIPALITY, SCOPE, path, fields).await, *status, name);
    }
    assert!(house.provider.asked().is_empty());
    assert_eq!(house.refusals().len(), cases.len());
}

#[tokio::test]
async fn another_method_is_refused() {
    let house = TestHouse::start().await;
    let token = house.token(MUNICIPALITY, SCOPE).await;
    for method in ["POST", "PUT", "DELETE", "HEAD"] {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{PERSON_PATH}", house.machine))
            .header("authorization", format!("Bearer {token}"))
            .body(Bytes::new())
            .unwrap();
        assert_eq!(house.send(request).await.status(), 405, "{method}");
    }
    assert_eq!(house.refusals(), ["method-not-served"; 4]);
}

#[tokio::test]
async fn without_a_good_token_there_is_a_challenge_and_an_entry() {
    let house = TestHouse::start().await;
    let token = house.token(MUNICIPALITY, SCOPE).await;
    let (head, tail) = token.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", tail.chars().rev().collect::<String>());
    let answer = house.get(PERSON_PATH, &[]).await;
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.headers()["www-authenticate"], "Bearer");
    let good = format!("Bearer {token}");
    let twice = [("authorization", good.as_str()), ("authorization", good.as_str())];
    assert_eq!(house.get(PERSON_PATH, &twice).await.status(), 401);
    let bad = [
        "Bearer x".to_owned(),
        "Basic eDp5".to_owned(),
        format!("Bearer {forged}"),
        format!("Bearer  {token}"),
        "Bearer".to_owned(),
    ];
    for bad in &bad {
        let answer = house.get(PERSON_PATH, &[("authorization", bad)]).await;
        assert_eq!(answer.status(), 401, "{bad}");
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    }
    house.clock.advance(Duration::from_secs(121));
    let answer = house.get(PERSON_PATH, &[("authorization", &good)]).await;
    assert_eq!((answer.status().as_u16(), problem(&answer).contains("expired")), (401, true));
    let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("Bearer error=\"invalid_token\""), "{challenge}");
    assert!(house.provider.asked().is_empty());
    assert_eq!(house.refusals().len(), 3 + bad.len());
}

#[tokio::test]
async fn a_provider_that_fails_passes_nothing_on() {
    let house = TestHouse::start().await;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let half = format!("{head}content-length: 500\r\n\r\n{{\"navn\":[{{\"fornavn\":\"TOMBOLA\"");
    let gzip = format!("{head}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{{}}");
    let huge = format!("{{\"navn\":[{{\"fornavn\":\"TOMBOLA{}\"}}]}}", "x".repeat(100_000));
    let ok = |media_type: &str, body: &str| Answer::typed(200, media_type, body.as_bytes());
    let json_typed =
        |status, body: &str| Answer::typed(status, "application/json", body.as_bytes());
    let cases = [
        (json_typed(500, "{\"navn\":\"TOMBOLA\"}"), 502, "provider-status"),
        (json_typed(301, "{}"), 502, "provider-status"),
        (json_typed(206, "{}"), 502, "provider-status"),
        (json_typed(404, "{\"melding\":\"TOMBOLA\"}"), 404, "provider-has-nothing"),
        (ok("text/html", "<p>TOMBOLA"), 502, "provider-media-type"),
        (ok("application/jsonx", "{}"), 502, "provider-media-type"),
        (Answer::Raw(gzip.into_bytes()), 502, "provider-coding"),
        (json_typed(200, "<p>TOMBOLA"), 502, "provider-unreadable"),
        (json_typed(200, "{\"navn\":1,\"n\\u0061vn\":2}"), 502, "provider-unreadable"),
        (json_typed(200, "{} {}"), 502, "provider-unreadable"),
        (json_typed(200, ""), 502, "provider-unreadable"),
        (json_typed(200, &huge), 502, "provider-too-large"),
        (Answer::RawThenBreak(half.into_bytes()), 502, "provider-broken"),
        (Answer::RawThenBreak(b"not http at all\r\n\r\n".to_vec()), 502, "provider-broken"),
        (Answer::Silence, 504, "provider-too-slow"),
    ];
    for (answer, status, name) in &cases {
        house.provider.will(answer.clone());
        is(&house.kindergarten(PERSON_PATH).await, *status, name);
    }
    let names: Vec<_> = cases.iter().map(|case| case.2).collect();
    assert_eq!(house.refusals(), names);
    house.provider.will(Answer::json(crate::house::ORDINARY_PERSON));
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200, "and it recovers");
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_a_bad_gateway() {
    let house = TestHouse::start_with(&|config| {
        let upstream = config.upstreams.get_mut("folkeregisteret").unwrap();
        upstream.url = "http://127.0.0.1:1".into();
    })
    .await;
    is(&house.kindergarten(PERSON_PATH).await, 502, "provider-unreachable");
    assert_eq!(house.refusals(), ["provider-unreachable"]);
}

#[tokio::test]
async fn a_consumer_that_asks_too_fast_waits() {
    let house = TestHouse::start_with(&|config| {
        config.limits.consumer_requests_per_second = NonZeroU32::MIN;
        config.limits.consumer_burst = NonZeroU32::MIN;
    })
    .await;
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    let answer = house.kindergarten(PERSON_PATH).await;
    is(&answer, 429, "too-fast");
    let wait: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(wait, 1, "in whole seconds");
}

#[tokio::test]
async fn strangers_cannot_make_the_ledger_grow_without_limit() {
    let house = TestHouse::start_with(&|config| {
        config.limits.stranger_burst = NonZeroU32::new(5).unwrap();
        config.limits.stranger_refusals_per_second = NonZeroU32::MIN;
    })
    .await;
    let mut statuses = BTreeMap::new();
    for _ in 0..20 {
        let status = house.get(PERSON_PATH, &[]).await.status().as_u16();
        *statuses.entry(status).or_insert(0) += 1;
    }
    assert!(statuses[&401] >= 5 && statuses[&429] > 0, "{statuses:?}");
    assert!(house.refusals().len() < 20);
}

#[tokio::test]
async fn a_token_for_one_person_reads_no_other() {
    let house = TestHouse::start().await;
    let token = house.token_for(MUNICIPALITY, "folkeregister:skole", PERSON).await;
    let bearer = format!("Bearer {token}");
    let other = format!("/folkeregisteret/v1/personer/{OTHER_PERSON}");
    is(&house.get(&other, &[("authorization", &bearer)]).await, 403, "other-person");
    assert_eq!(house.get(PERSON_PATH, &[("authorization", &bearer)]).await.status(), 200);
    assert_eq!(house.refusals(), ["other-person"]);
}

#[tokio::test]
async fn a_scope_that_was_not_delegated_gives_the_supplier_no_token() {
    let house = TestHouse::start().await;
    let refused = house.try_token(SUPPLIER, SCOPE).await.unwrap_err();
    assert!(refused.contains("invalid_scope"), "{refused}");
}

#[tokio::test]
async fn one_address_cannot_begin_logins_without_end() {
    let house = TestHouse::start_with(&|config| {
        config.limits.stranger_burst = NonZeroU32::new(5).unwrap();
        config.limits.stranger_refusals_per_second = NonZeroU32::MIN;
    })
    .await;
    let mut too_fast = 0;
    for _ in 0..10 {
        let login = Request::get(format!("{}/login", house.people)).body(Bytes::new()).unwrap();
        let answer = house.send(login).await;
        if answer.status() == 429 {
            assert_eq!(problem(&answer), "stranger-too-fast");
            too_fast += 1;
        }
    }
    assert!((1..=5).contains(&too_fast), "{too_fast} of 10");
}

#[tokio::test]
async fn a_provider_that_says_its_type_twice_is_not_believed() {
    let house = TestHouse::start().await;
    let twice = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\n{}";
    house.provider.will(Answer::Raw(twice.into()));
    is(&house.kindergarten(PERSON_PATH).await, 502, "provider-media-type");
    let smuggled = r#"{"navn":[{"fornavn":{"hemmelig":"TOMBOLA"}}]}"#;
    house.provider.will(Answer::json(smuggled));
    let answer = house.kindergarten(PERSON_PATH).await;
    assert_eq!(
        String::from_utf8_lossy(answer.body()),
        r#"{"navn":[{}]}"#,
        "a leaf is no container"
    );
}
