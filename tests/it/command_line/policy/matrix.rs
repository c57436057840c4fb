//! `sluse policy matrix`.

use super::{asked, golden, policy_of};
use serde_json::Value;

#[tokio::test]
async fn a_table_for_each_service_says_what_comes_out_in_which_form_and_when() {
    let told = policy_of(&["matrix", "--dir", &asked("then")]).await;
    assert_eq!(told, golden("matrix.txt"));
    let told = policy_of(&["matrix", "--dir", &asked("then"), "--format", "csv"]).await;
    assert_eq!(told, golden("matrix.csv"));
    let told =
        policy_of(&["matrix", "--dir", &asked("then"), "--format", "html", "--lang", "en"]).await;
    assert_eq!(told, golden("matrix.html"));
}

#[tokio::test]
async fn a_page_has_captions_and_headers_no_scripts_and_nothing_unescaped() {
    let told = policy_of(&["matrix", "--dir", &asked("then"), "--format", "html"]).await;
    assert!(told.starts_with("<!doctype html>\n<html lang=\"nb\">"), "{told}");
    assert!(told.contains("Register &lt;over&gt; personer"), "{told}");
    assert!(!told.contains("<over>") && !told.contains("<script"), "{told}");
    assert!(!told.contains("javascript:") && !told.contains("href") && !told.contains("src="));
    let count = |text: &str| told.matches(text).count();
    assert_eq!(count("<table>"), count("<caption id="));
    assert_eq!(count("<th "), count("scope="), "each header says what it is the header of");
    assert_eq!(count("scope=\"row\""), 7);
}

#[tokio::test]
async fn a_spreadsheet_takes_no_value_for_a_formula() {
    let told = policy_of(&["matrix", "--dir", &asked("then"), "--format", "csv"]).await;
    assert!(told.contains("\"'=Vei\""), "{told}");
    for line in told.split_terminator("\r\n") {
        assert!(line.starts_with('"') && line.ends_with('"'), "{line}");
        assert_eq!(line.matches("\",\"").count(), 8, "{line}");
        assert!(!line.contains("\"=") && !line.contains("\"@"), "{line}");
    }
}

#[tokio::test]
async fn one_service_and_one_consumer_can_be_asked_about() {
    let dir = asked("then");
    let asked = ["matrix", "--dir", &dir, "--consumer", "312800004", "--json"];
    let told: Value = serde_json::from_str(&policy_of(&asked).await).unwrap();
    let columns = told["services"][0]["columns"].as_array().unwrap();
    let readers: Vec<&str> = columns.iter().map(|it| it["reader"].as_str().unwrap()).collect();
    assert_eq!(readers, ["312800004", "group:kommuner"]);
    let guardian = &told["services"][0]["rows"][4];
    assert_eq!(guardian["item"], "verge.navn");
    let cell = &guardian["cells"][0][0];
    assert_eq!((&cell["rung"], &cell["history"]), (&"clear".into(), &false.into()));
    let minor = serde_json::json!([{ "fact": "minor", "holds": true }]);
    assert_eq!(cell["conditions"], minor);
    assert_eq!(guardian["cells"][1], serde_json::json!([]), "nothing for the group");
    let asked = ["matrix", "--dir", &dir, "--service", "arkiv.brev", "--json"];
    let told: Value = serde_json::from_str(&policy_of(&asked).await).unwrap();
    assert_eq!(told["services"].as_array().unwrap().len(), 1);
    assert_eq!(told["services"][0]["rows"][0]["item"], "document application/pdf");
}
