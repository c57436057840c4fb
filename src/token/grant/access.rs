//! Whether the client may have a token for these scopes, in whose name.

use super::super::refused::GrantRefused;
use super::Delegated;
use super::claims::GrantClaims;
use crate::registry::Registry;
use crate::registry::client::Client;
use crate::vocab::party::Organisation;
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
