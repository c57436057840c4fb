//! Limits by the front door: what is counted, what is refused and for how long, what auditors are told.

mod model;

use crate::activation::{house as with_policies, reload, rewrite};
use crate::house::{Answer, MUNICIPALITY, TestHouse, json, problem};
use bytes::Bytes;
use hyper::Response;
use sluse::demo::persons::Population;
use sluse::ledger::entry::{Event, LimitWarning};
use sluse::vocab::time::Day;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

/// The numbers of some persons.
static PERSONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let population = Population::generate(7, 40, Day::parse("2026-11-21").unwrap());
    population.persons().iter().map(|person| person.number().expose().to_owned()).collect()
});

/// A house whose kindergarten purpose has these limits.
async fn house(limits: &str) -> (TestHouse, PathBuf) {
    let (house, folder) = with_policies(|_| ()).await;
    limit(&folder, limits);
    reload(&house).await;
    (house, folder)
}

/// Puts limits into the purpose's file, in place of those that it has.
fn limit(folder: &std::path::Path, limits: &str) {
    rewrite(folder, |text| {
        let (before, rest) = text.split_once("[[permit]]").unwrap();
        let before = before.split("[limits]").next().unwrap();
        format!("{before}[limits]\n{limits}\n\n[[permit]]{rest}")
    });
}

struct Asker<'h> {
    house: &'h TestHouse,
    token: String,
}

impl<'h> Asker<'h> {
    async fn new(house: &'h TestHouse) -> Self {
        let token = house.token(MUNICIPALITY, "folkeregister:barnehage").await;
        Self { house, token }
    }

    async fn ask(&self, person: usize, case: &str) -> Response<Bytes> {
        let bearer = format!("Bearer {}", self.token);
        let fields = [
            ("authorization", bearer.as_str()),
            ("sluse-purpose", "barnehageopptak"),
            ("sluse-case-reference", case),
        ];
        let path = format!("/folkeregisteret/v1/personer/{}", PERSONS[person]);
        self.house.get(&path, &fields).await
    }

    async fn reads(&self, person: usize) {
        let answer = self.ask(person, "2026/1").await;
        assert_eq!(answer.status(), 200, "{answer:?}");
    }

    /// Asks for what a limit refuses; how long to wait, in seconds.
    async fn is_refused(&self, person: usize, case: &str) -> Option<u64> {
        let answer = self.ask(person, case).await;
        assert_eq!(problem(&answer), "limit-reached", "{answer:?}");
        let wait = answer.headers().get("retry-after");
        let status = if wait.is_some() { 429 } else { 403 };
        assert_eq!(answer.status(), status);
        wait.map(|wait| wait.to_str().unwrap().parse().unwrap())
    }
}

fn warnings(house: &TestHouse) -> Vec<LimitWarning> {
    let warning = |entry: sluse::ledger::entry::Entry| match entry.event {
        Event::LimitWarning(warning) => Some(warning),
        _ => None,
    };
    house.entries().into_iter().filter_map(warning).collect()
}

const HOUR: Duration = Duration::from_secs(3_600);

/// Starts again with the same policies.
async fn restart(house: TestHouse, folder: &std::path::Path) -> TestHouse {
    let change = |config: &mut sluse::config::Config| {
        config.policies = folder.to_owned();
        config.ledger.clock.idle_days = 3650;
    };
    house.restart_with(&change).await
}

#[tokio::test]
async fn different_persons_in_an_hour_are_counted_and_room_comes_back() {
    let (house, _) = house("subjects-per-hour = 2").await;
    let asker = Asker::new(&house).await;
    asker.reads(0).await;
    house.clock.advance(Duration::from_secs(600));
    let asker = Asker::new(&house).await;
    asker.reads(1).await;
    asker.reads(0).await;
    let wait = asker.is_refused(2, "2026/1").await;
    assert_eq!(wait, Some(3_600), "both were read just now");
    asker.reads(1).await;
    assert!(house.refusals().contains(&"limit-reached".to_owned()), "the refusal is recorded");
    house.clock.advance(HOUR);
    let asker = Asker::new(&house).await;
    asker.reads(2).await;
    asker.reads(3).await;
    asker.is_refused(4, "2026/1").await;
}

#[tokio::test]
async fn retry_after_is_when_the_oldest_is_no_longer_counted() {
    let (house, _) = house("subjects-per-day = 2").await;
    Asker::new(&house).await.reads(0).await;
    house.clock.advance(6 * HOUR);
    Asker::new(&house).await.reads(1).await;
    house.clock.advance(HOUR);
    let wait = Asker::new(&house).await.is_refused(2, "2026/1").await.unwrap();
    assert_eq!(wait, 17 * 3_600);
    house.clock.advance(Duration::from_secs(wait));
    Asker::new(&house).await.reads(2).await;
}

#[tokio::test]
async fn a_restart_forgets_nothing_and_neither_does_the_loss_of_the_index() {
    let (house, folder) = house("subjects-per-day = 3\nreadings-per-month = 10").await;
    let asker = Asker::new(&house).await;
    for person in [0, 1, 0, 1] {
        asker.reads(person).await;
    }
    let index = house.dir().join("index");
    let house = restart(house, &folder).await;
    Asker::new(&house).await.reads(0).await;
    let house = house
        .restart_with(&|config| {
            if index.exists() {
                fs::remove_dir_all(&index).unwrap();
            }
            config.policies.clone_from(&folder);
        })
        .await;
    let asker = Asker::new(&house).await;
    asker.reads(2).await;
    asker.is_refused(3, "2026/1").await;
    for _ in 0..4 {
        asker.reads(1).await;
    }
    let wait = asker.is_refused(1, "2026/1").await.unwrap();
    assert!(wait > 29 * 86_400 && wait <= 30 * 86_400 + 3_600, "the month is full: {wait}");
}

