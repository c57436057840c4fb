//! Tables as comma-separated values (RFC 4180), in UTF-8, which no spreadsheet takes for formulas.

use super::{Document, Table};

/// What makes spreadsheets calculate a cell, also in its full-width form.
const CALCULATED: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Behind what a spreadsheet may begin another cell.
const CELL_ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// One table: its column heads, then its rows. The first line is always the heads, so that programs can
/// read it.
#[must_use]
pub fn table(table: &Table) -> String {
    let mut out = String::new();
    line(&mut out, table.columns().iter().map(|column| cell(column.head(), false)));
    for row in table.rows() {
        let columns = table.columns().iter().map(super::Column::holds_numbers);
        line(&mut out, row.iter().zip(columns).map(|(text, number)| cell(&text.plain(), number)));
    }
    out
}

/// All tables of a document. One stands alone; of several each has its caption before it and an empty
/// line behind it.
#[must_use]
pub fn document(document: &Document) -> String {
    let tables: Vec<&Table> = document.tables().collect();
    if let [only] = tables.as_slice() {
        return table(only);
    }
    let one = |it: &&Table| {
        let mut out = String::new();
        line(&mut out, std::iter::once(cell(it.caption(), false)));
        out.push_str(&table(it));
        out
    };
    tables.iter().map(one).collect::<Vec<_>>().join("\r\n")
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str(&cells.collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

/// One value; a number in a column of numbers is what it is.
fn cell(text: &str, number: bool) -> String {
    if number && text.parse::<i64>().is_ok() {
        return text.to_owned();
    }
    format!("\"{}\"", as_text(text).replace('"', "\"\""))
}

/// A value with an apostrophe before all that a spreadsheet would calculate, which makes it text there. Where the
/// comma is the decimal sign, as in Norway, spreadsheets part cells at semicolons instead, also inside of these.
#[must_use]
pub fn as_text(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let blank = value.starts_with(['\t', '\r', '\n']);
    for (place, part) in value.split_inclusive(CELL_ENDS).enumerate() {
        if part.trim_start().starts_with(CALCULATED) || (place == 0 && blank) {
            text.push('\'');
        }
        text.push_str(part);
    }
    text
}
