//! Notices: when a person wants to be told that somebody has read about them, by which way they are told,
//! and how that went.

use super::Malformed;
use serde::{Deserialize, Serialize};

/// Gives a plain enum its words: the text form in entries, configuration, forms and metrics.
macro_rules! words {
    ($enum:ident, $what:literal, $($name:ident = $word:literal),*) => {
        impl $enum {
            /// Each of them, in the order in which pages show them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// Reads the word for it.
            ///
            /// # Errors
            /// When it is no such word.
            pub fn parse(text: &str) -> Result<Self, Malformed> {
                match text {
                    $($word => Ok(Self::$name),)*
                    _ => Err(Malformed::new($what, "must be one of the words for it")),
                }
            }
        }
    };
}

/// Of which readings a person wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Of each.
    Any,
    /// Of the first by each organisation.
    First,
    /// Of those of what the law protects more: confidential, or of GDPR articles 9 and 10.
    Sensitive,
    /// Of none.
    #[default]
    Never,
}

words!(
    When,
    "notice setting",
    Any = "any",
    First = "first",
    Sensitive = "sensitive",
    Never = "never"
);

/// How a notice comes to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The person's digital mailbox (Digital postkasse til innbyggere), through an integrasjonspunkt.
    Postkasse,
    /// The person's inbox in Altinn, through an integrasjonspunkt of eFormidling.
    Eformidling,
    /// KS SvarUt.
    Svarut,
    /// E-mail to the address in the contact register (KRR).
    Email,
}

words!(
    Way,
    "way of notices",
    Postkasse = "postkasse",
    Eformidling = "eformidling",
    Svarut = "svarut",
    Email = "email"
);

/// How a notice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Whoever carries it says that it is delivered, or, where they say no more than that, has taken it.
    Delivered,
    /// It was given up.
    Failed,
}

words!(Fate, "fate of a notice", Delivered = "delivered", Failed = "failed");

/// One notice: 16 random bytes, written as a UUID of version 4 (RFC 9562). A notice that has to be sent
/// twice is the same both times, so that whoever carries it can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NoticeId([u8; 16]);

impl NoticeId {
    /// From random bytes.
    #[must_use]
    pub const fn new(mut random: [u8; 16]) -> Self {
        let [_, _, _, _, _, _, version, _, variant, _, _, _, _, _, _, _] = &mut random;
        *version = *version & 0x0f | 0x40;
        *variant = *variant & 0x3f | 0x80;
        Self(random)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Display for NoticeId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                out.write_str("-")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl From<NoticeId> for String {
    fn from(id: NoticeId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for NoticeId {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        let wrong = Malformed::new("notice", "must be a UUID of version 4 in lower case");
        let digits = text.replace('-', "");
        let number = u128::from_str_radix(&digits, 16).map_err(|_| wrong)?;
        let id = Self(number.to_be_bytes());
        if id.to_string() == text && Self::new(id.0) == id { Ok(id) } else { Err(wrong) }
    }
}
