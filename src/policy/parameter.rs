//! What a caller may send to a provider beside the person's number: parameters and members, each with
//! the values it may have.

use crate::vocab::limits::Limit;
use crate::vocab::time::Day;

/// A parameter's or member's text.
pub const VALUE_BYTES: Limit = Limit { name: "value_bytes", most: 256 };

/// A query parameter that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it may say.
    pub allowed: Allowed,
}

/// What a parameter or a member may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// One of these; a parameter may be repeated with different ones.
    Values(Vec<String>),
    /// A year, four digits; once.
    Year,
    /// A number of at most 18 digits; once.
    Number,
    /// A day, `2026-01-31`; once.
    Date,
    /// Any text of one line, at most [`VALUE_BYTES`]; once. It may be about a person (a name that is
    /// searched for), so it is written to no log.
    Text,
}

impl Allowed {
    /// The words of the language for all but [`Allowed::Values`].
    pub(super) fn words() -> [(&'static str, Self); 4] {
        [("year", Self::Year), ("number", Self::Number), ("date", Self::Date), ("text", Self::Text)]
    }

    /// Whether it may be given more than once, with different values.
    pub(super) const fn repeats(&self) -> bool {
        matches!(self, Self::Values(_))
    }

    /// Whether it may say this.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        let digits = || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Values(values) => values.iter().any(|known| known == text),
            Self::Year => text.len() == 4 && digits(),
            Self::Number => text.len() <= 18 && digits(),
            Self::Date => Day::parse(text).is_ok(),
            Self::Text => {
                (1..=VALUE_BYTES.most).contains(&text.len()) && !text.contains(char::is_control)
            }
        }
    }

    /// What it may say, in words of the policy.
    #[must_use]
    pub fn described(&self) -> Vec<String> {
        match self {
            Self::Values(values) => values.clone(),
            Self::Year => vec!["a year of four digits".to_owned()],
            Self::Number => vec!["a number of at most 18 digits".to_owned()],
            Self::Date => vec!["a day, such as 2026-01-31".to_owned()],
            Self::Text => {
                vec![format!("a text of one line and at most {} bytes", VALUE_BYTES.most)]
            }
        }
    }
}

/// One parameter that is sent on. Its text is the caller's and may be about a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Value {
    /// The parameter.
    pub name: String,
    /// What it says, decoded.
    pub text: String,
}

impl std::fmt::Debug for Value {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}=…", self.name)
    }
}

/// The query of these values, encoded; none when there are none.
#[must_use]
pub fn encoded(values: &[Value]) -> Option<String> {
    let pairs: Vec<String> = values
        .iter()
        .map(|value| format!("{}={}", value.name, percent_encoded(&value.text)))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

/// Everything but the unreserved characters of RFC 3986 section 2.3 as `%XX`.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

impl Parameter {
    /// The text of a raw value without percent-encoding; a `+` is a plus sign. None when it is not
    /// UTF-8 or badly encoded.
    #[must_use]
    pub fn decoded(raw: &str) -> Option<String> {
        percent_decoded(raw)
    }

    /// Reads a raw value. Only free text may be percent-encoded: all else is plain.
    pub(super) fn read(&self, raw: &str) -> Result<Value, QueryRefused> {
        let decoded = match self.allowed {
            Allowed::Text => percent_decoded(raw),
            _ => Some(raw.to_owned()),
        };
        match decoded.filter(|text| self.allowed.fits(text)) {
            Some(text) => Ok(Value { name: self.name.clone(), text }),
            None => Err(QueryRefused::ValueNotAllowed {
                parameter: self.name.clone(),
                allowed: self.allowed.described(),
            }),
        }
    }
}

/// Why a query is refused. Names the policy's words, never the caller's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryRefused {
    /// A parameter that the route does not have.
    #[error(
        "the query has a parameter that this service does not take; it takes: {}",
        list(allowed)
    )]
    UnknownParameter {
        /// Those it has.
        allowed: Vec<String>,
    },
    /// A value that the parameter may not have.
    #[error(
        "the query parameter `{parameter}` has a value that may not be asked for; it takes: {}",
        list(allowed)
    )]
    ValueNotAllowed {
        /// The parameter.
        parameter: String,
        /// What it may say.
        allowed: Vec<String>,
    },
    /// A parameter or a value that is given more than once.
    #[error("the query parameter `{parameter}` is repeated")]
    Repeated {
        /// The parameter.
        parameter: String,
    },
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
