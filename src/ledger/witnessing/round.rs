//! What the witnesses have said: of the checkpoint that is before them, and of all.

use super::{Failure, Settings};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::policy::{Judged, Policy, Witness};
use crate::vocab::time::Timestamp;
use std::collections::BTreeMap;

/// One round: a checkpoint, and its cosignatures so far.
struct Round {
    note: Vec<u8>,
    head: Checkpoint,
    begun: Timestamp,
    /// For how long nobody waits for slow witnesses.
    since: std::time::Instant,
    /// Cosignature lines with their newline, by the witness's place in the policy.
    lines: BTreeMap<usize, String>,
}

impl Round {
    fn cosigned(&self) -> Vec<u8> {
        let lines: String = self.lines.values().map(String::as_str).collect();
        [&self.note, lines.as_bytes()].concat()
    }
}

/// What a witness is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// It is never asked.
    Nothing,
    /// It waits for the next round.
    Idle,
    /// It is being asked.
    Asked,
    /// It rests after a failure.
    Resting,
}

struct Known {
    name: String,
    doing: Doing,
    /// The size that it cosigned last, as far as is known.
    size: u64,
    cosigned: Option<Timestamp>,
    failure: Option<Failure>,
    alarm: Option<Failure>,
}

/// How it stands with one witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessStanding {
    /// What the policy calls it.
    pub name: String,
    /// When it cosigned last.
    pub cosigned: Option<Timestamp>,
    /// Why it did not cosign when it was last asked; none when it did.
    pub failure: Option<Failure>,
    /// What it has seen that cannot be; stands until the next start.
    pub alarm: Option<Failure>,
    /// Whether its cosignature is on the checkpoint that is shown.
    pub shown: bool,
}

/// How it stands with the witnesses of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Each witness of the policy.
    pub witnesses: Vec<WitnessStanding>,
    /// The fewest that are a quorum.
    pub fewest: usize,
    /// When a quorum last cosigned; before the first time, when this began.
    pub quorum_since: Timestamp,
    /// Whether that is too long ago.
    pub late: bool,
    /// The size of the checkpoint that is shown.
    pub size: u64,
    /// Now.
    pub at: Timestamp,
}

impl Standing {
    /// The names of those whose cosignatures are on the checkpoint that is shown.
    #[must_use]
    pub fn shown_by(&self) -> Vec<&str> {
        let shown = self.witnesses.iter().filter(|witness| witness.shown);
        shown.map(|witness| witness.name.as_str()).collect()
    }
}

/// The public checkpoint.
#[derive(PartialEq, Eq)]
pub(super) struct Public {
    pub(super) note: Vec<u8>,
    size: u64,
    /// Whose cosignatures are on it.
    by: Vec<usize>,
}

pub(super) struct State {
    known: Vec<Known>,
    round: Option<Round>,
    public: Option<Public>,
    quorum: Option<Timestamp>,
    started: Timestamp,
}

impl State {
    pub(super) fn new(witnesses: &[Witness], asked: &[usize], started: Timestamp) -> Self {
        let known = |(place, witness): (usize, &Witness)| Known {
            name: witness.name.clone(),
            doing: if asked.contains(&place) { Doing::Idle } else { Doing::Nothing },
            size: 0,
            cosigned: None,
            failure: None,
            alarm: None,
        };
        let known = witnesses.iter().enumerate().map(known).collect();
        Self { known, round: None, public: None, quorum: None, started }
    }

    /// Goes on from a cosigned checkpoint of before the start.
    pub(super) fn begin_from(&mut self, note: &[u8], judged: &Judged<'_>) {
        let size = judged.checkpoint.size();
        let by = judged.cosigned.iter().map(|(place, _)| *place).collect();
        self.public = Some(Public { note: note.to_vec(), size, by });
        let times = judged.cosigned.iter().map(|(place, found)| (*place, found.time));
        for (place, time) in times {
            let time = Timestamp::from_seconds(time).min(self.started);
            if let Some(known) = self.known.get_mut(place) {
                known.size = size;
                known.cosigned = Some(time);
            }
            // The oldest of them: since then at the latest there is a quorum.
            self.quorum = Some(self.quorum.map_or(time, |quorum| quorum.min(time)));
        }
    }

    /// Whether this checkpoint is to be put before the witnesses now.
    pub(super) fn is_due(&self, note: &[u8], now: Timestamp, settings: &Settings) -> bool {
        let Some(round) = &self.round else { return true };
        let is_met = settings.policy.is_quorum(&round.lines.keys().copied().collect::<Vec<_>>());
        if round.note == note {
            // Nothing new: only to renew the cosignatures.
            return is_met && now.since(round.begun) > settings.late_after / 2;
        }
        let all_have_answered = self.known.iter().all(|known| known.doing != Doing::Asked);
        let patience = if is_met { settings.interval * 2 } else { settings.timeout };
        all_have_answered || round.since.elapsed() > patience
    }

