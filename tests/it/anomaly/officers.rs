//! Alarms by the auditors' door: each role sees those of its own part, with the entries behind them and never
//! whom; and what a configuration may not say.

use super::detectors::an_alarm;
use super::house::{AUTHORITY, REGISTER, TAXES, TESTBY, alarms, fetch, officer};
use super::in_a_row;
use crate::command_line::run;
use crate::house::{PERSON, PERSON_PATH, Provider, TestClock, TestHouse, eventually};
use crate::mutual::Identity;
use crate::notify::peer::Peer;
use crate::relatives::family::{MOTHER, mother};
use sluse::anomaly::Detector;
use sluse::config::audit::{Alarms, Audit, Cases, Hook, Near, Role};
use sluse::demo::private::write_secret;
use sluse::ledger::entry::{Alarm, Draft, Event, Looked};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// The auditors' part of a configuration with these officers and alarms.
fn audit(officers: Vec<sluse::config::audit::Officer>, alarms: Option<Alarms>) -> Option<Audit> {
    Some(Audit { address: "127.0.0.1:0".parse().unwrap(), login: None, officers, alarms })
}

#[tokio::test]
async fn each_role_sees_the_alarms_of_its_own_part_and_no_other() {
    let who = [
        (Role::Authority, AUTHORITY, true),
        (Role::ProviderOfficer, REGISTER, true),
        (Role::ConsumerOfficer, TESTBY, true),
        (Role::Officer, TESTBY, true),
        (Role::ProviderOfficer, TAXES, false),
        (Role::ProviderOfficer, TESTBY, false),
        (Role::ConsumerOfficer, REGISTER, false),
        (Role::Officer, TAXES, false),
    ];
    let identities: Vec<_> = who.iter().map(|_| Identity::new()).collect();
    let house = TestHouse::start_with(&|config| {
        let named = who.iter().zip(&identities).enumerate();
        let officers =
            named.map(|(at, ((role, own, _), one))| officer(&format!("o-{at}"), own, *role, one));
        config.audit = audit(officers.collect(), None);
    })
    .await;
    // By the policies that are in force now.
    let policies = EntryIndex(house.ledger().size() - 1);
    let raised = Event::Alarm(Box::new(Alarm { policies, ..an_alarm(Detector::OffHours) }));
    let alarm = house.ledger().append(Draft::new(raised)).await.unwrap();
    house.ledger().publish().unwrap();
    for ((role, own, sees), identity) in who.iter().zip(&identities) {
        let page = fetch(&house, identity, "/audit/alarms?lang=en").await;
        assert_eq!(page.contains("in the night or on a weekend"), *sees, "{role:?} {own}");
        assert_eq!(page.contains(&format!("href=\"/audit/entry?index={alarm}\"")), *sees);
        assert_eq!(page.contains("href=\"/audit/entry?index=2\""), *sees, "the entries behind it");
        assert_eq!(page.contains("There are no alarms"), !sees);
        assert!(page.contains("href=\"/audit/alarms.atom\""));
        let feed = fetch(&house, identity, "/audit/alarms.atom?lang=en").await;
        assert_eq!(feed.contains("<entry>"), *sees, "{role:?} {own}");
        if *sees {
            let path = format!("/audit/entry?index={alarm}&lang=en");
            assert!(fetch(&house, identity, &path).await.contains("17 of 40 days"));
        }
    }
    let looked = |entry: sluse::ledger::entry::Entry| match entry.event {
        Event::Look(look) => Some(look.at),
        _ => None,
    };
    let looks: Vec<_> = house.entries().into_iter().filter_map(looked).collect();
    let searches = looks.iter().filter(|at| matches!(at, Looked::Search(_))).count();
    assert_eq!(searches, who.len(), "who looks at alarms is written down, once a day");
}

