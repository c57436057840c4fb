//! What one organisation lets another do on its behalf.

use crate::vocab::ids::is_uuid;
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use crate::vocab::{Malformed, text_word};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A consumer lets a supplier use a scope on its behalf, until and with a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Who delegates.
    pub consumer: Organisation,
    /// To whom.
    pub supplier: Organisation,
    /// What.
    pub scope: Scope,
    /// The last day on which it holds, in Norway.
    pub valid_until: Day,
}

/// The identifier of a system user: a UUID in lower case (RFC 9562).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SystemUserId(Arc<str>);

impl SystemUserId {
    /// Parses a UUID.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if is_uuid(text) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("system user", "must be a UUID in lower case"))
        }
    }
}

text_word!(SystemUserId);

/// A customer lets a vendor's system act as a user of its own (Altinn's Systembruker).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemUser {
    /// Its identifier.
    pub id: SystemUserId,
    /// The organisation whose system it is: the consumer of its tokens.
    pub vendor: Organisation,
    /// The organisation that lets it act.
    pub customer: Organisation,
    /// The vendor's system, `<organisation number>_<name>`.
    pub system_id: String,
    /// The vendor's own name for this customer, where it has several system users for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<String>,
}
