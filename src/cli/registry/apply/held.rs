//! What is registered now, as far as the client may read it.

use crate::cli::administration::api::{Api, ApiError, segment};
use crate::cli::administration::scopes;
use serde_json::Value;

/// Records of the API, active and not.
#[derive(Default)]
pub(super) struct Held {
    /// The client's own organisation.
    pub(super) own: String,
    /// The client that asks: it does not deactivate itself.
    pub(super) asker: String,
    /// Whether the client keeps organisations, groups and prefixes.
    pub(super) keeps: bool,
    /// Whether the client keeps scopes and access.
    pub(super) provides: bool,
    /// Whether the client keeps clients and delegations.
    pub(super) consumes: bool,
    pub(super) organisations: Vec<Value>,
    pub(super) groups: Vec<Value>,
    pub(super) prefixes: Vec<Value>,
    pub(super) scopes: Vec<Value>,
    pub(super) access: Vec<Value>,
    /// With their `keys` and `onbehalfof` beside their own members.
    pub(super) clients: Vec<Value>,
    pub(super) delegations: Vec<Value>,
}

async fn all(
    api: &Api,
    needed: &[&str],
    path: &str,
    query: &[(&str, &str)],
) -> Result<Vec<Value>, ApiError> {
    let mut found = Vec::new();
    for inactive in ["false", "true"] {
        let mut query = query.to_vec();
        query.push(("inactive", inactive));
        if let Value::Array(some) = api.list(needed, path, &query).await? {
            found.extend(some);
        }
    }
    Ok(found)
}

impl Held {
    /// Reads all that the client's scopes open.
    pub(super) async fn fetch(api: &Api) -> Result<Self, ApiError> {
        let mut held = Self {
            asker: api.client_id(),
            keeps: api.may(scopes::KEEP),
            provides: api.may(scopes::SCOPES),
            consumes: api.may(scopes::DELEGATE),
            ..Self::default()
        };
        held.own = api.own_organisation(scopes::ANY).await?;
        if held.keeps {
            held.organisations = all(api, scopes::KEEP, "/organisations", &[]).await?;
            held.groups = all(api, scopes::KEEP, "/groups", &[]).await?;
            held.prefixes = all(api, scopes::KEEP, "/prefixes", &[]).await?;
        }
        if held.provides {
            held.scopes = all(api, scopes::SCOPES, "/scopes", &[]).await?;
            for scope in &held.scopes {
                let name = scope.get("name").and_then(Value::as_str).unwrap_or_default();
                let query = [("scope", name)];
                held.access.extend(all(api, scopes::SCOPES, "/scopes/access", &query).await?);
            }
        }
        if held.consumes {
            held.clients = clients(api).await?;
            held.delegations = all(api, scopes::DELEGATE, "/delegations", &[]).await?;
        }
        Ok(held)
    }
}

/// The organisation's clients, each with its keys and parts.
async fn clients(api: &Api) -> Result<Vec<Value>, ApiError> {
    let mut clients = all(api, scopes::DELEGATE, "/clients", &[]).await?;
    for client in &mut clients {
        let id = client.get("client_id").and_then(Value::as_str).unwrap_or_default();
        let at = format!("/clients/{}", segment(id));
        let keys = api.get(scopes::DELEGATE, &format!("{at}/jwks")).await?;
        let parts = api.get(scopes::DELEGATE, &format!("{at}/onbehalfof")).await?;
        if let Some(members) = client.as_object_mut() {
            members.insert("keys".into(), keys.get("keys").cloned().unwrap_or_default());
            members.insert("onbehalfof".into(), parts);
        }
    }
    Ok(clients)
}
