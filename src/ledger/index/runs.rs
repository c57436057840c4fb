//! Runs: which entries have which tags, for one stretch of the log each.
//!
//! The log is cut as tiles cut it: run `n` of level 0 holds the tags of entries `n * span` to
//! `(n + 1) * span`, a run of the next level those of eight. Tags are uniformly random, so a run is
//! parted by their first bits into buckets of about 256 rows, on every level: each is one value in
//! sled, the next level has eight times as many. A row is six bytes, a big-endian number:
//!
//! ```text
//! the bits of the tag's first 40 that do not name the bucket | offset from the run's first entry
//! ```
//!
//! and the rows of a bucket are sorted. Each bucket has a value, an empty one if need be, so a missing
//! value is seen. Whoever finds an entry by 40 bits compares its whole tag.

use std::ops::Range;

/// How many bits of a tag a run knows.
const KEPT_BITS: u32 = 40;

/// A run joins this many (as a power of two) of the level below.
const FAN_BITS: u32 = 3;

/// How many rows a bucket has on average when all entries are tagged (as a power of two).
const BUCKET_BITS: u32 = 8;

/// The highest level: more than two thousand million entries in one run.
const HIGHEST_LEVEL: u8 = 5;

const ROW_BYTES: usize = 6;

/// How many entries a run of level 0 spans, as a power of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    bits: u8,
}

impl Span {
    /// What a ledger uses: 65,536. So many entries at the most are read again at a start.
    pub const USUAL: Self = Self { bits: 16 };

    /// Another span, 2 to the power of `bits`; at most the usual one.
    #[must_use]
    pub const fn new(bits: u8) -> Self {
        Self { bits: if bits < Self::USUAL.bits { bits } else { Self::USUAL.bits } }
    }

    pub(crate) const fn bits(self) -> u8 {
        self.bits
    }

    /// How many entries that are.
    pub(crate) const fn entries(self) -> u64 {
        1 << self.bits
    }

    /// The run of level 0 that an entry falls into.
    pub(crate) const fn run_of(self, index: u64) -> Run {
        Run { span: self, level: 0, number: index >> self.bits }
    }
}

/// A tag as runs know it, and where the entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    kept: u64,
    index: u64,
}

impl Posting {
    /// The entry with this index has a tag that begins with these eight bytes.
    #[must_use]
    pub const fn new(tag: [u8; 8], index: u64) -> Self {
        Self { kept: u64::from_be_bytes(tag) >> (u64::BITS - KEPT_BITS), index }
    }
}

/// Names a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    span: Span,
    level: u8,
    number: u64,
}

impl Run {
    /// Run `number` of `level`; none above the highest level.
    #[must_use]
    pub fn new(span: Span, level: u8, number: u64) -> Option<Self> {
        (level <= HIGHEST_LEVEL).then_some(Self { span, level, number })
    }

