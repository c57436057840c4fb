//! A digest over many persons: all of them new, then some of them read again, then nothing new; and one
//! person's bundle. Time, what the digest adds to the process's memory at its peak, and bytes on disk.
//!
//! `cargo bench --bench digest`; `SLUSE_BENCH_PERSONS` (1,000,000) is how many persons.

#[path = "common/ledgers.rs"]
mod ledgers;

use ledgers::{Failure, options, reading};
use sluse::ledger::Ledger;
use std::io::Write;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many of the persons are read again between two digests.
const AGAIN: usize = 10_000;

fn main() -> Result<(), Failure> {
    let persons = std::env::var("SLUSE_BENCH_PERSONS").ok();
    let persons = persons.map_or(Ok(1_000_000), |text| text.parse())?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build()?;
    let ledger = Ledger::open(options(folder.path())?)?;
    let mut appended = 0;
    let mut waiting = Vec::new();
    for (person, number) in ledgers::persons().take(persons).zip(0..) {
        waiting.push(reading(person, number)?);
        if waiting.len() == 4096 {
            appended += runtime.block_on(ledger.append_all(std::mem::take(&mut waiting)))?.len();
        }
    }
    appended += runtime.block_on(ledger.append_all(waiting))?.len();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{appended} persons, an entry about each")?;
    ledger.publish()?;
    measure(&mut out, "all new", &ledger)?;
    let again = ledgers::persons().take(persons).step_by((persons / AGAIN).max(1)).zip(0..);
    let again = again.map(|(person, number)| reading(person, number));
    let again = again.collect::<Result<Vec<_>, Failure>>()?;
    let many = runtime.block_on(ledger.append_all(again))?.len();
    ledger.publish()?;
    measure(&mut out, &format!("{many} read again"), &ledger)?;
    measure(&mut out, "nothing new", &ledger)?;
    let heads = folder.path().join("vault/heads.vault");
    let bytes = std::fs::metadata(heads)?.len() as f64 / appended as f64;
    writeln!(out, "heads.vault: {bytes:.0} bytes a person")?;
    let person = ledgers::persons().next().ok_or("no person")?;
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
