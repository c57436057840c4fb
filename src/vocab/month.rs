//! Calendar months: what is kept until the end of one.

use super::Malformed;
use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A month of the calendar, from year 0 to 9999; whose time it is in, who makes it says. Text form: `2031-11` (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(u32);

/// December of 9999.
const LAST: u32 = 9999 * 12 + 11;

impl Month {
    /// December of 9999.
    pub const LAST: Self = Self(LAST);

    /// The month of a moment.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let (year, month) = at.year_and_month();
        Self(year * 12 + month - 1)
    }

    /// Parses `2031-11`.
    ///
    /// # Errors
    /// When it is another form or there is no such month.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("month", "must be year and month, such as 2031-11");
        let (year, month) = text.split_once('-').ok_or(wrong)?;
        let number = |text: &str, digits| {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u32>().ok().filter(|_| plain).ok_or(wrong)
        };
        let (year, month) = (number(year, 4)?, number(month, 2)?);
        if (1..=12).contains(&month) { Ok(Self(year * 12 + month - 1)) } else { Err(wrong) }
    }

    /// So many months later, at most December of 9999.
    #[must_use]
    pub const fn plus(self, months: u32) -> Self {
        let later = self.0.saturating_add(months);
        Self(if later > LAST { LAST } else { later })
    }

    /// Whether the month has ended at this moment.
    #[must_use]
    pub fn is_past(self, now: Timestamp) -> bool {
        Self::of(now) > self
    }

    /// Months since January of year 0, as files keep it.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// From what [`Month::number`] gave; none beyond the year 9999.
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        if number > LAST { None } else { Some(Self(number)) }
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }
}

impl std::str::FromStr for Month {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
