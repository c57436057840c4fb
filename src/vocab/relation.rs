//! How somebody stands to the person whose list they may see.

use serde::{Deserialize, Serialize};

/// How somebody stands to the person whose list they may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Has parental responsibility (barnelova).
    Parent,
    /// Is the guardian, within the mandate (vergemålsloven).
    Guardian,
}
