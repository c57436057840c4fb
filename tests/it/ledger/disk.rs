//! The disk itself fails: system calls of a running ledger are made to fail by strace, which is left
//! out where it is missing or may not trace.

use super::{Place, person, reading};
use sluse::ledger::AppendError;
use sluse::merkle::Hash;
use sluse::vocab::ids::EntryIndex;
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const DIR: &str = "SLUSE_DISK_TEST_DIR";

/// How many entries the child gets acknowledged before it closes the ledger.
const ENTRIES: usize = 30;

/// The child: appends until so many are acknowledged, and says what became of each.
#[tokio::test]
#[ignore = "the test of failing disks runs it in a process of its own"]
async fn appends_on_a_failing_disk() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let mut place = Place::at(Path::new(&dir));
    place.publish_interval = Duration::from_millis(1);
    // A call that fails while the ledger is opened keeps it closed; it is then opened again.
    let ledger = (0..5).find_map(|_| place.try_open().ok()).unwrap();
    let (mut acknowledged, mut number) = (0, 0);
    while acknowledged < ENTRIES {
        number += 1;
        match ledger.append(reading(person(number % 7))).await {
            Ok(index) => {
                let leaf = Hash::leaf(&ledger.bytes(index).unwrap().unwrap());
                println!("\nacknowledged {index} {leaf}");
                acknowledged += 1;
            }
            Err(AppendError::Failed) => println!("\nrefused"),
            Err(other) => panic!("{other}"),
        }
    }
    ledger.close().await;
}

fn may_trace() -> bool {
    let probe = ["-f", "-o", "/dev/null", "-e", "inject=fdatasync:error=EIO:when=1", "true"];
    Command::new("strace").args(probe).output().is_ok_and(|done| done.status.success())
}

/// What a child said: whether it got to the end, what was acknowledged, and how many were refused.
struct Told {
    ended: bool,
    acknowledged: Vec<(EntryIndex, Hash)>,
    refused: usize,
}

/// Runs the child while this system call fails.
fn run(place: &Place, fault: &str) -> Told {
    let child = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e", &format!("inject={fault}")])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "ledger::disk::appends_on_a_failing_disk", "--ignored", "--nocapture"])
        .env(DIR, &place.root)
        .output()
        .unwrap();
    let text = String::from_utf8(child.stdout).unwrap();
    let told = |line: &str| {
        let (index, leaf) = line.strip_prefix("acknowledged ")?.split_once(' ')?;
        Some((EntryIndex(index.parse().ok()?), leaf.parse().ok()?))
    };
    Told {
        ended: child.status.success(),
        acknowledged: text.lines().filter_map(told).collect(),
        refused: text.lines().filter(|line| *line == "refused").count(),
    }
}

/// A ledger with one entry about nobody the child knows, closed.
async fn begun() -> Place {
    let place = Place::new();
    let ledger = place.open();
    ledger.append(reading(person(99))).await.unwrap();
    ledger.close().await;
    place
}

#[tokio::test]
async fn failing_writes_and_syncs_refuse_entries_and_lose_none() {
    if !may_trace() {
        eprintln!("left out: strace is missing or may not trace");
        return;
    }
    // Calls are counted in each thread. The sequencer's own are pwrite64 and fdatasync, of vault and
    // journal; the publisher's fsync, write and rename.
    for (fault, refuses) in [
        ("fdatasync:error=EIO:when=1", true),
        ("fdatasync:error=EIO:when=2", true),
        ("fdatasync:error=EIO:when=12", true),
        ("fdatasync:error=EIO:when=12..14", true),
        ("pwrite64:error=ENOSPC:when=1", true),
        ("pwrite64:error=ENOSPC:when=2", true),
        ("pwrite64:error=ENOSPC:when=12..15", true),
        ("ftruncate:error=EIO:when=2", false),
        ("fsync:error=EIO:when=7", false),
        ("fsync:error=EIO:when=8", false),
        ("rename:error=ENOSPC:when=3", false),
        ("rename:error=ENOSPC:when=4..6", false),
    ] {
        let place = begun().await;
        let told = run(&place, fault);
        assert!(told.ended, "{fault}: the ledger went on");
        assert_eq!(told.acknowledged.len(), ENTRIES, "{fault}");
        assert!(!refuses || told.refused > 0, "{fault} did not strike");
        let sequenced = place.verified();
        let kept = sequenced.size + sequenced.unpublished;
        assert_eq!(kept, 1 + ENTRIES as u64, "{fault}: nothing that was refused is there");
        holds(&place, &told, fault);
    }
}

#[tokio::test]
async fn a_kill_at_any_write_or_sync_loses_nothing_acknowledged() {
    if !may_trace() {
        eprintln!("left out: strace is missing or may not trace");
        return;
    }
    for call in ["fdatasync", "pwrite64", "fsync", "rename", "write"] {
        for when in [3, 5, 9, 14] {
            let place = begun().await;
            let fault = format!("{call}:signal=SIGKILL:when={when}");
            let told = run(&place, &fault);
            place.verified();
            holds(&place, &told, &fault);
            place.verified();
        }
    }
}

/// All that was acknowledged is there, and each person's entries are counted without a gap.
fn holds(place: &Place, told: &Told, fault: &str) {
    let ledger = place.open();
    for (index, leaf) in &told.acknowledged {
        let bytes = ledger.bytes(*index).unwrap();
        assert_eq!(bytes.map(|it| Hash::leaf(&it)), Some(*leaf), "{fault}: entry {index}");
    }
    let mut found = HashSet::new();
    for number in (0..7).chain([99]) {
        let about = ledger.about(&person(number), None, 1000).unwrap();
        let count = about.len() as u64;
        assert!(about.iter().rev().map(|about| about.count).eq(0..count), "{fault}");
        found.extend(about.iter().map(|about| about.index));
    }
    assert_eq!(
        found.len() as u64,
        ledger.size(),
        "{fault}: the persons' entries are all there are"
    );
}
