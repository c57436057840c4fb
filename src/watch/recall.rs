//! The detectors over what the ledger has: what was normal before a start, and what is to be found again.

use super::kin::Depth;
use super::sight::{Sighting, Sources, Spectacles};
use crate::anomaly::{Detectors, Raised, Thresholds};
use crate::ledger::entry::{Alarm, Event};
use crate::ledger::{Ledger, ReadError};
use crate::vocab::basis::ServiceId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::time::Duration;
use tokio::runtime::Handle;

/// The newest entries that a recall goes over.
pub const RECALLED: Limit = Limit { name: "watch_recalled", most: 1_000_000 };

/// What is known after going over the ledger.
pub struct Recalled {
    /// The detectors, as if they had always watched.
    pub detectors: Detectors,
    /// What makes observations, with what it remembers.
    pub spectacles: Spectacles,
    /// What they raised, in the order of entries, each with when, and as the ledger would say it.
    pub raised: Vec<(Timestamp, Alarm, Raised)>,
    /// The entries below this one are in it.
    pub below: u64,
}

/// Goes over the readings since this moment, and over as much before it as tells what is normal; at most
/// [`RECALLED`] entries. Only what was raised since is told, and of what was before the sources are asked about
/// the end user alone. When it is to stop, it ends early, with less. Blocks on files, and on the sources: it is
/// not for a thread of the runtime.
///
/// # Errors
/// When the ledger cannot be read.
pub fn recall(
    ledger: &Ledger,
    since: Timestamp,
    thresholds: Thresholds,
    sources: Sources,
    (runtime, stop): (&Handle, &dyn Fn() -> bool),
) -> Result<Recalled, ReadError> {
    let below = ledger.size();
    let norm = Duration::from_secs(u64::from(thresholds.norm_days) * 86_400);
    let first = ledger.first_since(since.minus(norm))?.map_or(below, |first| first.0);
    let first = first.max(below.saturating_sub(RECALLED.most as u64));
    let mut sightings = Vec::new();
    ledger.each_reading(EntryIndex(first), |about| {
        let Event::Reading(reading) = &about.entry.event else { return true };
        if about.index.0 >= below {
            return true;
        }
        sightings.push(Sighting {
            entry: about.index,
            at: about.entry.at,
            consumer: reading.asker.consumer.clone(),
            purpose: reading.purpose.clone(),
            service: reading.service.clone(),
            policies: reading.policies,
            whom: about.whom.clone(),
        });
        !stop()
    })?;
    sightings.sort_unstable_by_key(|seen| seen.entry);
    let mut recalled = Recalled {
        detectors: Detectors::new(thresholds),
        spectacles: Spectacles::new(sources),
        raised: Vec::new(),
        below,
    };
    for seen in sightings {
        let mut observation = recalled.spectacles.observe(&seen, ledger.counts());
        if recalled.spectacles.asks() {
            if stop() {
                break;
            }
            let depth = if seen.at >= since { Depth::Both } else { Depth::EndUser };
            runtime.block_on(recalled.spectacles.ask(&seen, &mut observation, depth));
        }
        for raised in recalled.detectors.take(&observation) {
            if seen.at >= since {
                let alarm = told(&raised, &seen.service, seen.policies);
                recalled.raised.push((seen.at, alarm, raised));
            }
        }
    }
    Ok(recalled)
}

pub(super) fn told(raised: &Raised, service: &ServiceId, policies: EntryIndex) -> Alarm {
    Alarm::new(raised, service.clone(), policies)
}
