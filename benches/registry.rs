//! A registry of 100,000 clients: start, lookup, memory; and a million remembered grants.
//!
//! `cargo bench --bench registry`. Memory is what the process holds more than before (resident set).
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may stop and speak")]

use serde_json::json;
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::{Draft, Event};
use sluse::ledger::{Ledger, Options};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::registry::client::{Client, ClientKey};
use sluse::registry::organisation::RegisteredOrganisation;
use sluse::registry::record::{By, Change, Held, Record};
use sluse::token::grant::GrantId;
use sluse::token::replay::Memory;
use sluse::vocab::limits::Limit;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::secret::Key32;
use sluse::vocab::time::{Clock, Timestamp};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tells a process of its own which ledger to start.
const DIR: &str = "REGISTRY_BENCH_DIR";

const CLIENTS: usize = 100_000;
const GRANTS: usize = 1_000_000;
const NOW: Timestamp = Timestamp::from_seconds(1_767_222_000);

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }
}

fn open(dir: &Path) -> Ledger {
    let name = KeyName::parse("bench.example/ledger").unwrap();
    Ledger::open(Options {
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

/// Resident memory of this process, in MB.
fn resident() -> f64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = told.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kib: f64 = line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024.0 / 1e6
}

fn id(number: usize) -> ClientId {
    ClientId::parse(&format!("5f1c0c8e-2d36-4a3c-9a0b-{number:012}")).unwrap()
}

fn draft(record: Record) -> Draft {
    let (created, last_updated) = (NOW, NOW);
    let after = Held { active: true, created, last_updated, by: By::Operator, record };
    Draft::new(Event::Registration(Box::new(Change { before: None, after })))
}

fn client(number: usize, jwk: &serde_json::Value, owner: &Organisation) -> Client {
    let mut jwk = jwk.clone();
    jwk.as_object_mut().unwrap().insert("kid".into(), json!(format!("key-{number}")));
    Client {
        id: id(number),
        organisation: owner.clone(),
        name: format!("System {number}"),
        description: None,
        scopes: vec!["folkeregister:barnehage".parse().unwrap()],
        keys: vec![ClientKey::new(&jwk, NOW.day_in_norway().a_year_later()).unwrap()],
        access_token_lifetime: None,
        sender: None,
        onbehalfof: Vec::new(),
    }
}

async fn fill(ledger: &Ledger) {
    let jwk = SigningKey::generate_rsa("key", 2048).unwrap().public_jwk();
    let owner = Organisation::parse("312143046").unwrap();
    let known =
        RegisteredOrganisation { number: owner.clone(), name: "Fjordvik".to_owned(), form: None };
    ledger.append(draft(Record::Organisation(known))).await.unwrap();
    for from in (0..CLIENTS).step_by(1000) {
        let mut together = tokio::task::JoinSet::new();
        for number in from..from + 1000 {
            let (ledger, draft) =
                (ledger.clone(), draft(Record::Client(client(number, &jwk, &owner))));
            together.spawn(async move { ledger.append(draft).await.unwrap() });
        }
        while together.join_next().await.is_some() {}
    }
}

/// Opens the ledger in a process of its own, as a start of the program does.
fn start(dir: &Path, what: &str) {
    println!("start with {CLIENTS} clients, {what}:");
    let this = std::env::current_exe().unwrap();
    let ended = Command::new(this).arg("--bench").env(DIR, dir).status().unwrap();
    assert!(ended.success());
}

fn started(dir: &Path) {
    let (held, begun) = (resident(), Instant::now());
    let ledger = open(dir);
    let took = begun.elapsed().as_secs_f64();
    assert_eq!(ledger.registrations().current().clients().count(), CLIENTS);
    println!("  {took:.2} s, {:.0} MB", resident() - held);
    lookup(&ledger);
    tokio::runtime::Runtime::new().unwrap().block_on(ledger.close());
}

fn lookup(ledger: &Ledger) {
    let ids: Vec<_> = (0..CLIENTS).map(|number| id(number * 7919 % CLIENTS)).collect();
    for round in 1..=3 {
        let begun = Instant::now();
        for id in &ids {
            let registry = ledger.registrations().current();
            black_box(registry.client(black_box(id)).unwrap());
        }
        let each = begun.elapsed().as_nanos() as f64 / ids.len() as f64;
        println!("  round {round}: newest registry and a client in it: {each:.0} ns");
    }
}

fn grants() {
    let client = id(1);
    let held = resident();
    let memory = Memory::new(Limit { name: "remembered_grants", most: GRANTS });
    let begun = Instant::now();
    for number in 0..GRANTS {
        let grant = GrantId::of(&client, &number.to_string());
        let until = NOW.plus(Duration::from_millis(number as u64 / 10));
        memory.reserve(&grant, until, NOW).map_err(drop).unwrap();
    }
    let each = begun.elapsed().as_nanos() as f64 / GRANTS as f64;
    println!("{GRANTS} remembered grants: {:.0} MB, {each:.0} ns each", resident() - held);
    assert_eq!(memory.len(), GRANTS);
}

fn main() {
    // `cargo test --benches` and a filter for another benchmark pass by.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    if let Some(dir) = std::env::var_os(DIR) {
        return started(Path::new(&dir));
    }
    grants();
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ledger = open(dir.path());
    let begun = Instant::now();
    runtime.block_on(fill(&ledger));
    println!("{CLIENTS} clients registered in {:.1} s", begun.elapsed().as_secs_f64());
    runtime.block_on(ledger.close());
    drop(ledger);
    start(dir.path(), "from the snapshot");
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    start(dir.path(), "without the index, from the entries");
}
