//! `sluse report control`: the internal control report of a period, over a ledger that is verified whole.

use super::place::PlaceArgs;
use super::written::WrittenArgs;
use crate::answers::{self, Checked, Control, LedgerTold, Period, signers};
use crate::ledger::verify::Folder;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use clap::Args;
use std::error::Error;
use std::process::ExitCode;

/// Arguments of `sluse report control`.
#[derive(Debug, Args)]
pub struct ControlArgs {
    /// The first moment of the period, such as 2026-01-01T00:00:00Z
    #[arg(long)]
    from: Timestamp,
    /// The first moment after it
    #[arg(long)]
    until: Timestamp,
    #[command(flatten)]
    ledger: PlaceArgs,
    #[command(flatten)]
    written: WrittenArgs,
}

/// `sluse report control`
pub(super) fn control(args: &ControlArgs) -> Result<ExitCode, Box<dyn Error>> {
    if args.from >= args.until {
        return Err("the period ends before it begins".into());
    }
    let mut control = Control::new(Period { from: args.from, until: args.until });
    args.ledger.each(&mut |index, entry| control.hear(EntryIndex(index), &entry))?;
    let key = args.ledger.key()?;
    let folder = Folder::at(args.ledger.dir());
    let heads = folder.heads(&key)?;
    let cosigned = folder.cosigned(&key)?;
    let origin = heads.head.origin().to_owned();
    let witnesses = cosigned.map(|(note, _)| signers(&note, &origin)).unwrap_or_default();
    let checked = Checked::Whole;
    let ledger = LedgerTold { witnesses, origin, size: heads.head.size(), checked };
    args.written.write(&answers::control(&control, &ledger, &args.written.given()))
}
