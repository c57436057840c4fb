//! A digest over many persons: all of them new, then some of them read again, then nothing new; and one
//! person's bundle. Time, what the digest adds to the process's memory at its peak, and bytes on disk.
//!
//! `cargo bench --bench digest`; `SLUSE_BENCH_PERSONS` (1,000,000) is how many persons.

use sluse::ledger::entry::{Asker, Draft, Event, Reading, Whom};
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
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ORIGIN: &str = "ledger.example/bench";

/// How many of the persons are read again between two digests.
const AGAIN: usize = 10_000;

type Failure = Box<dyn Error + Send + Sync>;

struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or_default())
    }
}

fn main() -> Result<(), Failure> {
    let persons = std::env::var("SLUSE_BENCH_PERSONS").ok();
    let persons = persons.map_or(Ok(1_000_000), |text| text.parse())?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build()?;
    let ledger = open(folder.path())?;
    let draft = |subject| reading(subject);
    let mut appended = 0;
    let mut waiting = Vec::new();
    for person in numbers().take(persons) {
        waiting.push(draft(person?)?);
        if waiting.len() == 4096 {
            appended += runtime.block_on(ledger.append_all(std::mem::take(&mut waiting)))?.len();
        }
    }
    appended += runtime.block_on(ledger.append_all(waiting))?.len();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{appended} persons, an entry about each")?;
    ledger.publish()?;
    measure(&mut out, "all new", &ledger)?;
    let again = numbers().take(persons).step_by((persons / AGAIN).max(1));
    let again = again.map(|person| draft(person?)).collect::<Result<Vec<_>, Failure>>()?;
    let many = runtime.block_on(ledger.append_all(again))?.len();
    ledger.publish()?;
    measure(&mut out, &format!("{many} read again"), &ledger)?;
    measure(&mut out, "nothing new", &ledger)?;
    let heads = folder.path().join("vault/heads.vault");
    let bytes = std::fs::metadata(heads)?.len() as f64 / appended as f64;
    writeln!(out, "heads.vault: {bytes:.0} bytes a person")?;
    let person = numbers().next().ok_or("no person")??;
    let begun = Instant::now();
    let bundle = ledger.bundle(&person)?;
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    writeln!(out, "one person's bundle, verified: {took:.1} ms, {} bytes", bundle.len())?;
    runtime.block_on(ledger.close());
    Ok(())
}

fn measure(out: &mut impl Write, what: &str, ledger: &Ledger) -> Result<(), Failure> {
    // The peak is counted from here on.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let (before, used) = (status("VmRSS:")?, processor_time()?);
    let begun = Instant::now();
    ledger.digest()?;
    let took = begun.elapsed().as_secs_f64();
    let (peak, used) = (status("VmHWM:")?, processor_time()? - used);
    let added = peak.saturating_sub(before) / 1024;
    writeln!(
        out,
        "{what:<20} {took:>7.2} s  {used:>7.2} s of processor  + {added} MB at the peak"
    )?;
    Ok(())
}

/// A line of the process's status, in kB.
fn status(name: &str) -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// The seconds of processor that the process has used.
fn processor_time() -> Result<f64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split(' ').skip(12);
    let ticks = |field: Option<&str>| field.unwrap_or_default().parse::<f64>();
    Ok((ticks(fields.next())? + ticks(fields.next())?) / 100.0)
}

/// Synthetic persons, each once: month + 80, right check digits.
fn numbers() -> impl Iterator<Item = Result<PersonNumber, Failure>> {
    let dates = (0..100).flat_map(|year| (81..=92).map(move |month| (year, month)));
    let dates = dates.flat_map(|(year, month)| (1..=28).map(move |day| (year, month, day)));
    let serials = dates.flat_map(|(year, month, day)| {
        (0..1000).map(move |serial| format!("{day:02}{month}{year:02}{serial:03}"))
    });
    serials.filter_map(|text| {
        let digits: Vec<_> = text.bytes().map(|digit| u32::from(digit - b'0')).collect();
        let check = |weights: &[u32], digits: &[u32]| {
            let sum: u32 = weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
            match (11 - sum % 11) % 11 {
                10 => None,
                digit => Some(digit),
            }
        };
        let first = check(&[3, 7, 6, 1, 8, 9, 4, 5, 2], &digits)?;
        let with_first = [digits, vec![first]].concat();
        let second = check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], &with_first)?;
        Some(PersonNumber::parse(&format!("{text}{first}{second}")).map_err(Failure::from))
    })
}

fn open(folder: &Path) -> Result<Ledger, Failure> {
    Ok(Ledger::open(Options {
        dir: folder.join("ledger"),
        vault_dir: folder.join("vault"),
        index_dir: folder.join("index"),
        origin: ORIGIN.to_owned(),
        signer: NoteSigner::new(KeyName::parse(ORIGIN)?, Key32::new([7; 32]))?,
        clock: Arc::new(MachineClock),
        leeway: sluse::ledger::clock::Leeway::default(),
        publish_interval: Duration::from_secs(1),
        queue: 8192,
        keep: None,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
    })?)
}

/// A reading about a person.
fn reading(subject: PersonNumber) -> Result<Draft, Failure> {
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
        fields: vec![FieldPath::parse("navn[].fornavn")?],
        withheld: [3, 17].into_iter().collect(),
        withheld_unnamed: 2,
    };
    let (case_reference, end_user) = (Some("2026/4711".to_owned()), None);
    let whom = Whom { subject, case_reference, end_user, relation: None };
    Ok(Draft::about(Event::Reading(reading), whom))
}
