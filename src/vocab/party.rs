//! Organisations and the OAuth clients that act for them.

use super::{Malformed, text_word};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The authority that Maskinporten names in `consumer` and `supplier` (ISO 6523 actor identifiers).
pub const AUTHORITY: &str = "iso6523-actorid-upis";

/// The ISO 6523 code of Enhetsregisteret, the Norwegian register of legal entities.
const ICD_ENHETSREGISTERET: &str = "0192:";

/// A nine-digit Norwegian organisation number.
///
/// The check digit is not verified: Maskinporten's own documentation uses numbers that fail it, and
/// a token's issuer has already vouched for the number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Organisation(Arc<str>);

impl Organisation {
    /// Parses nine ASCII digits.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("organisation number", "must be nine digits"))
        }
    }

    /// Parses the `ID` of a Maskinporten actor, `0192:` and nine digits (more elements may follow
    /// after a further colon and are not accepted here: they would name a part of an organisation).
    ///
    /// # Errors
    /// When the identifier is of another register or form.
    pub fn parse_actor(id: &str) -> Result<Self, Malformed> {
        id.strip_prefix(ICD_ENHETSREGISTERET)
            .ok_or(Malformed::new("actor identifier", "must begin with 0192:"))
            .and_then(Self::parse)
    }

    /// The `ID` of a Maskinporten actor: `0192:` and the number.
    #[must_use]
    pub fn actor_id(&self) -> String {
        format!("{ICD_ENHETSREGISTERET}{}", self.0)
    }
}

text_word!(Organisation);

/// The identifier of an OAuth client registration: 1 to 64 characters of `[A-Za-z0-9._-]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// Parses a client identifier.
    ///
    /// # Errors
    /// When it is empty, longer than 64 bytes or has other characters.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("client id", "must be 1 to 64 letters, digits, `.`, `_` or `-`"))
        }
    }
}

text_word!(ClientId);

/// The name of a group: 1 to 64 of `a-z 0-9 -`, beginning with a letter, so that it is never taken
/// for an organisation's number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupId(Arc<str>);

impl GroupId {
    /// Parses a group's name.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        if begins && text.len() <= 64 && text.bytes().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("group", "must be 1 to 64 of a-z 0-9 -, a letter first"))
        }
    }
}

text_word!(GroupId);
