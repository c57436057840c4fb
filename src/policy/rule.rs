//! A purpose: who may read which fields of which service, why, on what law, and until when.

use crate::vocab::basis::{LegalBasis, PurposeId, ServiceId};
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
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
    /// The law that permits it.
    pub basis: LegalBasis,
    /// The service that it reads.
    pub service: ServiceId,
    /// The scope that a token must have.
    pub scope: Scope,
    /// Who may read, sorted, at least one.
    pub(super) consumers: Vec<Organisation>,
    /// Whether a supplier may read on a consumer's behalf.
    pub suppliers: bool,
    /// When it applies.
    pub valid: Validity,
    /// What each ask must bring.
    pub requires: Requires,
    /// The fields that come out; none stands inside another. At least one.
    pub permits: Vec<Permitted>,
    /// What never comes out, or not when a fact holds. A forbid wins over a permit.
    pub forbids: Vec<Forbidden>,
}

impl Purpose {
    /// Who may read, sorted by number.
    #[must_use]
    pub fn consumers(&self) -> &[Organisation] {
        &self.consumers
    }

    /// Whether this organisation may read for this purpose.
    #[must_use]
    pub fn names(&self, consumer: &Organisation) -> bool {
        self.consumers.binary_search(consumer).is_ok()
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

/// What each ask must bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Requires {
    /// A reference to the consumer's case.
    pub case_reference: bool,
    /// The person who reads (the case worker).
    pub end_user: bool,
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
}

/// In which form a field comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As it is, `clear`.
    Clear,
    /// Whole years from this date until today, `age-in-years`.
    AgeInYears,
}

impl Form {
    /// Every form with its word in the language.
    pub(super) const WORDS: &[(&str, Self)] =
        &[("clear", Self::Clear), ("age-in-years", Self::AgeInYears)];

    /// The word in the language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::AgeInYears => "age-in-years",
        }
    }
}

/// A part of the document that does not come out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forbidden {
    /// The way to it; all that stands inside is forbidden too.
    pub path: FieldPath,
    /// The fact of the service with which it is forbidden; always, when none.
    pub when: Option<String>,
}
