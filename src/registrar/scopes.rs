//! Scopes: a provider keeps those that begin with its own prefixes.

use super::refused::Refused;
use super::rights::{KeepScopes, Right};
use super::{Wanted, sight};
use crate::registry::Registry;
use crate::registry::organisation::ScopePrefix;
use crate::registry::record::{Held, Record};
use crate::registry::scope::{RegisteredScope, Visibility};
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;
use std::sync::Arc;

/// The scopes that everybody may know of: active and public.
pub fn public(registry: &Registry) -> impl Iterator<Item = &Arc<Held<RegisteredScope>>> {
    registry.scopes().filter(|held| held.active && held.record.visibility == Visibility::Public)
}

/// The organisation's own scopes that are active, or those that are not.
pub fn list<'r, A>(
    right: &Right<A>,
    registry: &'r Registry,
    active: bool,
) -> impl Iterator<Item = &'r Arc<Held<RegisteredScope>>> {
    let own = right.organisation().clone();
    registry.scopes().filter(move |held| held.active == active && held.record.owner == own)
}

/// A scope that the organisation may know of.
///
/// # Errors
/// [`Refused::Unknown`].
pub fn find<'r, A>(
    right: &Right<A>,
    registry: &'r Registry,
    name: &Scope,
) -> Result<&'r Arc<Held<RegisteredScope>>, Refused> {
    sight::scope(registry, name, right.organisation()).ok_or(Refused::Unknown)
}

/// The organisation's own scope, active or not.
///
/// # Errors
/// [`Refused::Unknown`], also when it is another's.
pub(super) fn own<'r, A>(
    right: &Right<A>,
    registry: &'r Registry,
    name: &Scope,
) -> Result<&'r Arc<Held<RegisteredScope>>, Refused> {
    let held = registry.held_scope(name).filter(|held| is_own(&held.record, right.organisation()));
    held.ok_or(Refused::Unknown)
}

fn is_own(scope: &RegisteredScope, organisation: &Organisation) -> bool {
    scope.owner == *organisation
}

/// What is wanted of a scope; its owner is whoever registers it.
#[derive(Debug, Clone)]
pub struct ScopeWish(RegisteredScope);

impl ScopeWish {
    /// The scope as it is wanted, with this right's organisation as its owner.
    pub fn new(
        right: &Right<KeepScopes>,
        wanted: impl FnOnce(Organisation) -> RegisteredScope,
    ) -> Self {
        let owner = right.organisation().clone();
        Self(RegisteredScope { owner: owner.clone(), ..wanted(owner) })
    }
}

/// A new scope.
///
/// # Errors
/// When its prefix is not the organisation's, or it exists.
pub fn register(
    right: &Right<KeepScopes>,
    registry: &Registry,
    wish: ScopeWish,
) -> Result<Wanted, Refused> {
    check_prefix(right, registry, &wish.0.name)?;
    sight::vacant(registry.held_scope(&wish.0.name))?;
    sight::active(Record::Scope(wish.0))
}

/// The scope as it is wanted from now on; a deactivated one becomes active again.
///
/// # Errors
/// When it is not the organisation's.
pub fn change(
    right: &Right<KeepScopes>,
    registry: &Registry,
    wish: ScopeWish,
) -> Result<Wanted, Refused> {
    own(right, registry, &wish.0.name)?;
    check_prefix(right, registry, &wish.0.name)?;
    sight::active(Record::Scope(wish.0))
}

/// The scope, deactivated: nobody gets tokens for it, and the gateway refuses those there are.
///
/// # Errors
/// When it is not the organisation's.
pub fn deactivate(
    right: &Right<KeepScopes>,
    registry: &Registry,
    name: &Scope,
) -> Result<Wanted, Refused> {
    Ok(sight::deactivated(Record::Scope(own(right, registry, name)?.record.clone())))
}

/// A prefix that cannot be handed out is nobody's.
fn check_prefix(
    right: &Right<KeepScopes>,
    registry: &Registry,
    name: &Scope,
) -> Result<(), Refused> {
    let (prefix, _) = name.parts();
    let owner =
        ScopePrefix::parse(prefix).ok().and_then(|prefix| registry.prefix_owner(&prefix).cloned());
    if owner.as_ref() == Some(right.organisation()) {
        Ok(())
    } else {
        Err(Refused::PrefixOfAnother)
    }
}
