//! A parent looks at a child's list and a guardian at a ward's, through the people's door.

use super::browser::{Browser, Got, House, options, plenty};
use super::clock::minutes;
use super::sample::{KARI, OLA, Shelf, reading_at};
use crate::relatives::family::{CHILD, STRANGER, child_born, mother, ordinary, rules, ward};
use hyper::StatusCode;
use serde_json::{Value, json};
use sluse::folkeregister::{Asked, Part, Relations, Silent};
use sluse::ledger::entry::{Draft, Event};
use sluse::login::session::Sessions;
use sluse::relatives::Registered;
use sluse::serve::citizen_door::CitizenDoor;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock as _, Timestamp};
use sluse::web::{Others, Pen, TRIES, TRIES_COUNT, Unwritten, Web, Writing};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A register that says what the test tells it.
#[derive(Default)]
pub(super) struct Register {
    persons: Mutex<HashMap<String, Value>>,
    down: AtomicBool,
}

impl Register {
    pub(super) fn says(&self, person: &str, document: Value) {
        self.persons.lock().unwrap().insert(person.to_owned(), document);
    }
}

impl Relations for Register {
    fn ask<'a>(&'a self, person: &'a PersonNumber, _: Part, _: Timestamp) -> Asked<'a> {
        let answer = if self.down.load(Ordering::SeqCst) {
            Err(Silent::Down)
        } else {
            let persons = self.persons.lock().unwrap();
            let document = persons.get(person.expose()).ok_or(Silent::Nobody);
            document.and_then(|document| {
                let read = Registered::parse(document.to_string().as_bytes(), person);
                read.map(Arc::new).map_err(|_| Silent::Down)
            })
        };
        Box::pin(async move { answer })
    }
}

/// Puts what is written where lists are read.
pub(super) struct Quill {
    shelf: Arc<Shelf>,
    next: AtomicU64,
    dry: AtomicBool,
    /// What is written about nobody.
    aside: Mutex<Vec<Event>>,
}

impl Pen for Quill {
    fn write(&self, draft: Draft) -> Writing<'_> {
        let written = if self.dry.load(Ordering::SeqCst) {
            Err(Unwritten)
        } else if draft.whom.is_none() {
            self.aside.lock().unwrap().push(draft.event);
            Ok(())
        } else {
            let index = self.next.fetch_add(1, Ordering::SeqCst);
            let record = super::sample::record(
                index,
                "2026-11-21T11:00:00Z",
                draft.event,
                draft.whom.unwrap(),
            );
            self.shelf.put(record);
            Ok(())
        };
        Box::pin(async move { written })
    }
}

pub(super) struct Family {
    pub(super) house: House,
    pub(super) register: Arc<Register>,
    quill: Arc<Quill>,
    lists: Arc<Others>,
    sessions: Arc<Sessions>,
}

impl Family {
    /// Kari, her child of this birth day, and one reading about each.
    pub(super) fn with_child_born(born: &str) -> Self {
        Self::around(Shelf::new(), born)
    }

    /// The same where lists are read from this shelf.
    pub(super) fn around(shelf: Shelf, born: &str) -> Self {
        let mut house = House::with(shelf);
        let register = Arc::new(Register::default());
        register.says(KARI, mother());
        register.says(OLA, ordinary(OLA, "1990-01-01"));
        register.says(CHILD, child_born(born));
        register.says(STRANGER, ordinary(STRANGER, "2018-01-01"));
        let shelf = house.shelf.clone();
        let (next, dry) = (AtomicU64::new(50), AtomicBool::new(false));
        let aside = Mutex::default();
        let quill = Arc::new(Quill { shelf: shelf.clone(), next, dry, aside });
        let web = Web::new(options(&house.provider, &house.clock, &shelf)).unwrap();
        let random = ring::rand::SystemRandom::new();
        let others = Others::new(register.clone(), rules(), quill.clone(), &random).unwrap();
        let web = web.with_others(others);
        let (lists, sessions) = (web.lists_of_others().unwrap(), web.sessions());
        house.door = CitizenDoor::new(web, plenty(), plenty());
        shelf.put(reading_at(10, "2026-11-20T10:00:00Z", KARI));
        shelf.put(reading_at(11, "2026-11-19T10:00:00Z", CHILD));
        Self { house, register, quill, lists, sessions }
    }

