//! The entries that are sequenced but not yet published, in memory.

use super::journal::Sequenced;
use std::collections::VecDeque;

/// What the sequencer adds at the end and the publisher takes off at the front.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    /// The index of the first: how many entries are published.
    first: u64,
    entries: VecDeque<Sequenced>,
    bytes: usize,
}

impl Recent {
    /// Begins after `published` entries.
    pub(crate) fn after(published: u64) -> Self {
        Self { first: published, entries: VecDeque::new(), bytes: 0 }
    }

    /// How many entries are published.
    pub(crate) const fn published(&self) -> u64 {
        self.first
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

    /// Up to `most` entries from the first on; copying one copies no bytes.
    pub(crate) fn oldest(&self, most: usize) -> Vec<Sequenced> {
        self.entries.iter().take(most).cloned().collect()
    }

    /// Drops the entries below `published`.
    pub(crate) fn drop_published(&mut self, published: u64) {
        while self.first < published
            && let Some(entry) = self.entries.pop_front()
        {
            self.bytes -= entry.entry.len();
            self.first += 1;
        }
    }
}
