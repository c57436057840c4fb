//! What the ledger says about one person, for who holds their key.

use super::chain::{Sequence, Standing};
use super::entry::{Entry, Event, Outline, Whom};
use super::heads::HeadsError;
use super::read::{ReadError, Shared, parse};
use super::seal::{PersonKeys, SealError, Seals, Tag, open_with};
use super::thin::Kept;
use super::vault::{PersonId, VaultError};
use crate::merkle::Hash;
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use bytes::Bytes;
use std::collections::VecDeque;

/// An entry about a person, opened with their key.
#[derive(Debug, Clone)]
pub struct About {
    /// Its index.
    pub index: EntryIndex,
    /// The entry.
    pub entry: Entry,
    /// What was sealed in it.
    pub whom: Whom,
    /// Its number in the person's sequence, from 0: the cursor for asking for what came before.
    pub count: u64,
    /// The head of the sequence before it.
    pub head: Hash,
    /// Its leaf hash.
    pub leaf: Hash,
    /// Its bytes, as they are hashed.
    pub bytes: Bytes,
    /// The key that opens this entry and no other.
    pub key: Key32,
    /// The index of the held entry that it releases.
    pub released: Option<EntryIndex>,
    /// That entry; none when it can no longer be opened.
    pub shows: Option<Box<Self>>,
}

impl Shared {
    /// Finds the entry with this tag among those from index `since` on: its index and what is kept of it.
    ///
    /// # Errors
    /// [`IndexError::Rebuilding`] when it was not found, but could be where the index is not yet
    /// rebuilt.
    ///
    /// [`IndexError::Rebuilding`]: super::IndexError::Rebuilding
    pub(super) fn find(&self, tag: Tag, since: u64) -> Result<Option<(u64, Kept)>, ReadError> {
        let mut read = None;
        let found = self.index.find(tag, since, |index| {
            read = self.kept(index)?;
            let its = match &read {
                Some(Kept::Entry(entry)) => {
                    let outline =
                        Outline::read(entry).map_err(|_| ReadError::UnknownForm(index))?;
                    outline.tag.and_then(Tag::parse)
                }
                Some(Kept::GivenUp(tag)) => Some(*tag),
                None => None,
            };
            Ok::<_, ReadError>(its == Some(tag))
        })?;
        Ok(found.zip(read))
    }

    /// How far a person's sequence had come at the newest digest, and the first entry that it does not
    /// cover. No entry is read.
    fn digested(&self, person: PersonId, sequence: Sequence) -> Result<(Standing, u64), ReadError> {
        let (Some(heads), Some(known)) = (self.vault.heads.current(), self.vault.known(person)?)
        else {
            return Ok((Standing::NONE, 0));
        };
        let row = match self.vault.heads.row_of(&heads, &known) {
            Ok(row) => row,
            // The digester will see it too, and make them anew; or the person is being erased.
            Err(HeadsError::Damaged(_) | HeadsError::Overtaken) => return Ok((Standing::NONE, 0)),
            Err(error) => return Err(VaultError::from(error).into()),
        };
        let standing = row.map_or(Standing::NONE, |row| match sequence {
            Sequence::Shown => row.shown,
            Sequence::Held => row.held,
        });
        Ok((standing, heads.about().size))
    }

