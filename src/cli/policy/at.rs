//! `sluse policy at`: the files of the set that was in force then, as they were.

use super::log::Told;
use super::past::LedgerArgs;
use crate::activation::past::PastFile;
use crate::ledger::entry::{Event, Reading, Refusal};
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use clap::Args;
use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

/// Arguments of `sluse policy at`.
#[derive(Debug, Args)]
pub struct AtArgs {
    /// The moment, such as 2026-01-31T12:00:00Z, or the index of an entry: for a reading the set that
    /// decided it
    when: When,
    /// The folder to write the files to; must be empty or not there
    to: PathBuf,
    #[command(flatten)]
    ledger: LedgerArgs,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
enum When {
    Moment(Timestamp),
    Entry(EntryIndex),
}

impl FromStr for When {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(index) = text.parse() {
            return Ok(Self::Entry(EntryIndex(index)));
        }
        text.parse().map(Self::Moment).map_err(|_| "must be a time or an entry's index".to_owned())
    }
}

/// `sluse policy at`
pub(super) fn at(args: &AtArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut told = Told::default();
    let mut decider = None;
    args.ledger.each(&mut |index, entry| {
        match args.when {
            When::Entry(wanted) if wanted.0 == index => {
                decider = Some(decided_by(wanted, &entry.event));
            }
            When::Moment(then) if entry.at <= then => decider = Some(EntryIndex(index)),
            When::Entry(_) | When::Moment(_) => {}
        }
        told.hear(index, entry.at, entry.event);
    })?;
    let decider = decider.ok_or("the ledger has no entry of this index, or none so early")?;
    let found = told.activations.iter().rev().find(|(index, ..)| *index <= decider);
    let (entry, since, activated) = found.ok_or("no policies were in force then")?;
    let files = told.files(*entry, activated)?;
    let sources: Vec<_> = files.iter().map(|file| file.source.clone()).collect();
    if PolicySet::digest_of(&sources) != activated.digest {
        return Err(format!("the files of entry {entry} have another digest than it names").into());
    }
    write(&args.to, &files)?;
    let (count, digest) = (files.len(), &activated.digest);
    writeln!(io::stdout(), "{count} files of {digest}, in force since {since} by entry {entry}")?;
    Ok(ExitCode::SUCCESS)
}

/// The activation that an entry names, or else the entry's own place.
const fn decided_by(index: EntryIndex, event: &Event) -> EntryIndex {
    match event {
        Event::Reading(Reading { policies, .. })
        | Event::Refusal(Refusal { policies: Some(policies), .. }) => *policies,
        _ => index,
    }
}

/// Writes the files into a folder that has nothing else.
fn write(to: &Path, files: &[PastFile]) -> Result<(), Box<dyn Error>> {
    let said = |path: &Path, error: io::Error| format!("{}: {}", path.display(), error.kind());
    fs::create_dir_all(to).map_err(|error| said(to, error))?;
    if fs::read_dir(to).map_err(|error| said(to, error))?.next().is_some() {
        return Err(format!("{}: there is something in it", to.display()).into());
    }
    for PastFile { source, .. } in files {
        let below = Path::new(&source.name);
        // A name from a ledger must not lead out of the folder.
        if !below.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err("a file of the set has a name that leads out of the folder".into());
        }
        let path = to.join(below);
        fs::create_dir_all(path.parent().unwrap_or(to)).map_err(|error| said(&path, error))?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(source.text.as_bytes()));
        written.map_err(|error| said(&path, error))?;
    }
    Ok(())
}
