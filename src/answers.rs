//! Floor 48: the answers that the law asks for, as documents. Each is a pure view of what it is given:
//! the policies of a time, or entries of the ledger. Nothing here reads files or a clock.

mod access;
mod assessment;
mod control;
mod history;
mod logging;
mod phrases;
mod processing;
mod words;

pub use access::{Access, access};
pub use assessment::assessment;
pub use control::{Control, Period, VerifiedLedger, control};
pub use history::{Activation, Question, history};
pub use logging::{Kind, Setting, kind_of, logging};
pub use phrases::Say;
pub use processing::processing;

use crate::paper::{About, Document};
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;

/// What every answer is given: for whom it speaks, when, in which language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The language.
    pub language: Language,
    /// When it is made.
    pub made: Timestamp,
    /// The organisation that answers.
    pub author: String,
}

impl Given {
    /// An empty document with this title, and what it is.
    fn document(&self, title: Say, what: Say) -> Document {
        Document::new(About {
            title: self.say(title).to_owned(),
            description: self.say(what).to_owned(),
            language: self.language,
            made: self.made,
            author: self.author.clone(),
        })
    }

    const fn say(&self, phrase: Say) -> &'static str {
        phrase.in_language(self.language)
    }
}
