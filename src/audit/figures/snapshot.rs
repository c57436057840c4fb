//! Figures in a file, so that a start need not count from the first entry. It may be deleted at any
//! time; then they are counted anew.
//!
//! Numbers are big-endian; *n* before a list is its length (u32):
//!
//! ```text
//! "sluse-figures@v1\n" | counted u64 | root 32 | given up u64 | newest u64 | digest u64, u64
//! n names: length u16, UTF-8
//! n days: day u32, n rows: seven names u32, count u64
//! n months: first day u32, n rows: five names u32, readings u64, first and last day u32
//! n held: until u32, two names u32, held u64, released u64
//! SHA-256 of all before 32
//! ```
//!
//! Times are milliseconds and days are days since 1970; all ones: there is none. *root* is the root of
//! the tree of the counted entries: figures of another ledger, or of one that was rolled back, have
//! another. There is one way to write the same figures.

use super::counts::{Counts, DigestSeen};
use super::names::{Name, Names};
use super::tally::{Balance, Combination, Disclosed, Holding, Out, Tally};
use crate::merkle::Hash;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::{Day, Timestamp};
use ring::digest::{SHA256, digest};
use std::collections::HashMap;

const BEGINS: &[u8] = b"sluse-figures@v1\n";

/// Stands for a time that there is none of.
const NONE: u64 = u64::MAX;

/// The figures as a file, with the root of the tree that they count.
#[must_use]
pub fn write(counts: &Counts, root: &Hash) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024 + counts.tally.rows * 40);
    let number = |out: &mut Vec<u8>, number: u64| out.extend_from_slice(&number.to_be_bytes());
    let millis = |at: Option<Timestamp>| at.map_or(NONE, Timestamp::millis);
    out.extend_from_slice(BEGINS);
    number(&mut out, counts.counted);
    out.extend_from_slice(root.as_bytes());
    number(&mut out, counts.given_up);
    number(&mut out, millis(counts.newest));
    number(&mut out, counts.digest.map_or(NONE, |digest| digest.entry.0));
    number(&mut out, millis(counts.digest.map(|digest| digest.at)));
    let names = counts.names.all();
    length(&mut out, names.len());
    for name in names {
        let bytes = name.as_bytes();
        let short = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        out.extend_from_slice(&short.to_be_bytes());
        out.extend_from_slice(bytes.get(..usize::from(short)).unwrap_or(bytes));
    }
    write_rows(&counts.tally, &mut out);
    let check = digest(&SHA256, &out);
    out.extend_from_slice(check.as_ref());
    out
}

fn length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
}

fn write_rows(tally: &Tally, out: &mut Vec<u8>) {
    let day = |out: &mut Vec<u8>, day: Day| out.extend_from_slice(&day.number().to_be_bytes());
    let names = |out: &mut Vec<u8>, names: &[Name]| {
        names.iter().for_each(|name| out.extend_from_slice(&name.0.to_be_bytes()));
    };
    length(out, tally.days.len());
    for (of, rows) in &tally.days {
        day(out, *of);
        let mut rows: Vec<_> = rows.iter().collect();
        rows.sort_unstable_by_key(|(row, _)| **row);
        length(out, rows.len());
        for (row, count) in rows {
            names(out, &row.names());
            out.extend_from_slice(&count.to_be_bytes());
        }
    }
    length(out, tally.fields.len());
    for (month, rows) in &tally.fields {
        day(out, *month);
        let mut rows: Vec<_> = rows.iter().collect();
        rows.sort_unstable_by_key(|(row, _)| **row);
        length(out, rows.len());
        for (row, disclosed) in rows {
            names(out, &[row.consumer, row.provider, row.service, row.purpose, row.field]);
            out.extend_from_slice(&disclosed.readings.to_be_bytes());
            day(out, disclosed.first);
            day(out, disclosed.last);
        }
    }
    length(out, tally.held.len());
    for (holding, balance) in &tally.held {
        day(out, holding.until);
        names(out, &[holding.consumer, holding.purpose]);
        out.extend_from_slice(&balance.held.to_be_bytes());
        out.extend_from_slice(&balance.released.to_be_bytes());
    }
}

/// Reads figures, with the root of the tree that they count; none when the bytes are not a whole file.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<(Counts, Hash)> {
    let (body, check) = bytes.split_last_chunk::<32>()?;
    if digest(&SHA256, body).as_ref() != check {
        return None;
    }
    let mut input = Input(body.strip_prefix(BEGINS)?);
    let counted = input.long()?;
    let root = Hash::from_bytes(input.chunk()?);
    let given_up = input.long()?;
    let newest = moment(input.long()?);
    let (entry, at) = (input.long()?, moment(input.long()?));
    let digest = at.map(|at| DigestSeen { entry: EntryIndex(entry), at });
    let names = input.names()?;
    let tally = input.tally(&names)?;
    input.0.is_empty().then_some(())?;
    Some((Counts { names, tally, counted, given_up, newest, digest }, root))
}

fn moment(millis: u64) -> Option<Timestamp> {
    (millis != NONE).then(|| Timestamp::from_millis(millis))
}

/// What is left to read.
struct Input<'b>(&'b [u8]);

impl Input<'_> {
    fn chunk<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*chunk)
    }

    fn long(&mut self) -> Option<u64> {
        self.chunk().map(u64::from_be_bytes)
    }

    fn short(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_be_bytes)
    }

    fn day(&mut self) -> Option<Day> {
        Day::from_number(self.short()?)
    }

    fn names(&mut self) -> Option<Names> {
        let count = self.short()?;
        let mut texts = Vec::new();
        for _ in 0..count {
            let length = usize::from(u16::from_be_bytes(self.chunk()?));
            let (text, rest) = self.0.split_at_checked(length)?;
            texts.push(std::str::from_utf8(text).ok()?);
            self.0 = rest;
        }
        Names::from_all(texts)
    }

    fn of<const COUNT: usize>(&mut self, names: &Names) -> Option<[Name; COUNT]> {
        let mut numbers = [Name::NONE; COUNT];
        for number in &mut numbers {
            *number = Name(self.short()?);
            names.has(*number).then_some(())?;
        }
        Some(numbers)
    }

    fn tally(&mut self, names: &Names) -> Option<Tally> {
        let mut tally = Tally::default();
        for _ in 0..self.short()? {
            let (day, count) = (self.day()?, self.short()?);
            let mut rows = HashMap::new();
            for _ in 0..count {
                rows.insert(Combination::from_names(self.of(names)?), self.long()?);
            }
            tally.rows += rows.len();
            tally.days.insert(day, rows);
        }
        for _ in 0..self.short()? {
            let (month, count) = (self.day()?, self.short()?);
            let mut rows = HashMap::new();
            for _ in 0..count {
                let [consumer, provider, service, purpose, field] = self.of(names)?;
                let out = Out { consumer, provider, service, purpose, field };
                let (readings, first, last) = (self.long()?, self.day()?, self.day()?);
                rows.insert(out, Disclosed { readings, first, last });
            }
            tally.field_rows += rows.len();
            tally.fields.insert(month, rows);
        }
        for _ in 0..self.short()? {
            let until = self.day()?;
            let [consumer, purpose] = self.of(names)?;
            let (held, released) = (self.long()?, self.long()?);
            tally.held.insert(Holding { until, consumer, purpose }, Balance { held, released });
        }
        Some(tally)
    }
}
