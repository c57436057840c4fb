//! A person asks, consents and reserves on the pages and by program; what they do is in the ledger before
//! they are told, and nobody else's form does it for them.

use super::browser::{Browser, Got, House};
use super::sample::{KARI, OLA, Shelf, asker, whom};
use crate::ledger::Place;
use hyper::{Method, StatusCode};
use sluse::acts::Acts;
use sluse::ledger::Ledger;
use sluse::ledger::entry::{Draft, Event};
use sluse::policy::{PolicySet, PolicySource};
use sluse::vocab::notice::{Way, When};
use sluse::vocab::subject::PersonNumber;
use sluse::web::WebOptions;
use sluse::web::{Telling, Unwatched};
use std::sync::Arc;

const CONSENTED: &str = r#"purpose   = "tilskudd"
title     = { nb = "Tilskudd", nn = "Tilskot", en = "Grants" }
basis     = { gdpr = "6(1)(a)", law = "https://lovdata.no/eli/lov/2018/06/15/38", section = "§ 1" }
service   = "register.person"
scope     = "register:tilskudd"
consumers = ["312143046", "313030318"]
valid     = { from = 2026-01-01, until = 2026-12-31 }
consent   = ["alder"]
reservation = { law = "https://lovdata.no/eli/lov/2004/06/25/988", section = "§ 9" }

[[permit]]
path = "foedselsdato"
as   = "age-in-years"
need = "Tilskuddet avhenger av alder"
"#;

/// The sample's policies and one more purpose.
fn shelf() -> Shelf {
    let files = [
        super::sample::sources(),
        vec![PolicySource { name: "consented.toml".into(), text: CONSENTED.into() }],
    ]
    .concat();
    Shelf { policies: Arc::new(PolicySet::parse(&files).unwrap()), ..Shelf::new() }
}

/// Remembers nobody; fails for Ola.
#[derive(Default)]
struct Watched(std::sync::atomic::AtomicUsize);

impl Telling for Watched {
    fn watch(&self, person: &PersonNumber) -> Result<(), Unwatched> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        if person.expose() == OLA { Err(Unwatched) } else { Ok(()) }
    }

    fn ways(&self) -> Vec<Way> {
        vec![Way::Svarut, Way::Email]
    }
}

/// A house over a real ledger, in which Kari was read about once.
pub(super) struct Real {
    pub(super) place: Place,
    pub(super) ledger: Ledger,
    pub(super) acts: Arc<Acts>,
    pub(super) house: House,
}

async fn real() -> Real {
    real_with(|_| ()).await
}

/// The same with other options.
pub(super) async fn real_with(change: impl FnOnce(&mut WebOptions)) -> Real {
    let place = Place::new();
    let ledger = place.open();
    for _ in 0..4 {
        let event = Event::Reading(super::sample::reading());
        ledger.append(Draft::about(event, whom(OLA))).await.unwrap();
    }
    let event = Event::Reading(super::sample::reading());
    ledger.append(Draft::about(event, whom(KARI))).await.unwrap();
    let clock = Arc::new(super::clock::TestClock::new());
    let acts = Arc::new(Acts::load(ledger.clone(), clock).unwrap());
    let house = House::built(shelf(), |options| {
        options.acts = acts.clone();
        options.telling = Some(Arc::new(Watched::default()));
        options.sources.readings = Arc::new(ledger.clone());
        change(options);
    });
    Real { place, ledger, acts, house }
}

fn person(number: &str) -> PersonNumber {
    PersonNumber::parse(number).unwrap()
}

async fn post(browser: &mut Browser, house: &House, from: &str, to: &str, body: &str) -> Got {
    let page = browser.get(house, from).await;
    assert_eq!(page.status, StatusCode::OK, "{from}: {}", page.body);
    let body = format!("csrf={}&{body}", page.form_token());
    browser.post(house, to, body).await
}

