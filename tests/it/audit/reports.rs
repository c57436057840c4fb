//! The reports that the law asks for, through the auditors' door: that they say what the command line says, whose
//! they are, and what is not taken.

use super::looks;
use super::pages::{AUTHORITY, Doors, REGISTER, TAXES, TESTBY, doors};
use crate::command_line::run;
use crate::house::{PERSON, PERSON_PATH, problem};
use bytes::Bytes;
use hyper::{Method, Response};
use serde_json::Value;
use sluse::config::audit::Role;
use sluse::ledger::entry::{Event, Looked};
use sluse::reports::ReportPhrase;
use sluse::serve::audit_door::OPENAPI;
use sluse::vocab::month::Month;
use sluse::vocab::time::Clock as _;
use sluse::vocab::translated::Language;
use std::time::Duration;

const FORMATS: [(&str, &str); 3] = [
    ("", "text/html; charset=utf-8"),
    (".csv", "text/csv; charset=utf-8"),
    (".pdf", "application/pdf"),
];

/// The days of which the ledger of a test tells.
const DAYS: &str = "first_day=2026-01-01&last_day=2027-12-31";

impl Doors {
    async fn report(&self, who: usize, path: &str) -> Response<Bytes> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let path = format!("/audit/reports/{path}{joint}lang=en");
        self.ask(who, Method::GET, &path).await
    }

    async fn made(&self, who: usize, path: &str) -> Vec<u8> {
        let answer = self.report(who, path).await;
        assert_eq!(answer.status(), 200, "{path}: {answer:?}");
        answer.into_body().to_vec()
    }

    async fn text(&self, who: usize, path: &str) -> String {
        String::from_utf8(self.made(who, path).await).unwrap()
    }

    fn refusals(&self) -> Vec<String> {
        let all = self.house.entries().into_iter();
        let of = all.filter_map(|entry| match entry.event {
            Event::Refusal(refusal) => Some(refusal.reason),
            _ => None,
        });
        of.collect()
    }
}

/// A house in which something was read and refused, when the month of that is over.
async fn a_month_later(officers: &[(Role, &str)]) -> (Doors, Month) {
    let doors = doors(officers).await;
    for _ in 0..11 {
        assert_eq!(doors.house.kindergarten(PERSON_PATH).await.status(), 200);
    }
    doors.house.school(PERSON_PATH).await;
    doors.house.get(PERSON_PATH, &[]).await;
    let month = Month::of(doors.house.clock.now());
    doors.house.clock.advance(Duration::from_hours(40 * 24));
    doors.house.ledger().publish().unwrap();
    (doors, month)
}

