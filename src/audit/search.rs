//! Seeking entries: oldest first, a bounded walk for each call, and a cursor that says how far it came.
//!
//! A cursor is the index of the next entry to look at. Entries never move, so what is appended while
//! somebody turns pages is neither skipped nor shown twice.

use super::PoliciesThen;
use super::looks::Recorded;
use super::refused::Refused;
use super::rights::Reader;
use super::row::Row;
use super::shown::Shown;
use crate::ledger::entry::{Decision, Sought, is_alarm};
use crate::ledger::{Ledger, ReadError};
use crate::merkle::Hash;
use crate::merkle::tile::BundleId;
use crate::vocab::basis::ServiceId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The entries of one answer.
pub const PAGE_ENTRIES: Limit = Limit { name: "ledger_page_entries", most: 1000 };

/// The entries that one call looks at.
pub const LOOKED_AT: Limit = Limit { name: "ledger_entries_looked_at", most: 64 * 256 };

/// The bytes of an answer; one entry is shown whatever its length.
pub const PAGE_BYTES: Limit = Limit { name: "ledger_page_bytes", most: 2 * 1024 * 1024 };

/// The entries that are read together.
const STRIDE: u64 = 256;

/// One part of what was sought.
#[derive(Debug)]
pub struct Page {
    /// The entries that fit, oldest first.
    pub entries: Vec<Shown>,
    /// The next entry to look at: all before it have been.
    pub cursor: EntryIndex,
    /// Whether there is more to look at now.
    pub more: bool,
    /// How many entries were published when it was looked.
    pub published: u64,
}

/// Looks from the cursor on (or from the first entry that is late enough) for what is sought and the
/// reader may see. Blocks on files.
///
/// # Errors
/// When the ledger cannot be read.
pub fn seek(
    ledger: &Ledger,
    policies: &dyn PoliciesThen,
    recorded: &Recorded,
    sought: &Sought,
    cursor: Option<EntryIndex>,
    most: usize,
) -> Result<Page, Refused> {
    let published = ledger.published();
    let range = bounds(ledger, sought, cursor)?;
    let end = range.end;
    let most = most.clamp(1, PAGE_ENTRIES.most);
    let left = PAGE_BYTES.most;
    let mut page = Open { entries: Vec::new(), most, left, published, policies };
    let next = visit(ledger, policies, recorded, sought, range, &mut page)?;
    let cursor = EntryIndex(next);
    Ok(Page { entries: page.entries, cursor, more: next < end, published })
}

/// The published entries among which what is sought can be, from the cursor on. Blocks on files.
///
/// # Errors
/// When the ledger cannot be read.
pub fn bounds(
    ledger: &Ledger,
    sought: &Sought,
    cursor: Option<EntryIndex>,
) -> Result<Range<u64>, Refused> {
    let published = ledger.published();
    let from = |moment| {
        let first = ledger.first_since(moment)?;
        Ok::<_, ReadError>(first.map_or(published, |first| first.0.min(published)))
    };
    let first = sought.since.map(from).transpose()?.unwrap_or(0);
    let end = sought.until.map(from).transpose()?.unwrap_or(published);
    Ok(cursor.map_or(0, |cursor| cursor.0).max(first)..end)
}

/// What takes the entries in that are found.
pub trait Taking {
    /// Takes an entry in; says no when there is no room for it.
    ///
    /// # Errors
    /// When the entry has an unknown form.
    fn take(&mut self, index: u64, bytes: &[u8]) -> Result<bool, Refused>;

    /// Whether there is no use in looking further.
    fn is_full(&self) -> bool;
}

/// Visits what is sought and the reader may see, until there is no room, or [`LOOKED_AT`] entries have been
/// looked at; gives the next entry to look at. Blocks on files.
///
/// # Errors
/// When the ledger cannot be read.
pub fn visit(
    ledger: &Ledger,
    policies: &dyn PoliciesThen,
    recorded: &Recorded,
    sought: &Sought,
    range: Range<u64>,
    taking: &mut impl Taking,
) -> Result<u64, Refused> {
    let sight = Sight::new(recorded.reader(), policies);
    let mut next = range.start;
    let stop = range.end.min(next.saturating_add(LOOKED_AT.most as u64));
    while next < stop && !taking.is_full() {
        let below = stop.min((next / STRIDE + 1) * STRIDE);
        let mut stopped = None;
        ledger.walk(next, below, |index, bytes| {
            if stopped.is_some() {
                return;
            }
            let taken = match sight.shows(index, bytes, sought) {
                Ok(true) => taking.take(index, bytes),
                Ok(false) => Ok(true),
                Err(error) => Err(error),
            };
            stopped = match taken {
                Ok(true) => None,
                Ok(false) => Some(Ok(index)),
                Err(error) => Some(Err(error)),
            };
        })?;
        match stopped.transpose()? {
            Some(index) => return Ok(index),
            None => next = below,
        }
    }
    Ok(next)
}

