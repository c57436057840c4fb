//! The demonstration as a whole: every example, a citizen's login, and that nothing real trusts it.

use crate::command_line::run;
use crate::house::TestHouse;
use bytes::Bytes;
use hyper::Request;
use sluse::app::clock::SystemClock;
use sluse::demo::check;
use sluse::demo::login::log_in;
use sluse::demo::persons::{Person, Role};
use sluse::demo::policies::{LADDER, POLICIES};
use sluse::demo::run::{Demonstration, what_to_try};
use sluse::demo::year::Before;
use sluse::dial::Dialer;
use sluse::ledger::About;
use sluse::ledger::entry::Event;
use sluse::serve::tls;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::time::Clock;
use std::path::Path;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn every_check_of_the_demonstration_passes_and_it_can_be_continued() {
    let dir = tempfile::TempDir::new().unwrap();
    let mut before = 0;
    for _ in 0..2 {
        let running = Demonstration::start(dir.path(), 0, Arc::new(SystemClock)).await.unwrap();
        assert!(running.house().ledger().size() >= before, "an existing folder is continued");
        let tries = what_to_try(&running.card, &running.population);
        assert!(tries.contains("sluse ledger verify") && tries.contains("sluse token"));
        for finding in check::while_running(&running).await {
            assert!(finding.outcome.is_ok(), "{}: {:?}", finding.name, finding.outcome);
        }
        let (ledger, vkey) = (running.card.ledger.dir.clone(), running.card.ledger.vkey.clone());
        before = running.house().ledger().size();
        running.stop().await;
        let finding = check::ledger(&ledger, &vkey);
        assert!(finding.outcome.is_ok(), "{:?}", finding.outcome);
    }
    // The whole year gone over again, with nobody watching.
    let since = (SystemClock.now().day_in_norway().minus_days(200)).to_string();
    let again = ["ledger", "anomalies", "--config", "sluse.toml", "--since", &since, "--json"];
    let told = run(dir.path(), &again, "").await;
    let nights = told.out.lines().filter(|line| line.contains("\"off-hours\""));
    assert!(told.good && nights.count() >= 3, "{}{}", told.out, told.err);
}

