//! Commands about a ledger's files that answer and end.

use crate::app::VKEY;
use crate::ledger::vault::pseudonyms;
use crate::ledger::verify;
use crate::redact::Pseudonyms;
use crate::vocab::basis::PurposeId;
use crate::vocab::party::Organisation;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::ExitCode;

/// `sluse ledger verify`
pub(super) fn ledger_verify(dir: &Path, vkey: Option<&str>) -> Result<ExitCode, Box<dyn Error>> {
    let report = verify::verify(dir, &key_or_own(dir, vkey)?)?;
    write!(io::stdout(), "{report}")?;
    Ok(ExitCode::SUCCESS)
}

/// The key to verify with: the one given, or the one that stands beside the ledger. The latter
/// proves that the files agree with each other, not whose they are, and that is said.
pub(super) fn key_or_own(dir: &Path, vkey: Option<&str>) -> Result<String, Box<dyn Error>> {
    if let Some(vkey) = vkey {
        return Ok(vkey.to_owned());
    }
    let file = dir.join(VKEY);
    let own = fs::read_to_string(&file).map_err(|error| {
        format!("{}: {}: give the log's key with --vkey", file.display(), error.kind())
    })?;
    writeln!(io::stderr(), "verified with the key beside the ledger; --vkey proves whose it is")?;
    Ok(own.trim_end().to_owned())
}

/// `sluse ledger show`
pub(super) fn ledger_show(
    dir: &Path,
    vkey: Option<&str>,
    index: u64,
) -> Result<ExitCode, Box<dyn Error>> {
    let shown = verify::show(dir, &key_or_own(dir, vkey)?, index)?;
    writeln!(io::stdout(), "{shown}")?;
    Ok(ExitCode::SUCCESS)
}

/// Turns pseudonyms back. They come on standard input and not as arguments, which other users of the
/// machine could see.
pub(super) fn ledger_reveal(
    vault: &Path,
    consumer: &Organisation,
    purpose: &PurposeId,
) -> Result<ExitCode, Box<dyn Error>> {
    let pseudonyms = Pseudonyms::derive(&pseudonyms(vault)?, consumer, purpose)?;
    let mut all = ExitCode::SUCCESS;
    for line in io::stdin().lock().lines() {
        match pseudonyms.reveal(line?.trim()) {
            Ok(text) => writeln!(io::stdout(), "{}", text.as_str())?,
            Err(error) => {
                writeln!(io::stderr(), "{error}")?;
                all = ExitCode::FAILURE;
            }
        }
    }
    Ok(all)
}
