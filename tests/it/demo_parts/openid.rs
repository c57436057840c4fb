//! The demonstration OpenID provider, from the browser's and the client's side.

use super::{playing, thousand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use hyper::{Request, Response, StatusCode};
use ring::digest::{SHA256, digest};
use serde_json::Value;
use sluse::demo::openid::{DemoOpenid, DemoOpenidOptions};
use sluse::demo::persons::{Population, Role};
use sluse::jose::alg::Algorithm;
use sluse::jose::jwk::KeySet;
use sluse::jose::jws::{Compact, SigningKey};
use sluse::vocab::peer::Peer;
use sluse::vocab::secret::SecretText;
use sluse::vocab::time::{Clock, Timestamp};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

const ISSUER: &str = "https://localhost:8446";
const CALLBACK: &str = "https://localhost:8444/login/callback";
const CLIENT: &str = "sluse-innsyn";
const SECRET: &str = "a secret with + & = and :";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters.~_";
const START: u64 = 1_795_000_000;

struct Hands(AtomicU64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

struct House {
    openid: DemoOpenid,
    population: Arc<Population>,
    clock: Arc<Hands>,
}

fn house() -> House {
    static PEM: OnceLock<String> = OnceLock::new();
    let pem = PEM.get_or_init(|| {
        SigningKey::generate_rsa("any", 2048).unwrap().to_pkcs8_pem().expose().to_owned()
    });
    let population = Arc::new(thousand());
    let clock = Arc::new(Hands(AtomicU64::new(START * 1000)));
    let openid = DemoOpenid::new(DemoOpenidOptions {
        issuer: ISSUER.into(),
        client_id: CLIENT.into(),
        client_secret: SecretText::new(SECRET.into()),
        redirect_uri: CALLBACK.into(),
        signing_key: Arc::new(SigningKey::from_pem("key-1", Algorithm::Rs256, pem).unwrap()),
        population: population.clone(),
        clock: clock.clone(),
    });
    House { openid, population, clock }
}

fn encode(pairs: &[(&str, &str)]) -> String {
    let escape = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    pairs.join("&")
}

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()))
}

/// A good request with some parameters replaced, or left out where the value is empty.
fn request_with(changes: &[(&str, &str)]) -> String {
    let challenge = challenge();
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("acr_values", "idporten-loa-substantial idporten-loa-high"),
        ("ui_locales", "nb"),
    ];
    pairs.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    pairs.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    encode(&pairs)
}

impl House {
    async fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        let peer = Peer::at(IpAddr::V4(Ipv4Addr::LOCALHOST));
        self.openid.answer(&peer, request).await
    }

    async fn get(&self, path: &str) -> Response<Bytes> {
        self.send(Request::get(path).body(Bytes::new()).unwrap()).await
    }

    async fn post(&self, path: &str, form: String) -> Response<Bytes> {
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(form));
        self.send(request.unwrap()).await
    }

    /// Picks a person; the whole address that the browser is sent to.
    async fn pick(&self, role: Role) -> String {
        let handle = DemoOpenid::handle(playing(&self.population, role));
        location(&self.post("/authorize", request_with(&[("person", &handle)])).await)
    }

    async fn code(&self, role: Role) -> String {
        parameter(&self.pick(role).await, "code").unwrap()
    }

    /// Exchanges a code with some parameters replaced; status and body.
    async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
        let mut pairs = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", CLIENT),
            ("client_secret", SECRET),
        ];
        pairs.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        pairs.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        read(&self.post("/token", encode(&pairs)).await)
    }
}

fn read(answer: &Response<Bytes>) -> (u16, Value) {
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
}

fn location(answer: &Response<Bytes>) -> String {
    assert_eq!(answer.status(), StatusCode::FOUND);
    answer.headers()[LOCATION].to_str().unwrap().to_owned()
}

/// A parameter of an address's query, without its escapes undone.
fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value.to_owned())
}

fn text(answer: &Response<Bytes>) -> &str {
    std::str::from_utf8(answer.body()).unwrap()
}

