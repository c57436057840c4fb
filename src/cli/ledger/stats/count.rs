//! Counting entries.

use crate::ledger::row::Row;
use std::collections::BTreeMap;

/// How many entries say what.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) kinds: BTreeMap<String, u64>,
    /// Readings by purpose.
    pub(super) purposes: BTreeMap<String, u64>,
    /// Readings by consumer.
    pub(super) consumers: BTreeMap<String, u64>,
    /// Readings by service.
    pub(super) services: BTreeMap<String, u64>,
    /// Refusals of requests and of grants by reason.
    pub(super) refusals: BTreeMap<String, u64>,
    /// All entries by month, in UTC.
    pub(super) months: BTreeMap<String, u64>,
    pub(super) about_persons: u64,
    /// Entries about persons whose showing waits.
    pub(super) held: u64,
    /// How many persons there were at the newest digest.
    pub(super) persons: Option<u64>,
    pub(super) bytes: u64,
    /// Entries that have expired and were given up: they are empty.
    pub(super) pruned: u64,
}

impl Counts {
    /// Counts one entry.
    pub(super) fn add(&mut self, entry: &[u8]) -> Result<(), serde_json::Error> {
        if entry.is_empty() {
            self.pruned += 1;
            return Ok(());
        }
        let row = Row::read(entry)?;
        let columns = row.columns()?;
        self.bytes += entry.len() as u64;
        self.about_persons += u64::from(row.is_about_a_person());
        self.held += u64::from(row.held.is_some() && row.is_about_a_person());
        one(&mut self.months, row.at.get(..7).unwrap_or_default());
        one(&mut self.kinds, &columns.kind);
        match &*columns.kind {
            "reading" => {
                let by = [
                    (&mut self.purposes, &columns.purpose),
                    (&mut self.consumers, &columns.consumer),
                    (&mut self.services, &columns.service),
                ];
                for (counts, name) in by {
                    one(counts, name.as_deref().unwrap_or("not said"));
                }
            }
            "refusal" | "token-refusal" => {
                one(&mut self.refusals, columns.reason.as_deref().unwrap_or("not said"));
            }
            "digest" => self.persons = columns.persons,
            _ => {}
        }
        Ok(())
    }

    /// Takes the counts of entries that come later.
    pub(super) fn join(&mut self, later: Self) {
        let pairs = [
            (&mut self.kinds, later.kinds),
            (&mut self.purposes, later.purposes),
            (&mut self.consumers, later.consumers),
            (&mut self.services, later.services),
            (&mut self.refusals, later.refusals),
            (&mut self.months, later.months),
        ];
        for (counts, more) in pairs {
            for (name, count) in more {
                *counts.entry(name).or_default() += count;
            }
        }
        self.about_persons += later.about_persons;
        self.held += later.held;
        self.persons = later.persons.or(self.persons);
        self.bytes += later.bytes;
        self.pruned += later.pruned;
    }
}

fn one(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}
