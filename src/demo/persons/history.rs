//! A value and the values it had before.

use jiff::civil::Date;

/// A value, the day from which it held and, once another has replaced it, the day it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<T> {
    /// The value.
    pub value: T,
    /// The first day.
    pub from: Date,
    /// The day the next value took over; none while it holds.
    pub until: Option<Date>,
}

/// The current value and those before it. There is always a current one.
#[derive(Debug, Clone)]
pub struct History<T> {
    current: Held<T>,
    /// Newest first.
    past: Vec<Held<T>>,
}

impl<T> History<T> {
    /// A value that has held since this day and replaced none.
    pub(super) const fn since(from: Date, value: T) -> Self {
        Self { current: Held { value, from, until: None }, past: Vec::new() }
    }

    /// From this day on another value holds.
    pub(super) fn change(&mut self, on: Date, value: T) {
        let mut ended = std::mem::replace(&mut self.current, Held { value, from: on, until: None });
        ended.until = Some(on);
        self.past.insert(0, ended);
    }

    /// The value that holds.
    #[must_use]
    pub const fn current(&self) -> &T {
        &self.current.value
    }

    /// The value that holds, with its first day.
    #[must_use]
    pub const fn latest(&self) -> &Held<T> {
        &self.current
    }

    /// The values before it, newest first.
    #[must_use]
    pub fn past(&self) -> &[Held<T>] {
        &self.past
    }

    /// All values, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Held<T>> {
        std::iter::once(&self.current).chain(&self.past)
    }
}
