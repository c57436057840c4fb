//! Foreign issuers by the front door: a second house of ours plays the real Maskinporten, and a played
//! issuer does what no house would.

mod played;

use crate::house::{
    FIRST_KEY, MUNICIPALITY, PERSON_PATH, Provider, TestHouse, client_key, eventually, problem,
};
use bytes::Bytes;
use hyper::{Request, Response};
use josekit::jws::JwsSigner as _;
use played::{CURVE, FIRST, Played, SECOND, key_set};
use serde_json::{Value, json};
use sluse::config::{Config, Issuer};
use sluse::demo::private::write_secret;
use sluse::jose::alg::Algorithm;
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::Event;
use sluse::token::issuers::trust::ScopePattern;
use sluse::token::keys::rotate::{Wanted, rotate};
use sluse::vocab::scope::Scope;
use sluse::vocab::time::Clock;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const SCOPE: &str = "folkeregister:skole";
const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

/// A house that trusts these issuers.
async fn house_trusting(issuers: Vec<Issuer>) -> TestHouse {
    TestHouse::start_with(&|config: &mut Config| config.token.issuers.clone_from(&issuers)).await
}

/// Claims of a token as the real Maskinporten makes it, with these changes; `null` takes one away.
fn claims(house: &TestHouse, issuer: &str, changes: &Value) -> Value {
    let now = house.clock.now().seconds();
    let mut claims = json!({
        "iss": issuer, "client_amr": "virksomhetssertifikat", "token_type": "Bearer",
        "client_id": "5f1c0c8e-2d36-4a3c-9a0b-0d9b1c7f2a11", "client_orgno": "312143046",
        "scope": SCOPE, "consumer": { "authority": "iso6523-actorid-upis", "ID": "0192:312143046" },
        "aud": "unspecified", "iat": now, "exp": now + 120,
        "jti": "q0Yh1m3mYy0c2m6m4y8n2d1K7b0p9s5t3u1v8w6x4z2",
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            _ => claims[name] = value.clone(),
        }
    }
    claims
}

/// A token whose header is `kid` and `alg` alone, as Maskinporten's is, and perhaps more.
fn signed(key: &SigningKey, kid: &str, more: &Value, claims: &Value) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut header = json!({ "kid": kid, "alg": key.alg().name() });
    header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let text = format!("{}.{}", encode(&header), encode(claims));
    let pem = key.to_pkcs8_pem();
    let signature = match key.alg() {
        Algorithm::Es256 => {
            josekit::jws::ES256.signer_from_pem(pem.expose()).unwrap().sign(text.as_bytes())
        }
        _ => josekit::jws::RS256.signer_from_pem(pem.expose()).unwrap().sign(text.as_bytes()),
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature.unwrap()))
}

/// A good token of a played issuer.
fn token(house: &TestHouse, played: &Played, key: &SigningKey) -> String {
    signed(key, key.kid(), &json!({}), &claims(house, &played.issuer, &json!({})))
}

async fn read_with(house: &TestHouse, token: &str) -> Response<Bytes> {
    house.get(PERSON_PATH, &[("authorization", &format!("Bearer {token}"))]).await
}

/// Status and problem of a refusal.
async fn refused(house: &TestHouse, token: &str) -> (u16, String) {
    let answer = read_with(house, token).await;
    (answer.status().as_u16(), problem(&answer))
}

fn no(name: &str) -> (u16, String) {
    (401, name.to_owned())
}

fn unavailable() -> (u16, String) {
    (503, "token-issuer-unavailable".to_owned())
}

/// Whether the metrics have this line.
async fn metric(house: &TestHouse, line: String) -> bool {
    let request = Request::get(format!("{}/metrics", house.operations)).body(Bytes::new());
    let answer = house.send(request.unwrap()).await;
    String::from_utf8_lossy(answer.body()).contains(&line)
}

fn stale(issuer: &str, stale: u8) -> String {
    format!("sluse_issuer_keys_stale{{issuer=\"{issuer}\"}} {stale}\n")
}

