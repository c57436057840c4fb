//! Answers from policies: the record of article 30, the annex of article 35.

use super::{report, rows};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn shipped() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").display().to_string()
}

/// Every purpose that is shipped, by the files themselves.
fn purposes() -> Vec<String> {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|it| it == "toml") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    files(Path::new(&shipped()), &mut found);
    let purpose = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let is_name = |line: &&str| line.split_whitespace().next() == Some("purpose");
        let line = text.lines().find(is_name)?;
        let id = line.split('"').nth(1)?.to_owned();
        (!name.ends_with(".test.toml")).then_some(id)
    };
    found.into_iter().filter_map(purpose).collect()
}

#[tokio::test]
async fn the_record_has_every_purpose_with_its_law_in_four_languages() {
    let folder = TempDir::new().unwrap();
    let shipped = shipped();
    for (language, title, made) in [
        ("nb", "Protokoll over behandlingsaktiviteter", "Laget"),
        ("nn", "Protokoll over behandlingsaktivitetar", "Laga"),
        ("se", "Gieđahallama beavdegirji", "Ráhkaduvvon"),
        ("en", "Record of processing activities", "Made"),
    ] {
        let page =
            report(folder.path(), &["processing", "--dir", &shipped, "--lang", language]).await;
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{language}");
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{language}");
        assert!(page.contains(&format!("Testby kommune. {made} 20.11.2026 13:00.")), "{language}");
        assert!(page.contains("<a href=\"https://lovdata.no/"), "{language}");
        for purpose in purposes() {
            assert!(page.contains(&format!("({purpose})")), "{purpose} in {language}");
        }
    }
    assert!(purposes().len() > 40, "{}", purposes().len());
}

#[tokio::test]
async fn the_records_table_can_be_read_by_a_program() {
    let folder = TempDir::new().unwrap();
    let shipped = shipped();
    let csv = report(folder.path(), &["processing", "--dir", &shipped, "--format", "csv"]).await;
    assert!(csv.starts_with("\"Formål\",\"Behandlingsansvarlig\",\"Rettsgrunnlag\""), "{csv}");
    for purpose in purposes() {
        assert!(csv.contains(&format!("({purpose})\",")), "{purpose}");
    }
}

#[tokio::test]
async fn a_pdf_is_the_same_bytes_each_time_and_whole() {
    let folder = TempDir::new().unwrap();
    let shipped = shipped();
    for (kind, out) in
        [("processing", "one.pdf"), ("processing", "two.pdf"), ("assessment", "three.pdf")]
    {
        report(folder.path(), &[kind, "--dir", &shipped, "--format", "pdf", "--out", out]).await;
    }
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(read("one.pdf").starts_with(b"%PDF-1.7"));
    assert!(read("one.pdf") == read("two.pdf"));
    if Command::new("qpdf").arg("--version").output().is_err() {
        eprintln!("left out: qpdf is missing");
        return;
    }
    for name in ["one.pdf", "three.pdf"] {
        let checked =
            Command::new("qpdf").arg("--check").arg(folder.path().join(name)).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

#[tokio::test]
async fn the_annex_says_what_leaves_in_which_form_and_what_to_weigh() {
    let folder = TempDir::new().unwrap();
    let shipped = shipped();
    let csv = report(
        folder.path(),
        &["assessment", "--dir", &shipped, "--format", "csv", "--lang", "en"],
    )
    .await;
    let flows = rows(&csv, "Flows of data");
    let kindergarten = flows.iter().find(|row| row[0].contains("(barnehageopptak)")).unwrap();
    assert!(!kindergarten[2].is_empty(), "{kindergarten:?}");
    let fields = rows(&csv, "Data: barnehageopptak (312143046)");
    assert!(!fields.is_empty() && fields.iter().all(|row| row.len() == 4), "{fields:?}");
    assert!(fields.iter().all(|row| !row[3].is_empty()), "each field has a need: {fields:?}");
}
