//! Floor 48: the answers that the law asks for, as documents. Each is a pure view of what it is given:
//! the policies of a time, or entries of the ledger. Nothing here reads files or a clock.

mod access;
mod assessment;
mod control;
mod history;
mod journal;
mod logging;
mod phrases;
mod processing;
mod words;

pub use access::{Access, access};
pub use assessment::assessment;
pub use control::{Checked, Control, LedgerTold, Period, control, signers};
pub use history::{Activation, Question, history};
pub use journal::journal;
pub use logging::{Kind, Setting, kind_of, logging};
pub use phrases::Say;
pub use processing::processing;

use crate::paper::{About, Document};
use crate::vocab::party::Organisation;
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
    /// How much of all it is about; the document says so.
    pub extent: Extent,
}

/// How much of all policies an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// All, or all about the one who is asked about.
    All,
    /// What this organisation is the controller of.
    Controller(Organisation),
    /// What names this organisation as consumer.
    Consumer(Organisation),
    /// What is read of the services that this organisation provides.
    Services(Organisation),
    /// What it is the controller of, and what is read of its services.
    Both(Organisation),
}

impl Extent {
    /// The sentence that says so; none when there is nothing to say.
    fn told(&self, language: Language) -> Option<String> {
        let (say, own) = match self {
            Self::All => return None,
            Self::Controller(own) => (Say::OnlyController, own),
            Self::Consumer(own) => (Say::OnlyConsumer, own),
            Self::Services(own) => (Say::OnlyServices, own),
            Self::Both(own) => (Say::OnlyBoth, own),
        };
        Some(say.with(language, &[("{n}", own.as_str())]))
    }
}

impl Given {
    /// A document with this title, that says what it is and how much of all it is about.
    fn document(&self, title: Say, what: Say) -> Document {
        let mut document = Document::new(About {
            title: self.say(title).to_owned(),
            description: self.say(what).to_owned(),
            language: self.language,
            made: self.made,
            author: self.author.clone(),
        });
        document.paragraph(self.say(what));
        if let Some(told) = self.extent.told(self.language) {
            document.note(told);
        }
        document
    }

    const fn say(&self, phrase: Say) -> &'static str {
        phrase.in_language(self.language)
    }
}
