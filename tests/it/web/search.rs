//! Searching the list, the year in one drawing, and what stands together.

use super::browser::{Browser, Got, House};
use super::pages::words;
use super::sample::{KARI, OLA, POLICIES, asker, reading, reading_at, record, refusal, whom};
use hyper::StatusCode;
use serde_json::Value;
use sluse::ledger::entry::{Event, Reading};
use sluse::vocab::party::Organisation;
use sluse::web::{Record, Witnessed};
use std::sync::atomic::Ordering;

const OTHER: &str = "313040402";

/// A reading by another organisation, for another purpose.
fn by_other(index: u64, at: &str) -> Record {
    let mut asker = asker();
    asker.consumer = Organisation::parse(OTHER).unwrap();
    let reading = Reading { asker, purpose: "annet".parse().unwrap(), ..reading() };
    record(index, at, Event::Reading(reading), whom(KARI))
}

fn refused(index: u64, at: &str) -> Record {
    record(index, at, refusal("consumer-not-named"), whom(KARI))
}

/// Six entries: four by one organisation of which one was refused, and two by another.
fn filled() -> House {
    let house = House::new();
    house.shelf.put(reading_at(10, "2026-03-31T22:30:00Z", KARI)); // 1 April in Norway
    house.shelf.put(by_other(11, "2026-06-01T10:00:00Z"));
    house.shelf.put(refused(12, "2026-06-02T10:00:00Z"));
    house.shelf.put(reading_at(13, "2026-11-20T10:00:00Z", KARI));
    house.shelf.put(by_other(14, "2026-11-20T11:00:00Z"));
    house.shelf.put(reading_at(15, "2026-11-20T12:00:00Z", KARI));
    house.shelf.put(reading_at(90, "2026-11-20T12:00:00Z", OLA));
    house
}

