//! Shares: how many of an end user's occasions are of a kind that is seldom among the others. What has no end
//! user is a machine, and is held against its own time before.

use super::odds::{binomial_at_least, normal_share, share_at_most};
use super::raised::{Detector, MOST_ENTRIES, Raised};
use super::seen::{Mark, Observation};
use super::thresholds::{MONTH_DAYS, Thresholds};
use crate::vocab::ids::EntryIndex;
use std::collections::{HashMap, VecDeque};

/// A machine's last days are held against those before.
const MACHINE_DAYS: u32 = 7;

/// So many occasions must be known of others.
const FEWEST: u64 = 50;

/// So many of an end user tell which share is theirs.
const KNOWN: u64 = 10;

/// Occasions of one day.
#[derive(Debug, Clone, Copy, Default)]
struct Day {
    day: u32,
    odd: u64,
    all: u64,
}

#[derive(Debug, Default)]
struct Days(VecDeque<Day>);

impl Days {
    fn add(&mut self, day: u32, is_odd: bool) {
        if self.0.back().is_none_or(|last| last.day < day) {
            self.0.push_back(Day { day, ..Day::default() });
        }
        if let Some(last) = self.0.back_mut() {
            last.odd += u64::from(is_odd);
            last.all += 1;
        }
    }

    fn since(&self, first: u32) -> (u64, u64) {
        let sum = |(odd, all), one: &Day| (odd + one.odd, all + one.all);
        self.0.iter().rev().take_while(|one| one.day >= first).fold((0, 0), sum)
    }

    fn forget_before(&mut self, first: u32) {
        while self.0.front().is_some_and(|one| one.day < first) {
            self.0.pop_front();
        }
    }
}

#[derive(Debug, Default)]
struct Own {
    days: Days,
    newest: VecDeque<EntryIndex>,
    /// The day on which it was raised.
    raised: Option<u32>,
}

impl Own {
    /// The entries of so many odd occasions, the newest.
    fn newest_of(&self, odd: u64) -> Vec<EntryIndex> {
        let older = self.newest.len().saturating_sub(usize::try_from(odd).unwrap_or(usize::MAX));
        self.newest.iter().skip(older).copied().collect()
    }
}

/// One kind of occasion.
#[derive(Debug, Default)]
pub(super) struct Shares {
    own: HashMap<Option<Mark>, Own>,
    all: Days,
    /// Up to which share is normal among end users, as of this day.
    normal: f64,
}

impl Shares {
    /// Takes in an occasion of the observation's end user, odd or not.
    pub(super) fn take(
        &mut self,
        detector: Detector,
        seen: &Observation,
        (day, is_odd): (u32, bool),
        thresholds: &Thresholds,
    ) -> Option<Raised> {
        self.all.add(day, is_odd);
        let own = self.own.entry(seen.end_user).or_default();
        own.days.add(day, is_odd);
        if !is_odd {
            return None;
        }
        if own.newest.len() == MOST_ENTRIES {
            own.newest.pop_front();
        }
        own.newest.push_back(seen.entry);
        let window = if seen.end_user.is_some() { thresholds.end_user_days } else { MACHINE_DAYS };
        let first = (day + 1).saturating_sub(window);
        if own.raised.is_some_and(|raised| raised >= first) {
            return None;
        }
        let (odd, all) = own.days.since(first);
        let others = if seen.end_user.is_some() { &self.all } else { &own.days };
        let (whole, own_whole) = (others.since(0), (odd, all));
        let own_whole = if seen.end_user.is_some() { own.days.since(0) } else { own_whole };
        let (others_odd, others_all) = (whole.0 - own_whole.0, whole.1 - own_whole.1);
        if odd < thresholds.times || others_all < FEWEST {
            return None;
        }
        let mut share = share_at_most(others_odd, others_all);
        if seen.end_user.is_some() {
            share = share.max(self.normal);
        }
        let occasions = self.own.len() as f64 * MONTH_DAYS / f64::from(window);
        let own = self.own.get_mut(&seen.end_user)?;
        let raised = Raised::new(detector, seen, odd, share * all as f64)
            .behind(own.newest_of(odd))
            .chance(binomial_at_least(odd, all, share), occasions)
            .if_unlikely(thresholds.false_alarms_a_month)?;
        own.raised = Some(day);
        Some(Raised { of: Some(all), ..raised })
    }

    pub(super) fn begin(&mut self, day: u32, thresholds: &Thresholds) {
        let first = day.saturating_sub(thresholds.norm_days);
        self.all.forget_before(first);
        self.own.retain(|_, own| {
            own.days.forget_before(first);
            !own.days.0.is_empty()
        });
        let users = self.own.iter().filter(|(user, _)| user.is_some());
        let known = users.map(|(_, own)| own.days.since(0)).filter(|(_, all)| *all >= KNOWN);
        let known: Vec<_> = known.collect();
        self.normal = normal_share(&known);
    }
}
