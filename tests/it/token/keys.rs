//! The issuer's keys and the issuer's name.

use super::{House, ISSUER_PEM, grant, issuer_key, json_of};
use bytes::Bytes;
use hyper::Request;
use serde_json::json;
use sluse::jose::alg::Algorithm;
use sluse::jose::jwk::{KeySet, thumbprint};
use sluse::jose::jws::{Compact, SigningKey};
use sluse::token::IssuerUrl;
use sluse::token::keys::{IssuerKeys, IssuerKeysError};
use sluse::vocab::time::Timestamp;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

const FIRST: &str = "20250101T000000Z-rs256.pem";

fn now() -> Timestamp {
    Timestamp::from_seconds(super::NOW)
}

fn write(dir: &tempfile::TempDir, name: &str, text: &str, mode: u32) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

#[tokio::test]
async fn the_published_key_verifies_an_issued_token() {
    let house = House::new();
    let answer = house.send(Request::get("/jwk").body(Bytes::new()).unwrap()).await;
    assert_eq!(answer.headers()["cache-control"], "public, max-age=3600");
    let published = KeySet::parse(answer.body()).unwrap();
    let key = &json_of(&answer)["keys"][0];
    assert_eq!(key["kid"], thumbprint(key));
    let mut names: Vec<&String> = key.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"]);
    let issued = house.issue(&grant(json!({}))).await;
    let token = Compact::parse(issued["access_token"].as_str().unwrap()).unwrap();
    let key = published.find(token.header().kid.as_deref(), Algorithm::Rs256).unwrap();
    assert_eq!(token.verify(key).unwrap().text("client_id"), Ok("kommune-1"));
}

#[test]
fn a_folder_holds_keys_named_by_their_beginning_and_algorithm() {
    let dir = tempfile::tempdir().unwrap();
    let curve = SigningKey::generate_p256("y").unwrap();
    write(&dir, "20250101T000000Z-rs256.pem", &ISSUER_PEM, 0o600);
    write(&dir, "20250101T000000Z-es256.pem", curve.to_pkcs8_pem().expose(), 0o400);
    write(&dir, "notes.txt", "left alone", 0o644);
    let keys = IssuerKeys::load(dir.path(), now()).unwrap().at(now());
    assert_eq!(keys.signing(Algorithm::Rs256).kid(), issuer_key().kid());
    assert_eq!(keys.signing(Algorithm::Es256).alg(), Algorithm::Es256);
    assert_eq!(KeySet::parse(&keys.document()).unwrap().len(), 2);
    assert_eq!(keys.verifying().len(), 2);
}

#[test]
fn where_there_is_no_other_key_the_rsa_key_signs() {
    let keys = IssuerKeys::new(vec![issuer_key()]).unwrap().at(now());
    assert_eq!(keys.signing(Algorithm::Es256).alg(), Algorithm::Rs256);
}

#[test]
fn keys_that_others_may_read_and_folders_that_others_may_write_to_are_refused() {
    let load = |dir: &tempfile::TempDir| IssuerKeys::load(dir.path(), now()).map(drop);
    for mode in [0o640, 0o604, 0o644, 0o660] {
        let dir = tempfile::tempdir().unwrap();
        write(&dir, FIRST, &ISSUER_PEM, mode);
        assert!(matches!(load(&dir), Err(IssuerKeysError::Exposed { .. })), "{mode:o}");
    }
    for (mode, good) in [(0o700, true), (0o755, true), (0o720, false), (0o702, false)] {
        let dir = tempfile::tempdir().unwrap();
        write(&dir, FIRST, &ISSUER_PEM, 0o600);
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(mode)).unwrap();
        let loaded = load(&dir);
        assert_eq!(loaded.is_ok(), good, "{mode:o}");
        assert!(good || matches!(loaded, Err(IssuerKeysError::OpenFolder { .. })), "{mode:o}");
    }
}

#[test]
fn what_is_no_key_of_its_name_is_refused() {
    let fault = |name: &str, text: &str| {
        let dir = tempfile::tempdir().unwrap();
        write(&dir, name, text, 0o600);
        IssuerKeys::load(dir.path(), now()).err().unwrap()
    };
    assert!(matches!(fault(FIRST, "no key"), IssuerKeysError::Key { .. }));
    assert!(matches!(
        fault("20250101T000000Z-es256.pem", &ISSUER_PEM),
        IssuerKeysError::Key { .. }
    ));
    for name in ["token.pem", "2026-01-01-rs256.pem", "20250101T000000Z-rs512.pem"] {
        assert!(matches!(fault(name, &ISSUER_PEM), IssuerKeysError::Name { .. }), "{name}");
    }
    assert!(matches!(fault("20991231T235959Z-rs256.pem", &ISSUER_PEM), IssuerKeysError::None));
    assert!(matches!(fault("notes.txt", ""), IssuerKeysError::None));
    let absent = IssuerKeys::load(std::path::Path::new("/absent"), now()).err().unwrap();
    assert!(matches!(absent, IssuerKeysError::File { .. }));
}

#[tokio::test]
async fn a_token_is_signed_with_es256_when_all_its_scopes_ask_for_it() {
    let house = House::new();
    for (scope, alg) in [
        ("folkeregister:kurve", Algorithm::Es256),
        ("folkeregister:kurve folkeregister:aapent", Algorithm::Rs256),
        ("folkeregister:aapent", Algorithm::Rs256),
    ] {
        let issued = house.issue(&grant(json!({ "scope": scope }))).await;
        let text = issued["access_token"].as_str().unwrap();
        let token = Compact::parse(text).unwrap();
        assert_eq!(token.header().alg, alg, "{scope}");
        let answer = house.send(Request::get("/jwk").body(Bytes::new()).unwrap()).await;
        let published = KeySet::parse(answer.body()).unwrap();
        token.verify(published.find(token.header().kid.as_deref(), alg).unwrap()).unwrap();
        let field = format!("Bearer {text}");
        house.tokens.accept(Some(field.as_bytes()), house.now()).await.unwrap();
    }
}

#[test]
fn an_issuer_is_an_https_address_that_ends_in_a_slash() {
    for good in ["https://a.example/", "https://localhost:8443/", "https://a.example/sti/"] {
        assert_eq!(IssuerUrl::parse(good).unwrap().as_str(), good);
    }
    for bad in
        ["https://a.example", "http://a.example/", "https://a.example/?x/", "https:///", "https://"]
    {
        assert!(IssuerUrl::parse(bad).is_err(), "{bad}");
    }
}
