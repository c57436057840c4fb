//! When and how a person wants to be told.

pub use crate::vocab::notice::When;
use serde::{Deserialize, Serialize};

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
