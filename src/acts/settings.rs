//! When and how a person wants to be told.

use serde::{Deserialize, Serialize};

/// Of which readings a person wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Of none.
    #[default]
    Never,
    /// Of each.
    Any,
    /// Of the first by each organisation.
    First,
    /// Of those of confidential fields and special categories.
    Sensitive,
}

/// What a person has chosen. It stands in the ledger as JSON, under seal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Of which readings.
    pub when: When,
    /// By which channel, in the word of the configuration; none: the first that reaches them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

impl Setting {
    /// As it is sealed.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what was sealed; what cannot be read is no choice.
    #[must_use]
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}
