//! A set of 10,000 policies: reading and checking it, putting it into force with one file changed and
//! with all files changed, and starting with it.
//!
//! `cargo bench --bench activate`. Each line is the best, the middle and the worst of the rounds.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may stop and speak")]

use sluse::activation::{Activator, Counting, Options, folder};
use sluse::gateway::active::Active;
use sluse::ledger::entry::Author;
use sluse::ledger::{self, Ledger, ReadError};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::metrics::Metrics;
use sluse::policy::PolicySet;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::{Clock, Timestamp};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const POLICIES: usize = 10_000;
const FIELDS: usize = 500;
const ROUNDS: usize = 7;

/// No purpose here has limits.
struct Uncounted;

impl Counting for Uncounted {
    fn count_for(&self, _: &PolicySet) -> Result<(), ReadError> {
        Ok(())
    }

    fn settle(&self, _: &Active) {}
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_767_222_000)
    }
}

/// A service with many fields.
fn service() -> String {
    let mut text = String::from(
        "service = \"register.person\"\n\
         title = { nb = \"R\", nn = \"R\", en = \"R\" }\n\
         provider = \"311672118\"\n\
         upstream = \"register\"\n\
         [[route]]\nmethod = \"GET\"\npath = \"/register/{subject}\"\n[fields]\n",
    );
    for field in 0..FIELDS {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "felt{field} = {{ nb = \"F\", nn = \"F\", en = \"F\" }}");
    }
    text
}

/// A purpose of ordinary size; the round makes its text another.
fn purpose(number: usize, round: usize) -> String {
    let mut text = format!(
        "purpose = \"formaal-{number}\"\n# {round}\n\
         title = {{ nb = \"F\", nn = \"F\", en = \"P\" }}\n\
         basis = {{ gdpr = \"6(1)(e)\", law = \"https://lovdata.no/eli/lov/2016/12/09/88\", section = \"§ 10-1\" }}\n\
         service = \"register.person\"\n\
         scope = \"register:formaal.{}\"\n\
         consumers = [\"312143046\", \"312800004\", \"313010104\"]\n\
         valid = {{ from = 2026-01-01, until = 2026-12-31 }}\n\
         requires = [\"case-reference\"]\n",
        number / 2
    );
    for field in 0..10 {
        let path = (number * 7 + field) % FIELDS;
        let _ = writeln!(text, "[[permit]]\npath = \"felt{path}\"\nneed = \"n\"");
    }
    text
}

fn write(dir: &Path, numbers: impl Iterator<Item = usize>, round: usize) {
    for number in numbers {
        fs::write(dir.join(format!("{number}.toml")), purpose(number, round)).unwrap();
    }
}

fn open(dir: &Path) -> Ledger {
    let name = KeyName::parse("bench.example/ledger").unwrap();
    Ledger::open(ledger::Options {
        dir: dir.join("ledger"),
        vault_dir: dir.join("vault"),
        index_dir: dir.join("index"),
        origin: "bench.example/ledger".to_owned(),
        signer: NoteSigner::new(name, Key32::new([7; 32])).unwrap(),
        clock: Arc::new(Still),
        leeway: sluse::ledger::clock::Leeway::default(),
        publish_interval: Duration::from_millis(200),
        queue: 4096,
        keep: None,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
    })
    .unwrap()
}

async fn start(policies: &Path, ledger: &Ledger) -> Activator {
    let options = Options {
        folder: policies.to_owned(),
        ledger: ledger.clone(),
        suits: Box::new(|_| Ok(())),
        counting: Arc::new(Uncounted),
        clock: Arc::new(Still),
        metrics: Metrics::new().unwrap(),
        operator: "bench".to_owned(),
    };
    Activator::start(options).await.unwrap()
}

fn author() -> Author {
    Author::Signal { operator: "bench".to_owned() }
}

fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let milliseconds = |time: Option<&Duration>| time.unwrap().as_secs_f64() * 1e3;
    println!(
        "{what:<44} {:>9.1} {:>9.1} {:>9.1} ms",
        milliseconds(times.first()),
        milliseconds(times.get(times.len() / 2)),
        milliseconds(times.last())
    );
}

#[tokio::main]
async fn main() {
    let dir = tempfile::TempDir::new().unwrap();
    let policies = dir.path().join("policies");
    fs::create_dir(&policies).unwrap();
    fs::write(policies.join("service.toml"), service()).unwrap();
    write(&policies, 0..POLICIES, 0);
    let sources = folder::read(&policies).unwrap();
    let bytes: usize = sources.iter().map(|file| file.text.len()).sum();
    println!("{POLICIES} purposes, {} MB", bytes / 1_000_000);

    let mut looks = Vec::new();
    let mut checks = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        folder::look(&policies).unwrap();
        looks.push(begun.elapsed());
        let begun = Instant::now();
        PolicySet::parse(&sources).unwrap();
        checks.push(begun.elapsed());
    }
    tell("one look of the watcher", looks);
    tell("check: parsing and checking the texts", checks);

    let ledger = open(dir.path());
    let begun = Instant::now();
    let activator = start(&policies, &ledger).await;
    tell("first start, all of it", vec![begun.elapsed()]);
    let (mut whole, mut one, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        write(&policies, [round].into_iter(), round);
        let begun = Instant::now();
        let compiled = activator.check().await.unwrap();
        whole.push(begun.elapsed());
        let begun = Instant::now();
        assert!(activator.activate(compiled, author()).await.unwrap().is_new);
        one.push(begun.elapsed());
        write(&policies, 0..POLICIES, ROUNDS + round);
        let compiled = activator.check().await.unwrap();
        let begun = Instant::now();
        assert!(activator.activate(compiled, author()).await.unwrap().is_new);
        all.push(begun.elapsed());
    }
    tell("check: reading, checking and compiling", whole);
    tell("activation, one file of all changed", one);
    tell("activation, every file changed", all);
    ledger.close().await;
    drop(activator);
    drop(ledger);
    let ledger = open(dir.path());
    let begun = Instant::now();
    start(&policies, &ledger).await;
    tell("a start with what was in force", vec![begun.elapsed()]);
    ledger.close().await;
}
