//! A person whose address is protected: the list must not tell where those are who asked.

use super::browser::Browser;
use super::relatives::Family;
use super::sample::{KARI, asker, reading, record, whom};
use crate::relatives::family::mother;
use serde_json::{Value, json};
use sluse::ledger::entry::{Asker, Event, Reading};
use sluse::vocab::party::Organisation;
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
