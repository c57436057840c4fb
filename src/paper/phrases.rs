//! The words that every document needs.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { PaperPhrase, "A word around a document.":
    Page { nb: "Side {n} av {m}", nn: "Side {n} av {m}", se: "Siidu {n}/{m}", en: "Page {n} of {m}" }
    Note { nb: "Merk", nn: "Merk", se: "Fuomáš", en: "Note" }
    NoRows { nb: "Ingen.", nn: "Ingen.", se: "Ii mihkkege.", en: "None." }
    Made { nb: "Laget", nn: "Laga", se: "Ráhkaduvvon", en: "Made" }
}

impl PaperPhrase {
    /// The number of a page and of how many.
    #[must_use]
    pub fn page_of(number: usize, all: usize, language: Language) -> String {
        let text = Self::Page.in_language(language);
        text.replace("{n}", &number.to_string()).replace("{m}", &all.to_string())
    }
}
