//! The auditors' pages, through their door: who is let in, what each role sees, and that each look is an
//! entry.

use super::{first, looks};
use crate::house::{PERSON, PERSON_PATH, TestHouse, eventually, json, problem};
use crate::mutual::{Caller, Identity};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request, Response};
use sluse::config::audit::{Audit, Officer, Role};
use sluse::ledger::entry::{Breadth, Event, Look, Looked};
use sluse::vocab::thumbprint::Thumbprint;
use sluse::vocab::translated::Language;

pub(super) const REGISTER: &str = "311672118";
pub(super) const TAXES: &str = "312445190";
pub(super) const TESTBY: &str = "312143046";
pub(super) const AUTHORITY: &str = "313181847";

/// A house with an auditors' door, and those who come in by it.
pub(super) struct Doors {
    pub(super) house: TestHouse,
    known: Vec<(Role, Identity)>,
}

pub(super) async fn doors(officers: &[(Role, &str)]) -> Doors {
    let known: Vec<_> = officers.iter().map(|(role, _)| (*role, Identity::new())).collect();
    let named =
        officers.iter().zip(&known).enumerate().map(|(place, ((role, own), (_, one)))| Officer {
            name: format!("officer-{place}"),
            certificate: Some(Thumbprint::of(&one.certificate).to_string()),
            login: None,
            organisation: (*own).to_owned(),
            role: *role,
        });
    let officers: Vec<_> = named.collect();
    let house = TestHouse::start_with(&|config| {
        let address = "127.0.0.1:0".parse().unwrap();
        let officers = officers.clone();
        config.audit = Some(Audit { address, login: None, officers, alarms: None });
    })
    .await;
    Doors { house, known }
}

impl Doors {
    pub(super) async fn ask(&self, who: usize, method: Method, path: &str) -> Response<Bytes> {
        self.ask_as(Some(&self.known[who].1), method, path).await
    }

    pub(super) async fn ask_as(
        &self,
        identity: Option<&Identity>,
        method: Method,
        path: &str,
    ) -> Response<Bytes> {
        let base = &self.house.audit;
        let request = Request::builder()
            .method(method)
            .uri(format!("{base}{path}"))
            .header("host", base.strip_prefix("https://").unwrap())
            .body(Full::default())
            .unwrap();
        Caller::new(&self.house, identity).send(base, request).await.unwrap().0
    }

