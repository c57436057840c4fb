//! A CSV file as a sample: only its header names fields.

use super::json::member;
use super::{is_number, looks_like_value};
use crate::policy::{Format, Outline};

pub(super) fn outline(text: &str) -> Result<Outline, &'static str> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header = cells(lines.next().unwrap_or_default());
    // Without a header the first line would be somebody's data.
    if header.iter().any(|name| looks_like_value(name.trim())) {
        return Err("the first line is no header: a name in it is empty or looks like a value");
    }
    let rows: Vec<Vec<String>> = lines.map(cells).collect();
    let mut outline = Outline::new(Format::Csv);
    for (column, name) in header.iter().enumerate() {
        let of_person = rows.iter().any(|row| row.get(column).is_some_and(|cell| is_number(cell)));
        outline.field(&member("", name), of_person);
    }
    Ok(outline)
}

/// The cells of a line, quotes taken off.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for one in line.trim_end_matches('\r').chars() {
        match one {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(one);
                }
            }
        }
    }
    cells
}
