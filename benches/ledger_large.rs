//! A large ledger: what it takes on disk and in memory, how soon it serves, and how long reading takes.
//!
//! `cargo bench --bench ledger_large`. The ledger has `SLUSE_BENCH_ENTRIES` (10,000,000) readings about
//! `SLUSE_BENCH_PERSONS` (200,000) synthetic persons, 5,000 of them about one person, spread evenly. It is
//! built by a process of its own and kept in `target/tmp`, so that the next run need not build it. What is
//! read may be in the page cache.

#![expect(clippy::indexing_slicing, reason = "a bench that fails is a bench that stops")]

#[path = "common/ledgers.rs"]
mod ledgers;

use ledgers::{Failure, options, persons, reading};
use sluse::ledger::{Ledger, Options, ReadError};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::subject::PersonNumber;
use sluse::web::Remembered;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many readings are about the one person.
const ABOUT_ONE: u64 = 5000;

/// Set in the process that builds.
const BUILD: &str = "SLUSE_BENCH_BUILD";

/// How many drafts are waited for together.
const AT_ONCE: u64 = 4096;

fn main() -> Result<(), Failure> {
    let entries = number("SLUSE_BENCH_ENTRIES", 10_000_000)?;
    let persons = number("SLUSE_BENCH_PERSONS", 200_000)?;
    let name = format!("ledger-large-{entries}-{persons}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if std::env::var_os(BUILD).is_some() {
        return build(&folder, entries, persons);
    }
    let whole = folder.join("whole");
    if !whole.exists() {
        let _ = std::fs::remove_dir_all(&folder);
        let built = Command::new(std::env::current_exe()?).env(BUILD, "1").status()?;
        if !built.success() {
            return Err("the ledger could not be built".into());
        }
        std::fs::write(&whole, "")?;
    }
    let mut out = std::io::stdout().lock();
    sizes(&folder, entries, &mut out)?;
    measure(&folder, &mut out)?;
    rebuild(&folder, entries, &mut out)
}

fn number(name: &str, usual: u64) -> Result<u64, Failure> {
    Ok(std::env::var(name).ok().map_or(Ok(usual), |text| text.parse())?)
}

fn open(folder: &Path) -> Result<Ledger, Failure> {
    let digests = (Duration::from_secs(3600), 1_000_000);
    let (digest_interval, digest_entries) = digests;
    Ok(Ledger::open(Options { digest_interval, digest_entries, ..options(folder)? })?)
}

/// Appends all readings, about the persons in turn, and the one person in between.
fn build(folder: &Path, entries: u64, persons: u64) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build()?;
    let ledger = open(folder)?;
    let persons: Vec<_> = ledgers::persons().take(usize::try_from(persons)?).collect();
    let every = (entries / ABOUT_ONE).max(1);
    // Steps that have no divisor in common with the number of persons visit all of them.
    let others = persons.get(1..).ok_or("too few persons")?;
    let begun = Instant::now();
    let mut next = 0;
    while next < entries {
        let until = entries.min(next + AT_ONCE);
        let drafts = (next..until).map(|at| {
            let other = usize::try_from(at.wrapping_mul(7_368_787) % others.len() as u64)?;
            let person = if at % every == 0 { &persons[0] } else { &others[other] };
            reading(person.clone(), at)
        });
        let drafts = drafts.collect::<Result<Vec<_>, Failure>>()?;
        runtime.block_on(ledger.append_all(drafts))?;
        next = until;
    }
    let sequenced = begun.elapsed().as_secs_f64();
    ledger.publish()?;
    let published = begun.elapsed().as_secs_f64();
    let per_second = entries as f64 / sequenced;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "built      {per_second:.0} entries/s; published {published:.1} s after the first"
    )?;
    for thread in ["sequencer", "publisher", "indexer", "digester", "sled-io"] {
        let used = thread_time(thread)? * 1e6 / entries as f64;
        writeln!(out, "  {thread:<10} {used:.2} us of processor for each entry")?;
    }
    writeln!(out, "  memory     {} MB at the peak", status("VmHWM:")? / 1024)?;
    runtime.block_on(ledger.close());
    Ok(())
}

/// Says what lies on disk.
fn sizes(folder: &Path, entries: u64, out: &mut impl Write) -> Result<(), Failure> {
    let mut all = 0.0;
    writeln!(out, "on disk, bytes for each entry")?;
    for part in ["ledger/tile/entries", "ledger/tile/0", "ledger/tile", "index", "vault"] {
        let mut bytes = disk(&folder.join(part))?;
        if part == "ledger/tile" {
            bytes -=
                disk(&folder.join("ledger/tile/entries"))? + disk(&folder.join("ledger/tile/0"))?;
        }
        let each = bytes as f64 / entries as f64;
        all += each;
        let name = if part == "ledger/tile" { "other tiles" } else { part };
        writeln!(out, "  {name:<20} {each:>7.1}")?;
    }
    writeln!(out, "  {:<20} {all:>7.1}", "all told")?;
    let journal = disk(&folder.join("ledger/journal"))? / (1024 * 1024);
    writeln!(out, "  and {journal} MB of journal, whatever the size")?;
    Ok(())
}

/// The blocks that a folder takes, in bytes.
fn disk(path: &Path) -> Result<u64, Failure> {
    let about = std::fs::symlink_metadata(path)?;
    let mut bytes = about.blocks() * 512;
    if about.is_dir() {
        for item in std::fs::read_dir(path)? {
            bytes += disk(&item?.path())?;
        }
    }
    Ok(bytes)
}

