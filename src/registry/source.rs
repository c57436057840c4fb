//! Reads the registry's TOML file, whose form stands in the parent's documentation.

use super::Registry;
use super::client::{Client, ClientKey, MOST_KEYS};
use super::error::{Fault, Place, RegistryError, nearest};
use super::scope::{Delegation, RegisteredScope};
use crate::jose::jwk::VerifyingKey;
use crate::vocab::Malformed;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use serde::Deserialize;
use std::collections::HashSet;
use std::collections::hash_map::Entry;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(default, rename = "organisation")]
    organisations: Vec<OrganisationSource>,
    #[serde(default, rename = "scope")]
    scopes: Vec<ScopeSource>,
    #[serde(default, rename = "client")]
    clients: Vec<ClientSource>,
    #[serde(default, rename = "delegation")]
    delegations: Vec<DelegationSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationSource {
    number: Spanned<Organisation>,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeSource {
    name: Spanned<Scope>,
    owner: Spanned<Organisation>,
    description: String,
    delegation_source: Option<String>,
    #[serde(default)]
    accessible_for_all: bool,
    #[serde(default)]
    consumers: Vec<Spanned<Organisation>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientSource {
    client_id: Spanned<ClientId>,
    organisation: Spanned<Organisation>,
    name: String,
    scopes: Vec<Spanned<Scope>>,
    #[serde(default, rename = "key")]
    keys: Vec<KeySource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeySource {
    jwk: Spanned<serde_json::Value>,
    valid_until: Option<Spanned<toml::value::Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DelegationSource {
    consumer: Spanned<Organisation>,
    supplier: Spanned<Organisation>,
    scope: Spanned<Scope>,
    valid_until: Spanned<toml::value::Datetime>,
}

/// Reads the text and joins its parts.
pub(super) fn read(name: &str, text: &str) -> Result<Registry, RegistryError> {
    let place = Place { file: name, text };
    let source: Source = toml::from_str(text).map_err(|error| place.refused(&error))?;
    let mut reader = Reader { place, registry: Registry::default() };
    source.organisations.into_iter().try_for_each(|one| reader.organisation(one))?;
    source.scopes.into_iter().try_for_each(|one| reader.scope(one))?;
    source.clients.into_iter().try_for_each(|one| reader.client(one))?;
    source.delegations.into_iter().try_for_each(|one| reader.delegation(one))?;
    Ok(reader.registry)
}

struct Reader<'t> {
    place: Place<'t>,
    registry: Registry,
}

impl Reader<'_> {
    fn fault<T>(&self, at: &Spanned<T>, fault: impl Into<Fault>) -> RegistryError {
        self.place.at(at.span(), fault.into())
    }

    fn organisation(&mut self, source: OrganisationSource) -> Result<(), RegistryError> {
        match self.registry.organisations.entry(source.number.get_ref().clone()) {
            Entry::Occupied(other) => {
                let twice = Fault::OrganisationTwice(other.key().clone());
                Err(self.fault(&source.number, twice))
            }
            Entry::Vacant(free) => {
                free.insert(source.name);
                Ok(())
            }
        }
    }

    fn scope(&mut self, source: ScopeSource) -> Result<(), RegistryError> {
        self.known(&source.owner)?;
        source.consumers.iter().try_for_each(|consumer| self.known(consumer))?;
        let scope = RegisteredScope {
            name: source.name.get_ref().clone(),
            owner: source.owner.into_inner(),
            description: source.description,
            delegation_source: source.delegation_source,
            accessible_for_all: source.accessible_for_all,
            consumers: source.consumers.into_iter().map(Spanned::into_inner).collect(),
        };
        if self.registry.scopes.insert(scope.name.clone(), scope).is_some() {
            let twice = Fault::ScopeTwice(source.name.get_ref().clone());
            return Err(self.fault(&source.name, twice));
        }
        Ok(())
    }

    fn client(&mut self, source: ClientSource) -> Result<(), RegistryError> {
        self.known(&source.organisation)?;
        for scope in &source.scopes {
            self.registered(scope)?;
        }
        let keys = self.keys(&source.client_id, source.keys)?;
        let client = Client {
            id: source.client_id.get_ref().clone(),
            organisation: source.organisation.into_inner(),
            name: source.name,
            scopes: source.scopes.into_iter().map(Spanned::into_inner).collect(),
            keys,
        };
        if self.registry.clients.insert(client.id.clone(), client).is_some() {
            let twice = Fault::ClientTwice(source.client_id.get_ref().clone());
            return Err(self.fault(&source.client_id, twice));
        }
        Ok(())
    }

    fn keys(
        &self,
        client: &Spanned<ClientId>,
        sources: Vec<KeySource>,
    ) -> Result<Vec<ClientKey>, RegistryError> {
        if sources.is_empty() {
            return Err(self.fault(client, Fault::NoKey));
        }
        if sources.len() > MOST_KEYS {
            return Err(self.fault(client, Fault::TooManyKeys));
        }
        let mut kids = HashSet::new();
        let mut keys = Vec::with_capacity(sources.len());
        for source in sources {
            let key = verifying_key(source.jwk.get_ref());
            let key = key.map_err(|fault| self.fault(&source.jwk, fault))?;
            let kid = key.kid().ok_or_else(|| self.fault(&source.jwk, Fault::KeyWithoutKid))?;
            if !kids.insert(kid.to_owned()) {
                return Err(self.fault(&source.jwk, Fault::KidTwice));
            }
            let valid_until = source.valid_until.map(|last| self.day(&last)).transpose()?;
            keys.push(ClientKey { key, valid_until });
        }
        Ok(keys)
    }

    fn delegation(&mut self, source: DelegationSource) -> Result<(), RegistryError> {
        self.known(&source.consumer)?;
        self.known(&source.supplier)?;
        if self.registered(&source.scope)?.delegation_source.is_none() {
            let fault = Fault::NotDelegable(source.scope.get_ref().clone());
            return Err(self.fault(&source.scope, fault));
        }
        let valid_until = self.day(&source.valid_until)?;
        let (consumer, supplier) = (source.consumer.get_ref(), source.supplier.get_ref());
        if consumer == supplier {
            return Err(self.fault(&source.supplier, Fault::DelegatedToItself));
        }
        let triple = (consumer.clone(), supplier.clone(), source.scope.into_inner());
        if self.registry.delegations.insert(triple, Delegation { valid_until }).is_some() {
            let (consumer, supplier) = (consumer.clone(), supplier.clone());
            let twice = Fault::DelegationTwice { consumer, supplier };
            return Err(self.fault(&source.consumer, twice));
        }
        Ok(())
    }

    fn known(&self, organisation: &Spanned<Organisation>) -> Result<(), RegistryError> {
        if self.registry.organisations.contains_key(organisation.get_ref()) {
            return Ok(());
        }
        let fault = Fault::NoOrganisation(organisation.get_ref().clone());
        Err(self.fault(organisation, fault))
    }

    fn registered(&self, scope: &Spanned<Scope>) -> Result<&RegisteredScope, RegistryError> {
        self.registry.scopes.get(scope.get_ref()).ok_or_else(|| {
            let known = self.registry.scopes.keys().map(Scope::as_str);
            let nearest = nearest(scope.get_ref().as_str(), known);
            let nearest = nearest.and_then(|name| Scope::parse(name).ok());
            self.fault(scope, Fault::NoScope { scope: scope.get_ref().clone(), nearest })
        })
    }

    fn day(&self, date: &Spanned<toml::value::Datetime>) -> Result<Day, RegistryError> {
        let day: Result<Day, Malformed> = Day::parse(&date.get_ref().to_string());
        day.map_err(|fault| self.fault(date, fault))
    }
}

/// A JWK as a table, or as a text that holds its JSON.
fn verifying_key(jwk: &serde_json::Value) -> Result<VerifyingKey, Fault> {
    match jwk {
        serde_json::Value::String(text) => Ok(VerifyingKey::from_json(text.as_bytes())?),
        table => Ok(VerifyingKey::from_jwk(table)?),
    }
}
