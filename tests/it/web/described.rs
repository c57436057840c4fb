//! The OpenAPI document says what is so: each answer below `/me/` of all these tests has the form that it says.

use super::browser::Got;
use hyper::{Method, StatusCode};
use jsonschema::Validator;
use serde_json::Value;
use sluse::serve::citizen_door::{OPENAPI, PATHS};
use std::collections::HashMap;
use std::sync::LazyLock;

pub(super) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(OPENAPI).unwrap());

/// A validator for the schema of each JSON answer, by path, method and status.
static VALIDATORS: LazyLock<HashMap<(String, String, String), Validator>> = LazyLock::new(|| {
    let mut made = HashMap::new();
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let Some((media_type, content)) = content(answer) else { continue };
                if media_type.ends_with("json") {
                    let mut schema = content["schema"].clone();
                    schema["components"] = DOCUMENT["components"].clone();
                    let options = jsonschema::options().should_validate_formats(true);
                    let key = (path.clone(), method.clone(), status.clone());
                    made.insert(key, options.build(&schema).unwrap());
                }
            }
        }
    }
    made
});

/// What an answer holds, as the document says it.
fn content(answer: &Value) -> Option<(&String, &Value)> {
    let answer = match answer.get("$ref").and_then(Value::as_str) {
        Some(name) => DOCUMENT.pointer(name.strip_prefix('#').unwrap()).unwrap(),
        None => answer,
    };
    answer.get("content")?.as_object()?.iter().next()
}

/// The described path that this one is of.
pub(super) fn template(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |known: &&str| {
        let known: Vec<&str> = known.split('/').collect();
        known.len() == parts.len()
            && known.iter().zip(&parts).all(|(one, own)| one.starts_with('{') || one == own)
    };
    PATHS.into_iter().find(fits)
}

/// Holds an answer against the document.
pub(super) fn check(method: &Method, target: &str, got: &Got) {
    let bare = target.split('?').next().unwrap();
    if !bare.starts_with("/me/") {
        return;
    }
    let Some(template) = template(bare) else {
        assert!(!got.status.is_success(), "{target} is not described");
        return;
    };
    let methods = DOCUMENT["paths"][template].as_object().unwrap();
    let own = if *method == Method::POST { "post" } else { "get" };
    let Some(described) = methods.get(own) else {
        assert!(!got.status.is_success(), "{method} {target} is not described");
        return;
    };
    let status = got.status.as_u16().to_string();
    let answers = &described["responses"];
    let status = if answers.get(&status).is_some() { status } else { "default".to_owned() };
    assert!(status != "default" || !got.status.is_success(), "{method} {target}: {}", got.status);
    let Some((media_type, _)) = content(&answers[&status]) else {
        assert_eq!(got.status, StatusCode::FOUND, "{method} {target}");
        return;
    };
    let said = got.head["content-type"].to_str().unwrap();
    assert_eq!(said.split(';').next().unwrap(), media_type, "{method} {target}: {status}");
    let key = (template.to_owned(), own.to_owned(), status);
    // The sample ledger's bundle is a line of text.
    let is_sample = got.body.starts_with("the bundle");
    if let Some(validator) = VALIDATORS.get(&key).filter(|_| !is_sample) {
        faultless(validator, target, &serde_json::from_str(&got.body).unwrap());
    }
}

/// That a document has the form that a schema demands.
pub(super) fn faultless(validator: &Validator, what: &str, document: &Value) {
    let faults: Vec<_> = validator
        .iter_errors(document)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{what}: {faults:#?}\n{document:#}");
}

#[test]
fn no_address_has_a_place_for_a_persons_number() {
    let paths = DOCUMENT["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|path| path.as_object().unwrap().values());
    let parameters = operations.filter_map(|it| it["parameters"].as_array()).flatten();
    for parameter in parameters.filter(|it| it["in"] != "header") {
        let name = parameter["name"].as_str().unwrap_or_default();
        if ["userCode", "objectId"].contains(&name) {
            assert_eq!(parameter["schema"]["enum"], serde_json::json!(["me"]), "{name}");
        }
        assert!(!["pid", "subject", "person"].contains(&name));
    }
}
