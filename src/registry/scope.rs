//! Scopes, and who has been given access to them.

use super::client::SenderConstraint;
use crate::vocab::Malformed;
use crate::vocab::party::{GroupId, Organisation};
use crate::vocab::scope::Scope;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One registered scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredScope {
    /// The scope.
    pub name: Scope,
    /// The provider that owns it.
    pub owner: Organisation,
    /// What its owner says it opens.
    pub description: String,
    /// The same at length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_description: Option<String>,
    /// Who may know of it.
    #[serde(default)]
    pub visibility: Visibility,
    /// How long its tokens live at the most, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_max_age: Option<u32>,
    /// The issuer of the authority to delegate it, such as `https://tt02.altinn.no/`; a scope without
    /// one cannot be delegated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation_source: Option<String>,
    /// Whether every consumer has access.
    #[serde(default)]
    pub accessible_for_all: bool,
    /// How its tokens must be bound to who asked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderConstraint>,
    /// What its tokens are signed with.
    #[serde(default)]
    pub signing: TokenSigning,
}

impl RegisteredScope {
    /// A scope with nothing but what it must have.
    #[must_use]
    pub const fn new(name: Scope, owner: Organisation, description: String) -> Self {
        Self {
            name,
            owner,
            description,
            long_description: None,
            visibility: Visibility::Public,
            at_max_age: None,
            delegation_source: None,
            accessible_for_all: false,
            sender: None,
            signing: TokenSigning::Rs256,
        }
    }

    /// The scope.
    #[must_use]
    pub const fn name(&self) -> &Scope {
        &self.name
    }

    /// The provider that owns it.
    #[must_use]
    pub const fn owner(&self) -> &Organisation {
        &self.owner
    }

    /// The issuer of the authority to delegate it.
    #[must_use]
    pub fn delegation_source(&self) -> Option<&str> {
        self.delegation_source.as_deref()
    }

    /// How long its tokens live at the most.
    #[must_use]
    pub fn longest_token(&self) -> Option<Duration> {
        self.at_max_age.map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// Who may know of a scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Visibility {
    /// Everybody: it is listed.
    #[default]
    Public,
    /// Its owner and those who have access.
    Private,
}

/// What a scope's tokens are signed with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TokenSigning {
    /// RSASSA-PKCS1-v1_5 with SHA-256, which every provider can check.
    #[default]
    Rs256,
    /// ECDSA on P-256 with SHA-256, for providers who can.
    Es256,
}

/// Whom access is given to: one organisation, or a group of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Grantee {
    /// One organisation.
    Organisation(Organisation),
    /// Whoever belongs to the group.
    Group(GroupId),
}

impl Grantee {
    /// Nine digits are an organisation, all else a group.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if text.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) {
            Organisation::parse(text).map(Self::Organisation)
        } else {
            GroupId::parse(text).map(Self::Group)
        }
    }
}

impl std::fmt::Display for Grantee {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Organisation(one) => one.fmt(out),
            Self::Group(one) => one.fmt(out),
        }
    }
}

impl std::str::FromStr for Grantee {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Grantee {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<Grantee> for String {
    fn from(grantee: Grantee) -> Self {
        grantee.to_string()
    }
}

/// A consumer's access to a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The scope.
    pub scope: Scope,
    /// Who has it.
    pub grantee: Grantee,
    /// How far it has come.
    pub state: AccessState,
}

/// The states of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AccessState {
    /// Given.
    Approved,
    /// Asked for.
    Requested,
    /// Asked for and refused.
    Denied,
}
