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
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

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
fn the_first_key_signs_and_all_are_published() {
    let dir = tempfile::tempdir().unwrap();
    let second = SigningKey::generate_rsa("y", 2048).unwrap();
    let files = [
        write(&dir, "1.pem", &ISSUER_PEM, 0o600),
        write(&dir, "2.pem", second.to_pkcs8_pem().expose(), 0o400),
    ];
    let keys = IssuerKeys::load(&files).unwrap();
    assert_eq!(keys.signing().kid(), issuer_key().kid());
    assert_eq!(KeySet::parse(&keys.document()).unwrap().len(), 2);
    assert_eq!(keys.verifying().unwrap().len(), 2);
}

#[test]
fn a_key_file_that_others_may_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for mode in [0o640, 0o604, 0o644, 0o660] {
        let file = write(&dir, "key.pem", &ISSUER_PEM, mode);
        let fault = IssuerKeys::load(&[file]).unwrap_err();
        assert!(matches!(fault, IssuerKeysError::Exposed { .. }), "{mode:o}");
    }
    let absent = IssuerKeys::load(&[dir.path().join("absent.pem")]).unwrap_err();
    assert!(matches!(absent, IssuerKeysError::Unreadable { .. }));
    let wrong = IssuerKeys::load(&[write(&dir, "wrong.pem", "no key", 0o600)]).unwrap_err();
    assert!(matches!(wrong, IssuerKeysError::Key { .. }));
    assert!(matches!(IssuerKeys::load(&[]).unwrap_err(), IssuerKeysError::None));
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
