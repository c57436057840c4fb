//! `sluse policy log`: which policies were in force when, from a ledger's files alone.

use super::past::LedgerArgs;
use crate::activation::past;
use crate::ledger::entry::{Author, Event, PoliciesActivated};
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use clap::Args;
use serde_json::json;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

/// How much of a digest is enough for people.
const SHOWN: usize = 12;

/// Arguments of `sluse policy log`.
#[derive(Debug, Args)]
pub struct LogArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Print a JSON object for each activation
    #[arg(long)]
    json: bool,
}

/// What a ledger says of policies.
#[derive(Default)]
pub(in crate::cli) struct Told {
    /// The files and the lists of files.
    parts: BTreeMap<EntryIndex, Event>,
    /// The activations, oldest first.
    pub(super) activations: Vec<(EntryIndex, Timestamp, PoliciesActivated)>,
}

impl Told {
    /// Keeps what is about policies.
    pub(in crate::cli) fn hear(&mut self, index: u64, at: Timestamp, event: Event) {
        let index = EntryIndex(index);
        match event {
            Event::PoliciesActivated(activated) => self.activations.push((index, at, activated)),
            Event::PolicyFile(_) | Event::PolicyList(_) => {
                self.parts.insert(index, event);
            }
            _ => {}
        }
    }

    /// The activation that decided at this entry.
    pub(in crate::cli) fn in_force_at(&self, place: EntryIndex) -> Option<EntryIndex> {
        let found = self.activations.iter().rev().find(|(index, ..)| *index <= place);
        found.map(|(index, ..)| *index)
    }

    /// Each activation with its author, oldest first.
    pub(in crate::cli) fn authors(
        &self,
    ) -> impl Iterator<Item = (EntryIndex, Timestamp, Option<Author>)> {
        self.activations.iter().map(|(index, at, it)| (*index, *at, it.author.clone()))
    }

    /// The set that this entry put into force; none when it did not, or when the language of today can
    /// no longer read it.
    pub(in crate::cli) fn set(&self, entry: EntryIndex) -> Option<Arc<PolicySet>> {
        let (.., activated) = self.activations.iter().find(|(index, ..)| *index == entry)?;
        let files = self.files(entry, activated).ok()?;
        let sources: Vec<_> = files.into_iter().map(|file| file.source).collect();
        PolicySet::parse(&sources).ok().map(Arc::new)
    }

    /// The files of an activation.
    pub(super) fn files(
        &self,
        entry: EntryIndex,
        activated: &PoliciesActivated,
    ) -> Result<Vec<past::PastFile>, String> {
        let part = |index: EntryIndex| self.parts.get(&index).cloned();
        let Ok(indexes) = past::listed(activated, |list| Ok::<_, Infallible>(part(list)));
        let indexes = indexes.unwrap_or_default();
        let parts: Option<Vec<_>> =
            indexes.into_iter().map(|index| Some((index, part(index)?))).collect();
        let files = parts.and_then(past::joined);
        files.ok_or_else(|| format!("entry {entry} names files that are not there"))
    }
}

/// `sluse policy log`
pub(super) fn log(args: &LogArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut told = Told::default();
    args.ledger.each(&mut |index, entry| told.hear(index, entry.at, entry.event))?;
    let mut out = BufWriter::new(io::stdout().lock());
    for (entry, at, activated) in &told.activations {
        let files = told.files(*entry, activated)?.len();
        let PoliciesActivated { digest, author, previous, .. } = activated;
        if args.json {
            let line = json!({
                "entry": entry, "at": at, "digest": digest, "author": author,
                "files": files, "previous": previous,
            });
            writeln!(out, "{line}")?;
            continue;
        }
        let author = author.as_ref().map_or("at a start".to_owned(), ToString::to_string);
        let short: String = digest.chars().take(SHOWN).collect();
        writeln!(out, "{at}  entry {entry}  {short}  {files} files  {author}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
