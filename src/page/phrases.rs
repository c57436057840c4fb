//! Tables of texts, in every language side by side.
//!
//! A phrase without one of its languages does not compile. The tables are read by people who know
//! the law and the language: one phrase, then its languages.

/// Makes an enum of phrases and its reading from one table, so that no language can lack a phrase.
macro_rules! phrases {
    ($enum:ident, $what:literal: $($name:ident { nb: $nb:literal, en: $en:literal })*) => {
        phrases! { $enum, $what: $($name { nb: $nb, nn: $nb, se: $nb, en: $en })* }
    };
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

            /// The text in this language.
            #[must_use]
            pub const fn in_language(self, language: Language) -> &'static str {
                match language {
                    Language::Bokmaal => match self { $(Self::$name => $nb,)* },
                    Language::Nynorsk => match self { $(Self::$name => $nn,)* },
                    Language::NorthernSami => match self { $(Self::$name => $se,)* },
                    Language::English => match self { $(Self::$name => $en,)* },
                }
            }
        }
    };
}

pub(crate) use phrases;
