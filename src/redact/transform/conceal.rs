//! Forms that stand for a value without telling it.

use super::super::Pseudonyms;
use super::{Outcome, Scalar};

/// The pseudonym of a string or of the text of a number: the same for both.
pub(super) fn pseudonym(value: Scalar<'_>, pseudonyms: &Pseudonyms) -> Option<Outcome> {
    pseudonyms.of(value.written()?).map(Outcome::Text)
}

/// Three asterisks and the last characters, never more than half of them.
pub(super) fn masked(value: Scalar<'_>, shown: u8) -> Option<Outcome> {
    let text = value.written().filter(|text| !text.is_empty())?;
    let length = text.chars().count();
    let hidden = length - usize::from(shown).min(length / 2);
    Some(Outcome::Text("***".chars().chain(text.chars().skip(hidden)).collect()))
}
