//! Every text of the pages in every language, side by side.
//!
//! How the tables are made: [`crate::page::phrases`].

mod check;
mod list;
mod said;
mod table;

pub use check::CheckPhrase;
pub use list::ListPhrase;
pub use said::{day_in_words, law_in_words, letter_in_words, month_in_words, reason_in_words};
pub use table::Phrase;

use crate::vocab::translated::Language;

impl Phrase {
    /// The text with `number` in the place of `{n}`.
    #[must_use]
    pub fn with_number(self, number: usize, language: Language) -> String {
        self.in_language(language).replace("{n}", &number.to_string())
    }
}

/// Chooses between the phrase for one and the phrase for another number, and fills it in.
#[must_use]
pub fn counted(one: Phrase, many: Phrase, number: usize, language: Language) -> String {
    if number == 1 { one.in_language(language).into() } else { many.with_number(number, language) }
}
