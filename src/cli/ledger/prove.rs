//! `sluse ledger prove`: an entry with the proof that the log has it, for who is not connected to it.

use super::fault::Fault;
use super::place::PlaceArgs;
use crate::ledger::verify::prove as make;
use clap::Args;
use serde_json::json;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `sluse ledger prove`.
#[derive(Debug, Args)]
pub struct ProveArgs {
    /// The entry's index
    index: u64,
    #[command(flatten)]
    place: PlaceArgs,
    /// The file to write (c2sp.org/tlog-proof); standard output, if not said
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave the entry's bytes out of the proof and write them to this file
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// Print a JSON object about the proof; then --out must say where the proof goes
    #[arg(long, requires = "out")]
    pub(super) json: bool,
}

/// `sluse ledger prove`
pub(super) fn prove(args: &ProveArgs) -> Result<(), Fault> {
    let proof = make(&args.place.dir, &args.place.key()?, args.index)?;
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
            "holds": true, "index": args.index, "proof": args.out, "entry": args.entry,
            "checkpoint": whole.checkpoint(),
        });
        writeln!(out, "{told}")?;
    }
    Ok(())
}
