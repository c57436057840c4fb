//! The person that data is about.
//!
//! A [`PersonNumber`] has no `Display`, a redacted `Debug` and no serde form: it cannot slip into a
//! log line, an error or a metric by accident. Whoever needs the digits says so with
//! [`PersonNumber::expose`], which grep finds.

use super::Malformed;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A fødselsnummer or D-number, eleven digits with right check digits.
///
/// Old numbers and those issued from 2032 (where the first check digit leaves a rest of 0 to 3) are
/// both accepted, as are D-numbers (day + 40) and synthetic numbers (month + 40 or + 80). Neither
/// gender nor century is read from it: from 2032 it says neither. Source: Skatteetaten, "Nytt
/// fødselsnummer fra 2032".
#[derive(Clone, PartialEq, Eq, Hash, Zeroize, ZeroizeOnDrop)]
pub struct PersonNumber([u8; 11]);

/// What the text must be, said without the text.
const WHAT: &str = "person number";

impl PersonNumber {
    /// Parses eleven digits and checks day, month and both check digits.
    ///
    /// # Errors
    /// Says which rule is broken, never the digits.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let digits: [u8; 11] = text
            .as_bytes()
            .try_into()
            .map_err(|_| Malformed::new(WHAT, "must be eleven digits"))?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(Malformed::new(WHAT, "must be eleven digits"));
        }
        let [d1, d2, m1, m2, ..] = digits.map(|digit| digit - b'0');
        if !plausible_date(d1 * 10 + d2, m1 * 10 + m2) {
            return Err(Malformed::new(WHAT, "has no such day or month"));
        }
        if check_digits_hold(digits.map(|digit| u32::from(digit - b'0'))) {
            Ok(Self(digits))
        } else {
            Err(Malformed::new(WHAT, "has wrong check digits"))
        }
    }

    /// Whether it is nobody's: numbers for tests have 40 or 80 added to the month.
    #[must_use]
    pub const fn is_synthetic(&self) -> bool {
        let [_, _, month, ..] = self.0;
        month >= b'4'
    }

    /// Whether somebody who tries one number after another would come from this one to the other: the same
    /// day, month and year, and an individual number at most five away.
    #[must_use]
    pub fn is_next_to(&self, other: &Self) -> bool {
        let (day, rest) = self.0.split_at(6);
        let (other_day, other_rest) = other.0.split_at(6);
        let number = |digits: &[u8]| {
            digits.iter().take(3).fold(0_u16, |sum, it| sum * 10 + u16::from(it - b'0'))
        };
        day == other_day && (1..=5).contains(&number(rest).abs_diff(number(other_rest)))
    }

    /// The number as five bytes, big-endian: how it stands inside what is encrypted.
    #[must_use]
    pub fn pack(&self) -> [u8; 5] {
        let number = self.0.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        // Eleven digits fit 37 bits.
        number.to_be_bytes().last_chunk().copied().unwrap_or_default()
    }

    /// From what [`PersonNumber::pack`] gave.
    ///
    /// # Errors
    /// As [`PersonNumber::parse`].
    pub fn unpack(packed: &[u8; 5]) -> Result<Self, Malformed> {
        let number = packed.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        Self::parse(&zeroize::Zeroizing::new(format!("{number:011}")))
    }

    /// The eleven digits, for the three places that need them: the provider's address, the sealed
    /// part of an entry, and comparison with another number.
    #[must_use]
    pub fn expose(&self) -> &str {
        // Only ASCII digits are ever stored, so the empty text never comes out.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Debug for PersonNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PersonNumber(…)")
    }
}

/// Whether day and month exist once the shifts of D-numbers and synthetic numbers are taken off.
fn plausible_date(day: u8, month: u8) -> bool {
    let day = if day > 40 { day - 40 } else { day };
    let month = match month {
        81..=92 => month - 80,
        41..=52 => month - 40,
        _ => month,
    };
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=longest).contains(&day)
}

/// Both modulo-11 sums; the first may leave a rest of 0 to 3 (the rule from 2032 covers the old).
fn check_digits_hold(digits: [u32; 11]) -> bool {
    const FIRST: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
    const SECOND: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
    let sum = |weights: &[u32]| weights.iter().zip(digits).map(|(w, d)| w * d).sum::<u32>() % 11;
    sum(&FIRST) <= 3 && sum(&SECOND) == 0
}
