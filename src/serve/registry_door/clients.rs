//! `/clients`, and the parts on whose behalf a client asks.

use super::super::problem::registry::Unreadable;
use super::answer::{created, json, nothing, with_state};
use super::reading::{body, word};
use super::{Call, Fault};
use crate::registrar::clients::{self, ClientWish};
use crate::registrar::refused::Refused;
use crate::registrar::rights::{
    ChangeClients, KeepSubClients, ReadClients, ReadSubClients, RegisterClients, Right,
};
use crate::registrar::sub_clients;
use crate::registry::client::{Client, SenderConstraint, SubClient};
use crate::registry::record::Held;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use bytes::Bytes;
use hyper::{Response, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// The grant type of every client here.
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A client as Maskinporten's API writes it. What there is no second value for may be said, and what
/// concerns log-ins is passed over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientBody {
    client_name: String,
    description: Option<String>,
    #[serde(default)]
    scopes: Vec<Scope>,
    access_token_lifetime: Option<u32>,
    #[serde(default)]
    dpop_bound_access_tokens: bool,
    #[serde(default)]
    tls_client_certificate_bound_access_tokens: bool,
    client_id: Option<ClientId>,
    client_orgno: Option<Organisation>,
    active: Option<bool>,
    #[serde(default)]
    integration_type: IntegrationType,
    #[serde(default)]
    token_endpoint_auth_method: AuthMethod,
    #[serde(default, rename = "grant_types")]
    _grant_types: Vec<GrantType>,
    #[serde(default)]
    redirect_uris: Vec<IgnoredAny>,
    #[serde(rename = "post_logout_redirect_uris")]
    _post_logout_redirect_uris: Option<IgnoredAny>,
    #[serde(rename = "application_type")]
    _application_type: Option<IgnoredAny>,
    #[serde(rename = "authorization_lifetime")]
    _authorization_lifetime: Option<IgnoredAny>,
    #[serde(rename = "refresh_token_lifetime")]
    _refresh_token_lifetime: Option<IgnoredAny>,
    #[serde(rename = "refresh_token_usage")]
    _refresh_token_usage: Option<IgnoredAny>,
    #[serde(rename = "created")]
    _created: Option<IgnoredAny>,
    #[serde(rename = "last_updated")]
    _last_updated: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntegrationType {
    #[default]
    Maskinporten,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AuthMethod {
    #[default]
    PrivateKeyJwt,
}

#[derive(Deserialize)]
enum GrantType {
    #[serde(rename = "urn:ietf:params:oauth:grant-type:jwt-bearer")]
    JwtBearer,
}

impl ClientBody {
    /// What is wanted, when the rest of the body says nothing against it.
    fn wish<A>(self, right: &Right<A>, id: Option<&ClientId>) -> Result<ClientWish, Fault> {
        let (IntegrationType::Maskinporten, AuthMethod::PrivateKeyJwt) =
            (self.integration_type, self.token_endpoint_auth_method);
        if self.client_orgno.is_some_and(|owner| owner != *right.organisation()) {
            return Err(Refused::OfAnother("client_orgno").into());
        }
        if self.client_id.is_some() && self.client_id.as_ref() != id {
            return Err(Unreadable::Member("client_id", "is given by this service").into());
        }
        if self.active == Some(false) {
            return Err(Unreadable::Member("active", "must be true; DELETE deactivates").into());
        }
        if !self.redirect_uris.is_empty() {
            return Err(Unreadable::Member("redirect_uris", "must be empty here").into());
        }
        let (dpop, tls) =
            (self.dpop_bound_access_tokens, self.tls_client_certificate_bound_access_tokens);
        Ok(ClientWish {
            name: self.client_name,
            description: self.description,
            scopes: without_repetition(self.scopes),
            access_token_lifetime: self.access_token_lifetime.filter(|seconds| *seconds > 0),
            sender: sender(dpop, tls)?,
        })
    }
}

/// How tokens are bound, from the two members of RFC 9449 and RFC 8705.
pub(super) fn sender(dpop: bool, tls: bool) -> Result<Option<SenderConstraint>, Unreadable> {
    let both = "cannot be true beside tls_client_certificate_bound_access_tokens";
    match (dpop, tls) {
        (false, false) => Ok(None),
        (true, false) => Ok(Some(SenderConstraint::Dpop)),
        (false, true) => Ok(Some(SenderConstraint::MutualTls)),
        (true, true) => Err(Unreadable::Member("dpop_bound_access_tokens", both)),
    }
}

fn without_repetition(scopes: Vec<Scope>) -> Vec<Scope> {
    let mut kept: Vec<Scope> = Vec::with_capacity(scopes.len());
    for scope in scopes {
        if !kept.contains(&scope) {
            kept.push(scope);
        }
    }
    kept
}

/// A client, without its keys.
pub(super) fn shown(held: &Held<Client>) -> Value {
    let client = &held.record;
    let own = json!({
        "client_id": client.id,
        "client_name": client.name,
        "client_orgno": client.organisation,
        "description": client.description,
        "application_type": "web",
        "integration_type": "maskinporten",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": [GRANT_TYPE],
        "scopes": client.scopes,
        "access_token_lifetime": client.access_token_lifetime,
        "dpop_bound_access_tokens": client.sender == Some(SenderConstraint::Dpop),
        "tls_client_certificate_bound_access_tokens":
            client.sender == Some(SenderConstraint::MutualTls),
    });
    with_state(held, own)
}

impl Call<'_> {
    /// The client in the path.
    pub(super) fn client_id(&self) -> Result<ClientId, Refused> {
        word(self.variables.first())
    }

    pub(super) fn list_clients(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadClients>()?;
        let (registry, active) = (self.registry(), !self.query.flag("inactive")?);
        let found = clients::list(&right, &registry, active);
        self.page(found.map(|held| (held.record.id.to_string(), shown(held))).collect())
    }

    pub(super) fn read_client(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadClients>()?;
        let registry = self.registry();
        let held = clients::find(&right, &registry, &self.client_id()?)?;
        Ok(json(StatusCode::OK, &shown(held)))
    }

    pub(super) async fn register_client(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<RegisterClients>()?;
        let wish = body::<ClientBody>(self.request)?.wish(&right, None)?;
        let id = ClientId::parse(&self.desk.uuid()?).map_err(|_| Fault::NoRandomness)?;
        let at = format!("/clients/{id}");
        let decide = move |right: &_, registry: &_| clients::register(right, registry, id, wish);
        let registered = self.change(right, decide).await?;
        Ok(created(&self.shown(registered), Some(at)))
    }

    pub(super) async fn change_client(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ChangeClients>()?;
        let reactivate = self.administrator.may::<RegisterClients>().ok();
        let id = self.client_id()?;
        let wish = body::<ClientBody>(self.request)?.wish(&right, Some(&id))?;
        let decide = move |right: &_, registry: &_| {
            clients::change(right, reactivate.as_ref(), registry, &id, wish)
        };
        let registered = self.change(right, decide).await?;
        Ok(json(StatusCode::OK, &self.shown(registered)))
    }

    pub(super) async fn deactivate_client(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<RegisterClients>()?;
        let id = self.client_id()?;
        let decide = move |right: &_, registry: &_| clients::deactivate(right, registry, &id);
        self.change(right, decide).await?;
        Ok(nothing())
    }

    pub(super) fn list_sub_clients(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadSubClients>()?;
        let registry = self.registry();
        let held = clients::find(&right, &registry, &self.client_id()?)?;
        Ok(json(StatusCode::OK, &held.record.onbehalfof.iter().map(part).collect()))
    }

    pub(super) async fn add_sub_client(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepSubClients>()?;
        let (id, PartBody { onbehalfof, name }) = (self.client_id()?, body(self.request)?);
        let added = SubClient { id: onbehalfof, name };
        let shown = part(&added);
        let decide = move |right: &_, registry: &_| sub_clients::add(right, registry, &id, added);
        self.change(right, decide).await?;
        Ok(created(&shown, None))
    }

    pub(super) async fn remove_sub_client(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepSubClients>()?;
        let (id, part) = (self.client_id()?, word(self.variables.get(1))?);
        let decide =
            move |right: &_, registry: &_| sub_clients::remove(right, registry, &id, &part);
        self.change(right, decide).await?;
        Ok(nothing())
    }
}

/// A part of an organisation's systems.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartBody {
    onbehalfof: ClientId,
    name: String,
}

fn part(part: &SubClient) -> Value {
    json!({ "onbehalfof": part.id, "name": part.name })
}