    fn young() -> Self {
        Self::with_child_born("2018-03-04")
    }

    /// Kari, who has chosen the first of the lists that she is offered.
    pub(super) async fn chosen(&self) -> Browser {
        let mut browser = Browser::login(&self.house, KARI).await;
        let got = self.choose(&mut browser, "0", "").await;
        assert_eq!((got.status, got.location()), (StatusCode::SEE_OTHER, "/readings"));
        browser
    }

    /// Sees what is offered, then sends the form.
    async fn choose(&self, browser: &mut Browser, list: &str, number: &str) -> Got {
        let page = browser.get(&self.house, "/others").await;
        let form = format!("csrf={}&list={list}&number={number}", page.form_token());
        browser.post(&self.house, "/others", form).await
    }

    /// The looks that are written, as who looked at whose.
    fn looks(&self) -> Vec<(String, String)> {
        let records = self.house.shelf.records.lock().unwrap();
        let looks = records.iter().filter(|it| matches!(it.entry.event, Event::RelativeLook(_)));
        looks
            .map(|it| (it.whom.end_user.clone().unwrap(), it.whom.subject.expose().to_owned()))
            .collect()
    }
}

/// Whose reading a page shows, told by the days.
fn days(got: &Got) -> (bool, bool) {
    (got.body.contains("2026-11-20"), got.body.contains("2026-11-19"))
}

const OWN: (bool, bool) = (true, false);
const CHILDS: (bool, bool) = (false, true);

#[tokio::test]
async fn a_parent_chooses_a_childs_list_and_goes_back_in_one_click() {
    let family = Family::young();
    let mut browser = Browser::login(&family.house, KARI).await;
    let own = browser.get(&family.house, "/readings").await;
    assert_eq!(days(&own), OWN);
    assert!(own.body.contains("href=\"/others\"") && !own.body.contains("Du ser listen til"));
    let offered = browser.get(&family.house, "/others").await;
    assert!(offered.body.contains("Se listen til MUNTER"));
    let sent = family.choose(&mut browser, "0", "").await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/readings"));
    let childs = browser.get(&family.house, "/readings").await;
    assert_eq!(days(&childs), CHILDS);
    assert!(childs.body.contains("Du ser listen til MUNTER. Du ser den fordi du er forelder."));
    let json = browser.get(&family.house, "/me/readings").await;
    let json: Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["acting_for"], json!({ "relation": "parent" }));
    for page in [&offered, &childs] {
        assert!(!page.body.contains(CHILD));
    }
    let back = format!("csrf={}&list=own", childs.form_token());
    let back = browser.post(&family.house, "/others", back).await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, "/readings"));
    let own = browser.get(&family.house, "/readings").await;
    assert_eq!(days(&own), OWN);
    let json = browser.get(&family.house, "/me/readings").await;
    assert!(json.body.contains("\"acting_for\":null"));
}

