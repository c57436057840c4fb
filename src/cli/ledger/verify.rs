//! `sluse ledger verify`: all of a ledger, or as much of it as one draws by lot.

use super::fault::Fault;
use super::place::key;
use crate::cli::progress::Progress;
use crate::ledger::verify::{Checking, Report, Sampled, sample, verify_with};
use clap::Args;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;
use std::thread;

/// Arguments of `sluse ledger verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The ledger's folder, or that of a mirror's copy; the ledger may be running
    dir: PathBuf,
    /// The log's verifier key; without it the one in the folder is used, which proves less
    #[arg(long)]
    vkey: Option<String>,
    /// Check only so many bundles of 256 entries, drawn by lot, with the tree above all
    #[arg(long, value_name = "BUNDLES")]
    sample: Option<u64>,
    /// Use so many cores; all, if not said
    #[arg(long, value_name = "CORES", conflicts_with = "sample")]
    cores: Option<usize>,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger verify`
pub(super) fn verify(args: &VerifyArgs) -> Result<(), Fault> {
    let vkey = key(&args.dir, args.vkey.as_deref())?;
    let mut out = io::stdout();
    if let Some(many) = args.sample {
        let sampled = by_lot(args, &vkey, many)?;
        if args.json {
            writeln!(out, "{}", sampled_as_json(&sampled))?;
        } else {
            write!(out, "{sampled}")?;
        }
        return Ok(());
    }
    let mut progress = Progress::new("entries verified");
    let cores = args.cores.or_else(|| thread::available_parallelism().ok().map(usize::from));
    let how = Checking {
        cores: cores.unwrap_or(1),
        progress: &mut |done, of| progress.at(done, of),
        visit: None,
    };
    let report = verify_with(&args.dir, &vkey, how)?;
    drop(progress);
    if args.json {
        writeln!(out, "{}", as_json(&report))?;
    } else {
        write!(out, "{report}")?;
    }
    Ok(())
}

/// Draws bundles with the system's randomness, which nobody who changes a ledger can foresee.
fn by_lot(args: &VerifyArgs, vkey: &str, many: u64) -> Result<Sampled, Fault> {
    let random = SystemRandom::new();
    let mut failed = false;
    let mut draw = |below: u64| {
        let mut bytes = [0; 16];
        failed |= random.fill(&mut bytes).is_err();
        // Of 2^128 numbers the remainder is even but for less than one part in 2^64.
        u64::try_from(u128::from_le_bytes(bytes) % u128::from(below.max(1))).unwrap_or_default()
    };
    let mut progress = Progress::new("bundles verified");
    let sampled = sample(&args.dir, vkey, many, &mut draw, &mut |done, of| progress.at(done, of))?;
    if failed {
        return Err(Fault::Unreadable("the system gives no randomness".into()));
    }
    Ok(sampled)
}

fn as_json(report: &Report) -> Value {
    json!({
        "holds": true, "origin": report.origin, "size": report.size,
        "root": report.root.to_string(), "unpublished": report.unpublished,
        "from": report.times.map(|times| times.0), "until": report.times.map(|times| times.1),
        "bytes": report.bytes, "pruned": report.pruned,
    })
}

fn sampled_as_json(sampled: &Sampled) -> Value {
    json!({
        "holds": true, "origin": sampled.origin, "size": sampled.size,
        "root": sampled.root.to_string(), "unpublished": sampled.unpublished,
        "sample": {
            "bundles": sampled.drawn, "of": sampled.bundles, "entries": sampled.entries,
            "tiles": sampled.tiles, "pruned": sampled.pruned,
            "finds_one_percent": sampled.chance_percent(sampled.bundles.div_ceil(100)) / 100.0,
        },
    })
}
