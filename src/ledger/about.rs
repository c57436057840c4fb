//! What the ledger says about one person, for who holds their key.

use super::chain::{Sequence, Standing};
use super::entry::{Entry, Outline, Whom};
use super::read::{ReadError, Shared, parse};
use super::seal::{PersonKeys, SealError, Seals, Tag, open_with};
use super::vault::VaultError;
use crate::merkle::Hash;
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;

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
}

impl Shared {
    /// Finds the entry with this tag among those from index `since` on: its index and bytes, which are
    /// empty when it has expired and was given up.
    ///
    /// # Errors
    /// [`IndexError::Rebuilding`] when it was not found, but could be where the index is not yet
    /// rebuilt.
    ///
    /// [`IndexError::Rebuilding`]: super::IndexError::Rebuilding
    fn find(&self, tag: Tag, since: u64) -> Result<Option<(u64, Bytes)>, ReadError> {
        let mut read = Bytes::new();
        let found = self.index.find(tag, since, |index| {
            let entry = match self.bytes(index) {
                // It was given up: nothing more is known of it than the beginning of its tag.
                Err(ReadError::Expired(_)) => {
                    read = Bytes::new();
                    return Ok(true);
                }
                entry => entry?,
            };
            let Some(entry) = entry else { return Ok(false) };
            let outline = Outline::read(&entry).map_err(|_| ReadError::UnknownForm(index))?;
            let holds = outline.tag.and_then(Tag::parse) == Some(tag);
            read = entry;
            Ok::<_, ReadError>(holds)
        })?;
        Ok(found.map(|index| (index, read)))
    }

    /// How many entries a person's sequence has: its tags are counted from 0 without a gap, so the
    /// first that is not there is found by doubling and halving.
    fn count(&self, keys: &PersonKeys, sequence: Sequence) -> Result<u64, ReadError> {
        let mut beyond = 1;
        while self.find(keys.tag(sequence, beyond - 1), 0)?.is_some() {
            beyond *= 2;
        }
        let (mut least, mut most) = (beyond / 2, beyond - 1);
        while least < most {
            let middle = least.midpoint(most);
            if self.find(keys.tag(sequence, middle), 0)?.is_some() {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        Ok(least)
    }

    /// How far a person's sequence has come, as the entries say it.
    pub(crate) fn standing(
        &self,
        keys: &PersonKeys,
        sequence: Sequence,
    ) -> Result<Standing, ReadError> {
        let Some(last) = self.count(keys, sequence)?.checked_sub(1) else {
            return Ok(Standing::NONE);
        };
        let about = self.opened(keys, sequence, last)?.ok_or(ReadError::IndexIncomplete)?;
        Ok(Standing { count: about.count, head: about.head }.then(&about.leaf))
    }

    /// What makes a person's seals of this period; none when the period's key is destroyed.
    fn seals(&self, keys: &PersonKeys, period: Option<Month>) -> Option<Seals> {
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
        let Some(key) = self.vault.key(self.vault.id(person))? else { return Ok(Vec::new()) };
        let keys = PersonKeys::derive(&key).map_err(VaultError::from)?;
        let count = self.count(&keys, Sequence::Shown)?;
        let newest = before.map_or(count, |before| before.min(count));
        let mut found: Vec<About> = Vec::new();
        for count in (0..newest).rev() {
            if found.len() == most {
                break;
            }
            let Some(about) = self.opened(&keys, Sequence::Shown, count)? else { continue };
            let wrong = |source| ReadError::Sealed { index: about.index.0, source };
            if about.whom.subject != *person {
                return Err(wrong(SealError::UnknownForm));
            }
            let after = Standing { count, head: about.head }.then(&about.leaf);
            if found.last().is_some_and(|next| next.count == after.count && next.head != after.head)
            {
                return Err(ReadError::Chain(about.index.0));
            }
            found.push(about);
        }
        Ok(found)
    }

    /// Opens an entry of a person's; none when the key of its period is destroyed.
    fn opened(
        &self,
        keys: &PersonKeys,
        sequence: Sequence,
        count: u64,
    ) -> Result<Option<About>, ReadError> {
        let tag = keys.tag(sequence, count);
        let (index, bytes) = self.find(tag, 0)?.ok_or(ReadError::IndexIncomplete)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let entry = parse(index, &bytes)?;
        let wrong = |source| ReadError::Sealed { index, source };
        let Some(seals) = self.seals(keys, entry.expires) else { return Ok(None) };
        let key = seals.key(tag).map_err(wrong)?;
        let inside = open_with(&key, &bytes).map_err(wrong)?;
        if inside.before.count != count {
            return Err(wrong(SealError::UnknownForm));
        }
        Ok(Some(About {
            index: EntryIndex(index),
            entry,
            whom: inside.whom,
            count,
            head: inside.before.head,
            leaf: Hash::leaf(&bytes),
            bytes,
            key,
            released: inside.released,
        }))
    }
}
