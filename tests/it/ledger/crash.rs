//! Killed with SIGKILL at any moment, the ledger has all that it acknowledged.

use super::{Place, person, reading};
use sluse::merkle::Hash;
use sluse::vocab::ids::EntryIndex;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const DIR: &str = "SLUSE_CRASH_TEST_DIR";

/// How many times the process is killed, when it is not ten.
const ROUNDS: &str = "SLUSE_CRASH_TEST_ROUNDS";

/// The child: appends from 32 tasks and says of each acknowledged entry where it stands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the crash test runs it in a process of its own"]
async fn appends_until_it_is_killed() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let mut place = Place::at(Path::new(&dir));
    place.publish_interval = Duration::from_millis(3);
    let ledger = place.open();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..32 {
        let ledger = ledger.clone();
        tasks.spawn(async move {
            for number in 0.. {
                let index = ledger.append(reading(person(task * 7 + number % 40))).await.unwrap();
                let leaf = Hash::leaf(&ledger.bytes(index).unwrap().unwrap());
                let mut out = std::io::stdout().lock();
                writeln!(out, "acknowledged {index} {leaf}").unwrap();
                out.flush().unwrap();
            }
        });
    }
    tasks.join_all().await;
}

fn child(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ledger::crash::appends_until_it_is_killed", "--ignored", "--nocapture"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets a child append until it has acknowledged so many, kills it, and gives all it acknowledged.
fn acknowledged_until_killed(dir: &Path, enough: usize) -> Vec<(EntryIndex, Hash)> {
    let mut child = child(dir);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = Vec::new();
    let mut line = String::new();
    // The pipe holds what was said before the kill; a half line at its end was not said.
    while lines.read_line(&mut line).unwrap() > 0 {
        let told = line.strip_suffix('\n').and_then(|line| line.split_once("acknowledged "));
        if let Some((index, leaf)) = told.and_then(|(_, rest)| rest.split_once(' ')) {
            acknowledged.push((EntryIndex(index.parse().unwrap()), leaf.parse().unwrap()));
            if acknowledged.len() == enough {
                child.kill().unwrap();
            }
        }
        line.clear();
    }
    child.wait().unwrap();
    assert!(acknowledged.len() >= enough, "the child ended by itself");
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let place = Place::new();
    let mut all: Vec<(EntryIndex, Hash)> = Vec::new();
    let rounds = std::env::var(ROUNDS).map_or(10, |rounds| rounds.parse().unwrap());
    for round in 0..rounds {
        // Not random, but at another point of batch, segment and tile in each round.
        all.extend(acknowledged_until_killed(&place.root, 40 + round * 97 % 1009));
        let report = place.verified();
        let ledger = place.open();
        assert_eq!(ledger.size(), report.size + report.unpublished, "round {round}");
        for (index, leaf) in &all {
            let bytes = ledger.bytes(*index).unwrap();
            assert_eq!(bytes.map(|it| Hash::leaf(&it)), Some(*leaf), "round {round}: {index}");
        }
        let counted = ledger.about(&person(21), None, 1_000_000).unwrap();
        assert!(counted.iter().rev().map(|about| about.count).eq(0..counted.len() as u64));
        drop(ledger);
        place.verified();
    }
    let mut indexes: Vec<_> = all.iter().map(|(index, _)| *index).collect();
    indexes.sort();
    indexes.dedup();
    assert_eq!(indexes.len(), all.len(), "no index was given twice");
}
