//! `sluse ledger stats`: what a ledger holds, in numbers.

mod count;
mod disk;

use super::fault::Fault;
use super::place::PlaceArgs;
use crate::cli::progress::Progress;
use crate::ledger::verify::{Folder, VerifyError, lanes};
use clap::Args;
use count::Counts;
use disk::Disk;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::thread;

/// The entries of a bundle.
const FULL: u64 = 256;

/// Arguments of `sluse ledger stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// What was found.
struct Stats {
    origin: String,
    size: u64,
    unpublished: u64,
    counts: Counts,
    disk: Disk,
}

/// `sluse ledger stats`. What is counted is proven to be under the checkpoint, but for what is only in
/// the journal yet.
pub(super) fn stats(args: &StatsArgs) -> Result<(), Fault> {
    let folder = Folder::at(&args.place.dir);
    let heads = folder.heads(&args.place.key()?)?;
    let size = heads.head.size();
    let mut counts = Counts::default();
    let mut progress = Progress::new("entries counted");
    let cores = thread::available_parallelism().map_or(1, usize::from);
    lanes::in_order(
        0,
        size.div_ceil(FULL),
        cores,
        |number| {
            let mut counts = Counts::default();
            for (index, entry) in (number * FULL..).zip(folder.proven(number, &heads.head)?) {
                counts.add(&entry).map_err(|_| VerifyError::UnknownForm { index })?;
            }
            Ok::<_, VerifyError>(counts)
        },
        |number, part| {
            counts.join(part);
            progress.at(size.min((number + 1) * FULL), size);
            Ok(())
        },
    )?;
    for sequenced in &heads.unpublished {
        let unknown = |_| VerifyError::UnknownForm { index: sequenced.index };
        counts.add(&sequenced.entry).map_err(unknown)?;
    }
    drop(progress);
    let stats = Stats {
        origin: heads.head.origin().to_owned(),
        size,
        unpublished: heads.unpublished.len() as u64,
        counts,
        disk: Disk::of(folder.dir()).map_err(Fault::file(folder.dir()))?,
    };
    let mut out = io::stdout();
    if args.json {
        writeln!(out, "{}", stats.as_json())?;
    } else {
        stats.write(&mut out)?;
    }
    Ok(())
}

impl Stats {
    fn as_json(&self) -> Value {
        let Counts { kinds, purposes, consumers, services, refusals, months, .. } = &self.counts;
        json!({
            "holds": true, "origin": self.origin, "size": self.size,
            "unpublished": self.unpublished, "about_persons": self.counts.about_persons,
            "pruned": self.counts.pruned, "held": self.counts.held, "persons": self.counts.persons,
            "kinds": kinds, "readings": {
                "purposes": purposes, "consumers": consumers, "services": services,
            },
            "refusals": refusals, "months": months,
            "bytes": {
                "entries": self.counts.bytes, "bundles": self.disk.bundles,
                "tiles": self.disk.tiles, "journal": self.disk.journal, "other": self.disk.other,
            },
        })
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Counts { kinds, purposes, consumers, services, refusals, months, .. } = &self.counts;
        writeln!(out, "ledger      {}", self.origin)?;
        writeln!(out, "entries     {} published, {} more sequenced", self.size, self.unpublished)?;
        if self.counts.pruned > 0 {
            writeln!(out, "pruned      {} have expired and were given up", self.counts.pruned)?;
        }
        let (about, held) = (self.counts.about_persons, self.counts.held);
        writeln!(out, "persons     {about} entries are about one, {held} of them held back")?;
        match self.counts.persons {
            Some(persons) => writeln!(out, "            {persons} persons, by the newest digest")?,
            None => writeln!(out, "            how many persons cannot be told from the ledger")?,
        }
        let Disk { bundles, tiles, journal, other } = self.disk;
        writeln!(out, "on disk     {bundles} bytes of bundles, {tiles} of tiles,")?;
        writeln!(out, "            {journal} of journal, {other} of other files;")?;
        writeln!(out, "            the entries themselves are {} bytes", self.counts.bytes)?;
        for (title, counts) in [
            ("kinds", kinds),
            ("readings by purpose", purposes),
            ("readings by consumer", consumers),
            ("readings by service", services),
            ("refusals by reason", refusals),
            ("entries by month", months),
        ] {
            table(out, title, counts)?;
        }
        Ok(())
    }
}

fn table(out: &mut impl Write, title: &str, counts: &BTreeMap<String, u64>) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    let mut rows: Vec<_> = counts.iter().collect();
    if !title.ends_with("month") {
        rows.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    }
    rows.into_iter().try_for_each(|(name, count)| writeln!(out, "{count:>12}  {name}"))
}
