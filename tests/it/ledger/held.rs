//! What is held is in the tree at once, is shown from its day on, and shows nothing of itself before.

use super::seals::{all, assert_chain};
use super::{Place, person, reading};
use sluse::ledger::entry::{Draft, Event, Held};
use sluse::ledger::{About, AppendError, Ledger};
use sluse::vocab::basis::{LawUrl, Statute};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::time::{Clock, Day, Timestamp};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

const DAY: &str = "2027-05-29";

pub(super) fn held_until(number: u32, until: &str) -> Draft {
    let law = LawUrl::parse("https://lovdata.no/eli/lov/1981/05/22/25").unwrap();
    let basis = Statute { law, section: "§ 242 a".to_owned() };
    let held = Some(Held { until: Day::parse(until).unwrap(), basis });
    Draft { held, ..reading(person(number)) }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Place {
    /// Sets the clock, and releases what is due then.
    pub(super) async fn release(&self, ledger: &Ledger, now: &str) -> usize {
        self.clock.0.store(at(now).millis(), Ordering::Relaxed);
        ledger.release_due(at(now)).await.unwrap()
    }
}

/// The held entries that the person is shown, by index.
pub(super) fn shown(ledger: &Ledger, number: u32) -> Vec<u64> {
    let about = ledger.about(&person(number), None, usize::MAX).unwrap();
    about.iter().filter_map(|about| about.shows.as_ref()).map(|held| held.index.0).collect()
}

#[tokio::test]
async fn a_held_reading_is_invisible_before_its_day_and_shown_with_its_own_time_after() {
    let place = Place::new();
    let ledger = place.open();
    ledger.append(reading(person(1))).await.unwrap();
    let held = ledger.append(held_until(1, DAY)).await.unwrap();
    ledger.append(held_until(1, "2027-05-30")).await.unwrap();
    ledger.append(reading(person(1))).await.unwrap();
    // Neither list, numbers nor chain tell the person of it; the entry tells auditors.
    let before = all(&ledger, 1);
    assert_eq!(before.iter().map(|about| about.index.0).collect::<Vec<_>>(), [0, 3]);
    assert_chain(&before);
    let entry = ledger.entry(held).unwrap().unwrap();
    assert_eq!(entry.held.as_ref().unwrap().until.to_string(), DAY);
    // 28 May 23:59 in Norway, then midnight.
    assert_eq!(place.release(&ledger, "2027-05-28T21:59:59.999Z").await, 0);
    assert_eq!(place.release(&ledger, "2027-05-28T22:00:00Z").await, 1);
    assert_eq!(place.release(&ledger, "2027-05-28T23:00:00Z").await, 0);
    let after = all(&ledger, 1);
    assert_eq!(after.iter().map(|about| about.index.0).collect::<Vec<_>>(), [0, 3, 4]);
    assert_chain(&after);
    let About { entry: release, shows, .. } = after.last().unwrap();
    let shows = shows.as_ref().unwrap();
    assert_eq!((shows.index, shows.entry.at), (held, entry.at));
    assert_eq!(shows.whom.case_reference.as_deref(), Some("2026/4711"));
    let Event::Release(said) = &release.event else { panic!("{release:?}") };
    assert_eq!(Some(&said.held), entry.held.as_ref());
    let open = serde_json::to_value(&release.event).unwrap();
    let members: Vec<&str> = open.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["kind", "consumer", "purpose", "until", "law", "section"]);
    assert!(release.held.is_none() && release.at >= at("2027-05-28T22:00:00Z"));
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn what_is_held_is_released_after_restarts_without_the_index_too() {
    let place = Place::new();
    let mut indexes = Vec::new();
    for round in 0..3 {
        let ledger = place.open();
        for number in 0..40 {
            let index = ledger.append(held_until(number % 4, DAY)).await.unwrap();
            indexes.extend((number % 4 == 2).then_some(index.0));
            ledger.append(reading(person(number % 4))).await.unwrap();
        }
        if round == 1 {
            ledger.publish().unwrap();
        }
        assert!(shown(&ledger, 2).is_empty());
    }
    std::fs::remove_dir_all(place.index_dir()).unwrap();
    let ledger = place.open();
    assert_eq!(place.release(&ledger, "2027-06-01T00:00:00Z").await, 120);
    let mut found = shown(&ledger, 2);
    found.reverse();
    assert_eq!(found, indexes);
    for number in 0..4 {
        assert_chain(&all(&ledger, number));
        assert_eq!(all(&ledger, number).len(), 60);
    }
}

#[tokio::test]
async fn a_release_whose_row_came_back_is_not_written_again() {
    let place = Place::new();
    let rows = place.vault_dir().join("held.vault");
    let ledger = place.open();
    let held = ledger.append(held_until(1, DAY)).await.unwrap();
    let before = std::fs::read(&rows).unwrap();
    assert_eq!(place.release(&ledger, "2027-06-01T00:00:00Z").await, 1);
    drop(ledger);
    std::fs::write(&rows, before).unwrap();
    let ledger = place.open();
    for number in 0..5 {
        ledger.append(reading(person(number))).await.unwrap();
    }
    assert_eq!(place.release(&ledger, "2027-06-02T00:00:00Z").await, 0);
    assert_eq!(shown(&ledger, 1), [held.0]);
}

#[tokio::test]
async fn what_is_released_twice_is_shown_once_on_whichever_page() {
    let place = Place::new();
    let ledger = place.open();
    let held = ledger.append(held_until(1, DAY)).await.unwrap();
    assert_eq!(place.release(&ledger, "2027-06-01T00:00:00Z").await, 1);
    let first = all(&ledger, 1).pop().unwrap();
    let again = Draft {
        released: first.released,
        ..Draft::about(first.entry.event.clone(), first.whom.clone())
    };
    for _ in 0..2 {
        ledger.append(reading(person(1))).await.unwrap();
        ledger.append(again.clone()).await.unwrap();
    }
    assert_eq!(shown(&ledger, 1), [held.0]);
    assert_eq!(ledger.about(&person(1), None, 1).unwrap()[0].count, 3, "a page without it");
    let last = ledger.about(&person(1), Some(1), 1).unwrap();
    assert_eq!(last[0].shows.as_ref().unwrap().index, held);
}

#[tokio::test]
async fn what_nobody_asked_for_or_is_about_nobody_cannot_be_held() {
    let place = Place::new();
    let ledger = place.open();
    let about_nobody = Draft { whom: None, ..held_until(1, DAY) };
    assert_eq!(ledger.append(about_nobody).await, Err(AppendError::Failed));
    let held = ledger.append(held_until(1, DAY)).await.unwrap();
    assert_eq!(held, EntryIndex(0));
}

#[tokio::test]
async fn rows_are_used_again_and_say_nothing_of_whom() {
    let place = Place::new();
    let ledger = place.open();
    let rows = place.vault_dir().join("held.vault");
    let mut longest = 0;
    for day in 1..=9 {
        for number in 0..5 {
            ledger.append(held_until(number, &format!("2027-06-0{day}"))).await.unwrap();
        }
        let bytes = std::fs::read(&rows).unwrap();
        longest = longest.max(bytes.len());
        let packed = person(3).pack();
        assert!(!bytes.windows(5).any(|five| five == packed));
        assert_eq!(place.release(&ledger, &format!("2027-06-0{day}T00:00:00Z")).await, 5);
    }
    assert_eq!(longest, 5 * 56);
    assert!(std::fs::read(&rows).unwrap().iter().all(|byte| *byte == 0));
}

const DIR: &str = "SLUSE_HELD_TEST_DIR";

/// The child: holds and releases, and says of each held entry where it stands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the test of kills runs it in a process of its own"]
async fn holds_and_releases_until_it_is_killed() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let place = Place::at(Path::new(&dir));
    let today = place.clock.now().day_in_norway().to_string();
    let ledger = place.open();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8 {
        let (ledger, today) = (ledger.clone(), today.clone());
        tasks.spawn(async move {
            loop {
                let index = ledger.append(held_until(task % 3, &today)).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "held {index} about {}", task % 3).unwrap();
                out.flush().unwrap();
            }
        });
    }
    // Each look at the clock of tests takes it on, and the next process begins where this one did.
    let now = place.clock.now();
    loop {
        ledger.release_due(now).await.unwrap();
        tokio::task::yield_now().await;
    }
}

