//! The OpenAPI document says what is so: its paths are served, the served paths are in it, and the
//! answers of all these tests have the form that it says.

use crate::house::{TestHouse, json};
use bytes::Bytes;
use hyper::Response;
use jsonschema::Validator;
use serde_json::Value;
use sluse::serve::ledger_door::{OPENAPI, PATHS};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(OPENAPI).unwrap());

/// A validator for the schema of each JSON answer, by path and status.
static VALIDATORS: LazyLock<HashMap<(String, String), Validator>> = LazyLock::new(|| {
    let mut made = HashMap::new();
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (status, answer) in operation(methods)["responses"].as_object().unwrap() {
            let content = resolved(answer)["content"].as_object().unwrap();
            let (media_type, content) = content.iter().next().unwrap();
            if media_type.ends_with("/json") || media_type.ends_with("+json") {
                let mut schema = content["schema"].clone();
                schema["components"] = DOCUMENT["components"].clone();
                let options = jsonschema::options().should_validate_formats(true);
                made.insert((path.clone(), status.clone()), options.build(&schema).unwrap());
            }
        }
    }
    made
});

/// What a path does: it is read, or something is sent to it.
fn operation(path: &Value) -> &Value {
    path.get("get").unwrap_or_else(|| &path["post"])
}

fn resolved(answer: &Value) -> &Value {
    match answer.get("$ref").and_then(Value::as_str) {
        Some(reference) => DOCUMENT.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => answer,
    }
}

/// The described path that this one is of.
fn template(path: &str) -> Option<&'static str> {
    let bare = path.split('?').next().unwrap();
    let exact = PATHS.into_iter().find(|known| *known == bare);
    let begins =
        |known: &&str| known.contains('{') && bare.starts_with(known.split('{').next().unwrap());
    exact.or_else(|| PATHS.into_iter().filter(begins).max_by_key(|known| known.len()))
}

/// Holds an answer against the document.
pub fn check(path: &str, answer: &Response<Bytes>) {
    let Some(template) = template(path) else {
        assert_eq!(answer.status(), 404, "{path} is not described");
        return;
    };
    let status = answer.status().as_u16().to_string();
    let described = &DOCUMENT["paths"][template]["get"]["responses"];
    let status = if described.get(&status).is_some() { status } else { "default".to_owned() };
    assert!(status != "default" || !answer.status().is_success(), "{path}: {answer:?}");
    let content = resolved(&described[&status])["content"].as_object().unwrap();
    let media_type = answer.headers()["content-type"].to_str().unwrap();
    let media_type = media_type.split(';').next().unwrap();
    assert!(content.contains_key(media_type), "{path}: {media_type}");
    if let Some(validator) = VALIDATORS.get(&(template.to_owned(), status)) {
        let body = json(answer);
        let faults: Vec<_> = validator
            .iter_errors(&body)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{path}: {faults:#?}\n{body:#}");
    }
}

#[test]
fn every_path_is_described_and_every_described_path_is_served() {
    let described: BTreeSet<_> =
        DOCUMENT["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let served = PATHS.into_iter().chain([sluse::serve::erasure_door::PATH]);
    assert_eq!(described, served.collect());
    let security = DOCUMENT["paths"].as_object().unwrap().values();
    let known =
        DOCUMENT["components"]["securitySchemes"]["token"]["flows"]["clientCredentials"]["scopes"]
            .as_object()
            .unwrap();
    for one in security.flat_map(|path| operation(path)["security"].as_array().unwrap()) {
        for scope in one["token"].as_array().unwrap() {
            assert!(known.contains_key(scope.as_str().unwrap()), "{scope}");
        }
    }
}

#[tokio::test]
async fn every_described_path_has_an_answer_and_only_where_it_says_so_without_a_token() {
    let house = TestHouse::start().await;
    super::public::fill(&house, 1).await;
    let month = sluse::vocab::month::Month::of(house.entries().pop().unwrap().at);
    // A month is told when it is over.
    house.clock.advance(std::time::Duration::from_secs(40 * 24 * 60 * 60));
    for path in PATHS {
        let asked = match path {
            "/ledger/tile/{tile}" => "/ledger/tile/0/000.p/1".to_owned(),
            "/ledger/tile/entries/{bundle}" => "/ledger/tile/entries/000.p/1".to_owned(),
            "/ledger/tile/thin/{bundle}" => "/ledger/tile/thin/000".to_owned(),
            "/ledger/consistency" => "/ledger/consistency?old=1".to_owned(),
            "/ledger/journal" => format!("/ledger/journal?month={month}"),
            other => other.replace("{index}", "0").replace("{table}", "purposes.csv"),
        };
        let answer = house.get(&asked, &[]).await;
        check(&asked, &answer);
        let is_open = DOCUMENT["paths"][path]["get"]["security"].as_array().unwrap().is_empty();
        assert_eq!(answer.status(), if is_open { 200 } else { 401 }, "{asked}");
    }
}
