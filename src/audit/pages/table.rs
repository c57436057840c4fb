//! Tables of numbers. One can be wider than a small screen, so it is moved by itself, also by keyboard.

use super::frame::link;
use crate::page::Html;

/// One cell.
pub(super) enum Cell {
    /// Words, or a number as it is written.
    Text(String),
    /// The same, leading to a path of ours with this query.
    To(String, &'static str, Vec<(&'static str, String)>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Writes a table with this caption; the first cell of each row heads it.
pub(super) fn table(html: &mut Html, caption: &str, head: &[&str], rows: &[Vec<Cell>]) {
    let scroll =
        [("class", "scroll"), ("role", "group"), ("aria-label", caption), ("tabindex", "0")];
    html.line();
    html.within("div", &scroll, |html| {
        html.within("table", &[("class", "numbers")], |html| {
            html.element("caption", &[], caption);
            html.within("thead", &[], |html| {
                html.within("tr", &[], |html| {
                    for text in head {
                        html.element("th", &[("scope", "col")], text);
                    }
                });
            });
            html.within("tbody", &[], |html| rows.iter().for_each(|cells| row(html, cells)));
        });
    });
}

fn row(html: &mut Html, cells: &[Cell]) {
    html.within("tr", &[], |html| {
        for (place, cell) in cells.iter().enumerate() {
            if place == 0 {
                html.within("th", &[("scope", "row")], |html| write(html, cell));
            } else {
                html.within("td", &[], |html| write(html, cell));
            }
        }
    });
}

fn write(html: &mut Html, cell: &Cell) {
    match cell {
        Cell::Text(text) => html.text(text),
        Cell::To(text, path, query) => {
            let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
            link(html, path, &query, text);
        }
    }
}
