//! Forms of places: municipality numbers (four digits, the first two the county) and postcodes.

use super::{Outcome, Scalar};

/// The digits of a municipality number.
const MUNICIPALITY_DIGITS: usize = 4;

/// Whether a string that begins with a municipality number begins with one of these.
pub(super) fn is_resident_in(value: Scalar<'_>, places: &[String]) -> Option<Outcome> {
    let text = digits(value)?;
    let municipality = text.get(..MUNICIPALITY_DIGITS)?;
    Some(Outcome::Truth(places.iter().any(|place| place == municipality)))
}

/// The municipality number that four digits are, or that eight or more (a basic statistical unit)
/// begin with.
pub(super) fn municipality(value: Scalar<'_>) -> Option<Outcome> {
    let text = digits(value).filter(|text| text.len() == MUNICIPALITY_DIGITS || text.len() >= 8)?;
    text.get(..MUNICIPALITY_DIGITS).map(|number| Outcome::Text(number.to_owned()))
}

/// The first two digits of a postcode.
pub(super) fn postcode_area(value: Scalar<'_>) -> Option<Outcome> {
    let text = digits(value).filter(|text| text.len() == 4)?;
    text.get(..2).map(|area| Outcome::Text(area.to_owned()))
}

/// A string of nothing but digits. A number would have lost its leading zero.
fn digits(value: Scalar<'_>) -> Option<&str> {
    value.text().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
}
