//! `sluse witness key`.

use super::run;
use crate::witness::configuration;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

#[tokio::test]
async fn a_witness_gets_its_key_once() {
    let dir = TempDir::new().unwrap();
    let log = crate::ledger::signer().vkey();
    let at = |path: &str| dir.path().join(path);
    std::fs::write(at("witness.toml"), configuration("agency.example/witness", &[&log])).unwrap();
    let early = run(dir.path(), &["witness", "--config", "witness.toml"], "").await;
    assert!(!early.good && early.err.contains("seed"), "{}", early.err);
    let key = ["witness", "key", "--config", "witness.toml", "--json"];
    let told = run(dir.path(), &key, "").await;
    let first: Value = serde_json::from_str(&told.out).unwrap();
    assert!(first["vkey"].as_str().unwrap().starts_with("agency.example/witness+"), "{first}");
    assert_eq!(std::fs::metadata(at("seed")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(at("memory").is_dir());
    let again = run(dir.path(), &key, "").await;
    assert_eq!(serde_json::from_str::<Value>(&again.out).unwrap(), first);
    // Another key does not take over what this one remembers.
    std::fs::remove_file(at("seed")).unwrap();
    let other = run(dir.path(), &key, "").await;
    assert!(!other.good && other.err.contains("another key"), "{}", other.err);
    assert_eq!(run(dir.path(), &["witness"], "").await.code, Some(1));
}