#[tokio::test]
async fn a_person_asks_about_a_reading_and_sees_the_answer() {
    let Real { place, ledger, acts, house } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    let form = browser.get(&house, "/readings/0/ask").await;
    assert!(form.body.contains("Testby kommune"), "{}", form.body);
    let body = "matter=question&text=Hvorfor+meg%3F%0D%0A%3Cb%3E";
    let sent = post(&mut browser, &house, "/readings/0/ask", "/readings/0/ask", body).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/questions"));
    let list = browser.get(&house, "/questions").await;
    assert!(list.body.contains("Hvorfor meg?") && list.body.contains("&lt;b&gt;"));
    assert!(list.body.contains("Venter på svar. Fristen er"), "{}", list.body);
    let today = sluse::vocab::time::Day::parse("2026-11-21").unwrap();
    assert_eq!(acts.open_and_overdue(today), (1, 0));
    // The program sees the same.
    let json = browser.get(&house, "/me/questions").await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["questions"][0]["state"], "waiting");
    assert_eq!(json["questions"][0]["about"], 4);
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn what_a_person_did_pushes_no_reading_off_their_list() {
    let Real { house, .. } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    for act in ["reserve", "unreserve"].repeat(15) {
        post(&mut browser, &house, "/purposes", &format!("/purposes/tilskudd/{act}"), "").await;
    }
    let list = browser.get(&house, "/readings").await;
    assert!(list.body.contains("Opptak i barnehage"), "{}", list.body);
    assert!(!list.body.contains("rel=\"next\""), "there is nothing older");
}

#[tokio::test]
async fn nobody_asks_about_another_persons_reading() {
    let Real { house, .. } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    for target in ["/readings/1/ask", "/readings/00/ask", "/readings/18446744073709551615/ask"] {
        let got = browser.get(&house, target).await;
        assert!(!got.status.is_success(), "{target}");
    }
    let mut stranger = Browser::default();
    for target in ["/questions", "/purposes", "/readings/0/ask", "/me/questions", "/me/purposes"] {
        let got = stranger.get(&house, target).await;
        assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{target}");
    }
}

