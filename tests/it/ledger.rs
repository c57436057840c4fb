//! The ledger: durable before acknowledged, provable afterwards, silent about whom.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a fixture that fails is a test that fails"
)]

mod bundle;
mod clock;
mod crash;
mod digest;
pub mod erasure;
mod faults;
mod forged;
mod held;
mod index;
mod journal;
mod lite;
mod lock;
mod matrix;
mod packed;
mod power;
mod privacy;
mod retention;
mod rotation;
mod sampled;
mod seals;
mod standing;
mod strange;
mod tamper;
mod vault;
mod witnessed;
mod writing;

use sluse::ledger::clock::Leeway;
use sluse::ledger::entry::{Asker, Draft, Event, Reading, Whom};
use sluse::ledger::store::Store;
use sluse::ledger::verify::{Report, verify};
use sluse::ledger::{AppendError, Ledger, LedgerError, Options};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::policy::Retention;
use sluse::vocab::basis::{PurposeId, ServiceId};
use sluse::vocab::field::FieldPath;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::scope::Scope;
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub const ORIGIN: &str = "ledger.example/test";

/// A clock that the test sets, and that goes on a millisecond each time it is asked.
struct Stepping(AtomicU64);

impl Clock for Stepping {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// The folders of one ledger, which outlive the ledger that is open in them.
pub struct Place {
    pub root: PathBuf,
    clock: Arc<Stepping>,
    leeway: Leeway,
    publish_interval: Duration,
    queue: usize,
    keep: Option<Retention>,
    digest_interval: Duration,
    digest_entries: u64,
    _kept: Option<tempfile::TempDir>,
}

impl Place {
    pub fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        Self { root: kept.path().to_owned(), _kept: Some(kept), ..Self::at(Path::new("")) }
    }

    /// A copy of all its folders, with a clock that stands where this one's does.
    pub fn copied(&self) -> Self {
        let copy = Self::new();
        copy.clock.0.store(self.clock.0.load(Ordering::Relaxed), Ordering::Relaxed);
        for item in std::fs::read_dir(&self.root).unwrap() {
            copy_folder(&item.unwrap().path(), &copy.root);
        }
        copy
    }

    fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            clock: Arc::new(Stepping(AtomicU64::new(1_795_000_000_000))),
            leeway: Leeway::default(),
            publish_interval: Duration::from_secs(3600),
            queue: 1024,
            keep: None,
            digest_interval: Duration::MAX,
            digest_entries: u64::MAX,
            _kept: None,
        }
    }

    pub fn dir(&self) -> PathBuf {
        self.root.join("ledger")
    }

    fn vault_dir(&self) -> PathBuf {
        self.root.join("vault")
    }

    fn index_dir(&self) -> PathBuf {
        self.root.join("index")
    }

    fn options(&self) -> Options {
        Options {
            dir: self.dir(),
            vault_dir: self.vault_dir(),
            index_dir: self.index_dir(),
            origin: ORIGIN.to_owned(),
            signer: signer(),
            clock: self.clock.clone(),
            leeway: self.leeway,
            publish_interval: self.publish_interval,
            queue: self.queue,
            keep: self.keep.clone(),
            digest_interval: self.digest_interval,
            digest_entries: self.digest_entries,
        }
    }

    fn try_open(&self) -> Result<Ledger, LedgerError> {
        Ledger::open(self.options())
    }

    pub fn open(&self) -> Ledger {
        self.try_open().unwrap()
    }

    fn open_on(&self, store: Arc<dyn Store>) -> Ledger {
        Ledger::open_on(store, self.options()).unwrap()
    }

    pub fn verified(&self) -> Report {
        verify(&self.dir(), &signer().vkey()).unwrap()
    }
}

/// Copies a folder to another name, or into a folder that is there.
pub fn copy_folder(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(copied.unwrap().success());
}

pub fn signer() -> NoteSigner {
    NoteSigner::new(KeyName::parse(ORIGIN).unwrap(), Key32::new([7; 32])).unwrap()
}

/// A synthetic person: month + 80, right check digits.
pub fn person(number: u32) -> PersonNumber {
    let (day, month) = (1 + number % 28, 81 + number / 28 % 12);
    let (year, serial) = (10 + number / 336 % 80, 100 + number % 800);
    (0..100)
        .find_map(|check| {
            PersonNumber::parse(&format!("{day:02}{month}{year:02}{serial:03}{check:02}")).ok()
        })
        // Some serial numbers have no check digits; the next one stands in.
        .unwrap_or_else(|| person(number + 1))
}

fn asker() -> Asker {
    Asker {
        consumer: Organisation::parse("312143046").unwrap(),
        supplier: None,
        client: ClientId::parse("client-1").unwrap(),
        customer: None,
        sub_client: None,
        issuer: None,
    }
}

/// A reading about a person.
pub fn reading(subject: PersonNumber) -> Draft {
    let field = |path: &str| FieldPath::parse(path).unwrap();
    let reading = Reading {
        asker: asker(),
        service: ServiceId::parse("folkeregisteret.person").unwrap(),
        purpose: PurposeId::parse("barnehageopptak").unwrap(),
        scope: Scope::parse("folkeregister:barnehage").unwrap(),
        policies: EntryIndex(0),
        narrowed: false,
        counted: false,
        whole: false,
        fields: vec![field("navn[].fornavn"), field("foedsel.foedselsdato")],
        withheld: [3, 17].into_iter().collect(),
        withheld_unnamed: 2,
    };
    let whom = Whom {
        case_reference: Some("2026/4711".to_owned()),
        end_user: Some("saksbehandler-9".to_owned()),
        ..Whom::just(subject)
    };
    Draft::about(Event::Reading(reading), whom)
}

/// Appends readings about these persons, many at a time; gives their indexes in no order.
pub async fn append_all(ledger: &Ledger, persons: impl Iterator<Item = u32>) -> Vec<EntryIndex> {
    let mut tasks = tokio::task::JoinSet::new();
    let mut indexes = Vec::new();
    for number in persons {
        let ledger = ledger.clone();
        tasks.spawn(async move { ledger.append(reading(person(number))).await });
        if tasks.len() >= 256 {
            indexes.push(tasks.join_next().await.unwrap().unwrap().unwrap());
        }
    }
    while let Some(done) = tasks.join_next().await {
        indexes.push(done.unwrap().unwrap());
    }
    indexes
}

/// Appends again and again until storage has been tried again.
async fn append_when_it_recovers(ledger: &Ledger, draft: Draft) -> EntryIndex {
    let patience = tokio::time::Instant::now() + Duration::from_secs(20);
    loop {
        match ledger.append(draft.clone()).await {
            Ok(index) => return index,
            Err(AppendError::Failed) if tokio::time::Instant::now() < patience => {
                tokio::task::yield_now().await;
            }
            Err(error) => panic!("did not recover: {error}"),
        }
    }
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(names) = std::fs::read_dir(folder) else { return found };
    for name in names {
        let path = name.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Replaces a file's bytes, also where it is write-protected.
pub fn replace(path: &Path, bytes: &[u8]) {
    std::fs::remove_file(path).unwrap();
    std::fs::write(path, bytes).unwrap();
}
