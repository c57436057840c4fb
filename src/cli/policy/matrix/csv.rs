//! The matrix as comma-separated values (RFC 4180), which no spreadsheet takes for formulas.

use crate::cli::policy::words::{form, marks};
use crate::policy::{Column, Reached, Row, Table};
use crate::vocab::translated::Language;

/// One table for all services: cells of columns that belong to another service are empty.
pub(super) fn write(tables: &[Table<'_>], language: Language) -> String {
    let head = ["service", "field", "name", "sensitivity"].map(str::to_owned);
    let columns = tables.iter().flat_map(|table| &table.columns).map(name);
    let mut out = line(head.into_iter().chain(columns));
    let all: usize = tables.iter().map(|table| table.columns.len()).sum();
    let mut before = 0;
    for table in tables {
        let after = all - before - table.columns.len();
        for row in &table.rows {
            let cells = row.cells.iter().map(|cell| said(cell, row, table, language));
            let empty = |times: usize| std::iter::repeat_n(String::new(), times);
            let cells = empty(before).chain(cells).chain(empty(after));
            out.push_str(&line(head_of(row, table, language).into_iter().chain(cells)));
        }
        before += table.columns.len();
    }
    out
}

fn name(column: &Column<'_>) -> String {
    format!("{} {}", column.reader, column.purpose.id)
}

fn head_of(row: &Row<'_>, table: &Table<'_>, language: Language) -> [String; 4] {
    let name = row.field.map_or("", |field| field.name.in_language(language));
    let sensitivity = row.field.map_or("", |field| field.sensitivity.as_str());
    [table.service.id.to_string(), row.item.to_string(), name.to_owned(), sensitivity.to_owned()]
}

fn said(cell: &[Reached], row: &Row<'_>, table: &Table<'_>, language: Language) -> String {
    let one = |reached: &Reached| {
        let marks = marks(reached, &row.item, table.service, language).join("; ");
        let form = form(&reached.form);
        if marks.is_empty() { form } else { format!("{form} ({marks})") }
    };
    let all: Vec<String> = cell.iter().map(one).collect();
    if all.is_empty() { "omit".to_owned() } else { all.join(" / ") }
}

/// One record. Each value is quoted; one that a spreadsheet would calculate begins with an apostrophe.
fn line(values: impl Iterator<Item = String>) -> String {
    let values = values.map(|value| {
        let formula = value.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
            || value.starts_with(['\t', '\r', '\n']);
        let apostrophe = if formula { "'" } else { "" };
        format!("\"{apostrophe}{}\"", value.replace('"', "\"\""))
    });
    format!("{}\r\n", values.collect::<Vec<_>>().join(","))
}
