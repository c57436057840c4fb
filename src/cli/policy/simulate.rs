//! `sluse policy simulate`: what the asks of the past would give under other policies, as far as the
//! ledger's entries tell.

mod judge;

use super::log::Told;
use super::past::PastArgs;
use crate::app::policies;
use crate::ledger::entry::{Entry, Event};
use crate::policy::PolicySet;
use crate::registry::Registry;
use crate::vocab::ids::EntryIndex;
use clap::Args;
use judge::{Changes, Judge};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What no entry tells, and what is taken for granted instead.
const UNKNOWN: &str = "Entries do not tell what stood in documents, which case, case worker, relation \
or consent was stated, nor how many persons one request was about: what the new policies require of \
these is taken as given, and their limits as kept.";

/// Arguments of `sluse policy simulate`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// The folder of new policies
    new: PathBuf,
    #[command(flatten)]
    past: PastArgs,
    /// Print a JSON object for each purpose and consumer
    #[arg(long)]
    json: bool,
}

/// What would have become of the asks: by purpose, then consumer.
type All = BTreeMap<(String, String), Changes>;

/// `sluse policy simulate`
pub(super) fn simulate(args: &SimulateArgs) -> Result<ExitCode, Box<dyn Error>> {
    let new = policies::check(&args.new)?;
    let first = args.past.first();
    let mut past = Past {
        new: &new,
        told: Told::default(),
        registry: Registry::default(),
        old: HashMap::new(),
        all: All::new(),
    };
    args.past.each(&mut |index, entry| {
        let counts = entry.at >= first;
        past.hear(index, entry, counts);
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    for ((purpose, consumer), changes) in &past.all {
        if args.json {
            writeln!(out, "{}", as_json(purpose, consumer, changes))?;
        } else {
            write(&mut out, purpose, consumer, changes)?;
        }
    }
    if args.json {
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let sum = |count: fn(&Changes) -> u64| past.all.values().map(count).sum::<u64>();
    let (readings, refused) = (sum(|one| one.readings), sum(Changes::refused));
    writeln!(out, "{refused} of {readings} readings would be refused.\n{UNKNOWN}")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The ledger, as far as it was heard.
struct Past<'n> {
    new: &'n PolicySet,
    told: Told,
    registry: Registry,
    /// The sets that decided then; none when one can no longer be read.
    old: HashMap<EntryIndex, Option<Arc<PolicySet>>>,
    all: All,
}

impl Past<'_> {
    fn hear(&mut self, index: u64, entry: Entry, counts: bool) {
        let at = entry.at;
        match entry.event {
            Event::Registration(change) => self.registry.apply(change.after),
            Event::Reading(reading) if counts => {
                let told = &self.told;
                let old =
                    self.old.entry(reading.policies).or_insert_with_key(|entry| told.set(*entry));
                let judge = Judge { new: self.new, registry: &self.registry, at };
                let key = (reading.purpose.to_string(), reading.asker.consumer.to_string());
                judge.reading(&reading, old.as_deref(), self.all.entry(key).or_default());
            }
            Event::Refusal(refusal) if counts => {
                let judge = Judge { new: self.new, registry: &self.registry, at };
                if let Some(purpose) = judge.opened(&refusal)
                    && let Some(asker) = &refusal.asker
                {
                    let key = (purpose.to_string(), asker.consumer.to_string());
                    let opened = &mut self.all.entry(key).or_default().opened;
                    *opened.entry(refusal.reason).or_default() += 1;
                }
            }
            event => self.told.hear(index, at, event),
        }
    }
}

fn write(out: &mut impl Write, purpose: &str, consumer: &str, changes: &Changes) -> io::Result<()> {
    let readings = changes.readings;
    let plural = if readings == 1 { "" } else { "s" };
    let same = if changes.is_none() { ": the same" } else { "" };
    writeln!(out, "{purpose}, {consumer}: {readings} reading{plural}{same}")?;
    for (code, count) in &changes.refusals {
        writeln!(out, "  would be refused ({code}): {count}")?;
    }
    for (path, count) in &changes.gone {
        writeln!(out, "  would come out no more: {path} ({count})")?;
    }
    for ((path, before, after), count) in &changes.otherwise {
        writeln!(out, "  would come out otherwise: {path}, {before} -> {after} ({count})")?;
    }
    for ((path, condition), count) in &changes.depends {
        writeln!(out, "  would depend on the document: {path}, {condition} ({count})")?;
    }
    for (path, count) in &changes.newly {
        writeln!(out, "  could newly come out: {path} ({count})")?;
    }
    for (code, count) in &changes.opened {
        writeln!(out, "  was refused ({code}) and would not be: {count}")?;
    }
    Ok(())
}

fn as_json(purpose: &str, consumer: &str, changes: &Changes) -> Value {
    let otherwise = changes.otherwise.iter().map(|((path, before, after), count)| {
        json!({ "field": path, "before": before, "after": after, "readings": count })
    });
    let depends = changes.depends.iter().map(|((path, condition), count)| {
        json!({ "field": path, "condition": condition, "readings": count })
    });
    json!({
        "purpose": purpose, "consumer": consumer, "readings": changes.readings,
        "refused": changes.refusals, "gone": changes.gone, "newly": changes.newly,
        "otherwise": otherwise.collect::<Vec<_>>(), "depends": depends.collect::<Vec<_>>(),
        "opened": changes.opened, "old_policies_unreadable": changes.unreadable,
    })
}