#[tokio::test]
async fn each_look_is_written_about_the_child_once_an_hour_and_the_child_sees_it() {
    let family = Family::young();
    let mut browser = family.chosen().await;
    assert!(family.looks().is_empty(), "choosing is not looking");
    for target in ["/readings", "/me/readings", "/readings?before=9", "/readings/0/proof"] {
        browser.get(&family.house, target).await;
    }
    let look = (KARI.to_owned(), CHILD.to_owned());
    assert_eq!(family.looks(), std::slice::from_ref(&look));
    family.house.clock.pass(minutes(59));
    let mut again = family.chosen().await;
    again.get(&family.house, "/readings").await;
    assert_eq!(family.looks(), std::slice::from_ref(&look));
    family.house.clock.pass(minutes(1));
    again.get(&family.house, "/readings").await;
    assert_eq!(family.looks(), [look.clone(), look]);
    let mut child = Browser::login(&family.house, CHILD).await;
    let own = child.get(&family.house, "/readings").await;
    assert!(own.body.contains("Noen så på listen din"));
    assert!(own.body.contains("En forelder så på denne listen, første gang kl.\u{A0}<time"));
    assert!(!own.body.contains("Du ser listen til"));
    let json = child.get(&family.house, "/me/readings").await;
    let json: Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["readings"][0]["outcome"], "looked");
    assert_eq!(json["readings"][0]["relation"], "parent");
    let english = child.get(&family.house, "/readings?lang=en").await;
    assert!(english.body.contains("A parent looked at this list, first at"));
    let mothers = Browser::login(&family.house, KARI).await.get(&family.house, "/readings").await;
    assert!(!mothers.body.contains("Noen så på listen din"));
}

#[tokio::test]
async fn a_look_that_cannot_be_written_is_not_had() {
    let family = Family::young();
    let mut browser = family.chosen().await;
    family.quill.dry.store(true, Ordering::SeqCst);
    for target in ["/readings", "/me/readings", "/readings/0/proof", "/me/bundle"] {
        let got = browser.get(&family.house, target).await;
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "{target}");
        assert_eq!(days(&got), (false, false));
    }
    family.quill.dry.store(false, Ordering::SeqCst);
    assert_eq!(days(&browser.get(&family.house, "/readings").await), CHILDS);
}

#[tokio::test]
async fn the_parent_of_a_thirteen_year_old_is_refused() {
    let family = Family::with_child_born("2013-03-04");
    let mut browser = Browser::login(&family.house, KARI).await;
    let offered = browser.get(&family.house, "/others").await;
    assert!(offered.body.contains("ingen barn som du kan se listen for"));
    assert!(!offered.body.contains("MUNTER"));
    for (list, number) in [("0", ""), ("ward", CHILD)] {
        let got = family.choose(&mut browser, list, number).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
        assert_eq!(got.element("h1"), "Du kan ikke se denne listen");
    }
    assert_eq!(days(&browser.get(&family.house, "/readings").await), OWN);
    assert!(family.looks().is_empty());
    // The young person sees their own, whatever the age.
    let mut child = Browser::login(&family.house, CHILD).await;
    assert_eq!(days(&child.get(&family.house, "/readings").await), CHILDS);
}

