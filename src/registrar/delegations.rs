//! Delegations: a consumer lets a supplier use a scope on its behalf.

use super::refused::Refused;
use super::rights::{Delegate, ReadClients, ReadRegistry, Right};
use super::{Wanted, sight};
use crate::registry::Registry;
use crate::registry::delegation::Delegation;
use crate::registry::record::{Held, Record};
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A delegation that a consumer wants.
#[derive(Debug, Clone)]
pub struct DelegationWish {
    /// To whom.
    pub supplier: Organisation,
    /// What.
    pub scope: Scope,
    /// The last day on which it holds, in Norway.
    pub valid_until: Day,
}

/// The delegations from or to the organisation that are active, or those that are not.
pub fn list<'r>(
    right: &Right<ReadClients>,
    registry: &'r Registry,
    active: bool,
) -> impl Iterator<Item = &'r Arc<Held<Delegation>>> {
    let own = right.organisation().clone();
    registry.delegations().filter(move |held| {
        held.active == active && (held.record.consumer == own || held.record.supplier == own)
    })
}

/// Delegates a scope. Access to it may be given later.
///
/// # Errors
/// When the scope may not be known of, the day is past, or the delegation exists.
pub fn delegate(
    right: &Right<Delegate>,
    registry: &Registry,
    wish: DelegationWish,
    today: Day,
) -> Result<Wanted, Refused> {
    sight::vacant(registry.held_delegation(right.organisation(), &wish.supplier, &wish.scope))?;
    wanted(right, registry, wish, today)
}

/// Gives a delegation another last day; one that was withdrawn holds again.
///
/// # Errors
/// When there never was one, the scope may not be known of, or the day is past.
pub fn renew(
    right: &Right<Delegate>,
    registry: &Registry,
    wish: DelegationWish,
    today: Day,
) -> Result<Wanted, Refused> {
    let held = registry.held_delegation(right.organisation(), &wish.supplier, &wish.scope);
    held.ok_or(Refused::Unknown)?;
    wanted(right, registry, wish, today)
}

fn wanted(
    right: &Right<Delegate>,
    registry: &Registry,
    wish: DelegationWish,
    today: Day,
) -> Result<Wanted, Refused> {
    let DelegationWish { supplier, scope, valid_until } = wish;
    sight::active_scope(registry, &scope, right.organisation(), "scope")?;
    if valid_until < today {
        return Err(Refused::Over);
    }
    let consumer = right.organisation().clone();
    sight::active(Record::Delegation(Delegation { consumer, supplier, scope, valid_until }))
}

/// Withdraws a delegation.
///
/// # Errors
/// When there is none.
pub fn withdraw(
    right: &Right<Delegate>,
    registry: &Registry,
    supplier: &Organisation,
    scope: &Scope,
) -> Result<Wanted, Refused> {
    let held = registry.held_delegation(right.organisation(), supplier, scope);
    let held = held.ok_or(Refused::Unknown)?;
    Ok(sight::deactivated(Record::Delegation(held.record.clone())))
}

/// The delegations of a scope that hold today, for those who are a party to them: consumer,
/// supplier, and the scope's owner.
pub fn look_up<'r>(
    right: &Right<ReadRegistry>,
    registry: &'r Registry,
    (supplier, consumer): (Option<&Organisation>, Option<&Organisation>),
    scope: &Scope,
    today: Day,
) -> Vec<&'r Arc<Held<Delegation>>> {
    let own = right.organisation();
    let Some(registered) = registry.scope(scope) else { return Vec::new() };
    let fits = |held: &&Arc<Held<Delegation>>| {
        let one = &held.record;
        let party = [&one.consumer, &one.supplier, &registered.owner].contains(&own);
        let asked = supplier.is_none_or(|supplier| one.supplier == *supplier)
            && consumer.is_none_or(|consumer| one.consumer == *consumer);
        held.active && one.scope == *scope && today <= one.valid_until && asked && party
    };
    registry.delegations().filter(fits).collect()
}

/// The issuers of authority to delegate, of all scopes that the organisation may know of.
#[must_use]
pub fn sources<'r>(right: &Right<ReadRegistry>, registry: &'r Registry) -> BTreeSet<&'r str> {
    let active = registry.scopes().filter(|held| held.active);
    let delegable = active.filter_map(|held| {
        let source = held.record.delegation_source()?;
        sight::scope(registry, &held.record.name, right.organisation()).map(|_| source)
    });
    delegable.collect()
}
