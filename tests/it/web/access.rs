//! Programs that act for a person: with an access token of the provider, bound to a key or not.

use super::browser::{Browser, Got, House};
use super::clock::minutes;
use super::provider::{FIRST, ISSUER, SECOND};
use super::sample::{KARI, OLA, reading_at, record, refusal, whom};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use sluse::jose::dpop::{Making, make};
use sluse::jose::jws::SigningKey;
use sluse::serve::citizen_door::{OPENAPI, PATHS};
use sluse::token::sender::Senders;
use sluse::vocab::issuer::IssuerUrl;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::Clock as _;
use sluse::web::{Access, WebOptions};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The key that a program's tokens are bound to.
static PROGRAM: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_p256("program").unwrap());

/// A house that lets programs in, with one reading about each of two persons.
pub(super) fn house() -> House {
    let house = House::changed(let_in);
    house.shelf.put(reading_at(10, "2026-11-21T10:00:00Z", KARI));
    house.shelf.put(reading_at(11, "2026-11-21T10:01:00Z", OLA));
    house
}

/// What is changed about the claims of a token.
type Change = fn(&mut Value);

/// Lets programs in.
pub(super) fn let_in(options: &mut WebOptions) {
    options.access = Some(Access {
        scope: "sluse:innsyn".to_owned(),
        audience: "https://people.test".to_owned(),
        senders: Senders::new(
            IssuerUrl::parse("https://people.test/").unwrap(),
            None,
            &Key32::new([9; 32]),
        ),
    });
    options.acr_sensitive = vec!["loa-high".to_owned()];
}

/// The claims of a good token for Kari, changed.
fn claims(house: &House, change: impl FnOnce(&mut Value)) -> Value {
    let now = house.clock.now().seconds();
    let mut claims = json!({
        "iss": ISSUER, "aud": ["https://people.test"], "scope": "openid sluse:innsyn",
        "client_id": "assistant", "pid": KARI, "acr": "loa-high", "sub": "pairwise-2",
        "iat": now, "exp": now + 600, "jti": "t-1",
    });
    change(&mut claims);
    claims
}

pub(super) fn token(house: &House, change: impl FnOnce(&mut Value)) -> String {
    FIRST.sign("JWT", &claims(house, change)).unwrap()
}

async fn ask(house: &House, target: &str, fields: &[(&str, &str)]) -> Got {
    Browser::default().ask_with(house, Method::GET, target, String::new(), fields).await
}

pub(super) async fn bearer(house: &House, target: &str, token: &str) -> Got {
    ask(house, target, &[("authorization", &format!("Bearer {token}"))]).await
}

/// The short name of a problem.
pub(super) fn problem(got: &Got) -> String {
    let document: Value = serde_json::from_str(&got.body).unwrap();
    document["type"].as_str().unwrap().strip_prefix("urn:sluse:problem:").unwrap().to_owned()
}

fn challenge(got: &Got) -> String {
    let all = got.head.get_all("www-authenticate").iter();
    all.map(|value| value.to_str().unwrap()).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn a_program_with_a_persons_token_sees_what_is_about_that_person() {
    let house = house();
    let got = bearer(&house, "/me/readings", &token(&house, |_| ())).await;
    assert_eq!(got.status, StatusCode::OK);
    let document: Value = serde_json::from_str(&got.body).unwrap();
    assert_eq!(document["readings"].as_array().unwrap().len(), 1);
    assert_eq!(document["readings"][0]["index"], 10);
    assert!(!got.head.contains_key("set-cookie"));
    let proof = document["readings"][0]["proof"].as_str().unwrap().to_owned();
    let got = bearer(&house, &proof, &token(&house, |_| ())).await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "the proof of 10\n"));
    let got = bearer(&house, "/me/bundle", &token(&house, |_| ())).await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "the bundle of Kari"));
}

