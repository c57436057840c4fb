//! A purpose: who may read which fields of which service, why, on what law, and until when.

use super::ladder::Form;
use super::requires::{Limits, Requires, Retention};
use crate::vocab::basis::{LegalBasis, PurposeId, ServiceId, Statute};
use crate::vocab::field::FieldPath;
use crate::vocab::party::{GroupId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use crate::vocab::translated::Translated;

/// One purpose with all its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purpose {
    /// Its name, for example `barnehageopptak`.
    pub id: PurposeId,
    /// Its name in plain words.
    pub title: Translated,
    /// What it is, for who wants to know more.
    pub description: Option<Translated>,
    /// The law that permits it: a letter of GDPR article 6(1) and the statute behind it.
    pub basis: LegalBasis,
    /// What else it rests on: further sections, exceptions of article 9(2), article 10.
    pub further_bases: Vec<LegalBasis>,
    /// What kind of purpose it is, a term of the Data Privacy Vocabulary, for example
    /// `dpv:PublicBenefit`.
    pub category: Option<String>,
    /// Who decides about the processing (GDPR article 4(7)); none: each consumer for itself.
    pub controller: Option<Organisation>,
    /// How long the consumer promises to keep what it reads, at most.
    pub retention: Option<Retention>,
    /// How long the ledger's entries about its readings say about whom they are; none: as long as the
    /// ledger's own setting says.
    pub log_retention: Option<Retention>,
    /// Where the data protection impact assessment is found (GDPR article 35).
    pub assessment: Option<String>,
    /// The service that it reads.
    pub service: ServiceId,
    /// The scope that a token must have.
    pub scope: Scope,
    /// The organisations that may read, sorted.
    pub(super) consumers: Vec<Organisation>,
    /// The groups of organisations that may read, sorted. Members are in the registry.
    pub(super) groups: Vec<GroupId>,
    /// Whether a supplier may read on a consumer's behalf.
    pub suppliers: bool,
    /// How long the person is not shown what was read, and the law that lets it wait; shown at once,
    /// when none.
    pub delay: Option<Delay>,
    /// Whether it is kept from relatives who look at the person's list by right (a parent, a guardian). The
    /// person themselves sees it in their own login.
    pub hidden_from_relatives: bool,
    /// The law that lets the person reserve against it; none: the person may not.
    pub reservation: Option<Statute>,
    /// When it applies.
    pub valid: Validity,
    /// What each ask must bring.
    pub requires: Requires,
    /// How much each consumer may read.
    pub limits: Limits,
    /// The fields that come out; none stands inside another. At least one, unless whole documents are
    /// permitted.
    pub permits: Vec<Permitted>,
    /// What never comes out, or not under a condition. A forbid wins over a permit.
    pub forbids: Vec<Forbidden>,
    /// The whole documents that come out of a service whose documents have no fields.
    pub whole: Option<Whole>,
}

impl Purpose {
    /// The organisations that may read, sorted by number.
    #[must_use]
    pub fn consumers(&self) -> &[Organisation] {
        &self.consumers
    }

    /// The groups of organisations that may read, sorted by name.
    #[must_use]
    pub fn groups(&self) -> &[GroupId] {
        &self.groups
    }

    /// Whether this organisation may read for this purpose, by its number or as a member of a group.
    #[must_use]
    pub fn names(&self, consumer: &Organisation, membership: &dyn Membership) -> bool {
        self.consumers.binary_search(consumer).is_ok()
            || self.groups.iter().any(|group| membership.has(group, consumer))
    }

    /// All that it rests on, the first basis first.
    pub fn bases(&self) -> impl Iterator<Item = &LegalBasis> {
        std::iter::once(&self.basis).chain(&self.further_bases)
    }
}

/// For how long a person is not shown what was read about them (GDPR article 23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    /// The days, at least one.
    pub days: u16,
    /// The law that lets it wait.
    pub basis: Statute,
}

/// Who belongs to which group of organisations.
pub trait Membership: std::fmt::Debug + Sync {
    /// Whether the organisation is a member of the group.
    fn has(&self, group: &GroupId, organisation: &Organisation) -> bool;
}

/// No group has a member: what a policy says of itself, without a registry.
#[derive(Debug, Clone, Copy)]
pub struct NoGroups;

impl Membership for NoGroups {
    fn has(&self, _: &GroupId, _: &Organisation) -> bool {
        false
    }
}

/// The days on which a purpose applies, in Norway, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

impl Validity {
    /// Whether it applies on this day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }
}

/// A field that comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Permitted {
    /// The way to it.
    pub path: FieldPath,
    /// In which form it comes out.
    pub form: Form,
    /// Why the purpose needs it, in bokmål, as citizens and auditors read it.
    pub need: String,
    /// When it comes out; always, when none.
    pub condition: Option<Condition>,
    /// Whether it comes out of versions that are no longer current, too.
    pub history: bool,
}

/// What a fact of the service must be for a rule to apply. While the fact is unknown a permit does
/// not apply and a forbid does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    /// The fact's name.
    pub fact: String,
    /// Whether it must hold (`when`) or must not (`unless`).
    pub holds: bool,
}

/// A part of the document that does not come out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forbidden {
    /// The way to it; all that stands inside is forbidden too. None: all that the document tells of
    /// the person.
    pub path: Option<FieldPath>,
    /// When it is forbidden; always, when none.
    pub condition: Option<Condition>,
}

impl Forbidden {
    /// Whether it forbids anything at this path, or something that stands inside.
    #[must_use]
    pub fn touches(&self, path: &FieldPath) -> bool {
        self.path.as_ref().is_none_or(|own| own.overlaps(path))
    }
}

/// Whole documents that come out although nobody can tell their fields apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whole {
    /// By media type, for example `application/pdf`, in lower case.
    pub types: Vec<String>,
    /// By the SHA-256 of the document, lower-case hexadecimal.
    pub digests: Vec<String>,
}