#[tokio::test]
async fn a_person_is_picked_and_the_id_token_says_who() {
    let house = house();
    let back = house.pick(Role::Mother).await;
    assert!(back.starts_with(&format!("{CALLBACK}?")));
    assert_eq!(parameter(&back, "state").as_deref(), Some("the%20state"));
    assert_eq!(parameter(&back, "iss").as_deref(), Some("https%3A%2F%2Flocalhost%3A8446"));
    let mother = playing(&house.population, Role::Mother).number().expose();
    assert!(!back.contains(mother));
    house.clock.0.fetch_add(59_999, Ordering::SeqCst);
    let (status, answer) = house.exchange(&parameter(&back, "code").unwrap(), &[]).await;
    assert_eq!((status, answer["token_type"].as_str()), (200, Some("Bearer")));

    let keys = KeySet::parse(house.get("/jwks.json").await.body()).unwrap();
    let token = Compact::parse(answer["id_token"].as_str().unwrap()).unwrap();
    let key = keys.find(Some("key-1"), Algorithm::Rs256).unwrap();
    let claims = token.verify(key).unwrap();
    assert_eq!(claims.text("pid").unwrap(), mother);
    assert_eq!(claims.text("iss").unwrap(), ISSUER);
    assert_eq!(claims.text("aud").unwrap(), CLIENT);
    assert_eq!(claims.text("nonce").unwrap(), "the nonce");
    assert_eq!(claims.text("acr").unwrap(), "idporten-loa-high");
    assert_eq!(claims.value("amr"), Some(&serde_json::json!(["TestID"])));
    assert_eq!(claims.date("auth_time").unwrap(), Timestamp::from_seconds(START));
    assert_eq!(claims.date("iat").unwrap(), Timestamp::from_seconds(START + 59));
    let life = claims.date("exp").unwrap().since(claims.date("iat").unwrap());
    assert_eq!(life, Duration::from_secs(120));
    assert!(["sub", "sid", "jti"].iter().all(|name| !claims.text(name).unwrap().contains(mother)));
}

#[tokio::test]
async fn sub_is_the_same_at_each_login_and_another_for_each_person() {
    let (one, other) = (house(), house());
    let sub = async |house: &House, role| {
        let (_, answer) = house.exchange(&house.code(role).await, &[]).await;
        let token = answer["id_token"].as_str().unwrap().to_owned();
        let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&payload).unwrap()["sub"].as_str().unwrap().to_owned()
    };
    let mother = sub(&one, Role::Mother).await;
    assert_eq!(mother, sub(&other, Role::Mother).await);
    assert_ne!(mother, sub(&one, Role::Father).await);
}

