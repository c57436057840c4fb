//! Faults as people see them: text for text. After a wanted change the files are written anew with
//! `SLUSE_WRITE_GOLDEN=1 cargo test policy::drawn`.

use super::{PURPOSE, SERVICE, files};
use sluse::policy::{Look, PolicyError, PolicySet, render, render_as};
use std::path::Path;

fn faults(purpose: &str, service: &str) -> Vec<PolicyError> {
    PolicySet::parse(&files(&[("purposes/opptak.toml", purpose), ("register.toml", service)]))
        .expect_err("these have faults")
}

/// Holds a text against the file of this name.
fn golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/policy").join(name);
    if std::env::var_os("SLUSE_WRITE_GOLDEN").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&file).unwrap(), "{}", file.display());
}

#[test]
fn a_fault_has_its_line_a_mark_a_cause_and_the_nearest_name() {
    let wrong = PURPOSE.replace("\"foedselsdato\"", "\"fødselsdato\"");
    golden("field.txt", &render(&faults(&wrong, SERVICE)));
}

#[test]
fn all_faults_are_shown_at_once() {
    let wrong = PURPOSE
        .replace("title ", "titel ")
        .replace("312143046", "312143047")
        .replace("2026-12-31", "2025-12-31")
        .replace("\"case-reference\"", "\"case\"")
        .replace("path = \"adresse.vei\"", "path = \"adresse\"")
        .replace("when = \"address-protected\"", "\twhen = \"beskyttet\"");
    let service = SERVICE.replace("GET", "FETCH");
    golden("many.txt", &render(&faults(&wrong, &service)));
    golden("rules.txt", &render(&faults(&wrong, SERVICE)));
}

#[test]
fn what_is_not_toml_is_shown_where_it_ends_to_be() {
    golden("toml.txt", &render(&faults(&PURPOSE.replace("[[permit]]", "[[permit"), SERVICE)));
}

#[test]
fn only_terminals_see_colours() {
    let errors = faults(&PURPOSE.replace("opptak\"\ntitle", "Opp tak\"\ntitle"), SERVICE);
    let (plain, coloured) = (render_as(&errors, Look::Plain), render_as(&errors, Look::Coloured));
    assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
    assert_eq!(plain, render(&errors));
}
