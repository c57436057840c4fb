//! Killed with SIGKILL at any moment, the ledger has all that it acknowledged.

use super::{Place, person, reading, signer};
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::tree::Edge;
use sluse::vocab::ids::EntryIndex;
use std::collections::BTreeSet;
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
                if number % 16 == 0 {
                    let note = ledger.checkpoint().unwrap();
                    let head = Checkpoint::open(&note, &[signer().verifier().clone()]).unwrap();
                    writeln!(out, "served {} {}", head.size(), head.root()).unwrap();
                }
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

/// What a child said before its end.
#[derive(Default)]
pub(super) struct Said {
    acknowledged: Vec<(EntryIndex, Hash)>,
    /// The size and root of checkpoints that it could have served.
    served: Vec<(u64, Hash)>,
}

impl Said {
    /// How many entries were acknowledged.
    pub(super) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }
}

/// Lets a child append until it has acknowledged so many, ends it, and adds what it said.
pub(super) fn until(dir: &Path, enough: usize, end: impl FnOnce(&mut Child), said: &mut Said) {
    let mut child = child(dir);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let (before, mut end, mut line) = (said.acknowledged.len(), Some(end), String::new());
    // The pipe holds what was said before the end; a half line there was not said.
    while lines.read_line(&mut line).unwrap() > 0 {
        let words: Vec<_> = line.strip_suffix('\n').unwrap_or_default().split(' ').collect();
        match words[..] {
            [.., "acknowledged", index, leaf] => {
                said.acknowledged.push((EntryIndex(index.parse().unwrap()), leaf.parse().unwrap()))
            }
            [.., "served", size, root] => {
                said.served.push((size.parse().unwrap(), root.parse().unwrap()));
            }
            _ => {}
        }
        if said.acknowledged.len() - before >= enough
            && let Some(end) = end.take()
        {
            end(&mut child);
        }
        line.clear();
    }
    child.wait().unwrap();
    assert!(end.is_none(), "the child ended by itself");
}

/// All that was acknowledged is there, what was served is a prefix of it, and the whole verifies.
pub(super) fn holds(place: &Place, said: &Said, round: usize) {
    let report = place.verified();
    let ledger = place.open();
    assert_eq!(ledger.size(), report.size + report.unpublished, "round {round}");
    for (index, leaf) in &said.acknowledged {
        let bytes = ledger.bytes(*index).unwrap();
        assert_eq!(bytes.map(|it| Hash::leaf(&it)), Some(*leaf), "round {round}: {index}");
    }
    let counted = ledger.about(&person(21), None, 1_000_000).unwrap();
    assert!(counted.iter().rev().map(|about| about.count).eq(0..counted.len() as u64));
    ledger.publish().unwrap();
    let tile = |tile| ledger.tile(tile).map_err(|_| ()).and_then(|it| it.ok_or(()));
    for (size, root) in &said.served {
        let now = Edge::load(*size, tile).unwrap().root();
        assert_eq!(now, *root, "round {round}: the first {size} entries are others");
    }
    drop(ledger);
    place.verified();
    let indexes: BTreeSet<_> = said.acknowledged.iter().map(|(index, _)| *index).collect();
    assert_eq!(indexes.len(), said.acknowledged.len(), "no index was given twice");
}

/// After so many rounds another ledger is begun: each round looks at all that was ever said.
pub(super) const ROUNDS_OF_ONE: usize = 25;

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let rounds: usize = std::env::var(ROUNDS).map_or(10, |rounds| rounds.parse().unwrap());
    let (mut place, mut said, mut all) = (Place::new(), Said::default(), 0);
    for round in 0..rounds {
        if round % ROUNDS_OF_ONE == 0 {
            all += said.acknowledged.len();
            (place, said) = (Place::new(), Said::default());
        }
        // Not random, but at another point of batch, segment and tile in each round.
        let enough = 40 + round * 97 % 1009;
        until(&place.root, enough, |child| child.kill().unwrap(), &mut said);
        holds(&place, &said, round);
    }
    all += said.acknowledged.len();
    eprintln!("{rounds} kills, {all} entries acknowledged, none lost");
}
