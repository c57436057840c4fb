//! A text in each language that citizens read.

use serde::{Deserialize, Serialize};

/// The languages of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Bokmål, `nb`.
    #[default]
    Bokmaal,
    /// English, `en`.
    English,
}

impl Language {
    /// The BCP 47 tag, as `lang` wants it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Bokmaal => "nb",
            Self::English => "en",
        }
    }
}

/// One text in bokmål, nynorsk and English. All three must be given: a missing one fails the check of
/// the policy, not the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    /// Bokmål.
    pub nb: String,
    /// Nynorsk.
    pub nn: String,
    /// English.
    pub en: String,
}

impl Translated {
    /// The text in this language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Bokmaal => &self.nb,
            Language::English => &self.en,
        }
    }
}
