//! What is sent: what the command says, over what was there before.

use super::arguments::{ClientSaid, ScopeSaid};
use crate::cli::session::read_key;
use crate::jose::alg::Algorithm;
use crate::jose::jwk::VerifyingKey;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::path::{Path, PathBuf};

/// The members of a client that may be said; the rest is the service's.
const CLIENT: [&str; 6] = [
    "client_name",
    "description",
    "scopes",
    "access_token_lifetime",
    "dpop_bound_access_tokens",
    "tls_client_certificate_bound_access_tokens",
];

/// The members of a scope that may be said.
const SCOPE: [&str; 10] = [
    "prefix",
    "subscope",
    "description",
    "long_description",
    "visibility",
    "at_max_age",
    "delegation_source",
    "accessible_for_all",
    "dpop_bound_access_tokens",
    "token_signing_alg",
];

/// The old members of these names, with the new ones over them.
fn over(before: Option<&Value>, names: &[&str], new: Vec<(&str, Option<Value>)>) -> Value {
    let mut members = Map::new();
    for name in names {
        if let Some(value) = before.and_then(|before| before.get(*name)) {
            members.insert((*name).to_owned(), value.clone());
        }
    }
    members.extend(new.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?))));
    Value::Object(members)
}

/// A client as it is to be.
pub(super) fn client_body(name: Option<&str>, said: &ClientSaid, before: Option<&Value>) -> Value {
    let scopes = (!said.scopes.is_empty()).then(|| json!(said.scopes));
    let new = vec![
        ("client_name", name.map(Value::from)),
        ("description", said.description.clone().map(Value::from)),
        ("scopes", scopes),
        ("access_token_lifetime", said.token_lifetime.map(Value::from)),
        ("dpop_bound_access_tokens", said.dpop_bound.then_some(true.into())),
    ];
    over(before, &CLIENT, new)
}

/// A scope as it is to be.
pub(super) fn scope_body(name: &str, said: &ScopeSaid, before: Option<&Value>) -> Value {
    let (prefix, subscope) = name.split_once(':').unwrap_or((name, ""));
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let new = vec![
        ("prefix", Some(prefix.into())),
        ("subscope", Some(subscope.into())),
        ("description", text(&said.description)),
        ("long_description", text(&said.long_description)),
        ("visibility", text(&said.visibility)),
        ("accessible_for_all", said.accessible_for_all.map(Value::from)),
        ("at_max_age", said.max_age.map(Value::from)),
        ("delegation_source", text(&said.delegation_source)),
        ("dpop_bound_access_tokens", said.dpop_bound.map(Value::from)),
        ("token_signing_alg", text(&said.signing)),
    ];
    over(before, &SCOPE, new)
}

/// The public halves of keys in files, each good until and with a day.
pub(super) fn client_keys(
    files: &[PathBuf],
    valid_until: Option<&str>,
) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut keys = Vec::new();
    for file in files {
        let mut key = public_half(file)?;
        if let (Some(day), Some(members)) = (valid_until, key.as_object_mut()) {
            members.insert("valid_until".into(), day.into());
        }
        keys.push(key);
    }
    Ok(keys)
}

/// A public JWK as it stands, or the public half of a private key that only its owner may read.
fn public_half(file: &Path) -> Result<Value, Box<dyn Error>> {
    let text = zeroize::Zeroizing::new(
        std::fs::read_to_string(file).map_err(|it| format!("{}: {}", file.display(), it.kind()))?,
    );
    if VerifyingKey::from_json(text.as_bytes()).is_ok() {
        return Ok(serde_json::from_str(&text)?);
    }
    Ok(read_key(file, Algorithm::Rs256)?.public_jwk())
}

/// The whole set of keys as it is to be: the API replaces it.
pub(super) fn keys_body(held: &Value, added: Vec<Value>, removed: &[String]) -> Value {
    let named = |key: &Value, kid: &str| key.get("kid").and_then(Value::as_str) == Some(kid);
    let held = held.get("keys").and_then(Value::as_array).cloned().unwrap_or_default();
    let kept = held.into_iter().filter(|key| !removed.iter().any(|kid| named(key, kid)));
    json!({ "keys": kept.chain(added).collect::<Vec<_>>() })
}