/// A house that plays the real Maskinporten, with a signing key of its own, and a house that trusts
/// it, with the same clock.
async fn two_houses() -> (TestHouse, TestHouse) {
    let dir = Arc::new(TempDir::new().unwrap());
    std::fs::create_dir(dir.path().join("token")).unwrap();
    let pem = FIRST.to_pkcs8_pem();
    write_secret(&dir.path().join("token").join(FIRST_KEY), pem.expose()).unwrap();
    let theirs = TestHouse::start_in_fresh(dir).await;
    let issuer = Issuer {
        issuer: format!("{}/", theirs.machine),
        ca: theirs.dir().join("ca.pem"),
        algorithms: vec!["RS256".to_owned()],
        scopes: vec![SCOPE.to_owned()],
        audience: None,
    };
    let trust = |config: &mut Config| config.token.issuers = vec![issuer.clone()];
    let (dir, clock) = (Arc::new(TempDir::new().unwrap()), theirs.clock.clone());
    let ours = TestHouse::start_in(dir, clock, Provider::start().await, &trust).await.unwrap();
    (theirs, ours)
}

fn next_key(theirs: &TestHouse, begins_in: Option<Duration>) -> Duration {
    let wanted = Wanted { alg: Algorithm::Rs256, begins_in, rsa_bits: 2048 };
    let now = theirs.clock.now();
    rotate(&theirs.dir().join("token"), wanted, now).unwrap().begins.since(now)
}

