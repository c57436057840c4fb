//! What whoever keeps the registry hands out: organisations, groups of them, prefixes of scopes.
//!
//! Nothing is taken away from under what is active: first the records go that rest on it.

use super::refused::Refused;
use super::rights::{KeepRegistry, Right};
use super::{Wanted, sight};
use crate::registry::Registry;
use crate::registry::organisation::{Group, Prefix, RegisteredOrganisation, ScopePrefix};
use crate::registry::record::{Held, Record, Registered};
use crate::registry::scope::Grantee;
use crate::vocab::party::{GroupId, Organisation};
use std::sync::Arc;

/// The organisation, under this name from now on; new, changed or active again.
///
/// # Errors
/// When its record is too large.
pub fn put_organisation(
    _: &Right<KeepRegistry>,
    organisation: RegisteredOrganisation,
) -> Result<Wanted, Refused> {
    sight::active(Record::Organisation(organisation))
}

/// The organisation, deactivated.
///
/// # Errors
/// When there is none, or active records name it.
pub fn deactivate_organisation(
    _: &Right<KeepRegistry>,
    registry: &Registry,
    number: &Organisation,
) -> Result<Wanted, Refused> {
    let held = registry.organisations().find(|held| held.record.number == *number);
    let held = held.ok_or(Refused::Unknown)?;
    let resting = registry.all().find_map(|one| rests_on(&one, number));
    match resting {
        Some(kind) => Err(Refused::InUse(kind)),
        None => Ok(sight::deactivated(Record::Organisation(held.record.clone()))),
    }
}

/// The kind of an active record that names the organisation.
fn rests_on(held: &Registered, number: &Organisation) -> Option<&'static str> {
    let (named, kind) = match &held.record {
        Record::Organisation(_) | Record::File(_) => (false, ""),
        Record::Group(one) => (one.members.contains(number), "groups"),
        Record::Prefix(one) => (one.owner == *number, "prefixes"),
        Record::Scope(one) => (one.owner == *number, "scopes"),
        Record::Access(one) => (one.grantee == Grantee::Organisation(number.clone()), "accesses"),
        Record::Client(one) => (one.organisation == *number, "clients"),
        Record::Delegation(one) => {
            (one.consumer == *number || one.supplier == *number, "delegations")
        }
        Record::SystemUser(one) => {
            (one.vendor == *number || one.customer == *number, "system users")
        }
    };
    (held.active && named).then_some(kind)
}

/// The group, with these members from now on; new, changed or active again.
///
/// # Errors
/// When its record is too large.
pub fn put_group(_: &Right<KeepRegistry>, group: Group) -> Result<Wanted, Refused> {
    sight::active(Record::Group(group))
}

/// The group, deactivated: its members have no more access by it.
///
/// # Errors
/// When there is none.
pub fn deactivate_group(
    _: &Right<KeepRegistry>,
    registry: &Registry,
    id: &GroupId,
) -> Result<Wanted, Refused> {
    let held = registry.groups().find(|held| held.record.id == *id).ok_or(Refused::Unknown)?;
    Ok(sight::deactivated(Record::Group(held.record.clone())))
}

/// The prefix, in the hands of this owner from now on.
///
/// # Errors
/// When another owner has active scopes with it.
pub fn put_prefix(
    _: &Right<KeepRegistry>,
    registry: &Registry,
    prefix: Prefix,
) -> Result<Wanted, Refused> {
    if in_use(registry, &prefix.prefix, |owner| *owner != prefix.owner) {
        return Err(Refused::InUse("scopes"));
    }
    sight::active(Record::Prefix(prefix))
}

/// The prefix, deactivated: nobody registers or changes scopes with it.
///
/// # Errors
/// When there is none, or active scopes begin with it.
pub fn deactivate_prefix(
    _: &Right<KeepRegistry>,
    registry: &Registry,
    prefix: &ScopePrefix,
) -> Result<Wanted, Refused> {
    let held: &Arc<Held<Prefix>> =
        registry.prefixes().find(|held| held.record.prefix == *prefix).ok_or(Refused::Unknown)?;
    if in_use(registry, prefix, |_| true) {
        return Err(Refused::InUse("scopes"));
    }
    Ok(sight::deactivated(Record::Prefix(held.record.clone())))
}

/// Whether such an owner has an active scope that begins with the prefix.
fn in_use(
    registry: &Registry,
    prefix: &ScopePrefix,
    whose: impl Fn(&Organisation) -> bool,
) -> bool {
    registry.scopes().any(|held| {
        held.active && held.record.name.parts().0 == prefix.as_str() && whose(&held.record.owner)
    })
}
