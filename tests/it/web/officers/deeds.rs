//! What auditors do: no identity is opened by one person alone, and persons' questions are answered.

use super::{ADA, BO, CAI, DAG, EVE, Office, TESTBY, configured, newest, org, request};
use crate::house::{PERSON, TestHouse};
use crate::ledger::erasure::erase;
use crate::web::clock::minutes;
use hyper::{Method, StatusCode};
use serde_json::Value;
use sluse::acts::{Regarding, Words};
use sluse::audit::identities::Reason;
use sluse::ledger::entry::{Draft, Event, Held, Matter, Resolution, Whom};
use sluse::login::session::Sessions;
use sluse::vocab::basis::{LawUrl, Statute};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Clock as _;

#[tokio::test]
async fn an_identity_is_opened_by_two_persons_and_the_entry_about_the_person_comes_first() {
    let office = Office::new().await;
    let reading = office.reading().await;
    let person = PersonNumber::parse(PERSON).unwrap();
    let shown_before = office.house.ledger().count_about(&person).unwrap();
    let (mut ada, mut bo) = (office.enter(ADA).await, office.enter(BO).await);
    let page = ada.page(&office, &format!("/audit/entry?index={reading}")).await;
    assert!(page.contains("name=\"reason\"") && !page.contains(PERSON));
    let (status, to, _) = ada.ask(&office, reading).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/audit/identities"));
    let asked = request(&office);

    let (status, body) = ada.decide(&office, asked, "open").await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{body}");
    assert!(!body.contains(PERSON));
    let list = bo.page(&office, "/audit/identities").await;
    assert!(list.contains("Klage fra en borger") && !list.contains(PERSON));
    let (status, body) = bo.decide(&office, asked, "open").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains(PERSON));
    assert_eq!(office.kinds(), ["request", "opened"]);

    // It is in the person's own list, with who, why and about what.
    let shown = office.house.ledger().about(&person, None, 1).unwrap().remove(0);
    assert_eq!(office.house.ledger().count_about(&person).unwrap(), shown_before + 1);
    let Event::IdentityOpened(opened) = shown.entry.event else { panic!("{shown:?}") };
    assert_eq!(shown.whom.regards, Some(reading));
    assert_eq!((opened.requested_by.name.as_str(), opened.decided_by.name.as_str()), ("ada", "bo"));
    assert_eq!(opened.reason, "Klage fra en borger");

    // Who decided sees it no second time; who asked sees it once.
    assert_eq!(bo.decide(&office, asked, "open").await.0, StatusCode::NOT_FOUND);
    assert_eq!(bo.decide(&office, asked, "see").await.0, StatusCode::NOT_FOUND);
    let (status, body) = ada.decide(&office, asked, "see").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains(PERSON));
    assert_eq!(ada.decide(&office, asked, "see").await.0, StatusCode::NOT_FOUND);
    assert_eq!(office.kinds(), ["request", "opened"]);
    // Each that was refused is named.
    assert!(office.refusals().iter().any(|it| it.reason == "same-person"));
}

#[tokio::test]
async fn nobody_is_told_any_more_whom_an_entry_was_about_after_the_person_was_erased() {
    let office = Office::new().await;
    let reading = office.reading().await;
    let person = PersonNumber::parse(PERSON).unwrap();
    let (mut ada, mut bo) = (office.enter(ADA).await, office.enter(BO).await);
    ada.ask(&office, reading).await;
    let asked = request(&office);
    assert!(bo.decide(&office, asked, "open").await.1.contains(PERSON));
    erase(office.house.ledger(), &person, office.house.clock.now()).await;
    let (status, body) = ada.decide(&office, asked, "see").await;
    assert_eq!(status, StatusCode::GONE);
    assert!(!body.contains(PERSON));
    assert_eq!(ada.decide(&office, asked, "see").await.0, StatusCode::NOT_FOUND);
    // What is read about them later does not tell of what was before.
    office.reading().await;
    ada.ask(&office, reading).await;
    let (status, body) = bo.decide(&office, request(&office), "open").await;
    assert_eq!(status, StatusCode::GONE);
    assert!(!body.contains(PERSON));
}

