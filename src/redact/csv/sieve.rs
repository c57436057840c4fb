//! Writes what the walk lets through of comma-separated values.
//!
//! Each row is a record; the header is the frame before them. The columns that come out are those that
//! anything can come out of: what is withheld of a row leaves its field empty, and the columns stay
//! where they are. Lines end and fields are separated as in the document.

use super::{Header, Listener};
use crate::redact::mask::Mask;
use crate::redact::names::fingerprint;
use crate::redact::plan::{Fate, Kind, Place, Plan};
use crate::redact::transform::{Outcome, Scalar};
use crate::redact::walk::Walk;
use crate::redact::{RECORD_BYTES, Setting};

/// The redaction of one document so far.
pub(in crate::redact) struct CsvSieve<'plan> {
    pub(in crate::redact) walk: Walk<'plan>,
    plan: &'plan Plan,
    mask: Option<&'plan Mask>,
    columns: Vec<Column>,
    delimiter: u8,
    line_end: &'static [u8],
    /// How many columns come out.
    shown: usize,
    /// How many fields of the row have ended; none if no row has begun.
    row: Option<usize>,
    /// How many of them have come out.
    written: usize,
    /// The field as it stands, if that may come out, and as it reads, as far as a rule needs it.
    raw: Vec<u8>,
    text: Vec<u8>,
    /// Whether it has a value.
    empty: bool,
}

struct Column {
    place: Place,
    /// The fingerprint of its name.
    mark: u64,
    shown: bool,
}

impl<'plan> CsvSieve<'plan> {
    pub(in crate::redact) fn new(plan: &'plan Plan, setting: Setting<'plan>) -> Self {
        Self {
            walk: Walk::new(plan, setting, false),
            plan,
            mask: setting.mask,
            columns: Vec::new(),
            delimiter: b',',
            line_end: b"\r\n",
            shown: 0,
            row: None,
            written: 0,
            raw: Vec::new(),
            text: Vec::new(),
            empty: true,
        }
    }

    /// The field that is being read; begins the row if it is its first.
    fn column(&mut self) -> Option<&Column> {
        if self.row.is_none() {
            let mut row = self.walk.arrive(Place::ROOT, Kind::Object, 0);
            self.walk.announce(&mut row, 0);
            self.walk.enter(row);
            self.row = Some(0);
            self.written = 0;
        }
        self.columns.get(self.row?)
    }

    /// Writes the value of a column that is shown, or leaves its field empty.
    fn value(&mut self, place: Place, mark: u64) {
        let mut standing = self.walk.arrive(place, Kind::Text, mark);
        let text = std::mem::take(&mut self.text);
        let long = text.len() > self.walk.longest();
        let text_of = || std::str::from_utf8(&text).map_or(Scalar::Long, Scalar::Text);
        let value = if long { Scalar::Long } else { text_of() };
        if self.walk.wants(&standing) {
            self.walk.tell(place, Some(value));
        }
        let outcome = match standing.fate {
            Fate::Transform => self.walk.transform(&standing, value),
            _ => None,
        };
        if standing.fate == Fate::Copy || outcome.is_some() {
            let start = self.walk.page.out.len();
            self.walk.announce(&mut standing, start);
            match outcome {
                Some(outcome) => self.write(&outcome),
                None => self.walk.page.out.extend_from_slice(&self.raw),
            }
        }
        self.walk.ended(&standing);
        self.text = text;
    }

    /// Writes what comes out instead of a field, in quotes if it needs them.
    fn write(&mut self, outcome: &Outcome) {
        let text = outcome.to_string();
        let special = |byte| matches!(byte, b'"' | b'\r' | b'\n') || byte == self.delimiter;
        let out = &mut self.walk.page.out;
        if !text.bytes().any(special) {
            return out.extend_from_slice(text.as_bytes());
        }
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    }
}

impl Listener for CsvSieve<'_> {
    fn header(&mut self, header: &Header) {
        self.delimiter = header.delimiter();
        self.line_end = if header.carriage_return == Some(false) { b"\n" } else { b"\r\n" };
        let root = self.plan.node(Place::ROOT);
        for column in &header.columns {
            let mark = fingerprint(&column.name);
            let place = root.member(mark, &column.name);
            let hidden = self.mask.is_some_and(|mask| mask.hides(place, Kind::Text));
            let shown = !hidden && self.plan.node(place).scalar != Fate::Drop;
            if shown {
                if self.shown > 0 {
                    self.walk.page.out.push(self.delimiter);
                }
                self.walk.page.out.extend_from_slice(&column.raw);
                self.shown += 1;
            }
            self.columns.push(Column { place, mark, shown });
        }
        if self.shown > 0 {
            self.walk.page.out.extend_from_slice(self.line_end);
        }
    }

    fn piece(&mut self, raw: &[u8], read: &[u8]) {
        let Some(column) = self.column() else { return };
        let shown = column.shown;
        self.empty = false;
        // One byte more than any text that matters tells that this one does not.
        let room = (self.walk.longest() + 1).saturating_sub(self.text.len());
        self.text.extend_from_slice(read.get(..room).unwrap_or(read));
        if shown {
            self.raw.extend_from_slice(raw);
            if self.raw.len() > RECORD_BYTES.most {
                self.raw.clear();
                self.walk.page.full = true;
            }
        }
    }

    fn field(&mut self, _quoted: bool) {
        let Some(Column { place, mark, shown }) = self.column() else { return };
        let (place, mark, shown) = (*place, *mark, *shown);
        if shown && self.written > 0 {
            self.walk.page.out.push(self.delimiter);
        }
        self.written += usize::from(shown);
        if !self.empty {
            self.value(place, mark);
        }
        self.empty = true;
        self.raw.clear();
        self.text.clear();
        self.row = self.row.map(|fields| fields + 1);
    }

    fn row(&mut self) {
        self.row = None;
        let Some(row) = self.walk.leave() else { return };
        let out = &mut self.walk.page.out;
        // A line without anything is no row to some readers.
        if self.shown == 1 && out.is_empty() {
            out.extend_from_slice(b"\"\"");
        }
        if self.shown > 0 {
            out.extend_from_slice(self.line_end);
        }
        self.walk.container_ended(row);
    }
}
