//! Entries as Parquet's columns: a row for each entry, the text columns empty where an event has none of the
//! name, `event` the whole event as JSON.

use super::UnknownForm;
use crate::ledger::entry::Sought;
use crate::ledger::row::{Columns, Row};
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::TypePtr;
use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

/// The columns of text that are there or not, in their order.
const TEXTS: [&str; 15] = [
    "kind",
    "consumer",
    "supplier",
    "client",
    "customer",
    "issuer",
    "service",
    "purpose",
    "scope",
    "reason",
    "expires",
    "held_until",
    "held_law",
    "held_section",
    "event",
];

/// The columns of yes and no, in their order.
const FLAGS: [&str; 4] = ["about_a_person", "narrowed", "counted", "whole"];

/// The columns. `event` is the whole event as JSON, so nothing is lost that has no column of its own.
///
/// # Errors
/// Never; the crate reads the schema from a text.
pub fn schema() -> Result<TypePtr, ParquetError> {
    let mut text = String::from(
        "message entry {
            REQUIRED INT64 index (INTEGER(64,false));
            REQUIRED INT64 at (TIMESTAMP(MILLIS,true));
            OPTIONAL INT64 policies (INTEGER(64,false));\n",
    );
    text.extend(FLAGS.map(|name| format!("REQUIRED BOOLEAN {name};\n")));
    text.extend(TEXTS.map(|name| format!("OPTIONAL BYTE_ARRAY {name} (STRING);\n")));
    text += "OPTIONAL GROUP fields (LIST) {
            REPEATED GROUP list { REQUIRED BYTE_ARRAY element (STRING); }
        } }";
    parse_message_type(&text).map(Arc::new)
}

/// A column of text: the values that are there, and for each row whether one is.
#[derive(Debug, Default)]
struct Texts {
    values: Vec<ByteArray>,
    there: Vec<i16>,
}

/// Some entries, by columns.
#[derive(Debug, Default)]
pub struct Batch {
    index: Vec<i64>,
    at: Vec<i64>,
    policies: (Vec<i64>, Vec<i16>),
    flags: [Vec<bool>; FLAGS.len()],
    texts: [Texts; TEXTS.len()],
    /// Of lists: 0 no list, 1 an empty one, 2 a value.
    fields: Texts,
    /// 1 where a value continues the list of the one before.
    repeats: Vec<i16>,
}

impl Batch {
    /// The columns of those of some entries that are sought; the first of them has this index. What has
    /// expired is empty, and left out.
    ///
    /// # Errors
    /// When an entry has an unknown form.
    pub fn of(first: u64, entries: &[Bytes], sought: &Sought) -> Result<Self, UnknownForm> {
        let mut batch = Self::default();
        for (index, entry) in (first..).zip(entries).filter(|(_, entry)| !entry.is_empty()) {
            batch.push(index, entry, sought).ok_or(UnknownForm { index })?;
        }
        Ok(batch)
    }

    /// How many entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    fn push(&mut self, index: u64, entry: &Bytes, sought: &Sought) -> Option<()> {
        let row = Row::read(entry).ok()?;
        let columns = row.columns().ok()?;
        if !columns.fits(sought) {
            return Some(());
        }
        let at: Timestamp = row.at.parse().ok()?;
        self.index.push(i64::try_from(index).ok()?);
        self.at.push(i64::try_from(at.millis()).ok()?);
        self.policies.1.push(i16::from(columns.policies.is_some()));
        self.policies.0.extend(columns.policies.map(i64::try_from).transpose().ok()?);
        let Columns { narrowed, counted, whole, .. } = columns;
        let flags = [row.is_about_a_person(), narrowed, counted, whole];
        for (column, flag) in self.flags.iter_mut().zip(flags) {
            column.push(flag);
        }
        self.list(entry, columns.fields.as_deref());
        let (mut until, mut law, mut section) = (None, None, None);
        if let Some(held) = row.held {
            (until, law, section) = (Some(held.until), Some(held.law), Some(held.section));
        }
        let texts = [
            Some(columns.kind),
            columns.consumer,
            columns.supplier,
            columns.client,
            columns.customer,
            columns.issuer,
            columns.service,
            columns.purpose,
            columns.scope,
            columns.reason,
            row.expires,
            until,
            law,
            section,
            Some(Cow::Borrowed(row.event.get())),
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.there.push(i16::from(text.is_some()));
            column.values.extend(text.map(|text| part(entry, &text)));
        }
        Some(())
    }

    fn list(&mut self, entry: &Bytes, fields: Option<&[Cow<'_, str>]>) {
        let none = fields.is_none_or(<[_]>::is_empty);
        if none {
            self.repeats.push(0);
            self.fields.there.push(i16::from(fields.is_some()));
        }
        for (place, field) in fields.unwrap_or_default().iter().enumerate() {
            self.repeats.push(i16::from(place > 0));
            self.fields.there.push(2);
            self.fields.values.push(part(entry, field));
        }
    }

    /// Takes entries that come later.
    pub fn join(&mut self, later: Self) {
        self.index.extend(later.index);
        self.at.extend(later.at);
        self.policies.0.extend(later.policies.0);
        self.policies.1.extend(later.policies.1);
        for (column, more) in self.flags.iter_mut().zip(later.flags) {
            column.extend(more);
        }
        for (column, more) in self.texts.iter_mut().zip(later.texts) {
            column.join(more);
        }
        self.fields.join(later.fields);
        self.repeats.extend(later.repeats);
    }

    /// Writes a row group.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write<W: Write + Send>(
        self,
        mut group: SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let missing = || ParquetError::General("a column is missing".to_owned());
        let (policies, there) = &self.policies;
        let numbers = [(&self.index, None), (&self.at, None), (policies, Some(there.as_slice()))];
        for (values, there) in numbers {
            let mut column = group.next_column()?.ok_or_else(missing)?;
            column.typed::<Int64Type>().write_batch(values, there, None)?;
            column.close()?;
        }
        for values in &self.flags {
            let mut column = group.next_column()?.ok_or_else(missing)?;
            column.typed::<BoolType>().write_batch(values, None, None)?;
            column.close()?;
        }
        let lists = (&self.fields, Some(self.repeats.as_slice()));
        for (texts, repeats) in self.texts.iter().map(|texts| (texts, None)).chain([lists]) {
            let mut column = group.next_column()?.ok_or_else(missing)?;
            let there = Some(texts.there.as_slice());
            column.typed::<ByteArrayType>().write_batch(&texts.values, there, repeats)?;
            column.close()?;
        }
        group.close().map(|_| ())
    }
}

impl Texts {
    fn join(&mut self, later: Self) {
        self.values.extend(later.values);
        self.there.extend(later.there);
    }
}

/// A text of an entry, without a copy where it stands there as it is.
#[expect(clippy::ptr_arg, reason = "whether it was copied is what is asked")]
fn part(entry: &Bytes, text: &Cow<'_, str>) -> ByteArray {
    match text {
        Cow::Borrowed(text) => ByteArray::from(entry.slice_ref(text.as_bytes())),
        Cow::Owned(text) => ByteArray::from(text.as_str()),
    }
}
