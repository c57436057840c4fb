//! Why data is wanted, and what law permits it.

use super::{Malformed, text_word};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Parses a slug of 1 to 64 characters of `[a-z0-9.-]`, beginning with a letter.
fn slug(what: &'static str, text: &str) -> Result<Arc<str>, Malformed> {
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
    };
    let starts_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if starts_well && text.len() <= 64 && text.bytes().all(allowed) {
        Ok(text.into())
    } else {
        Err(Malformed::new(what, "must be 1 to 64 of a-z 0-9 . - and begin with a letter"))
    }
}

/// The name of a purpose, for example `barnehageopptak` (GDPR article 5(1)(b)).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PurposeId(Arc<str>);

impl PurposeId {
    /// Parses a purpose name.
    ///
    /// # Errors
    /// When it is not a slug of at most 64 characters.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        slug("purpose", text).map(Self)
    }
}

text_word!(PurposeId);

/// The name of a provider's service, for example `folkeregisteret.person`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceId(Arc<str>);

impl ServiceId {
    /// Parses a service name.
    ///
    /// # Errors
    /// When it is not a slug of at most 64 characters.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        slug("service", text).map(Self)
    }
}

text_word!(ServiceId);

/// The basis in law of a purpose: the letter of GDPR article 6, and the statute that lays down the
/// task (article 6(3) demands one for letters c and e).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// Article and letter, for example `6(1)(e)`.
    pub gdpr: GdprArticle,
    /// The statute's European Legislation Identifier, an https address.
    pub law: LawUrl,
    /// The section, for example `§ 16`.
    pub section: String,
}

/// A place in a law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statute {
    /// The statute's European Legislation Identifier, an https address.
    pub law: LawUrl,
    /// The section, for example `§ 16`.
    pub section: String,
}

/// What in the GDPR a purpose rests on: a letter of article 6(1), written `6(1)(e)`; an exception for
/// special categories, `9(2)(g)`; or the rule for criminal convictions, `10`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GdprArticle(Arc<str>);

/// The article that a [`GdprArticle`] belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GdprKind {
    /// Article 6: processing is lawful.
    Lawful,
    /// Article 9: special categories of data.
    SpecialCategory,
    /// Article 10: criminal convictions and offences.
    Convictions,
}

impl GdprArticle {
    /// Parses `6(1)(a)` to `6(1)(f)`, `9(2)(a)` to `9(2)(j)`, or `10`.
    ///
    /// # Errors
    /// When it is another article or form.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let letter = |article: &str| {
            let letter = text.strip_prefix(article).and_then(|rest| rest.strip_suffix(')'));
            letter.filter(|letter| letter.len() == 1).and_then(|letter| letter.chars().next())
        };
        let lawful = letter("6(1)(").is_some_and(|letter| ('a'..='f').contains(&letter));
        let special = letter("9(2)(").is_some_and(|letter| ('a'..='j').contains(&letter));
        if lawful || special || text == "10" {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new(
                "GDPR basis",
                "must be 6(1)(a) to 6(1)(f), 9(2)(a) to 9(2)(j) or 10",
            ))
        }
    }

    /// Which article it belongs to.
    #[must_use]
    pub fn kind(&self) -> GdprKind {
        match self.0.as_bytes().first() {
            Some(b'9') => GdprKind::SpecialCategory,
            Some(b'1') => GdprKind::Convictions,
            _ => GdprKind::Lawful,
        }
    }
}

text_word!(GdprArticle);

/// The https address of a statute, shown to citizens as a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LawUrl(Arc<str>);

impl LawUrl {
    /// Parses an https address without white space, quotes or angle brackets.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let rest = text.strip_prefix("https://").unwrap_or_default();
        let unsafe_in_link = |byte: u8| {
            !byte.is_ascii_graphic() || matches!(byte, b'"' | b'<' | b'>' | b'\'' | b'\\')
        };
        if rest.is_empty() || text.len() > 256 || rest.bytes().any(unsafe_in_link) {
            Err(Malformed::new("law", "must be an https address (the statute's ELI)"))
        } else {
            Ok(Self(text.into()))
        }
    }
}

text_word!(LawUrl);
