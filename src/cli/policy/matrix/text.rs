//! The matrix for a terminal: columns by number, conditions by letter, both explained.

use crate::cli::policy::words::{form, marks};
use crate::policy::{Item, Reached, Table};
use crate::vocab::translated::Language;

/// What separates columns.
const GAP: usize = 2;

/// Every table.
pub(super) fn write(tables: &[Table<'_>], language: Language) -> String {
    let tables: Vec<String> = tables.iter().map(|table| one(table, language)).collect();
    tables.join("\n")
}

fn one(table: &Table<'_>, language: Language) -> String {
    let title = table.service.title.in_language(language);
    let mut out = format!("{title} ({})\n\n", table.service.id);
    for (number, column) in (1..).zip(&table.columns) {
        let title = column.purpose.title.in_language(language);
        let (reader, purpose) = (&column.reader, &column.purpose.id);
        out.push_str(&format!("  {number}  {reader}, {purpose}: {title}\n"));
    }
    let mut notes = Notes::default();
    let head = std::iter::once(String::new());
    let head = head.chain((1..=table.columns.len()).map(|number| number.to_string()));
    let mut lines: Vec<Vec<String>> = vec![head.collect()];
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| {
            let all = cell.iter().map(|one| said(one, &row.item, table, language, &mut notes));
            match all.collect::<Vec<_>>().join(" / ") {
                nothing if nothing.is_empty() => "omit".to_owned(),
                all => all,
            }
        });
        let cells: Vec<String> = cells.collect();
        lines.push(std::iter::once(row.item.to_string()).chain(cells).collect());
    }
    out.push('\n');
    out.push_str(&aligned(&lines));
    if !notes.0.is_empty() {
        out.push('\n');
    }
    for (at, note) in notes.0.iter().enumerate() {
        out.push_str(&format!("  {}  {note}\n", letter(at)));
    }
    out
}

fn said(
    reached: &Reached,
    row: &Item,
    table: &Table<'_>,
    language: Language,
    notes: &mut Notes,
) -> String {
    let marks = marks(reached, row, table.service, language);
    let letters: Vec<String> = marks.into_iter().map(|mark| notes.letter(mark)).collect();
    let form = form(&reached.form);
    if letters.is_empty() { form } else { format!("{form} ({})", letters.join(", ")) }
}

/// What letters stand for, in the order in which they are first used.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    fn letter(&mut self, note: String) -> String {
        let at = self.0.iter().position(|known| *known == note).unwrap_or_else(|| {
            self.0.push(note);
            self.0.len() - 1
        });
        letter(at)
    }
}

/// `a` to `z`, then `a1`, `b1`, …
fn letter(at: usize) -> String {
    let letter = ('a'..='z').nth(at % 26).unwrap_or('z');
    match at / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

/// Lines of cells, each column as wide as its widest cell.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let wide = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(|column| wide(column) + GAP).collect();
    let line = |cells: &Vec<String>| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<String>().trim_end())
    };
    lines.iter().map(line).collect()
}
