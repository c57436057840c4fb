//! The decision: an ask in, a permit or the rule that it breaks out. Nothing is permitted by default.
//!
//! Permitting costs a few hash lookups and allocates nothing, however many purposes there are; only
//! a refusal looks around for what would be allowed.

use super::ask::Ask;
use super::error::nearest;
use super::refused::Refused;
use super::requires::Counted;
use super::rule::Purpose;
use super::service::Service;
use super::set::{PolicySet, Shelf};
use crate::vocab::basis::PurposeId;
use crate::vocab::scope::Scope;
use std::sync::Arc;

/// Proof that policy lets an ask through. Only [`decide`] makes one.
#[derive(Debug, Clone)]
pub struct Permit {
    purpose: Arc<Purpose>,
    service: Arc<Service>,
}

impl Permit {
    /// The purpose: which fields may come out, and on what law.
    #[must_use]
    pub const fn purpose(&self) -> &Arc<Purpose> {
        &self.purpose
    }

    /// The service that may be read.
    #[must_use]
    pub const fn service(&self) -> &Arc<Service> {
        &self.service
    }
}

/// Decides one ask.
///
/// # Errors
/// Gives the first rule that the ask breaks.
pub fn decide(set: &PolicySet, ask: &Ask<'_>) -> Result<Permit, Refused> {
    let shelf = set.shelf(ask.service).ok_or_else(|| service_unknown(set, ask))?;
    let purpose = match ask.stated {
        Some(name) => stated(set, shelf, ask, name)?,
        None => followed(shelf, ask)?,
    };
    open_to(purpose, shelf, ask)?;
    in_force(purpose, ask)?;
    complete(purpose, ask)?;
    on_whose_word(purpose, ask)?;
    in_measure(purpose, ask)?;
    Ok(Permit { purpose: Arc::clone(purpose), service: Arc::clone(&shelf.service) })
}

/// The purpose that the caller stated, if it reads this service and the token has its scope.
fn stated<'s>(
    set: &'s PolicySet,
    shelf: &'s Shelf,
    ask: &Ask<'_>,
    name: &str,
) -> Result<&'s Arc<Purpose>, Refused> {
    let purpose = set.purpose_named(name).ok_or_else(|| {
        // Only what the token reaches is compared: a stranger's word must not cost much.
        let meant = nearest(name, reached(shelf, ask).map(|purpose| purpose.id.as_str()));
        let meant = meant.and_then(|id| set.purpose_named(id));
        Refused::PurposeUnknown {
            nearest: meant.map(|purpose| purpose.id.clone()),
            open: open(shelf, ask),
        }
    })?;
    let id = || purpose.id.clone();
    if purpose.service != *ask.service {
        let service = purpose.service.clone();
        return Err(Refused::PurposeOfOtherService { purpose: id(), service });
    }
    if !ask.scopes.contains(&purpose.scope) {
        let scope = purpose.scope.clone();
        return Err(Refused::PurposeOfOtherScope { purpose: id(), scope });
    }
    Ok(purpose)
}

/// The only purpose of this service that the token's scopes reach.
fn followed<'s>(shelf: &'s Shelf, ask: &Ask<'_>) -> Result<&'s Arc<Purpose>, Refused> {
    let mut reached = reached(shelf, ask);
    match (reached.next(), reached.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Refused::ScopeWithoutPurpose { scopes: scopes(shelf, ask) }),
        (Some(_), Some(_)) => Err(Refused::PurposeNotStated { candidates: candidates(shelf, ask) }),
    }
}

fn open_to(purpose: &Purpose, shelf: &Shelf, ask: &Ask<'_>) -> Result<(), Refused> {
    if !purpose.names(ask.consumer, ask.membership) {
        let open = open(shelf, ask);
        return Err(Refused::ConsumerNotNamed { purpose: purpose.id.clone(), open });
    }
    // An organisation that acts for itself is no supplier, even when a token says so.
    let acts_for_another = ask.supplier.is_some_and(|supplier| supplier != ask.consumer);
    if acts_for_another && !purpose.suppliers {
        return Err(Refused::SupplierNotAllowed { purpose: purpose.id.clone() });
    }
    Ok(())
}

fn in_force(purpose: &Purpose, ask: &Ask<'_>) -> Result<(), Refused> {
    let valid = purpose.valid;
    if ask.today < valid.from {
        return Err(Refused::NotYetValid { purpose: purpose.id.clone(), from: valid.from });
    }
    if ask.today > valid.until {
        return Err(Refused::Expired { purpose: purpose.id.clone(), until: valid.until });
    }
    Ok(())
}

