//! `sluse policy record`.

use super::{asked, golden, policy, policy_of};
use serde_json::{Value, json};
use tempfile::TempDir;

#[tokio::test]
async fn the_record_has_every_point_of_article_30_in_bokmaal_and_english() {
    let dir = asked("then");
    assert_eq!(policy_of(&["record", "--dir", &dir]).await, golden("record.txt"));
    let told = policy_of(&["record", "--dir", &dir, "--lang", "en"]).await;
    assert_eq!(told, golden("record.en.txt"));
    let told = policy_of(&["record", "--dir", &dir, "--lang", "en", "--format", "html"]).await;
    assert_eq!(told, golden("record.html"));
    assert!(told.contains("Register &lt;of&gt; persons") && !told.contains("<script"));
}

#[tokio::test]
async fn the_controller_is_whom_the_purpose_names_or_else_each_consumer() {
    let dir = asked("then");
    let asked = ["record", "--dir", &dir, "--controller", "312800004", "--json"];
    let told: Value = serde_json::from_str(&policy_of(&asked).await).unwrap();
    let controllers = told["controllers"].as_array().unwrap();
    assert_eq!(controllers.len(), 1);
    let health = &controllers[0]["activities"][0];
    assert_eq!(
        (&health["purpose"], &health["recipients"]),
        (&"helse".into(), &json!(["312143046"]))
    );
    assert_eq!(health["data_subjects"]["others"][0]["en"], "Guardian");
    let classes = health["personal_data"].as_array().unwrap();
    let classes: Vec<&str> = classes.iter().map(|it| it["sensitivity"].as_str().unwrap()).collect();
    assert_eq!(classes, ["ordinary", "article-9"]);
    let asked = ["record", "--dir", &dir, "--consumer", "312143046", "--format", "json"];
    let told: Value = serde_json::from_str(&policy_of(&asked).await).unwrap();
    let controllers = told["controllers"].as_array().unwrap();
    let who: Vec<&str> = controllers.iter().map(|it| it["controller"].as_str().unwrap()).collect();
    assert_eq!(who, ["312143046", "312800004", "group:kommuner"]);
}

#[tokio::test]
async fn consumer_and_controller_are_not_asked_for_together() {
    let both = ["record", "--consumer", "312143046", "--controller", "312143046"];
    let told = policy(&TempDir::new().unwrap(), &both).await;
    assert!(!told.good && told.err.contains("cannot be used with"), "{}", told.err);
}
