//! Whether the client may have a token for these scopes, in whose name.

use super::super::details::{BoundSystemUser, DetailsFault};
use super::super::refused::{GrantRefused, OnBehalfOfFault};
use super::Delegated;
use super::claims::GrantClaims;
use crate::registry::Registry;
use crate::registry::client::Client;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::{Day, Timestamp};

/// Gives the consumer, and the supplier when the client acts for another organisation.
///
/// The provider gives access to the consumer alone, never to the supplier; the supplier's right
/// comes from the consumer's delegation.
pub(super) fn check(
    registry: &Registry,
    client: &Client,
    claims: &GrantClaims,
    now: Timestamp,
) -> Result<(Organisation, Option<Delegated>), GrantRefused> {
    if let Some(scope) = claims.scopes.iter().find(|scope| !client.scopes().contains(scope)) {
        return Err(GrantRefused::ScopeNotRegistered(scope.clone()));
    }
    let Some(consumer) = &claims.consumer_org else {
        let consumer = client.organisation();
        claims.scopes.iter().try_for_each(|scope| open(registry, scope, consumer).map(drop))?;
        return Ok((consumer.clone(), None));
    };
    if consumer == client.organisation() {
        return Err(GrantRefused::ConsumerOrg);
    }
    let mut source = None;
    for scope in claims.scopes.iter() {
        let theirs = delegated(registry, client, consumer, scope, now.day_in_norway())?;
        // One token names one source; scopes of different sources need a token each.
        if source.is_some_and(|other| other != theirs) {
            return Err(GrantRefused::ConsumerOrg);
        }
        source = Some(theirs);
    }
    let source = source.ok_or(GrantRefused::ScopeMalformed)?.to_owned();
    let delegated = Delegated { supplier: client.organisation().clone(), source };
    Ok((consumer.clone(), Some(delegated)))
}

/// The sub-client that the grant names: a part of the client's own organisation. It says who within
/// the organisation asks, and opens nothing.
pub(super) fn sub_client(
    registry: &Registry,
    client: &Client,
    claims: &GrantClaims,
) -> Result<Option<ClientId>, OnBehalfOfFault> {
    let Some(id) = &claims.onbehalfof else { return Ok(None) };
    if claims.consumer_org.is_some() {
        return Err(OnBehalfOfFault::ConsumerOrg);
    }
    if !client.onbehalfof.iter().any(|sub_client| sub_client.id == *id) {
        return Err(OnBehalfOfFault::Unknown);
    }
    let source = |scope: &&Scope| registry.scope(scope).and_then(|one| one.delegation_source());
    match claims.scopes.iter().find(|scope| source(scope).is_some()) {
        Some(scope) => Err(OnBehalfOfFault::Delegable(scope.clone())),
        None => Ok(Some(id.clone())),
    }
}

/// The system user that the grant asks for: one that a customer has given the client's organisation.
pub(super) fn system_user(
    registry: &Registry,
    client: &Client,
    claims: &GrantClaims,
) -> Result<Option<BoundSystemUser>, GrantRefused> {
    let Some(asked) = &claims.details.system_user else { return Ok(None) };
    if claims.consumer_org.is_some() {
        let rule = "a system user is the client's own: it cannot be combined with consumer_org";
        return Err(DetailsFault::Value(rule).into());
    }
    let found = asked.find(registry, client.organisation());
    found.map(Some).ok_or(GrantRefused::SystemUserUnknown)
}

fn open<'r>(
    registry: &'r Registry,
    scope: &Scope,
    consumer: &Organisation,
) -> Result<&'r crate::registry::scope::RegisteredScope, GrantRefused> {
    registry.scope_open_to(scope, consumer).ok_or_else(|| GrantRefused::NoAccess(scope.clone()))
}

/// The source of the authority, when the consumer has delegated the scope to the client's owner.
fn delegated<'r>(
    registry: &'r Registry,
    client: &Client,
    consumer: &Organisation,
    scope: &Scope,
    today: Day,
) -> Result<&'r str, GrantRefused> {
    let source = registry.scope(scope).and_then(|registered| registered.delegation_source());
    let source = source.ok_or(GrantRefused::ConsumerOrg)?;
    open(registry, scope, consumer)?;
    let supplier = client.organisation();
    match registry.delegation(consumer, supplier, scope, today) {
        Some(_) => Ok(source),
        None => Err(GrantRefused::NotDelegated {
            consumer: consumer.clone(),
            scope: scope.clone(),
            supplier: supplier.clone(),
        }),
    }
}
