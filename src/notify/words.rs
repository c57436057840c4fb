//! What a notice says: that there is something new, and where to see it. One text for everybody.

use super::phrases::Saying;
use crate::vocab::translated::Language;

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The heading.
    pub title: String,
    /// The whole text, in lines that end with a line break.
    pub text: String,
    /// The heading and where to see it, in one line.
    pub short: String,
    /// The language of them.
    pub language: Language,
}

/// The words in this language; `address` is the citizens' service.
#[must_use]
pub fn words(language: Language, address: &str) -> Words {
    let say = |saying: Saying| saying.in_language(language).replace("{address}", address);
    let title = say(Saying::Title);
    let text = format!(
        "{title}.\n{}\n\n{}\n{}\n",
        say(Saying::SeeIt),
        say(Saying::Typed),
        say(Saying::Why)
    );
    Words { short: format!("{title}. {}", say(Saying::SeeIt)), title, text, language }
}
