//! Forms of amounts: rounded down, or the band they are in. Nothing is computed in floating point.

use super::age::band_of;
use super::{Outcome, Scalar};

/// The digits before the point of the largest amount that is understood.
const MOST_DIGITS: i64 = 36;

pub(super) fn band(value: Scalar<'_>, bounds: &[u64]) -> Option<Outcome> {
    let amount = floor(value.written()?)?;
    // More than any bound can be is in the last band, as the largest bound is.
    let amount = u64::try_from(amount.min(u64::MAX.into())).ok()?;
    band_of(amount, bounds.iter().copied()).map(Outcome::Text)
}

pub(super) fn rounded(value: Scalar<'_>, step: u64) -> Option<Outcome> {
    let amount = floor(value.written()?)?;
    let rest = amount.checked_rem_euclid(step.into())?;
    amount.checked_sub(rest).map(Outcome::Number)
}

/// The largest whole number that is not above a decimal number, written as JSON writes numbers (leading
/// zeros are let pass: a string is not bound by that grammar).
fn floor(text: &str) -> Option<i128> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (mantissa, ""),
    };
    let digits = || whole.bytes().chain(fraction.bytes());
    if whole.is_empty() || !digits().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let (amount, broken) = cut_at(digits().map(|byte| byte - b'0'), point)?;
    Some(if negative { -amount - i128::from(broken) } else { amount })
}

/// The number that the digits before the point are, and whether digits after it are not all zero.
fn cut_at(digits: impl Iterator<Item = u8>, point: i64) -> Option<(i128, bool)> {
    let mut amount: i128 = 0;
    let mut left = point;
    let mut broken = false;
    for digit in digits {
        if left > 0 {
            amount = amount.checked_mul(10)?.checked_add(digit.into())?;
            left -= 1;
        } else {
            broken |= digit != 0;
        }
    }
    if amount == 0 {
        return Some((0, broken));
    }
    if left > MOST_DIGITS {
        return None;
    }
    while left > 0 {
        amount = amount.checked_mul(10)?;
        left -= 1;
    }
    Some((amount, broken))
}
