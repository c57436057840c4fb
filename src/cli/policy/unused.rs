//! `sluse policy unused`: what is permitted and was never used. Least data means that it goes.

use super::DirArgs;
use super::past::PastArgs;
use crate::app::policies;
use crate::ledger::entry::{Event, Reading};
use crate::policy::Purpose;
use crate::vocab::basis::PurposeId;
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use clap::Args;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Arguments of `sluse policy unused`.
#[derive(Debug, Args)]
pub struct UnusedArgs {
    #[command(flatten)]
    policies: DirArgs,
    #[command(flatten)]
    past: PastArgs,
    /// Print a JSON object for each purpose
    #[arg(long)]
    json: bool,
}

/// How a purpose was used.
#[derive(Default)]
struct Use {
    readings: u64,
    fields: BTreeSet<FieldPath>,
    consumers: BTreeSet<Organisation>,
}

/// What of a purpose was never used.
struct Unused<'p> {
    purpose: &'p Purpose,
    readings: u64,
    fields: Vec<&'p FieldPath>,
    consumers: Vec<&'p Organisation>,
}

/// `sluse policy unused`
pub(super) fn unused(args: &UnusedArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.policies.dir)?;
    let first = args.past.first();
    let mut used: HashMap<PurposeId, Use> = HashMap::new();
    args.past.each(&mut |_, entry| {
        let Event::Reading(Reading { asker, purpose, fields, .. }) = entry.event else { return };
        if entry.at < first {
            return;
        }
        let used = used.entry(purpose).or_default();
        used.readings += 1;
        used.fields.extend(fields);
        used.consumers.insert(asker.consumer);
    })?;
    let nothing = Use::default();
    let of = |purpose: &'_ Purpose| used.get(&purpose.id).unwrap_or(&nothing);
    let all: Vec<Unused<'_>> =
        set.purposes().iter().map(|purpose| held_against(purpose, of(purpose))).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for one in &all {
        if args.json {
            writeln!(out, "{}", as_json(one))?;
        } else {
            write(&mut out, one)?;
        }
    }
    if !args.json {
        let purposes = all.iter().filter(|one| one.readings == 0).count();
        let fields: usize =
            all.iter().filter(|one| one.readings > 0).map(|one| one.fields.len()).sum();
        writeln!(
            out,
            "\n{purposes} of {} purposes were never used; of the others {fields} permitted fields \
             never came out.\nA field may be permitted for what is rare: ask before it goes.",
            all.len()
        )?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn held_against<'p>(purpose: &'p Purpose, used: &Use) -> Unused<'p> {
    let fields = purpose.permits.iter().map(|permit| &permit.path);
    let consumers = purpose.consumers().iter();
    Unused {
        purpose,
        readings: used.readings,
        fields: fields.filter(|path| !used.fields.contains(path)).collect(),
        consumers: consumers.filter(|one| !used.consumers.contains(one)).collect(),
    }
}

fn write(out: &mut impl Write, unused: &Unused<'_>) -> io::Result<()> {
    let id = &unused.purpose.id;
    if unused.readings == 0 {
        return writeln!(out, "{id}: never used");
    }
    let plural = if unused.readings == 1 { "" } else { "s" };
    writeln!(out, "{id}: {} reading{plural}", unused.readings)?;
    for path in &unused.fields {
        writeln!(out, "  never came out: {path}")?;
    }
    for consumer in &unused.consumers {
        writeln!(out, "  never read: {consumer}")?;
    }
    Ok(())
}

fn as_json(unused: &Unused<'_>) -> Value {
    json!({
        "purpose": unused.purpose.id, "readings": unused.readings, "fields": unused.fields,
        "consumers": unused.consumers,
    })
}
