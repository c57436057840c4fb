//! Forms that say only whether a value is one of those expected.

use super::{Outcome, Scalar};

/// Whether a string, or the text of a number, is exactly one of these.
pub(super) fn is_among(value: Scalar<'_>, others: &[String]) -> Option<Outcome> {
    let among = match value {
        Scalar::Text(text) | Scalar::Number(text) => others.iter().any(|other| other == text),
        // Longer than all of them.
        Scalar::Long => false,
        Scalar::Truth(_) | Scalar::Null => return None,
    };
    Some(Outcome::Truth(among))
}