#[tokio::test]
async fn without_the_vaults_rows_each_reading_counts_as_another_person() {
    let (house, folder) = house("subjects-per-day = 3").await;
    let asker = Asker::new(&house).await;
    for _ in 0..3 {
        asker.reads(0).await;
    }
    let rows = house.dir().join("vault/counts.vault");
    assert_eq!(fs::metadata(&rows).unwrap().len(), 3 * 48);
    let house = house
        .restart_with(&|config| {
            fs::write(&rows, [b'x'; 100]).unwrap();
            config.policies.clone_from(&folder);
        })
        .await;
    Asker::new(&house).await.is_refused(0, "2026/1").await;
}

#[tokio::test]
async fn persons_under_a_case_are_counted_for_good_and_each_case_by_itself() {
    let (house, folder) = house("subjects-per-case = 2").await;
    let asker = Asker::new(&house).await;
    asker.reads(0).await;
    asker.reads(1).await;
    assert_eq!(asker.is_refused(2, "2026/1").await, None, "time makes no room");
    assert_eq!(asker.ask(2, "2026/2").await.status(), 200);
    house.clock.advance(300 * 24 * HOUR);
    let house = restart(house, &folder).await;
    let house = restart(house, &folder).await;
    let asker = Asker::new(&house).await;
    asker.is_refused(2, "2026/1").await;
    asker.reads(1).await;
    assert_eq!(asker.ask(3, "2026/2").await.status(), 200);
    asker.is_refused(4, "2026/2").await;
}

#[tokio::test]
async fn what_was_not_disclosed_is_given_back() {
    let (house, _) = house("subjects-per-hour = 1\nreadings-per-month = 2").await;
    let asker = Asker::new(&house).await;
    house.provider.will(Answer::typed(500, "application/json", b"{}"));
    for person in 0..3 {
        assert_eq!(problem(&asker.ask(person, "2026/1").await), "provider-status");
    }
    house.provider.will(Answer::json(crate::house::ORDINARY_PERSON));
    asker.reads(5).await;
    asker.is_refused(6, "2026/1").await;
    asker.reads(5).await;
    asker.is_refused(5, "2026/1").await;
}

#[tokio::test]
async fn of_twenty_at_once_only_as_many_as_there_is_room_for_are_served() {
    let (house, _) = house("subjects-per-day = 5").await;
    let asker = Asker::new(&house).await;
    let mut asking: Vec<_> = (0..20).map(|person| Box::pin(asker.ask(person, "2026/1"))).collect();
    let mut statuses = Vec::new();
    std::future::poll_fn(|context| {
        asking.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => {
                statuses.push(answer.status().as_u16());
                false
            }
            std::task::Poll::Pending => true,
        });
        if asking.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 15, "{statuses:?}");
}

#[tokio::test]
async fn a_soft_limit_is_told_to_auditors_once_in_its_time_and_stops_nobody() {
    let (house, folder) = house("subjects-per-hour = { soft = 1, hard = 10 }").await;
    let asker = Asker::new(&house).await;
    asker.reads(0).await;
    assert_eq!(warnings(&house), []);
    for person in 1..4 {
        asker.reads(person).await;
    }
    let told = warnings(&house);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].limit.as_str(), told[0].soft), ("subjects-per-hour", 1));
    assert_eq!(told[0].consumer.as_str(), "312143046");
    let house = restart(house, &folder).await;
    Asker::new(&house).await.reads(5).await;
    assert_eq!(warnings(&house).len(), 1, "also not after a restart");
    house.clock.advance(HOUR);
    let asker = Asker::new(&house).await;
    asker.reads(0).await;
    asker.reads(1).await;
    assert_eq!(warnings(&house).len(), 2, "the next hour is another");
}

#[tokio::test]
async fn a_limit_that_comes_later_counts_the_readings_before_it() {
    let (house, folder) = with_policies(|_| ()).await;
    let asker = Asker::new(&house).await;
    asker.reads(0).await;
    asker.reads(0).await;
    limit(&folder, "readings-per-month = 3");
    reload(&house).await;
    asker.reads(0).await;
    asker.is_refused(0, "2026/1").await;
    limit(&folder, "readings-per-month = 4");
    reload(&house).await;
    asker.reads(0).await;
    asker.is_refused(0, "2026/1").await;
}

#[tokio::test]
async fn a_limit_whose_readings_cannot_be_counted_does_not_come_into_force() {
    let (house, folder) = with_policies(|_| ()).await;
    let asker = Asker::new(&house).await;
    asker.reads(0).await;
    let before = house.ledger().newest_policies();
    let vault = folder.parent().unwrap().join("vault/counts.vault");
    let away = vault.with_extension("away");
    fs::rename(&vault, &away).unwrap();
    limit(&folder, "readings-per-month = 3");
    reload(&house).await;
    assert_eq!(house.ledger().newest_policies(), before, "nothing is activated");
    asker.reads(0).await;
    fs::rename(&away, &vault).unwrap();
    reload(&house).await;
    assert_ne!(house.ledger().newest_policies(), before);
    asker.reads(0).await;
    asker.is_refused(0, "2026/1").await;
}

#[tokio::test]
async fn other_consumers_and_purposes_have_their_own_room() {
    let (house, _) = house("subjects-per-day = 1").await;
    let asker = Asker::new(&house).await;
    asker.reads(0).await;
    asker.is_refused(1, "2026/1").await;
    let path = format!("/folkeregisteret/v1/personer/{}", PERSONS[1]);
    assert_eq!(house.school(&path).await.status(), 200, "another purpose");
    let answer = asker.ask(1, "2026/1").await;
    let detail = json(&answer)["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("subjects-per-day") && detail.contains('1'), "{detail}");
}
