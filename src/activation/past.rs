//! The sets of policies that were ever in force, read back from the ledger.

use crate::ledger::entry::{Author, Event, PoliciesActivated};
use crate::ledger::{Ledger, ReadError};
use crate::policy::{PolicySet, PolicySource};
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The sets of former times that are kept in memory: a set may be large, and few are asked for.
const KEPT: usize = 16;

/// An activation, and what the set said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The entry of the activation.
    pub entry: EntryIndex,
    /// When.
    pub at: Timestamp,
    /// The set's digest, as the entry says it.
    pub digest: String,
    /// By whom; none in entries of a time when only a start activated.
    pub author: Option<Author>,
    /// The activation before it.
    pub previous: Option<EntryIndex>,
    /// The files, by name.
    pub files: Vec<PastFile>,
}

/// One file of a set that was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFile {
    /// The file.
    pub source: PolicySource,
    /// The entries that hold it: several when it is long.
    pub entries: Vec<EntryIndex>,
}

/// The activation that stands at this index, with all texts; none when another entry stands there.
/// Blocks on files.
///
/// # Errors
/// When the ledger cannot be read, or an activation names what is no file.
pub fn at(ledger: &Ledger, entry: EntryIndex) -> Result<Option<Past>, ReadError> {
    let Some((at, activated)) = activation(ledger, entry)? else { return Ok(None) };
    let indexes = listed(&activated, |list| {
        let list = ledger.entries(&[list])?.pop().map(|entry| entry.event);
        Ok::<_, ReadError>(list)
    })?
    .ok_or(ReadError::UnknownForm(entry.0))?;
    let events = ledger.entries(&indexes)?.into_iter().map(|entry| entry.event);
    let files = joined(indexes.into_iter().zip(events)).ok_or(ReadError::UnknownForm(entry.0))?;
    let PoliciesActivated { digest, author, previous, .. } = activated;
    Ok(Some(Past { entry, at, digest, author, previous, files }))
}

/// The entries with a set's files, those of its lists first; none when a list is no list.
///
/// # Errors
/// When `read` fails.
pub fn listed<E>(
    activated: &PoliciesActivated,
    mut read: impl FnMut(EntryIndex) -> Result<Option<Event>, E>,
) -> Result<Option<Vec<EntryIndex>>, E> {
    let mut all = Vec::new();
    for list in &activated.lists {
        match read(*list)? {
            Some(Event::PolicyList(list)) => all.extend(list.files),
            _ => return Ok(None),
        }
    }
    all.extend(&activated.files);
    Ok(Some(all))
}

/// Joins the parts of long files; none when one is not a file, or the last part of one is missing.
pub fn joined(events: impl IntoIterator<Item = (EntryIndex, Event)>) -> Option<Vec<PastFile>> {
    let mut files: Vec<PastFile> = Vec::new();
    let mut open = false;
    for (index, event) in events {
        let Event::PolicyFile(part) = event else { return None };
        match files.last_mut().filter(|_| open) {
            Some(file) if file.source.name == part.name => {
                file.source.text.push_str(&part.text);
                file.entries.push(index);
            }
            Some(_) => return None,
            None => {
                let source = PolicySource { name: part.name, text: part.text };
                files.push(PastFile { source, entries: vec![index] });
            }
        }
        open = part.continues;
    }
    (!open).then_some(files)
}

/// The activation at this index, and its time.
fn activation(
    ledger: &Ledger,
    index: EntryIndex,
) -> Result<Option<(Timestamp, PoliciesActivated)>, ReadError> {
    Ok(ledger.entry(index)?.and_then(|entry| match entry.event {
        Event::PoliciesActivated(activated) => Some((entry.at, activated)),
        _ => None,
    }))
}

/// The policies that were in force when a reading was made.
pub struct History {
    ledger: Ledger,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// Every activation that was looked for so far, oldest first.
    activations: Vec<EntryIndex>,
    /// The sets that were asked for last.
    sets: VecDeque<(EntryIndex, Arc<PolicySet>)>,
}

impl History {
    /// The newest entry that activated policies.
    #[must_use]
    pub fn newest(&self) -> Option<EntryIndex> {
        self.ledger.newest_policies()
    }

    /// The history in this ledger.
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self { ledger, known: Mutex::default() }
    }

    /// The set that was activated at this place of the ledger, or last before it; none if there is
    /// none, or its texts do not have the digest that the activation names. Blocks on files.
    pub fn in_force_at(&self, place: EntryIndex) -> Option<Arc<PolicySet>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let index = told(self.activation_at(place, &mut known.activations))??;
        if let Some((_, set)) = known.sets.iter().find(|(entry, _)| *entry == index) {
            return Some(set.clone());
        }
        let past = told(at(&self.ledger, index))??;
        let sources: Vec<_> = past.files.into_iter().map(|file| file.source).collect();
        let set = Arc::new(PolicySet::parse(&sources).ok()?);
        if set.digest() != past.digest {
            return None;
        }
        known.sets.push_back((index, set.clone()));
        if known.sets.len() > KEPT {
            known.sets.pop_front();
        }
        Some(set)
    }

    /// The newest activation at or before a place.
    fn activation_at(
        &self,
        place: EntryIndex,
        activations: &mut Vec<EntryIndex>,
    ) -> Result<Option<EntryIndex>, ReadError> {
        let mut newer = Vec::new();
        let mut next = self.ledger.newest_policies();
        while let Some(index) = next
            && activations.last().is_none_or(|known| *known < index)
        {
            newer.push(index);
            next = activation(&self.ledger, index)?.and_then(|(_, activated)| activated.previous);
        }
        activations.extend(newer.into_iter().rev());
        let after = activations.partition_point(|index| *index <= place);
        Ok(after.checked_sub(1).and_then(|last| activations.get(last)).copied())
    }
}

/// What cannot be read is logged: it is the disk's fault or worse.
fn told<T>(read: Result<T, ReadError>) -> Option<T> {
    read.inspect_err(|error| {
        tracing::error!(error = %Told(error), "an entry about policies cannot be read");
    })
    .ok()
}
