//! Checking the list of a bundle: entry after entry, and then the head that all lead to.

use super::BundleError;
use super::file::Part;
use super::verify::{ProvenEntry, is_in_log};
use crate::ledger::chain::Standing;
use crate::ledger::digest::value;
use crate::ledger::entry::{Entry, VERSION};
use crate::ledger::inside::Inside;
use crate::ledger::seal::{Tag, TagKey, open_with};
use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;

/// What the list is checked against.
pub(super) struct List<'a> {
    pub(super) subject: &'a PersonNumber,
    pub(super) checkpoint: &'a Checkpoint,
    /// The digest covers the entries below this one.
    pub(super) covered: u64,
    /// When the digest was made.
    pub(super) at: Timestamp,
}

impl List<'_> {
    /// Checks that these are the entries, and all, that the map counts with this value.
    pub(super) fn verify(
        &self,
        parts: &[Part],
        tag_key: &Key32,
        counted: &Hash,
    ) -> Result<Vec<ProvenEntry>, BundleError> {
        let tags = TagKey::new(tag_key);
        let (mut standing, mut next) = (Standing::NONE, 0);
        let mut proven: Vec<ProvenEntry> = Vec::with_capacity(parts.len());
        let mut since = Timestamp::from_millis(0);
        for part in parts {
            let n = standing.count;
            if part.index < next {
                return Err(BundleError::Order(n));
            }
            if part.index >= self.covered {
                return Err(BundleError::Beyond(n));
            }
            next = part.index + 1;
            is_in_log(part, self.checkpoint, n)?;
            let entry = self.entry(part, &tags, standing)?;
            match &entry.entry {
                Some(known) => since = known.at,
                // What was written in the digest's month cannot have expired.
                None if Month::of(since) == Month::of(self.at) => return Err(BundleError::Shut(n)),
                None => {}
            }
            proven.push(entry);
            standing = standing.then(&part.leaf()?);
        }
        if value(&standing, &tags.opening()) == *counted {
            Ok(proven)
        } else {
            Err(BundleError::Incomplete)
        }
    }

    /// Checks one entry of the list, after those that lead to this standing.
    fn entry(
        &self,
        part: &Part,
        tags: &TagKey,
        before: Standing,
    ) -> Result<ProvenEntry, BundleError> {
        let n = before.count;
        let index = EntryIndex(part.index);
        let Some(text) = part.entry.as_deref() else {
            // Only its place in the chain is known: the head that the digest counts vouches for it.
            return Ok(ProvenEntry { index, entry: None, whom: None, released: None });
        };
        let entry = parse(text, n)?;
        if entry.tag.as_deref().and_then(Tag::parse) != Some(tags.tag(n)) {
            return Err(BundleError::Tag(n));
        }
        if entry.held.is_some() {
            return Err(BundleError::Held(n));
        }
        let Some(key) = part.key()? else {
            if entry.expires.is_none_or(|month| !month.is_past(self.at)) {
                return Err(BundleError::Shut(n));
            }
            return Ok(ProvenEntry { index, entry: Some(entry), whom: None, released: None });
        };
        let inside = self.open(&key, text, n)?;
        if inside.before != before {
            return Err(BundleError::Chain(n));
        }
        let released = match (&part.released, inside.released) {
            (Some(held), _) => Some(Box::new(self.released(held, &inside, n)?)),
            (None, Some(_)) => return Err(BundleError::Released(n)),
            (None, None) => None,
        };
        Ok(ProvenEntry { index, entry: Some(entry), whom: Some(inside.whom), released })
    }

    /// Checks the entry that entry `n` releases.
    fn released(&self, part: &Part, by: &Inside, n: u64) -> Result<ProvenEntry, BundleError> {
        let index = EntryIndex(part.index);
        if by.released != Some(index) {
            return Err(BundleError::Released(n));
        }
        is_in_log(part, self.checkpoint, n)?;
        let Some(text) = part.entry.as_deref() else {
            return Ok(ProvenEntry { index, entry: None, whom: None, released: None });
        };
        let entry = parse(text, n)?;
        if entry.held.is_none() {
            return Err(BundleError::Released(n));
        }
        let whom = match part.key()? {
            Some(key) => Some(self.open(&key, text, n)?.whom),
            None if entry.expires.is_some_and(|month| month.is_past(self.at)) => None,
            None => return Err(BundleError::Shut(n)),
        };
        Ok(ProvenEntry { index, entry: Some(entry), whom, released: None })
    }

    fn open(&self, key: &Key32, text: &str, n: u64) -> Result<Inside, BundleError> {
        let inside = open_with(key, text.as_bytes());
        let inside = inside.map_err(|why| BundleError::Seal { n, why })?;
        if inside.whom.subject == *self.subject { Ok(inside) } else { Err(BundleError::Subject(n)) }
    }
}

fn parse(text: &str, n: u64) -> Result<Entry, BundleError> {
    let entry: Entry = serde_json::from_str(text).map_err(|_| BundleError::Entry(n))?;
    if entry.v == VERSION { Ok(entry) } else { Err(BundleError::Entry(n)) }
}