    /// The level, from 0.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.level
    }

    /// The place in its level, from 0.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.number
    }

    const fn offset_bits(self) -> u32 {
        self.span.bits as u32 + self.level as u32 * FAN_BITS
    }

    const fn bucket_bits(self) -> u32 {
        (self.span.bits as u32).saturating_sub(BUCKET_BITS) + self.level as u32 * FAN_BITS
    }

    const fn rest_bits(self) -> u32 {
        KEPT_BITS - self.bucket_bits()
    }

    /// The entries that it spans.
    #[must_use]
    pub const fn entries(self) -> Range<u64> {
        let first = self.number << self.offset_bits();
        first..first + (1 << self.offset_bits())
    }

    /// How many values it has.
    #[must_use]
    pub const fn buckets(self) -> u32 {
        1 << self.bucket_bits()
    }

    /// The run that this one becomes part of; none on the highest level.
    #[must_use]
    pub fn above(self) -> Option<Self> {
        Self::new(self.span, self.level + 1, self.number >> FAN_BITS)
    }

    /// The eight runs that it joins, oldest first; none on level 0.
    pub fn below(self) -> impl Iterator<Item = Self> {
        let first = self.number << FAN_BITS;
        let level = self.level.checked_sub(1);
        let numbers = first..first + (1 << FAN_BITS);
        level.into_iter().flat_map(move |level| {
            numbers.clone().map(move |number| Self { span: self.span, level, number })
        })
    }

    /// The key in sled of one of its buckets.
    #[must_use]
    pub fn key(self, bucket: u32) -> [u8; 13] {
        let mut key = [0; 13];
        let (level, rest) = key.split_at_mut(1);
        let (number, last) = rest.split_at_mut(8);
        level.fill(self.level);
        number.copy_from_slice(&self.number.to_be_bytes());
        last.copy_from_slice(&bucket.to_be_bytes());
        key
    }

    fn bucket(self, kept: u64) -> u32 {
        u32::try_from(kept >> self.rest_bits()).unwrap_or(u32::MAX)
    }

    /// The bits of a tag that stand in a row.
    const fn rest(self, kept: u64) -> u64 {
        kept & ((1 << self.rest_bits()) - 1)
    }

    /// The values of its buckets, in order, from the tags of its entries.
    pub fn values(self, postings: &mut [Posting]) -> impl Iterator<Item = Vec<u8>> {
        postings.sort_unstable();
        let first = self.entries().start;
        let mut left = &*postings;
        (0..self.buckets()).map(move |bucket| {
            let here = left.iter().take_while(|it| self.bucket(it.kept) == bucket).count();
            let (these, after) = left.split_at(here);
            left = after;
            let mut value = Vec::with_capacity(here * ROW_BYTES);
            for Posting { kept, index } in these {
                write_row(self.rest(*kept) << self.offset_bits() | (index - first), &mut value);
            }
            value
        })
    }

    /// The values of the eight buckets that bucket `bucket` of each run below falls into, and the first
    /// of their numbers; `below` holds those buckets' values, oldest first.
    #[must_use]
    pub fn joined<V: AsRef<[u8]>>(self, bucket: u32, below: &[V]) -> (u32, [Vec<u8>; 8]) {
        let offset_bits = self.offset_bits() - FAN_BITS;
        let rest_bits = self.rest_bits();
        let mut parts: [Vec<u64>; 8] = Default::default();
        for (place, value) in (0_u64..).zip(below) {
            for row in rows(value.as_ref()) {
                let offset = row & ((1 << offset_bits) - 1) | place << offset_bits;
                let rest = row >> offset_bits;
                let part = usize::try_from(rest >> rest_bits).ok().and_then(|it| parts.get_mut(it));
                if let Some(part) = part {
                    part.push(self.rest(rest) << self.offset_bits() | offset);
                }
            }
        }
        let values = parts.map(|mut rows| {
            rows.sort_unstable();
            let mut value = Vec::with_capacity(rows.len() * ROW_BYTES);
            for row in rows {
                write_row(row, &mut value);
            }
            value
        });
        (bucket << FAN_BITS, values)
    }

    /// The key of the bucket that a tag falls into.
    #[must_use]
    pub fn key_of(self, tag: [u8; 8]) -> [u8; 13] {
        self.key(self.bucket(Posting::new(tag, 0).kept))
    }

    /// The entries of a bucket whose tags begin as this one, oldest first.
    #[must_use]
    pub fn entries_with(self, tag: [u8; 8], value: &[u8]) -> Vec<u64> {
        let rest = self.rest(Posting::new(tag, 0).kept);
        let (rows, _) = value.as_chunks::<ROW_BYTES>();
        let from = rows.partition_point(|row| read_row(row) >> self.offset_bits() < rest);
        let these = rows.iter().skip(from).map(read_row);
        let first = self.entries().start;
        these
            .take_while(|row| row >> self.offset_bits() == rest)
            .map(|row| first + (row & ((1 << self.offset_bits()) - 1)))
            .collect()
    }
}

/// How many rows a value holds.
pub(crate) const fn rows_in(value: &[u8]) -> u64 {
    (value.len() / ROW_BYTES) as u64
}

fn rows(value: &[u8]) -> impl Iterator<Item = u64> {
    value.as_chunks::<ROW_BYTES>().0.iter().map(read_row)
}

fn read_row(row: &[u8; ROW_BYTES]) -> u64 {
    let mut bytes = [0; 8];
    if let Some(last) = bytes.last_chunk_mut() {
        *last = *row;
    }
    u64::from_be_bytes(bytes)
}

fn write_row(row: u64, value: &mut Vec<u8>) {
    let [_, _, row @ ..] = row.to_be_bytes();
    value.extend_from_slice(&row);
}