    pub(super) fn begin(&mut self, note: Vec<u8>, head: Checkpoint, begun: Timestamp) {
        let (since, lines) = (std::time::Instant::now(), BTreeMap::new());
        self.round = Some(Round { note, head, begun, since, lines });
        for known in self.known.iter_mut().filter(|known| known.doing == Doing::Idle) {
            known.doing = Doing::Asked;
        }
    }

    /// The signed checkpoint that is before the witnesses, and the size that this one has.
    pub(super) fn before(&mut self, place: usize) -> Option<(Vec<u8>, Checkpoint, u64)> {
        let known = self.known.get_mut(place)?;
        let round = self.round.as_ref()?;
        known.doing = Doing::Asked;
        Some((round.note.clone(), round.head.clone(), known.size))
    }

    /// A witness has cosigned this checkpoint. Whether it had failed before.
    pub(super) fn cosigned(
        &mut self,
        place: usize,
        note: &[u8],
        (line, size): (String, u64),
        now: Timestamp,
    ) -> bool {
        if let Some(round) = self.round.as_mut().filter(|round| round.note == note) {
            round.lines.insert(place, line);
        }
        let Some(known) = self.known.get_mut(place) else { return false };
        (known.doing, known.size, known.cosigned) = (Doing::Idle, size, Some(now));
        known.failure.take().is_some()
    }

    /// A witness has not cosigned. Whether that is news.
    pub(super) fn failed(&mut self, place: usize, failure: Failure) -> bool {
        let Some(known) = self.known.get_mut(place) else { return false };
        known.doing = Doing::Resting;
        if failure.is_alarm() {
            known.alarm.get_or_insert(failure);
        }
        known.failure.replace(failure).is_none_or(|before| before.kind() != failure.kind())
    }

    /// A witness says which size it has.
    pub(super) fn has_size(&mut self, place: usize, size: u64) {
        if let Some(known) = self.known.get_mut(place) {
            known.size = size;
        }
    }

    pub(super) fn name(&self, place: usize) -> String {
        self.known.get(place).map(|known| known.name.clone()).unwrap_or_default()
    }

    /// The round's checkpoint with its cosignatures, when they are a quorum and it is not the public one.
    pub(super) fn next_public(&self, policy: &Policy) -> Option<Public> {
        let round = self.round.as_ref()?;
        let by: Vec<_> = round.lines.keys().copied().collect();
        let note = policy.is_quorum(&by).then(|| round.cosigned())?;
        let next = Public { note, size: round.head.size(), by };
        (self.public.as_ref() != Some(&next)).then_some(next)
    }

    /// What [`State::next_public`] gave is durable now.
    pub(super) fn is_public(&mut self, next: Public, now: Timestamp) {
        self.public = Some(next);
        self.quorum = Some(now);
    }

    /// When a quorum last cosigned; before the first time, when this began.
    pub(super) fn quorum_since(&self) -> Timestamp {
        self.quorum.unwrap_or(self.started)
    }

    /// The checkpoint to show, and whose cosignatures are on it: the public one, or the round's while
    /// there is none or it is late.
    fn chosen(&self, late: bool) -> Option<(Vec<u8>, u64, Vec<usize>)> {
        match (&self.public, &self.round) {
            (Some(public), round) if !late || round.is_none() => {
                Some((public.note.clone(), public.size, public.by.clone()))
            }
            (_, Some(round)) => {
                let by = round.lines.keys().copied().collect();
                Some((round.cosigned(), round.head.size(), by))
            }
            (Some(_), None) | (None, None) => None,
        }
    }

    pub(super) fn shown(&self, late: bool) -> Option<Vec<u8>> {
        self.chosen(late).map(|(note, _, _)| note)
    }

    pub(super) fn standing(&self, policy: &Policy, late: bool, at: Timestamp) -> Standing {
        let (_, size, by) = self.chosen(late).unwrap_or_default();
        let witnesses = self.known.iter().enumerate().map(|(place, known)| WitnessStanding {
            name: known.name.clone(),
            cosigned: known.cosigned,
            failure: known.failure,
            alarm: known.alarm,
            shown: by.contains(&place),
        });
        let (witnesses, fewest) = (witnesses.collect(), policy.fewest());
        let quorum_since = self.quorum_since();
        Standing { witnesses, fewest, quorum_since, late, size, at }
    }
}