#[tokio::test]
async fn a_code_is_good_once_and_for_less_than_a_minute() {
    let house = house();
    let code = house.code(Role::Single).await;
    assert_eq!(house.exchange(&code, &[]).await.0, 200);
    let again = house.exchange(&code, &[]).await;
    assert_eq!((again.0, again.1["error"].as_str()), (400, Some("invalid_grant")));
    let late = house.code(Role::Single).await;
    house.clock.0.fetch_add(60_000, Ordering::SeqCst);
    assert_eq!(house.exchange(&late, &[]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_code_that_is_shown_with_anything_wrong_is_spent() {
    let house = house();
    let other_verifier = "x".repeat(43);
    for wrong in [
        ("code_verifier", other_verifier.as_str()),
        ("code_verifier", "too-short"),
        ("redirect_uri", "https://localhost:8444/elsewhere"),
    ] {
        let code = house.code(Role::Single).await;
        assert_eq!(house.exchange(&code, &[wrong]).await.1["error"], "invalid_grant");
        assert_eq!(house.exchange(&code, &[]).await.1["error"], "invalid_grant");
    }
}

#[tokio::test]
async fn a_client_that_is_not_the_client_gets_no_token_and_spends_no_code() {
    let house = house();
    let code = house.code(Role::Single).await;
    for wrong in [("client_secret", "a guess"), ("client_secret", ""), ("client_id", "another")] {
        let (status, answer) = house.exchange(&code, &[wrong]).await;
        assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_client")));
    }
    for (missing, error) in [
        ("grant_type", "invalid_request"),
        ("code", "invalid_request"),
        ("code_verifier", "invalid_request"),
        ("redirect_uri", "invalid_request"),
    ] {
        assert_eq!(house.exchange(&code, &[(missing, "")]).await.1["error"], error);
    }
    let other = house.exchange(&code, &[("grant_type", "password")]).await;
    assert_eq!(other.1["error"], "unsupported_grant_type");
    assert_eq!(house.exchange(&code, &[]).await.0, 200);
}

#[tokio::test]
async fn the_client_may_prove_itself_by_http_basic() {
    let house = house();
    let body = |code: &str| {
        encode(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ])
    };
    let ask = async |code: &str, secret: &str| {
        // Each half is form-encoded before it is joined (RFC 6749 section 2.3.1).
        let halves = encode(&[("", CLIENT), ("", secret)]);
        let (id, secret) = halves.split_once('&').unwrap();
        let pair = format!("{}:{}", &id[1..], &secret[1..]);
        let request = Request::post("/token")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8")
            .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair)))
            .body(Bytes::from(body(code)));
        house.send(request.unwrap()).await.status().as_u16()
    };
    let code = house.code(Role::Single).await;
    assert_eq!(ask(&code, "a guess").await, 401);
    assert_eq!(ask(&code, SECRET).await, 200);
}

