//! The entries since the last digest, by their tags.

use crate::ledger::chain::Standing;
use crate::ledger::entry::Outline;
use crate::ledger::read::{FULL, ReadError, Shared};
use crate::ledger::seal::Tag;
use crate::ledger::thin::Kept;
use crate::merkle::Hash;
use crate::vocab::ids::EntryIndex;

/// What a person's sequences may go on with: 48 bytes for each entry that is about somebody.
pub(super) struct News {
    /// In the order of tags.
    entries: Vec<(Tag, Hash)>,
    /// The newest digest among the entries.
    pub(super) digest: Option<EntryIndex>,
}

impl News {
    /// Reads the entries from `from` to below `until`.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn read(shared: &Shared, from: u64, until: u64) -> Result<Self, ReadError> {
        let mut news = Self { entries: Vec::new(), digest: None };
        let mut next = from;
        let (published, mut leaves) = (shared.recent().published(), (u64::MAX, Vec::new()));
        shared.each_kept(from, until, |index, kept| {
            next = index + 1;
            let entry = match kept {
                Kept::Entry(entry) => entry,
                Kept::GivenUp(tag) => {
                    // Many of one bundle are given up together.
                    let number = index / FULL;
                    if leaves.0 != number {
                        leaves = (number, shared.leaves(number, published)?);
                    }
                    let place = usize::try_from(index % FULL).unwrap_or(usize::MAX);
                    let leaf = leaves.1.get(place).ok_or(ReadError::Expired(index))?;
                    news.entries.push((*tag, *leaf));
                    return Ok(());
                }
            };
            let outline = Outline::read(entry).map_err(|_| ReadError::UnknownForm(index))?;
            if outline.is_digest() {
                news.digest = Some(EntryIndex(index));
            }
            if let Some(tag) = outline.tag {
                let tag = Tag::parse(tag).ok_or(ReadError::UnknownForm(index))?;
                news.entries.push((tag, Hash::leaf(entry)));
            }
            Ok(())
        })?;
        if next != until {
            return Err(ReadError::Missing(format!("entry {next}")));
        }
        news.entries.sort_unstable();
        Ok(news)
    }

    /// How far a sequence goes on from here, whose tags are these.
    pub(super) fn follow(&self, from: Standing, tag: impl Fn(u64) -> Tag) -> Standing {
        let mut standing = from;
        while let Some(leaf) = self.leaf(tag(standing.count)) {
            standing = standing.then(leaf);
        }
        standing
    }

    fn leaf(&self, tag: Tag) -> Option<&Hash> {
        let place = self.entries.binary_search_by_key(&tag, |(tag, _)| *tag).ok()?;
        self.entries.get(place).map(|(_, leaf)| leaf)
    }
}