#[tokio::test]
async fn a_form_that_is_not_the_sessions_own_does_nothing() {
    let Real { ledger, house, .. } = real().await;
    let before = ledger.size();
    let mut browser = Browser::login(&house, KARI).await;
    let mut other = Browser::login(&house, OLA).await;
    let theirs = other.get(&house, "/readings/0/ask").await.form_token();
    for (target, body) in [
        ("/readings/0/ask", "matter=question&text=Hei"),
        ("/purposes/tilskudd/consent", "consumer=312143046&months=12"),
        ("/purposes/tilskudd/withdraw", "consumer=312143046"),
        ("/purposes/tilskudd/reserve", ""),
        ("/purposes/tilskudd/unreserve", ""),
        ("/me/purposes/tilskudd/reserve", ""),
    ] {
        for token in ["", "csrf=", &format!("csrf={theirs}"), "csrf=a&csrf=a"] {
            let got = browser.post(&house, target, format!("{token}&{body}")).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{target} {token}");
        }
    }
    assert_eq!(ledger.size(), before);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_beside_the_form_and_nothing_is_lost() {
    let Real { ledger, house, .. } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    let before = ledger.size();
    let long = "x".repeat(2001);
    for body in [
        "text=Hei",
        "matter=other&text=Hei",
        "matter=question&text=+",
        &format!("matter=question&text={long}"),
    ] {
        let got = post(&mut browser, &house, "/readings/0/ask", "/readings/0/ask", body).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(got.body.contains("role=\"alert\""));
    }
    let got =
        post(&mut browser, &house, "/readings/0/ask", "/readings/0/ask", "text=Behold+meg").await;
    assert!(got.body.contains(">Behold meg</textarea>"), "{}", got.body);
    assert_eq!(ledger.size(), before);
    let got = browser.ask(&house, Method::DELETE, "/readings/0/ask", String::new()).await;
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_person_consents_gets_a_receipt_and_withdraws() {
    let Real { place, ledger, acts, house } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/purposes").await;
    assert!(page.body.contains("Tilskudd") && page.body.contains("Opptak i barnehage"));
    for body in ["consumer=312143046&months=999", "consumer=311672118&months=12", "months=12"] {
        let refused =
            post(&mut browser, &house, "/purposes", "/purposes/tilskudd/consent", body).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{body}");
    }
    // A purpose that does not rest on consent takes none.
    let body = "consumer=312143046&months=12";
    let refused = post(&mut browser, &house, "/purposes", "/purposes/opptak/consent", body).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let given = post(&mut browser, &house, "/purposes", "/purposes/tilskudd/consent", body).await;
    assert_eq!(given.location(), "/purposes#p-tilskudd");
    let (consumer, purpose) = (asker().consumer, "tilskudd".parse().unwrap());
    let (index, said) = acts.consented(&person(KARI), &consumer, &purpose).unwrap();
    assert_eq!(said.covers, ["alder"]);
    assert!(acts.consented(&person(OLA), &consumer, &purpose).is_none());
    let receipt = browser.get(&house, &format!("/me/consents/{index}/receipt")).await;
    let receipt: serde_json::Value = serde_json::from_str(&receipt.body).unwrap();
    assert_eq!(receipt["event"]["state"], "given");
    assert_eq!(receipt["processing"]["personal_data"][0]["path"], "foedselsdato");
    assert!(!receipt.to_string().contains(KARI), "{receipt}");
    let others = Browser::login(&house, OLA)
        .await
        .get(&house, &format!("/me/consents/{index}/receipt"))
        .await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    let body = "consumer=312143046";
    let ended = post(&mut browser, &house, "/purposes", "/purposes/tilskudd/withdraw", body).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert!(acts.consented(&person(KARI), &consumer, &purpose).is_none());
    let again = post(&mut browser, &house, "/purposes", "/purposes/tilskudd/withdraw", body).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let receipt = browser.get(&house, &format!("/me/consents/{index}/receipt")).await;
    assert!(receipt.body.contains("\"withdrawn\""), "{}", receipt.body);
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn a_person_reserves_where_the_law_lets_them_and_ends_it() {
    let Real { acts, house, .. } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    let purpose = "tilskudd".parse().unwrap();
    let refused = post(&mut browser, &house, "/purposes", "/purposes/opptak/reserve", "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let done = post(&mut browser, &house, "/purposes", "/purposes/tilskudd/reserve", "").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(acts.reserved(&person(KARI), &purpose).is_some());
    let page = browser.get(&house, "/purposes").await;
    assert!(page.body.contains("Du har reservert deg."));
    let json = browser.get(&house, "/me/purposes").await;
    assert!(json.body.contains("\"stands\":true"), "{}", json.body);
    post(&mut browser, &house, "/purposes", "/purposes/tilskudd/unreserve", "").await;
    assert!(acts.reserved(&person(KARI), &purpose).is_none());
}

#[tokio::test]
async fn what_stands_between_readings_hides_none_of_them_from_files() {
    let Real { ledger, house, .. } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    for _ in 0..3 {
        let body = "matter=question&text=Hei";
        post(&mut browser, &house, "/readings/0/ask", "/readings/0/ask", body).await;
        let event = Event::Reading(super::sample::reading());
        ledger.append(Draft::about(event, whom(KARI))).await.unwrap();
    }
    let csv = browser.get(&house, "/me/readings.csv").await;
    assert_eq!(csv.body.lines().count(), 1 + 4, "{}", csv.body);
    let found = browser.get(&house, "/me/readings?outcome=given").await;
    let found: serde_json::Value = serde_json::from_str(&found.body).unwrap();
    assert_eq!(found["readings"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_person_chooses_when_to_be_told_and_the_choice_counts_only_when_they_are_looked_after() {
    let Real { ledger, acts, house, .. } = real().await;
    let mut browser = Browser::login(&house, KARI).await;
    let saved = post(&mut browser, &house, "/notices", "/notices", "when=first").await;
    assert_eq!(saved.status, StatusCode::OK);
    assert!(saved.body.contains("role=\"status\""), "{}", saved.body);
    assert_eq!(acts.chosen(&person(KARI)).unwrap().when, When::First);
    let program = browser.get(&house, "/me/notices").await;
    let program: serde_json::Value = serde_json::from_str(&program.body).unwrap();
    assert_eq!(program["chosen"], "first");
    assert_eq!(program["ways"], serde_json::json!(["svarut", "email"]));
    let wrong = post(&mut browser, &house, "/notices", "/notices", "when=sometimes").await;
    assert_eq!(wrong.status, StatusCode::CONFLICT);
    let mut ola = Browser::login(&house, OLA).await;
    let before = ledger.size();
    let failed = post(&mut ola, &house, "/notices", "/notices", "when=any").await;
    assert_eq!(failed.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ledger.size(), before);
    assert!(acts.chosen(&person(OLA)).is_none());
    // Not to be told needs nobody to look after one.
    post(&mut ola, &house, "/notices", "/notices", "when=never").await;
    assert_eq!(acts.chosen(&person(OLA)).unwrap().when, When::Never);
}