#[tokio::test]
async fn a_program_searches_the_list_and_keeps_it_as_files() {
    let house = house();
    house.shelf.put(record(12, "2026-11-21T10:02:00Z", refusal("too-fast"), whom(KARI)));
    for (query, found) in [
        ("", vec![12, 10]),
        ("?outcome=given", vec![10]),
        ("?consumer=312143046&purpose=opptak&from=2026-11-21&to=2026-11-21", vec![12, 10]),
        ("?to=2026-11-20", vec![]),
    ] {
        for path in ["/me/readings", "/me/readings.json"] {
            let target = format!("{path}{query}");
            let got = bearer(&house, &target, &token(&house, |_| ())).await;
            let document: Value = serde_json::from_str(&got.body).unwrap();
            let readings = document["readings"].as_array().unwrap().iter();
            let indexes: Vec<u64> = readings.map(|it| it["index"].as_u64().unwrap()).collect();
            assert_eq!(indexes, found, "{target}");
        }
        let target = format!("/me/readings.csv{query}");
        let got = bearer(&house, &target, &token(&house, |_| ())).await;
        assert_eq!((got.status, got.body.lines().count()), (StatusCode::OK, found.len() + 1));
        let target = format!("/me/readings.pdf{query}");
        let got = bearer(&house, &target, &token(&house, |_| ())).await;
        assert!(got.status == StatusCode::OK && got.body.starts_with("%PDF-"), "{target}");
    }
    for path in ["/me/readings", "/me/readings.json", "/me/readings.csv", "/me/readings.pdf"] {
        let wrong = format!("{path}?outcome=maybe");
        let got = bearer(&house, &wrong, &token(&house, |_| ())).await;
        assert_eq!((got.status, &*problem(&got)), (StatusCode::BAD_REQUEST, "address-malformed"));
        let bad = token(&house, |claims| claims["aud"] = json!("https://other.test"));
        let got = bearer(&house, path, &bad).await;
        assert_eq!((got.status, &*problem(&got)), (StatusCode::UNAUTHORIZED, "token-audience"));
    }
}

#[tokio::test]
async fn a_token_that_is_not_good_is_refused_with_what_would_be() {
    let lies: [(Change, &str); 14] = [
        (|claims| claims["iss"] = json!("https://evil.test"), "token-issuer"),
        (|claims| claims["aud"] = json!("https://other.test"), "token-audience"),
        (|claims| claims["aud"] = json!("innsyn"), "token-audience"),
        (|claims| drop(claims.as_object_mut().unwrap().remove("aud")), "token-audience"),
        (|claims| claims["exp"] = json!(claims["iat"].as_u64().unwrap() - 10), "token-expired"),
        (|claims| drop(claims.as_object_mut().unwrap().remove("exp")), "token-claims"),
        (|claims| claims["iat"] = json!(claims["iat"].as_u64().unwrap() + 11), "token-future"),
        (|claims| claims["nbf"] = json!(claims["iat"].as_u64().unwrap() + 11), "token-future"),
        (|claims| claims["cnf"] = json!({ "x5t#S256": "AAAA" }), "token-claims"),
        (|claims| claims["cnf"] = json!("key"), "token-claims"),
        (|claims| claims["cnf"] = json!({ "jkt": "short" }), "token-claims"),
        (|claims| claims["acr"] = json!("loa-low"), "level-too-low"),
        (|claims| claims["pid"] = json!("01817010056"), "token-without-person"),
        (|claims| drop(claims.as_object_mut().unwrap().remove("pid")), "token-without-person"),
    ];
    for (lie, code) in lies {
        let house = house();
        let got = bearer(&house, "/me/readings", &token(&house, lie)).await;
        assert_eq!((got.status, problem(&got).as_str()), (StatusCode::UNAUTHORIZED, code));
        assert!(challenge(&got).contains("Bearer error="), "{code}");
    }
}

#[tokio::test]
async fn a_token_that_the_provider_did_not_sign_is_refused() {
    let house = house();
    let good = token(&house, |_| ());
    let (signed, _) = good.rsplit_once('.').unwrap();
    let foreign = SECOND.sign("JWT", &claims(&house, |_| ())).unwrap();
    let (_, other) = foreign.rsplit_once('.').unwrap();
    for (token, code) in [
        (foreign.clone(), "token-key"),
        (format!("{signed}.{other}"), "token-signature"),
        (signed.to_owned(), "token-malformed"),
        (format!("eyJhbGciOiJub25lIn0.{}.", signed.split('.').nth(1).unwrap()), "token-malformed"),
        ("nonsense".to_owned(), "token-malformed"),
    ] {
        let got = bearer(&house, "/me/readings", &token).await;
        assert_eq!((got.status, problem(&got).as_str()), (StatusCode::UNAUTHORIZED, code));
    }
    for field in ["", "Bearer", "Basic aW5uc3luOng=", &format!("Token {good}")] {
        let got = ask(&house, "/me/readings", &[("authorization", field)]).await;
        assert_eq!(
            (got.status, problem(&got).as_str()),
            (StatusCode::UNAUTHORIZED, "token-not-bearer")
        );
    }
    let field = format!("Bearer {good}");
    let twice = [("authorization", field.as_str()), ("authorization", field.as_str())];
    let got = ask(&house, "/me/readings", &twice).await;
    assert_eq!(problem(&got), "token-not-bearer");
}

