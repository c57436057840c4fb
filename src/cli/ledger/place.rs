//! Which ledger a command is about, and by which key.

use super::fault::Fault;
use crate::app::VKEY;
use clap::Args;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Which ledger.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// The ledger's folder, or that of a mirror's copy
    #[arg(long, default_value = "demo-data/ledger")]
    pub(super) dir: PathBuf,
    /// The log's verifier key; without it the one in the folder is used, which proves less
    #[arg(long)]
    vkey: Option<String>,
}

impl PlaceArgs {
    /// The key to verify with.
    pub(super) fn key(&self) -> Result<String, Fault> {
        key(&self.dir, self.vkey.as_deref())
    }
}

/// The key to verify with: the one given, or the one that stands beside the ledger. The latter
/// proves that the files agree with each other, not whose they are, and that is said.
pub(super) fn key(dir: &Path, vkey: Option<&str>) -> Result<String, Fault> {
    Ok(key_or_own(dir, vkey)?)
}

/// The same, for commands about other things than the ledger.
pub(in crate::cli) fn key_or_own(dir: &Path, vkey: Option<&str>) -> io::Result<String> {
    if let Some(vkey) = vkey {
        return Ok(vkey.to_owned());
    }
    let file = dir.join(VKEY);
    let own = fs::read_to_string(&file).map_err(|error| {
        let kind = error.kind();
        let text = format!("{}: {kind}: give the log's key with --vkey", file.display());
        io::Error::new(kind, text)
    })?;
    writeln!(io::stderr(), "verified with the key beside the ledger; --vkey proves whose it is")?;
    Ok(own.trim_end().to_owned())
}
