//! Checking a ledger by cores, and exporting it: entries each second.
//!
//! The ledger is a real one, of readings about a thousand synthetic persons; its files are in the page
//! cache. `SLUSE_BENCH_ENTRIES` (262144) is its size. Lines: the middle of five runs, least and most.

use sluse::ledger::entry::{Asker, Draft, Event, Reading, Whom};
use sluse::ledger::verify::{Checking, sample, verify_with};
use sluse::ledger::{Ledger, Options};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::vocab::basis::{PurposeId, ServiceId};
use sluse::vocab::field::FieldPath;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::scope::Scope;
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock, Timestamp};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const ORIGIN: &str = "ledger.example/bench";
const RUNS: usize = 5;

type Failure = Box<dyn Error + Send + Sync>;

struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or_default())
    }
}

fn main() -> Result<(), Failure> {
    let size = std::env::var("SLUSE_BENCH_ENTRIES").ok();
    let size = size.map_or(Ok(262_144), |text| text.parse::<u64>())?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let vkey = tokio::runtime::Runtime::new()?.block_on(fill(folder.path(), size))?;
    let ledger = folder.path().join("ledger");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for cores in (0..).map(|power| 1 << power).take_while(|many| *many <= cores) {
        measure(&format!("verify, cores: {cores}"), size, |_| {
            let how = Checking { cores, progress: &mut |_, _| (), visit: None };
            verify_with(&ledger, &vkey, how)?;
            Ok(())
        })?;
    }
    measure("verify --sample 100", 100 * 256, |run| {
        let mut draw = |below: u64| (run as u64 * 7919 + below * 104_729) % below;
        sample(&ledger, &vkey, 100, &mut draw, &mut |_, _| ())?;
        Ok(())
    })?;
    for format in ["ndjson", "parquet"] {
        measure(&format!("export {format}"), size, |run| {
            let out = folder.path().join(format!("{format}-{run}"));
            let status = Command::new(env!("CARGO_BIN_EXE_sluse"))
                .args(["ledger", "export", "--format", format, "--vkey", &vkey])
                .args([Path::new("--dir"), &ledger, Path::new("--out"), &out])
                .stderr(Stdio::null())
                .status()?;
            if status.success() { Ok(()) } else { Err("the export failed".into()) }
        })?;
    }
    Ok(())
}

/// Runs some work and prints how many entries it did each second.
fn measure(
    name: &str,
    entries: u64,
    mut work: impl FnMut(usize) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut rates = Vec::new();
    for run in 0..RUNS {
        let begun = Instant::now();
        work(run)?;
        rates.push(entries as f64 / begun.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    let at = |place: usize| rates.get(place).copied().unwrap_or_default();
    let (least, middle, most) = (at(0), at(RUNS / 2), at(RUNS - 1));
    let mut out = std::io::stdout();
    Ok(writeln!(out, "{name:<20}{middle:>10.0} entries/s ({least:.0} to {most:.0})")?)
}

/// Writes a ledger of readings; gives its verifier key.
async fn fill(folder: &Path, size: u64) -> Result<String, Failure> {
    let ledger = Ledger::open(Options {
        dir: folder.join("ledger"),
        vault_dir: folder.join("vault"),
        index_dir: folder.join("index"),
        origin: ORIGIN.to_owned(),
        signer: NoteSigner::new(KeyName::parse(ORIGIN)?, Key32::new([7; 32]))?,
        clock: Arc::new(MachineClock),
        keep: None,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
        leeway: sluse::ledger::clock::Leeway::default(),
        publish_interval: Duration::from_secs(1),
        queue: 4096,
    })?;
    let persons = persons();
    for begin in (0..size).step_by(65_536) {
        let some = (begin..size.min(begin + 65_536)).zip(persons.iter().cycle());
        let drafts = some.map(|(_, person)| reading(person)).collect::<Result<Vec<_>, _>>()?;
        ledger.append_all(drafts).await?;
    }
    ledger.close().await;
    Ok(ledger.vkey())
}

/// Synthetic persons: month + 80.
fn persons() -> Vec<PersonNumber> {
    let numbers = (0_u64..).map(|number| {
        let (day, serial) = (1 + number / 100 % 28, 100 + number / 2800);
        format!("{day:02}8190{serial:03}{:02}", number % 100)
    });
    numbers.filter_map(|text| PersonNumber::parse(&text).ok()).take(1000).collect()
}

/// A reading of two fields.
fn reading(person: &PersonNumber) -> Result<Draft, Failure> {
    let reading = Reading {
        asker: Asker {
            consumer: Organisation::parse("312143046")?,
            supplier: None,
            client: ClientId::parse("client-1")?,
            customer: None,
            sub_client: None,
            issuer: None,
        },
        service: ServiceId::parse("folkeregisteret.person")?,
        purpose: PurposeId::parse("barnehageopptak")?,
        scope: Scope::parse("folkeregister:barnehage")?,
        policies: EntryIndex(0),
        narrowed: false,
        counted: false,
        whole: false,
        fields: vec![
            FieldPath::parse("navn[].fornavn")?,
            FieldPath::parse("foedsel.foedselsdato")?,
        ],
        withheld: [3, 17].into_iter().collect(),
        withheld_unnamed: 2,
    };
    let whom = Whom {
        subject: person.clone(),
        case_reference: Some("2026/4711".to_owned()),
        end_user: None,
        relation: None,
    };
    Ok(Draft::about(Event::Reading(reading), whom))
}
