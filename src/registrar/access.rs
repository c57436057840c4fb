//! Access lists: consumers ask, the scope's owner gives, denies and withdraws.

use super::refused::Refused;
use super::rights::{Delegate, KeepScopes, ReadAccess, ReadRegistry, Right};
use super::{Wanted, scopes, sight};
use crate::registry::Registry;
use crate::registry::record::{Held, Record};
use crate::registry::scope::{Access, AccessState, Grantee};
use crate::vocab::scope::Scope;
use std::sync::Arc;

/// What a scope's owner says to access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The grantee has access.
    Approve,
    /// It has none, and need not ask again.
    Deny,
}

/// The entries of the access list of one's own scope that are active, or those that are not.
///
/// # Errors
/// When the scope is not the organisation's.
pub fn list<'r>(
    right: &Right<ReadAccess>,
    registry: &'r Registry,
    scope: &Scope,
    active: bool,
) -> Result<impl Iterator<Item = &'r Arc<Held<Access>>>, Refused> {
    scopes::own(right, registry, scope)?;
    Ok(registry.access_list(scope).filter(move |held| held.active == active))
}

/// What the organisation has asked for or been given, itself or by a group that it belongs to.
pub fn of_caller<'r>(
    right: &Right<ReadRegistry>,
    registry: &'r Registry,
) -> impl Iterator<Item = &'r Arc<Held<Access>>> {
    let own = Grantee::Organisation(right.organisation().clone());
    let groups = registry
        .groups()
        .filter(|held| held.active && held.record.members.contains(right.organisation()));
    let mut grantees: Vec<_> = groups.map(|held| Grantee::Group(held.record.id.clone())).collect();
    grantees.push(own);
    let active = registry.scopes().filter(|scope| scope.active);
    active.flat_map(move |scope| {
        let name = scope.record.name.clone();
        let held = grantees.iter().filter_map(|grantee| registry.held_access(&name, grantee));
        held.filter(|held| held.active).collect::<Vec<_>>()
    })
}

/// Gives or denies access to one's own scope.
///
/// # Errors
/// When the scope is not the organisation's, or deactivated.
pub fn answer(
    right: &Right<KeepScopes>,
    registry: &Registry,
    scope: &Scope,
    grantee: Grantee,
    answer: Answer,
) -> Result<Wanted, Refused> {
    if !scopes::own(right, registry, scope)?.active {
        return Err(Refused::ScopeDeactivated);
    }
    let state = match answer {
        Answer::Approve => AccessState::Approved,
        Answer::Deny => AccessState::Denied,
    };
    sight::active(Record::Access(Access { scope: scope.clone(), grantee, state }))
}

/// Asks for access for one's own organisation. What has been given or asked for already stays so.
///
/// # Errors
/// When the scope may not be known of, or access was denied.
pub fn ask(right: &Right<Delegate>, registry: &Registry, scope: &Scope) -> Result<Wanted, Refused> {
    let organisation = right.organisation();
    sight::active_scope(registry, scope, organisation, "scope").map_err(|_| Refused::Unknown)?;
    let grantee = Grantee::Organisation(organisation.clone());
    match registry.held_access(scope, &grantee).filter(|held| held.active) {
        Some(held) if held.record.state == AccessState::Denied => Err(Refused::AccessDenied),
        Some(held) => sight::active(Record::Access(held.record.clone())),
        None => {
            let (scope, state) = (scope.clone(), AccessState::Requested);
            sight::active(Record::Access(Access { scope, grantee, state }))
        }
    }
}

/// Withdraws access to one's own scope.
///
/// # Errors
/// When the scope is not the organisation's, or there is no such entry.
pub fn withdraw(
    right: &Right<KeepScopes>,
    registry: &Registry,
    scope: &Scope,
    grantee: &Grantee,
) -> Result<Wanted, Refused> {
    scopes::own(right, registry, scope)?;
    let held = registry.held_access(scope, grantee).ok_or(Refused::Unknown)?;
    Ok(sight::deactivated(Record::Access(held.record.clone())))
}

/// Gives up one's own access, or takes back that one asked. A denial stays.
///
/// # Errors
/// When there is no such entry, or access was denied.
pub fn give_up(
    right: &Right<Delegate>,
    registry: &Registry,
    scope: &Scope,
) -> Result<Wanted, Refused> {
    let grantee = Grantee::Organisation(right.organisation().clone());
    let held = registry.held_access(scope, &grantee).ok_or(Refused::Unknown)?;
    if held.active && held.record.state == AccessState::Denied {
        return Err(Refused::AccessDenied);
    }
    Ok(sight::deactivated(Record::Access(held.record.clone())))
}
