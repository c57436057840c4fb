//! A text in each language that citizens read.

use serde::{Deserialize, Serialize};

/// The languages of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Bokmål, `nb`.
    #[default]
    Bokmaal,
    /// Nynorsk, `nn`.
    Nynorsk,
    /// Northern Sámi, `se`.
    NorthernSami,
    /// English, `en`.
    English,
}

impl Language {
    /// Every language, in the order in which pages offer them.
    pub const ALL: [Self; 4] = [Self::Bokmaal, Self::Nynorsk, Self::NorthernSami, Self::English];

    /// The BCP 47 tag, as `lang` wants it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Bokmaal => "nb",
            Self::Nynorsk => "nn",
            Self::NorthernSami => "se",
            Self::English => "en",
        }
    }
}

/// One text in bokmål, nynorsk and English, and in northern Sámi where somebody has translated it. The
/// first three must be given: a missing one fails the check of the policy, not the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    /// Bokmål.
    pub nb: String,
    /// Nynorsk.
    pub nn: String,
    /// Northern Sámi. Without it those who read it are shown the bokmål.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se: Option<String>,
    /// English.
    pub en: String,
}

impl Translated {
    /// The text in this language, or in bokmål where it is not translated; [`Translated::given_in`]
    /// tells which of them it is.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Bokmaal => &self.nb,
            Language::Nynorsk => &self.nn,
            Language::NorthernSami => self.se.as_deref().unwrap_or(&self.nb),
            Language::English => &self.en,
        }
    }

    /// The language of the text that [`Translated::in_language`] gives, for `lang`.
    #[must_use]
    pub const fn given_in(&self, language: Language) -> Language {
        match (language, &self.se) {
            (Language::NorthernSami, None) => Language::Bokmaal,
            _ => language,
        }
    }

    /// The text as it is said to somebody who reads this language.
    #[must_use]
    pub fn said(&self, language: Language) -> Said {
        let (text, language) = (self.in_language(language).to_owned(), self.given_in(language));
        Said { text, language }
    }
}

/// A text and the language that it really is in, which may not be the reader's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Its language, for `lang`.
    pub language: Language,
}