    pub(super) async fn page(&self, who: usize, path: &str) -> String {
        let answer = self.ask(who, Method::GET, path).await;
        assert_eq!(answer.status(), 200, "{path}: {answer:?}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        String::from_utf8(answer.body().to_vec()).unwrap()
    }

    /// Waits until all that is published now is counted.
    pub(super) async fn counted(&self, who: usize) {
        self.house.ledger().publish().unwrap();
        let all = self.house.ledger().published();
        eventually(|| async {
            let answer = self.ask(who, Method::GET, "/audit/overview").await;
            json(&answer)["ledger"]["counted"].as_u64().unwrap() >= all
        })
        .await;
    }
}

#[tokio::test]
async fn nobody_is_let_in_without_a_certificate_that_is_configured() {
    let doors = doors(&[(Role::Authority, AUTHORITY), (Role::Officer, "999888777")]).await;
    for path in ["/", "/audit", "/audit/overview", "/audit/entries", "/style.css"] {
        let nobody = doors.ask_as(None, Method::GET, path).await;
        assert_eq!(
            (nobody.status().as_u16(), problem(&nobody).as_str()),
            (401, "certificate-missing")
        );
        let stranger = doors.ask_as(Some(&Identity::new()), Method::GET, path).await;
        assert_eq!(
            (stranger.status().as_u16(), problem(&stranger).as_str()),
            (403, "certificate-unknown")
        );
        let unregistered = doors.ask(1, Method::GET, path).await;
        assert_eq!(problem(&unregistered), "organisation-not-registered");
    }
    let changing = doors.ask(0, Method::POST, "/audit").await;
    assert_eq!(changing.status(), 405);
    assert_eq!(changing.headers()["allow"].to_str().unwrap(), "GET, HEAD");
    assert!(looks(&doors.house).is_empty());
}

#[tokio::test]
async fn each_role_sees_its_own_part_and_no_other() {
    let doors = doors(&[
        (Role::Authority, AUTHORITY),
        (Role::ProviderOfficer, REGISTER),
        (Role::ConsumerOfficer, TESTBY),
        (Role::ProviderOfficer, TAXES),
        (Role::ProviderOfficer, TESTBY),
        (Role::ConsumerOfficer, REGISTER),
    ])
    .await;
    doors.house.kindergarten(PERSON_PATH).await;
    let reading = first(&doors.house, |event| matches!(event, Event::Reading(_)));
    doors.counted(0).await;
    for (who, sees) in [(0, true), (1, true), (2, true), (3, false), (4, false), (5, false)] {
        let figures = json(&doors.ask(who, Method::GET, "/audit/overview").await);
        assert_eq!(figures["totals"]["readings"], u64::from(sees), "{who}");
        let list = doors.page(who, "/audit/entries?decision=disclosed").await;
        assert_eq!(list.contains("barnehageopptak"), sees, "{who}");
        let one = doors.ask(who, Method::GET, &format!("/audit/entry?index={reading}")).await;
        assert_eq!(one.status(), if sees { 200 } else { 404 }, "{who}");
    }
    let sights: Vec<Breadth> =
        looks(&doors.house).into_iter().map(|(_, look)| look.sight).collect();
    let all = [Breadth::Whole, Breadth::OwnServices, Breadth::OwnReadings];
    assert!(all.iter().all(|sight| sights.contains(sight)), "{sights:?}");
}

#[tokio::test]
async fn the_overview_leads_to_lists_and_these_to_single_entries_and_none_says_whom() {
    let doors = doors(&[(Role::Authority, AUTHORITY)]).await;
    doors.house.kindergarten(PERSON_PATH).await;
    doors.house.get(PERSON_PATH, &[]).await;
    doors.counted(0).await;
    let page = doors.page(0, "/audit").await;
    let link = |page: &str, has: &str| {
        let all = page.split("href=\"").skip(1).map(|it| it.split('"').next().unwrap());
        let mut all = all.filter(|to| to.contains(has)).map(|to| to.replace("&amp;", "&"));
        all.next().unwrap_or_else(|| panic!("no link with {has} in {page}"))
    };
    let list = doors.page(0, &link(&page, "purpose=barnehageopptak")).await;
    assert!(list.contains("barnehageopptak"));
    let refused = doors.page(0, &link(&page, "decision=token-missing")).await;
    assert!(refused.contains("token-missing"));
    let one = doors.page(0, &link(&list, "/audit/entry?index=")).await;
    assert!(one.contains("barnehageopptak") && one.contains("navn[].fornavn"));
    let table = doors.ask(0, Method::GET, &link(&page, "purposes.csv")).await;
    assert_eq!(table.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(table.body().starts_with(b"purpose,readings,refusals\r\nbarnehageopptak,1,0\r\n"));
    doors.page(0, "/audit/identities").await;
    for text in [page, list, refused, one] {
        assert!(!text.contains(PERSON) && !text.contains("2026/1234"));
    }
    let looked: Vec<Look> = looks(&doors.house).into_iter().map(|(_, look)| look).collect();
    assert!(looked.iter().any(|look| matches!(look.at, Looked::Overview(_))));
    assert!(looked.iter().any(|look| matches!(look.at, Looked::Search(_))));
    assert!(looked.iter().any(|look| matches!(look.at, Looked::Entries(_))));
    assert!(looked.iter().any(|look| matches!(look.at, Looked::Waiting)));
    assert!(looked.iter().all(|look| look.asker.client.as_str() == "officer-0"));
}

#[tokio::test]
async fn what_is_not_there_or_not_taken_says_so() {
    let doors = doors(&[(Role::Authority, AUTHORITY)]).await;
    for path in ["/audit/nothing", "/audit/persons.csv", "/audit/entry", "/audit/entry?index=99999"]
    {
        let answer = doors.ask(0, Method::GET, path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.body().starts_with(b"<!doctype html>"));
    }
    let astray = doors.ask(0, Method::GET, "//evil.example/audit").await;
    assert_eq!(astray.status(), 404);
    assert!(!std::str::from_utf8(astray.body()).unwrap().contains("evil.example"));
    for path in [
        "/audit?first_day=2026-01-02&last_day=2026-01-01",
        "/audit?first_day=2026-01-02",
        "/audit/entry?index=-1",
        "/audit/entries?purpose=17859241204",
        "/audit?persons=1",
    ] {
        let answer = doors.ask(0, Method::GET, path).await;
        assert_eq!(
            (answer.status().as_u16(), problem(&answer).as_str()),
            (400, "query-not-taken"),
            "{path}"
        );
    }
    // What a form leaves empty is not said.
    doors.page(0, "/audit/entries?consumer=&purpose=&since=&decision=refused").await;
}

#[tokio::test]
async fn pages_are_in_each_language_and_load_nothing_but_their_style() {
    let doors = doors(&[(Role::Authority, AUTHORITY)]).await;
    doors.house.kindergarten(PERSON_PATH).await;
    doors.counted(0).await;
    let mut titles = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let tag = language.tag();
        for path in ["/audit", "/audit/entries", "/audit/entry?index=0"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let path = format!("{path}{joint}lang={tag}");
            let answer = doors.ask(0, Method::GET, &path).await;
            assert_eq!(answer.headers()["content-language"], tag);
            let cookie = answer.headers()["set-cookie"].to_str().unwrap();
            assert!(cookie.starts_with(&format!("__Host-sluse-lang={tag};")), "{cookie}");
            let policy = answer.headers()["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
            let page = String::from_utf8(answer.body().to_vec()).unwrap();
            assert!(page.contains(&format!("<html lang=\"{tag}\"")));
            assert!(!page.contains("<script") && !page.contains(" style=\""));
            // Each id once.
            let ids = page.split(" id=\"").skip(1).map(|it| it.split('"').next().unwrap());
            let mut seen = std::collections::BTreeSet::new();
            assert!(ids.into_iter().all(|id| seen.insert(id)), "{path}");
            let title = page.split("<h1").nth(1).unwrap();
            let title = title.split('>').nth(1).unwrap().split('<').next().unwrap();
            titles.insert((path.split(['?', '&']).next().unwrap().to_owned(), title.to_owned()));
        }
    }
    // Norwegian's two forms share some titles.
    assert!(titles.len() >= 3 * 3, "{titles:?}");
}