fn shown(got: &Got) -> Vec<u64> {
    let document: Value = serde_json::from_str(&got.body).unwrap();
    let readings = document["readings"].as_array().unwrap().iter();
    readings.map(|one| one["index"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn the_list_is_searched_by_organisation_purpose_days_and_outcome() {
    let house = filled();
    let mut browser = Browser::login(&house, KARI).await;
    for (query, found) in [
        ("", vec![15, 14, 13, 12, 11, 10]),
        ("?consumer=&purpose=&from=&to=&outcome=", vec![15, 14, 13, 12, 11, 10]),
        ("?consumer=313040402", vec![14, 11]),
        ("?consumer=312143046", vec![15, 13, 12, 10]),
        ("?purpose=opptak&outcome=given", vec![15, 13, 10]),
        ("?outcome=refused", vec![12]),
        ("?from=2026-06-02", vec![15, 14, 13, 12]),
        ("?to=2026-06-01", vec![11, 10]),
        // Days are those of Norway.
        ("?from=2026-04-01&to=2026-04-01", vec![10]),
        ("?to=2026-03-31", vec![]),
        ("?from=2026-12-01&to=2026-01-01", vec![]),
        ("?consumer=313040402&purpose=opptak", vec![]),
        ("?consumer=999999999", vec![]),
        ("?outcome=given&before=13", vec![11, 10]),
    ] {
        let got = browser.get(&house, &format!("/me/readings{query}")).await;
        assert_eq!(shown(&got), found, "{query}");
        let page = browser.get(&house, &format!("/readings{query}")).await;
        let on_page = page.body.matches("<time datetime=\"2026-").count();
        assert!(on_page >= found.len(), "{query}");
        for index in 10..=15_u64 {
            let there = page.body.contains(&format!("id=\"r{index}\""));
            assert_eq!(there, found.contains(&index), "{query}: {index}");
        }
        let all = browser.get(&house, &format!("/me/readings.json{query}")).await;
        assert_eq!(
            shown(&all),
            if query.contains("before") { vec![15, 14, 13, 11, 10] } else { found }
        );
    }
}

#[tokio::test]
async fn a_long_list_is_searched_from_end_to_end_though_some_of_it_has_expired() {
    let house = House::new();
    let refusals = [2_599, 2_101, 2_100, 1_600, 700, 101, 100, 0];
    for index in 0..2_600 {
        let expired = index % 7 == 3 || (900..1_550).contains(&index);
        if refusals.contains(&index) {
            house.shelf.put(refused(index, "2026-06-02T10:00:00Z"));
        } else if !expired {
            house.shelf.put(reading_at(index, "2026-06-02T10:00:00Z", KARI));
        }
    }
    let mut browser = Browser::login(&house, KARI).await;
    let got = browser.get(&house, "/me/readings.json?outcome=refused").await;
    assert_eq!(shown(&got), refusals);
    let all = browser.get(&house, "/me/readings.json").await;
    assert_eq!(shown(&all).len(), house.shelf.records.lock().unwrap().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_much_at_once_has_the_list_read_once() {
    let house = House::new();
    for index in 0..2_000 {
        house.shelf.put(reading_at(index, "2026-06-02T10:00:00Z", KARI));
    }
    let mut one = Browser::login(&house, KARI).await;
    let mut two = Browser::login(&house, KARI).await;
    let mut three = Browser::login(&house, KARI).await;
    let before = house.shelf.told.load(Ordering::SeqCst);
    let part = "/readings?outcome=refused";
    let (a, b, c) =
        tokio::join!(one.get(&house, part), two.get(&house, part), three.get(&house, part));
    assert_eq!([a.status, b.status, c.status], [StatusCode::OK; 3]);
    let told = house.shelf.told.load(Ordering::SeqCst) - before;
    assert!(told < 2 * 2_000, "{told} entries were read");
}

#[tokio::test]
async fn what_cannot_be_searched_for_is_refused() {
    let house = filled();
    let mut browser = Browser::login(&house, KARI).await;
    for query in [
        "consumer=12345678",
        "consumer=31304040a",
        "purpose=Opptak",
        "from=2026-02-30",
        "to=1.1.2026",
        "outcome=maybe",
        "outcome=given&outcome=refused",
        "from=2026-01-01&from=2026-01-02",
        "before=-1",
        "before=99999999999999999999",
        "consumer=%FF",
    ] {
        for path in [
            "/readings",
            "/me/readings",
            "/readings/print",
            "/me/readings.csv",
            "/me/readings.json",
        ] {
            if query.starts_with("before") && path.contains(['.', 'p']) {
                continue;
            }
            let got = browser.get(&house, &format!("{path}?{query}")).await;
            assert_eq!(got.status, StatusCode::BAD_REQUEST, "{path}?{query}");
        }
    }
}

#[tokio::test]
async fn the_form_offers_what_is_in_the_list_and_remembers_what_was_chosen() {
    let house = filled();
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/readings").await;
    for part in [
        "<details class=\"search ds-details\"><summary>",
        "<form method=\"get\" action=\"/readings\" role=\"search\">",
        "<option value=\"313040402\">Oppvekstdrift AS</option>\
         <option value=\"312143046\">Testby kommune</option>",
        "<option value=\"annet\">annet</option><option value=\"opptak\">Opptak i barnehage</option>",
        "<input type=\"date\" id=\"from\" name=\"from\" value class=\"ds-input\">",
    ] {
        assert!(page.body.contains(part), "{part}\nin\n{}", page.body);
    }
    let target = "/readings?consumer=313040402&from=2026-06-01&outcome=given";
    let page = browser.get(&house, target).await;
    for part in [
        "<details class=\"search ds-details\" open><summary>",
        "<option value=\"313040402\" selected>",
        "<option value=\"given\" selected>",
        "name=\"from\" value=\"2026-06-01\"",
        "2 oppslag passer med søket.",
        "<a href=\"/readings\" class=\"ds-link\">Vis alle igjen</a>",
        "href=\"/readings/print?consumer=313040402&amp;from=2026-06-01&amp;outcome=given\"",
        "href=\"/me/readings.csv?consumer=313040402&amp;from=2026-06-01&amp;outcome=given\"",
    ] {
        assert!(page.body.contains(part), "{part}\nin\n{}", page.body);
    }
    // Who was asked for can be seen in the form, though nothing was found.
    let none = browser.get(&house, "/readings?consumer=999999999").await;
    assert!(none.body.contains("<option value=\"999999999\" selected>999999999</option>"));
    assert!(words(&none).contains("Ingen oppslag passer med søket."));
    assert!(!words(&none).contains("Ingen har hentet opplysninger om deg"));
}

#[tokio::test]
async fn pages_are_turned_within_what_was_searched_for() {
    let house = House::new();
    for index in 0..60 {
        let at = format!("2026-11-{:02}T10:00:00Z", 1 + index / 3);
        house.shelf.put(if index % 2 == 0 {
            reading_at(index, &at, KARI)
        } else {
            refused(index, &at)
        });
    }
    let mut browser = Browser::login(&house, KARI).await;
    let first = browser.get(&house, "/readings?outcome=refused").await;
    assert!(first.body.contains("id=\"r59\"") && first.body.contains("id=\"r21\""));
    assert!(!first.body.contains("id=\"r19\"") && !first.body.contains("id=\"r58\""));
    assert!(first.body.contains("href=\"/readings?outcome=refused&amp;before=21\""));
    let last = browser.get(&house, "/readings?outcome=refused&before=21").await;
    assert!(last.body.contains("id=\"r19\"") && last.body.contains("id=\"r1\""));
    assert!(
        last.body
            .contains("<a href=\"/readings?outcome=refused\" class=\"ds-link\">Til de nyeste</a>")
    );
    assert!(!last.body.contains("Eldre oppslag"));
    let json = browser.get(&house, "/me/readings?outcome=refused").await;
    let document: Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(document["next"], "/me/readings?outcome=refused&before=21");
    // Exactly one page has no next.
    let exact = browser.get(&house, "/me/readings?outcome=refused&from=2026-11-08").await;
    let document: Value = serde_json::from_str(&exact.body).unwrap();
    assert_eq!(document["readings"].as_array().unwrap().len(), 20);
    assert_eq!(document["next"], Value::Null);
}

#[tokio::test]
async fn the_year_is_drawn_and_told_and_each_month_leads_to_its_readings() {
    let house = filled();
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/readings").await;
    for part in [
        "I tolv måneder er det 5 oppslag som ga opplysninger, og 1 som fikk nei. Flest var det i november 2026: 3.",
        "role=\"img\" aria-labelledby=\"year-title\"",
        "<th scope=\"row\">desember 2025</th><td>0</td><td>0</td>",
        "<a href=\"/readings?from=2026-04-01&amp;to=2026-04-30\" class=\"ds-link\">april 2026</a></th><td>1</td><td>0</td>",
        "<a href=\"/readings?from=2026-06-01&amp;to=2026-06-30\" class=\"ds-link\">juni 2026</a></th><td>1</td><td>1</td>",
        "<a href=\"/readings?from=2026-11-01&amp;to=2026-11-30\" class=\"ds-link\">november 2026</a></th><td>3</td><td>0</td>",
    ] {
        assert!(page.body.contains(part), "{part}\nin\n{}", page.body);
    }
    assert!(!page.body.contains("november 2025"), "a year has twelve months");
    // It follows what is searched for, and ends with the last month that is.
    let page = browser.get(&house, "/readings?consumer=313040402&to=2026-10-31").await;
    for part in [
        "november 2025",
        "<a href=\"/readings?consumer=313040402&amp;from=2026-06-01&amp;to=2026-06-30\" class=\"ds-link\">juni 2026</a>\
         </th><td>1</td><td>0</td>",
        "<th scope=\"row\">april 2026</th><td>0</td><td>0</td>",
    ] {
        assert!(page.body.contains(part), "{part}\nin\n{}", page.body);
    }
    assert!(!page.body.contains("<th scope=\"row\">november 2026"));
    let none = browser.get(&house, "/readings?to=2020-01-01").await;
    assert!(words(&none).contains("Det er ingen oppslag i disse tolv månedene."));
}

#[tokio::test]
async fn readings_that_are_alike_stand_once_with_their_number() {
    let house = filled();
    let mut witnessed = Witnessed { by: vec!["a".to_owned()], of: 3, late: false };
    witnessed.by.push("b".to_owned());
    *house.shelf.witnessed.lock().unwrap() = Some(witnessed);
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/readings?from=2026-11-20").await;
    let text = words(&page);
    for part in [
        "Testby kommune fikk 2 opplysninger om deg 2 ganger: kl. 13:00 , 11:00 .",
        "Bevis for hvert oppslag kl. 13:00 · Nummer 15 i loggboken · Offentliggjort · Bevitnet av 2 av 3",
        "kl. 11:00 · Nummer 13 i loggboken · Offentliggjort · Bevitnet av 2 av 3",
    ] {
        assert!(text.contains(part), "{part}\nin\n{text}");
    }
    // The two stand together though another organisation asked between them.
    assert_eq!(page.body.matches("<article").count(), 2);
    for count in [15, 13, 14] {
        for what in ["proof", "ask"] {
            let to = format!("\"/readings/{count}/{what}\"");
            assert_eq!(page.body.matches(&to).count(), 1, "{to}");
        }
    }
}

#[tokio::test]
async fn readings_for_one_purpose_that_differ_stand_together() {
    let house = filled();
    let mut other_case = whom(KARI);
    other_case.case_reference = Some("2026/7".to_owned());
    house.shelf.put(record(16, "2026-11-20T13:00:00Z", Event::Reading(reading()), other_case));
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/readings?from=2026-11-20").await;
    let text = words(&page);
    let said = "Testby kommune spurte 3 ganger for dette formålet den dagen.";
    assert!(text.contains(said), "{text}");
    assert_eq!(page.body.matches("<div class=\"together\">").count(), 1);
    assert_eq!(page.body.matches("<article").count(), 3);
    assert!(text.contains("2026/7") && text.contains("2026/1234"));
}

#[tokio::test]
async fn what_was_read_once_is_remembered_and_what_is_new_is_seen_at_once() {
    let house = House::new();
    for index in 0..1300 {
        house.shelf.put(reading_at(index, "2026-11-20T10:00:00Z", KARI));
    }
    let mut browser = Browser::login(&house, KARI).await;
    browser.get(&house, "/readings?outcome=given").await;
    let before = house.shelf.told.load(Ordering::SeqCst);
    assert!(before >= 1300, "{before}");
    house.shelf.put(refused(1300, "2026-11-21T10:00:00Z"));
    let page = browser.get(&house, "/readings?outcome=refused").await;
    assert!(page.body.contains("id=\"r1300\"") && words(&page).contains("Ett oppslag passer"));
    let read = house.shelf.told.load(Ordering::SeqCst) - before;
    assert!(read <= 50, "{read} entries were read again");
}

#[tokio::test]
async fn nothing_is_remembered_of_who_was_erased_or_for_too_long() {
    let house = filled();
    let mut browser = Browser::login(&house, KARI).await;
    assert!(browser.get(&house, "/readings").await.body.contains("id=\"r15\""));
    // Erased, and read about once more: nothing of before is found or counted.
    house.shelf.records.lock().unwrap().clear();
    house.shelf.put(refused(95, "2026-11-21T10:00:00Z"));
    let page = browser.get(&house, "/readings").await;
    assert!(page.body.contains("november 2026</a></th><td>0</td><td>1</td>"), "{}", page.body);
    assert!(!page.body.contains("Oppvekstdrift"));
    house.shelf.records.lock().unwrap().clear();
    let page = browser.get(&house, "/readings?outcome=refused").await;
    assert!(words(&page).contains("Ingen har hentet opplysninger om deg gjennom Sluse."));
    // What the ledger no longer opens is counted for some minutes at most.
    for record in [refused(96, "2026-11-21T10:00:00Z"), by_other(97, "2026-11-21T10:30:00Z")] {
        house.shelf.put(record);
    }
    browser.get(&house, "/readings").await;
    house.shelf.records.lock().unwrap().retain(|record| record.index.0 == 97);
    house.clock.pass(std::time::Duration::from_secs(5 * 60));
    let page = browser.get(&house, "/readings").await;
    assert!(page.body.contains("november 2026</a></th><td>1</td><td>0</td>"), "{}", page.body);
}

#[tokio::test]
async fn a_search_finds_nothing_of_anothers_list() {
    let house = filled();
    let mut browser = Browser::login(&house, OLA).await;
    let page = browser.get(&house, "/readings").await;
    assert!(page.body.contains("id=\"r90\"") && !page.body.contains("id=\"r15\""));
    assert!(!page.body.contains("Oppvekstdrift") && page.body.contains("Testby kommune</option>"));
    assert!(browser.get(&house, "/me/readings.csv").await.body.contains(",\"90\","));
    assert_eq!(shown(&browser.get(&house, "/me/readings.json").await), [90]);
    for target in
        ["/readings?outcome=given", "/readings/print", "/me/readings.csv", "/me/readings.json"]
    {
        let got = Browser::default().get(&house, target).await;
        assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{target}");
        assert!(!got.body.contains("Testby"), "{target}");
    }
}

#[tokio::test]
async fn a_purpose_of_unknown_policies_is_offered_by_its_name() {
    let house = House::new();
    let mut early = reading();
    early.policies = sluse::vocab::ids::EntryIndex(POLICIES.0 - 1);
    house.shelf.put(record(10, "2026-11-20T10:00:00Z", Event::Reading(early), whom(KARI)));
    let page = Browser::login(&house, KARI).await.get(&house, "/readings").await;
    assert!(page.body.contains("<option value=\"opptak\">opptak</option>"), "{}", page.body);
}
