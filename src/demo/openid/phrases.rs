//! The words on the demonstration's pages, in bokmål and English.

use crate::vocab::translated::Language;

/// Every text of the page where one picks a person.
pub(super) struct Phrases {
    pub(super) title: &'static str,
    pub(super) warning: &'static str,
    pub(super) cast: &'static str,
    pub(super) everyone: &'static str,
    pub(super) label: &'static str,
    pub(super) submit: &'static str,
    pub(super) cancel: &'static str,
    pub(super) born: &'static str,
    /// The other language's name, in that language.
    pub(super) other_language: &'static str,
}

const BOKMAAL: Phrases = Phrases {
    title: "DEMO – velg en syntetisk person",
    warning: "Dette er ikke ID-porten. Det er en demonstrasjon der alle kan logge inn som hvem \
              som helst. Ingen av personene finnes.",
    cast: "Rollene i demonstrasjonen",
    everyone: "Alle de andre",
    label: "Syntetisk person",
    submit: "Logg inn",
    cancel: "Avbryt",
    born: "født",
    other_language: "English",
};

const ENGLISH: Phrases = Phrases {
    title: "DEMO – choose a synthetic person",
    warning: "This is not ID-porten. It is a demonstration in which anyone can log in as anyone. \
              None of these people exist.",
    cast: "The cast of the demonstration",
    everyone: "Everyone else",
    label: "Synthetic person",
    submit: "Log in",
    cancel: "Cancel",
    born: "born",
    other_language: "Bokmål",
};

pub(super) const fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => &BOKMAAL,
        Language::English => &ENGLISH,
    }
}