async fn published(theirs: &TestHouse) -> usize {
    crate::house::json(&theirs.get("/jwk", &[]).await)["keys"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_provider_behind_us_is_served_with_anothers_tokens_and_the_ledger_tells_whose() {
    let (theirs, ours) = two_houses().await;
    let foreign = theirs.token(MUNICIPALITY, SCOPE).await;
    let own = ours.token(MUNICIPALITY, SCOPE).await;
    assert_eq!(read_with(&ours, &foreign).await.status(), 200);
    assert_eq!(read_with(&ours, &own).await.status(), 200);
    assert_eq!(refused(&theirs, &own).await, no("token-issuer"), "trust is not mutual");
    let issuers: Vec<_> = ours
        .entries()
        .into_iter()
        .filter_map(|entry| match entry.event {
            Event::Reading(reading) => Some(reading.asker.issuer.map(String::from)),
            _ => None,
        })
        .collect();
    assert_eq!(issuers, [Some(format!("{}/", theirs.machine)), None]);
}

#[tokio::test]
async fn their_rotation_is_survived_without_a_refused_good_token() {
    let (theirs, ours) = two_houses().await;
    let read = async |token: &str| read_with(&ours, token).await.status();
    assert_eq!(read(&theirs.token(MUNICIPALITY, SCOPE).await).await, 200);
    let mut ahead = next_key(&theirs, None);
    while ahead > HOUR {
        ours.clock.advance(HOUR);
        ahead -= HOUR;
        eventually(|| async { published(&theirs).await == 2 }).await;
        assert_eq!(read(&theirs.token(MUNICIPALITY, SCOPE).await).await, 200);
    }
    ours.clock.advance(ahead - Duration::from_secs(1));
    let before = theirs.token(MUNICIPALITY, SCOPE).await;
    ours.clock.advance(Duration::from_secs(1));
    let after = theirs.token(MUNICIPALITY, SCOPE).await;
    assert_eq!(read(&before).await, 200);
    assert_eq!(read(&after).await, 200);
    // Their emergency: a key that nobody was told of signs, and is asked for when it is met.
    ours.clock.advance(MINUTE);
    next_key(&theirs, Some(Duration::ZERO));
    ours.clock.advance(MINUTE);
    eventually(|| async { published(&theirs).await == 3 }).await;
    assert_eq!(read(&theirs.token(MUNICIPALITY, SCOPE).await).await, 200);
    assert_eq!(ours.refusals(), Vec::<String>::new());
}

#[tokio::test]
async fn while_an_issuer_is_down_its_keys_go_on_for_a_week() {
    let played = Played::start(&[&FIRST]).await;
    let house = house_trusting(vec![played.trusted()]).await;
    assert_eq!(read_with(&house, &token(&house, &played, &FIRST)).await.status(), 200);
    eventually(|| metric(&house, stale(&played.issuer, 0))).await;
    played.is_up(false);
    house.clock.advance(25 * HOUR);
    eventually(|| metric(&house, stale(&played.issuer, 1))).await;
    assert_eq!(read_with(&house, &token(&house, &played, &FIRST)).await.status(), 200);
    house.clock.advance(6 * 24 * HOUR);
    let answer = read_with(&house, &token(&house, &played, &FIRST)).await;
    assert_eq!((answer.status().as_u16(), problem(&answer)), unavailable());
    assert_eq!(answer.headers()["retry-after"], "60");
    assert!(!answer.headers().contains_key("www-authenticate"));
    played.is_up(true);
    house.clock.advance(MINUTE);
    assert_eq!(read_with(&house, &token(&house, &played, &FIRST)).await.status(), 200);
    eventually(|| metric(&house, stale(&played.issuer, 0))).await;
}

#[tokio::test]
async fn an_issuer_is_asked_for_an_unknown_key_once_a_minute() {
    let played = Played::start(&[&FIRST]).await;
    let house = house_trusting(vec![played.trusted()]).await;
    assert_eq!(read_with(&house, &token(&house, &played, &FIRST)).await.status(), 200);
    let before = played.keys_asked();
    let unknown = token(&house, &played, &SECOND);
    let ask = || refused(&house, &unknown);
    let (one, two, three, four) = tokio::join!(ask(), ask(), ask(), ask());
    for told in [one, two, three, four, ask().await] {
        assert_eq!(told, no("token-key"));
    }
    assert_eq!(played.keys_asked(), before + 1);
    house.clock.advance(MINUTE - Duration::from_secs(1));
    let unknown = token(&house, &played, &SECOND);
    assert_eq!(refused(&house, &unknown).await, no("token-key"));
    assert_eq!(played.keys_asked(), before + 1);
    house.clock.advance(Duration::from_secs(1));
    played.publish(&[&FIRST, &SECOND]);
    assert_eq!(read_with(&house, &unknown).await.status(), 200);
    assert_eq!(played.keys_asked(), before + 2);
}

#[tokio::test]
async fn each_fault_of_a_foreign_token_is_told_apart() {
    let played = Played::start(&[&FIRST, &CURVE]).await;
    let house = house_trusting(vec![played.trusted()]).await;
    let good = |changes: Value| claims(&house, &played.issuer, &changes);
    let none = json!({});
    for (claims, name) in [
        (good(json!({ "iss": "https://other.example/" })), "token-issuer"),
        (good(json!({ "iss": played.issuer.trim_end_matches('/') })), "token-issuer"),
        (good(json!({ "iss": null })), "token-claims"),
        (good(json!({ "scope": "skatt:inntekt.read" })), "token-issuer-scope"),
        (good(json!({ "aud": "https://other.example/" })), "token-audience"),
        (good(json!({ "exp": house.clock.now().seconds() })), "token-expired"),
        (good(json!({ "iat": house.clock.now().seconds() + 11 })), "token-future"),
        (good(json!({ "nbf": house.clock.now().seconds() + 11 })), "token-future"),
        (good(json!({ "consumer": null })), "token-claims"),
        (good(json!({ "client_id": null })), "token-claims"),
        // An ID token, a logout token and a DPoP proof that do not say in the header what they are.
        (good(json!({ "nonce": "n" })), "token-type"),
        (good(json!({ "events": {} })), "token-type"),
        (good(json!({ "htm": "GET", "htu": "https://a.example/" })), "token-type"),
        (good(json!({ "token_type": null })), "token-type"),
    ] {
        let token = signed(&FIRST, "first", &none, &claims);
        assert_eq!(refused(&house, &token).await, no(name), "{claims}");
    }
    let good = good(json!({}));
    for (key, kid, more, name) in [
        (&*SECOND, "second", json!({}), "token-key"),
        (&*SECOND, "first", json!({}), "token-signature"),
        (&*CURVE, "curve", json!({}), "token-algorithm"),
        (&*FIRST, "first", json!({ "typ": "logout+jwt" }), "token-type"),
        (&*FIRST, "first", json!({ "typ": "dpop+jwt" }), "token-type"),
    ] {
        assert_eq!(
            refused(&house, &signed(key, kid, &more, &good)).await,
            no(name),
            "{kid} {more}"
        );
    }
    for more in [json!({}), json!({ "typ": "JWT" }), json!({ "typ": "at+jwt" })] {
        assert_eq!(read_with(&house, &signed(&FIRST, "first", &more, &good)).await.status(), 200);
    }
    for aud in [json!(null), json!("https://us.example/"), json!(["x", "https://us.example/"])] {
        let claims = claims(&house, &played.issuer, &json!({ "aud": aud }));
        let token = signed(&FIRST, "first", &none, &claims);
        assert_eq!(read_with(&house, &token).await.status(), 200, "{claims}");
    }
}

#[tokio::test]
async fn two_issuers_with_one_name_for_their_keys_cannot_sign_for_each_other() {
    let kid = client_key().kid().to_owned();
    let pem = FIRST.to_pkcs8_pem();
    let same_name = SigningKey::from_pem(&kid, Algorithm::Rs256, pem.expose()).unwrap();
    let played = Played::start(&[&same_name]).await;
    let house = house_trusting(vec![played.trusted()]).await;
    assert_eq!(read_with(&house, &token(&house, &played, &same_name)).await.status(), 200);
    let ours = claims(
        &house,
        &format!("{}/", house.machine),
        &json!({
            "aud": null, "client_id": MUNICIPALITY,
        }),
    );
    let theirs = claims(&house, &played.issuer, &json!({}));
    let typed = json!({ "typ": "at+jwt" });
    let forged = signed(&same_name, &kid, &typed, &ours);
    assert_eq!(refused(&house, &forged).await, no("token-signature"));
    let forged = signed(&client_key(), &kid, &typed, &theirs);
    assert_eq!(refused(&house, &forged).await, no("token-signature"));
    let own = signed(&client_key(), &kid, &typed, &ours);
    assert_eq!(read_with(&house, &own).await.status(), 200);
}

#[tokio::test]
async fn what_an_issuer_may_not_vouch_for_is_as_if_it_were_not_there() {
    let played = Played::start(&[&FIRST]).await;
    let trusted = Issuer { scopes: vec![SCOPE.to_owned()], ..played.trusted() };
    let house = house_trusting(vec![trusted]).await;
    let both = json!({ "scope": "folkeregister:skole folkeregister:barnehage" });
    let token = signed(&FIRST, "first", &json!({}), &claims(&house, &played.issuer, &both));
    let bearer = format!("Bearer {token}");
    let declared = |purpose| {
        [
            ("authorization", bearer.as_str()),
            ("sluse-purpose", purpose),
            ("sluse-case-reference", "1"),
        ]
    };
    assert_eq!(house.get(PERSON_PATH, &declared("skolestart")).await.status(), 200);
    assert_eq!(house.get(PERSON_PATH, &declared("barnehageopptak")).await.status(), 403);
}

#[tokio::test]
async fn a_key_that_its_issuer_takes_away_is_not_accepted_though_its_token_was() {
    let played = Played::start(&[&FIRST]).await;
    let house = house_trusting(vec![played.trusted()]).await;
    let later = house.clock.now().seconds() + 100_000;
    let long = claims(&house, &played.issuer, &json!({ "exp": later }));
    let stolen = signed(&FIRST, "first", &json!({}), &long);
    assert_eq!(read_with(&house, &stolen).await.status(), 200);
    played.publish(&[&SECOND]);
    house.clock.advance(12 * HOUR);
    eventually(|| async { refused_or_served(&house, &stolen).await == 401 }).await;
    assert_eq!(refused(&house, &stolen).await, no("token-key"));
    assert_eq!(read_with(&house, &token(&house, &played, &SECOND)).await.status(), 200);
}

async fn refused_or_served(house: &TestHouse, token: &str) -> u16 {
    read_with(house, token).await.status().as_u16()
}

#[tokio::test]
async fn metadata_or_keys_that_are_not_the_issuers_own_are_not_taken() {
    let many: Vec<_> = std::iter::repeat_n(&*FIRST, 65).collect();
    let too_many = key_set(&many);
    for (member, value) in [
        ("issuer", "https://other.example/".to_owned()),
        ("jwks_uri", "https://other.example/jwk".to_owned()),
        ("jwks_uri", "http://localhost/jwk".to_owned()),
        ("keys", too_many.to_string()),
        ("keys", json!({ "keys": [] }).to_string()),
        ("keys", key_set(&[&CURVE]).to_string()),
        ("keys", json!([]).to_string()),
        ("keys", json!({ "keys": [FIRST.public_jwk()], "x": "y".repeat(300_000) }).to_string()),
    ] {
        let played = Played::start(&[&FIRST]).await;
        match member {
            "keys" => played.publish_set(serde_json::from_str(&value).unwrap()),
            _ => played.say(member, &value),
        }
        let house = house_trusting(vec![played.trusted()]).await;
        let told = refused(&house, &token(&house, &played, &FIRST)).await;
        assert_eq!(told, unavailable(), "{member} {}", value.len());
    }
}

#[tokio::test]
async fn the_house_starts_though_an_issuer_is_down() {
    let played = Played::start(&[&FIRST]).await;
    played.is_up(false);
    let house = house_trusting(vec![played.trusted()]).await;
    let own = house.token(MUNICIPALITY, SCOPE).await;
    assert_eq!(read_with(&house, &own).await.status(), 200);
    assert_eq!(refused(&house, &token(&house, &played, &FIRST)).await, unavailable());
    eventually(|| metric(&house, stale(&played.issuer, 1))).await;
    played.is_up(true);
    house.clock.advance(MINUTE);
    assert_eq!(read_with(&house, &token(&house, &played, &FIRST)).await.status(), 200);
}

#[tokio::test]
async fn an_issuer_that_is_trusted_with_too_much_or_nothing_is_refused_at_the_start() {
    let played = Played::start(&[&FIRST]).await;
    let good = played.trusted();
    let with = |change: &dyn Fn(&mut Issuer)| {
        let mut issuer = good.clone();
        change(&mut issuer);
        issuer
    };
    for (issuers, told) in [
        (vec![good.clone(), good.clone()], "named twice"),
        (vec![with(&|one| one.scopes.clear())], "no scope"),
        (vec![with(&|one| one.algorithms.clear())], "no algorithm"),
        (vec![with(&|one| one.scopes = vec!["*".to_owned()])], "scope pattern"),
        (vec![with(&|one| one.algorithms = vec!["HS256".to_owned()])], "`HS256` is none of"),
        (vec![with(&|one| one.algorithms = vec!["none".to_owned()])], "`none` is none of"),
        (vec![with(&|one| one.issuer = "https://a.example".to_owned())], "issuer"),
        (vec![with(&|one| one.ca = "/absent".into())], "ca: "),
    ] {
        let dir = Arc::new(TempDir::new().unwrap());
        let clock = crate::house::TestClock::of_the_machine();
        let change = |config: &mut Config| config.token.issuers.clone_from(&issuers);
        let started = TestHouse::start_in(dir, clock, Provider::start().await, &change).await;
        let error = started.err().expect(told).to_string();
        assert!(error.starts_with("token.issuers: ") && error.contains(told), "{error}");
    }
    let own = |config: &mut Config| {
        let issuer = config.doors.issuer.clone();
        config.token.issuers = vec![Issuer { issuer, ..good.clone() }];
    };
    let (dir, clock) =
        (Arc::new(TempDir::new().unwrap()), crate::house::TestClock::of_the_machine());
    let started = TestHouse::start_in(dir, clock, Provider::start().await, &own).await;
    assert!(started.err().unwrap().to_string().contains("this service itself"));
}

#[test]
fn a_scope_pattern_is_a_scope_or_a_beginning_with_its_whole_prefix() {
    for good in ["folkeregister:*", "folkeregister:deling/*", "skatt:inntekt.read"] {
        ScopePattern::parse(good).unwrap();
    }
    for bad in ["*", "", "folkeregister*", "folkeregister:", ":*", "a:*b", "a:**", "a:b *", "a b:*"]
    {
        assert!(ScopePattern::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(ScopePattern::parse("a:b"), Ok(ScopePattern::Exactly(Scope::parse("a:b").unwrap())));
}
