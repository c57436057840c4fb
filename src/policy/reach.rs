//! What of a document a purpose reaches: each item with what comes out of it, and under which
//! conditions. What the matrix, the difference and the record are drawn from.

use super::ladder::Form;
use super::rule::{Condition, Forbidden, Permitted, Purpose};
use crate::vocab::field::FieldPath;
use crate::vocab::party::{GroupId, Organisation};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::{self, Formatter};

/// Something that a purpose can permit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A field, or something inside one.
    Field(FieldPath),
    /// Whole documents of a media type, in lower case.
    Type(String),
    /// The whole document with this SHA-256, lower-case hexadecimal.
    Digest(String),
}

impl fmt::Display for Item {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path) => write!(out, "{path}"),
            Self::Type(media) => write!(out, "document {media}"),
            Self::Digest(digest) => write!(out, "document sha256:{digest}"),
        }
    }
}

/// Who a purpose names. Members of a group are in the registry: here a group stands for itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// An organisation, by its number.
    Organisation(Organisation),
    /// A group of organisations.
    Group(GroupId),
}

impl fmt::Display for Reader {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation(organisation) => write!(out, "{organisation}"),
            Self::Group(group) => write!(out, "group:{group}"),
        }
    }
}

impl Serialize for Reader {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl Reader {
    /// Everybody that a purpose names: organisations by number, then groups by name.
    pub fn of(purpose: &Purpose) -> impl Iterator<Item = Self> {
        let organisations = purpose.consumers().iter().cloned().map(Self::Organisation);
        organisations.chain(purpose.groups().iter().cloned().map(Self::Group))
    }
}

/// What comes out of an item, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reached {
    /// Which item.
    pub item: Item,
    /// In which form.
    pub form: Form,
    /// Whether it comes out of versions that are no longer current, too.
    pub history: bool,
    /// What must be so for it to come out, all of it; each condition once.
    pub conditions: Vec<Condition>,
    /// What inside it does not come out: always, or while the condition is so.
    pub without: Vec<(FieldPath, Option<Condition>)>,
    /// Why it is needed; none for whole documents.
    pub need: Option<String>,
}

impl Reached {
    /// Whether its conditions contradict each other: then it never comes out.
    #[must_use]
    pub fn never(&self) -> bool {
        let opposite = |one: &Condition| Condition { holds: !one.holds, ..one.clone() };
        self.conditions.iter().any(|one| self.conditions.contains(&opposite(one)))
    }

    /// Whether it is this field.
    #[must_use]
    pub fn is_field(&self, path: &FieldPath) -> bool {
        matches!(&self.item, Item::Field(own) if own == path)
    }

    /// Whether it comes out when the facts are so.
    pub(super) fn comes_out(&self, holds: &dyn Fn(&str) -> bool) -> bool {
        self.conditions.iter().all(|condition| holds(&condition.fact) == condition.holds)
    }
}

/// All that a purpose reaches, in the order of its file.
#[must_use]
pub fn reach(purpose: &Purpose) -> Vec<Reached> {
    let whole = purpose.whole.iter().flat_map(|whole| {
        let types = whole.types.iter().cloned().map(Item::Type);
        types.chain(whole.digests.iter().cloned().map(Item::Digest))
    });
    let fields = purpose.permits.iter().filter_map(|permit| permitted(purpose, permit));
    fields.chain(whole.filter_map(|item| document(purpose, item))).collect()
}

/// What comes out of a permitted field; none when a forbid without a condition stands against it.
fn permitted(purpose: &Purpose, permit: &Permitted) -> Option<Reached> {
    let item = Item::Field(permit.path.clone());
    let over = |forbid: &&Forbidden| {
        forbid.path.as_ref().is_none_or(|forbidden| forbidden.covers(&permit.path))
    };
    let within = |forbid: &Forbidden| {
        let path = forbid.path.clone()?;
        let inside = path != permit.path && permit.path.covers(&path);
        inside.then(|| (path, forbid.condition.clone()))
    };
    Some(Reached {
        item,
        form: permit.form.clone(),
        history: permit.history,
        conditions: all_of(permit.condition.clone(), purpose.forbids.iter().filter(over))?,
        without: purpose.forbids.iter().filter_map(within).collect(),
        need: Some(permit.need.clone()),
    })
}

/// What comes out of a whole document: only what forbids the whole record stands against it.
fn document(purpose: &Purpose, item: Item) -> Option<Reached> {
    let against = purpose.forbids.iter().filter(|forbid| forbid.path.is_none());
    let conditions = all_of(None, against)?;
    let (form, history, without) = (Form::Clear, false, Vec::new());
    Some(Reached { item, form, history, conditions, without, need: None })
}

/// The permit's own condition and the opposite of each forbid's; none when a forbid has none.
fn all_of<'f>(
    own: Option<Condition>,
    against: impl Iterator<Item = &'f Forbidden>,
) -> Option<Vec<Condition>> {
    let mut all: Vec<Condition> = own.into_iter().collect();
    for forbid in against {
        let condition = forbid.condition.clone()?;
        let opposite = Condition { holds: !condition.holds, ..condition };
        if !all.contains(&opposite) {
            all.push(opposite);
        }
    }
    Some(all)
}

/// The names of the facts on which it depends what comes out.
pub(super) fn facts_of<'r>(reached: impl Iterator<Item = &'r Reached>) -> BTreeSet<&'r str> {
    let conditions = |one: &'r Reached| {
        let inside = one.without.iter().filter_map(|(_, condition)| condition.as_ref());
        one.conditions.iter().chain(inside)
    };
    reached.flat_map(conditions).map(|condition| condition.fact.as_str()).collect()
}