#[tokio::test]
async fn only_what_the_role_sees_can_be_asked_for_and_only_the_own_organisation_decides() {
    let office = Office::new().await;
    let reading = office.reading().await;
    let token = newest(&office, |event| matches!(event, Event::PoliciesActivated(_)));
    let (mut ada, mut cai) = (office.enter(ADA).await, office.enter(CAI).await);
    let (mut dag, mut eve) = (office.enter(DAG).await, office.enter(EVE).await);
    assert_eq!(ada.ask(&office, token).await.0, StatusCode::CONFLICT, "about nobody");
    assert_eq!(ada.ask(&office, EntryIndex(9_999_999)).await.0, StatusCode::NOT_FOUND);
    assert_eq!(cai.ask(&office, token).await.0, StatusCode::NOT_FOUND, "not theirs to see");
    assert_eq!(dag.ask(&office, reading).await.0, StatusCode::SEE_OTHER);
    assert_eq!(eve.ask(&office, reading).await.0, StatusCode::CONFLICT, "asked already");
    let asked = request(&office);
    for other in [&mut ada, &mut cai] {
        assert!(!other.page(&office, "/audit/identities").await.contains("Klage"));
        assert_eq!(other.decide(&office, asked, "open").await.0, StatusCode::NOT_FOUND);
        assert_eq!(other.decide(&office, asked, "decline").await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(eve.decide(&office, asked, "decline").await.0, StatusCode::SEE_OTHER);
    assert_eq!(office.kinds(), ["request", "declined"]);
    assert_eq!(eve.decide(&office, asked, "open").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_without_the_sessions_token_or_with_a_wrong_text_does_nothing() {
    let office = Office::new().await;
    let reading = office.reading().await;
    let mut ada = office.enter(ADA).await;
    let fields = format!("entry={reading}&reason=Klage&basis=Loven");
    for forged in [fields.clone(), format!("csrf=x&{fields}")] {
        let (status, ..) = ada.send(&office, Method::POST, "/audit/identities", forged).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    let long = "x".repeat(501);
    for (reason, basis) in [
        ("", "Loven"),
        ("Klage", "+"),
        ("Klage", long.as_str()),
        ("Om+17859241204", "Loven"),
        ("Om+178592+41204", "Loven"),
        ("Klage%00", "Loven"),
    ] {
        let fields = format!("entry={reading}&reason={reason}&basis={basis}");
        let (status, ..) = ada.post(&office, "/audit/identities", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{reason} {basis}");
    }
    let missing = ada.post(&office, "/audit/identities", "entry=1&reason=Klage").await;
    assert_eq!(missing.0, StatusCode::UNPROCESSABLE_ENTITY);
    let nowhere = ada.post(&office, "/audit/entries", "").await;
    assert_eq!(nowhere.0, StatusCode::METHOD_NOT_ALLOWED);
    assert!(office.kinds().is_empty());
    assert!(
        Reason::parse("17 85 92 41 204").is_none() && Reason::parse("17-85-92-41-204").is_none()
    );
    assert!(Reason::parse("LOV-2018-06-15-38 § 58").is_some());
}

#[tokio::test]
async fn open_requests_survive_a_restart_and_lapse_after_two_weeks() {
    let office = Office::new().await;
    let reading = office.reading().await;
    office.enter(ADA).await.ask(&office, reading).await;
    let asked = request(&office);
    let office = office.reopened();
    let mut bo = office.enter(BO).await;
    assert!(bo.page(&office, "/audit/identities").await.contains("Klage"));
    office.house.clock.advance(minutes(14 * 24 * 60));
    assert!(!bo.page(&office, "/audit/identities").await.contains("Klage"));
    assert_eq!(bo.decide(&office, asked, "open").await.0, StatusCode::NOT_FOUND);
    let office = office.reopened();
    let mut bo = office.enter(BO).await;
    assert!(!bo.page(&office, "/audit/identities").await.contains("Klage"));
}

#[tokio::test]
async fn what_is_opened_of_a_held_entry_is_held_alike_and_shown_after_it() {
    let office = Office::new().await;
    let reading = office.reading().await;
    let ledger = office.house.ledger();
    let event = ledger.entry(reading).unwrap().unwrap().event;
    let person = PersonNumber::parse(PERSON).unwrap();
    let law = LawUrl::parse("https://lovdata.no/eli/lov/2018/06/15/38/nor/html").unwrap();
    let basis = Statute { law, section: "§ 16".to_owned() };
    let held = Held::since(office.house.clock.now(), 30, &basis);
    let draft = Draft::about(event, Whom::just(person.clone()));
    let waiting = ledger.append(Draft { held: Some(held.clone()), ..draft }).await.unwrap();
    let shown = ledger.count_about(&person).unwrap();
    office.enter(ADA).await.ask(&office, waiting).await;
    let (status, body) = office.enter(BO).await.decide(&office, request(&office), "open").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains(PERSON));
    let opened = newest(&office, |event| matches!(event, Event::IdentityOpened(_)));
    assert_eq!(ledger.entry(opened).unwrap().unwrap().held, Some(held));
    assert_eq!(ledger.count_about(&person).unwrap(), shown, "the person sees neither yet");
    office.house.clock.advance(minutes(31 * 24 * 60));
    let now = office.house.clock.now();
    ledger.release_due(now).await.unwrap();
    let about = ledger.about(&person, None, 2).unwrap();
    let shows: Vec<_> = about.iter().filter_map(|it| Some(it.shows.as_ref()?.index)).collect();
    assert_eq!(shows, [opened, waiting]);
}

#[tokio::test]
async fn a_consumers_officer_reads_and_answers_the_questions_to_the_organisation() {
    let house = TestHouse::start().await;
    let person = PersonNumber::parse(PERSON).unwrap();
    let regarding = Regarding { entry: EntryIndex(3), consumer: org(TESTBY), purpose: None };
    let words = Words::parse("Hvorfor?").unwrap();
    let index = house.acts().ask(&person, regarding, Matter::Objection, words).await.unwrap();
    let office = Office::over(house, Sessions::in_memory(), configured());
    let (mut dag, mut cai, mut ada) =
        (office.enter(DAG).await, office.enter(CAI).await, office.enter(ADA).await);
    let target = format!("/audit/question?index={index}");
    for other in [&mut cai, &mut ada] {
        assert_eq!(other.get(&office, "/audit/questions").await.0, StatusCode::FORBIDDEN);
        assert_eq!(other.get(&office, &target).await.0, StatusCode::FORBIDDEN);
    }
    let open =
        |page: String| serde_json::from_str::<Value>(&page).unwrap()["open_questions"].clone();
    assert_eq!(open(dag.page(&office, "/audit/overview").await), 1);
    assert_eq!(open(ada.page(&office, "/audit/overview").await), 1);
    assert_eq!(open(cai.page(&office, "/audit/overview").await), Value::Null);
    assert!(dag.page(&office, "/audit/questions").await.contains(&target));
    let page = dag.page(&office, &target).await;
    assert!(page.contains("Hvorfor?") && page.contains(PERSON));
    let fields = format!("inquiry={index}&resolution=answered&words=Derfor");
    let unfit = dag.post(&office, "/audit/question", &fields).await;
    assert_eq!(unfit.0, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = format!("inquiry={index}&resolution=followed&words=Derfor");
    assert_eq!(ada.post(&office, "/audit/question", &fields).await.0, StatusCode::FORBIDDEN);
    assert_eq!(dag.post(&office, "/audit/question", &fields).await.0, StatusCode::SEE_OTHER);
    assert_eq!(dag.post(&office, "/audit/question", &fields).await.0, StatusCode::NOT_FOUND);
    let newest = office.house.ledger().about(&person, None, 1).unwrap().remove(0);
    let Event::InquiryAnswer(answer) = newest.entry.event else { panic!("{newest:?}") };
    assert_eq!((answer.client.as_str(), answer.resolution), ("dag", Resolution::Followed));
    assert_eq!(open(dag.page(&office, "/audit/overview").await), 0);
}
