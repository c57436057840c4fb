//! The texts of notices and of their settings: in all languages, plain, and without content.

use sluse::notify::Saying;
use sluse::notify::words::words;
use sluse::vocab::notice::{NoticeId, Way, When};
use sluse::vocab::translated::Language;
use sluse::web::TellingPhrase;

/// What is filled in, in the order of the alphabet.
fn holes(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    found.sort_unstable();
    found
}

fn every() -> impl Iterator<Item = [&'static str; 4]> {
    let sayings = Saying::ALL.iter().map(|it| Language::ALL.map(|one| it.in_language(one)));
    sayings.chain(TellingPhrase::ALL.iter().map(|it| Language::ALL.map(|one| it.in_language(one))))
}

#[test]
fn every_text_is_there_and_has_the_same_holes_in_each_language() {
    for texts in every() {
        for text in texts {
            assert!(!text.trim().is_empty() && holes(text) == holes(texts[0]), "{texts:?}");
        }
    }
}

/// LIX: words a sentence, plus long words (more than six letters) in a hundred.
fn lix(text: &str) -> f64 {
    let all: Vec<&str> = text.split_whitespace().collect();
    let letters = |word: &str| word.chars().filter(|one| one.is_alphabetic()).count();
    let long = all.iter().filter(|word| letters(word) > 6).count();
    let sentences = text.matches(['.', '?', ':']).count().max(1);
    let number = |it: usize| f64::from(u32::try_from(it).unwrap());
    number(all.len()) / number(sentences) + 100.0 * number(long) / number(all.len())
}

#[test]
fn the_norwegian_texts_are_easy_to_read() {
    for language in [Language::Bokmaal, Language::Nynorsk] {
        let sentences = TellingPhrase::ALL.iter().map(|phrase| phrase.in_language(language));
        let whole: Vec<&str> = sentences.filter(|text| text.ends_with(['.', '?'])).collect();
        for text in [whole.join(" "), words(language, "https://x.no").text] {
            assert!(lix(&text) <= 35.0, "{}: {text}", lix(&text));
        }
    }
}

#[test]
fn a_notice_is_the_same_for_everybody_and_has_no_holes_left() {
    for language in Language::ALL {
        let words = words(language, "https://innsyn.example.no");
        for text in [&words.title, &words.text, &words.short] {
            assert!(holes(text).is_empty() && !text.chars().any(|one| one.is_ascii_digit()));
        }
        assert!(words.short.contains("https://innsyn.example.no") && !words.short.contains('\n'));
    }
}

#[test]
fn words_and_identifiers_are_read_as_they_are_written() {
    for when in When::ALL {
        assert_eq!(When::parse(when.as_str()), Ok(*when));
        assert_eq!(serde_json::to_value(when).unwrap(), when.as_str());
    }
    for way in Way::ALL {
        assert_eq!(Way::parse(way.as_str()), Ok(*way));
        assert_eq!(serde_json::to_value(way).unwrap(), way.as_str());
    }
    let id = NoticeId::new([0xff; 16]);
    assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(NoticeId::try_from(id.to_string()), Ok(id));
    for wrong in ["", "ffffffff-ffff-4fff-bfff-fffffffffff", "FFFFFFFF-ffff-4fff-bfff-ffffffffffff"]
    {
        assert!(NoticeId::try_from(wrong.to_owned()).is_err(), "{wrong}");
    }
    assert!(NoticeId::try_from("ffffffff-ffff-1fff-bfff-ffffffffffff".to_owned()).is_err());
}
