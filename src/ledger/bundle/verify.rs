//! Checking a bundle: a function of its bytes and of what is expected, without files or clock.

use super::BundleError;
use super::file::{File, Part};
use super::list::List;
use crate::ledger::digest::{position, vrf_input};
use crate::ledger::entry::{Digest, Entry, VERSION, Whom};
use crate::ledger::seal::TagKey;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::note::NoteVerifier;
use crate::merkle::proof::verify_inclusion;
use crate::vocab::ids::EntryIndex;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;

/// What whoever verifies knows beforehand.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The log's keys, and others' whose signatures must fit.
    pub verifiers: &'a [NoteVerifier],
    /// When the digest must have been made, at the earliest: an hour and a little ago, for a new bundle.
    pub digest_since: Option<Timestamp>,
}

/// What a bundle proves.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Whom it is about.
    pub subject: PersonNumber,
    /// The checkpoint that all is proven under. Which witnesses signed it is for the caller to see.
    pub checkpoint: Checkpoint,
    /// The checkpoint's signed note.
    pub note: String,
    /// The entry that says how much there is about each person.
    pub digest: EntryIndex,
    /// When that was.
    pub complete_at: Timestamp,
    /// These are all entries about the person below this index.
    pub complete_up_to: u64,
    /// The entries, oldest first.
    pub entries: Vec<ProvenEntry>,
    /// Makes the tags of the person's entries: whoever has a copy of the ledger can see that none has
    /// the next tag. None when there are no entries.
    pub tag_key: Option<Key32>,
}

impl Verified {
    /// The tag that the person's next entry will have, as entries write it: whoever has a copy of the
    /// ledger sees that no entry below [`Verified::complete_up_to`] has it.
    #[must_use]
    pub fn next_tag(&self) -> Option<String> {
        let key = TagKey::new(self.tag_key.as_ref()?);
        let mut text = String::new();
        key.tag(self.entries.len() as u64).write(&mut text);
        Some(text)
    }
}

/// One entry about the person.
#[derive(Debug, Clone)]
pub struct ProvenEntry {
    /// Its place in the log.
    pub index: EntryIndex,
    /// What it says; none when it is no longer kept.
    pub entry: Option<Entry>,
    /// What was sealed in it; none when it has expired.
    pub whom: Option<Whom>,
    /// The entry that it releases.
    pub released: Option<Box<ProvenEntry>>,
}

/// Checks a bundle.
///
/// # Errors
/// What is wrong first.
pub fn verify_bundle(bytes: &[u8], expected: &Expected<'_>) -> Result<Verified, BundleError> {
    let file = File::parse(bytes)?;
    let subject = PersonNumber::parse(&file.subject).map_err(|_| BundleError::Form("subject"))?;
    let checkpoint = Checkpoint::open(file.checkpoint.as_bytes(), expected.verifiers)?;
    let (digest, at) = digest(&file, &checkpoint)?;
    if expected.digest_since.is_some_and(|since| at < since) {
        return Err(BundleError::Stale { at });
    }
    let output = digest.vrf_key.verify(vrf_input(&subject), &file.vrf_proof()?);
    let position = position(&output.map_err(BundleError::Position)?);
    let counted = file.map_proof()?.verify(&digest.root, &position).map_err(BundleError::Map)?;
    let held = file.entries.len() as u64;
    if file.count != held {
        return Err(BundleError::Count { said: file.count, held });
    }
    let tag_key = file.tag_key()?;
    let list = List { subject: &subject, checkpoint: &checkpoint, covered: digest.size, at };
    let entries = match (&tag_key, counted) {
        (Some(key), Some(value)) if held > 0 => list.verify(&file.entries, key, &value)?,
        (None, None) if held == 0 => Vec::new(),
        _ => return Err(BundleError::Absent),
    };
    Ok(Verified {
        subject,
        checkpoint,
        note: file.checkpoint,
        digest: EntryIndex(file.digest.index),
        complete_at: at,
        complete_up_to: digest.size,
        entries,
        tag_key,
    })
}

/// The digest, once it is proven to be in the log, and when it was made.
fn digest(file: &File, checkpoint: &Checkpoint) -> Result<(Digest, Timestamp), BundleError> {
    let part = &file.digest;
    verify_inclusion(&part.leaf()?, part.index, checkpoint.size(), &part.path, &checkpoint.root())
        .map_err(BundleError::DigestPath)?;
    let text = part.entry.as_deref().ok_or(BundleError::NotADigest)?;
    let entry: Entry = serde_json::from_str(text).map_err(|_| BundleError::NotADigest)?;
    let digest = Digest::read(text.as_bytes()).ok_or(BundleError::NotADigest)?;
    if entry.v != VERSION {
        return Err(BundleError::NotADigest);
    }
    if digest.size > part.index {
        return Err(BundleError::DigestAhead);
    }
    Ok((digest, entry.at))
}

/// Where a part's entry is proven to be.
pub(super) fn is_in_log(part: &Part, checkpoint: &Checkpoint, n: u64) -> Result<(), BundleError> {
    let (size, root) = (checkpoint.size(), checkpoint.root());
    verify_inclusion(&part.leaf()?, part.index, size, &part.path, &root)
        .map_err(|why| BundleError::Path { n, why })
}
