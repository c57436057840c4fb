//! What a plan is compiled from: the rules of one purpose over the documents of one service.
//!
//! All paths begin at the root of what the provider answers (in JSON lines and CSV: of one line), are
//! matched exactly, unescaped and without normalisation.

use crate::vocab::field::FieldPath;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// One JSON document (RFC 8259).
    #[default]
    Json,
    /// A JSON document on each line; blank lines are nothing. Each line is a record.
    JsonLines,
    /// One XML document.
    Xml,
    /// Comma-separated values (RFC 4180) with a header; each row is a record.
    Csv,
}

impl Format {
    /// Whether all values are texts: numbers and truth values, too.
    pub(super) const fn is_untyped(self) -> bool {
        matches!(self, Self::Xml | Self::Csv)
    }
}

/// How a permitted field comes out, least first. A form that cannot apply to the value that stands
/// there withholds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Form {
    /// `true` if something stands there: any value but null and an empty string, object or array.
    Exists,
    /// Whether a date of birth (`YYYY-MM-DD`) is this many whole years back, or more.
    IsOver(u16),
    /// Whether a string, or the text of a number, is exactly this.
    Equals(String),
    /// Whether a string, or the text of a number, is exactly one of these.
    InSet(Vec<String>),
    /// Whether a string of four digits or more begins with one of these municipality numbers.
    IsResidentIn(Vec<String>),
    /// The year of a date, alone or before a time of day (`YYYY-MM-DDT…`), as a number.
    Year,
    /// A date of birth as the age in whole years, a number; a day to come is withheld.
    AgeInYears,
    /// The band that the age is in, these being the ages at which bands begin: `18-66`, the last `67-`.
    AgeBand(Vec<u16>),
    /// The municipality number that a string of 4 digits, or of 8 or more, begins with.
    Municipality,
    /// The first two digits of a postcode of four.
    PostcodeArea,
    /// The band that a number, or a string that is one, is in: `200000-399999`, the last `400000-`.
    IncomeBand(Vec<u64>),
    /// A number, or a string that is one, rounded down to a multiple of this.
    RoundTo(u64),
    /// A pseudonym (see [`Pseudonyms`](super::Pseudonyms)) of a string or the text of a number.
    Pseudonym,
    /// Three asterisks and the last characters, this many, but never more than half of them.
    Masked(u8),
    /// A string, a number, a truth value or null byte for byte; a container is held back, whatever is
    /// in it.
    Clear,
}

/// That a rule depends on a fact: it applies when the fact holds (or does not). When that is not known,
/// a permit does not apply and a forbid does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    /// The name of the fact.
    pub fact: String,
    /// Whether it must hold, or must not.
    pub holds: bool,
}

/// A field to let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitSource {
    /// Where it stands.
    pub path: FieldPath,
    /// How it comes out.
    pub form: Form,
    /// What it depends on.
    pub only_when: Option<Condition>,
    /// Whether it comes out of versions that are not current, too.
    pub history: bool,
}

/// A field to hold back, with all that stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForbidSource {
    /// Where it stands; none is all of the record.
    pub path: Option<FieldPath>,
    /// What it depends on.
    pub only_when: Option<Condition>,
}

/// A fact about the person that a record tells, such as "the address is protected".
///
/// It is read also where the field is not released, and from versions that are not current, too: what
/// speaks against a disclosure is never overlooked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactSource {
    /// The name by which rules refer to it.
    pub name: String,
    /// Where it is told. The first is where a record must tell it.
    pub paths: Vec<FieldPath>,
    /// What makes it hold.
    pub test: Test,
    /// What the record says by having no value at the first of the paths: that it holds, or that it
    /// does not. A record that was narrowed may lack it, so what the others say is then no proof.
    pub when_absent: bool,
}

/// What makes a fact hold. What is no string (or no date) makes it unknown, unless another value makes
/// it hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Any value is not one of these strings.
    HoldsUnless(Vec<String>),
    /// Any value is one of these strings.
    HoldsIf(Vec<String>),
    /// The date of birth is less than this many whole years back; dates that disagree make it unknown.
    AgeUnder(u16),
    /// The date of birth is this many whole years back, or more; dates that disagree make it unknown.
    AgeFrom(u16),
}

/// A list of versions of the same thing, of which only the current ones come out, unless a permit says
/// `history`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionsSource {
    /// The element of the list: the path ends with `[]` (in XML: with the repeated element).
    pub list: FieldPath,
    /// Where the version says that it is current: `true`, and nothing else, is yes.
    pub current: FieldPath,
    /// Whether a version that says nothing is current.
    pub absent_is_current: bool,
}

/// What a plan is compiled from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanSource {
    /// How documents are written.
    pub format: Format,
    /// The fields to let through, and how. None may stand inside another.
    pub permits: Vec<PermitSource>,
    /// The fields to hold back; they win over permits at any depth.
    pub forbids: Vec<ForbidSource>,
    /// The facts that rules name.
    pub facts: Vec<FactSource>,
    /// The lists of versions.
    pub versions: Vec<VersionsSource>,
    /// Where each person's part stands; none: the document (or the line) is one record.
    pub records: Option<FieldPath>,
    /// Where the record tells its person's number.
    pub subject: Option<FieldPath>,
    /// Only what stands in here counts as withheld; none: the whole record.
    pub document: Option<FieldPath>,
    /// What comes out byte for byte although it stands outside `document`: scalars only.
    pub keeps: Vec<FieldPath>,
    /// The fields that the service declares, to name what was withheld.
    pub known: Vec<FieldPath>,
    /// In XML, the prefixes that the paths use, each with its namespace.
    pub namespaces: Vec<(String, String)>,
}

/// The rules contradict each other: the policy's author is at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// One permit stands inside another, or two are the same: which form holds is not said. What is
    /// kept counts as a permit.
    #[error("permit {inner} stands inside permit {outer}")]
    OverlappingPermits {
        /// The permit that covers the other.
        outer: FieldPath,
        /// The permit that is covered.
        inner: FieldPath,
    },
    /// A rule names a fact that the service does not tell.
    #[error("{rule} depends on an unknown fact `{fact}`")]
    UnknownFact {
        /// The rule: `permit …`, `forbid …`, or `forbid of the whole record`.
        rule: String,
        /// The name that no fact has.
        fact: String,
    },
    /// Two facts have the same name.
    #[error("fact `{0}` is declared twice")]
    FactTwice(String),
    /// A form's bands are none or not in order, or it rounds to multiples of nothing.
    #[error("permit {0} has bands out of order, or rounds to nothing")]
    Form(FieldPath),
    /// A path stands where it means nothing.
    #[error("{path} must stand {must}")]
    Misplaced {
        /// The path.
        path: FieldPath,
        /// Where it must stand.
        must: &'static str,
    },
    /// In XML: a prefix without a name, or one of two for the same namespace, or `xml`.
    #[error("the namespace of the prefix `{0}` is declared twice, empty or reserved")]
    Namespace(String),
    /// More rules than a plan can number.
    #[error("has more than 4294967294 rules")]
    TooLarge,
}
