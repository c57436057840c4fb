//! `sluse ledger reveal`: pseudonyms turned back by whoever holds the vault.

use super::fault::Fault;
use crate::ledger::vault::pseudonyms;
use crate::redact::Pseudonyms;
use crate::vocab::basis::PurposeId;
use crate::vocab::party::Organisation;
use clap::Args;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;

/// Arguments of `sluse ledger reveal`.
#[derive(Debug, Args)]
pub struct RevealArgs {
    /// The vault's folder
    #[arg(long, default_value = "demo-data/vault")]
    vault: PathBuf,
    /// The consumer who was given them
    #[arg(long)]
    consumer: Organisation,
    /// The purpose for which they were given
    #[arg(long)]
    purpose: PurposeId,
}

/// `sluse ledger reveal`. Pseudonyms come on standard input and not as arguments, which other users of
/// the machine could see.
pub(super) fn reveal(args: &RevealArgs) -> Result<(), Fault> {
    let secret = pseudonyms(&args.vault).map_err(|error| Fault::Unreadable(error.into()))?;
    let pseudonyms = Pseudonyms::derive(&secret, &args.consumer, &args.purpose)
        .map_err(|error| Fault::Unreadable(error.into()))?;
    let mut wrong = None;
    for line in io::stdin().lock().lines() {
        match pseudonyms.reveal(line?.trim()) {
            Ok(text) => writeln!(io::stdout(), "{}", text.as_str())?,
            Err(error) => {
                writeln!(io::stderr(), "{error}")?;
                wrong = Some(Fault::Bad("not every line is such a pseudonym".into()));
            }
        }
    }
    wrong.map_or(Ok(()), Err)
}
