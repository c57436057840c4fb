//! `sluse policy check`.

use super::{folder, policy};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

const FILE: &str = "policies/purposes/oppvekst/skolestart.toml";

#[tokio::test]
async fn policies_in_order_are_counted() {
    let dir = folder();
    let told = policy(&dir, &["check"]).await;
    assert!(told.good && told.err.is_empty(), "{}", told.err);
    assert!(told.out.contains("purposes") && told.out.contains("are in order; digest"));
    let told = policy(&dir, &["check", "policies", "--json"]).await;
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["errors"], Value::Array(Vec::new()));
    assert_eq!(told["digest"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn every_fault_is_shown_with_its_place_and_without_colours_in_a_pipe() {
    let dir = folder();
    let file = dir.path().join(FILE);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("[[permit]]", "[[permitt]]", 1)).unwrap();
    let told = policy(&dir, &["check"]).await;
    assert!(!told.good && told.out.is_empty());
    assert!(told.err.contains("P003\n\n  × unknown key `permitt`\n"), "{}", told.err);
    assert!(told.err.contains("─[purposes/oppvekst/skolestart.toml:"), "{}", told.err);
    assert!(told.err.contains("did you mean `permit`?") && !told.err.contains('\u{1b}'));
    let told = policy(&dir, &["check", "--json"]).await;
    assert!(!told.good);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    let first = &told["errors"][0];
    assert_eq!((&first["code"], &first["column"]), (&"P003".into(), &3.into()));
    assert_eq!(first["file"], "purposes/oppvekst/skolestart.toml");
}

#[tokio::test]
async fn files_of_cases_are_checked_too() {
    let dir = folder();
    let cases = "tests = \"skolestart\"\n[[case]]\nname = \"x\"\n";
    fs::write(dir.path().join("policies/skole.test.toml"), cases).unwrap();
    let told = policy(&dir, &["check"]).await;
    assert!(!told.good && told.err.contains("P041"), "{}", told.err);
}

#[tokio::test]
async fn what_is_no_file_is_named_and_never_waited_for() {
    for is_pipe in [true, false] {
        let dir = folder();
        let path = dir.path().join("policies/annet.toml");
        if is_pipe {
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        } else {
            symlink("/dev/zero", &path).unwrap();
        }
        let told = policy(&dir, &["check"]).await;
        assert!(!told.good && told.err.contains("annet.toml: not a file"), "{}", told.err);
    }
}

#[tokio::test]
async fn a_fault_far_out_in_a_long_line_is_told_with_its_place() {
    let dir = folder();
    let long = format!("purpose = \"{}\" ; x\n", "a".repeat(70_000));
    fs::write(dir.path().join("policies/lang.toml"), long).unwrap();
    let told = policy(&dir, &["check"]).await;
    assert!(!told.good && !told.err.contains("panicked"), "{}", told.err);
    assert!(told.err.contains("lang.toml:1:70014: "), "{}", told.err);
    assert!(told.err.contains("1 error in 1 file") && told.err.len() < 2_000, "{}", told.err);
}

#[tokio::test]
async fn a_file_of_nothing_but_brackets_is_a_fault() {
    let dir = folder();
    let deep = format!("a = {}", "[".repeat(300_000));
    fs::write(dir.path().join("policies/dyp.toml"), deep).unwrap();
    let told = policy(&dir, &["check"]).await;
    assert!(!told.good && told.err.contains("P001"), "{}", told.err);
}
