//! Moments and days. Floors 0 and 10 are given a [`Timestamp`]; from floor 20 a [`Clock`] is asked.

use super::Malformed;
use super::month::Month;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Text form: RFC 3339 in UTC with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(u64);

/// The form of times in HTTP, for `strftime`.
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// 9999-12-31T23:59:59.999Z, the last moment RFC 3339 can write.
const LAST_MS: u64 = 253_402_300_799_999;

impl Timestamp {
    /// From milliseconds since the epoch; what lies beyond the year 9999 becomes its last moment.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(if ms > LAST_MS { LAST_MS } else { ms })
    }

    /// From whole seconds since the epoch (a NumericDate of RFC 7519).
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self::from_millis(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// This much later, at most the last moment.
    #[must_use]
    pub fn plus(self, time: Duration) -> Self {
        let ms = u64::try_from(time.as_millis()).unwrap_or(LAST_MS);
        Self::from_millis(self.0.saturating_add(ms))
    }

    /// This much earlier, at least the epoch.
    #[must_use]
    pub fn minus(self, time: Duration) -> Self {
        let ms = u64::try_from(time.as_millis()).unwrap_or(LAST_MS);
        Self(self.0.saturating_sub(ms))
    }

    /// The time from `earlier` to this moment; zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The calendar day in Norway (policies are valid from and until days there).
    ///
    /// Summer time runs from the last Sunday of March to the last Sunday of October, 01:00 UTC
    /// (Directive 2000/84/EC).
    #[must_use]
    pub fn day_in_norway(self) -> Day {
        Day(self.norwegian_clock().date())
    }

    /// The day of the week and the minute of the day in Norway.
    #[must_use]
    pub fn wall_clock_in_norway(self) -> WallClock {
        let clock = self.norwegian_clock();
        let weekday = clock.weekday().to_monday_zero_offset();
        let minute = i32::from(clock.hour()) * 60 + i32::from(clock.minute());
        WallClock {
            weekday: u8::try_from(weekday).unwrap_or_default(),
            minute: u16::try_from(minute).unwrap_or_default(),
        }
    }

    /// Day and clock in Norway as a person writes them: `21.11.2026 18:27`.
    #[must_use]
    pub fn in_norway(self) -> String {
        self.norwegian_clock().strftime("%d.%m.%Y %H:%M").to_string()
    }

    /// From a day and a clock in Norway, `2026-01-31T10:20:30`. Of the hour that there is twice in October it
    /// is the first.
    ///
    /// # Errors
    /// When it has another form, or the clock never showed it.
    pub fn from_clock_in_norway(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("time", "must be as in 2026-01-31T10:20:30");
        // A day alone would be read as its midnight.
        if text.as_bytes().get(10) != Some(&b'T') {
            return Err(wrong);
        }
        let clock: jiff::civil::DateTime = text.parse().map_err(|_| wrong)?;
        let seen = clock.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| wrong)?;
        let seen = u64::try_from(seen.timestamp().as_millisecond()).map_err(|_| wrong)?;
        let moments =
            [2, 1].map(|hours| Self::from_millis(seen).minus(Duration::from_secs(hours * 3600)));
        let fits = |moment: &Self| moment.norwegian_clock() == Self::from_millis(seen).utc();
        moments.into_iter().find(fits).ok_or(wrong)
    }

    /// As HTTP writes it (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    #[must_use]
    pub fn http_date(self) -> String {
        self.utc().strftime(HTTP_DATE).to_string()
    }

    /// From the form in which HTTP writes it today; the two obsolete forms are not read.
    ///
    /// # Errors
    /// When it has another form.
    pub fn from_http_date(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("date", "must be as in Sun, 06 Nov 1994 08:49:37 GMT");
        let read = jiff::fmt::strtime::parse(HTTP_DATE, text).and_then(|it| it.to_datetime());
        let utc = read.and_then(|it| it.to_zoned(jiff::tz::TimeZone::UTC)).map_err(|_| wrong)?;
        let ms = utc.timestamp().as_millisecond();
        u64::try_from(ms).map(Self::from_millis).map_err(|_| wrong)
    }

    fn norwegian_clock(self) -> jiff::civil::DateTime {
        let utc = self.utc();
        let offset_hours = if summer_time(utc) { 2 } else { 1 };
        utc.saturating_add(jiff::Span::new().hours(offset_hours))
    }

    /// Year and month (from 1) in UTC.
    pub(super) fn year_and_month(self) -> (u32, u32) {
        let utc = self.utc();
        let number = |number: i16| u32::try_from(number).unwrap_or_default();
        (number(utc.year()), number(i16::from(utc.month())).max(1))
    }

    fn utc(self) -> jiff::civil::DateTime {
        let ms = i64::try_from(self.0).unwrap_or(i64::MAX);
        jiff::Timestamp::from_millisecond(ms)
            .unwrap_or(jiff::Timestamp::MAX)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .datetime()
    }
}

