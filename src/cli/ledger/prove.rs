//! `sluse ledger prove`: an entry with the proof that the log has it, for who is not connected to it; or
//! all about one person, with the proof that it is all.

use super::fault::Fault;
use super::place::PlaceArgs;
use super::subject_of;
use crate::app::clock::SystemClock;
use crate::app::ledger_options;
use crate::app::memory::keep_private;
use crate::config::Config;
use crate::disk::create_private;
use crate::ledger::Ledger;
use crate::ledger::bundle::NoBundle;
use crate::ledger::verify::prove as make;
use crate::vocab::time::SharedClock;
use clap::Args;
use serde_json::json;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Arguments of `sluse ledger prove`.
#[derive(Debug, Args)]
pub struct ProveArgs {
    /// The entry's index
    #[arg(required_unless_present = "subject_bundle")]
    index: Option<u64>,
    #[command(flatten)]
    place: PlaceArgs,
    /// The file to write (c2sp.org/tlog-proof); standard output, if not said
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave the entry's bytes out of the proof and write them to this file
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// Prove all that the ledger says of one person instead, while no gateway has it open. It signs as the
    /// gateway does: never with a copy of a ledger that lives on. A person who can log in gets the same at
    /// /me/bundle
    #[arg(long, requires_all = ["config", "subject_file", "out"], conflicts_with_all = ["index", "entry", "dir", "vkey"])]
    subject_bundle: bool,
    /// The configuration that says where ledger, vault, index and key are
    #[arg(long, value_name = "FILE", requires = "subject_bundle")]
    config: Option<PathBuf>,
    /// The file with the person's number; `-`: standard input
    #[arg(long, value_name = "FILE", requires = "subject_bundle")]
    subject_file: Option<PathBuf>,
    /// Print a JSON object about the proof; then --out must say where the proof goes
    #[arg(long, requires = "out")]
    pub(super) json: bool,
}

/// `sluse ledger prove`
pub(super) fn prove(args: &ProveArgs) -> Result<(), Fault> {
    match (args.index, &args.config, &args.subject_file, &args.out) {
        (Some(index), ..) => prove_entry(args, index),
        (None, Some(config), Some(subject), Some(out)) => {
            prove_person(config, subject, out, args.json)
        }
        _ => Err(Fault::Usage("an index, or --subject-bundle with its files".to_owned())),
    }
}

fn prove_entry(args: &ProveArgs, index: u64) -> Result<(), Fault> {
    let proof = make(&args.place.dir, &args.place.key()?, index)?;
    let whole = match &args.entry {
        None => proof.whole().map_err(|error| Fault::Bad(error.into()))?,
        Some(file) => {
            fs::write(file, &proof.entry).map_err(Fault::file(file))?;
            proof.file.clone()
        }
    };
    let mut out = io::stdout();
    match &args.out {
        None => write!(out, "{}", whole.format())?,
        Some(file) => fs::write(file, whole.format()).map_err(Fault::file(file))?,
    }
    if args.json {
        let told = json!({
            "holds": true, "index": index, "proof": args.out, "entry": args.entry,
            "checkpoint": whole.checkpoint(),
        });
        writeln!(out, "{told}")?;
    }
    Ok(())
}

/// Opens the ledger as a gateway does: the newest digest may have to be made first, and that is an entry.
fn prove_person(config: &Path, subject: &Path, out: &Path, as_json: bool) -> Result<(), Fault> {
    keep_private();
    fs::metadata(config).map_err(Fault::file(config))?;
    if out.exists() {
        return Err(Fault::file(out)(io::ErrorKind::AlreadyExists.into()));
    }
    let config = Config::read(config).map_err(|error| Fault::Usage(error.to_string()))?;
    let subject = subject_of(subject)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bytes = runtime.block_on(async {
        let clock: SharedClock = Arc::new(SystemClock);
        let options = ledger_options(&config, &clock);
        let options = options.map_err(|error| Fault::Usage(error.to_string()))?;
        let ledger = Ledger::open(options)?;
        while ledger.not_indexed() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let made = ledger.bundle(&subject).map_err(|error| match error {
            NoBundle::Wrong(_) => Fault::Bad(error.into()),
            NoBundle::Digest(_) | NoBundle::Read(_) => Fault::Unreadable(error.into()),
        });
        ledger.close().await;
        made
    })?;
    // It opens what is written about the person: for its owner alone, and over nothing that is there.
    create_private(out, &bytes).map_err(Fault::file(out))?;
    if as_json {
        let told = json!({ "holds": true, "bundle": out, "bytes": bytes.len() });
        writeln!(io::stdout(), "{told}")?;
    }
    Ok(())
}
