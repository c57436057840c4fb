//! What changes for whom when one set of policies takes the place of another.
//!
//! Each item that either set reaches is held against every kind of person that the rules about it
//! tell apart. When in doubt a change counts as a gain: that a form on the same step of the ladder
//! tells less is only said where it does for every value.

mod given;
mod kind;
mod terms;

use super::reach::{Item, Reached, Reader, facts_of, reach};
use super::rule::Purpose;
use super::service::Service;
use super::set::PolicySet;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::limits::Limit;
pub use given::Given;
use given::given;
pub use kind::Kind;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The facts on which one field may depend, in both sets together: kinds of persons double with each.
pub const FACTS_OF_A_FIELD: Limit = Limit { name: "facts_of_a_field", most: 12 };

/// Which way something changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// More is permitted.
    Gains,
    /// Less is permitted.
    Loses,
    /// Something else is permitted: not all of it was before.
    Both,
    /// Nobody is permitted more or less.
    Neither,
}

impl Way {
    /// The way between two things, of which each may permit at most what the other does.
    const fn between(new_is_within_old: bool, old_is_within_new: bool) -> Self {
        match (new_is_within_old, old_is_within_new) {
            (true, true) => Self::Neither,
            (true, false) => Self::Loses,
            (false, true) => Self::Gains,
            (false, false) => Self::Both,
        }
    }

    /// Whether somebody may get what was not permitted before.
    #[must_use]
    pub const fn widens(self) -> bool {
        matches!(self, Self::Gains | Self::Both)
    }
}

/// What some consumers get of an item about a kind of person, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldChange {
    /// The purpose.
    pub purpose: PurposeId,
    /// Whom it concerns; at least one.
    pub readers: Vec<Reader>,
    /// Which item.
    pub item: Item,
    /// The kind of person.
    pub kind: Kind,
    /// What came out; none: nothing.
    pub from: Option<Given>,
    /// What comes out; none: nothing.
    pub to: Option<Given>,
    /// Which way it goes.
    pub way: Way,
}

/// What a [`TermChange`] is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A purpose.
    Purpose(PurposeId),
    /// A service.
    Service(ServiceId),
}

/// Something else that a purpose or a service says, before and after: who may ask, how and when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TermChange {
    /// Whose.
    pub of: Of,
    /// What, mostly a key of the language; `purpose` or `service` when it is new or gone.
    pub term: String,
    /// What it was; none: nothing.
    pub from: Option<String>,
    /// What it is; none: nothing.
    pub to: Option<String>,
    /// Which way it goes.
    pub way: Way,
}

/// All that changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Diff {
    /// Conditions of asking, purposes and services that are new or gone.
    pub terms: Vec<TermChange>,
    /// What comes out: by purpose, then by item.
    pub fields: Vec<FieldChange>,
}

impl Diff {
    /// Whether somebody may get, or ask for, what was not permitted before.
    #[must_use]
    pub fn widens(&self) -> bool {
        let fields = self.fields.iter().map(|change| change.way);
        fields.chain(self.terms.iter().map(|change| change.way)).any(Way::widens)
    }

    /// Whether nothing changes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.fields.is_empty()
    }
}

/// Why two sets are not held against each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCompared {
    /// A field depends on too many facts.
    #[error("the purpose `{purpose}` depends on more than {FACTS_OF_A_FIELD} for `{item}`")]
    TooManyFacts {
        /// The purpose.
        purpose: PurposeId,
        /// The item.
        item: Item,
    },
}

/// A purpose in one of the sets.
#[derive(Debug)]
struct Side<'s> {
    purpose: &'s Purpose,
    service: &'s Service,
    reached: Vec<Reached>,
}

impl<'s> Side<'s> {
    fn of(set: &'s PolicySet, id: &PurposeId) -> Option<Self> {
        let purpose = set.purpose(id)?;
        Some(Self { purpose, service: set.service(&purpose.service)?, reached: reach(purpose) })
    }

    fn at(&self, item: &Item) -> Option<&Reached> {
        self.reached.iter().find(|one| one.item == *item)
    }
}

/// Holds two sets against each other.
///
/// # Errors
/// [`NotCompared`] when there are too many kinds of persons.
pub fn diff(old: &PolicySet, new: &PolicySet) -> Result<Diff, NotCompared> {
    let mut diff = Diff::default();
    terms::services(old, new, &mut diff.terms);
    let all = old.purposes().iter().chain(new.purposes());
    let ids: BTreeSet<&PurposeId> = all.map(|purpose: &Arc<Purpose>| &purpose.id).collect();
    for id in ids {
        let sides = (Side::of(old, id), Side::of(new, id));
        terms::purpose(id, (sides.0.as_ref(), sides.1.as_ref()), &mut diff.terms);
        fields(id, (sides.0.as_ref(), sides.1.as_ref()), &mut diff.fields)?;
    }
    Ok(diff)
}

/// What changes for each reader of a purpose.
fn fields(
    id: &PurposeId,
    (old, new): (Option<&Side<'_>>, Option<&Side<'_>>),
    out: &mut Vec<FieldChange>,
) -> Result<(), NotCompared> {
    let named = |side: Option<&Side<'_>>| -> BTreeSet<Reader> {
        side.map(|side| Reader::of(side.purpose).collect()).unwrap_or_default()
    };
    let (before, after) = (named(old), named(new));
    let stay: Vec<Reader> = before.intersection(&after).cloned().collect();
    let come: Vec<Reader> = after.difference(&before).cloned().collect();
    let go: Vec<Reader> = before.difference(&after).cloned().collect();
    let both = old.into_iter().chain(new).flat_map(|side| &side.reached);
    let items: BTreeSet<&Item> = both.map(|one| &one.item).collect();
    for (readers, old, new) in [(&stay, old, new), (&come, None, new), (&go, old, None)] {
        for item in items.iter().copied().filter(|_| !readers.is_empty()) {
            for (kind, (from, to)) in by_kind(id, item, old, new)? {
                let way = Way::between(
                    Given::is_within(to.as_ref(), from.as_ref()),
                    Given::is_within(from.as_ref(), to.as_ref()),
                );
                if from != to {
                    let (purpose, readers, item) = (id.clone(), readers.clone(), item.clone());
                    out.push(FieldChange { purpose, readers, item, kind, from, to, way });
                }
            }
        }
    }
    Ok(())
}

/// What comes out of an item before and after.
type Pair = (Option<Given>, Option<Given>);

/// What comes out of an item before and after, for each kind of person that makes a difference.
fn by_kind(
    purpose: &PurposeId,
    item: &Item,
    old: Option<&Side<'_>>,
    new: Option<&Side<'_>>,
) -> Result<Vec<(Kind, Pair)>, NotCompared> {
    let services: Vec<&Service> = old.into_iter().chain(new).map(|side| side.service).collect();
    let (old, new) = (old.and_then(|side| side.at(item)), new.and_then(|side| side.at(item)));
    let facts = facts_of(old.into_iter().chain(new));
    if facts.len() > FACTS_OF_A_FIELD.most {
        return Err(NotCompared::TooManyFacts { purpose: purpose.clone(), item: item.clone() });
    }
    let possible = |kind: &Kind| services.iter().any(|service| kind.is_possible(service));
    let kinds = kind::all(&facts).filter(possible);
    let pairs = kinds.map(|kind| {
        let pair = (given(old, &kind), given(new, &kind));
        (kind, pair)
    });
    Ok(kind::told_apart(pairs.collect(), &facts))
}