    /// How many entries a person's sequence has, when so many are known and further ones stand at
    /// `since` or after: tags are counted without a gap, so the first that is not there is found by
    /// doubling and halving.
    fn count(
        &self,
        keys: &PersonKeys,
        sequence: Sequence,
        (known, since): (u64, u64),
    ) -> Result<u64, ReadError> {
        let mut beyond = 1;
        while self.find(keys.tag(sequence, known + beyond - 1), since)?.is_some() {
            beyond *= 2;
        }
        let (mut least, mut most) = (known + beyond / 2, known + beyond - 1);
        while least < most {
            let middle = least.midpoint(most);
            if self.find(keys.tag(sequence, middle), since)?.is_some() {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        Ok(least)
    }

    /// How far a person's sequence has come: from the newest digest on, as the entries say it. So
    /// neither an index that is still being rebuilt nor pruned bundles stand in the way.
    pub(crate) fn standing(
        &self,
        person: PersonId,
        keys: &PersonKeys,
        sequence: Sequence,
    ) -> Result<Standing, ReadError> {
        let (mut standing, since) = self.digested(person, sequence)?;
        let count = self.count(keys, sequence, (standing.count, since))?;
        if count == standing.count {
            return Ok(standing);
        }
        if let Some(about) = self.opened(keys, sequence, count - 1, since)? {
            return Ok(Standing { count: about.count, head: about.head }.then(&about.leaf));
        }
        // The newest has expired: its head is in its seal, so the chain is followed entry by entry.
        while standing.count < count {
            let (index, kept) = self
                .find(keys.tag(sequence, standing.count), since)?
                .ok_or(ReadError::IndexIncomplete)?;
            let leaf = match kept {
                Kept::Entry(entry) => Hash::leaf(&entry),
                Kept::GivenUp(_) => self.leaf(index, self.recent().published())?,
            };
            standing = standing.then(&leaf);
        }
        Ok(standing)
    }

    /// What makes a person's seals of this period; none when the period's key is destroyed.
    pub(super) fn seals(&self, keys: &PersonKeys, period: Option<Month>) -> Option<Seals> {
        let Some(month) = period else { return Some(keys.seals(None)) };
        let key = self.vault.period(month)?;
        Some(keys.seals(Some(&key)))
    }

    /// See [`super::Ledger::about`].
    pub(crate) fn about(
        &self,
        person: &PersonNumber,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<About>, ReadError> {
        let id = self.vault.id(person);
        let Some(key) = self.vault.key(id)? else { return Ok(Vec::new()) };
        let keys = PersonKeys::derive(&key).map_err(VaultError::from)?;
        let (digested, since) = self.digested(id, Sequence::Shown)?;
        let count = self.count(&keys, Sequence::Shown, (digested.count, since))?;
        let newest = before.map_or(count, |before| before.min(count));
        let mut entries = Backwards::from(self, &keys, newest);
        let mut found = Vec::new();
        while found.len() < most
            && let Some(mut about) = entries.take()?
        {
            if about.whom.subject != *person {
                let (index, source) = (about.index.0, SealError::UnknownForm);
                return Err(ReadError::Sealed { index, source });
            }
            if let Some(EntryIndex(held)) = about.released {
                // Released twice, it is shown in its first place.
                if entries.releases(&about)? {
                    continue;
                }
                about.shows = self.open_at(&keys, Sequence::Held, held)?.map(Box::new);
            }
            found.push(about);
        }
        Ok(found)
    }

    /// Whether a person's entries below `count` have one, since the day `until`, that releases this
    /// one. There is none before that day.
    pub(crate) fn is_released(
        &self,
        keys: &PersonKeys,
        held: u64,
        until: Day,
        count: u64,
    ) -> Result<bool, ReadError> {
        let mut entries = Backwards::from(self, keys, count);
        while let Some(about) = entries.take()? {
            if about.released == Some(EntryIndex(held)) {
                return Ok(true);
            }
            if about.entry.at.day_in_norway() < until {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// Opens an entry of a person's, which stands at `since` or after; none when the key of its period is
    /// destroyed.
    pub(super) fn opened(
        &self,
        keys: &PersonKeys,
        sequence: Sequence,
        count: u64,
        since: u64,
    ) -> Result<Option<About>, ReadError> {
        let (index, kept) =
            self.find(keys.tag(sequence, count), since)?.ok_or(ReadError::IndexIncomplete)?;
        let about = self.open_kept(keys, sequence, (index, kept))?;
        if about.as_ref().is_some_and(|about| about.count != count) {
            return Err(ReadError::Sealed { index, source: SealError::UnknownForm });
        }
        Ok(about)
    }

    /// Opens the entry at this index, which must be of this sequence of the person's; none when the key
    /// of its period is destroyed, or beyond the newest entry.
    pub(crate) fn open_at(
        &self,
        keys: &PersonKeys,
        sequence: Sequence,
        index: u64,
    ) -> Result<Option<About>, ReadError> {
        let Some(kept) = self.kept(index)? else { return Ok(None) };
        self.open_kept(keys, sequence, (index, kept))
    }

    fn open_kept(
        &self,
        keys: &PersonKeys,
        sequence: Sequence,
        (index, kept): (u64, Kept),
    ) -> Result<Option<About>, ReadError> {
        // Given up, with all else in its bundle that had expired.
        let Kept::Entry(bytes) = kept else { return Ok(None) };
        let entry = parse(index, &bytes)?;
        let wrong = |source| ReadError::Sealed { index, source };
        let tag = entry.tag.as_deref().and_then(Tag::parse).ok_or(wrong(SealError::NotOurs))?;
        let Some(seals) = self.seals(keys, entry.expires) else { return Ok(None) };
        let key = seals.key(tag).map_err(wrong)?;
        let inside = open_with(&key, &bytes).map_err(wrong)?;
        if keys.tag(sequence, inside.before.count) != tag {
            return Err(wrong(SealError::UnknownForm));
        }
        Ok(Some(About {
            index: EntryIndex(index),
            entry,
            whom: inside.whom,
            count: inside.before.count,
            head: inside.before.head,
            leaf: Hash::leaf(&bytes),
            bytes,
            key,
            released: inside.released,
            shows: None,
        }))
    }
}

impl super::Ledger {
    /// How many entries a person has been shown so far. No entry is read, and the index is asked only for
    /// what stands after the newest digest, so it may be asked for many persons again and again. Blocks on
    /// files.
    ///
    /// # Errors
    /// When vault or index cannot be read.
    pub fn count_about(&self, person: &PersonNumber) -> Result<u64, ReadError> {
        let shared = &self.inner.shared;
        let id = shared.vault.id(person);
        let Some(key) = shared.vault.key(id)? else { return Ok(0) };
        let keys = PersonKeys::derive(&key).map_err(VaultError::from)?;
        let (digested, since) = shared.digested(id, Sequence::Shown)?;
        shared.count(&keys, Sequence::Shown, (digested.count, since))
    }
}

/// What a person is shown, newest first, each entry opened once.
struct Backwards<'s> {
    shared: &'s Shared,
    keys: &'s PersonKeys,
    /// The number after that of the next entry to open.
    next: u64,
    /// What was opened beyond what was taken.
    read: VecDeque<About>,
    /// Number and head before the entry that was opened last.
    opened: Option<Standing>,
}

impl<'s> Backwards<'s> {
    const fn from(shared: &'s Shared, keys: &'s PersonKeys, next: u64) -> Self {
        Self { shared, keys, next, read: VecDeque::new(), opened: None }
    }

    /// The next entry that can be opened.
    fn take(&mut self) -> Result<Option<About>, ReadError> {
        if self.read.is_empty() {
            self.read_on()?;
        }
        Ok(self.read.pop_front())
    }

    /// Opens one more, which the one after it must continue.
    fn read_on(&mut self) -> Result<bool, ReadError> {
        while let Some(count) = self.next.checked_sub(1) {
            self.next = count;
            let opened = self.shared.opened(self.keys, Sequence::Shown, count, 0)?;
            let Some(about) = opened else { continue };
            let before = Standing { count, head: about.head };
            let next = before.then(&about.leaf);
            if self.opened.is_some_and(|after| after.count == next.count && after != next) {
                return Err(ReadError::Chain(about.index.0));
            }
            self.opened = Some(before);
            self.read.push_back(about);
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether an entry that is still to come releases what this one does. None before the day that
    /// it was held until does.
    fn releases(&mut self, one: &About) -> Result<bool, ReadError> {
        let Event::Release(release) = &one.entry.event else { return Ok(false) };
        let is_late = |about: &About| about.entry.at.day_in_norway() >= release.held.until;
        let mut at = 0;
        loop {
            let Some(about) = self.read.get(at) else {
                if self.read_on()? {
                    continue;
                }
                return Ok(false);
            };
            if about.released == one.released || !is_late(about) {
                return Ok(about.released == one.released);
            }
            at += 1;
        }
    }
}
