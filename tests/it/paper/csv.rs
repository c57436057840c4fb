//! Tables as CSV.

use super::{empty, sample};
use proptest::prelude::*;
use sluse::paper::{Column, Table, csv};
use sluse::vocab::translated::Language;

/// Reads RFC 4180 as its grammar has it; cells are quoted or hold no quote, comma or line end.
fn read(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let cell;
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut value = String::new();
            let mut left = quoted;
            loop {
                let end = left.find('"').expect("a quoted cell ends");
                value.push_str(&left[..end]);
                left = &left[end + 1..];
                let Some(more) = left.strip_prefix('"') else { break };
                value.push('"');
                left = more;
            }
            (cell, rest) = (value, left);
        } else {
            let end = rest.find([',', '\r']).expect("a line ends");
            (cell, rest) = (rest[..end].to_owned(), &rest[end..]);
        }
        row.push(cell);
        if let Some(more) = rest.strip_prefix(',') {
            rest = more;
        } else {
            rest = rest.strip_prefix("\r\n").expect("CRLF ends a line");
            rows.push(std::mem::take(&mut row));
        }
    }
    rows
}

fn one_cell(text: &str) -> String {
    let mut table = Table::new("x", vec![Column::text("a"), Column::numbers("b")]);
    table.row([text.into(), text.into()]);
    csv::table(&table)
}

#[test]
fn the_first_line_is_the_heads_and_each_row_has_a_cell_for_each() {
    let rows = read(&csv::document(&sample(3)));
    assert_eq!(rows[0], ["Formål", "Kilde", "Antall"]);
    assert_eq!(rows[3][0], "Formål 2");
    assert_eq!(rows[3][2], "2");
    assert!(rows.iter().all(|row| row.len() == 3));

    let mut table = Table::new("x", vec![Column::text("a"), Column::text("b")]);
    table.row(["alone".into()]);
    table.row(["one".into(), "two".into(), "beyond the columns".into()]);
    assert_eq!(read(&csv::table(&table))[1..], [["alone", ""], ["one", "two"]]);
}

#[test]
fn several_tables_each_have_their_caption() {
    let mut document = empty(Language::English);
    for caption in ["first", "second"] {
        let mut table = Table::new(caption, vec![Column::text("a")]);
        table.row(["x".into()]);
        document.table(table);
    }
    let expected = "\"first\"\r\n\"a\"\r\n\"x\"\r\n\r\n\"second\"\r\n\"a\"\r\n\"x\"\r\n";
    assert_eq!(csv::document(&document), expected);
}

#[test]
fn no_cell_is_a_formula_but_a_number_below_zero_stays_one() {
    for formula in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", " =1", "＝1", "-1e3"] {
        let rows = read(&one_cell(formula));
        assert_eq!(rows[1], [format!("'{formula}"), format!("'{formula}")]);
    }
    for (text, safe) in [
        ("2026/1234;=cmd|' /C calc'!A0;", "2026/1234;'=cmd|' /C calc'!A0;"),
        ("a; @b;c", "a;' @b;c"),
        ("a\t=1", "a\t'=1"),
        ("\r=1", "'\r'=1"),
    ] {
        let rows = read(&one_cell(text));
        assert_eq!(rows[1], [safe, safe]);
    }
    assert_eq!(read(&one_cell("-12"))[1], ["'-12", "-12"]);
}

proptest! {
    #[test]
    fn any_text_is_read_back_and_never_calculated(text in any::<String>()) {
        let rows = read(&one_cell(&text));
        prop_assert_eq!(rows.len(), 2);
        for cell in &rows[1] {
            prop_assert_eq!(cell.replace('\'', ""), text.replace('\'', ""));
        }
        // Whatever parts its cells.
        for part in rows[1][0].split([';', ',', '\t', '\r', '\n']).filter(|_| !text.contains(',')) {
            let first = part.trim_start().chars().next();
            prop_assert!(!first.is_some_and(|it| "=+-@".contains(it)), "{:?}", rows[1]);
        }
    }
}