#[tokio::test]
async fn an_id_token_is_no_access_token_and_another_scope_opens_nothing() {
    let house = house();
    for scope in [None, Some("openid"), Some("sluse:innsyn.all"), Some("")] {
        let token = token(&house, |claims| match scope {
            None => drop(claims.as_object_mut().unwrap().remove("scope")),
            Some(scope) => claims["scope"] = json!(scope),
        });
        let got = bearer(&house, "/me/readings", &token).await;
        assert_eq!((got.status, problem(&got).as_str()), (StatusCode::FORBIDDEN, "scope-missing"));
        let challenge = challenge(&got);
        assert_eq!(challenge, "Bearer error=\"insufficient_scope\", scope=\"sluse:innsyn\"");
    }
}

#[tokio::test]
async fn what_is_sensitive_needs_a_token_of_a_stronger_login() {
    let house = house();
    let weak = token(&house, |claims| claims["acr"] = json!("loa-substantial"));
    assert_eq!(bearer(&house, "/me/readings", &weak).await.status, StatusCode::OK);
    let got = bearer(&house, "/me/bundle", &weak).await;
    assert_eq!((got.status, problem(&got).as_str()), (StatusCode::UNAUTHORIZED, "level-too-low"));
    let challenge = challenge(&got);
    assert!(challenge.contains("insufficient_user_authentication"), "{challenge}");
    assert!(challenge.ends_with("acr_values=\"loa-high\""), "{challenge}");
}

#[tokio::test]
async fn tokens_are_for_programs_pages_take_none() {
    let house = house();
    let field = format!("Bearer {}", token(&house, |_| ()));
    for target in ["/readings", "/readings/0/proof"] {
        let got = ask(&house, target, &[("authorization", &field)]).await;
        assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{target}");
    }
    let mut browser = Browser::login(&house, OLA).await;
    let fields = [("authorization", field.as_str())];
    let got = browser.ask_with(&house, Method::GET, "/readings", String::new(), &fields).await;
    assert!(got.body.contains("id=\"r11\"") && !got.body.contains("id=\"r10\""));
}

