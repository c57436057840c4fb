//! Reports for who has logged in: each role its own, and no more at a time than is read.

use super::*;
use sluse::ledger::entry::{Look, Looked, ReportName};
use sluse::reports::ReportPhrase;
use sluse::vocab::limits::Limit;

const HISTORY: &str = "/audit/reports/history?consumer=312143046&day=2026-11-20";

#[tokio::test]
async fn whoever_has_logged_in_makes_the_reports_of_their_role_and_each_is_a_look() {
    let office = Office::new().await;
    let mut cai = office.enter(CAI).await;
    let page = cai.page(&office, "/audit/reports?lang=nb").await;
    assert!(page.contains("href=\"/audit/reports/processing.pdf\""), "{page}");
    assert!(!page.contains("href=\"/audit/reports/logging"), "{page}");
    let own = ReportPhrase::OwnServices.in_language(Language::Bokmaal).replace("{org}", REGISTER);
    assert!(page.contains(&own), "{page}");
    cai.page(&office, HISTORY).await;
    let entries = office.house.entries();
    let looks: Vec<&Look> = entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Look(look) => Some(&**look),
            _ => None,
        })
        .collect();
    let [look] = looks.as_slice() else { panic!("{looks:?}") };
    assert_eq!(look.asker.client.as_str(), "cai");
    let Looked::Report(reported) = &look.at else { panic!("{look:?}") };
    assert_eq!(reported.report, ReportName::History);
    assert_eq!(reported.consumer.as_ref().unwrap().as_str(), TESTBY);
    // Noon in Norway, in winter.
    assert_eq!(reported.moment.unwrap().to_string(), "2026-11-20T11:00:00.000Z");
}

#[tokio::test]
async fn a_report_that_would_read_more_than_the_limit_is_not_made() {
    let mut office = Office::new().await;
    office.reading().await;
    office.house.ledger().publish().unwrap();
    let one = |name| Limit { name, most: 1 };
    let most =
        Most { entries: one("report_entries"), activations: Limit { name: "none", most: 0 } };
    let who = (Sessions::in_memory(), configured());
    office.door = door_reading(&office.house, (&office.provider, &office.clock), who, most);
    let mut ada = office.enter(ADA).await;
    let days = "first_day=2020-01-01&last_day=2029-01-01";
    for path in [HISTORY.to_owned(), format!("/audit/reports/control?{days}")] {
        let (status, page) = ada.get(&office, &path).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(page.contains(ReportPhrase::TooMuch.in_language(Language::Bokmaal)), "{page}");
    }
    let reasons = office.refusals().into_iter().map(|refusal| refusal.reason);
    assert_eq!(reasons.filter(|reason| reason == "report-too-large").count(), 2);
    // A day without entries has none to read.
    let nothing = "/audit/reports/control?first_day=2020-01-01&last_day=2020-01-02";
    ada.page(&office, nothing).await;
}

#[tokio::test]
async fn a_language_that_is_chosen_before_the_login_is_that_of_the_provider_and_of_the_pages() {
    let office = Office::new().await;
    let mut ada = Browser::default();
    let (status, page) = ada.get(&office, "/audit?lang=nn").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.contains("<html lang=\"nn\""), "{page}");
    let (_, to, _) = ada.send(&office, Method::GET, "/login", String::new()).await;
    assert!(to.contains("ui_locales=nn"), "{to}");
    ada.come(&office, ADA).await;
    let overview = ada.page(&office, "/audit").await;
    assert!(overview.contains("<html lang=\"nn\""), "{overview}");
    assert!(overview.contains("href=\"/audit\" aria-current=\"page\""), "{overview}");
    // Home is above all pages, and the present one only when it is itself shown.
    let reports = ada.page(&office, "/audit/reports/processing").await;
    assert!(reports.contains("href=\"/audit/reports\" aria-current=\"true\""), "{reports}");
    let entry = ada.page(&office, "/audit/entry?index=0").await;
    assert!(!entry.contains("aria-current=\""), "{entry}");
}
