//! The entries that are not yet in a full bundle, in memory: those that are sequenced but not yet
//! published, and the last published ones.

use super::journal::Sequenced;
use super::read::FULL;
use crate::merkle::Hash;
use bytes::Bytes;
use std::collections::VecDeque;

/// What the sequencer adds at the end and the publisher takes off at the front.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    /// The index of the first.
    first: u64,
    /// How many entries are published.
    published: u64,
    entries: VecDeque<Sequenced>,
    bytes: usize,
}

impl Recent {
    /// Begins with `published` entries, the last of which, in the bundle that is not full, are these.
    pub(crate) fn after(published: u64, tail: &[Bytes]) -> Self {
        let first = published - tail.len() as u64;
        let mut recent = Self { first, published, ..Self::default() };
        recent.add((first..).zip(tail).map(|(index, entry)| Sequenced {
            index,
            leaf: Hash::leaf(entry),
            entry: entry.clone(),
        }));
        recent
    }

    /// The index of the first entry that is in memory.
    pub(crate) const fn first(&self) -> u64 {
        self.first
    }

    /// How many entries are published.
    pub(crate) const fn published(&self) -> u64 {
        self.published
    }

    /// How many entries are sequenced.
    pub(crate) fn sequenced(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    /// The bytes of all entries held here.
    pub(crate) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes in entries that follow the last.
    pub(crate) fn add(&mut self, entries: impl IntoIterator<Item = Sequenced>) {
        for sequenced in entries {
            self.bytes += sequenced.entry.len();
            self.entries.push_back(sequenced);
        }
    }

    /// The entry, if it is one of these.
    pub(crate) fn get(&self, index: u64) -> Option<&Sequenced> {
        let place = index.checked_sub(self.first)?;
        self.entries.get(usize::try_from(place).ok()?)
    }

    /// Up to `most` entries from the first unpublished on; copying one copies no bytes.
    pub(crate) fn oldest(&self, most: usize) -> Vec<Sequenced> {
        let published = usize::try_from(self.published - self.first).unwrap_or(usize::MAX);
        self.entries.iter().skip(published).take(most).cloned().collect()
    }

    /// The entries below `published` are published; those in full bundles are dropped.
    pub(crate) fn drop_published(&mut self, published: u64) {
        self.published = published;
        let full = published - published % FULL;
        while self.first < full
            && let Some(entry) = self.entries.pop_front()
        {
            self.bytes -= entry.entry.len();
            self.first += 1;
        }
    }
}
