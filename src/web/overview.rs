//! A person's list seen from far away: how many in each month, and what there is to choose from.

use super::filter::{Came, Filter};
use super::list::List;
use super::rows::{Row, Rows};
use super::veil::Places;
use crate::vocab::basis::PurposeId;
use crate::vocab::month::Month;
use crate::vocab::party::Organisation;
use crate::vocab::time::Day;
use crate::vocab::translated::Said;
use std::collections::BTreeMap;

/// How many months are counted.
const MONTHS: u32 = 12;

/// The whole list in numbers.
#[derive(Debug)]
pub struct Overview {
    /// How many entries there are.
    pub all: usize,
    /// How many of them the filter admits.
    pub admitted: usize,
    /// Whether there are older ones that were not searched.
    pub cut: bool,
    /// The organisations that asked, by name.
    pub consumers: Vec<Choice>,
    /// The purposes that they asked for, by title.
    pub purposes: Vec<Choice>,
    /// Twelve months up to the last that is asked for, oldest first: what the filter admits but for its days.
    pub months: Vec<InMonth>,
}

/// Something that one can filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As an address has it.
    pub value: String,
    /// In words.
    pub words: Said,
}

/// What happened in one month, by the calendar of Norway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InMonth {
    /// Which.
    pub month: Month,
    /// How many requests were answered.
    pub given: u64,
    /// How many were refused.
    pub refused: u64,
}

impl InMonth {
    /// Its first and last day.
    #[must_use]
    pub fn days(self) -> Option<(Day, Day)> {
        let day = |number: u8| Day::parse(&format!("{}-{number:02}", self.month)).ok();
        Some((day(1)?, (28..=31).rev().find_map(day)?))
    }
}

/// Counts a person's rows, and finds the words for what can be chosen.
pub(super) fn overview(list: List<'_>, all: &Rows, filter: &Filter) -> Overview {
    let last = filter.to.unwrap_or_else(|| list.now.day_in_norway()).month();
    Overview {
        all: all.rows.len(),
        admitted: all.rows.iter().filter(|row| filter.admits(row)).count(),
        cut: all.cut,
        consumers: match list.places {
            Places::Told => consumers(list, &all.rows, filter),
            Places::Hidden => Vec::new(),
        },
        purposes: purposes(list, &all.rows, filter),
        months: months(&all.rows, filter, last),
    }
}

fn months(rows: &[Row], filter: &Filter, last: Month) -> Vec<InMonth> {
    let first = last.number().saturating_sub(MONTHS - 1);
    let numbers = (first..=last.number()).filter_map(Month::from_number);
    let mut months: Vec<InMonth> =
        numbers.map(|month| InMonth { month, given: 0, refused: 0 }).collect();
    for row in rows.iter().filter(|row| filter.admits_but_for_time(row)) {
        let place = row.day.month().number().checked_sub(first);
        let place = place.and_then(|place| usize::try_from(place).ok());
        let Some(month) = place.and_then(|place| months.get_mut(place)) else { continue };
        match row.came {
            Came::Given => month.given += 1,
            Came::Refused => month.refused += 1,
            Came::Aside => {}
        }
    }
    months
}

/// Those who asked, and who is asked for though they have not.
fn consumers(list: List<'_>, rows: &[Row], filter: &Filter) -> Vec<Choice> {
    let asked = rows.iter().filter_map(|row| row.consumer.as_ref()).chain(&filter.consumer);
    let mut words: BTreeMap<&Organisation, String> = BTreeMap::new();
    for consumer in asked {
        let name = || list.sources.names.name(consumer).unwrap_or_else(|| consumer.to_string());
        words.entry(consumer).or_insert_with(name);
    }
    sorted(words.into_iter().map(|(consumer, text)| {
        // Names are in no language.
        let words = Said { text, language: list.language };
        Choice { value: consumer.to_string(), words }
    }))
}

/// What they asked for, in the words of the newest policies that an entry about it was decided by.
fn purposes(list: List<'_>, rows: &[Row], filter: &Filter) -> Vec<Choice> {
    let title = |purpose: &PurposeId, row: &Row| {
        let set = list.sources.policies.in_force_at(row.policies)?;
        Some(set.purpose(purpose)?.title.said(list.language))
    };
    let id = |purpose: &PurposeId| Said { text: purpose.to_string(), language: list.language };
    let mut words: BTreeMap<&PurposeId, Said> = BTreeMap::new();
    for row in rows {
        let Some(purpose) = &row.purpose else { continue };
        let named = || title(purpose, row).unwrap_or_else(|| id(purpose));
        words.entry(purpose).or_insert_with(named);
    }
    if let Some(purpose) = &filter.purpose {
        words.entry(purpose).or_insert_with(|| id(purpose));
    }
    sorted(words.into_iter().map(|(purpose, words)| Choice { value: purpose.to_string(), words }))
}

fn sorted(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = choices.collect();
    choices.sort_by_cached_key(|choice| (choice.words.text.to_lowercase(), choice.value.clone()));
    choices
}
