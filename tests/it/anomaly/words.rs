//! What is said of alarms: in every language, easy to read, and never of whom.

use super::detectors::an_alarm;
use sluse::anomaly::Detector;
use sluse::audit::pages::AlarmsPhrase;
use sluse::page::Words;
use sluse::vocab::translated::Language;
use sluse::watch::{AlarmPhrase, HeadingPhrase, heading, in_words};
use std::collections::HashSet;

fn texts() -> Vec<Words> {
    let sentences = AlarmPhrase::ALL.iter().map(|it| it.words());
    let headings = HeadingPhrase::ALL.iter().map(|it| it.words());
    sentences.chain(headings).chain(AlarmsPhrase::ALL.iter().map(|it| it.words())).collect()
}

#[test]
fn each_text_is_in_four_languages() {
    for words in texts() {
        let said: HashSet<_> = Language::ALL.iter().map(|it| words.in_language(*it)).collect();
        assert!(said.len() >= 3, "{said:?}");
        for one in said {
            let places = one.matches('{').count();
            let in_english = words.in_language(Language::English).matches('{').count();
            assert_eq!(places, in_english, "{one}");
        }
    }
}

/// LIX (Björnsson 1968): words in a sentence, plus the percentage of words of more than six letters.
#[test]
fn the_texts_are_easy_to_read() {
    for language in [Language::Bokmaal, Language::Nynorsk, Language::English] {
        let texts = texts();
        let whole: Vec<_> = texts.iter().map(|words| words.in_language(language)).collect();
        let whole = whole.into_iter().filter(|it| it.ends_with('.')).collect::<Vec<_>>().join(" ");
        let words: Vec<_> =
            whole.split(|one: char| !one.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
        let long = words.iter().filter(|word| word.chars().count() > 6).count();
        let sentences = whole.matches(['.', '?', ':']).count();
        let lix = words.len() as f64 / sentences as f64 + 100.0 * long as f64 / words.len() as f64;
        assert!(lix <= 35.0, "{language:?}: {lix}");
    }
}

#[test]
fn each_detector_says_what_it_saw_what_is_normal_and_how_often_chance_gives_it() {
    let mut headings = HashSet::new();
    for detector in Detector::ALL {
        let alarm = an_alarm(*detector);
        assert!(headings.insert(heading(*detector, Language::English)));
        for language in Language::ALL {
            let said = in_words(&alarm, language);
            assert!(!said.contains(['{', '}']), "{said}");
            if *detector != Detector::Relative {
                assert!(said.contains("17") && said.contains('3'), "{said}");
            }
        }
    }
}