fn complete(purpose: &Purpose, ask: &Ask<'_>) -> Result<(), Refused> {
    let (id, requires) = (|| purpose.id.clone(), &purpose.requires);
    if requires.case_reference && ask.case_reference.is_none() {
        return Err(Refused::CaseReferenceMissing { purpose: id() });
    }
    // A reference that nobody required must fit all the same.
    if let (Some(pattern), Some(case)) = (&requires.case_pattern, ask.case_reference)
        && !pattern.matches(case)
    {
        return Err(Refused::CaseReferenceMismatch { purpose: id() });
    }
    if requires.end_user && !ask.has_end_user {
        return Err(Refused::EndUserMissing { purpose: id() });
    }
    let relations = &requires.relations;
    match ask.relation {
        None if !relations.is_empty() => {
            Err(Refused::RelationMissing { purpose: id(), relations: relations.clone() })
        }
        Some(stated) if !relations.is_empty() && !relations.iter().any(|one| one == stated) => {
            Err(Refused::RelationNotPermitted { purpose: id(), relations: relations.clone() })
        }
        _ => Ok(()),
    }
}

/// Whether the person takes part, where the purpose wants that.
fn on_whose_word(purpose: &Purpose, ask: &Ask<'_>) -> Result<(), Refused> {
    let requires = &purpose.requires;
    if requires.token_person && !ask.token_person {
        return Err(Refused::TokenNotPersons { purpose: purpose.id.clone() });
    }
    if !requires.consent {
        return Ok(());
    }
    let covered =
        ask.consent.ok_or_else(|| Refused::ConsentMissing { purpose: purpose.id.clone() })?;
    match requires.consent_covers.iter().find(|wanted| !covered.contains(wanted)) {
        None => Ok(()),
        Some(lacking) => Err(Refused::ConsentNotCovering {
            purpose: purpose.id.clone(),
            lacking: lacking.clone(),
        }),
    }
}

/// Whether it is the time for it, and not too much at once. What is counted over several requests is
/// counted by the gateway.
fn in_measure(purpose: &Purpose, ask: &Ask<'_>) -> Result<(), Refused> {
    if let Some(hours) = purpose.requires.hours.filter(|hours| !hours.hold_at(ask.clock)) {
        return Err(Refused::OutsideHours { purpose: purpose.id.clone(), hours });
    }
    let ceiling = purpose.limits.of(Counted::SubjectsPerRequest).and_then(|ceiling| ceiling.hard);
    match ceiling {
        Some(most) if u64::try_from(ask.subjects).unwrap_or(u64::MAX) > most => {
            Err(Refused::TooManySubjects { purpose: purpose.id.clone(), most })
        }
        _ => Ok(()),
    }
}

/// The purposes of this service that the token's scopes reach.
fn reached<'s>(shelf: &'s Shelf, ask: &Ask<'_>) -> impl Iterator<Item = &'s Arc<Purpose>> {
    ask.scopes.iter().filter_map(|scope| shelf.by_scope.get(scope)).flatten()
}

/// Those of them that would open: they name the consumer and are in force.
fn open(shelf: &Shelf, ask: &Ask<'_>) -> Vec<PurposeId> {
    reached(shelf, ask)
        .filter(|purpose| purpose.names(ask.consumer, ask.membership))
        .filter(|purpose| purpose.valid.holds_on(ask.today))
        .map(|purpose| purpose.id.clone())
        .take(Refused::MOST_NAMED)
        .collect()
}

/// What to choose from: the purposes that would open; all that are reached, when none would.
fn candidates(shelf: &Shelf, ask: &Ask<'_>) -> Vec<PurposeId> {
    let open = open(shelf, ask);
    if !open.is_empty() {
        return open;
    }
    let all = reached(shelf, ask).map(|purpose| purpose.id.clone());
    all.take(Refused::MOST_NAMED).collect()
}

/// Whether one of these purposes names the consumer.
fn opens(purposes: &[Arc<Purpose>], ask: &Ask<'_>) -> bool {
    purposes.iter().any(|purpose| purpose.names(ask.consumer, ask.membership))
}

/// The scopes with which this consumer could read this service.
fn scopes(shelf: &Shelf, ask: &Ask<'_>) -> Vec<Scope> {
    let mut scopes: Vec<_> = shelf
        .by_scope
        .iter()
        .filter(|(_, purposes)| opens(purposes, ask))
        .map(|(scope, _)| scope.clone())
        .collect();
    scopes.sort_unstable();
    scopes.truncate(Refused::MOST_NAMED);
    scopes
}

fn service_unknown(set: &PolicySet, ask: &Ask<'_>) -> Refused {
    let ids = set.services().iter().map(|service| &service.id);
    let meant = nearest(ask.service.as_str(), ids.clone().map(|id| id.as_str()));
    let meant = meant.and_then(|name| ids.clone().find(|id| id.as_str() == name));
    Refused::ServiceUnknown { nearest: meant.cloned() }
}
