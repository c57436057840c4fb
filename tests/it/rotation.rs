//! Rotation of the signing keys by the front door: nobody's good token is refused, and a key that is
//! gone signs nothing any more.

use crate::house::{
    FIRST_KEY, MUNICIPALITY, PERSON_PATH, TestHouse, client_key, eventually, json, problem,
};
use hyper::{Request, Response};
use serde_json::{Value, json as object};
use sluse::jose::alg::Algorithm;
use sluse::jose::jws::Compact;
use sluse::token::TOKEN_LIFETIME;
use sluse::token::keys::rotate::{Rotated, Wanted, rotate};
use sluse::token::keys::schedule::kept_after_successor;
use sluse::vocab::time::Clock;
use std::process::Command;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const SCOPE: &str = "folkeregister:skole";

fn make_next_key(house: &TestHouse) -> Rotated {
    let wanted = Wanted { alg: Algorithm::Rs256, begins_in: None, rsa_bits: 2048 };
    rotate(&house.dir().join("token"), wanted, house.clock.now()).unwrap()
}

/// The names of the published keys.
async fn published(house: &TestHouse) -> Vec<String> {
    let answer = house.get("/jwk", &[]).await;
    assert_eq!(answer.headers()["cache-control"], "public, max-age=3600");
    let name = |key: &Value| key["kid"].as_str().unwrap().to_owned();
    json(&answer)["keys"].as_array().unwrap().iter().map(name).collect()
}

fn kid(token: &str) -> String {
    Compact::parse(token).unwrap().header().kid.clone().unwrap()
}

async fn read_with(house: &TestHouse, token: &str) -> Response<bytes::Bytes> {
    house.get(PERSON_PATH, &[("authorization", &format!("Bearer {token}"))]).await
}

/// A token that whoever holds the first key can make.
fn forged(house: &TestHouse) -> String {
    let now = house.clock.now().seconds();
    let claims = object!({
        "iss": format!("{}/", house.machine), "client_id": MUNICIPALITY, "scope": SCOPE,
        "consumer": { "authority": "iso6523-actorid-upis", "ID": "0192:312143046" },
        "iat": now, "exp": now + 1_000_000, "jti": "forged", "token_type": "Bearer",
    });
    client_key().sign("at+jwt", &claims).unwrap()
}

#[tokio::test]
async fn a_key_made_ahead_takes_over_without_a_refused_token() {
    let house = TestHouse::start().await;
    let first = client_key().kid().to_owned();
    assert_eq!(published(&house).await, [first.as_str()]);
    let next = make_next_key(&house);
    house.clock.advance(MINUTE);
    eventually(|| async { published(&house).await == [first.clone(), next.kid.clone()] }).await;
    let ahead = next.begins.since(house.clock.now());
    assert!(ahead >= Duration::from_secs(24 * 60 * 60), "{ahead:?}");

    house.clock.advance(ahead - Duration::from_secs(1));
    let before = house.token(MUNICIPALITY, SCOPE).await;
    house.clock.advance(Duration::from_secs(1));
    let after = house.token(MUNICIPALITY, SCOPE).await;
    assert_eq!((kid(&before), kid(&after)), (first.clone(), next.kid.clone()));
    assert_eq!(read_with(&house, &before).await.status(), 200);
    assert_eq!(read_with(&house, &after).await.status(), 200);

    let stolen = forged(&house);
    assert_eq!(read_with(&house, &stolen).await.status(), 200, "whoever holds the key can sign");
    house.clock.advance(TOKEN_LIFETIME);
    assert_eq!(published(&house).await, [first.clone(), next.kid.clone()]);
    house.clock.advance(kept_after_successor() - TOKEN_LIFETIME);
    assert_eq!(published(&house).await, [next.kid.as_str()]);
    for token in [stolen, forged(&house)] {
        let answer = read_with(&house, &token).await;
        assert_eq!((answer.status().as_u16(), problem(&answer).as_str()), (401, "token-key"));
    }
    assert_eq!(house.refusals(), ["token-key", "token-key"]);
}

#[tokio::test]
async fn a_key_whose_file_is_removed_is_not_accepted_any_more_though_its_token_was() {
    let house = TestHouse::start().await;
    let next = make_next_key(&house);
    house.clock.advance(next.begins.since(house.clock.now()));
    eventually(|| async { published(&house).await.len() == 2 }).await;
    let stolen = forged(&house);
    assert_eq!(read_with(&house, &stolen).await.status(), 200);
    std::fs::remove_file(house.dir().join("token").join(FIRST_KEY)).unwrap();
    house.clock.advance(MINUTE);
    eventually(|| async { published(&house).await == [next.kid.clone()] }).await;
    assert_eq!(problem(&read_with(&house, &stolen).await), "token-key");
    let good = house.token(MUNICIPALITY, SCOPE).await;
    assert_eq!(read_with(&house, &good).await.status(), 200);
}

#[tokio::test]
async fn a_folder_that_became_unreadable_is_told_and_changes_nothing() {
    let house = TestHouse::start().await;
    let readable = async |wanted: &str| {
        let request = Request::get(format!("{}/metrics", house.operations));
        let answer = house.send(request.body(bytes::Bytes::new()).unwrap()).await;
        let line = format!("sluse_signing_keys_readable {wanted}\n");
        String::from_utf8_lossy(answer.body()).contains(&line)
    };
    let (folder, away) = (house.dir().join("token"), house.dir().join("away"));
    assert!(readable("1").await);
    std::fs::rename(&folder, &away).unwrap();
    house.clock.advance(MINUTE);
    eventually(|| readable("0")).await;
    let token = house.token(MUNICIPALITY, SCOPE).await;
    assert_eq!(read_with(&house, &token).await.status(), 200);
    std::fs::rename(&away, &folder).unwrap();
    house.clock.advance(MINUTE);
    eventually(|| readable("1")).await;
}

fn keys(args: &[&str]) -> (bool, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_sluse")).arg("keys").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (run.status.success(), text(run.stdout), text(run.stderr))
}

#[test]
fn the_command_line_makes_and_lists_keys() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("keys");
    let folder = folder.to_str().unwrap();
    let (good, made, _) = keys(&["rotate", "--dir", folder, "--alg", "es256", "--json"]);
    assert!(good);
    let first: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(first["alg"], "ES256");
    let (good, text, _) = keys(&["rotate", "--dir", folder, "--alg", "es256"]);
    assert!(good && text.contains("signs with ES256 from "), "{text}");
    let (good, _, why) = keys(&["rotate", "--dir", folder, "--alg", "es256"]);
    assert!(!good && why.contains("already waits"), "{why}");
    let (good, _, warned) =
        keys(&["rotate", "--dir", folder, "--alg", "es256", "--begins-in", "90m", "--json"]);
    assert!(good && warned.contains("25 hours ahead is safe"), "{warned}");
    let (_, listed, _) = keys(&["list", "--dir", folder, "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed[0]["kid"], first["kid"]);
    let states: Vec<_> = (0..3).map(|place| listed[place]["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["signing", "coming", "coming"]);
    let (good, text, _) = keys(&["list", "--dir", folder]);
    assert!(good && text.lines().count() == 3 && text.contains("  signing\n"), "{text}");
    assert!(!keys(&["list"]).0 && !keys(&["rotate", "--dir", folder, "--begins-in", "1y"]).0);
}
