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
    /// How it may be asked; at least one.
    pub routes: Vec<Route>,
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

    /// The fact of this name.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.id == id)
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
}

/// Something that a document tells of the person and that a forbid may depend on, for example
/// `address-protected`.
///
/// It holds when any value at any of the paths is not a string among `holds_unless`; when no value
/// stands at the first of them, it holds if `when_absent` says so: a document that was narrowed may
/// lack it, so values at the others can only make it hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fact {
    /// Its name in policies.
    pub id: String,
    /// What it says in plain words, as the end of a sentence that begins with "when".
    pub name: Translated,
    /// The fields that tell of it.
    pub paths: Vec<FieldPath>,
    /// The strings with which it does not hold.
    pub holds_unless: Vec<String>,
    /// Whether it holds when the document says nothing of it.
    pub when_absent: bool,
}
