//! `sluse ledger find-tag`: whether a ledger's files have entries with these tags.

use super::fault::Fault;
use super::place;
use crate::cli::progress::Progress;
use crate::ledger::verify::{Found, find, is_tag};
use clap::Args;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `sluse ledger find-tag`.
#[derive(Debug, Args)]
pub struct FindTagArgs {
    /// The ledger's folder, or that of a mirror's copy
    dir: PathBuf,
    /// The tags, as entries have them
    #[arg(required = true)]
    tags: Vec<String>,
    /// The log's verifier key; without it the one in the folder is used, which proves less
    #[arg(long)]
    vkey: Option<String>,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger find-tag`: good when no entry has such a tag, bad when one has, absent when nobody can tell
/// because entries have expired.
pub(super) fn find_tag(args: &FindTagArgs) -> Result<(), Fault> {
    let tags: HashSet<String> = args.tags.iter().cloned().collect();
    // What is none is not repeated: it may be a person's number, given by mistake.
    if !tags.iter().all(|tag| is_tag(tag)) {
        return Err(Fault::Usage("a tag is 16 bytes in base64url, 22 letters".to_owned()));
    }
    let key = place::key(&args.dir, args.vkey.as_deref())?;
    let mut progress = Progress::new("entries looked at");
    let found = find(&args.dir, &key, &tags, &mut |done, of| progress.at(done, of))?;
    drop(progress);
    let mut out = io::stdout();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&found).map_err(io::Error::from)?)?;
    } else {
        write!(out, "{found}")?;
    }
    match (found.hits.len(), found.not_looked_at.len()) {
        (0, 0) => Ok(()),
        (0, _) => Err(Fault::FoundAbsent),
        _ => Err(Fault::FoundBad),
    }
}

impl std::fmt::Display for Found {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for hit in &self.hits {
            writeln!(out, "{} is the tag of entry {}", hit.tag, hit.index)?;
        }
        if self.hits.is_empty() {
            writeln!(out, "no entry has such a tag")?;
        }
        if !self.not_looked_at.is_empty() {
            writeln!(out, "{} bundles cannot be looked into", self.not_looked_at.len())?;
        }
        writeln!(out, "looked at   {} entries of {}", self.size, self.origin)?;
        writeln!(out, "root        {}", self.root)
    }
}
