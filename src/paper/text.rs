//! Text of a document: runs, of which some are links or in another language.

use crate::vocab::translated::{Language, Said, Translated};

/// What stands in one paragraph, list item or cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(Vec<Run>);

/// A part of a text that is alike throughout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    text: String,
    link: Option<String>,
    language: Option<Language>,
}

impl Run {
    /// Its characters.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The address that it leads to.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// Its language, where that is not the document's.
    #[must_use]
    pub const fn language(&self) -> Option<Language> {
        self.language
    }
}

impl Text {
    /// No text.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The text in this language, marked as bokmål where nobody has translated it.
    #[must_use]
    pub fn translated(text: &Translated, language: Language) -> Self {
        Self::said(&text.said(language), language)
    }

    /// What is said to a reader of this language, marked where it really is in another.
    #[must_use]
    pub fn said(said: &Said, language: Language) -> Self {
        let other = (said.language != language).then_some(said.language);
        Self(vec![Run { text: said.text.clone(), link: None, language: other }])
    }

    /// Goes on with plain text.
    #[must_use]
    pub fn with(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run { text: text.into(), link: None, language: None });
        self
    }

    /// Goes on with a link. Only addresses of the web and of mail are linked, of all others the text
    /// alone stands: a document must not make its reader run what it says.
    #[must_use]
    pub fn with_link(mut self, text: impl Into<String>, address: &str) -> Self {
        let leads = ["https://", "http://", "mailto:"].iter().any(|it| address.starts_with(it));
        let plain = !address.contains(|one: char| one.is_control() || one.is_whitespace());
        let link = (leads && plain).then(|| address.to_owned());
        self.0.push(Run { text: text.into(), link, language: None });
        self
    }

    /// Goes on with another text.
    #[must_use]
    pub fn followed_by(mut self, text: Self) -> Self {
        self.0.extend(text.0);
        self
    }

    /// Its parts, in order.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|run| run.text.is_empty())
    }

    /// The characters alone.
    #[must_use]
    pub fn plain(&self) -> String {
        self.0.iter().map(Run::text).collect()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new().with(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::new().with(text)
    }
}
