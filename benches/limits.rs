//! What counting costs a request: of a purpose without limits, with limits on persons and readings, with
//! one on persons under a case; of the same person, and of another each time.
//!
//! `cargo bench --bench limits`.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up has failed")]

use criterion::{Criterion, criterion_group, criterion_main};
use sluse::demo::persons::Population;
use sluse::gateway::limits::{Asked, Meter};
use sluse::ledger::{self, Ledger};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::policy::{PolicySet, PolicySource, Purpose};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock, Day, Timestamp};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PERSONS: usize = 10_000;
const NOW: Timestamp = Timestamp::from_seconds(1_767_222_000);

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
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
        keep: None,
        queue: 4096,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
    })
    .unwrap()
}

/// A purpose with these limits.
fn purpose(limits: &str) -> Arc<Purpose> {
    let service = "service = \"register.person\"\n\
        title = { nb = \"R\", nn = \"R\", en = \"R\" }\n\
        provider = \"311672118\"\nupstream = \"register\"\n\
        [[route]]\nmethod = \"GET\"\npath = \"/register/{subject}\"\n\
        [fields]\nfelt = { nb = \"F\", nn = \"F\", en = \"F\" }\n";
    let purpose = format!(
        "purpose = \"formaal\"\ntitle = {{ nb = \"F\", nn = \"F\", en = \"P\" }}\n\
         basis = {{ gdpr = \"6(1)(e)\", law = \"https://lovdata.no/eli/lov/2016/12/09/88\", section = \"§ 10-1\" }}\n\
         service = \"register.person\"\nscope = \"register:formaal\"\nconsumers = [\"312143046\"]\n\
         valid = {{ from = 2026-01-01, until = 2026-12-31 }}\nrequires = [\"case-reference\"]\n\
         {limits}\n[[permit]]\npath = \"felt\"\nneed = \"n\"\n"
    );
    let file = |name: &str, text: String| PolicySource { name: name.to_owned(), text };
    let files = [file("service.toml", service.to_owned()), file("purpose.toml", purpose)];
    PolicySet::parse(&files).unwrap().purposes().first().unwrap().clone()
}

fn benches(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().unwrap();
    let meter = Meter::new(open(dir.path()));
    let consumer = Organisation::parse("312143046").unwrap();
    let population = Population::generate(7, PERSONS, Day::parse("2026-06-01").unwrap());
    let persons: Vec<PersonNumber> =
        population.persons().iter().map(|person| person.number().clone()).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (name, limits) in [
        ("none", ""),
        (
            "persons and readings",
            "[limits]\nsubjects-per-hour = 1000000\nreadings-per-month = 1000000000",
        ),
        ("by case", "[limits]\nsubjects-per-case = 1000000\nreadings-per-month = 1000000000"),
    ] {
        let purpose = purpose(limits);
        let reserve = |person: &PersonNumber| {
            let asked = Asked { persons: &[person], before: 0, case: Some("2026/1234") };
            meter.room(&consumer, &purpose, asked, EntryIndex(0), NOW).unwrap()
        };
        criterion.bench_function(&format!("limits/{name}/given back"), |bench| {
            let person = persons.first().unwrap();
            bench.iter(|| drop(reserve(person)));
        });
        let mut next = persons.iter().cycle();
        criterion.bench_function(&format!("limits/{name}/read"), |bench| {
            bench.iter(|| runtime.block_on(async { reserve(next.next().unwrap()).commit().await }));
        });
    }
}

criterion_group!(limits, benches);
criterion_main!(limits);
