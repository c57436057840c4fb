//! What organisations are called, to whom: to a person whose address is protected the list must not tell the
//! place of those who asked, because that may be where the person lives.
//!
//! An organisation is named when its kind or the operator says that it tells no place; all others, and
//! those of which nothing is known, are called by their kind.

use super::phrases::RelativePhrase;
use super::readings::{Names, Party};
use crate::vocab::party::Organisation;
use crate::vocab::translated::Language;

/// What an organisation's name tells of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// None: it is the same for the whole country.
    Nationwide,
    /// Which municipality it is.
    Municipality,
    /// Which county authority it is.
    County,
    /// Perhaps one.
    Other,
}

impl Kind {
    /// What is said instead of a name; none where the name may be said.
    pub(super) const fn instead(self, language: Language) -> Option<&'static str> {
        let phrase = match self {
            Self::Nationwide => return None,
            Self::Municipality => RelativePhrase::SomeMunicipality,
            Self::County => RelativePhrase::SomeCounty,
            Self::Other => RelativePhrase::SomeOrganisation,
        };
        Some(phrase.in_language(language))
    }
}

/// Whether places are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Everything is named.
    Told,
    /// What tells a place is called by its kind.
    Hidden,
}

/// What organisations are called in one list.
#[derive(Clone, Copy)]
pub struct Naming<'n> {
    /// Knows names and kinds.
    pub names: &'n dyn Names,
    /// Whether places are told.
    pub places: Places,
}

impl Naming<'_> {
    /// The organisation as it may be called here.
    pub(super) fn party(self, organisation: &Organisation, language: Language) -> Party {
        match self.instead(organisation, language) {
            Some(kind) => Party { number: None, name: Some(kind.to_owned()) },
            None => {
                Party { number: Some(organisation.clone()), name: self.names.name(organisation) }
            }
        }
    }

    /// What is said instead of the name and number of this organisation; none where they may be said.
    fn instead(self, organisation: &Organisation, language: Language) -> Option<&'static str> {
        match self.places {
            Places::Told => None,
            Places::Hidden => self.names.kind(organisation).instead(language),
        }
    }
}
