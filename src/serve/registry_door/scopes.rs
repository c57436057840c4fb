//! `/scopes`: a provider's own, and those that everybody may know of.

use super::super::problem::registry::Unreadable;
use super::answer::{created, in_order, json, nothing, part, with_state};
use super::clients::sender;
use super::reading::{Query, body};
use super::{Call, Desk, Fault};
use crate::registrar::refused::Refused;
use crate::registrar::rights::{KeepScopes, ReadRegistry, Right};
use crate::registrar::scopes::{self, ScopeWish};
use crate::registry::client::SenderConstraint;
use crate::registry::record::Held;
use crate::registry::scope::{RegisteredScope, TokenSigning, Visibility};
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;
use bytes::Bytes;
use hyper::{Response, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

/// A scope as Maskinporten's API writes it. What there is no second value for may be said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeBody {
    name: Option<String>,
    prefix: Option<String>,
    subscope: Option<String>,
    description: String,
    long_description: Option<String>,
    #[serde(default)]
    visibility: Visibility,
    at_max_age: Option<u32>,
    delegation_source: Option<String>,
    #[serde(default)]
    accessible_for_all: bool,
    #[serde(default)]
    dpop_bound_access_tokens: bool,
    #[serde(default)]
    tls_client_certificate_bound_access_tokens: bool,
    #[serde(default)]
    token_signing_alg: TokenSigning,
    owner_orgno: Option<Organisation>,
    active: Option<bool>,
    #[serde(default, rename = "allowed_integration_types")]
    _allowed_integration_types: Vec<IntegrationType>,
    #[serde(default, rename = "token_type")]
    _token_type: TokenType,
    #[serde(default)]
    requires_user_consent: bool,
    #[serde(default)]
    requires_user_authentication: bool,
    #[serde(default)]
    requires_pseudonymous_tokens: bool,
    #[serde(default)]
    protected: bool,
    #[serde(default)]
    supports_european_businesses: bool,
    #[serde(default)]
    enforced_aud_for_introspection: bool,
    #[serde(rename = "authorization_max_lifetime")]
    _authorization_max_lifetime: Option<IgnoredAny>,
    #[serde(rename = "created")]
    _created: Option<IgnoredAny>,
    #[serde(rename = "last_updated")]
    _last_updated: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntegrationType {
    Maskinporten,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum TokenType {
    #[default]
    SelfContained,
}

impl ScopeBody {
    /// What is wanted of the scope in the query, or of the one that the body names.
    fn wish(self, right: &Right<KeepScopes>, asked: Option<Scope>) -> Result<ScopeWish, Fault> {
        let named = self.named()?;
        let name = match (asked, named) {
            (Some(asked), Some(named)) if asked != named => {
                return Err(Unreadable::Member("name", "must be the scope in the query").into());
            }
            (Some(name), _) | (None, Some(name)) => name,
            (None, None) => {
                return Err(Unreadable::Member("subscope", "must be there, with `prefix`").into());
            }
        };
        self.check_constants(right)?;
        let sender =
            sender(self.dpop_bound_access_tokens, self.tls_client_certificate_bound_access_tokens)?;
        Ok(ScopeWish::new(right, |owner| RegisteredScope {
            name,
            owner,
            description: self.description,
            long_description: self.long_description,
            visibility: self.visibility,
            at_max_age: self.at_max_age.filter(|seconds| *seconds > 0),
            delegation_source: self.delegation_source.filter(|source| !source.is_empty()),
            accessible_for_all: self.accessible_for_all,
            sender,
            signing: self.token_signing_alg,
        }))
    }

    /// The scope that the body names: by `prefix` and `subscope`, by `name`, or by all three.
    fn named(&self) -> Result<Option<Scope>, Unreadable> {
        let parts = match (&self.prefix, &self.subscope) {
            (Some(prefix), Some(subscope)) => Some(format!("{prefix}:{subscope}")),
            (None, None) => None,
            _ => return Err(Unreadable::Member("prefix", "and `subscope` belong together")),
        };
        if parts.is_some() && self.name.is_some() && parts != self.name {
            return Err(Unreadable::Member("name", "must be `prefix`, a colon and `subscope`"));
        }
        let malformed = |_| Unreadable::Member("name", "must have the form prefix:name");
        parts
            .as_ref()
            .or(self.name.as_ref())
            .map(|name| Scope::parse(name))
            .transpose()
            .map_err(malformed)
    }

    fn check_constants(&self, right: &Right<KeepScopes>) -> Result<(), Fault> {
        if self.owner_orgno.as_ref().is_some_and(|owner| owner != right.organisation()) {
            return Err(Refused::OfAnother("owner_orgno").into());
        }
        if self.active == Some(false) {
            return Err(Unreadable::Member("active", "must be true; DELETE deactivates").into());
        }
        let unserved = [
            ("requires_user_consent", self.requires_user_consent),
            ("requires_user_authentication", self.requires_user_authentication),
            ("requires_pseudonymous_tokens", self.requires_pseudonymous_tokens),
            ("protected", self.protected),
            ("supports_european_businesses", self.supports_european_businesses),
            ("enforced_aud_for_introspection", self.enforced_aud_for_introspection),
        ];
        match unserved.into_iter().find(|(_, wanted)| *wanted) {
            Some((member, _)) => Err(Unreadable::Member(member, "must be false here").into()),
            None => Ok(()),
        }
    }
}

/// A scope.
pub(super) fn shown(held: &Held<RegisteredScope>) -> Value {
    let scope = &held.record;
    let (prefix, subscope) = scope.name.parts();
    let own = json!({
        "prefix": prefix,
        "subscope": subscope,
        "name": scope.name,
        "description": scope.description,
        "long_description": scope.long_description,
        "allowed_integration_types": ["maskinporten"],
        "owner_orgno": scope.owner,
        "token_type": "SELF_CONTAINED",
        "visibility": scope.visibility,
        "requires_user_consent": false,
        "requires_user_authentication": false,
        "requires_pseudonymous_tokens": false,
        "delegation_source": scope.delegation_source,
        "at_max_age": scope.at_max_age,
        "authorization_max_lifetime": 0,
        "accessible_for_all": scope.accessible_for_all,
        "protected": false,
        "supports_european_businesses": false,
        "enforced_aud_for_introspection": false,
        "dpop_bound_access_tokens": scope.sender == Some(SenderConstraint::Dpop),
        "tls_client_certificate_bound_access_tokens":
            scope.sender == Some(SenderConstraint::MutualTls),
        "token_signing_alg": scope.signing,
    });
    with_state(held, own)
}

/// The public scopes as they were shown last: everybody may ask for them, and few changes change them.
#[derive(Default)]
pub(super) struct PublicScopes(Mutex<Option<(u64, Shown)>>);

/// Entries of a list, in the order of their names.
type Shown = Arc<Vec<Value>>;

impl Desk {
    pub(super) fn list_public_scopes(&self, query: &Query) -> Result<Response<Bytes>, Fault> {
        part(query, "/scopes/all", &self.public_scopes())
    }

    fn public_scopes(&self) -> Shown {
        // Before the registry: a change in between makes the list be made again.
        let generation = self.gateway.ledger.registrations().generation();
        let mut kept = self.public.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, list)) = kept.as_ref()
            && *of == generation
        {
            return list.clone();
        }
        let registry = self.registrar.current();
        let shown =
            scopes::public(&registry).map(|held| (held.record.name.to_string(), shown(held)));
        let list: Shown = Arc::new(in_order(shown.collect()));
        *kept = Some((generation, list.clone()));
        list
    }
}

