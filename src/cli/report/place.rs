//! Which ledger a report is about.

use crate::cli::ledger::key_or_own;
use crate::cli::registry::LedgerArgs;
use crate::ledger::entry::Entry;
use clap::Args;
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// Which ledger.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// The ledger's folder
    #[arg(long, default_value = "demo-data/ledger")]
    ledger: PathBuf,
    /// The log's verifier key; without it the one in the folder is used, which proves less
    #[arg(long)]
    vkey: Option<String>,
}

impl PlaceArgs {
    /// The ledger's folder.
    pub(super) fn dir(&self) -> &Path {
        &self.ledger
    }

    /// The key to verify with.
    pub(super) fn key(&self) -> io::Result<String> {
        key_or_own(&self.ledger, self.vkey.as_deref())
    }

    /// Shows every entry, oldest first. What was shown counts when this comes back without an error:
    /// then the whole ledger has been verified.
    pub(super) fn each(&self, visit: &mut dyn FnMut(u64, Entry)) -> Result<(), Box<dyn Error>> {
        LedgerArgs::of(self.ledger.clone(), self.vkey.clone()).each(visit)
    }
}