#[tokio::test]
async fn an_own_relative_is_an_alarm_that_names_nobody() {
    let says = mother();
    let register = Peer::start(move |_| (200, says.to_string())).await;
    let (files, identity) = (TempDir::new().unwrap(), Identity::new());
    let staff = files.path().join("staff.toml");
    write_secret(&staff, &format!("[{TESTBY}]\nsaksbehandler-7 = \"{MOTHER}\"\n")).unwrap();
    let house = TestHouse::start_with(&|config| {
        let relations = format!("url = \"{}\"", register.base());
        config.citizens.as_mut().unwrap().relations = Some(toml::from_str(&relations).unwrap());
        let near = Near { staff: Some(staff.clone()), neighbours: false };
        let alarms = Alarms {
            false_alarms_a_month: None,
            webhook: None,
            relations: Some(near),
            cases: Vec::new(),
        };
        let officers = vec![officer("ombud", TESTBY, Role::ConsumerOfficer, &identity)];
        config.audit = audit(officers, Some(alarms));
    })
    .await;
    let token = house.token("testby-oppvekst", "folkeregister:barnehage").await;
    let bearer = format!("Bearer {token}");
    for end_user in ["saksbehandler-8", "saksbehandler-7"] {
        let fields = [
            ("authorization", bearer.as_str()),
            ("sluse-purpose", "barnehageopptak"),
            ("sluse-case-reference", "2026/1234"),
            ("sluse-end-user", end_user),
        ];
        assert_eq!(house.get(PERSON_PATH, &fields).await.status(), 200);
    }
    eventually(|| async { !alarms(&house).is_empty() }).await;
    let found = alarms(&house);
    assert_eq!((found.len(), found[0].detector), (1, Detector::Relative));
    let asked = register.asked();
    assert_eq!(asked.len(), 1, "the register is asked about the end user alone");
    assert!(asked[0].line.contains(MOTHER) && asked[0].line.contains("part=familierelasjon"));
    house.ledger().publish().unwrap();
    for path in ["/audit/alarms?lang=en", "/audit/alarms.atom?lang=en"] {
        let told = fetch(&house, &identity, path).await;
        assert!(told.contains("a member of the own family"), "{told}");
        for name in [PERSON, MOTHER, "saksbehandler-7", "2026/1234"] {
            assert!(!told.contains(name), "{path} names somebody");
        }
    }
}

#[tokio::test]
async fn a_configuration_of_alarms_that_cannot_work_is_no_start() {
    let files = TempDir::new().unwrap();
    let (key, open, short) = (path(&files, "key"), path(&files, "open"), path(&files, "short"));
    write_secret(&key, "0123456789abcdef0123456789abcdef").unwrap();
    write_secret(&short, "0123456789abcdef").unwrap();
    std::fs::write(&open, "0123456789abcdef0123456789abcdef").unwrap();
    let cursor = path(&files, "cursor");
    let hook = |url: &str, key: &PathBuf, ca: PathBuf| {
        let (url, key, cursor) = (url.to_owned(), key.clone(), cursor.clone());
        let webhook = Some(Hook { url, key, ca, cursor });
        Alarms { false_alarms_a_month: None, webhook, relations: None, cases: Vec::new() }
    };
    let rate = |rate: f64| Alarms {
        false_alarms_a_month: Some(rate),
        webhook: None,
        relations: None,
        cases: Vec::new(),
    };
    let staff = |staff: &PathBuf| {
        let relations = Some(Near { staff: Some(staff.clone()), neighbours: true });
        Alarms { false_alarms_a_month: None, webhook: None, relations, cases: Vec::new() }
    };
    let cases = |url: &str, key: &PathBuf, ca: PathBuf, times: usize| {
        let consumer = Organisation::parse(TESTBY).unwrap();
        let one = Cases { consumer, url: url.to_owned(), key: key.clone(), ca };
        let cases = vec![one; times];
        Alarms { false_alarms_a_month: None, webhook: None, relations: None, cases }
    };
    let bad: [(&str, &dyn Fn(PathBuf) -> Alarms); 12] = [
        ("false_alarms_a_month", &|_| rate(0.0)),
        ("false_alarms_a_month", &|_| rate(1.5)),
        ("false_alarms_a_month", &|_| rate(f64::NAN)),
        ("webhook.url", &|ca| hook("http://vakt.example.no/", &key, ca)),
        ("webhook.key", &|ca| hook("https://vakt.example.no/", &open, ca)),
        ("at least 32", &|ca| hook("https://vakt.example.no/", &short, ca)),
        ("webhook.ca", &|_| hook("https://vakt.example.no/", &key, key.clone())),
        ("cases.url", &|ca| cases("http://saker.example.no/", &key, ca, 1)),
        ("chmod 600", &|ca| cases("https://saker.example.no/", &open, ca, 1)),
        ("has two", &|ca| cases("https://saker.example.no/", &key, ca, 2)),
        ("relations.staff", &|_| staff(&open)),
        ("relations.staff", &|_| staff(&key)),
    ];
    for (told, alarms) in bad {
        let change = |config: &mut sluse::config::Config| {
            let relations = "url = \"http://127.0.0.1:1\"";
            config.citizens.as_mut().unwrap().relations = Some(toml::from_str(relations).unwrap());
            config.audit = audit(Vec::new(), Some(alarms(config.tls.certificate.clone())));
        };
        let error = refused(&change).await;
        assert!(error.contains(told), "{told}: {error}");
        assert!(!error.contains("0123456789"), "{error}");
    }
    let error = refused(&|config| config.audit = audit(Vec::new(), Some(staff(&key)))).await;
    assert!(error.contains("citizens.relations"), "{error}");
}