/// The entries about one of the cast, opened.
fn about(running: &Demonstration, role: Role) -> Vec<About> {
    let person = running.population.playing(role).unwrap();
    running.house().ledger().about(person.number(), None, 1_000).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_behind_the_first_start_and_one_that_was_not_finished_is_begun_anew() {
    let dir = tempfile::TempDir::new().unwrap();
    let start = async || Demonstration::start(dir.path(), 0, Arc::new(SystemClock)).await.unwrap();
    let running = start().await;
    let size = running.house().ledger().size();
    assert!((3_000..6_000).contains(&size), "{size} entries");
    let first = running.house().ledger().entry(EntryIndex(0)).unwrap().unwrap().at;
    let ago = first.day_in_norway().plus_days(364);
    assert!(ago < running.made && running.made < ago.plus_days(10), "begun {first}");

    // Whoever has an eye on the nights finds one case worker, whose cases are no cases.
    let snooped: Vec<About> = about(&running, Role::Single)
        .into_iter()
        .filter(|one| {
            let minute = one.entry.at.wall_clock_in_norway().minute;
            one.whom.end_user.is_some() && !(6 * 60..22 * 60).contains(&minute)
        })
        .collect();
    assert!(snooped.len() >= 18, "{}", snooped.len());
    for one in &snooped {
        assert_eq!(one.whom.end_user.as_deref(), Some("saksbehandler-31"));
        assert!(one.whom.case_reference.as_deref().unwrap().ends_with("/1"));
    }

    // What still waits is shown to nobody; what was released yesterday says so.
    let held = about(&running, Role::Client);
    assert!(held.iter().all(|one| !matches!(one.entry.event, Event::Reading(_))), "{held:?}");
    let released = about(&running, Role::SelfEmployed);
    let released: Vec<_> =
        released.iter().filter(|one| matches!(one.entry.event, Event::Release(_))).collect();
    assert_eq!(released.len(), 4);
    for one in released {
        assert_eq!(one.entry.at.day_in_norway().plus_days(1), running.made);
    }
    running.stop().await;

    std::fs::write(dir.path().join("year-unfinished"), "").unwrap();
    std::fs::remove_dir_all(dir.path().join("vault")).unwrap();
    let running = start().await;
    let again = running.house().ledger().size();
    assert!(again.abs_diff(size) < 10, "{again}, and {size} before");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_house_lets_nobody_in_by_the_demonstrations_login() {
    let dir = tempfile::TempDir::new().unwrap();
    let clock = Arc::new(SystemClock);
    let running = Demonstration::start_after(Before::Nothing, dir.path(), 0, clock).await.unwrap();
    let config = sluse::config::Config::read(&dir.path().join("sluse.toml")).unwrap();
    let mut demonstration = config.citizens.unwrap();
    // The demonstration keeps its own while it runs.
    demonstration.sessions = None;
    let house =
        TestHouse::start_with(&|config| config.citizens = Some(demonstration.clone())).await;
    let request = Request::get(format!("{}/login", house.people)).body(Bytes::new()).unwrap();
    let answer = house.send(request).await;
    assert!(answer.status().is_server_error(), "{answer:?}");
    assert!(!answer.headers().contains_key("location"));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_sees_a_childs_list_and_not_a_thirteen_year_olds() {
    let dir = tempfile::TempDir::new().unwrap();
    let running = Demonstration::start(dir.path(), 0, Arc::new(SystemClock)).await.unwrap();
    let (card, population) = (&running.card, &running.population);
    let roots = tls::certificates(&card.ca).unwrap();
    let dialer = Dialer::new(&roots).unwrap();
    let mother = population.playing(Role::Mother).unwrap();
    let browser = log_in(&dialer, &card.people, mother).await.unwrap();
    let page = async |path| {
        let page = browser.fetch(&dialer, path).await.unwrap();
        String::from_utf8(page.to_vec()).unwrap()
    };
    let offered = page("/others").await;
    assert!(offered.contains("Se listen til NYSGJERRIG"), "{offered}");
    let (_, token) = offered.split_once("name=\"csrf\" value=\"").unwrap();
    let token = token.split_once('"').unwrap().0;
    let chosen = browser.submit(&dialer, "/others", format!("csrf={token}&list=0")).await.unwrap();
    assert_eq!(chosen.status(), 303);
    let entries = running.house().ledger().size();
    assert!(page("/readings").await.contains("Du ser listen til NYSGJERRIG"));
    // A digest may come in between.
    let since = entries..running.house().ledger().size();
    let mut since =
        since.map(|at| running.house().ledger().entry(EntryIndex(at)).unwrap().unwrap());
    let look = since.find(|it| matches!(it.event, Event::RelativeLook(_))).unwrap();
    assert!(look.tag.is_some() && look.sealed.is_some());
    let child = population.playing(Role::Schoolchild).unwrap();
    let own = log_in(&dialer, &card.people, child).await.unwrap();
    let own = own.fetch(&dialer, "/readings").await.unwrap();
    assert!(String::from_utf8(own.to_vec()).unwrap().contains("En forelder så på denne listen"));
    // Sure to be thirteen or fourteen, whatever the day.
    let of_age = |person: &&Person| population.year() - person.birth_year() == 14;
    let older = population.persons().iter().filter(of_age);
    let older = older.filter(|child| child.is_alive() && child.parents().next().is_some());
    let parent = |child: &Person| population.at(child.parents().next().unwrap()).unwrap();
    let (older, parent) = older.map(|child| (child, parent(child))).next().unwrap();
    let browser = log_in(&dialer, &card.people, parent).await.unwrap();
    let offered = browser.fetch(&dialer, "/others").await.unwrap();
    let offered = String::from_utf8(offered.to_vec()).unwrap();
    assert!(!offered.contains(older.number().expose()));
    let (_, token) = offered.split_once("name=\"csrf\" value=\"").unwrap();
    let token = token.split_once('"').unwrap().0;
    let number = older.number().expose();
    let form = format!("csrf={token}&list=ward&number={number}");
    let refused = browser.submit(&dialer, "/others", form).await.unwrap();
    assert_eq!(refused.status(), 403);
    let protected = population.playing(Role::StrictlyProtected).unwrap();
    let browser = log_in(&dialer, &card.people, protected).await.unwrap();
    let page = browser.fetch(&dialer, "/readings").await.unwrap();
    assert!(String::from_utf8(page.to_vec()).unwrap().contains("Steder er skjult"));
    running.stop().await;
}

#[test]
fn every_shipped_policy_is_embedded() {
    let shipped = sluse::activation::folder::read(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/policies"
    )));
    let mut shipped: Vec<_> =
        shipped.unwrap().into_iter().map(|file| (file.name, file.text)).collect();
    assert!(LADDER.iter().all(|(name, _)| name.starts_with("demonstrasjon/")));
    let mut embedded: Vec<_> =
        POLICIES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    shipped.sort();
    embedded.sort();
    assert_eq!(shipped, embedded);
}

#[test]
fn the_ladders_purposes_show_every_form() {
    let read = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(name, text)| sluse::policy::PolicySource {
            name: (*name).to_owned(),
            text: (*text).to_owned(),
        });
        files.collect::<Vec<_>>()
    };
    let set = sluse::policy::PolicySet::parse(&[read(POLICIES), read(LADDER)].concat()).unwrap();
    let ladder = ["stigen-person", "stigen-inntekt"]
        .map(|id| set.purposes().iter().find(|purpose| purpose.id.as_str() == id).unwrap());
    let mut forms: Vec<_> = ladder
        .iter()
        .flat_map(|purpose| &purpose.permits)
        .map(|permit| permit.form.as_str())
        .collect();
    forms.sort_unstable();
    forms.dedup();
    let every = [
        "age-band",
        "age-in-years",
        "clear",
        "equals",
        "exists",
        "in-set",
        "income-band",
        "is-over",
        "is-resident-in",
        "masked",
        "municipality",
        "postcode-area",
        "pseudonym",
        "round-to",
        "year",
    ];
    assert_eq!(forms, every);
}