/// Whether summer time holds at this moment of UTC.
fn summer_time(utc: jiff::civil::DateTime) -> bool {
    let change = |month: i8| {
        jiff::civil::date(utc.year(), month, 1)
            .nth_weekday_of_month(-1, jiff::civil::Weekday::Sunday)
            .map(|sunday| sunday.at(1, 0, 0, 0))
    };
    match (change(3), change(10)) {
        (Ok(begin), Ok(end)) => begin <= utc && utc < end,
        _ => false,
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.utc().strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("time", "must be RFC 3339, such as 2026-01-31T12:00:00Z");
        let parsed: jiff::Timestamp = text.parse().map_err(|_| wrong)?;
        u64::try_from(parsed.as_millisecond()).map(Self::from_millis).map_err(|_| wrong)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A time of the week on the clock of Norway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WallClock {
    /// The day of the week, Monday 0.
    pub weekday: u8,
    /// The minute of the day, from 0.
    pub minute: u16,
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The last day that there is, 31 December 9999: for what has no end.
    pub const LAST: Self = Self(jiff::civil::Date::MAX);

    /// Parses `2026-01-31`.
    ///
    /// # Errors
    /// When it is another form or there is no such day.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("day", "must be an existing day, such as 2026-01-31");
        if text.len() != 10 {
            return Err(wrong);
        }
        text.parse().map(Self).map_err(|_| wrong)
    }

    /// Whole years from this day to `later`: the age of who was born on this day; none if `later`
    /// is earlier. Who was born on 29 February has the birthday on 1 March in common years.
    #[must_use]
    pub fn years_until(self, later: Self) -> Option<u16> {
        let before_birthday = (later.0.month(), later.0.day()) < (self.0.month(), self.0.day());
        let years = later.0.year() - self.0.year() - i16::from(before_birthday);
        u16::try_from(years).ok()
    }
}

impl Day {
    /// This minute of this day, on the clock of the week.
    #[must_use]
    pub fn at_minute(self, minute: u16) -> WallClock {
        let weekday = self.0.weekday().to_monday_zero_offset();
        WallClock { weekday: u8::try_from(weekday).unwrap_or_default(), minute }
    }

    /// This many days later, at most the last day of the year 9999.
    #[must_use]
    pub fn plus_days(self, days: u16) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(i64::from(days))))
    }

    /// This many days earlier, at least the first day of the year -9999.
    #[must_use]
    pub fn minus_days(self, days: u16) -> Self {
        Self(self.0.saturating_sub(jiff::Span::new().days(i64::from(days))))
    }

    /// Days since 1970-01-01, as files keep it; 0 for what is earlier.
    #[must_use]
    pub fn number(self) -> u32 {
        let since = self.0.duration_since(jiff::civil::date(1970, 1, 1));
        u32::try_from(since.as_hours() / 24).unwrap_or_default()
    }

    /// From what [`Day::number`] gave; none beyond the year 9999.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        let days = jiff::Span::new().try_days(i64::from(number)).ok()?;
        jiff::civil::date(1970, 1, 1).checked_add(days).map(Self).ok()
    }

    /// The moment at which it begins in Norway: midnight there is 22:00 or 23:00 UTC.
    #[must_use]
    pub fn begins_in_norway(self) -> Timestamp {
        let midnight = Timestamp::from_seconds(u64::from(self.number()) * 86_400);
        let in_summer = midnight.minus(Duration::from_secs(2 * 3600));
        // An hour earlier than that it is the day before, whichever time holds.
        if in_summer.day_in_norway() == self {
            in_summer
        } else {
            midnight.minus(Duration::from_secs(3600))
        }
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The month that it is in.
    #[must_use]
    pub fn month(self) -> Month {
        let number = |number: i16| u32::try_from(number).unwrap_or_default();
        let months = number(self.0.year()) * 12 + number(i16::from(self.0.month())).max(1) - 1;
        Month::from_number(months).unwrap_or(Month::LAST)
    }

    /// The same day of the next year; 28 February for 29 February.
    #[must_use]
    pub fn a_year_later(self) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().years(1)))
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// Tells the time. The running program has one for the machine's clock, the tests one they set.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// How much time has passed since some fixed moment, by a clock that nobody sets. Unless told
    /// otherwise it is `now` itself: setting such a clock means that time passes.
    fn passed(&self) -> Duration {
        Duration::from_millis(self.now().millis())
    }
}

/// A clock shared by all who ask.
pub type SharedClock = Arc<dyn Clock>;