fn path(files: &TempDir, name: &str) -> PathBuf {
    files.path().join(name)
}

/// Why a house with such a configuration does not start.
async fn refused(change: &dyn Fn(&mut sluse::config::Config)) -> String {
    let dir = Arc::new(TempDir::new().unwrap());
    let (clock, provider) = (TestClock::at_start(), Provider::start());
    let started = TestHouse::start_in(dir, clock, provider.await, change).await;
    started.map(|_| ()).unwrap_err().to_string()
}

#[tokio::test]
async fn the_program_finds_again_what_the_ledger_has_and_only_while_nobody_else_has_it() {
    let (folder_of_all, clock) = (Arc::new(TempDir::new().unwrap()), TestClock::of_the_machine());
    let provider = Provider::start().await;
    let house = TestHouse::start_in(folder_of_all.clone(), clock, provider, &|_| ()).await.unwrap();
    let (folder, _) = PERSON_PATH.rsplit_once('/').unwrap();
    for person in in_a_row(6) {
        let answer = house.kindergarten(&format!("{folder}/{}", person.expose())).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
    }
    eventually(|| async { !alarms(&house).is_empty() }).await;
    let written = alarms(&house);
    let dir = folder_of_all.path();
    let again = ["ledger", "anomalies", "--config", "sluse.toml"];
    let in_use = run(dir, &again, "").await;
    assert!(!in_use.good && in_use.out.is_empty(), "{}", in_use.out);
    house.stop().await;

    let told = run(dir, &again, "").await;
    assert!(told.good, "{}", told.err);
    assert!(told.out.contains("numbers-in-a-row") && told.out.contains(TESTBY), "{}", told.out);
    assert!(told.out.contains("4 person numbers in a row were read."), "{}", told.out);
    let told = run(dir, &[again.as_slice(), &["--json"]].concat(), "").await;
    let lines: Vec<serde_json::Value> =
        told.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [line] = lines.as_slice() else { panic!("{}", told.out) };
    assert_eq!(line["alarm"], serde_json::to_value(&written[0]).unwrap());
    for person in in_a_row(6) {
        assert!(!told.out.contains(person.expose()));
    }
    let before = run(dir, &[again.as_slice(), &["--until", "2020-01-01"]].concat(), "").await;
    assert!(before.good && before.out.is_empty(), "{}", before.out);
    let never = run(dir, &[again.as_slice(), &["--since", "i går"]].concat(), "").await;
    assert!(!never.good);
}
