//! Every text of the pages in every language, side by side.
//!
//! How the tables are made: [`crate::page::phrases`].

mod about;
mod access;
mod acts;
mod calendar;
mod causes;
mod check;
mod list;
mod notices;
mod opened;
mod relatives;
mod said;
mod table;
mod tellings;

pub use about::AboutPhrase;
pub use access::AccessPhrase;
pub use acts::ActPhrase;
pub use calendar::{MonthPhrase, WeekdayPhrase};
pub use causes::CausePhrase;
pub use check::CheckPhrase;
pub use list::ListPhrase;
pub use notices::NoticePhrase;
pub use opened::OpenedPhrase;
pub use relatives::RelativePhrase;
pub use said::{day_in_words, law_in_words, letter_in_words, month_in_words, reason_in_words};
pub use table::Phrase;
pub use tellings::TellingPhrase;

use crate::page::Words;

/// Every text of every table, with the name of its phrase. A new table adds its line.
#[must_use]
pub fn every() -> Vec<(String, Words)> {
    fn table<P: Copy + std::fmt::Debug + Into<Words>>(phrases: &[P]) -> Vec<(String, Words)> {
        let name = std::any::type_name::<P>().rsplit("::").next().unwrap_or_default();
        let named = |phrase: &P| (format!("{name}::{phrase:?}"), (*phrase).into());
        phrases.iter().map(named).collect()
    }
    [
        table(Phrase::ALL),
        table(CausePhrase::ALL),
        table(AboutPhrase::ALL),
        table(AccessPhrase::ALL),
        table(ActPhrase::ALL),
        table(CheckPhrase::ALL),
        table(ListPhrase::ALL),
        table(NoticePhrase::ALL),
        table(TellingPhrase::ALL),
        table(RelativePhrase::ALL),
        table(OpenedPhrase::ALL),
        table(MonthPhrase::ALL),
        table(WeekdayPhrase::ALL),
    ]
    .concat()
}
