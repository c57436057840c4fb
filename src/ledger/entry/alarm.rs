//! Something unusual was seen in how persons are read.

use crate::anomaly::{Detector, Raised};
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use serde::{Deserialize, Serialize};

/// An alarm. It says nothing of whom: an officer who must know asks that the entries behind it be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What was looked for.
    pub detector: Detector,
    /// Whose readings they are.
    pub consumer: Organisation,
    /// For which purpose.
    pub purpose: PurposeId,
    /// The service that the newest of them read.
    pub service: ServiceId,
    /// The entry that activated the policies which decided on it.
    pub policies: EntryIndex,
    /// How many were seen, of what the detector counts.
    pub seen: u64,
    /// Of how many, when it is a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Up to how many are normal, in hundredths.
    pub normal_hundredths: u64,
    /// How many such alarms chance would give in a million months.
    pub by_chance_in_million_months: u64,
    /// The entries behind it, at most [`crate::anomaly::MOST_ENTRIES`], oldest first. Of a detector that is
    /// about one person only the newest: entries do not tell that they are about the same person.
    pub entries: Vec<EntryIndex>,
}

impl Alarm {
    /// What was raised, of a reading of this service that was decided on by these policies.
    #[must_use]
    pub fn new(raised: &Raised, service: ServiceId, policies: EntryIndex) -> Self {
        let mut entries = raised.entries.clone();
        if raised.detector.is_about_one_person() {
            entries.drain(..entries.len().saturating_sub(1));
        }
        Self {
            detector: raised.detector,
            consumer: raised.consumer.clone(),
            purpose: raised.purpose.clone(),
            service,
            policies,
            seen: raised.seen,
            of: raised.of,
            normal_hundredths: (raised.normal * 100.0).ceil() as u64,
            by_chance_in_million_months: (raised.by_chance_a_month * 1e6).ceil() as u64,
            entries,
        }
    }

    /// The newest entry behind it.
    #[must_use]
    pub fn last(&self) -> Option<EntryIndex> {
        self.entries.last().copied()
    }
}
