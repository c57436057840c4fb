//! All languages, whole and plain.

use super::browser::{Browser, House};
use super::sample::{KARI, reading_at};
use sluse::vocab::translated::Language;
use sluse::web::every_phrase;
use std::path::Path;

#[tokio::test]
async fn a_browser_gets_its_language() {
    let house = House::new();
    for (accept, language) in [
        (None, "nb"),
        (Some("en-GB,en;q=0.9,nb;q=0.8"), "en"),
        (Some("nn-NO,nn;q=0.9,en;q=0.5"), "nn"),
        (Some("se, nb;q=0.9"), "se"),
        (Some("sma, nn;q=0.9"), "nn"),
        (Some("no"), "nb"),
        (Some("de, no;q=0.4, en;q=0.7"), "en"),
        (Some("en;q=0, nb;q=0.1"), "nb"),
        (Some("de,fr"), "nb"),
        (Some(";;;q=,"), "nb"),
    ] {
        let mut browser = Browser { accept_language: accept, ..Browser::default() };
        let got = browser.get(&house, "/").await;
        assert_eq!(got.head["content-language"], language, "{accept:?}");
    }
}

#[tokio::test]
async fn a_choice_of_language_is_remembered_and_goes_before_the_browsers() {
    let house = House::new();
    let mut browser = Browser { accept_language: Some("nb"), ..Browser::default() };
    assert_eq!(
        browser.get(&house, "/?lang=en").await.element("h1"),
        "Who has looked up your data?"
    );
    assert_eq!(browser.get(&house, "/about").await.element("h1"), "How this works");
    let sent = browser.get(&house, "/login").await;
    assert!(sent.location().contains("ui_locales=en"));
    assert_eq!(browser.get(&house, "/?lang=nb").await.head["content-language"], "nb");
    assert_eq!(browser.get(&house, "/?lang=xx").await.head["content-language"], "nb");
}

#[tokio::test]
async fn what_is_in_another_language_says_so() {
    let house = House::new();
    house.shelf.put(reading_at(10, "2026-11-21T10:00:00Z", KARI));
    let mut browser = Browser::login(&house, KARI).await;
    let english = browser.get(&house, "/readings?lang=en").await;
    assert!(english.body.contains("<span lang=\"nb\">Retten avhenger av alder</span>"));
    assert!(english.body.contains("Saturday 21 November 2026"));
    assert!(english.body.contains("Testby kommune</strong> was given 2 items of data about you"));
    assert!(english.body.contains("Act of 17 June 2005 no. 64 §\u{A0}16"));
    assert!(english.body.contains("href=\"/readings?lang=nb\" lang=\"nb\" hreflang=\"nb\""));
    let norwegian = browser.get(&house, "/readings?lang=nb").await;
    assert!(!norwegian.body.contains("<span lang"));
}

/// The gaps of a text, `{n}` and the like, in order of their names.
fn gaps(text: &'static str) -> Vec<&'static str> {
    let mut gaps: Vec<_> =
        text.split('{').skip(1).map(|it| it.split_once('}').unwrap().0).collect();
    gaps.sort_unstable();
    gaps
}

#[test]
fn no_phrase_is_empty_and_all_languages_have_the_same_gaps() {
    for (name, words) in every_phrase() {
        for language in Language::ALL {
            let text = words.in_language(language);
            assert!(!text.is_empty() && text.trim() == text, "{name}");
            assert!(!text.contains("  "), "{name}");
            assert_eq!(gaps(text), gaps(words.in_language(Language::Bokmaal)), "{name}");
            if text.contains(' ') && !text.contains("org.") {
                let end = |text: &str| text.chars().last().filter(char::is_ascii_punctuation);
                assert_eq!(end(text), end(words.in_language(Language::Bokmaal)), "{name}");
            }
        }
    }
}

/// Every table of the citizens' service is among those that these tests read.
#[test]
fn every_table_of_phrases_is_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    let mut tables = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                let made = text.split("\nphrases! { ").skip(1);
                tables.extend(made.map(|rest| rest.split_once(',').unwrap().0.to_owned()));
            }
        }
    }
    tables.sort_unstable();
    let mut read: Vec<String> = every_phrase()
        .into_iter()
        .map(|(name, _)| name.split_once("::").unwrap().0.to_owned())
        .collect();
    read.sort_unstable();
    read.dedup();
    assert!(tables.len() >= 5);
    assert_eq!(tables, read);
}

#[test]
fn no_two_headings_share_a_text() {
    for language in Language::ALL {
        let headings: Vec<&str> = every_phrase()
            .iter()
            .filter(|(name, _)| name.ends_with("Title"))
            .map(|(_, words)| words.in_language(language))
            .collect();
        let mut once = headings.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), headings.len(), "{language:?}");
    }
}

/// LIX (Björnsson 1968): words in a sentence, plus the percentage of words of more than six letters.
/// Below 35 is easy to read.
fn lix(text: &str) -> f64 {
    let words: Vec<&str> =
        text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let long = words.iter().filter(|word| word.chars().count() > 6).count();
    let sentences = text.matches(['.', '?', '!', ':']).count().max(1);
    let count = |number: usize| f64::from(u32::try_from(number).unwrap());
    count(words.len()) / count(sentences) + 100.0 * count(long) / count(words.len())
}

#[test]
fn the_texts_are_easy_to_read() {
    for language in [Language::Bokmaal, Language::Nynorsk, Language::English] {
        let texts = every_phrase();
        let whole: Vec<&str> = texts
            .iter()
            .map(|(_, words)| words.in_language(language))
            .filter(|text| text.ends_with('.'))
            .collect();
        let lix = lix(&whole.join(" "));
        assert!(lix <= 35.0, "{language:?}: {lix}");
    }
}
