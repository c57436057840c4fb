//! The days that an overview is over, and the places on its axis.

use crate::ledger::entry::Days;
use crate::vocab::Malformed;
use crate::vocab::limits::Limit;
use crate::vocab::time::Day;

/// The days that one overview may be over.
pub const OVERVIEW_DAYS: Limit = Limit { name: "overview_days", most: 3_660 };

/// So many days are told when nobody says which.
pub const USUAL_DAYS: u16 = 30;

/// Beyond so many days months are told.
const MOST_DAYS: u32 = 92;

/// Some days of the calendar in Norway; never none, never more than [`OVERVIEW_DAYS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: Day,
    last: Day,
}

impl Period {
    /// From one day to another, both included.
    ///
    /// # Errors
    /// When the last comes before the first, or there are too many.
    pub fn new(first: Day, last: Day) -> Result<Self, Malformed> {
        let days = last.number().saturating_sub(first.number());
        let fits = usize::try_from(days).is_ok_and(|days| days < OVERVIEW_DAYS.most);
        if first <= last && fits {
            Ok(Self { first, last })
        } else {
            Err(Malformed::new("period", "must end after it begins, within ten years"))
        }
    }

    /// The last [`USUAL_DAYS`] up to this day.
    #[must_use]
    pub fn usual(today: Day) -> Self {
        Self { first: today.minus_days(USUAL_DAYS - 1), last: today }
    }

    /// The first day.
    #[must_use]
    pub const fn first(&self) -> Day {
        self.first
    }

    /// The last day.
    #[must_use]
    pub const fn last(&self) -> Day {
        self.last
    }

    /// As looks say it.
    #[must_use]
    pub const fn days(&self) -> Days {
        Days { first_day: self.first, last_day: self.last }
    }

    /// The same, widened to whole months where figures know no days any more: before `months`.
    #[must_use]
    pub fn whole_months_before(self, months: Day) -> Self {
        let first = if self.first < months { self.first.first_of_month() } else { self.first };
        let next = self.last.first_of_month().plus_days(31).first_of_month();
        let last = if self.last < months { next.minus_days(1) } else { self.last };
        Self { first, last }
    }

    /// The places of the axis: days, or the first days of months.
    pub(super) fn axis(&self, months_before: Option<Day>) -> Axis {
        let days = self.last.number().saturating_sub(self.first.number()) + 1;
        let by_month = days > MOST_DAYS || months_before.is_some_and(|months| self.first < months);
        let (first, last) = if by_month {
            (self.first.first_of_month(), self.last.first_of_month())
        } else {
            (self.first, self.last)
        };
        let next = |day: &Day| {
            let next = if by_month { day.plus_days(31).first_of_month() } else { day.plus_days(1) };
            (next <= last && next > *day).then_some(next)
        };
        Axis { places: std::iter::successors(Some(first), next).collect(), by_month }
    }
}

/// The places of an axis, in order.
pub(super) struct Axis {
    pub(super) places: Vec<Day>,
    pub(super) by_month: bool,
}

impl Axis {
    /// The place that a day is counted at.
    pub(super) fn place(&self, day: Day) -> Option<usize> {
        let day = if self.by_month { day.first_of_month() } else { day };
        self.places.binary_search(&day).ok()
    }
}
