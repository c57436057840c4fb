//! Both languages, whole and plain.

use super::browser::{Browser, House};
use super::sample::{KARI, reading_at};
use sluse::vocab::translated::Language;
use sluse::web::{CheckPhrase, Phrase};

#[tokio::test]
async fn a_browser_gets_its_language() {
    let house = House::new();
    for (accept, language) in [
        (None, "nb"),
        (Some("en-GB,en;q=0.9,nb;q=0.8"), "en"),
        (Some("nn-NO,nn;q=0.9,en;q=0.5"), "nb"),
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

#[test]
fn no_phrase_is_empty_and_both_languages_have_the_same_gaps() {
    for phrase in Phrase::ALL {
        let (nb, en) =
            (phrase.in_language(Language::Bokmaal), phrase.in_language(Language::English));
        for text in [nb, en] {
            assert!(!text.is_empty() && text.trim() == text, "{phrase:?}");
        }
        assert_eq!(nb.contains("{n}"), en.contains("{n}"), "{phrase:?}");
    }
}

#[test]
fn the_page_that_checks_has_the_same_gaps_in_both_languages() {
    let gaps = |text: &'static str| {
        let mut gaps: Vec<_> =
            text.split('{').skip(1).map(|it| it.split_once('}').unwrap().0).collect();
        gaps.sort_unstable();
        gaps
    };
    for phrase in CheckPhrase::ALL {
        let (nb, en) =
            (phrase.in_language(Language::Bokmaal), phrase.in_language(Language::English));
        for text in [nb, en] {
            assert!(!text.is_empty() && text.trim() == text, "{phrase:?}");
        }
        assert_eq!(gaps(nb), gaps(en), "{phrase:?}");
    }
}

#[test]
fn no_two_headings_share_a_text() {
    for language in [Language::Bokmaal, Language::English] {
        let headings: Vec<&str> = Phrase::ALL
            .iter()
            .filter(|phrase| format!("{phrase:?}").ends_with("Title"))
            .map(|phrase| phrase.in_language(language))
            .collect();
        let mut once = headings.clone();
        once.sort_unstable();
        once.dedup();
        // The heading of the page about the service is also the text of the link to it, no more.
        assert_eq!(once.len(), headings.len());
    }
}

/// LIX (Björnsson 1968): words in a sentence, plus the percentage of words of more than six letters.
/// Below 35 is easy to read.
pub(super) fn lix(text: &str) -> f64 {
    let words: Vec<&str> =
        text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let long = words.iter().filter(|word| word.chars().count() > 6).count();
    let sentences = text.matches(['.', '?', '!', ':']).count().max(1);
    let count = |number: usize| f64::from(u32::try_from(number).unwrap());
    count(words.len()) / count(sentences) + 100.0 * count(long) / count(words.len())
}

#[test]
fn the_texts_are_easy_to_read() {
    for language in [Language::Bokmaal, Language::English] {
        let whole: Vec<&str> = Phrase::ALL
            .iter()
            .map(|phrase| phrase.in_language(language))
            .chain(CheckPhrase::ALL.iter().map(|phrase| phrase.in_language(language)))
            .filter(|text| text.ends_with('.'))
            .collect();
        let lix = lix(&whole.join(" "));
        assert!(lix <= 35.0, "{language:?}: {lix}");
    }
}