impl Call<'_> {
    pub(super) fn list_or_read_scopes(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadRegistry>()?;
        let registry = self.registry();
        if self.query.text("scope").is_some() {
            let held = scopes::find(&right, &registry, &self.query.scope()?)?;
            return Ok(json(StatusCode::OK, &shown(held)));
        }
        let found = scopes::list(&right, &registry, !self.query.flag("inactive")?);
        self.page(found.map(|held| (held.record.name.to_string(), shown(held))).collect())
    }

    pub(super) async fn register_scope(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepScopes>()?;
        let wish = body::<ScopeBody>(self.request)?.wish(&right, None)?;
        let decide = move |right: &_, registry: &_| scopes::register(right, registry, wish);
        let registered = self.change(right, decide).await?;
        Ok(created(&self.shown(registered), None))
    }

    pub(super) async fn change_scope(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepScopes>()?;
        let wish = body::<ScopeBody>(self.request)?.wish(&right, Some(self.query.scope()?))?;
        let decide = move |right: &_, registry: &_| scopes::change(right, registry, wish);
        let registered = self.change(right, decide).await?;
        Ok(json(StatusCode::OK, &self.shown(registered)))
    }

    pub(super) async fn deactivate_scope(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepScopes>()?;
        let name = self.query.scope()?;
        let decide = move |right: &_, registry: &_| scopes::deactivate(right, registry, &name);
        self.change(right, decide).await?;
        Ok(nothing())
    }
}
