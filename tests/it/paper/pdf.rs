//! Documents as PDF, read by poppler and qpdf.

use super::{LETTERS, empty, sample};
use proptest::prelude::*;
use sluse::paper::{Column, Document, Level, Table, Text, pdf};
use sluse::vocab::translated::Language;
use std::path::Path;
use std::process::Command;

fn here(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        eprintln!("left out: {program} is missing");
    }
    there
}

fn run(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program).args(arguments).arg(file).arg("-").output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Writes the document and gives what poppler's programs say of it.
fn read(document: &Document, program: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.pdf");
    std::fs::write(&file, pdf::document(document).unwrap()).unwrap();
    if program == "pdftotext" {
        return run(program, arguments, &file);
    }
    let output = Command::new(program).args(arguments).arg(&file).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text with one space where there are several or a line ends.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn qpdf_finds_no_fault_in_it() {
    if here("qpdf") {
        let said = read(&sample(120), "qpdf", &["--check"]);
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
    }
}

#[test]
fn its_text_comes_out_in_order_with_every_letter() {
    if !here("pdftotext") {
        return;
    }
    let text = squeezed(&read(&sample(2), "pdftotext", &["-layout"]));
    let mut from = 0;
    for part in [
        "Hvem har lest hva",
        "Om oppslagene",
        "Se loven § 5, som sier hvorfor.",
        LETTERS,
        "to ting",
        "Begreper",
        "Konsument",
        "den som leser",
        "Merk:",
        "Tall under ti er utelatt.",
        "Oppslag etter formål",
        "Formål Kilde Antall",
        "Formål 1",
        "Brønnøy kommune – Hvem har lest hva",
        "Side 1 av 1",
    ] {
        let at = text[from..].find(part);
        from += at.unwrap_or_else(|| panic!("{part} does not follow in {text}")) + part.len();
    }
}

#[test]
fn it_says_that_it_is_pdf_a_2a_and_pdf_ua_1_and_when_and_by_whom_it_was_made() {
    if !here("pdfinfo") {
        return;
    }
    let said = squeezed(&read(&sample(2), "pdfinfo", &["-meta"]));
    for part in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<rdf:li>nb</rdf:li>",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let said = squeezed(&read(&sample(2), "pdfinfo", &["-isodates"]));
    for part in [
        "Title: Hvem har lest hva",
        "Author: Brønnøy kommune",
        "CreationDate: 2026-11-18T",
        "Tagged: yes",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn each_page_has_the_tables_head_but_it_is_read_aloud_once() {
    if !here("pdfinfo") || !here("pdftotext") {
        return;
    }
    let document = sample(150);
    let text = read(&document, "pdftotext", &["-layout"]);
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 3, "{}", pages.len());
    for (number, page) in (1..).zip(&pages) {
        let page = squeezed(page);
        assert!(page.contains("Formål Kilde Antall"), "page {number}: {page}");
        assert!(page.contains(&format!("Side {number} av {}", pages.len())), "{page}");
    }
    let structure = read(&document, "pdfinfo", &["-struct-text"]);
    assert_eq!(structure.matches("\"Antall\"").count(), 1);
    for row in [0, 75, 149] {
        assert_eq!(structure.matches(&format!("\"Formål {row}\"")).count(), 1);
    }
    for element in ["H1", "H2", "H3", "Table", "Caption", "THead", "TH", "TD", "L", "Lbl", "Link"] {
        let named = |it: &str| it.trim_end_matches(':') == element;
        let line = |it: &str| it.split_whitespace().next().is_some_and(named);
        assert!(structure.lines().any(line), "{element} is not in {structure}");
    }
}

#[test]
fn its_links_and_bookmarks_are_there() {
    if !here("qpdf") {
        return;
    }
    let json = read(&sample(2), "qpdf", &["--json", "--json-key=outlines", "--json-key=qpdf"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let title = json["outlines"][0]["title"].as_str();
    assert_eq!(title, Some("Hvem har lest hva"));
    let kids = json["outlines"][0]["kids"].as_array().unwrap();
    let titles: Vec<_> = kids.iter().map(|kid| kid["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Om oppslagene", "Tabellen"]);
    assert_eq!(kids[0]["kids"][0]["title"], "Begreper");
    assert!(json.to_string().contains("https://lovdata.no/lov/x/"));
}

#[test]
fn the_same_document_is_the_same_bytes() {
    assert_eq!(pdf::document(&sample(40)), pdf::document(&sample(40)));
    assert_ne!(pdf::document(&sample(40)), pdf::document(&sample(41)));
}

#[test]
fn a_cell_longer_than_a_page_goes_on_and_a_word_wider_than_its_column_is_broken() {
    if !here("pdftotext") {
        return;
    }
    let mut document = empty(Language::English);
    let mut table = Table::new("Long", vec![Column::text("a"), Column::text("b")]);
    let words: Vec<String> = (0..4000).map(|number| format!("w{number}w")).collect();
    table.row(["x".repeat(400).into(), words.join(" ").into()]);
    document.table(table);
    let text = squeezed(&read(&document, "pdftotext", &["-raw"]));
    for word in &words {
        assert!(text.contains(word.as_str()), "{word} is lost");
    }
    assert_eq!(text.matches('x').count(), 400);
}

#[test]
fn ten_columns_stand_on_a_page_that_lies_on_its_side() {
    if !here("pdfinfo") {
        return;
    }
    let mut document = empty(Language::English);
    let columns = (0..10).map(|number| Column::text(format!("Column {number}"))).collect();
    let mut table = Table::new("Wide", columns);
    table.row((0..10).map(|number| Text::from(format!("urn:sluse:problem:{number}"))));
    document.table(table);
    let said = read(&document, "pdfinfo", &[]);
    assert!(said.contains("841.89 x 595.2"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_becomes_a_document_that_meets_the_standard(
        text in any::<String>(), other in "[\u{0}-\u{24f}\u{feff}\u{202e}\u{e000}\u{fffe}]*",
    ) {
        let mut document = empty(Language::NorthernSami);
        for text in [text, other, String::new()] {
            document.heading(Level::Detail, text.clone());
            document.paragraph(Text::new().with_link(text.clone(), &format!("https://x/{text}")));
            document.list(vec![text.clone().into()]);
            document.definitions(vec![(text.clone().into(), vec![text.clone().into()])]);
            document.note(text.clone());
            let mut table = Table::new(text.clone(), vec![Column::numbers(text.clone())]);
            table.row([text.clone().into()]);
            document.table(table);
        }
        prop_assert!(pdf::document(&document).is_ok());
    }
}
