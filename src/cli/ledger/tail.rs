//! `sluse ledger tail`: the newest entries, and those that come, from the files of a running or closed
//! ledger.

use super::fault::Fault;
use super::place::PlaceArgs;
use crate::ledger::row::Row;
use crate::ledger::verify::{Folder, Heads, VerifyError};
use clap::Args;
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::thread;
use std::time::Duration;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(250);

/// The entries of a bundle.
const FULL: u64 = 256;

/// Arguments of `sluse ledger tail`.
#[derive(Debug, Args)]
pub struct TailArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Begin so many entries before the end
    #[arg(short = 'n', long, value_name = "ENTRIES", default_value_t = 10)]
    last: u64,
    /// Begin with this entry
    #[arg(long, value_name = "INDEX", conflicts_with = "last")]
    from: Option<u64>,
    /// Go on with entries as they come, until stopped
    #[arg(short, long)]
    follow: bool,
    /// Print a JSON object for each entry
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger tail`. Published entries are proven to be under the checkpoint; what is only sequenced is
/// shown as the journal has it, and marked.
pub(super) fn tail(args: &TailArgs) -> Result<(), Fault> {
    let (folder, vkey) = (Folder::at(&args.place.dir), args.place.key()?);
    let mut heads = folder.heads(&vkey)?;
    let end = heads.head.size() + heads.unpublished.len() as u64;
    let mut next = args.from.unwrap_or_else(|| end.saturating_sub(args.last));
    if next > end {
        return Err(VerifyError::Beyond { index: next, size: end }.into());
    }
    let mut out = BufWriter::new(io::stdout().lock());
    loop {
        next = show(&mut out, args.json, &folder, &heads, next)?;
        out.flush()?;
        if !args.follow {
            return Ok(());
        }
        thread::sleep(EVERY);
        heads = newer(&folder, &vkey, &heads)?;
    }
}

/// The heads as they are now. A ledger that has fewer entries than it had is another one.
pub(super) fn newer(folder: &Folder, vkey: &str, before: &Heads) -> Result<Heads, Fault> {
    let now = folder.heads(vkey)?;
    let is_older = now.head.size() < before.head.size();
    if is_older || now.head.size() == before.head.size() && now.head != before.head {
        return Err(Fault::Bad("the ledger was taken back to an earlier state".into()));
    }
    Ok(now)
}

/// Shows the entries from `next` on; gives the index after the last.
fn show(
    out: &mut impl Write,
    as_json: bool,
    folder: &Folder,
    heads: &Heads,
    mut next: u64,
) -> Result<u64, Fault> {
    let size = heads.head.size();
    while next < size {
        let number = next / FULL;
        for (index, entry) in (number * FULL..).zip(folder.proven(number, &heads.head)?) {
            if index == next {
                one(out, as_json, index, true, &entry)?;
                next += 1;
            }
        }
    }
    for sequenced in heads.unpublished.iter().filter(|it| it.index >= next) {
        one(out, as_json, sequenced.index, false, &sequenced.entry)?;
    }
    Ok(heads.unpublished.last().map_or(next, |last| next.max(last.index + 1)))
}

fn one(
    out: &mut impl Write,
    as_json: bool,
    index: u64,
    published: bool,
    entry: &[u8],
) -> Result<(), Fault> {
    let unknown = |_| Fault::from(VerifyError::UnknownForm { index });
    if entry.is_empty() {
        let told = json!({ "index": index, "published": published, "expired": true });
        let text = format!("{:<24}  {index:>9}  expired", "");
        return Ok(writeln!(out, "{}", if as_json { told.to_string() } else { text })?);
    }
    if as_json {
        let entry: serde_json::Value = serde_json::from_slice(entry).map_err(unknown)?;
        let told = json!({ "index": index, "published": published, "entry": entry });
        return Ok(writeln!(out, "{told}")?);
    }
    let row = Row::read(entry).map_err(unknown)?;
    let mark = if published { ' ' } else { '*' };
    writeln!(out, "{} {mark}{index:>9}  {}", row.at, row.in_a_line().map_err(unknown)?)?;
    Ok(())
}
