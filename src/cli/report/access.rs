//! `sluse report access`: the officer's answer to a person's request, from the person's bundle. The bundle
//! proves that it has all; the person's number in it is printed nowhere.

use super::place::PlaceArgs;
use super::written::WrittenArgs;
use crate::answers::{self, Access};
use crate::cli::policy::Told;
use crate::ledger::bundle::{Expected, ProvenEntry, verify_bundle};
use crate::ledger::entry::{Event, Refusal};
use crate::merkle::note::NoteVerifier;
use crate::policy::PolicySet;
use crate::registry::Registry;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::web::{Names, Record, shown};
use clap::Args;
use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// The largest bundle that is read.
const BUNDLE_BYTES: Limit = Limit { name: "bundle_bytes", most: 256 * 1024 * 1024 };

/// Arguments of `sluse report access`.
#[derive(Debug, Args)]
pub struct AccessArgs {
    /// The person's bundle, as the citizens' service gives it
    bundle: PathBuf,
    /// The ledger: policies and names of that time are read from it
    #[command(flatten)]
    ledger: PlaceArgs,
    #[command(flatten)]
    written: WrittenArgs,
}

/// What the registry of now calls organisations.
struct Known(Registry);

impl Names for Known {
    fn name(&self, organisation: &Organisation) -> Option<String> {
        self.0.organisation_name(organisation).map(str::to_owned)
    }
}

/// `sluse report access`
pub(super) fn access(args: &AccessArgs) -> Result<ExitCode, Box<dyn Error>> {
    let key = args.ledger.key()?;
    let size = fs::metadata(&args.bundle).map_err(|error| said(args, &error))?.len();
    if usize::try_from(size).map_or(true, |size| size > BUNDLE_BYTES.most) {
        return Err(format!("the bundle is larger than {} bytes", BUNDLE_BYTES.most).into());
    }
    let bytes = fs::read(&args.bundle).map_err(|error| said(args, &error))?;
    let verifiers = [NoteVerifier::parse(&key)?];
    let expected = Expected { verifiers: &verifiers, digest_since: None };
    let verified = verify_bundle(&bytes, &expected)?;
    let mut told = Told::default();
    let mut names = Known(Registry::default());
    args.ledger.each(&mut |index, entry| match entry.event {
        Event::Registration(change) => {
            names.0.apply(change.after);
        }
        event => told.hear(index, entry.at, event),
    })?;
    let given = args.written.given();
    let mut sets: HashMap<EntryIndex, Option<Arc<PolicySet>>> = HashMap::new();
    let mut view = |record: &Record| {
        let decided = told.in_force_at(decided_at(record));
        let set = decided.and_then(|at| sets.entry(at).or_insert_with(|| told.set(at)).clone());
        shown(record, set.as_deref(), &names, verified.checkpoint.size(), given.language)
    };
    let records = (0..).zip(&verified.entries).filter_map(|(count, one)| record(count, one));
    let mut shown: Vec<_> = records.filter_map(|record| view(&record)).collect();
    shown.reverse();
    let newest = told.in_force_at(EntryIndex(u64::MAX)).and_then(|at| told.set(at));
    let policies = newest.ok_or("the ledger has no policies that this program can read")?;
    let complete_at = verified.complete_at;
    let access = Access { shown: &shown, complete_at, policies: &policies };
    args.written.write(&answers::access(&access, &given))
}

fn said(args: &AccessArgs, error: &std::io::Error) -> String {
    format!("{}: {}", args.bundle.display(), error.kind())
}

/// Stands where an entry's mark in the feed would: no feed is made here.
const NO_FEED: [u8; 16] = [0; 16];

/// An entry of the bundle as the person's list has it: a release as what it releases. None when it is no
/// longer kept, or its seal can no longer be opened.
fn record(count: u64, proven: &ProvenEntry) -> Option<Record> {
    let entry = proven.entry.clone()?;
    match &proven.released {
        None => {
            let whom = proven.whom.clone()?;
            let index = proven.index;
            Some(Record { index, count, entry, whom, mark: NO_FEED, released: None })
        }
        Some(held) => {
            let (at, index) = (entry.at, held.index);
            let (entry, whom) = (held.entry.clone()?, held.whom.clone()?);
            Some(Record { index, count, entry, whom, mark: NO_FEED, released: Some(at) })
        }
    }
}

/// The entry that tells which policies decided.
const fn decided_at(record: &Record) -> EntryIndex {
    match &record.entry.event {
        Event::Reading(reading) => reading.policies,
        Event::Refusal(Refusal { policies: Some(policies), .. }) => *policies,
        _ => record.index,
    }
}
