//! A record of the file as the API writes it.

use crate::jose::jwk::thumbprint;
use crate::registry::client::{Client, SenderConstraint};
use crate::registry::organisation::RegisteredOrganisation;
use crate::registry::scope::RegisteredScope;
use crate::vocab::time::Day;
use serde_json::{Map, Value, json};

/// An organisation.
pub(super) fn organisation(organisation: &RegisteredOrganisation) -> Value {
    without_null(json!({ "name": organisation.name, "form": organisation.form }))
}

/// A scope.
pub(super) fn scope(scope: &RegisteredScope) -> Value {
    let (prefix, subscope) = scope.name.as_str().split_once(':').unwrap_or_default();
    without_null(json!({
        "prefix": prefix, "subscope": subscope, "description": scope.description,
        "long_description": scope.long_description, "visibility": scope.visibility,
        "at_max_age": scope.at_max_age, "delegation_source": scope.delegation_source,
        "accessible_for_all": scope.accessible_for_all, "token_signing_alg": scope.signing,
        "dpop_bound_access_tokens": scope.sender == Some(SenderConstraint::Dpop),
        "tls_client_certificate_bound_access_tokens":
            scope.sender == Some(SenderConstraint::MutualTls),
    }))
}

/// The members of a scope that are compared.
pub(super) const SCOPE: &[&str] = &[
    "description",
    "long_description",
    "visibility",
    "at_max_age",
    "delegation_source",
    "accessible_for_all",
    "token_signing_alg",
    "dpop_bound_access_tokens",
    "tls_client_certificate_bound_access_tokens",
];

/// A client, without keys and parts.
pub(super) fn client(client: &Client) -> Value {
    without_null(json!({
        "client_name": client.name, "description": client.description, "scopes": client.scopes,
        "access_token_lifetime": client.access_token_lifetime,
        "dpop_bound_access_tokens": client.sender == Some(SenderConstraint::Dpop),
        "tls_client_certificate_bound_access_tokens":
            client.sender == Some(SenderConstraint::MutualTls),
    }))
}

/// The members of a client that are compared.
pub(super) const CLIENT: &[&str] = &[
    "client_name",
    "description",
    "scopes",
    "access_token_lifetime",
    "dpop_bound_access_tokens",
    "tls_client_certificate_bound_access_tokens",
];

/// A client's keys, as the API takes them.
pub(super) fn keys(client: &Client) -> Vec<Value> {
    let with_day = client.keys.iter().map(|key| {
        let mut jwk = key.jwk();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("valid_until".into(), key.valid_until().to_string().into());
        }
        jwk
    });
    with_day.collect()
}

/// What two keys are told apart by. A key without a day in the file is good for a year from the day on
/// which it was registered, so its day says nothing.
pub(super) fn key_name(key: &Value, today: Day) -> String {
    let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
    let until = text("valid_until");
    let until = if until == today.a_year_later().to_string() { "" } else { until };
    format!("{} {} {until}", text("kid"), thumbprint(key))
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.into_iter().filter(|(_, it)| !it.is_null()).collect::<Map<_, _>>(),
        ),
        other => other,
    }
}
