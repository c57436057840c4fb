//! The texts of the parts that are not the citizens' service: complete, and alike in every language.

use sluse::answers::Say;
use sluse::audit::pages::{AlarmsPhrase, AuditPhrase, OfficerPhrase};
use sluse::notify::Saying;
use sluse::page::Words;
use sluse::paper::PaperPhrase;
use sluse::reports::ReportPhrase;
use sluse::vocab::translated::Language;
use sluse::watch::{AlarmPhrase, HeadingPhrase};
use std::path::Path;

/// Every text, with the name of its table and its own.
fn every() -> Vec<(&'static str, String, Words)> {
    fn table<P: Copy + std::fmt::Debug + Into<Words>>(
        phrases: &[P],
    ) -> Vec<(&'static str, String, Words)> {
        let table = std::any::type_name::<P>().rsplit("::").next().unwrap();
        phrases.iter().map(|it| (table, format!("{it:?}"), (*it).into())).collect()
    }
    [
        table(AlarmPhrase::ALL),
        table(AlarmsPhrase::ALL),
        table(AuditPhrase::ALL),
        table(HeadingPhrase::ALL),
        table(OfficerPhrase::ALL),
        table(PaperPhrase::ALL),
        table(ReportPhrase::ALL),
        table(Say::ALL),
        table(Saying::ALL),
    ]
    .concat()
}

/// What is filled in, in order of its names.
fn gaps(text: &str) -> Vec<&str> {
    let mut gaps: Vec<_> =
        text.split('{').skip(1).map(|it| it.split_once('}').unwrap().0).collect();
    gaps.sort_unstable();
    gaps
}

#[test]
fn no_text_is_empty_and_all_languages_have_the_same_gaps_and_ends() {
    for (table, name, words) in every() {
        let bokmaal = words.in_language(Language::Bokmaal);
        for language in Language::ALL {
            let text = words.in_language(language);
            assert!(!text.is_empty() && text.trim() == text, "{table}::{name}");
            assert!(!text.contains("  "), "{table}::{name}");
            assert_eq!(gaps(text), gaps(bokmaal), "{table}::{name} {language:?}");
            assert_eq!(text.ends_with('.'), bokmaal.ends_with('.'), "{table}::{name} {language:?}");
        }
    }
}

#[test]
fn a_sentence_in_english_or_northern_sami_is_not_the_norwegian_again() {
    for (table, name, words) in every() {
        let [nb, nn, se, en] = Language::ALL.map(|language| words.in_language(language));
        if nb.ends_with('.') && nb.contains(' ') {
            assert!(se != nb && se != nn && se != en && en != nb && en != nn, "{table}::{name}");
        }
    }
}

/// A table that is added and not looked at fails here.
#[test]
fn every_table_outside_of_the_citizens_service_is_looked_at() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut tables = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("src/web") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                let made = text.split("\nphrases! { ").skip(1);
                tables.extend(made.map(|rest| rest.split_once(',').unwrap().0.to_owned()));
            }
        }
    }
    tables.sort_unstable();
    let mut read: Vec<String> = every().into_iter().map(|(table, ..)| table.to_owned()).collect();
    read.dedup();
    assert_eq!(tables, read);
}
