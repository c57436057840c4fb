//! The journal's form: segments of records, and how a torn end is told from damage.
//!
//! A record begins at a multiple of eight bytes in its segment:
//!
//! ```text
//! "SJ1\n" | length u32 | index u64 | settled u64 | leaf hash 32 | entry | zeros to a multiple of 8
//! ```
//!
//! with little-endian numbers. *settled* is how many entries were known durable when the record was
//! written: the index of the first record of its batch. Reading stops at the first record that is not
//! the expected one or does not match its hash. That is the torn end of a batch that nobody was told
//! of, unless a whole record further on says that the missing one had been durable: then it is damage.

use super::store::StoreError;
use crate::merkle::Hash;
use crate::vocab::limits::ENTRY_BYTES;
use bytes::Bytes;

const MAGIC: [u8; 4] = *b"SJ1\n";
const ALIGNED: usize = 8;
const HEAD_BYTES: usize = 56;

/// An entry that has its durable index.
#[derive(Debug, Clone)]
pub struct Sequenced {
    /// Its index.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
    /// Its bytes.
    pub entry: Bytes,
}

/// Begins a record at the end of the block; the entry's bytes are to follow. Gives where it begins.
pub(crate) fn begin(block: &mut Vec<u8>) -> usize {
    let start = block.len();
    block.resize(start + HEAD_BYTES, 0);
    start
}

/// Ends the record that begins at `start`: writes its head and pads it. Gives the leaf hash and the
/// entry's place in the block, or none if the entry is too long for the log's format.
pub(crate) fn finish(
    block: &mut Vec<u8>,
    start: usize,
    index: u64,
    settled: u64,
) -> Option<(Hash, std::ops::Range<usize>)> {
    let range = start + HEAD_BYTES..block.len();
    let entry = block.get(range.clone())?;
    if entry.len() > ENTRY_BYTES.most {
        return None;
    }
    let leaf = Hash::leaf(entry);
    let length = u32::try_from(entry.len()).ok()?;
    let (_, record) = block.split_at_mut_checked(start)?;
    let head = record.first_chunk_mut::<HEAD_BYTES>()?;
    let parts: [&[u8]; 5] = [
        &MAGIC,
        &length.to_le_bytes(),
        &index.to_le_bytes(),
        &settled.to_le_bytes(),
        leaf.as_bytes(),
    ];
    let mut rest = head.as_mut_slice();
    for part in parts {
        let (here, after) = rest.split_at_mut_checked(part.len())?;
        here.copy_from_slice(part);
        rest = after;
    }
    block.resize(block.len().next_multiple_of(ALIGNED), 0);
    Some((leaf, range))
}

/// A record as it stands in a segment, whole and matching its hash.
struct Record {
    index: u64,
    settled: u64,
    leaf: Hash,
    entry: std::ops::Range<usize>,
}

/// Reads the record that begins at `start`, if a whole one does.
fn record_at(segment: &[u8], start: usize) -> Option<Record> {
    let rest = segment.get(start..)?.strip_prefix(&MAGIC)?;
    let (length, rest) = rest.split_first_chunk()?;
    let (index, rest) = rest.split_first_chunk()?;
    let (settled, rest) = rest.split_first_chunk()?;
    let (leaf, rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let entry = rest.get(..length)?;
    let leaf = Hash::from_bytes(*leaf);
    if length > ENTRY_BYTES.most || Hash::leaf(entry) != leaf {
        return None;
    }
    Some(Record {
        index: u64::from_le_bytes(*index),
        settled: u64::from_le_bytes(*settled),
        leaf,
        entry: start + HEAD_BYTES..start + HEAD_BYTES + length,
    })
}

/// What a segment holds.
pub(crate) struct Scanned {
    /// Its entries from the asked index on.
    pub(crate) entries: Vec<Sequenced>,
    /// The index after its last entry.
    pub(crate) next: u64,
    /// The byte after its last record.
    pub(crate) end: usize,
}

/// Reads the segment `name` that begins with entry `first`; keeps the entries from `from` on.
///
/// # Errors
/// When a record that had been durable is not there.
pub(crate) fn scan(
    name: &str,
    segment: &Bytes,
    first: u64,
    from: u64,
) -> Result<Scanned, StoreError> {
    let mut found = Scanned { entries: Vec::new(), next: first, end: 0 };
    found.read_on(segment, from);
    if found.next < from {
        // What is published is no longer needed here, and may be damaged. What follows it is: the last with
        // this index, as one before it may bear it by its damage.
        let is_next = |start: &usize| record_at(segment, *start).is_some_and(|it| it.index == from);
        if let Some(start) = starts(segment, found.end).filter(is_next).last() {
            (found.next, found.end) = (from, start);
            found.read_on(segment, from);
        }
    }
    let missing = found.next.max(from);
    if was_durable(segment, found.end, missing) {
        return Err(StoreError::Damaged { segment: name.to_owned(), index: missing });
    }
    Ok(found)
}

impl Scanned {
    /// Reads the records that follow without a gap; keeps the entries from `from` on.
    fn read_on(&mut self, segment: &Bytes, from: u64) {
        while let Some(record) = record_at(segment, self.end).filter(|it| it.index == self.next) {
            self.next += 1;
            self.end = record.entry.end.next_multiple_of(ALIGNED);
            if record.index >= from {
                let entry = segment.slice(record.entry);
                self.entries.push(Sequenced { index: record.index, leaf: record.leaf, entry });
            }
        }
    }
}

/// Where records may begin, from `end` on.
fn starts(segment: &[u8], end: usize) -> impl Iterator<Item = usize> {
    let places = (end..segment.len()).step_by(ALIGNED);
    places.filter(|start| segment.get(*start..).is_some_and(|rest| rest.starts_with(&MAGIC)))
}

/// Whether a record after `end` says that entry `missing` was durable when it was written. Records
/// of the segment's earlier life have lower indexes.
fn was_durable(segment: &[u8], end: usize, missing: u64) -> bool {
    starts(segment, end)
        .filter_map(|start| record_at(segment, start))
        .any(|record| record.index > missing && record.settled > missing)
}

/// The file name of the segment that begins with entry `first`.
pub(crate) fn segment_name(first: u64) -> String {
    format!("{first:020}.seg")
}

/// The first entry of the segment with this file name, if it is one.
pub(crate) fn segment_first(name: &str) -> Option<u64> {
    name.strip_suffix(".seg").filter(|digits| digits.len() == 20)?.parse().ok()
}
