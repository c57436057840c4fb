//! All languages, whole and plain.

use super::browser::{Browser, House};
use super::sample::{KARI, reading_at};
use sluse::page::language::own_name;
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
    let sami = browser.get(&house, "/readings?lang=se").await;
    assert!(sami.body.contains("<span lang=\"nb\">Opptak i barnehage</span>"));
    assert!(sami.body.contains("<option value=\"opptak\" lang=\"nb\">Opptak i barnehage</option>"));
    assert!(sami.body.contains("lávvardat, skábmamánu 21. b. 2026"));
    assert!(sami.body.contains("Testby kommune</strong> oaččui 2 dieđu du birra"));
    assert!(sami.body.contains("láhka geassemánu 17. b. 2005 nr. 64 §\u{A0}16"));
    let nynorsk = browser.get(&house, "/readings?lang=nn").await;
    assert!(nynorsk.body.contains("laurdag 21. november 2026"));
    assert!(nynorsk.body.contains("<span lang=\"nb\">Retten avhenger av alder</span>"));
    assert!(!nynorsk.body.contains("<span lang=\"nb\">Opptak i barnehage</span>"));
    let norwegian = browser.get(&house, "/readings?lang=nb").await;
    assert!(!norwegian.body.contains("<span lang"));
}

#[tokio::test]
async fn every_page_is_in_its_language_and_leads_to_the_same_page_in_the_others() {
    let house = House::new();
    house.shelf.put(reading_at(10, "2026-11-21T10:00:00Z", KARI));
    for language in Language::ALL {
        let tag = language.tag();
        let mut browser = Browser::login(&house, KARI).await;
        browser.get(&house, &format!("/?lang={tag}")).await;
        for target in [
            "/",
            "/about",
            "/check",
            "/accessibility",
            "/readings",
            "/readings?before=1",
            "/readings/print",
            "/none",
        ] {
            let page = browser.get(&house, target).await;
            assert_eq!(page.head["content-language"], tag, "{target}");
            // A page that is not there has no others.
            let here = if target == "/none" { "/" } else { target };
            let joint = if here.contains('?') { '&' } else { '?' };
            let menu = page.body.split("<ul class=\"languages\">").nth(1).unwrap();
            let menu = menu.split_once("</ul>").unwrap().0;
            assert_eq!(menu.matches("<a ").count(), 3, "{target}");
            for other in Language::ALL.into_iter().filter(|other| *other != language) {
                let (to, name) = (other.tag(), own_name(other));
                let joint = if joint == '&' { "&amp;" } else { "?" };
                let link = format!(
                    "<a href=\"{here}{joint}lang={to}\" lang=\"{to}\" hreflang=\"{to}\" \
                     class=\"ds-link\">{name}</a>"
                );
                assert!(menu.contains(&link), "{target}: {link} in {menu}");
            }
        }
        let sent = browser.get(&house, "/login").await;
        assert!(sent.location().contains(&format!("ui_locales={tag}")));
    }
}

#[tokio::test]
async fn the_navigation_says_where_one_is() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    let list = browser.get(&house, "/readings?lang=en").await;
    let here =
        "<a href=\"/readings\" aria-current=\"page\" class=\"ds-link\">Lookups about you</a>";
    assert!(list.body.contains(here));
    let elsewhere = browser.get(&house, "/about").await;
    assert!(
        elsewhere.body.contains("<a href=\"/readings\" class=\"ds-link\">Lookups about you</a>")
    );
    assert!(!elsewhere.body.contains("aria-current"));
    let stranger = Browser::default().get(&house, "/about").await;
    assert!(!stranger.body.contains("class=\"places\""));
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
            // A sentence or a question is one in every language; an abbreviation is not.
            let end = |text: &str| text.chars().last().filter(|last| matches!(last, '.' | '?'));
            if text.contains(' ') && !text.contains("org.") {
                assert_eq!(end(text), end(words.in_language(Language::Bokmaal)), "{name}");
            }
        }
    }
}

#[test]
fn what_is_translated_is_not_the_bokmaal_again() {
    // Names and abbreviations.
    let same = [
        "Phrase::Sluse",
        "Phrase::OrganisationNumber",
        "ListPhrase::ColumnGdpr",
        "TellingPhrase::Svarut",
    ];
    for (name, words) in every_phrase().iter().filter(|(name, _)| !same.contains(&name.as_str())) {
        let [nb, nn, se, en] = Language::ALL.map(|language| words.in_language(language));
        assert!(se != nb && se != nn && se != en, "{name}");
        // English and Norwegian share words such as "april", but no sentences.
        if nb.ends_with('.') && nb.contains(' ') {
            assert!(nb != en, "{name}");
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