/// A bundle of entries as c2sp.org/tlog-tiles has it, for who may see all. Blocks on files.
///
/// # Errors
/// When the reader may not, it is not published, or its entries have expired.
pub fn bundle(ledger: &Ledger, recorded: &Recorded, id: BundleId) -> Result<Vec<u8>, Refused> {
    recorded.reader().of_the_whole()?;
    ledger.entry_bundle(id)?.ok_or(Refused::NoSuchBundle)
}

/// What is left of a bundle of which entries have expired, for who may see all. Blocks on files.
///
/// # Errors
/// When the reader may not, or the bundle is whole or not there.
pub fn thinned(ledger: &Ledger, recorded: &Recorded, number: u64) -> Result<Vec<u8>, Refused> {
    recorded.reader().of_the_whole()?;
    ledger.thinned(number)?.ok_or(Refused::NoSuchBundle)
}

/// One entry, when the reader may see it; with its exact bytes. Blocks on files.
///
/// # Errors
/// [`Refused::NoSuchEntry`], also for one that the reader may not see.
pub fn one(
    ledger: &Ledger,
    policies: &dyn PoliciesThen,
    recorded: &Recorded,
    index: EntryIndex,
) -> Result<Shown, Refused> {
    let bytes = ledger.bytes(index)?.ok_or(Refused::NoSuchEntry)?;
    if index.0 < ledger.published() && ledger.leaf(index)? != Hash::leaf(&bytes) {
        return Err(ReadError::Tree(format!("entry {index} is not the one that is signed")).into());
    }
    let row = Row::read(&bytes).map_err(|_| ReadError::UnknownForm(index.0))?;
    if !Sight::new(recorded.reader(), policies).covers(index, &row) {
        return Err(Refused::NoSuchEntry);
    }
    let shown = Shown::new(index, &bytes, ledger.published(), policies);
    Ok(shown.ok_or(ReadError::UnknownForm(index.0))?.with_bytes(&bytes))
}

/// A page that is being filled.
struct Open<'p> {
    entries: Vec<Shown>,
    most: usize,
    left: usize,
    published: u64,
    policies: &'p dyn PoliciesThen,
}

impl Taking for Open<'_> {
    fn is_full(&self) -> bool {
        self.entries.len() >= self.most
    }

    fn take(&mut self, index: u64, bytes: &[u8]) -> Result<bool, Refused> {
        if self.is_full() {
            return Ok(false);
        }
        let shown = Shown::new(EntryIndex(index), bytes, self.published, self.policies);
        let shown = shown.ok_or(ReadError::UnknownForm(index))?;
        let length = shown.length();
        if length > self.left && !self.entries.is_empty() {
            return Ok(false);
        }
        self.left = self.left.saturating_sub(length);
        self.entries.push(shown);
        Ok(true)
    }
}

/// What a reader may see.
struct Sight<'s> {
    reader: &'s Reader,
    policies: &'s dyn PoliciesThen,
    /// Who provided a service, by the policies of a time.
    providers: std::cell::RefCell<HashMap<(EntryIndex, String), Option<Organisation>>>,
}

impl<'s> Sight<'s> {
    fn new(reader: &'s Reader, policies: &'s dyn PoliciesThen) -> Self {
        Self { reader, policies, providers: std::cell::RefCell::default() }
    }

    /// Whether an entry is sought, and the reader may see it.
    fn shows(&self, index: u64, bytes: &[u8], sought: &Sought) -> Result<bool, Refused> {
        // Few entries are alarms: the others need not be read.
        if sought.decision == Some(Decision::Alarm) && !is_alarm(bytes) {
            return Ok(false);
        }
        let row = Row::read(bytes).map_err(|_| ReadError::UnknownForm(index))?;
        Ok(row.fits(sought) && self.covers(EntryIndex(index), &row))
    }

    /// Whether the reader may see this entry, by its role.
    fn covers(&self, index: EntryIndex, row: &Row<'_>) -> bool {
        let provider = || {
            let service = row.event.service.as_deref()?;
            let then = row.event.policies.unwrap_or(index);
            let mut known = self.providers.borrow_mut();
            let provider = known.entry((then, service.to_owned())).or_insert_with(|| {
                let set = self.policies.in_force_at(then)?;
                let service = set.service(&ServiceId::parse(service).ok()?)?;
                Some(service.provider.clone())
            });
            provider.as_ref().map(|provider| Cow::Owned(provider.as_str().to_owned()))
        };
        self.reader.role().part().covers(row.event.consumer.as_deref(), provider)
    }
}