/// Opens the ledger and reads.
fn measure(folder: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let begun = Instant::now();
    let ledger = open(folder)?;
    let took = begun.elapsed().as_secs_f64();
    let (missing, memory) = (ledger.not_indexed(), status("VmRSS:")? / 1024);
    writeln!(out, "opened     {took:.3} s, {missing} entries not indexed, {memory} MB")?;
    let size = ledger.published();
    let indexes = (0..1000_u64).map(|at| EntryIndex(at.wrapping_mul(7_919_777_777) % size));
    let proofs = timed(indexes.clone(), |index| Ok(ledger.inclusion(index)?.is_some()))?;
    line(out, "proof of inclusion", &proofs)?;
    let read = timed(indexes, |index| Ok(ledger.entry(index)?.is_some()))?;
    line(out, "one entry", &read)?;
    let person = persons().next().ok_or("no person")?;
    let whole = timed(0..20, |_| Ok(all(&ledger, &person)? == ABOUT_ONE))?;
    line(out, "all 5,000", &whole)?;
    let newest = timed(0..50, |_| Ok(ledger.about(&person, None, 100)?.len() == 100))?;
    line(out, "100 newest", &newest)?;
    let page = |at: u64| Ok(ledger.about(&person, Some(4800 - at * 90), 100)?.len() == 100);
    line(out, "100 deeper", &timed(0..50, page)?)?;
    let others: Vec<_> = persons().skip(1).step_by(97).take(500).collect();
    let lists = timed(others.iter(), |other| Ok(!ledger.about(other, None, 100)?.is_empty()))?;
    line(out, "another's list", &lists)?;
    writeln!(
        out,
        "memory     {} MB, {} at the peak",
        status("VmRSS:")? / 1024,
        status("VmHWM:")? / 1024
    )?;
    close(ledger)
}

/// Reads all about a person, as the list of readings does for who has just logged in.
fn all(ledger: &Ledger, person: &PersonNumber) -> Result<u64, Failure> {
    let now = sluse::vocab::time::Timestamp::from_millis(0);
    Ok(Remembered::default().rows(ledger, person, now)?.len() as u64)
}

/// Deletes the index and opens the ledger without it.
fn rebuild(folder: &Path, entries: u64, out: &mut impl Write) -> Result<(), Failure> {
    std::fs::remove_dir_all(folder.join("index"))?;
    let begun = Instant::now();
    let ledger = open(folder)?;
    let opened = begun.elapsed().as_secs_f64();
    let person = persons().next().ok_or("no person")?;
    let early = match ledger.about(&person, None, 1) {
        Err(ReadError::Index(_)) => "a list is refused",
        Err(other) => return Err(other.into()),
        Ok(_) => "a list is told",
    };
    while ledger.not_indexed() > 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = begun.elapsed().as_secs_f64();
    if ledger.about(&person, None, 6000)?.len() as u64 != ABOUT_ONE {
        return Err("the index is not what it was".into());
    }
    let used = (thread_time("indexer")? + thread_time("sled-io")?) * 1e6 / entries as f64;
    writeln!(out, "rebuilt    open after {opened:.3} s ({early}), whole after {took:.1} s")?;
    writeln!(
        out,
        "  {used:.2} us of processor for each entry, reading it included; {} MB at the peak",
        status("VmHWM:")? / 1024
    )?;
    close(ledger)
}

fn close(ledger: Ledger) -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread().build()?.block_on(ledger.close());
    Ok(())
}

/// Does it for each, and gives how long each took, the first apart.
fn timed<T>(
    what: impl Iterator<Item = T>,
    each: impl Fn(T) -> Result<bool, Failure>,
) -> Result<(Duration, Vec<Duration>), Failure> {
    let mut times = Vec::new();
    for one in what {
        let begun = Instant::now();
        if !each(one)? {
            return Err("something is not there".into());
        }
        times.push(begun.elapsed());
    }
    let first = *times.first().ok_or("nothing was timed")?;
    times.sort_unstable();
    Ok((first, times))
}

fn line(
    out: &mut impl Write,
    what: &str,
    times: &(Duration, Vec<Duration>),
) -> std::io::Result<()> {
    let (first, times) = times;
    let at = |part: f64| {
        let place = (times.len() as f64 * part) as usize;
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    let first = first.as_secs_f64() * 1000.0;
    writeln!(
        out,
        "{what:<20} p50 {:>7.3} ms  p99 {:>7.3} ms  the first {first:.3} ms",
        at(0.5),
        at(0.99)
    )
}

/// A line of the process's status, in kB.
fn status(name: &str) -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// The seconds of processor that the threads of this name have used.
fn thread_time(name: &str) -> Result<f64, Failure> {
    let mut seconds = 0.0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let folder: PathBuf = task?.path();
        let stat = std::fs::read_to_string(folder.join("stat"))?;
        if !stat.contains(&format!("({name}")) {
            continue;
        }
        let mut fields = stat.rsplit(')').next().unwrap_or_default().split(' ').skip(12);
        let ticks = |field: Option<&str>| field.unwrap_or_default().parse::<f64>();
        seconds += (ticks(fields.next())? + ticks(fields.next())?) / 100.0;
    }
    Ok(seconds)
}
