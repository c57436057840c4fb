//! How it stands with the ledger itself, for who looks after it.

use crate::audit::figures::Counts;
use crate::ledger::Ledger;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use serde::Serialize;

/// How it stands with the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerState {
    /// Its name in checkpoints.
    pub origin: String,
    /// How many entries are under the newest signed checkpoint.
    pub published: u64,
    /// How many more are durable and not yet under one.
    pub waiting: u64,
    /// How many entries these figures count.
    pub counted: u64,
    /// How many of them had expired and been given up before they were counted.
    pub given_up: u64,
    /// When the newest counted entry happened.
    pub newest: Option<Timestamp>,
    /// The newest digest over all persons.
    pub digest: Option<DigestState>,
    /// How many entries the index of persons does not know yet.
    pub not_indexed: u64,
    /// Why no entry could be written now; none when one could.
    pub not_ready: Option<String>,
    /// Who cosigns checkpoints; none when nobody does.
    pub witnesses: Option<WitnessState>,
    /// Whether the newest time-stamp is too old; none when nobody stamps.
    pub timestamps_late: Option<bool>,
}

/// The newest digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DigestState {
    /// Its entry.
    pub entry: EntryIndex,
    /// When it was written.
    pub at: Timestamp,
    /// How old it is, in seconds.
    pub age_s: u64,
}

/// How it stands with the witnesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessState {
    /// How many there are.
    pub all: usize,
    /// How many have cosigned the checkpoint that is shown.
    pub cosigned: usize,
    /// The fewest that are a quorum.
    pub fewest: usize,
    /// When a quorum last cosigned.
    pub quorum_since: Timestamp,
    /// Whether that is too long ago.
    pub late: bool,
    /// The witnesses that have seen what cannot be: another history of this ledger.
    pub alarms: Vec<String>,
}

impl LedgerState {
    /// How it stands now.
    #[must_use]
    pub fn of(ledger: &Ledger, counts: &Counts) -> Self {
        let (now, published) = (ledger.now(), ledger.published());
        let witnesses = ledger.witnessed().map(|standing| WitnessState {
            all: standing.witnesses.len(),
            cosigned: standing.shown_by().len(),
            fewest: standing.fewest,
            quorum_since: standing.quorum_since,
            late: standing.late,
            alarms: standing
                .witnesses
                .iter()
                .filter(|witness| witness.alarm.is_some())
                .map(|witness| witness.name.clone())
                .collect(),
        });
        let digest = counts.digest().map(|digest| DigestState {
            entry: digest.entry,
            at: digest.at,
            age_s: now.since(digest.at).as_secs(),
        });
        Self {
            origin: ledger.origin().to_owned(),
            published,
            waiting: ledger.size().saturating_sub(published),
            counted: counts.counted(),
            given_up: counts.given_up(),
            newest: counts.newest(),
            digest,
            not_indexed: ledger.not_indexed(),
            not_ready: ledger.ready().err().map(|unready| unready.to_string()),
            witnesses,
            timestamps_late: ledger.stamping().map(|stamping| stamping.is_late(now)),
        }
    }
}
