//! `sluse registry …`: the registry as the ledger tells it, offline, and the registry in a file.

mod apply;
mod at;
mod import_units;
mod log;

use super::ledger::key_or_own;
use crate::ledger::entry::{Entry, Event};
use crate::ledger::verify;
use crate::registry::record::{By, Change};
use crate::vocab::time::Timestamp;
use clap::{Args, Subcommand};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// What can be asked of the registry.
#[derive(Debug, Subcommand)]
pub enum Registry {
    /// Make the registry say what a file says, as far as it is the organisation's own
    Apply(apply::ApplyArgs),
    /// Name organisations as a file of Enhetsregisteret's does
    ImportUnits(import_units::ImportArgs),
    /// Show every change: who, what, before, after, when, and the entry that proves it
    Log(log::LogArgs),
    /// Show who had access to what at a moment
    At(at::AtArgs),
}

/// Where the ledger's files are.
#[derive(Debug, Args)]
pub struct LedgerArgs {
    /// The ledger's folder
    #[arg(long, value_name = "LEDGER", default_value = "demo-data/ledger")]
    dir: PathBuf,
    /// The log's verifier key; without it the one in the folder is used, which proves less
    #[arg(long)]
    vkey: Option<String>,
}

/// One change, and the entry that holds it.
struct Entered {
    index: u64,
    at: Timestamp,
    change: Change,
}

impl LedgerArgs {
    /// The ledger in this folder.
    pub(super) const fn of(dir: PathBuf, vkey: Option<String>) -> Self {
        Self { dir, vkey }
    }

    /// Shows every entry, oldest first. What was shown counts when this comes back without an error:
    /// then the whole ledger has been verified.
    pub(super) fn each(&self, visit: &mut dyn FnMut(u64, Entry)) -> Result<(), Box<dyn Error>> {
        let key = key_or_own(&self.dir, self.vkey.as_deref())?;
        verify::verify_and_visit(&self.dir, &key, visit)?;
        Ok(())
    }

    /// Every change in the ledger, oldest first, once the whole ledger has been verified.
    fn changes(&self) -> Result<Vec<Entered>, Box<dyn Error>> {
        let mut changes = Vec::new();
        self.each(&mut |index, entry| {
            if let Event::Registration(change) = entry.event {
                changes.push(Entered { index, at: entry.at, change: *change });
            }
        })?;
        Ok(changes)
    }
}

/// Who made a change, as text.
fn name(by: &By) -> String {
    match by {
        By::Operator => "operator".to_owned(),
        By::Client { organisation, client } => format!("{organisation} by client {client}"),
    }
}

/// `sluse registry …`
pub(super) fn run(registry: &Registry) -> Result<ExitCode, Box<dyn Error>> {
    match registry {
        Registry::Apply(args) => apply::apply(args),
        Registry::ImportUnits(args) => import_units::import(args),
        Registry::Log(args) => log::log(args),
        Registry::At(args) => at::at(args),
    }
}
