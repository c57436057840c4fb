//! OAuth scopes, `prefix:name` (RFC 6749 section 3.3 and Maskinporten's convention).

use super::{Malformed, text_word};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One scope, for example `folkeregister:deling/offentligmedhjemmel`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(Arc<str>);

impl Scope {
    /// Parses `prefix:name` of at most 128 characters of `[A-Za-z0-9:/._-]`.
    ///
    /// # Errors
    /// When a part is missing, too long, or has another character.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let allowed = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'.' | b'_' | b'-')
        };
        let (prefix, name) = text
            .split_once(':')
            .ok_or(Malformed::new("scope", "must have the form prefix:name"))?;
        if prefix.is_empty() || name.is_empty() || text.len() > 128 {
            return Err(Malformed::new("scope", "must have the form prefix:name"));
        }
        if !text.bytes().all(allowed) {
            return Err(Malformed::new("scope", "has a character outside A-Z a-z 0-9 : / . _ -"));
        }
        Ok(Self(text.into()))
    }
}

text_word!(Scope);

impl Scope {
    /// What stands before the first colon, and what after it.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        // Parsing has found a colon.
        self.0.split_once(':').unwrap_or_default()
    }
}

/// One or more scopes, in the order they were asked for, without repetition; space-separated text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// The most scopes one grant may ask for.
    pub const MOST: usize = 32;

    /// Parses space-separated scopes.
    ///
    /// # Errors
    /// When one is malformed, or there are none or more than [`Self::MOST`].
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut scopes: Vec<Scope> = Vec::new();
        for part in text.split(' ').filter(|part| !part.is_empty()) {
            let scope = Scope::parse(part)?;
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        if (1..=Self::MOST).contains(&scopes.len()) {
            Ok(Self(scopes))
        } else {
            Err(Malformed::new("scope", "must be 1 to 32 scopes"))
        }
    }

    /// Each scope in turn.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// Those of them that are kept; none if that is none.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Scope) -> bool) -> Option<Self> {
        let kept: Vec<Scope> = self.0.iter().filter(|scope| keep(scope)).cloned().collect();
        if kept.is_empty() { None } else { Some(Self(kept)) }
    }

    /// Whether this scope is among them.
    #[must_use]
    pub fn contains(&self, scope: &Scope) -> bool {
        self.0.contains(scope)
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, scope) in self.0.iter().enumerate() {
            if place > 0 {
                out.write_str(" ")?;
            }
            out.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Scopes {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}
