//! How many readings there were within a time, by the hour.

use crate::vocab::time::Timestamp;
use std::collections::VecDeque;
use std::time::Duration;

const HOUR_MS: u64 = 3_600_000;

/// Readings within a time that ends now. They are kept by the hour, and an hour counts until all of
/// it is past: for up to an hour longer than it must.
#[derive(Debug)]
pub(super) struct Readings {
    span: Duration,
    /// Hours since the epoch, oldest first, and how many in each.
    hours: VecDeque<(u64, u64)>,
    read: u64,
    reserved: u64,
}

impl Readings {
    pub(super) const fn new(span: Duration) -> Self {
        Self { span, hours: VecDeque::new(), read: 0, reserved: 0 }
    }

    pub(super) fn expire(&mut self, now: Timestamp) {
        let span = self.span;
        while let Some((_, readings)) =
            self.hours.pop_front_if(|(hour, _)| now.since(end(*hour)) >= span)
        {
            self.read -= readings;
        }
    }

    pub(super) const fn with(&self, more: u64) -> u64 {
        self.read + self.reserved + more
    }

    /// How long it takes until there are so many fewer.
    pub(super) fn until_fewer(&self, by: u64, now: Timestamp) -> Duration {
        let mut gone = 0;
        for (hour, readings) in &self.hours {
            gone += readings;
            if gone >= by {
                return end(*hour).plus(self.span).since(now);
            }
        }
        self.span
    }

    pub(super) const fn reserve(&mut self, more: u64) {
        self.reserved += more;
    }

    pub(super) const fn give_back(&mut self, reserved: u64) {
        self.reserved = self.reserved.saturating_sub(reserved);
    }

    /// Readings that were made at this time.
    pub(super) fn note(&mut self, readings: u64, at: Timestamp) {
        let hour = at.millis() / HOUR_MS;
        self.read += readings;
        match self.hours.back_mut().filter(|(newest, _)| *newest >= hour) {
            Some((_, counted)) => *counted += readings,
            None => self.hours.push_back((hour, readings)),
        }
    }
}

/// When an hour is over.
const fn end(hour: u64) -> Timestamp {
    Timestamp::from_millis((hour + 1) * HOUR_MS)
}
