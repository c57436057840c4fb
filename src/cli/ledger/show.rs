//! `sluse ledger show`: one entry, checked against the checkpoint.

use super::fault::Fault;
use super::place::PlaceArgs;
use crate::ledger::verify;
use clap::Args;
use serde_json::json;
use std::io::{self, Write};

/// Arguments of `sluse ledger show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The entry's index
    index: u64,
    #[command(flatten)]
    place: PlaceArgs,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger show`
pub(super) fn show(args: &ShowArgs) -> Result<(), Fault> {
    let shown = verify::show(&args.place.dir, &args.place.key()?, args.index)?;
    let mut out = io::stdout();
    if args.json {
        let told = json!({
            "holds": true, "index": shown.index, "leaf": shown.leaf.to_string(),
            "published_in": shown.published_in, "entry": shown.entry,
        });
        writeln!(out, "{told}")?;
    } else {
        writeln!(out, "{shown}")?;
    }
    Ok(())
}
