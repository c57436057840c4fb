//! The OpenAPI document says what is so: its paths are served, the served paths are in it, and the
//! answers of all these tests have the form that it says.

use super::{Admin, TESTBY_ADMIN, WRITE, admin};
use crate::house::{TestHouse, json};
use bytes::Bytes;
use hyper::Response;
use jsonschema::Validator;
use serde_json::{Value, json as value};
use sluse::serve::registry_door::{OPENAPI, paths};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(OPENAPI).unwrap());

/// A validator for each schema that an answer may have, by its JSON.
static VALIDATORS: LazyLock<HashMap<String, Validator>> = LazyLock::new(|| {
    let mut made = HashMap::new();
    for operation in operations().into_values() {
        for answer in operation["responses"].as_object().unwrap().values() {
            if let Some(schema) = schema_of(answer) {
                made.entry(schema.to_string()).or_insert_with(|| validator(&schema));
            }
        }
    }
    made
});

fn validator(schema: &Value) -> Validator {
    let mut whole = schema.clone();
    whole["components"] = DOCUMENT["components"].clone();
    jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
}

/// The schema of an answer, with references to answers followed.
fn schema_of(answer: &Value) -> Option<Value> {
    let answer = match answer.get("$ref").and_then(Value::as_str) {
        Some(reference) => DOCUMENT.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => answer,
    };
    let content = answer.get("content")?.as_object()?;
    content.values().next()?.get("schema").cloned()
}

/// Each operation by method and path.
fn operations() -> BTreeMap<(String, String), Value> {
    let mut all = BTreeMap::new();
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.insert((method.to_uppercase(), path.clone()), operation.clone());
        }
    }
    all
}

/// Whether a path is one of a template's.
fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
}

/// Holds an answer against the document.
pub(super) fn check(method: &str, path: &str, answer: &Response<Bytes>) {
    let bare = path.split('?').next().unwrap();
    let bare = bare.strip_prefix("/api/v1").unwrap_or(bare);
    let all = operations();
    let exact = all.get(&(method.to_owned(), bare.to_owned()));
    let of = |(key, operation): (&(String, String), &Value)| {
        (key.0 == method && fits(&key.1, bare)).then(|| operation.clone())
    };
    let Some(operation) = exact.cloned().or_else(|| all.iter().find_map(of)) else {
        assert!([404, 405].contains(&answer.status().as_u16()), "{method} {path} is not described");
        return;
    };
    let status = answer.status().as_u16().to_string();
    let described = operation["responses"].get(&status);
    assert!(
        described.is_some() || !answer.status().is_success(),
        "{method} {path} answers {status}, which is not described"
    );
    let described = described.unwrap_or(&operation["responses"]["default"]);
    match schema_of(described) {
        Some(schema) => {
            let body = json(answer);
            let faults: Vec<_> = VALIDATORS[&schema.to_string()]
                .iter_errors(&body)
                .map(|fault| format!("{}: {fault}", fault.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{method} {path}: {faults:#?}\n{body:#}");
        }
        None => assert!(answer.body().is_empty(), "{method} {path} has a body"),
    }
}

#[test]
fn every_route_is_described_and_every_described_path_is_a_route() {
    let served: BTreeSet<_> =
        paths().map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    let others =
        [("POST", "/token"), ("GET", "/jwk"), ("GET", "/.well-known/oauth-authorization-server")];
    let others = others.map(|(method, path)| (method.to_owned(), path.to_owned()));
    let described: BTreeSet<_> = operations().into_keys().collect();
    let expected: BTreeSet<_> = served.into_iter().chain(others).collect();
    assert_eq!(described, expected);
}

#[tokio::test]
async fn every_described_path_is_served_with_and_without_api_v1() {
    let house = TestHouse::start().await;
    let admin = admin(&house, TESTBY_ADMIN, WRITE).await;
    for (method, path) in operations().into_keys() {
        let named = path
            .replace("{orgno}", "312143046")
            .replace("{supplier}", "312143046")
            .replace("{grantee}", "312143046")
            .replace(['{', '}'], "");
        let own = paths().any(|(_, own)| own == path);
        for base in if own { &["", "/api/v1"][..] } else { &[""] } {
            let answer = ask_anything(&admin, &method, &format!("{base}{named}")).await;
            let status = answer.status().as_u16();
            assert_ne!(status, 405, "{method} {base}{path}");
            if status == 404 {
                let kind = crate::house::problem(&answer);
                assert_eq!(kind, "not-registered", "{method} {base}{path}");
            }
        }
    }
}

async fn ask_anything(admin: &Admin<'_>, method: &str, path: &str) -> Response<Bytes> {
    let body = (method == "POST" || method == "PUT").then(|| value!({}));
    let request = super::request(admin.house, method, path, Some(&admin.token), body);
    admin.house.send(request).await
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let house = TestHouse::start().await;
    let answer = house.get("/openapi.json", &[]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(json(&answer)["openapi"], "3.1.0");
}

#[tokio::test]
async fn metadata_keys_and_token_errors_are_as_described() {
    let house = TestHouse::start().await;
    for path in ["/.well-known/oauth-authorization-server", "/jwk"] {
        check("GET", path, &house.get(path, &[]).await);
    }
    let request = super::request(&house, "POST", "/token", None, None);
    check("POST", "/token", &house.send(request).await);
}

#[test]
fn every_reference_and_every_scope_of_the_document_exists() {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| walk(member, found));
            }
            Value::Array(several) => several.iter().for_each(|one| walk(one, found)),
            _ => {}
        }
    }
    let mut references = Vec::new();
    walk(&DOCUMENT, &mut references);
    for reference in references {
        let place = reference.strip_prefix('#').unwrap();
        assert!(DOCUMENT.pointer(place).is_some(), "{reference}");
    }
    let flows = &DOCUMENT["components"]["securitySchemes"]["token"]["flows"];
    let known = flows["clientCredentials"]["scopes"].as_object().unwrap();
    for operation in operations().into_values() {
        for one in operation["security"].as_array().unwrap() {
            for scope in one["token"].as_array().unwrap() {
                assert!(known.contains_key(scope.as_str().unwrap()), "{scope}");
            }
        }
    }
}
