//! `sluse report journal`: the public journal of one month, from a ledger that is verified whole.

use super::place::PlaceArgs;
use crate::app::clock::SystemClock;
use crate::audit::journal::{Journal, Month, Tally, einnsyn, open};
use crate::cli::policy::Told;
use crate::ledger::entry::Event;
use crate::registry::Registry;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Clock;
use clap::{Args, ValueEnum};
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Arguments of `sluse report journal`.
#[derive(Debug, Args)]
pub struct JournalArgs {
    /// The month, such as 2026-11; it must be over
    #[arg(long)]
    month: Month,
    #[command(flatten)]
    ledger: PlaceArgs,
    /// How it is written
    #[arg(long, default_value = "json")]
    format: JournalFormat,
}

/// The forms of the journal.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum JournalFormat {
    /// Plain open data
    Json,
    /// The same for a spreadsheet
    Csv,
    /// As eInnsyn lists journal posts
    Einnsyn,
}

/// `sluse report journal`
pub(super) fn journal(args: &JournalArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut told = Told::default();
    let mut registry = Registry::default();
    let mut tally = Tally::new(args.month);
    let mut own = None;
    args.ledger.each(&mut |index, entry| {
        tally.hear(&entry);
        match entry.event {
            Event::Registration(change) => {
                registry.apply(change.after);
            }
            event => told.hear(index, entry.at, event),
        }
        own = Some(index);
    })?;
    let policies =
        told.in_force_at(EntryIndex(own.unwrap_or_default())).and_then(|at| told.set(at));
    let name = |organisation: &_| registry.organisation_name(organisation).map(str::to_owned);
    let published = Journal::publish(tally, SystemClock.now(), policies.as_deref(), &name)?;
    let text = match args.format {
        JournalFormat::Json => format!("{}\n", open::json(&published)?),
        JournalFormat::Csv => open::csv(&published),
        JournalFormat::Einnsyn => einnsyn::json(&published),
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
