//! A person whose address is protected: the list must not tell where those are who asked.

use super::browser::Browser;
use super::relatives::Family;
use super::sample::{KARI, asker, reading, record, whom};
use crate::relatives::family::mother;
use serde_json::{Value, json};
use sluse::ledger::entry::{Answer, Asker, Event, Inquiry, Matter, Reading, Resolution, Whom};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::time::Day;
use sluse::web::RelativePhrase;

fn protected(grading: Option<&str>) -> Value {
    let mut person = mother();
    person["adressebeskyttelse"] = match grading {
        Some(grading) => json!([{ "erGjeldende": true, "graderingsnivaa": grading }]),
        None => json!([]),
    };
    person
}

/// Kari is read about by a municipality through a supplier, and by an authority of the whole country.
pub(super) fn family(grading: Option<&str>) -> Family {
    let family = Family::with_child_born("2018-03-04");
    let by = |number: &str, supplier: Option<&str>| {
        let consumer = Organisation::parse(number).unwrap();
        let supplier = supplier.map(|number| Organisation::parse(number).unwrap());
        Event::Reading(Reading { asker: Asker { consumer, supplier, ..asker() }, ..reading() })
    };
    let at = "2026-11-20T11:00:00Z";
    family.house.shelf.put(record(20, at, by("312143046", Some("313040402")), whom(KARI)));
    family.house.shelf.put(record(21, at, by("313010104", None), whom(KARI)));
    family.house.shelf.put(record(22, at, by("313020207", None), whom(KARI)));
    family.register.says(KARI, protected(grading));
    family
}

/// What tells a place, or by which one finds it.
pub(super) const TELLS: [&str; 7] =
    ["Testby", "312143046", "313020207", "Testfoss", "Oppvekstdrift", "313040402", "2026/1234"];

#[tokio::test]
async fn places_are_hidden_on_the_page_and_in_json() {
    for grading in [Some("fortrolig"), Some("strengtFortrolig"), Some("aNewWord"), None] {
        let family = family(grading);
        let mut browser = Browser::login(&family.house, KARI).await;
        for target in ["/readings", "/me/readings", "/readings?lang=en", "/readings?before=23"] {
            let got = browser.get(&family.house, target).await;
            assert_eq!(got.status, 200);
            for word in TELLS {
                assert!(!got.body.contains(word), "{grading:?} {target}: {word}");
            }
            assert!(got.body.contains("Stønadsetaten"), "{target}");
        }
        let page = browser.get(&family.house, "/readings?lang=nb").await;
        assert!(page.body.contains("<strong>en kommune</strong>"));
        assert!(page.body.contains("<strong>en virksomhet</strong>"));
        assert!(page.body.contains("Steder er skjult"));
        let json = browser.get(&family.house, "/me/readings").await;
        let json: Value = serde_json::from_str(&json.body).unwrap();
        assert_eq!(json["places_hidden"], true);
        let municipality = &json["readings"][2];
        assert_eq!(municipality["consumer"], json!({ "number": null, "name": "en kommune" }));
        assert_eq!(municipality["supplier"], Value::Null);
        assert_eq!(municipality["case_reference"], Value::Null);
        assert_eq!(municipality["purpose"]["title"], "Opptak i barnehage");
    }
}

/// A question to the municipality, and its answer.
fn asked_and_answered(family: &Family) {
    let consumer = Organisation::parse("312143046").unwrap();
    let inquiry = Inquiry {
        to: consumer.clone(),
        matter: Matter::Question,
        purpose: None,
        due: Day::parse("2026-12-20").unwrap(),
    };
    let client = asker().client;
    let resolution = Resolution::Answered;
    let answer = Answer { inquiry: EntryIndex(23), consumer, client, resolution };
    let said =
        |words: &str| Whom { words: Some(words.to_owned()), ..Whom::just(whom(KARI).subject) };
    let inquiry = Event::Inquiry(Box::new(inquiry));
    family.house.shelf.put(record(23, "2026-11-20T12:00:00Z", inquiry, said("Hvorfor?")));
    let answer = Event::InquiryAnswer(Box::new(answer));
    let words = said("Hilsen Testby kommune");
    family.house.shelf.put(record(24, "2026-11-21T12:00:00Z", answer, words));
}

#[tokio::test]
async fn an_answer_that_may_tell_the_place_is_shown_to_who_asks_for_it() {
    let hidden = family(Some("fortrolig"));
    asked_and_answered(&hidden);
    let mut browser = Browser::login(&hidden.house, KARI).await;
    let page = browser.get(&hidden.house, "/questions?lang=nb").await.body;
    let (before, answer) = page.split_once("Vis svaret. Det kan røpe et sted.").unwrap();
    assert!(answer.contains("Hilsen Testby kommune") && !before.contains("Testby"), "{page}");
    assert!(before.rsplit('<').nth(1).unwrap().starts_with("details"), "{before}");
    let json: Value =
        serde_json::from_str(&browser.get(&hidden.house, "/me/questions").await.body).unwrap();
    assert_eq!(json["questions"][0]["answer"]["text"], Value::Null);
    let open = family(Some("ugradert"));
    asked_and_answered(&open);
    let mut browser = Browser::login(&open.house, KARI).await;
    let json: Value =
        serde_json::from_str(&browser.get(&open.house, "/me/questions").await.body).unwrap();
    assert_eq!(json["questions"][0]["answer"]["text"], "Hilsen Testby kommune");
}

#[tokio::test]
async fn places_are_told_to_those_whose_address_is_open() {
    for grading in [Some("ugradert"), Some("klientadresse")] {
        let family = family(grading);
        let mut browser = Browser::login(&family.house, KARI).await;
        let page = browser.get(&family.house, "/readings").await;
        for word in TELLS {
            assert!(page.body.contains(word), "{word}");
        }
        assert!(!page.body.contains("Steder er skjult"));
        let json = browser.get(&family.house, "/me/readings").await;
        assert!(json.body.contains("\"places_hidden\":false"));
    }
}

#[test]
fn the_texts_about_others_are_whole_in_every_language() {
    use sluse::vocab::translated::Language;
    let gaps = |text: &str| (text.contains("{name}"), text.contains("{n}"));
    for phrase in RelativePhrase::ALL {
        for language in [Language::Nynorsk, Language::NorthernSami, Language::English] {
            let (nb, text) = (phrase.in_language(Language::Bokmaal), phrase.in_language(language));
            assert!(!text.is_empty() && text.trim() == text, "{phrase:?}");
            assert_eq!(gaps(nb), gaps(text), "{phrase:?} {language:?}");
        }
    }
}
