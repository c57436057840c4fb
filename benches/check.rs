//! Checking a ledger by cores, and exporting it: entries each second.
//!
//! The ledger is a real one, of readings about a thousand synthetic persons; its files are in the page
//! cache. `SLUSE_BENCH_ENTRIES` (262144) is its size. Lines: the middle of five runs, least and most.

#[path = "common/ledgers.rs"]
mod ledgers;

use ledgers::{Failure, options, persons, reading};
use sluse::ledger::Ledger;
use sluse::ledger::verify::{Checking, sample, verify_with};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 5;

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
    let ledger = Ledger::open(options(folder)?)?;
    let persons: Vec<_> = persons().take(1000).collect();
    for begin in (0..size).step_by(65_536) {
        let some = (begin..size.min(begin + 65_536)).zip(persons.iter().cycle());
        let drafts = some
            .map(|(number, person)| reading(person.clone(), number))
            .collect::<Result<Vec<_>, _>>()?;
        ledger.append_all(drafts).await?;
    }
    ledger.close().await;
    Ok(ledger.vkey())
}
