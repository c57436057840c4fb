//! Reads the operator's TOML file, whose form stands in the parent's documentation.

use super::Registry;
use super::client::{Client, ClientKey, SenderConstraint, SubClient};
use super::delegation::{Delegation, SystemUser, SystemUserId};
use super::error::{Fault, Place, RegistryError};
use super::organisation::{Group, OrganisationForm, Prefix, RegisteredOrganisation, ScopePrefix};
use super::record::{By, Held, Record, Registered, RegistryFile};
use super::rules;
use super::scope::{Access, AccessState, Grantee, RegisteredScope, TokenSigning, Visibility};
use crate::jose::jwk::VerifyingKey;
use crate::vocab::party::{ClientId, GroupId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::{Day, Timestamp};
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(default, rename = "organisation")]
    organisations: Vec<OrganisationSource>,
    #[serde(default, rename = "group")]
    groups: Vec<GroupSource>,
    #[serde(default, rename = "prefix")]
    prefixes: Vec<PrefixSource>,
    #[serde(default, rename = "scope")]
    scopes: Vec<ScopeSource>,
    #[serde(default, rename = "client")]
    clients: Vec<ClientSource>,
    #[serde(default, rename = "delegation")]
    delegations: Vec<DelegationSource>,
    #[serde(default, rename = "system_user")]
    system_users: Vec<SystemUserSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationSource {
    number: Spanned<Organisation>,
    name: String,
    form: Option<OrganisationForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupSource {
    id: Spanned<GroupId>,
    name: String,
    members: Vec<Organisation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrefixSource {
    prefix: Spanned<ScopePrefix>,
    owner: Organisation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeSource {
    name: Spanned<Scope>,
    owner: Spanned<Organisation>,
    description: String,
    long_description: Option<String>,
    #[serde(default)]
    visibility: Visibility,
    at_max_age: Option<u32>,
    delegation_source: Option<String>,
    #[serde(default)]
    accessible_for_all: bool,
    sender: Option<SenderConstraint>,
    #[serde(default)]
    signing: TokenSigning,
    #[serde(default)]
    consumers: Vec<Spanned<Grantee>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientSource {
    client_id: Spanned<ClientId>,
    organisation: Spanned<Organisation>,
    name: String,
    description: Option<String>,
    scopes: Vec<Spanned<Scope>>,
    access_token_lifetime: Option<u32>,
    sender: Option<SenderConstraint>,
    #[serde(default)]
    onbehalfof: Vec<SubClient>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemUserSource {
    id: Spanned<SystemUserId>,
    vendor: Organisation,
    customer: Organisation,
    system_id: String,
    external_ref: Option<String>,
}

/// Reads the text into records and checks each against those before it. What the file says about
/// records that exist already is not compared: the file stands by itself.
pub(super) fn read(
    name: &str,
    text: &str,
    now: Timestamp,
) -> Result<(Registry, Vec<Registered>), RegistryError> {
    let place = Place { file: name, text };
    let source: Source = toml::from_str(text).map_err(|error| place.refused(&error))?;
    let mut reader = Reader {
        place,
        now,
        registry: Registry::default(),
        records: Vec::new(),
        seen: HashSet::new(),
    };
    source.organisations.into_iter().try_for_each(|one| reader.organisation(one))?;
    source.groups.into_iter().try_for_each(|one| reader.group(one))?;
    source.prefixes.into_iter().try_for_each(|one| reader.prefix(one))?;
    source.scopes.into_iter().try_for_each(|one| reader.scope(one))?;
    source.clients.into_iter().try_for_each(|one| reader.client(one))?;
    source.delegations.into_iter().try_for_each(|one| reader.delegation(one))?;
    source.system_users.into_iter().try_for_each(|one| reader.system_user(one))?;
    let digest = digest(text);
    // Comes last: a file that was taken in by half is taken in again.
    reader.add(0..0, Record::File(RegistryFile { digest }))?;
    Ok((reader.registry, reader.records))
}

struct Reader<'t> {
    place: Place<'t>,
    now: Timestamp,
    registry: Registry,
    records: Vec<Registered>,
    seen: HashSet<super::record::RecordKey>,
}

impl Reader<'_> {
    /// Checks a record and takes it in.
    fn add(&mut self, at: Range<usize>, record: Record) -> Result<(), RegistryError> {
        let key = record.key();
        rules::check(&self.registry, &record, self.now.day_in_norway())
            .map_err(|broken| self.place.at(at.clone(), broken.into()))?;
        if !self.seen.insert(key.clone()) {
            return Err(self.place.at(at, Fault::Twice(key)));
        }
        let (created, last_updated) = (self.now, self.now);
        let held = Held { active: true, created, last_updated, by: By::Operator, record };
        self.registry.apply(held.clone());
        self.records.push(held);
        Ok(())
    }

    fn organisation(&mut self, source: OrganisationSource) -> Result<(), RegistryError> {
        let OrganisationSource { number, name, form } = source;
        let (at, number) = (number.span(), number.into_inner());
        self.add(at, Record::Organisation(RegisteredOrganisation { number, name, form }))
    }

    fn group(&mut self, source: GroupSource) -> Result<(), RegistryError> {
        let GroupSource { id, name, members } = source;
        let members = members.into_iter().collect();
        self.add(id.span(), Record::Group(Group { id: id.into_inner(), name, members }))
    }

    fn prefix(&mut self, source: PrefixSource) -> Result<(), RegistryError> {
        let at = source.prefix.span();
        let prefix = source.prefix.into_inner();
        self.add(at, Record::Prefix(Prefix { prefix, owner: source.owner }))
    }

    fn scope(&mut self, source: ScopeSource) -> Result<(), RegistryError> {
        let at = source.name.span();
        let name = source.name.into_inner();
        self.own_prefix(&name, &source.owner)?;
        self.add(
            at,
            Record::Scope(RegisteredScope {
                name: name.clone(),
                owner: source.owner.into_inner(),
                description: source.description,
                long_description: source.long_description,
                visibility: source.visibility,
                at_max_age: source.at_max_age,
                delegation_source: source.delegation_source,
                accessible_for_all: source.accessible_for_all,
                sender: source.sender,
                signing: source.signing,
            }),
        )?;
        for consumer in source.consumers {
            let (at, grantee) = (consumer.span(), consumer.into_inner());
            let (scope, state) = (name.clone(), AccessState::Approved);
            self.add(at, Record::Access(Access { scope, grantee, state }))?;
        }
        Ok(())
    }

    /// A prefix that the file does not hand out belongs to whoever has the first scope with it.
    fn own_prefix(
        &mut self,
        scope: &Scope,
        owner: &Spanned<Organisation>,
    ) -> Result<(), RegistryError> {
        let (prefix, _) = scope.parts();
        let prefix = ScopePrefix::parse(prefix)
            .map_err(|fault| self.place.at(owner.span(), fault.into()))?;
        if self.registry.prefix_owner(&prefix).is_some() {
            return Ok(());
        }
        let owner_number = owner.get_ref().clone();
        self.add(owner.span(), Record::Prefix(Prefix { prefix, owner: owner_number }))
    }

    fn client(&mut self, source: ClientSource) -> Result<(), RegistryError> {
        let keys = self.keys(source.keys)?;
        let at = match source.scopes.iter().find(|one| self.registry.scope(one.get_ref()).is_none())
        {
            Some(unknown) => unknown.span(),
            None => source.client_id.span(),
        };
        self.add(
            at,
            Record::Client(Client {
                id: source.client_id.into_inner(),
                organisation: source.organisation.into_inner(),
                name: source.name,
                description: source.description,
                scopes: source.scopes.into_iter().map(Spanned::into_inner).collect(),
                keys,
                access_token_lifetime: source.access_token_lifetime,
                sender: source.sender,
                onbehalfof: source.onbehalfof,
            }),
        )
    }

    fn keys(&self, sources: Vec<KeySource>) -> Result<Vec<ClientKey>, RegistryError> {
        let mut keys = Vec::with_capacity(sources.len());
        for source in sources {
            let fault = |fault: Fault| self.place.at(source.jwk.span(), fault);
            let jwk = json(source.jwk.get_ref()).map_err(fault)?;
            let valid_until = match &source.valid_until {
                Some(last) => self.day(last)?,
                None => self.now.day_in_norway().a_year_later(),
            };
            keys.push(ClientKey::new(&jwk, valid_until).map_err(|it| fault(it.into()))?);
        }
        Ok(keys)
    }

    fn delegation(&mut self, source: DelegationSource) -> Result<(), RegistryError> {
        let valid_until = self.day(&source.valid_until)?;
        let at = source.scope.span();
        self.add(
            at,
            Record::Delegation(Delegation {
                consumer: source.consumer.into_inner(),
                supplier: source.supplier.into_inner(),
                scope: source.scope.into_inner(),
                valid_until,
            }),
        )
    }

    fn system_user(&mut self, source: SystemUserSource) -> Result<(), RegistryError> {
        let SystemUserSource { id, vendor, customer, system_id, external_ref } = source;
        let (at, id) = (id.span(), id.into_inner());
        let user = SystemUser { id, vendor, customer, system_id, external_ref };
        self.add(at, Record::SystemUser(user))
    }

    fn day(&self, date: &Spanned<toml::value::Datetime>) -> Result<Day, RegistryError> {
        Day::parse(&date.get_ref().to_string())
            .map_err(|fault| self.place.at(date.span(), fault.into()))
    }
}

/// A JWK as a table, or as a text that holds its JSON, which is read strictly.
fn json(jwk: &serde_json::Value) -> Result<serde_json::Value, Fault> {
    let serde_json::Value::String(text) = jwk else { return Ok(jwk.clone()) };
    VerifyingKey::from_json(text.as_bytes())?;
    serde_json::from_str(text).map_err(|error| Fault::Form(error.to_string()))
}

/// SHA-256 in hex.
pub(super) fn digest(text: &str) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
