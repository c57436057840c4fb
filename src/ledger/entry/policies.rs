//! The events about sets of policies.

use super::is_false;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::{ClientId, Organisation};
use serde::{Deserialize, Serialize};

/// One file of a set of policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyFile {
    /// Its path below the policies' folder.
    pub name: String,
    /// Its text, whole or a part of it.
    pub text: String,
    /// Whether the next entry in the activation's list continues the text.
    #[serde(default, skip_serializing_if = "is_false")]
    pub continues: bool,
}

/// Some files of a set of policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyList {
    /// The entries that hold the files.
    pub files: Vec<EntryIndex>,
}

/// The activation of a set of policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoliciesActivated {
    /// SHA-256 (hex) over the names and texts of the files.
    pub digest: String,
    /// Who put the set into force. Entries that do not say it are of a time when only a start did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// The entries that hold the files; those in `lists` come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<EntryIndex>,
    /// The entries that list further entries with files, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<EntryIndex>,
    /// The activation before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<EntryIndex>,
}

/// How a set of policies came into force, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Author {
    /// The program was started.
    Start {
        /// The operator as configured, or the operating system's account.
        operator: String,
    },
    /// The process was sent SIGHUP.
    Signal {
        /// As for [`Author::Start`].
        operator: String,
    },
    /// The folder was seen to have changed.
    Watch {
        /// As for [`Author::Start`].
        operator: String,
    },
    /// An administrator asked for it.
    Api {
        /// The organisation that the token speaks for.
        organisation: Organisation,
        /// The client that was used.
        client: ClientId,
    },
}

/// For people: `started by sluse`, `312445571 by client drift`.
impl std::fmt::Display for Author {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start { operator } => write!(out, "started by {operator}"),
            Self::Signal { operator } => write!(out, "signalled to {operator}"),
            Self::Watch { operator } => write!(out, "watched by {operator}"),
            Self::Api { organisation, client } => write!(out, "{organisation} by client {client}"),
        }
    }
}
