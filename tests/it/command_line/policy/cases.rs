//! `sluse policy test`.

use super::{folder, policy};
use crate::policy::shipped::{blocks, readme};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const CASES: &str = r#"tests = "skolestart"

[[case]]
name         = "et barn"
document     = '{"navn": [{"fornavn": "Ada", "forkortetNavn": "A"}]}'
out          = '{"navn": [{"fornavn": "Ada"}]}'

[[case]]
name     = "en fremmed kommune"
consumer = "313010104"
refused  = "consumer-not-named"
"#;

/// The shipped policies with these cases beside them, and no others.
fn with(cases: &str) -> TempDir {
    let dir = folder();
    let file = dir.path().join("policies/purposes/oppvekst/skolestart.test.toml");
    fs::write(file, cases).unwrap();
    dir
}

#[tokio::test]
async fn cases_that_hold_are_counted() {
    let dir = with(CASES);
    let told = policy(&dir, &["test", "--purpose", "skolestart"]).await;
    assert!(told.good, "{}{}", told.out, told.err);
    assert_eq!(
        told.out,
        "holds  skolestart: et barn\nholds  skolestart: en fremmed kommune\n\n2 of 2 cases hold\n"
    );
}

#[tokio::test]
async fn a_case_that_does_not_hold_shows_what_came_out() {
    let dir = with(&CASES.replace("\"fornavn\": \"Ada\"}]}'\n\n", "\"fornavn\": \"Eva\"}]}'\n\n"));
    let told = policy(&dir, &["test", "--purpose", "skolestart"]).await;
    assert!(!told.good);
    for part in [
        "FAILS  skolestart: et barn\n       purposes/oppvekst/skolestart.test.toml:3\n",
        "-       \"fornavn\": \"Eva\"\n",
        "+       \"fornavn\": \"Ada\"\n",
        "1 of 2 cases hold\n",
    ] {
        assert!(told.out.contains(part), "{}", told.out);
    }
    let told = policy(&dir, &["test", "--purpose", "skolestart", "--json"]).await;
    assert!(!told.good);
    let lines: Vec<Value> =
        told.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["holds"], &lines[1]["holds"]), (&false.into(), &true.into()));
    assert_eq!((&lines[0]["line"], &lines[0]["case"]), (&3.into(), &"et barn".into()));
}

#[tokio::test]
async fn faults_in_cases_are_shown_with_their_place() {
    let dir = with(&CASES.replace("refused  =", "refusd  ="));
    let told = policy(&dir, &["test"]).await;
    assert!(!told.good);
    assert!(told.err.contains("P003"), "{}", told.err);
    assert!(told.err.contains("did you mean `refused`?"), "{}", told.err);
    assert!(told.err.contains("purposes/oppvekst/skolestart.test.toml:11:1"), "{}", told.err);
}

#[tokio::test]
async fn no_cases_is_no_success() {
    let dir = folder();
    fs::remove_file(dir.path().join("policies/purposes/oppvekst/foreldrebetaling-2024.test.toml"))
        .unwrap();
    let told = policy(&dir, &["test", "--purpose", "foreldrebetaling-2024"]).await;
    assert!(!told.good && told.err.contains("there are no such cases"), "{}", told.err);
    let told = policy(&dir, &["test", "--purpose", "skolstart"]).await;
    assert!(!told.good && told.err.contains("there is no purpose"), "{}", told.err);
}

#[tokio::test]
async fn the_readmes_cases_give_what_it_says() {
    let dir = folder();
    let readme = readme();
    let beside = dir.path().join("policies/purposes/andre");
    fs::write(beside.join("bibliotek.toml"), &blocks(&readme, "toml tutorial")[1]).unwrap();
    fs::write(beside.join("bibliotek.test.toml"), &blocks(&readme, "toml tutorial-cases")[0])
        .unwrap();
    let told = policy(&dir, &["test", "--purpose", "bibliotek"]).await;
    assert_eq!(told.out, blocks(&readme, "text tutorial-cases")[0], "{}", told.err);
}
