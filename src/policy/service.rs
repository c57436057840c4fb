//! A provider's service: where it is, how it may be asked, and what its document holds.

use super::route::Route;
use crate::vocab::basis::ServiceId;
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use crate::vocab::translated::Translated;

/// One service of one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// Its name, for example `folkeregisteret.person`.
    pub id: ServiceId,
    /// Its name in plain words.
    pub title: Translated,
    /// The organisation that holds the data.
    pub provider: Organisation,
    /// The name under which the configuration knows the provider's address.
    pub upstream: String,
    /// What its answers are written in.
    pub format: Format,
    /// XML: the prefixes that paths use, and what each stands for. They are the policy's own: which
    /// prefixes a document uses does not matter.
    pub namespaces: Vec<(String, String)>,
    /// How it may be asked; at least one.
    pub routes: Vec<Route>,
    /// What the provider can be asked to send, and the fields that it then sends.
    pub parts: Vec<Part>,
    /// The lists that hold versions of the same thing.
    pub versions: Vec<Versions>,
    /// The fields of its document, in the order of the file; none stands inside another.
    pub fields: Vec<Field>,
    /// What may be learnt from a document about how it must be treated.
    pub facts: Vec<Fact>,
}

impl Service {
    /// The field that this path is, or stands inside.
    #[must_use]
    pub fn field(&self, path: &FieldPath) -> Option<&Field> {
        self.fields.iter().find(|field| field.path.covers(path))
    }

    /// Whether the law protects some of what these paths name more than other data; of a whole document, some
    /// of all. A path may name one field, or a part of the document with several.
    pub fn protects<'p>(
        &self,
        whole: bool,
        mut paths: impl Iterator<Item = &'p FieldPath>,
    ) -> bool {
        let protected = |field: &Field| field.sensitivity.is_protected();
        if whole {
            return self.fields.is_empty() || self.fields.iter().any(protected);
        }
        paths.any(|path| match self.field(path) {
            Some(field) => protected(field),
            None => self.fields.iter().any(|field| path.covers(&field.path) && protected(field)),
        })
    }

    /// The fact of this name.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.id == id)
    }
}

/// What a service's answers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// JSON (RFC 8259), `json`.
    #[default]
    Json,
    /// One JSON document in each line, `json-lines`.
    JsonLines,
    /// XML 1.0 with namespaces, `xml`; SOAP answers too.
    Xml,
    /// Comma-separated values with a header (RFC 4180), `csv`.
    Csv,
    /// Anything whose fields cannot be told apart, `opaque`: comes out whole or not at all.
    Opaque,
}

impl Format {
    /// Every format with its word in the language.
    pub(super) const WORDS: &[(&str, Self)] = &[
        ("json", Self::Json),
        ("json-lines", Self::JsonLines),
        ("xml", Self::Xml),
        ("csv", Self::Csv),
        ("opaque", Self::Opaque),
    ];

    /// The word in the language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Xml => "xml",
            Self::Csv => "csv",
            Self::Opaque => "opaque",
        }
    }
}

/// One field of a service's document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The way to it.
    pub path: FieldPath,
    /// What citizens read.
    pub name: Translated,
    /// How much harm it can do.
    pub sensitivity: Sensitivity,
    /// Whether it is about another person than the one asked about, for example a relative's number.
    pub about_other: bool,
}

/// How much harm a field can do, in the law's own classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Sensitivity {
    /// Nothing beyond the general rules, `ordinary`.
    #[default]
    Ordinary,
    /// It tells who the person is, `identifying` (personopplysningsloven section 12).
    Identifying,
    /// A statute makes it confidential, `confidential`.
    Confidential,
    /// A special category, `article-9` (GDPR article 9).
    SpecialCategory,
    /// About criminal convictions and offences, `article-10` (GDPR article 10).
    Convictions,
}

impl Sensitivity {
    /// Every class with its word in the language.
    pub(super) const WORDS: &[(&str, Self)] = &[
        ("ordinary", Self::Ordinary),
        ("identifying", Self::Identifying),
        ("confidential", Self::Confidential),
        ("article-9", Self::SpecialCategory),
        ("article-10", Self::Convictions),
    ];

    /// Whether the law protects it more than other data.
    #[must_use]
    pub const fn is_protected(self) -> bool {
        match self {
            Self::Confidential | Self::SpecialCategory | Self::Convictions => true,
            Self::Ordinary | Self::Identifying => false,
        }
    }

    /// The word in the language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Identifying => "identifying",
            Self::Confidential => "confidential",
            Self::SpecialCategory => "article-9",
            Self::Convictions => "article-10",
        }
    }
}

/// A value of the parameter with which a provider narrows its answer, and what the answer then has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The value.
    pub name: String,
    /// What it brings: fields, or whole parts of the document.
    pub brings: Vec<FieldPath>,
}

/// A list whose elements are versions of the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Versions {
    /// The elements of the list, for example `navn[]`.
    pub list: FieldPath,
    /// The member of an element that is `true` when it is current, for example
    /// `navn[].erGjeldende`.
    pub current: FieldPath,
    /// Whether an element without that member is current.
    pub when_absent: bool,
}

/// Something that a document tells of the person and that rules may depend on, for example
/// `address-protected`.
///
/// When no value stands at the first of its paths, it holds if `when_absent` says so: a document that
/// was narrowed may lack it, so values at the others can only make it hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fact {
    /// Its name in policies.
    pub id: String,
    /// What it says in plain words, as the end of a sentence that begins with "when".
    pub name: Translated,
    /// The fields that tell of it.
    pub paths: Vec<FieldPath>,
    /// With which values it holds.
    pub test: Test,
    /// Whether it holds when the document says nothing of it.
    pub when_absent: bool,
}

/// With which values a [`Fact`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// With any but these texts, `holds-unless`.
    HoldsUnless(Vec<String>),
    /// With these texts, `holds-if`.
    HoldsIf(Vec<String>),
    /// With a day less than so many whole years ago, `age-under`.
    AgeUnder(u16),
    /// With a day so many whole years ago or more, `age-from`.
    AgeFrom(u16),
}