#[tokio::test]
async fn each_report_is_a_page_a_table_and_a_pdf_and_each_is_a_look_and_none_says_whom() {
    let (doors, month) = a_month_later(&[(Role::Authority, AUTHORITY)]).await;
    let reports = [
        ("processing", String::new()),
        ("assessment", String::new()),
        ("history", "?consumer=312143046&day=2026-11-25&time=08:30".to_owned()),
        ("control", format!("?{DAYS}")),
        ("logging", String::new()),
        ("journal", format!("?month={month}")),
    ];
    let all = doors.page(0, "/audit/reports?lang=en").await;
    for (name, query) in &reports {
        for (ending, media_type) in FORMATS {
            assert!(all.contains(&format!("\"/audit/reports/{name}{ending}\"")), "{name}{ending}");
            let answer = doors.report(0, &format!("{name}{ending}{query}")).await;
            assert_eq!(answer.status(), 200, "{name}{ending}: {answer:?}");
            assert_eq!(answer.headers()["content-type"], media_type);
            assert_eq!(answer.headers()["content-language"], "en");
            let kept = answer.headers().get("content-disposition");
            let kept = kept.map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default();
            assert_eq!(kept.ends_with(&format!("{ending}\"")), !ending.is_empty(), "{kept}");
            let body = answer.body();
            assert_eq!(body.starts_with(b"%PDF-"), ending == ".pdf", "{name}{ending}");
            let text = String::from_utf8_lossy(body);
            assert!(!text.contains(PERSON) && !text.contains("2026/1234"), "{name}{ending}");
        }
        let page = doors.text(0, &format!("{name}{query}")).await;
        let query = query.replace('&', "&amp;").replace(':', "%3A");
        for ending in [".csv", ".pdf"] {
            let link = format!("href=\"/audit/reports/{name}{ending}{query}\"");
            assert!(page.contains(&link), "{link} is not in {page}");
        }
    }
    let looked = looks(&doors.house).into_iter().filter_map(|(_, look)| match look.at {
        Looked::Report(reported) => Some(reported),
        _ => None,
    });
    let looked: Vec<_> = looked.collect();
    // One look stands for all alike: the same report in another form.
    assert_eq!(looked.len(), reports.len(), "{looked:?}");
    assert_eq!(looked[3].days.unwrap().first_day.to_string(), "2026-01-01");
    let days = looked[5].days.unwrap();
    assert_eq!((days.first_day.month(), days.last_day.month()), (month, month));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_says_what_the_command_line_says() {
    let (doors, month) =
        a_month_later(&[(Role::Authority, AUTHORITY), (Role::ConsumerOfficer, TESTBY)]).await;
    let history = "?consumer=312143046&day=2026-12-25&time=12:00";
    let mut made = Vec::new();
    for (who, name, query, arguments) in [
        (0, "processing", "", "--dir POLICIES"),
        (0, "assessment", "", "--dir POLICIES"),
        (1, "processing", "", "--dir POLICIES --controller 312143046"),
        (1, "assessment", "", "--dir POLICIES --controller 312143046"),
        (1, "history", history, "--consumer 312143046 --at 2026-12-25T11:00:00Z --ledger ledger"),
    ] {
        for (ending, _) in FORMATS.into_iter().take(if who == 0 { 2 } else { 3 }) {
            let body = doors.made(who, &format!("{name}{ending}{query}")).await;
            made.push((who, name, ending, arguments.to_owned(), body));
        }
    }
    // Days that are over: what is looked at here is not of them.
    let days = "first_day=2026-01-01&last_day=2026-12-01";
    let csv = doors.made(0, &format!("control.csv?{days}")).await;
    let period = "--from 2025-12-31T23:00:00Z --until 2026-12-01T23:00:00Z --ledger ledger";
    made.push((0, "control", ".csv", period.to_owned(), csv));
    // The journal is that of the machine door.
    let journal = doors.made(1, &format!("journal.csv?month={month}")).await;
    let public = doors.house.get(&format!("/ledger/journal?month={month}&format=csv"), &[]).await;
    assert_eq!((public.status().as_u16(), public.body()), (200, &Bytes::from(journal)));
    let page = doors.text(1, &format!("journal?month={month}")).await;
    assert!(page.contains(">11</td>") && page.contains("&lt;10</td>"), "{page}");

    let now = doors.house.clock.now().to_string();
    let registry = doors.house.ledger().registrations().current();
    let authors = [AUTHORITY, TESTBY].map(|own| {
        let own = sluse::vocab::party::Organisation::parse(own).unwrap();
        registry.organisation_name(&own).unwrap().to_owned()
    });
    let policies = format!("{}/policies", env!("CARGO_MANIFEST_DIR"));
    let kept = doors.house.stop_and_keep().await;
    let dir = kept.path();
    for (place, (who, name, ending, arguments, body)) in made.into_iter().enumerate() {
        let format = match ending {
            "" => "html",
            other => &other[1..],
        };
        let arguments = arguments.replace("POLICIES", &policies);
        let mut all: Vec<&str> = vec!["report", name];
        all.extend(arguments.split(' '));
        let out = format!("out-{place}");
        all.extend(["--made", &now, "--author", &authors[who], "--lang", "en"]);
        all.extend(["--format", format, "--out", &out]);
        let told = run(dir, &all, "").await;
        assert!(told.good, "{all:?}: {}", told.err);
        let written = std::fs::read(dir.join(&out)).unwrap();
        if ending.is_empty() {
            let (page, file) = (String::from_utf8(body).unwrap(), String::from_utf8(written));
            // All but the head; tables of a page have the design system's names, and those of a file none.
            let bare = |text: &str| text.replace(" class=\"ds-link\"", "").replace('\n', "");
            let file = file.unwrap();
            let first = file.split("</p>").nth(1).unwrap();
            assert!(bare(&page).contains(&bare(first)), "{name}: {first} is not in {page}");
        } else {
            assert!(body == written, "{name}{ending} of {who} is another");
        }
    }
}

#[tokio::test]
async fn each_role_is_given_its_own_part_and_is_told_so() {
    let (doors, month) = a_month_later(&[
        (Role::ProviderOfficer, REGISTER),
        (Role::ProviderOfficer, TAXES),
        (Role::ConsumerOfficer, TESTBY),
        (Role::ConsumerOfficer, REGISTER),
        (Role::Officer, TESTBY),
    ])
    .await;
    // The register's services are in what its officer is given, and another provider's are not.
    for name in ["processing.csv", "assessment.csv"] {
        let register = doors.text(0, name).await;
        assert!(register.contains("folkeregisteret.person"), "{register}");
        assert!(!register.contains(TAXES), "{register}");
        let taxes = doors.text(1, name).await;
        assert!(taxes.contains(TAXES) && !taxes.contains("folkeregisteret"), "{taxes}");
        let consumer = doors.text(2, name).await;
        assert!(consumer.contains("barnehageopptak"), "{consumer}");
        let nothing = doors.text(3, name).await;
        assert!(!nothing.contains("barnehageopptak"), "{nothing}");
        assert_eq!(doors.text(4, name).await, consumer, "it provides nothing");
    }
    assert!(doors.text(0, "processing").await.contains("only about the services of"));
    assert!(doors.text(2, "assessment").await.contains("the controller of"));
    let history = |consumer: &str| format!("history.csv?consumer={consumer}&day=2026-12-25");
    assert!(doors.text(0, &history(TESTBY)).await.contains("barnehageopptak"));
    assert!(!doors.text(1, &history(TESTBY)).await.contains("barnehageopptak"));
    assert!(doors.text(2, &history(TESTBY)).await.contains("barnehageopptak"));
    assert!(doors.text(4, &history(TESTBY)).await.contains("barnehageopptak"));
    assert!(!doors.text(4, &history(REGISTER)).await.contains("barnehageopptak"));
    // What cannot be parted is the authority's, and a consumer's officer asks about nobody else.
    let refused = ReportPhrase::NoRight.in_language(Language::English);
    let before = doors.refusals().len();
    for (who, path) in [
        (0, format!("control?{DAYS}")),
        (2, format!("control.csv?{DAYS}")),
        (4, "logging".to_owned()),
        (1, "logging.pdf".to_owned()),
        (2, history(REGISTER)),
        (3, history(TESTBY)),
    ] {
        let answer = doors.report(who, &path).await;
        assert_eq!(answer.status(), 403, "{path}");
        assert!(String::from_utf8_lossy(answer.body()).contains(refused), "{path}");
    }
    let reasons = doors.refusals();
    assert_eq!(reasons[before..], ["role-missing"; 6], "{reasons:?}");
    for who in 0..5 {
        doors.made(who, &format!("journal.pdf?month={month}")).await;
        let page = doors.page(who, "/audit/reports?lang=en").await;
        assert!(page.contains(ReportPhrase::OnlyAuthority.in_language(Language::English)));
        assert!(!page.contains("/audit/reports/control"), "{page}");
        assert!(doors.page(who, "/audit").await.contains("href=\"/audit/reports\""));
    }
}

#[tokio::test]
async fn what_a_report_does_not_take_is_refused_before_anything_is_looked_at() {
    let doors = doors(&[(Role::Authority, AUTHORITY)]).await;
    for path in [
        "history",
        "history?consumer=312143046",
        "history?day=2026-11-20",
        "history?consumer=31214304&day=2026-11-20",
        "history?consumer=17859241204&day=2026-11-20",
        "history?consumer=312143046&day=2026-02-30",
        "history?consumer=312143046&day=2026-11-20&time=25:00",
        "history?consumer=312143046&day=2026-11-20&time=1",
        // The clocks went from 02:00 to 03:00.
        "history?consumer=312143046&day=2026-03-29&time=02:30",
        "history?consumer=312143046&consumer=312143046&day=2026-11-20",
        "control",
        "control?first_day=2026-11-20",
        "control?first_day=2026-11-20&last_day=2026-11-19",
        "control?first_day=2000-01-01&last_day=2026-11-19",
        "journal",
        "journal?month=2026-13",
        "journal?month=2026",
        "journal?month=2026-01&format=csv",
        "processing?controller=312143046",
        "logging.csv?x=1",
    ] {
        let answer = doors.report(0, path).await;
        assert_eq!(
            (answer.status().as_u16(), problem(&answer).as_str()),
            (400, "query-not-taken"),
            "{path}"
        );
    }
    for path in ["access", "processing.xml", "processing.csv.pdf", "", "history/x"] {
        assert_eq!(doors.report(0, path).await.status(), 404, "{path}");
    }
    let posted = doors.ask(0, Method::POST, "/audit/reports/processing").await;
    assert_eq!(posted.status(), 405);
    assert!(looks(&doors.house).is_empty(), "{:?}", looks(&doors.house));
    // A month that is not over, and one of which the ledger has nothing.
    let now = Month::of(doors.house.clock.now());
    for (month, phrase) in [
        (now.to_string(), ReportPhrase::MonthNotOver),
        ("2019-01".to_owned(), ReportPhrase::NoSuchMonth),
    ] {
        let answer = doors.report(0, &format!("journal?month={month}")).await;
        assert_eq!(answer.status(), 404, "{month}");
        let page = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(page.contains(phrase.in_language(Language::English)), "{page}");
    }
    let nobody = doors.ask_as(None, Method::GET, "/audit/reports/processing").await;
    assert_eq!((nobody.status().as_u16(), problem(&nobody).as_str()), (401, "certificate-missing"));
}

#[tokio::test]
async fn all_that_the_door_describes_is_there() {
    let (doors, month) = a_month_later(&[(Role::Authority, AUTHORITY)]).await;
    let served = doors.ask(0, Method::GET, "/audit/openapi.json").await;
    assert_eq!(served.body(), OPENAPI.as_bytes());
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    for (path, described) in document["paths"].as_object().unwrap() {
        let query = match path.as_str() {
            "/audit/entry" => "?index=0".to_owned(),
            // A question is for who has logged in, and the consumer's officer answers.
            "/audit/question" | "/audit/questions" => continue,
            // They are made above, and take their time.
            it if it.ends_with(".pdf") => continue,
            it if it.contains("/history") => "?consumer=312143046&day=2026-12-25".to_owned(),
            it if it.contains("/control") => format!("?{DAYS}"),
            it if it.contains("/journal") => format!("?month={month}"),
            _ => String::new(),
        };
        let asked = format!("{}{query}", path.replace("{table}", "purposes"));
        let answer = doors.ask(0, Method::GET, &asked).await;
        assert_eq!(answer.status(), 200, "{asked}");
        let media_type = answer.headers()["content-type"].to_str().unwrap();
        let media_type = media_type.split(';').next().unwrap();
        let content = &described["get"]["responses"]["200"]["content"];
        assert!(content.get(media_type).is_some(), "{asked}: {media_type}");
    }
}
