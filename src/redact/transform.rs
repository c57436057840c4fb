//! The forms that are not the value itself.

use crate::vocab::time::Day;

/// The age in whole years at `today` of who was born on the day that `text` says.
///
/// None unless it is `YYYY-MM-DD`, an existing day, and not to come.
pub(super) fn age_in_years(text: &[u8], today: Day) -> Option<u16> {
    let in_form = text.len() == 10
        && text.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !in_form {
        return None;
    }
    let born = Day::parse(std::str::from_utf8(text).ok()?).ok()?;
    born.years_until(today)
}