#[tokio::test]
async fn a_request_that_may_not_be_the_clients_sends_the_browser_nowhere() {
    let house = house();
    let strange = [
        ("redirect_uri", "https://localhost:8444/login/callback/"),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", ""),
        ("client_id", "another"),
        ("client_id", ""),
    ];
    for change in strange {
        let query = request_with(&[change]);
        let shown = house.get(&format!("/authorize?{query}")).await;
        let posted = house.post("/authorize", format!("{query}&person=0")).await;
        for answer in [shown, posted] {
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
            assert!(answer.headers().get(LOCATION).is_none());
        }
    }
    let twice = format!("{}&client_id={CLIENT}", request_with(&[]));
    assert_eq!(house.post("/authorize", twice).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_request_with_a_fault_goes_back_to_the_client_with_its_state() {
    let house = house();
    let long = "x".repeat(513);
    let faults = [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("scope", "profile", "invalid_scope"),
        ("nonce", "", "invalid_request"),
        ("nonce", long.as_str(), "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("acr_values", "Level5", "unmet_authentication_requirements"),
        ("prompt", "none", "login_required"),
        ("request", "x", "request_not_supported"),
        ("request_uri", "urn:x", "request_uri_not_supported"),
    ];
    for (name, value, error) in faults {
        let query = request_with(&[(name, value)]);
        for answer in [
            house.get(&format!("/authorize?{query}")).await,
            house.post("/authorize", format!("{query}&person=0")).await,
        ] {
            let back = location(&answer);
            assert!(back.starts_with(CALLBACK) && parameter(&back, "code").is_none());
            assert_eq!(parameter(&back, "error").as_deref(), Some(error), "{name}={value}");
            assert_eq!(parameter(&back, "state").as_deref(), Some("the%20state"));
            assert!(parameter(&back, "iss").is_some());
        }
    }
    let stateless =
        location(&house.get(&format!("/authorize?{}", request_with(&[("state", "")]))).await);
    assert_eq!(parameter(&stateless, "error").as_deref(), Some("invalid_request"));
    assert_eq!(parameter(&stateless, "state"), None);
}

#[tokio::test]
async fn who_cancels_is_not_logged_in_and_the_dead_cannot_log_in() {
    let house = house();
    let cancelled = house.post("/authorize", request_with(&[("cancel", "1")])).await;
    let back = location(&cancelled);
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    let dead = DemoOpenid::handle(playing(&house.population, Role::Deceased));
    for person in [dead.as_str(), "1000", "-1", "mother", ""] {
        let answer = house.post("/authorize", request_with(&[("person", person)])).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{person}");
    }
}

#[tokio::test]
async fn the_page_says_what_it_is_in_both_languages_and_shows_no_number() {
    let house = house();
    for (locale, tag, title) in [
        ("nb", "nb", "DEMO – velg en syntetisk person"),
        ("se nn", "nb", "DEMO – velg en syntetisk person"),
        ("en-GB nb", "en", "DEMO – choose a synthetic person"),
        ("", "nb", "DEMO – velg en syntetisk person"),
    ] {
        let query = request_with(&[("ui_locales", locale)]);
        let answer = house.get(&format!("/authorize?{query}")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let page = text(&answer);
        assert!(page.contains(&format!("<html lang=\"{tag}\">")), "{locale}");
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{locale}");
        assert!(!page.contains("<script") && !page.contains("style="));
        assert!(page.contains("<fieldset><legend>") && page.contains("<label for=\"person\">"));
        for person in house.population.persons() {
            assert!(!page.contains(person.number().expose()));
            assert_eq!(
                page.contains(&format!("value=\"{}\"", DemoOpenid::handle(person))),
                person.is_alive()
            );
        }
    }
}

#[tokio::test]
async fn the_pages_forms_may_lead_here_and_to_the_client_only() {
    let house = house();
    let answer = house.get(&format!("/authorize?{}", request_with(&[]))).await;
    let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"));
    assert!(policy.contains("form-action 'self' https://localhost:8444;"));
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(house.get("/style.css").await.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
}

#[tokio::test]
async fn what_a_client_sends_cannot_break_out_of_the_page() {
    let house = house();
    let query = request_with(&[("state", "\"><b>"), ("nonce", "'&amp;<i>")]);
    let answer = house.get(&format!("/authorize?{query}")).await;
    let page = text(&answer);
    assert!(page.contains("&quot;&gt;&lt;b&gt;"));
    assert!(!page.contains("<b>") && !page.contains("<i>"));
}

#[tokio::test]
async fn the_metadata_names_what_is_there() {
    let house = house();
    let (status, metadata) = read(&house.get("/.well-known/openid-configuration").await);
    assert_eq!((status, metadata["issuer"].as_str()), (200, Some(ISSUER)));
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"] {
        let path = metadata[name].as_str().unwrap().strip_prefix(ISSUER).unwrap();
        assert_ne!(house.get(path).await.status(), StatusCode::NOT_FOUND, "{name}");
    }
    assert_eq!(metadata["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    assert_eq!(house.get("/token").await.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(house.get("/userinfo").await.status(), StatusCode::NOT_FOUND);
    let keys = house.get("/jwks.json").await;
    assert!(!text(&keys).contains("\"d\""), "the private part is not shown");
}

#[tokio::test]
async fn a_logout_returns_to_the_client_or_nowhere() {
    let house = house();
    let out = |uri: &str| {
        format!("/logout?{}", encode(&[("post_logout_redirect_uri", uri), ("state", "s t")]))
    };
    let back = location(&house.get(&out("https://localhost:8444/logged-out")).await);
    assert_eq!(back, "https://localhost:8444/logged-out?state=s%20t");
    let elsewhere = [
        "https://evil.example/",
        "https://localhost:8444.evil.example/",
        "https://localhost:84441/",
    ];
    for uri in elsewhere {
        let answer = house.get(&out(uri)).await;
        assert!(answer.headers().get(LOCATION).is_none());
        assert!(text(&answer).contains("Du er logget ut"));
    }
}

#[tokio::test]
async fn codes_that_wait_are_limited_and_those_too_old_make_room() {
    let house = house();
    for _ in 0..1024 {
        house.code(Role::Single).await;
    }
    let refused = house.pick(Role::Single).await;
    assert_eq!(parameter(&refused, "error").as_deref(), Some("temporarily_unavailable"));
    house.clock.0.fetch_add(60_000, Ordering::SeqCst);
    house.code(Role::Single).await;
}
