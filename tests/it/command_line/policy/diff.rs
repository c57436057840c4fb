//! `sluse policy diff`.

use super::{asked, golden, policy, policy_of};
use serde_json::{Value, json};
use tempfile::TempDir;

#[tokio::test]
async fn who_gains_or_loses_what_about_whom_is_said_field_by_field() {
    let told = policy_of(&["diff", &asked("then"), &asked("now")]).await;
    assert_eq!(told, golden("diff.txt"));
}

#[tokio::test]
async fn a_gain_fails_only_when_that_is_asked_for() {
    let dir = TempDir::new().unwrap();
    let (then, now) = (asked("then"), asked("now"));
    let told = policy(&dir, &["diff", &then, &now, "--json"]).await;
    assert!(told.good, "{}", told.err);
    let told = policy(&dir, &["diff", &then, &now, "--json", "--fail-on-widening"]).await;
    assert!(!told.good && told.err.is_empty(), "{}", told.err);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["widens"], true);
    let street = told["fields"].as_array().unwrap().iter().find(|change| {
        change["item"] == "adresse.vei"
            && change["kind"]
                == json!({ "address-protected": true,
            "adult": true, "minor": false })
    });
    assert_eq!(street.unwrap()["way"], "gains");
}

#[tokio::test]
async fn a_set_held_against_itself_changes_nothing() {
    let dir = TempDir::new().unwrap();
    let then = asked("then");
    let told = policy(&dir, &["diff", &then, &then, "--fail-on-widening"]).await;
    assert!(told.good && told.out == "nothing changes\n", "{}{}", told.out, told.err);
}
