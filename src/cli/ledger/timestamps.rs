//! `sluse ledger timestamps`: the time-stamps beside a ledger, judged offline.

use super::fault::Fault;
use super::place;
use crate::ledger::stamps::{Kept, KeptFault, kept};
use crate::merkle::note::NoteVerifier;
use crate::serve::tls;
use crate::stamp::Authority;
use crate::vocab::cause::Told;
use clap::Args;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `sluse ledger timestamps`.
#[derive(Debug, Args)]
pub struct TimestampsArgs {
    /// The ledger's folder
    dir: PathBuf,
    /// The root certificate of the time-stamping authority, PEM
    #[arg(long)]
    ca: PathBuf,
    /// The log's verifier key; without it the one in the folder is used, which proves less
    #[arg(long)]
    vkey: Option<String>,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger timestamps`
pub(super) fn timestamps(args: &TimestampsArgs) -> Result<(), Fault> {
    let verifier = NoteVerifier::parse(&place::key(&args.dir, args.vkey.as_deref())?);
    let verifier = verifier.map_err(|error| Fault::Usage(Told(&error).to_string()))?;
    let ca = tls::certificates(&args.ca).map_err(|error| Fault::Unreadable(error.into()))?;
    let authority = Authority::new(&ca, None);
    let authority = authority.map_err(|error| Fault::Usage(Told(&error).to_string()))?;
    let kept = kept(&args.dir, &verifier, &authority).map_err(|fault| match fault {
        KeptFault::Io(_) | KeptFault::Missing => Fault::Unreadable(fault.into()),
        fault => Fault::Bad(fault.into()),
    })?;
    let holds = kept.iter().all(|one| one.stamp.is_ok());
    let mut out = io::stdout();
    if args.json {
        let all: Vec<_> = kept.iter().map(as_json).collect();
        writeln!(out, "{}", json!({ "holds": holds, "timestamps": all }))?;
    } else {
        for one in &kept {
            writeln!(out, "{}", line(one))?;
        }
        let many = kept.len();
        writeln!(out, "{many} time-stamps{}", if holds { "" } else { ", not all of them good" })?;
    }
    match (kept.is_empty(), holds) {
        (true, _) => Err(Fault::FoundAbsent),
        (false, true) => Ok(()),
        (false, false) => Err(Fault::FoundBad),
    }
}

fn line(kept: &Kept) -> String {
    let size = kept.size;
    match &kept.stamp {
        Ok(stamp) => {
            let accuracy = stamp.accuracy().map(|off| format!(" ± {} s", off.as_secs_f64()));
            let (at, serial) = (stamp.at(), stamp.serial());
            format!(
                "{size} entries existed at {at}{} (serial {serial}, policy {})",
                accuracy.unwrap_or_default(),
                stamp.policy()
            )
        }
        Err(fault) => format!("{size} entries: {}", Told(fault)),
    }
}

fn as_json(kept: &Kept) -> Value {
    match &kept.stamp {
        Ok(stamp) => json!({
            "size": kept.size, "holds": true, "at": stamp.at(), "serial": stamp.serial(),
            "policy": stamp.policy(), "accuracy_s": stamp.accuracy().map(|it| it.as_secs_f64()),
        }),
        Err(fault) => {
            json!({ "size": kept.size, "holds": false, "error": Told(fault).to_string() })
        }
    }
}
