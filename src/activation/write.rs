//! A set of policies on its way into the ledger: each changed file, then the activation.

use super::past::PastFile;
use crate::ledger::entry::{Author, Draft, Event, PoliciesActivated, PolicyFile, PolicyList};
use crate::ledger::{AppendError, Ledger};
use crate::policy::{PolicySet, PolicySource};
use crate::vocab::ids::EntryIndex;
use std::collections::HashMap;

/// The most text of one entry: escaping may double it, and an entry holds 65,535 bytes.
const PART_BYTES: usize = 30 * 1024;

/// The most entries that one entry lists: an index has at most twenty digits.
const LISTED: usize = 2_000;

/// Which entries hold the files of a set, in the set's own order of them.
#[derive(Debug, Default)]
pub(super) struct Written(Vec<Vec<EntryIndex>>);

/// Where a file of a set stands, or will stand.
enum Place<'w> {
    Already(&'w [EntryIndex]),
    New { parts: usize },
}

impl Written {
    /// Of a set that was read back.
    pub(super) fn of(files: &[PastFile]) -> Self {
        Self(files.iter().map(|file| file.entries.clone()).collect())
    }

    fn places<'w>(
        &'w self,
        files: &'w [PolicySource],
    ) -> HashMap<&'w str, (&'w str, &'w [EntryIndex])> {
        let named = files.iter().zip(&self.0);
        named.map(|(file, at)| (file.name.as_str(), (file.text.as_str(), at.as_slice()))).collect()
    }
}

/// Writes the files of `set` that are not as in `before`, and the activation of all of them. When
/// this resolves both are durable.
///
/// # Errors
/// When the ledger cannot write. Files may have been written then; nothing names them.
pub(super) async fn write(
    set: &PolicySet,
    before: (&[PolicySource], &Written),
    author: Author,
    ledger: &Ledger,
) -> Result<(EntryIndex, Written), AppendError> {
    let known = before.1.places(before.0);
    let mut drafts = Vec::new();
    let mut places = Vec::with_capacity(set.files().len());
    for file in set.files() {
        places.push(match known.get(file.name.as_str()) {
            Some((text, at)) if *text == file.text => Place::Already(at),
            _ => {
                let first = drafts.len();
                drafts.extend(parts(file));
                Place::New { parts: drafts.len() - first }
            }
        });
    }
    let mut new = ledger.append_all(drafts).await?.into_iter();
    let written = Written(
        places
            .into_iter()
            .map(|place| match place {
                Place::Already(at) => at.to_vec(),
                Place::New { parts } => new.by_ref().take(parts).collect(),
            })
            .collect(),
    );
    let activated = activated(set, &written, author, ledger).await?;
    let event = Event::PoliciesActivated(activated);
    let entry = ledger.append(Draft::new(event)).await?;
    Ok((entry, written))
}

/// The activation; what it lists is in the ledger when this resolves.
async fn activated(
    set: &PolicySet,
    written: &Written,
    author: Author,
    ledger: &Ledger,
) -> Result<PoliciesActivated, AppendError> {
    let files: Vec<EntryIndex> = written.0.iter().flatten().copied().collect();
    let (digest, previous) = (set.digest().to_owned(), ledger.newest_policies());
    let (files, lists) = if files.len() <= LISTED {
        (files, Vec::new())
    } else {
        let list = |files: &[EntryIndex]| {
            let event = Event::PolicyList(PolicyList { files: files.to_vec() });
            Draft::new(event)
        };
        (Vec::new(), ledger.append_all(files.chunks(LISTED).map(list).collect()).await?)
    };
    Ok(PoliciesActivated { digest, author: Some(author), files, lists, previous })
}

/// A file as entries: one, or several that continue each other.
fn parts(file: &PolicySource) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut rest = file.text.as_str();
    loop {
        let (text, after) = rest.split_at(rest.floor_char_boundary(PART_BYTES));
        let continues = !after.is_empty();
        let part = PolicyFile { name: file.name.clone(), text: text.to_owned(), continues };
        drafts.push(Draft::new(Event::PolicyFile(part)));
        rest = after;
        if !continues {
            return drafts;
        }
    }
}
