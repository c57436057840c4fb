//! Forms of dates: how long ago, between which ages, in which year.

use super::{Outcome, Scalar};
use crate::vocab::time::Day;

/// The bytes of `YYYY-MM-DD`.
const DATE_BYTES: usize = 10;

/// The age in whole years at `today` of who was born on the day that `text` says.
///
/// None unless it is `YYYY-MM-DD`, an existing day, and not to come.
pub(in super::super) fn age_in_years(text: &str, today: Day) -> Option<u16> {
    day(text)?.years_until(today)
}

pub(super) fn in_years(value: Scalar<'_>, today: Day) -> Option<Outcome> {
    let years = age_in_years(value.text()?, today)?;
    Some(Outcome::Number(years.into()))
}

pub(super) fn is_over(value: Scalar<'_>, years: u16, today: Day) -> Option<Outcome> {
    let age = age_in_years(value.text()?, today)?;
    Some(Outcome::Truth(age >= years))
}

pub(super) fn band(value: Scalar<'_>, bounds: &[u16], today: Day) -> Option<Outcome> {
    let age = age_in_years(value.text()?, today)?;
    band_of(u64::from(age), bounds.iter().map(|bound| u64::from(*bound))).map(Outcome::Text)
}

pub(super) fn year(value: Scalar<'_>) -> Option<Outcome> {
    let text = value.text()?;
    let (date, rest) = text.split_at_checked(DATE_BYTES)?;
    let time_follows = rest.strip_prefix('T').is_some_and(|time| time.len() >= "HH:MM".len());
    if !(rest.is_empty() || time_follows) {
        return None;
    }
    day(date)?;
    let year: u16 = date.get(..4)?.parse().ok()?;
    Some(Outcome::Number(year.into()))
}

/// The band that a number is in, where bands begin at these bounds, ascending: `18-66`, the last `67-`.
pub(super) fn band_of(number: u64, bounds: impl Iterator<Item = u64>) -> Option<String> {
    let mut first = None;
    for bound in bounds {
        if bound > number {
            return first.map(|first: u64| format!("{first}-{}", bound - 1));
        }
        first = Some(bound);
    }
    first.map(|first| format!("{first}-"))
}

/// The day that a text says, which must be `YYYY-MM-DD` and nothing else.
fn day(text: &str) -> Option<Day> {
    let in_form = text.len() == DATE_BYTES
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if in_form { Day::parse(text).ok() } else { None }
}
