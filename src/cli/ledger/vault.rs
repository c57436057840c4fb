//! `sluse ledger vault`: rotating its keys, a backup, and a restore that brings back nothing erased.

use super::place::key_or_own;
use crate::app::clock::SystemClock;
use crate::ledger::entry::Event;
use crate::ledger::vault::{self, Gone};
use crate::ledger::verify::verify_and_visit;
use crate::vocab::month::Month;
use crate::vocab::time::Clock;
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What can be done with a vault.
#[derive(Debug, Subcommand)]
pub enum VaultCommand {
    /// Give it a new key, while nothing runs; the log is not touched
    Rotate {
        /// The vault's folder
        #[arg(long, default_value = "demo-data/vault")]
        vault: PathBuf,
        /// Which key
        #[arg(long, value_enum)]
        what: What,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Write all of it but the master key to a new file; a gateway may be running
    Backup {
        /// The vault's folder
        vault: PathBuf,
        /// The file, which must not be there
        file: PathBuf,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a vault of a backup, beside its master key; what the ledger says to be gone stays gone
    Restore {
        /// The backup's file
        file: PathBuf,
        /// The vault's folder, with `master.key` and nothing else
        #[arg(long)]
        vault: PathBuf,
        /// The ledger's folder; it is verified first, and says who was erased
        #[arg(long)]
        ledger: PathBuf,
        /// The log's verifier key; without it the one in the folder is used, which proves less
        #[arg(long)]
        vkey: Option<String>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
}

/// What is rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// The key that opens the vault
    Master,
    /// The key that finds persons by their numbers, and with it the wrapping key
    Lookup,
    /// The key that wraps persons' keys
    Wrapping,
}

/// `sluse ledger vault`
pub(super) fn run(command: &VaultCommand) -> Result<ExitCode, Box<dyn Error>> {
    match command {
        VaultCommand::Rotate { vault, what, json } => rotate(vault, *what, *json),
        VaultCommand::Backup { vault, file, json } => backup(vault, file, *json),
        VaultCommand::Restore { file, vault, ledger, vkey, json } => {
            let gone = gone(ledger, vkey.as_deref())?;
            restore(file, vault, &gone, *json)
        }
    }
}

fn rotate(dir: &Path, what: What, as_json: bool) -> Result<ExitCode, Box<dyn Error>> {
    let (named, which) = match what {
        What::Master => ("master", vault::What::Master),
        What::Lookup => ("lookup", vault::What::Lookup),
        What::Wrapping => ("wrapping", vault::What::Wrapping),
    };
    vault::rotate(dir, which, &mut shown("slots"))?;
    let advice = "make a new backup, and destroy the old ones: they open with the old key";
    tell(as_json, &json!({ "rotated": named }), &format!("the {named} key is new; {advice}"))
}

fn backup(dir: &Path, file: &Path, as_json: bool) -> Result<ExitCode, Box<dyn Error>> {
    let done = vault::backup(dir, file, &mut shown("slots"))?;
    let told = json!({ "persons": done.persons, "sha256": done.sha256 });
    let text = format!(
        "{} persons, SHA-256 {}; the master key is not in it: keep that elsewhere",
        done.persons, done.sha256
    );
    tell(as_json, &told, &text)
}

fn restore(
    file: &Path,
    dir: &Path,
    gone: &Gone,
    as_json: bool,
) -> Result<ExitCode, Box<dyn Error>> {
    let done = vault::restore(file, dir, gone, &mut shown("slots"))?;
    let [left_out, before] = done.erased;
    let told = json!({
        "persons": done.persons,
        "left_out": { "erased": left_out, "periods": done.periods },
        "erased_before": before,
    });
    let text = format!(
        "{} persons have their keys back; left out: {left_out} erased persons, {} months that are past",
        done.persons,
        done.periods.len()
    );
    tell(as_json, &told, &text)
}

/// What a verified ledger says to be gone.
fn gone(ledger: &Path, vkey: Option<&str>) -> Result<Gone, Box<dyn Error>> {
    let vkey = key_or_own(ledger, vkey)?;
    let mut gone = Gone { handles: HashSet::new(), before: Month::of(SystemClock.now()) };
    verify_and_visit(ledger, &vkey, &mut |_, entry| match entry.event {
        Event::Erasure(erasure) => {
            gone.handles.insert(erasure.handle);
        }
        Event::Expired(expired) => gone.before = gone.before.max(expired.month.plus(1)),
        _ => {}
    })?;
    Ok(gone)
}

fn tell(as_json: bool, told: &Value, text: &str) -> Result<ExitCode, Box<dyn Error>> {
    if as_json {
        writeln!(io::stdout(), "{told}")?;
    } else {
        writeln!(io::stdout(), "{text}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows how far it has come, to whoever looks at a terminal.
fn shown(what: &str) -> impl FnMut(u64, u64) {
    let looked_at = io::stderr().is_terminal();
    move |done, of| {
        if looked_at && of > 0 {
            let end = if done == of { "\n" } else { "" };
            let _ = write!(io::stderr(), "\r{what}: {done} of {of} ({} %){end}", done * 100 / of);
        }
    }
}