#[tokio::test]
async fn a_stranger_is_refused_and_told_no_more_than_anybody() {
    let family = Family::young();
    let mut browser = Browser::login(&family.house, OLA).await;
    let mut told = Vec::new();
    // A child, somebody else, oneself, nobody, and no number at all.
    for number in [CHILD, STRANGER, OLA, "17817010068", "123"] {
        let got = family.choose(&mut browser, "ward", number).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{}", told.len());
        told.push(got.element("main").to_owned());
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    for list in ["0", "1", "18446744073709551616", "00", "-1", ""] {
        let got = family.choose(&mut browser, list, "").await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{list}");
    }
    assert!(family.looks().is_empty());
}

#[tokio::test]
async fn a_right_that_ends_between_two_pages_ends_the_looking() {
    let family = Family::young();
    let mut browser = family.chosen().await;
    assert_eq!(days(&browser.get(&family.house, "/readings").await), CHILDS);
    let mut child = child_born("2018-03-04");
    child["foreldreansvar"] = json!([]);
    family.register.says(CHILD, child);
    let got = browser.get(&family.house, "/readings").await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    assert_eq!(days(&got), (false, false));
    assert_eq!(days(&browser.get(&family.house, "/readings").await), OWN);
}

#[tokio::test]
async fn a_birthday_at_midnight_ends_the_looking() {
    // The clock stands at noon on the day before.
    let family = Family::with_child_born("2014-11-22");
    family.house.clock.pass(minutes(11 * 60 + 55));
    let mut browser = family.chosen().await;
    assert_eq!(days(&browser.get(&family.house, "/readings").await), CHILDS);
    family.house.clock.pass(minutes(5));
    let got = browser.get(&family.house, "/me/readings").await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    assert!(got.body.contains("urn:sluse:problem:no-right-to-this-list"));
}

#[tokio::test]
async fn without_the_register_nobody_sees_anothers_list_and_everybody_their_own() {
    let family = Family::young();
    let mut browser = family.chosen().await;
    family.register.down.store(true, Ordering::SeqCst);
    let got = browser.get(&family.house, "/readings").await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(got.element("h1"), "Folkeregisteret svarer ikke");
    assert!(got.head.contains_key("retry-after"));
    let offered = browser.get(&family.house, "/others").await;
    assert_eq!(offered.status, StatusCode::SERVICE_UNAVAILABLE);
    let own = browser.get(&family.house, "/readings").await;
    assert_eq!((own.status, days(&own)), (StatusCode::OK, OWN));
    // Whether the address is protected is not known either.
    assert!(own.body.contains("Steder er skjult") && !own.body.contains("Testby"));
}

#[tokio::test]
async fn a_choice_is_the_sessions_own_and_takes_its_form() {
    let family = Family::young();
    let mut browser = family.chosen().await;
    let mut other = Browser::login(&family.house, KARI).await;
    assert_eq!(days(&other.get(&family.house, "/readings").await), OWN);
    for form in ["list=0", "csrf=x&list=0", "list=own", "csrf=&list=own"] {
        let got = browser.post(&family.house, "/others", form.to_owned()).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{form}");
        assert_eq!(got.element("h1"), "Skjemaet kom ikke herfra");
    }
    let token = other.get(&family.house, "/readings").await.form_token();
    let forged = browser.post(&family.house, "/others", format!("csrf={token}&list=own")).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(days(&browser.get(&family.house, "/readings").await), CHILDS);
    // Who logs in anew begins with the own list.
    browser.try_login(&family.house, KARI).await;
    assert_eq!(days(&browser.get(&family.house, "/readings").await), OWN);
    let mut nobody = Browser::default();
    assert_eq!(nobody.get(&family.house, "/others").await.status, StatusCode::UNAUTHORIZED);
    let got = nobody.post(&family.house, "/others", "list=0".to_owned()).await;
    assert_eq!(got.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn whose_list_was_chosen_is_forgotten_with_the_session() {
    let family = Family::young();
    let mut browser = family.chosen().await;
    let mut other = family.chosen().await;
    assert_eq!(family.lists.choices(), 2);
    let token = browser.get(&family.house, "/readings").await.form_token();
    browser.post(&family.house, "/logout", format!("csrf={token}")).await;
    assert_eq!(family.lists.choices(), 1, "at the logout");
    other.try_login(&family.house, KARI).await;
    assert_eq!(family.lists.choices(), 0, "at another login");
    family.chosen().await;
    family.house.clock.pass(minutes(16));
    family.lists.let_go(&family.sessions, family.house.clock.now());
    assert_eq!(family.lists.choices(), 0, "when it runs out");
}

#[tokio::test]
async fn a_guardian_names_the_ward_in_a_form_and_not_in_an_address() {
    let family = Family::young();
    family.register.says(CHILD, ward("voksen", "personligeOgOekonomiskeInteresser"));
    let mut browser = Browser::login(&family.house, KARI).await;
    let spaced = format!("{}+{}", &CHILD[..6], &CHILD[6..]);
    let got = family.choose(&mut browser, "ward", &spaced).await;
    assert_eq!((got.status, got.location()), (StatusCode::SEE_OTHER, "/readings"));
    let page = browser.get(&family.house, "/readings").await;
    assert_eq!(days(&page), CHILDS);
    assert!(page.body.contains("Du ser den fordi du er verge."));
    assert!(!page.body.contains(CHILD));
    let got = browser.get(&family.house, &format!("/others?number={STRANGER}")).await;
    assert_eq!(got.status, StatusCode::OK, "what an address says counts for nothing");
    assert_eq!(days(&browser.get(&family.house, "/readings").await), CHILDS);
}

#[tokio::test]
async fn a_person_may_try_few_numbers_in_vain_whatever_the_session() {
    let family = Family::young();
    family.register.says(CHILD, ward("voksen", "personligeOgOekonomiskeInteresser"));
    let tries = async |number: &str| {
        let mut browser = Browser::login(&family.house, KARI).await;
        family.choose(&mut browser, "ward", number).await.status
    };
    for _ in 0..2 * TRIES.most {
        assert_eq!(tries(CHILD).await, StatusCode::SEE_OTHER, "what is right does not count");
    }
    family.register.down.store(true, Ordering::SeqCst);
    let mut browser = Browser::login(&family.house, KARI).await;
    let token = browser.get(&family.house, "/readings").await.form_token();
    for _ in 0..TRIES.most {
        let form = format!("csrf={token}&list=ward&number={STRANGER}");
        let got = browser.post(&family.house, "/others", form).await;
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "nobody was asked");
    }
    family.register.down.store(false, Ordering::SeqCst);
    for _ in 0..TRIES.most {
        assert_eq!(tries(STRANGER).await, StatusCode::FORBIDDEN);
    }
    for number in [STRANGER, CHILD, CHILD] {
        assert_eq!(tries(number).await, StatusCode::FORBIDDEN);
    }
    // Who tries is counted, not from where.
    let mut other = Browser::login(&family.house, OLA).await;
    let got = family.choose(&mut other, "ward", STRANGER).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    family.house.clock.pass(TRIES_COUNT);
    assert_eq!(tries(CHILD).await, StatusCode::SEE_OTHER);
    // Each that was asked about in vain is written, about nobody, and nothing is in the other's list.
    let aside = family.quill.aside.lock().unwrap();
    assert_eq!(aside.len(), TRIES.most + 1);
    for event in &*aside {
        let Event::Refusal(refusal) = event else { panic!("{event:?}") };
        assert_eq!(refusal.reason, "no-right-to-this-list");
        assert!(refusal.asker.is_none() && refusal.purpose.is_none());
    }
    let records = family.house.shelf.records.lock().unwrap();
    assert!(!records.iter().any(|it| it.whom.subject.expose() == STRANGER));
}

#[tokio::test]
async fn a_relative_gets_single_proofs_and_not_the_bundle() {
    let family = Family::young();
    let mut browser = family.chosen().await;
    let page = browser.get(&family.house, "/readings").await;
    assert!(!page.body.contains("/me/bundle"));
    let bundle = browser.get(&family.house, "/me/bundle").await;
    assert_eq!(bundle.status, StatusCode::FORBIDDEN);
    assert!(!bundle.body.contains("the bundle of"));
    let proof = browser.get(&family.house, "/readings/0/proof").await;
    assert_eq!((proof.status, proof.body.as_str()), (StatusCode::OK, "the proof of 11\n"));
    for count in [10, 11] {
        let own = browser.get(&family.house, &format!("/readings/{count}/proof")).await;
        assert_eq!(own.status, StatusCode::NOT_FOUND, "it is not in the list that is shown");
    }
}

#[tokio::test]
async fn a_service_without_the_register_has_no_lists_of_others() {
    let house = House::new();
    let mut browser = Browser::login(&house, KARI).await;
    assert_eq!(browser.get(&house, "/others").await.status, StatusCode::NOT_FOUND);
    let page = browser.get(&house, "/readings").await;
    assert!(!page.body.contains("/others"));
    let form = format!("csrf={}&list=0", page.form_token());
    assert_eq!(browser.post(&house, "/others", form).await.status, StatusCode::NOT_FOUND);
}
