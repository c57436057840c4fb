//! Floor 0: the words. Plain types that cannot hold a wrong value; no IO, no clock.
//!
//! Everything from outside is parsed into one of these at the door; inside, nothing is checked twice.

pub mod basis;
pub mod cause;
pub mod declared;
pub mod field;
pub mod ids;
pub mod issuer;
pub mod limits;
pub mod method;
pub mod month;
pub mod notice;
pub mod party;
pub mod peer;
pub mod scope;
pub mod secret;
pub mod subject;
pub mod thumbprint;
pub mod time;
pub mod translated;

/// A text that does not have the form its type demands.
///
/// Holds the name of the type and the rule that was broken, never the text itself: the text may be a
/// person's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {rule}")]
pub struct Malformed {
    /// Which word was expected, for example `organisation number`.
    pub what: &'static str,
    /// The rule that the text breaks.
    pub rule: &'static str,
}

impl Malformed {
    pub(crate) const fn new(what: &'static str, rule: &'static str) -> Self {
        Self { what, rule }
    }
}

/// Gives a validated text newtype its reading, comparing and serde forms, all through its `parse`.
macro_rules! text_word {
    ($name:ident) => {
        impl $name {
            /// The text as it was parsed.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocab::Malformed;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::vocab::Malformed;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.0.as_ref().to_owned()
            }
        }
    };
}
pub(crate) use text_word;
