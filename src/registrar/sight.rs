//! Which scopes an organisation may know of, and what every act wants of a record.

use super::Wanted;
use super::refused::{RECORD_BYTES, Refused};
use crate::registry::Registry;
use crate::registry::record::{Held, Record};
use crate::registry::scope::{RegisteredScope, Visibility};
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;
use std::sync::Arc;

/// The scope, active or not, when this organisation may know of it: it is public and active, its
/// own, open to it, or delegated to it.
#[must_use]
pub fn scope<'r>(
    registry: &'r Registry,
    name: &Scope,
    organisation: &Organisation,
) -> Option<&'r Arc<Held<RegisteredScope>>> {
    let held = registry.held_scope(name)?;
    let own = held.record.owner == *organisation;
    let known = || held.active && is_shown(registry, &held.record, organisation);
    (own || known()).then_some(held)
}

fn is_shown(registry: &Registry, scope: &RegisteredScope, organisation: &Organisation) -> bool {
    match scope.visibility {
        Visibility::Public => true,
        Visibility::Private => {
            registry.scope_open_to(&scope.name, organisation).is_some()
                || registry.delegations().any(|held| {
                    held.active
                        && held.record.supplier == *organisation
                        && held.record.scope == scope.name
                })
        }
    }
}

/// The active scope, when this organisation may know of it.
///
/// # Errors
/// [`Refused::ScopeUnknown`] at this member, whether it does not exist or may not be known.
pub fn active_scope<'r>(
    registry: &'r Registry,
    name: &Scope,
    organisation: &Organisation,
    member: &'static str,
) -> Result<&'r RegisteredScope, Refused> {
    let held = scope(registry, name, organisation).filter(|held| held.active);
    held.map(|held| &held.record).ok_or(Refused::ScopeUnknown(member))
}

/// An active record, as it is wanted.
///
/// # Errors
/// [`Refused::TooLarge`] when its entry could not be written.
pub fn active(record: Record) -> Result<Wanted, Refused> {
    let bytes = serde_json::to_vec(&record).map_or(usize::MAX, |text| text.len());
    if bytes > RECORD_BYTES.most {
        Err(Refused::TooLarge)
    } else {
        Ok(Wanted { record, active: true })
    }
}

/// The same record, deactivated.
#[must_use]
pub const fn deactivated(record: Record) -> Wanted {
    Wanted { record, active: false }
}

/// Whether a new record may take this place.
///
/// # Errors
/// [`Refused::Exists`] and [`Refused::Deactivated`].
pub fn vacant<T>(held: Option<&Arc<Held<T>>>) -> Result<(), Refused> {
    match held {
        None => Ok(()),
        Some(held) if held.active => Err(Refused::Exists),
        Some(_) => Err(Refused::Deactivated),
    }
}
