//! Tables of texts, in every language side by side.
//!
//! A phrase without one of its languages does not compile. The tables are read by people who know
//! the law and the language: one phrase, then its languages.

use crate::vocab::translated::Language;

/// A text in every language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub(crate) nb: &'static str,
    pub(crate) nn: &'static str,
    pub(crate) se: &'static str,
    pub(crate) en: &'static str,
}

impl Words {
    /// The text in this language.
    #[must_use]
    pub const fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Bokmaal => self.nb,
            Language::Nynorsk => self.nn,
            Language::NorthernSami => self.se,
            Language::English => self.en,
        }
    }

    /// The text with `number` in the place of `{n}`.
    #[must_use]
    pub fn with_number(self, number: usize, language: Language) -> String {
        self.in_language(language).replace("{n}", &number.to_string())
    }
}

/// Chooses between the phrase for one and the phrase for another number, and fills it in.
#[must_use]
pub fn counted(
    one: impl Into<Words>,
    many: impl Into<Words>,
    number: usize,
    language: Language,
) -> String {
    let words = if number == 1 { one.into() } else { many.into() };
    words.with_number(number, language)
}

/// Makes an enum of phrases and its reading from one table, so that no language can lack a phrase.
macro_rules! phrases {
    ($enum:ident, $what:literal:
        $($name:ident { nb: $nb:literal, nn: $nn:literal, se: $se:literal, en: $en:literal })*
    ) => {
        #[doc = $what]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $enum {
            $(#[doc = $en] $name,)*
        }

        impl $enum {
            /// Every phrase.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The text in every language.
            #[must_use]
            pub const fn words(self) -> $crate::page::Words {
                match self {
                    $(Self::$name => $crate::page::Words { nb: $nb, nn: $nn, se: $se, en: $en },)*
                }
            }

            /// The text in this language.
            #[must_use]
            pub const fn in_language(self, language: Language) -> &'static str {
                self.words().in_language(language)
            }
        }

        impl From<$enum> for $crate::page::Words {
            fn from(phrase: $enum) -> Self {
                phrase.words()
            }
        }
    };
}

pub(crate) use phrases;
