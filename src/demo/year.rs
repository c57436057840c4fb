//! A year that was: before the demonstration opens its doors for the first time, its ledger gets the
//! entries of the year before, written at the times at which they happened.
//!
//! The same program writes them that serves: the ledger is opened with a clock that walks from a year ago to
//! yesterday, the registry is taken in and the policies come into force on its first day, and what each
//! reading discloses is what its purpose lets out of that person's document. Only nobody asked over the
//! network. Which readings there are follows from a seed and the day, so tests can say what is there.

mod clock;
mod crowd;
mod deeds;
mod directory;
mod lives;
mod planned;
mod scribe;
mod snooper;

pub use directory::registry;
pub use lives::{LIVES, Life};
pub use planned::{DELAY_DAYS, expected};
pub use snooper::WORKER;

use super::DemoError;
use super::persons::Population;
use super::prepare::file_error;
use super::private::write_public;
use crate::anomaly::Thresholds;
use crate::app::past::{Past, open_past};
use crate::config::Config;
use crate::metrics::Metrics;
use crate::vocab::time::{Clock, Day};
use crate::watch::{Sources, Watcher};
use clock::WalkingClock;
use planned::{Moment, What, moments};
use scribe::Scribe;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Handle;

/// What is in the ledger before the doors open for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// A year of readings.
    AYear,
    /// Nothing.
    Nothing,
}

/// There while the year is being written: what was begun and not ended is begun anew.
const UNFINISHED: &str = "year-unfinished";

/// How many days before today the ledger begins: the registry and the policies come a little before
/// whatever is read.
const FIRST_DAY: u16 = 370;

/// Writes the year into the ledger of a configuration, if there is no ledger yet.
///
/// # Errors
/// When the ledger cannot be opened or written, or a file of the folder neither made nor removed.
pub async fn ensure(
    dir: &Path,
    config: &Config,
    population: &Arc<Population>,
    today: Day,
) -> Result<(), DemoError> {
    let mark = dir.join(UNFINISHED);
    if mark.exists() {
        for begun in [&config.ledger.dir, &config.ledger.vault, &config.ledger.index] {
            match fs::remove_dir_all(begun) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(file_error(begun)(error));
                }
                _ => {}
            }
        }
    } else if config.ledger.dir.exists() {
        return Ok(());
    }
    fs::write(&mark, "").map_err(file_error(&mark))?;
    let config = &as_then(dir, config)?;
    let begins = today.minus_days(FIRST_DAY).begins_in_norway();
    let clock = Arc::new(WalkingClock::at(begins));
    let past = open_past(config, clock.clone()).await?;
    let written = write(&past, &clock, population, today).await;
    past.ledger.close().await;
    drop(past);
    written?;
    fs::remove_file(&mark).map_err(file_error(&mark))
}

/// The configuration of a year ago: clients' keys are good for a year, and these are registered today.
fn as_then(dir: &Path, config: &Config) -> Result<Config, DemoError> {
    let text = fs::read_to_string(&config.registry).map_err(file_error(&config.registry))?;
    let keyless = text.lines().filter(|line| !line.starts_with("[[client.key]]"));
    let keyless = keyless.filter(|line| !line.starts_with("jwk = "));
    let registry = dir.join("registry-then.toml");
    write_public(&registry, &(keyless.collect::<Vec<_>>().join("\n") + "\n"))?;
    Ok(Config { registry, ..config.clone() })
}

/// All moments, in their order.
async fn write(
    past: &Past,
    clock: &Arc<WalkingClock>,
    population: &Population,
    today: Day,
) -> Result<(), DemoError> {
    let watcher = watcher(past, clock).await?;
    let mut scribe = Scribe::new(past, population, today, watcher);
    let mut deeds = deeds::Deeds::new(past, population);
    for Moment { at, what } in moments(population, today) {
        clock.walk_to(at);
        match what {
            What::Read(visit) => scribe.read(&visit, at).await?,
            What::Run(visits) => scribe.run(&visits, at).await?,
            What::Done(deed) => deeds.act(&deed).await?,
            What::Released => {
                past.ledger.release_due(at).await.map_err(failed)?;
            }
        }
    }
    clock.walk_to(today.begins_in_norway().minus(std::time::Duration::from_secs(60)));
    let ledger = past.ledger.clone();
    // With a digest each person's list can be proved complete from the first moment on.
    let digest = tokio::task::spawn_blocking(move || {
        ledger.publish().map_err(failed)?;
        ledger.digest().map(drop).map_err(failed)
    });
    digest.await.map_err(failed)?
}

/// Who watched in that year: the alarms are in it, too.
async fn watcher(past: &Past, clock: &Arc<WalkingClock>) -> Result<Watcher, DemoError> {
    let (ledger, now) = (past.ledger.clone(), clock.now());
    let metrics = Metrics::new().map_err(failed)?;
    let runtime = Handle::current();
    let begin = move || {
        let (usual, alone) = (Thresholds::default(), Sources::default());
        Watcher::begin(ledger, now, usual, alone, metrics, (&runtime, &|| false))
    };
    tokio::task::spawn_blocking(begin).await.map_err(failed)?.map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> DemoError {
    DemoError::Year(error.to_string())
}
