//! `sluse ledger anomalies`: goes over the readings again, with the vault, while the gateway is stopped. What was
//! dropped while too many waited, or came while nobody watched, is found here; nothing is written.

use super::fault::Fault;
use crate::app::clock::SystemClock;
use crate::app::{alarms, ledger_options};
use crate::config::Config;
use crate::ledger::Ledger;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::{Day, SharedClock};
use crate::vocab::translated::Language;
use crate::watch::{in_words, recall};
use clap::Args;
use serde_json::json;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments of `sluse ledger anomalies`.
#[derive(Debug, Args)]
pub struct AnomaliesArgs {
    /// The configuration of the gateway, which must be stopped
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// From this day on, in Norway; without it the last 30 days
    #[arg(long, value_name = "DAY", value_parser = Day::parse)]
    since: Option<Day>,
    /// Until this day, not included
    #[arg(long, value_name = "DAY", value_parser = Day::parse)]
    until: Option<Day>,
    /// Print a JSON object on each line
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger anomalies`: all entries behind an alarm are named, also those that the ledger's own alarms do
/// not name because they are about one person: who holds the vault may know that.
pub(super) fn anomalies(args: &AnomaliesArgs) -> Result<(), Fault> {
    let unreadable = |error: &dyn std::fmt::Display| Fault::Unreadable(error.to_string().into());
    let config = Config::read(&args.config).map_err(|error| unreadable(&error))?;
    let clock: SharedClock = Arc::new(SystemClock);
    let thresholds = alarms::thresholds(&config).map_err(|error| unreadable(&error))?;
    let options = ledger_options(&config, &clock).map_err(|error| unreadable(&error))?;
    let ledger = Ledger::open(options).map_err(|error| unreadable(&error))?;
    let month_ago = || clock.now().day_in_norway().minus_days(30);
    let since = args.since.unwrap_or_else(month_ago).begins_in_norway();
    let until = args.until.map(Day::begins_in_norway);
    let sources = alarms::sources(&config, &clock).map_err(|error| unreadable(&error))?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let recalled = recall(&ledger, since, thresholds, sources, (runtime.handle(), &|| false));
    let recalled = recalled.map_err(|error| unreadable(&error))?;
    let mut out = io::stdout().lock();
    for (at, alarm, raised) in &recalled.raised {
        if until.is_some_and(|until| *at >= until) {
            break;
        }
        if args.json {
            let sentence = in_words(alarm, Language::English);
            let told = json!({
                "at": at, "alarm": alarm, "entries": raised.entries, "sentence": sentence,
            });
            writeln!(out, "{told}")?;
            continue;
        }
        let (detector, consumer, purpose) =
            (alarm.detector.as_str(), &alarm.consumer, &alarm.purpose);
        writeln!(out, "{at}  {detector}  {consumer}  {purpose}")?;
        writeln!(out, "    {}", in_words(alarm, Language::English))?;
        let entries: Vec<String> = raised.entries.iter().map(EntryIndex::to_string).collect();
        writeln!(out, "    entries {}", entries.join(" "))?;
    }
    Ok(())
}
