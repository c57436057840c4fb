//! Who watches at write time.
//!
//! | it stops after | what is true | the next start |
//! | --- | --- | --- |
//! | a reading is durable | nobody has looked at it | goes over the ledger, and raises it |
//! | it was raised | no entry says so | the same |
//! | the alarm is durable | it stands | finds it raised, and leaves it |

use super::kin::Depth;
use super::post::Incoming;
use super::recall::{Recalled, recall, told};
use super::sight::{Sighting, Sources, Spectacles};
use crate::anomaly::{Detector, Detectors, Thresholds};
use crate::ledger::entry::{Alarm, Draft, Entry, Event, is_alarm};
use crate::ledger::{AppendError, Ledger, ReadError};
use crate::metrics::Metrics;
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use std::collections::HashSet;
use std::time::Duration;
use tokio::runtime::Handle;

/// What was raised before a start and is not in the ledger is raised then, unless it is older than this: what
/// is normal is known a little otherwise each time.
const MISSED: Duration = Duration::from_secs(24 * 3600);

/// Why a watcher could not begin, or an alarm not be written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The ledger could not be gone over.
    #[error("the ledger cannot be gone over: {0}")]
    Read(#[from] ReadError),
    /// The ledger cannot write.
    #[error("an alarm was not written: {0}")]
    Append(#[from] AppendError),
}

/// Looks at one reading after the other.
pub struct Watcher {
    ledger: Ledger,
    metrics: Metrics,
    detectors: Detectors,
    spectacles: Spectacles,
    /// What a start has gone over.
    below: u64,
    missed: Vec<Alarm>,
}

impl Watcher {
    /// Goes over the ledger, so that it knows what was normal; ends early when it is to stop. Blocks on files and
    /// on what is asked beside the ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn begin(
        ledger: Ledger,
        now: Timestamp,
        thresholds: Thresholds,
        sources: Sources,
        metrics: Metrics,
        (runtime, stop): (&Handle, &dyn Fn() -> bool),
    ) -> Result<Self, NotWritten> {
        let since = now.minus(MISSED);
        let Recalled { detectors, spectacles, raised, below } =
            recall(&ledger, since, thresholds, sources, (runtime, stop))?;
        let known = written(&ledger, since)?;
        let is_missed = |alarm: &Alarm| key(alarm).is_some_and(|key| !known.contains(&key));
        let raised = raised.into_iter().map(|(_, alarm, _)| alarm);
        let missed = raised.filter(is_missed).collect();
        Ok(Self { ledger, metrics, detectors, spectacles, below, missed })
    }

    /// Looks at what is posted until nobody posts any more.
    ///
    /// # Errors
    /// When the ledger cannot write an alarm: what is not written is raised again by the next start.
    pub async fn watch(&mut self, incoming: &mut Incoming) -> Result<(), NotWritten> {
        while let Some(alarm) = self.missed.pop() {
            self.write(alarm).await?;
        }
        while let Some(seen) = incoming.recv().await {
            self.look(&seen).await?;
        }
        Ok(())
    }

    /// Looks at one reading; what is unusual becomes an entry.
    ///
    /// # Errors
    /// When the ledger cannot write it.
    pub async fn look(&mut self, seen: &Sighting) -> Result<(), NotWritten> {
        // It was in the ledger when that was gone over.
        if seen.entry.0 < self.below {
            return Ok(());
        }
        let mut observation = self.spectacles.observe(seen, self.ledger.counts());
        self.spectacles.ask(seen, &mut observation, Depth::Both).await;
        for raised in self.detectors.take(&observation) {
            self.write(told(&raised, &seen.service, seen.policies)).await?;
        }
        Ok(())
    }

    async fn write(&self, alarm: Alarm) -> Result<(), NotWritten> {
        let detector = alarm.detector.as_str();
        let (consumer, purpose) = (alarm.consumer.to_string(), alarm.purpose.to_string());
        self.ledger.append(Draft::new(Event::Alarm(Box::new(alarm)))).await?;
        tracing::warn!(detector, consumer, purpose, "an alarm about readings");
        self.metrics.alarm(detector);
        Ok(())
    }
}

/// What makes alarms the same.
type Key = (Detector, Organisation, PurposeId, EntryIndex);

fn key(alarm: &Alarm) -> Option<Key> {
    Some((alarm.detector, alarm.consumer.clone(), alarm.purpose.clone(), alarm.last()?))
}

/// The alarms that the ledger has since a moment.
fn written(ledger: &Ledger, since: Timestamp) -> Result<HashSet<Key>, ReadError> {
    let mut known = HashSet::new();
    let Some(first) = ledger.first_since(since)? else { return Ok(known) };
    let mut take = |bytes: &[u8]| {
        if is_alarm(bytes)
            && let Ok(Entry { event: Event::Alarm(alarm), .. }) = serde_json::from_slice(bytes)
        {
            known.extend(key(&alarm));
        }
    };
    let published = ledger.published();
    ledger.walk(first.0, published, |_, bytes| take(bytes))?;
    for index in published.max(first.0)..ledger.size() {
        if let Some(bytes) = ledger.bytes(EntryIndex(index))? {
            take(&bytes);
        }
    }
    Ok(known)
}
