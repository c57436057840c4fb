//! What a record must fulfil before it is registered, by whichever way it comes.

use super::Registry;
use super::client::{Client, ClientKey, MOST_KEYS};
use super::delegation::{Delegation, SystemUser};
use super::organisation::{Group, ScopePrefix};
use super::record::Record;
use super::scope::{Access, Grantee, RegisteredScope};
use crate::jose::jwk::KeyError;
use crate::vocab::limits::Limit;
use crate::vocab::party::{GroupId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use std::collections::HashSet;

/// A name or a short text in a record.
pub const NAME_BYTES: Limit = Limit { name: "registry_name_bytes", most: 256 };

/// A long text in a record.
pub const TEXT_BYTES: Limit = Limit { name: "registry_text_bytes", most: 4096 };

/// The scopes of one client.
pub const CLIENT_SCOPES: Limit = Limit { name: "client_scopes", most: 100 };

/// The parts of an organisation's systems that one client asks for.
pub const SUB_CLIENTS: Limit = Limit { name: "sub_clients", most: 100 };

/// The members of a group: an entry of the ledger holds the group before and after.
pub const GROUP_MEMBERS: Limit = Limit { name: "group_members", most: 1500 };

/// What a record takes in one entry of the ledger, which holds it before and after.
pub const RECORD_BYTES: Limit = Limit { name: "record_bytes", most: 30_000 };

/// The shortest and the longest life of a token that may be registered, in seconds.
pub const TOKEN_LIFETIMES: std::ops::RangeInclusive<u32> = 10..=3600;

/// A rule that a record breaks. Records hold nothing about persons, so what they say is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A text is empty, too long, or has control characters.
    #[error("{0} must be text of at least one character within {1}")]
    Text(&'static str, Limit),
    /// There are too many of something.
    #[error("there are more than {0}")]
    TooMany(Limit),
    /// An organisation is named but not registered.
    #[error("organisation {0} is not registered: add an [[organisation]] with its number and name")]
    NoOrganisation(Organisation),
    /// A group is named but not registered.
    #[error("group {0} is not registered")]
    NoGroup(GroupId),
    /// A scope is named but not registered.
    #[error("scope {scope} is not registered{}", did_you_mean(.nearest.as_ref()))]
    NoScope {
        /// The scope.
        scope: Scope,
        /// The registered scope most like it.
        nearest: Option<Scope>,
    },
    /// A scope's prefix is none that can be handed out.
    #[error("a scope's prefix must be 1 to 64 letters, digits, `.`, `_` or `-`")]
    PrefixMalformed,
    /// A scope's prefix is not its owner's.
    #[error("the prefix {0} is not this organisation's")]
    PrefixOfAnother(ScopePrefix),
    /// A scope changes hands.
    #[error("scope {0} belongs to another organisation")]
    ScopeOfAnother(Scope),
    /// A client changes hands.
    #[error("the client belongs to another organisation")]
    ClientOfAnother,
    /// A delegation of a scope that cannot be delegated.
    #[error("scope {0} has no delegation_source, so it cannot be delegated")]
    NotDelegable(Scope),
    /// A delegation to oneself.
    #[error("consumer and supplier are the same organisation")]
    DelegatedToItself,
    /// A life of tokens that is too short or too long.
    #[error("the life of a token must be 10 to 3600 seconds")]
    TokenLifetime,
    /// An authority to delegate that is no https address.
    #[error("delegation_source must be an https address of at most 256 characters")]
    DelegationSource,
    /// A client with too many keys.
    #[error("the client has more than 5 keys")]
    TooManyKeys,
    /// A client's key without a name.
    #[error("the key has no kid, and grants name their key by kid")]
    KeyWithoutKid,
    /// Two of a client's keys have one name.
    #[error("two of the client's keys have the same kid")]
    KidTwice,
    /// A key that is refused.
    #[error("the key is refused: {0}")]
    Key(#[from] KeyError),
    /// A key that would be good for too long.
    #[error("the key would be good for more than a year")]
    KeyTooLong,
}

fn did_you_mean(nearest: Option<&Scope>) -> String {
    nearest.map(|scope| format!("; did you mean {scope}?")).unwrap_or_default()
}

/// Checks an active record against itself and what is registered.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(registry: &Registry, record: &Record, today: Day) -> Result<(), Broken> {
    let written = serde_json::to_vec(record).map_or(usize::MAX, |bytes| bytes.len());
    if written > RECORD_BYTES.most {
        return Err(Broken::TooMany(RECORD_BYTES));
    }
    match record {
        Record::Organisation(one) => text("the name", &one.name, NAME_BYTES),
        Record::Group(group) => check_group(registry, group),
        Record::Prefix(prefix) => known(registry, &prefix.owner),
        Record::Scope(scope) => check_scope(registry, scope),
        Record::Access(access) => check_access(registry, access),
        Record::Client(client) => check_client(registry, client, today),
        Record::Delegation(delegation) => check_delegation(registry, delegation),
        Record::SystemUser(user) => check_system_user(registry, user),
        Record::File(_) => Ok(()),
    }
}

fn check_group(registry: &Registry, group: &Group) -> Result<(), Broken> {
    text("the name", &group.name, NAME_BYTES)?;
    at_most(group.members.len(), GROUP_MEMBERS)?;
    group.members.iter().try_for_each(|member| known(registry, member))
}

fn check_scope(registry: &Registry, scope: &RegisteredScope) -> Result<(), Broken> {
    known(registry, &scope.owner)?;
    text("the description", &scope.description, NAME_BYTES)?;
    scope
        .long_description
        .iter()
        .try_for_each(|long| text("the long description", long, TEXT_BYTES))?;
    lifetime(scope.at_max_age)?;
    if let Some(source) = &scope.delegation_source {
        let clean = source.bytes().all(|byte| byte.is_ascii_graphic());
        if !source.starts_with("https://") || source.len() > NAME_BYTES.most || !clean {
            return Err(Broken::DelegationSource);
        }
    }
    let (prefix, _) = scope.name.parts();
    let prefix = ScopePrefix::parse(prefix).map_err(|_| Broken::PrefixMalformed)?;
    if registry.prefix_owner(&prefix) != Some(&scope.owner) {
        return Err(Broken::PrefixOfAnother(prefix));
    }
    match registry.held_scope(&scope.name) {
        Some(held) if held.record.owner != scope.owner => {
            Err(Broken::ScopeOfAnother(scope.name.clone()))
        }
        _ => Ok(()),
    }
}

fn check_access(registry: &Registry, access: &Access) -> Result<(), Broken> {
    registered(registry, &access.scope)?;
    match &access.grantee {
        Grantee::Organisation(one) => known(registry, one),
        Grantee::Group(group) => match registry.group(group) {
            Some(_) => Ok(()),
            None => Err(Broken::NoGroup(group.clone())),
        },
    }
}

fn check_client(registry: &Registry, client: &Client, today: Day) -> Result<(), Broken> {
    known(registry, &client.organisation)?;
    text("the name", &client.name, NAME_BYTES)?;
    client.description.iter().try_for_each(|it| text("the description", it, TEXT_BYTES))?;
    at_most(client.scopes.len(), CLIENT_SCOPES)?;
    let held = registry.held_client(&client.id);
    // A scope that was deactivated since must not keep the client from getting rid of a key.
    let had = |scope: &Scope| held.is_some_and(|held| held.record.scopes.contains(scope));
    let mut new = client.scopes.iter().filter(|scope| !had(scope));
    new.try_for_each(|scope| registered(registry, scope).map(drop))?;
    lifetime(client.access_token_lifetime)?;
    at_most(client.onbehalfof.len(), SUB_CLIENTS)?;
    client.onbehalfof.iter().try_for_each(|sub| text("the name", &sub.name, NAME_BYTES))?;
    if held.is_some_and(|held| held.record.organisation != client.organisation) {
        return Err(Broken::ClientOfAnother);
    }
    let held_keys = held.map_or(&[][..], |held| &held.record.keys);
    check_keys(&client.keys, held_keys, today)
}

/// At most five keys, each with a name of its own, each good for at most a year from the day on
/// which it is added.
fn check_keys(keys: &[ClientKey], held: &[ClientKey], today: Day) -> Result<(), Broken> {
    if keys.len() > MOST_KEYS {
        return Err(Broken::TooManyKeys);
    }
    let mut kids = HashSet::new();
    for key in keys {
        if !kids.insert(key.kid().ok_or(Broken::KeyWithoutKid)?) {
            return Err(Broken::KidTwice);
        }
        if key.valid_until() > today.a_year_later() && !held.contains(key) {
            return Err(Broken::KeyTooLong);
        }
    }
    Ok(())
}

fn check_delegation(registry: &Registry, delegation: &Delegation) -> Result<(), Broken> {
    known(registry, &delegation.consumer)?;
    known(registry, &delegation.supplier)?;
    if registered(registry, &delegation.scope)?.delegation_source.is_none() {
        return Err(Broken::NotDelegable(delegation.scope.clone()));
    }
    if delegation.consumer == delegation.supplier {
        return Err(Broken::DelegatedToItself);
    }
    Ok(())
}

fn check_system_user(registry: &Registry, user: &SystemUser) -> Result<(), Broken> {
    known(registry, &user.vendor)?;
    known(registry, &user.customer)?;
    text("the system", &user.system_id, NAME_BYTES)?;
    user.external_ref.iter().try_for_each(|it| text("the external reference", it, NAME_BYTES))
}

fn known(registry: &Registry, organisation: &Organisation) -> Result<(), Broken> {
    match registry.organisation_name(organisation) {
        Some(_) => Ok(()),
        None => Err(Broken::NoOrganisation(organisation.clone())),
    }
}

fn registered<'r>(registry: &'r Registry, scope: &Scope) -> Result<&'r RegisteredScope, Broken> {
    registry.scope(scope).ok_or_else(|| {
        let names = registry.scopes().map(|held| held.record.name.as_str());
        let nearest = super::error::nearest(scope.as_str(), names);
        let nearest = nearest.and_then(|name| Scope::parse(name).ok());
        Broken::NoScope { scope: scope.clone(), nearest }
    })
}

fn text(what: &'static str, text: &str, limit: Limit) -> Result<(), Broken> {
    let fits = !text.trim().is_empty() && text.len() <= limit.most;
    if fits && !text.chars().any(char::is_control) {
        Ok(())
    } else {
        Err(Broken::Text(what, limit))
    }
}

fn at_most(count: usize, limit: Limit) -> Result<(), Broken> {
    if count <= limit.most { Ok(()) } else { Err(Broken::TooMany(limit)) }
}

fn lifetime(seconds: Option<u32>) -> Result<(), Broken> {
    match seconds {
        Some(seconds) if !TOKEN_LIFETIMES.contains(&seconds) => Err(Broken::TokenLifetime),
        _ => Ok(()),
    }
}
