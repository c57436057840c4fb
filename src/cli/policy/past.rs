//! Entries of the past, from a ledger's files: what `unused`, `simulate`, `log` and `at` go through.

use super::super::registry;
use crate::app::clock::SystemClock;
use crate::ledger::entry::Entry;
use crate::vocab::time::{Clock, Timestamp};
use clap::Args;
use std::error::Error;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Which ledger.
#[derive(Debug, Args)]
pub struct LedgerArgs {
    /// The ledger's folder
    #[arg(long, value_name = "LEDGER", default_value = "demo-data/ledger")]
    ledger: PathBuf,
    /// The log's verifier key; without it the one in the folder is used, which proves less
    #[arg(long)]
    vkey: Option<String>,
}

/// Which part of which ledger.
#[derive(Debug, Args)]
pub struct PastArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Only what is later: a time, a day, or so long ago (90d); all, if not said
    #[arg(long, value_name = "WHEN")]
    since: Option<Since>,
}

/// A moment that counts from the past or from now.
#[derive(Debug, Clone, Copy)]
enum Since {
    Moment(Timestamp),
    Ago(Duration),
}

impl FromStr for Since {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        const DAY: u64 = 24 * 60 * 60;
        if let Some(days) = text.strip_suffix('d').and_then(|days| days.parse::<u32>().ok()) {
            return Ok(Self::Ago(Duration::from_secs(u64::from(days) * DAY)));
        }
        let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
        let wrong = "must be a time, a day such as 2026-01-31, or so long ago: 90d";
        whole.parse().map(Self::Moment).map_err(|_| wrong.to_owned())
    }
}

impl LedgerArgs {
    /// Shows every entry, oldest first. What was shown counts when this comes back without an error:
    /// then the whole ledger has been verified.
    pub(super) fn each(&self, visit: &mut dyn FnMut(u64, Entry)) -> Result<(), Box<dyn Error>> {
        registry::LedgerArgs::of(self.ledger.clone(), self.vkey.clone()).each(visit)
    }
}

impl PastArgs {
    /// The first moment that counts.
    pub(super) fn first(&self) -> Timestamp {
        match self.since {
            None => Timestamp::from_millis(0),
            Some(Since::Moment(moment)) => moment,
            Some(Since::Ago(time)) => SystemClock.now().minus(time),
        }
    }

    /// Shows every entry of the ledger, also earlier ones, oldest first. What was shown counts when
    /// this comes back without an error.
    pub(super) fn each(&self, visit: &mut dyn FnMut(u64, Entry)) -> Result<(), Box<dyn Error>> {
        self.ledger.each(visit)
    }
}