fn held_until_killed(dir: &Path, enough: usize) -> Vec<(u64, u32)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ledger::held::holds_and_releases_until_it_is_killed", "--ignored"])
        .arg("--nocapture")
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).split(b'\n') {
        let line = String::from_utf8(line.unwrap()).unwrap();
        let numbers = line.split_once("held ").and_then(|(_, rest)| rest.split_once(" about "));
        if let Some((index, number)) = numbers
            && let (Ok(index), Ok(number)) = (index.parse(), number.parse())
        {
            told.push((index, number));
            if told.len() == enough {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    assert!(told.len() >= enough, "the child ended by itself");
    told
}

#[tokio::test]
async fn a_kill_at_any_moment_loses_no_release_and_shows_none_twice() {
    let place = Place::new();
    let mut told: Vec<(u64, u32)> = Vec::new();
    for round in 0..5 {
        told.extend(held_until_killed(&place.root, 20 + round * 37 % 101));
        let ledger = place.open();
        ledger.release_due(place.clock.now()).await.unwrap();
        for number in 0..3 {
            let mut found = shown(&ledger, number);
            found.sort_unstable();
            let all = found.len();
            found.dedup();
            assert_eq!(found.len(), all, "round {round}: something is shown twice");
            let missing = told.iter().find(|(index, of)| *of == number && !found.contains(index));
            assert_eq!(missing, None, "round {round}");
        }
        drop(ledger);
        place.verified();
    }
}