#[tokio::test]
async fn a_request_with_a_token_is_judged_by_it_and_not_by_its_cookie() {
    let house = house();
    let mut browser = Browser::login(&house, OLA).await;
    assert_eq!(browser.get(&house, "/me/readings").await.status, StatusCode::OK);
    let kari = format!("Bearer {}", token(&house, |_| ()));
    let fields = [("authorization", kari.as_str())];
    let got = browser.ask_with(&house, Method::GET, "/me/readings", String::new(), &fields).await;
    let document: Value = serde_json::from_str(&got.body).unwrap();
    assert_eq!(document["readings"][0]["index"], 10);
    let fields = [("authorization", "Bearer nonsense")];
    let got = browser.ask_with(&house, Method::GET, "/me/readings", String::new(), &fields).await;
    assert_eq!(got.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_house_that_takes_no_tokens_says_so() {
    let house = House::new();
    let got = bearer(&house, "/me/readings", &token(&house, |_| ())).await;
    assert_eq!(
        (got.status, problem(&got).as_str()),
        (StatusCode::UNAUTHORIZED, "tokens-not-accepted")
    );
    let mut browser = Browser::login(&house, KARI).await;
    assert_eq!(browser.get(&house, "/me/readings").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_provider_that_is_down_is_no_fault_of_the_program() {
    let house = house();
    house.provider.lie(|lies| lies.down = true);
    let got = bearer(&house, "/me/readings", &token(&house, |_| ())).await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(got.head.contains_key("retry-after"));
}

/// A token that is bound to the program's key.
fn bound(house: &House) -> String {
    let key = sluse::jose::jwk::thumbprint(&PROGRAM.public_jwk());
    token(house, |claims| claims["cnf"] = json!({ "jkt": key }))
}

/// Asks with a proof by this key for this address.
async fn prove(
    house: &House,
    token: &str,
    (key, url): (&SigningKey, &str),
    nonce: Option<&str>,
) -> (Got, String) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let jti = format!("proof-{}", NUMBER.fetch_add(1, Ordering::SeqCst));
    let making = Making { method: "GET", url, token: Some(token), nonce, jti: &jti };
    let proof = make(key, &making, house.clock.now()).unwrap();
    let field = format!("DPoP {token}");
    let got = ask(house, "/me/readings", &[("authorization", &field), ("dpop", &proof)]).await;
    (got, proof)
}

const HERE: &str = "https://people.test/me/readings";

#[tokio::test]
async fn a_token_that_is_bound_to_a_key_needs_a_proof_by_that_key() {
    let house = house();
    let token = bound(&house);
    let (first, _) = prove(&house, &token, (&PROGRAM, HERE), None).await;
    assert_eq!((first.status, problem(&first).as_str()), (StatusCode::UNAUTHORIZED, "dpop-nonce"));
    assert!(challenge(&first).contains("use_dpop_nonce"));
    let nonce = first.head["dpop-nonce"].to_str().unwrap().to_owned();
    let nonce = Some(nonce.as_str());
    let (got, proof) = prove(&house, &token, (&PROGRAM, HERE), nonce).await;
    assert_eq!(got.status, StatusCode::OK);

    let field = format!("DPoP {token}");
    let again = ask(&house, "/me/readings", &[("authorization", &field), ("dpop", &proof)]).await;
    assert_eq!(problem(&again), "dpop-used");
    let missing = ask(&house, "/me/readings", &[("authorization", &field)]).await;
    assert_eq!(problem(&missing), "dpop-missing");
    let thief = SigningKey::generate_p256("thief").unwrap();
    let (stolen, _) = prove(&house, &token, (&thief, HERE), nonce).await;
    assert_eq!(problem(&stolen), "dpop-key");
    let elsewhere = "https://people.test/me/bundle";
    let (other, _) = prove(&house, &token, (&PROGRAM, elsewhere), nonce).await;
    assert_eq!(problem(&other), "dpop-target");
    let plain = bearer(&house, "/me/readings", &token).await;
    assert_eq!(problem(&plain), "token-bound-to-key");
    let unbound = self::token(&house, |_| ());
    let (got, _) = prove(&house, &unbound, (&PROGRAM, HERE), nonce).await;
    assert_eq!(problem(&got), "token-not-bound-to-key");

    house.clock.pass(minutes(2));
    let (got, _) = prove(&house, &token, (&PROGRAM, HERE), nonce).await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(got.head.contains_key("dpop-nonce"), "a newer nonce comes along");
}

#[tokio::test]
async fn the_description_is_for_everybody_and_every_path_in_it_is_served() {
    let house = house();
    let got = ask(&house, "/me/openapi.json", &[]).await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, OPENAPI));
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let mut described: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    let mut served = PATHS.to_vec();
    described.sort();
    served.sort_unstable();
    assert_eq!(described, served);
    for path in PATHS {
        let operations = document["paths"][path].as_object().unwrap();
        let (method, operation) = operations.iter().next().unwrap();
        let method: Method = method.to_uppercase().parse().unwrap();
        let open = operation["security"].as_array().unwrap().is_empty();
        let target = path.replace("{count}", "10").replace("{purpose}", "opptak");
        let target = target.replace("{index}", "10");
        let target = target.replace("{verwerktObjectId}", "5f089abb-7ed1-4714-92d4-1850453eda5d");
        let days = "?beginDatum=2026-01-01&eindDatum=2027-01-01";
        let target = if path.ends_with("objecten") { format!("{target}{days}") } else { target };
        let ask = async |fields: &[(&str, &str)]| {
            let mut browser = Browser::default();
            browser.ask_with(&house, method.clone(), &target, String::new(), fields).await.status
        };
        let expected = if open { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
        assert_eq!(ask(&[]).await, expected, "{path}");
        let field = format!("Bearer {}", token(&house, |_| ()));
        let expected = match path {
            // There is no such consent, and no such object.
            "/me/consents/{index}/receipt" | "/me/api/v1/verwerkte-objecten/{verwerktObjectId}" => {
                StatusCode::NOT_FOUND
            }
            "/me/readings/{count}/ask" => StatusCode::UNPROCESSABLE_ENTITY,
            _ if method == Method::POST => StatusCode::CONFLICT,
            _ => StatusCode::OK,
        };
        assert_eq!(ask(&[("authorization", &field)]).await, expected, "{path}");
        let wrong = if method == Method::POST { Method::GET } else { Method::DELETE };
        let fields = [("authorization", field.as_str())];
        let mut browser = Browser::default();
        let got = browser.ask_with(&house, wrong, &target, String::new(), &fields).await;
        assert!(open || got.status == StatusCode::METHOD_NOT_ALLOWED, "{path}: {}", got.status);
    }
}
