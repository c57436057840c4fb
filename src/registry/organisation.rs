//! Organisations with their names, groups of them, and the prefixes of scopes that they own.

use crate::vocab::party::{GroupId, Organisation};
use crate::vocab::{Malformed, text_word};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An organisation and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredOrganisation {
    /// Its number.
    pub number: Organisation,
    /// What it is called.
    pub name: String,
    /// What form of organisation it is, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<OrganisationForm>,
}

/// The code of a form of organisation as Enhetsregisteret writes it (`organisasjonsform.kode`): `KOMM`, `FYLK`,
/// `STAT`, `AS`, …; 2 to 5 capital letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationForm(Arc<str>);

impl OrganisationForm {
    /// Parses a code. Which codes there are is the register's business.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if (2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("form", "must be 2 to 5 capital letters, such as KOMM"))
        }
    }
}

text_word!(OrganisationForm);

/// Organisations that get access together: all municipalities, say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its name in access lists.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// Who belongs to it.
    pub members: BTreeSet<Organisation>,
}

/// Who may register scopes that begin with this prefix and a colon. Prefixes are handed out by
/// whoever operates the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefix {
    /// The prefix, without the colon.
    pub prefix: ScopePrefix,
    /// The provider.
    pub owner: Organisation,
}

/// The prefix of scopes: what stands before the first colon; 1 to 64 of `A-Z a-z 0-9 . _ -`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScopePrefix(Arc<str>);

impl ScopePrefix {
    /// Parses a prefix.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("prefix", "must be 1 to 64 letters, digits, `.`, `_` or `-`"))
        }
    }
}

text_word!(ScopePrefix);
