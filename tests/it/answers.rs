//! The answers that the law asks for, by the command line, from policies and from ledgers' files.

mod ledger;
mod logging;
mod policies;

use crate::command_line::{Told, run};
use std::path::Path;

/// When the answers are made, and for whom they speak.
const GIVEN: [&str; 4] = ["--made", "2026-11-20T12:00:00Z", "--author", "Testby kommune"];

/// Runs `sluse report …` in a folder; it must succeed.
async fn report(folder: &Path, arguments: &[&str]) -> String {
    let Told { out, err, good, .. } =
        run(folder, &[&["report"], arguments, &GIVEN].concat(), "").await;
    assert!(good, "{arguments:?}: {err}");
    out
}

/// The rows of the table with this caption in a CSV of several; each cell without its quotes.
fn rows(csv: &str, caption: &str) -> Vec<Vec<String>> {
    let begin = format!("\"{caption}\"\r\n");
    let at = csv.find(&begin).unwrap_or_else(|| panic!("no table {caption} in {csv}"));
    let table = csv[at + begin.len()..].split("\r\n\r\n").next().unwrap();
    table.lines().skip(1).map(cells).collect()
}

/// The cells of one line: a comma between quotes parts nothing.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(character),
        }
    }
    cells
}
