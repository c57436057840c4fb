//! Exporting a ledger in each form: entries each second and the most memory that it takes, beside a naive peer in
//! the same run that reads each line of the export as a `serde_json::Value` and writes it anew.
//!
//! `cargo bench --bench export`; `SLUSE_BENCH_ENTRIES` (1,048,576) is how many entries the ledger has. The
//! program itself is run on its files, which are in the page cache; what it writes goes to a file. Lines: the
//! middle of five rounds, least and most; in each round all forms come in turn.

#[path = "common/ledgers.rs"]
mod ledgers;

use ledgers::{Failure, options, persons, reading};
use sluse::ledger::Ledger;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 5;

const FORMS: [&str; 6] = ["ndjson", "parquet", "fhir", "otlp", "syslog", "syslog-frames"];

#[derive(Default)]
struct Measured {
    rates: Vec<f64>,
    peak_kb: u64,
    bytes: u64,
}

fn main() -> Result<(), Failure> {
    let size = std::env::var("SLUSE_BENCH_ENTRIES").ok();
    let size = size.map_or(Ok(1 << 20), |text| text.parse::<u64>())?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let vkey = tokio::runtime::Runtime::new()?.block_on(fill(folder.path(), size))?;
    let (mut forms, mut peer) = (FORMS.map(|_| Measured::default()), Measured::default());
    let lines = folder.path().join("lines");
    for _ in 0..ROUNDS {
        for (form, measured) in FORMS.iter().zip(&mut forms) {
            let out = if *form == "ndjson" { lines.clone() } else { folder.path().join("out") };
            let begun = Instant::now();
            let peak = export(folder.path(), &vkey, form, &out)?;
            measured.rates.push(size as f64 / begun.elapsed().as_secs_f64());
            measured.peak_kb = measured.peak_kb.max(peak);
            measured.bytes = length(&out)?;
            if out != lines {
                remove(&out)?;
            }
        }
        let begun = Instant::now();
        naive(&lines, &folder.path().join("naive"))?;
        peer.rates.push(size as f64 / begun.elapsed().as_secs_f64());
        peer.bytes = length(&lines)?;
        remove(&lines)?;
    }
    let mut out = std::io::stdout().lock();
    for (form, measured) in FORMS.iter().zip(&mut forms) {
        told(&mut out, form, size, measured)?;
    }
    told(&mut out, "naive, of lines", size, &mut peer)
}

/// Runs the program; gives the most memory that it had, in kB.
fn export(folder: &Path, vkey: &str, form: &str, out: &Path) -> Result<u64, Failure> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sluse"))
        .args(["ledger", "export", "--format", form, "--vkey", vkey])
        .args([Path::new("--dir"), &folder.join("ledger"), Path::new("--out"), out])
        .stderr(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(now.unwrap_or(0));
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    if ended.success() { Ok(peak) } else { Err("the export failed".into()) }
}

/// What a script would do with each line.
fn naive(from: &Path, to: &Path) -> Result<(), Failure> {
    let (from, mut to) = (BufReader::new(File::open(from)?), BufWriter::new(File::create(to)?));
    for line in from.lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut to, &value)?;
        to.write_all(b"\n")?;
    }
    Ok(to.into_inner()?.sync_all()?)
}

fn told(
    out: &mut impl Write,
    name: &str,
    size: u64,
    measured: &mut Measured,
) -> Result<(), Failure> {
    measured.rates.sort_by(f64::total_cmp);
    let at = |place: usize| measured.rates.get(place).copied().unwrap_or_default();
    let (least, middle, most) = (at(0), at(ROUNDS / 2), at(ROUNDS - 1));
    let (each, peak) = (measured.bytes / size.max(1), measured.peak_kb / 1024);
    writeln!(
        out,
        "{name:<16}{middle:>10.0} entries/s ({least:.0} to {most:.0}), {each} bytes an entry, {peak} MB at the peak"
    )?;
    Ok(())
}

/// The bytes of a file, or of those in a folder.
fn length(path: &Path) -> Result<u64, Failure> {
    if !path.is_dir() {
        return Ok(path.metadata()?.len());
    }
    std::fs::read_dir(path)?.map(|item| Ok(item?.metadata()?.len())).sum()
}

fn remove(path: &Path) -> Result<(), Failure> {
    Ok(if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? })
}

/// Writes a ledger of readings; gives its verifier key.
async fn fill(folder: &Path, size: u64) -> Result<String, Failure> {
    let ledger = Ledger::open(options(folder)?)?;
    let persons: Vec<_> = persons().take(1000).collect();
    for begin in (0..size).step_by(16_384) {
        let some = (begin..size.min(begin + 16_384)).zip(persons.iter().cycle());
        let drafts = some.map(|(number, person)| reading(person.clone(), number));
        ledger.append_all(drafts.collect::<Result<Vec<_>, _>>()?).await?;
    }
    ledger.close().await;
    Ok(ledger.vkey())
}
