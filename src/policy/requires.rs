//! What an ask must bring beside scope and purpose, and how much may be read.

use crate::vocab::Malformed;
use crate::vocab::month::Month;
use crate::vocab::time::{Timestamp, WallClock};
use regex::Regex;
use std::str::FromStr;
use std::time::Duration;

/// What each ask must bring.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requires {
    /// A reference to the consumer's case.
    pub case_reference: bool,
    /// The person who reads (the case worker).
    pub end_user: bool,
    /// A token that is bound to the person read about (Maskinporten's `pid`).
    pub token_person: bool,
    /// The person's consent.
    pub consent: bool,
    /// What the consent must cover, all of it: names of resources (Altinn's).
    pub consent_covers: Vec<String>,
    /// How the whole case reference must look.
    pub case_pattern: Option<CasePattern>,
    /// How the person may stand to the case: one of these must be declared; any, when empty.
    pub relations: Vec<String>,
    /// When it may be read.
    pub hours: Option<Hours>,
}

/// How a case reference must look: a regular expression over the whole of it, matched in linear time.
#[derive(Debug, Clone)]
pub struct CasePattern {
    text: String,
    whole: Regex,
}

impl CasePattern {
    /// Parses a regular expression.
    ///
    /// # Errors
    /// When it is not one, or would need too much memory.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let whole = regex::RegexBuilder::new(&format!("^(?:{text})$"))
            .size_limit(1 << 20)
            .build()
            .map_err(|_| Malformed::new("pattern", "is not a regular expression"))?;
        Ok(Self { text: text.to_owned(), whole })
    }

    /// Whether the whole reference matches.
    #[must_use]
    pub fn matches(&self, reference: &str) -> bool {
        self.whole.is_match(reference)
    }

    /// The pattern as the policy writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for CasePattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for CasePattern {}

impl FromStr for CasePattern {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

/// The hours in which something may be read, on the clock of Norway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The first minute of the day, from 0.
    pub from: u16,
    /// The minute of the day at which it ends.
    pub until: u16,
    /// The days of the week, Monday first.
    pub days: [bool; 7],
}

impl Hours {
    /// The words for days, Monday first.
    pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// Whether they hold at this time.
    #[must_use]
    pub fn hold_at(&self, clock: WallClock) -> bool {
        let day = self.days.get(usize::from(clock.weekday)).copied().unwrap_or(false);
        day && self.from <= clock.minute && clock.minute < self.until
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let days = Self::DAYS.iter().zip(self.days).filter(|(_, open)| *open);
        let days: Vec<&str> = days.map(|(day, _)| *day).collect();
        write!(out, "{}-{} {}", time(self.from), time(self.until), days.join(" "))
    }
}

/// How long data is kept at most: an ISO 8601 duration of one unit, such as `P5Y`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention(String);

impl Retention {
    /// Parses `P`, a number, and one of `D W M Y`.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let number =
            text.strip_prefix('P').and_then(|rest| rest.strip_suffix(['D', 'W', 'M', 'Y']));
        let fits = number.is_some_and(|number| {
            (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new("retention", "must be an ISO 8601 duration such as P5Y or P90D"))
        }
    }

    /// The duration as the policy writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The month in which it ends for what begins now; it is kept until that month's end.
    #[must_use]
    pub fn ends(&self, now: Timestamp) -> Month {
        let number = self.0.get(1..self.0.len() - 1).and_then(|number| number.parse().ok());
        // At most four digits, so all of it fits.
        let number: u32 = number.unwrap_or(u32::MAX);
        let days =
            |days: u32| Month::of(now.plus(Duration::from_secs(u64::from(days) * 24 * 60 * 60)));
        match self.0.as_bytes().last() {
            Some(b'Y') => Month::of(now).plus(number.saturating_mul(12)),
            Some(b'M') => Month::of(now).plus(number),
            Some(b'W') => days(number.saturating_mul(7)),
            _ => days(number),
        }
    }
}

impl FromStr for Retention {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

/// A number at which an auditor is warned, and one above which nothing more is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// Above it an auditor is warned; below `hard`.
    pub soft: Option<u64>,
    /// The most; an ask that would go beyond it is refused. None: there is only a warning.
    pub hard: Option<u64>,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counted {
    /// Persons in one request.
    SubjectsPerRequest,
    /// Different persons in 60 minutes.
    SubjectsPerHour,
    /// Different persons in 24 hours.
    SubjectsPerDay,
    /// Different persons under one case reference.
    SubjectsPerCase,
    /// Readings in 30 days.
    ReadingsPerMonth,
}

impl Counted {
    /// Everything that can be limited.
    pub const ALL: [Self; 5] = [
        Self::SubjectsPerRequest,
        Self::SubjectsPerHour,
        Self::SubjectsPerDay,
        Self::SubjectsPerCase,
        Self::ReadingsPerMonth,
    ];

    /// The word in the language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SubjectsPerRequest => "subjects-per-request",
            Self::SubjectsPerHour => "subjects-per-hour",
            Self::SubjectsPerDay => "subjects-per-day",
            Self::SubjectsPerCase => "subjects-per-case",
            Self::ReadingsPerMonth => "readings-per-month",
        }
    }

    /// The time that it counts over; none when it is not over time.
    #[must_use]
    pub const fn window(self) -> Option<Duration> {
        match self {
            Self::SubjectsPerRequest | Self::SubjectsPerCase => None,
            Self::SubjectsPerHour => Some(Duration::from_secs(3_600)),
            Self::SubjectsPerDay => Some(Duration::from_secs(86_400)),
            Self::ReadingsPerMonth => Some(Duration::from_secs(30 * 86_400)),
        }
    }
}

/// How much each consumer may read for a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits(Vec<(Counted, Ceiling)>);

impl Limits {
    /// These limits.
    pub(super) const fn new(limits: Vec<(Counted, Ceiling)>) -> Self {
        Self(limits)
    }

    /// The limit of this, if there is one.
    #[must_use]
    pub fn of(&self, counted: Counted) -> Option<Ceiling> {
        self.0.iter().find(|(what, _)| *what == counted).map(|(_, ceiling)| *ceiling)
    }

    /// Every limit.
    pub fn iter(&self) -> impl Iterator<Item = (Counted, Ceiling)> {
        self.0.iter().copied()
    }
}
