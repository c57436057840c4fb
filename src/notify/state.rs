//! What the outbox keeps for one person, and its form in 128 bytes:
//!
//! ```text
//! 1 | since u64 | told u64 | last u64 | stage u8 | id 16 | begun u64 | next u64 | tries u16 | way u8 | passed u8 | fate u8 | length u8, reference 64
//! ```
//!
//! with big-endian numbers and times in milliseconds, 0 for none. *stage*: 0 nothing is due, 1 it is to be
//! sent, 2 a carrier has taken it, 3 it ended and that is to be recorded, 4 it is to be sent and may have been.

use super::channel::{REFERENCE_BYTES, Reference};
use crate::ledger::watched::{STATE_BYTES, StateBytes};
use crate::vocab::notice::{Fate, NoticeId, Way};
use crate::vocab::time::Timestamp;

const VERSION: u8 = 1;

/// One person's notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// When the person last chose to be told.
    pub(super) since: Timestamp,
    /// How many of the person's entries have been looked at: those before this count are told of, or
    /// nothing is to be told of them.
    pub(super) told: u64,
    /// When a carrier last took a notice.
    pub(super) last: Option<Timestamp>,
    /// The notice that is due.
    pub(super) due: Option<Due>,
}

/// A notice that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) id: NoticeId,
    /// When it fell due.
    pub(super) begun: Timestamp,
    /// When to try next.
    pub(super) next: Timestamp,
    /// How often it was tried in vain.
    pub(super) tries: u16,
    /// The ways that will not do.
    pub(super) passed: Ways,
    pub(super) stage: Stage,
}

/// How far a notice has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is to be sent.
    Waiting {
        /// Whether it may have been sent already, the same way.
        tried: bool,
    },
    /// A carrier has taken it and will say how it goes.
    Accepted(Way, Reference),
    /// It ended; that is to be recorded.
    Ended(Option<Way>, Fate),
}

/// A set of ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ways(u8);

impl Ways {
    pub(super) const fn add(&mut self, way: Way) {
        self.0 |= 1 << number(way);
    }

    pub(super) const fn has(self, way: Way) -> bool {
        self.0 >> number(way) & 1 == 1
    }
}

/// The number of a way in a state; these never change.
const fn number(way: Way) -> u8 {
    match way {
        Way::Email => 1,
        Way::Svarut => 2,
        Way::Eformidling => 3,
        Way::Postkasse => 4,
    }
}

fn way(number_of: u8) -> Option<Way> {
    Way::ALL.iter().copied().find(|way| number(*way) == number_of)
}

impl State {
    /// Of somebody of whose entries so many are looked at.
    pub(super) const fn new(since: Timestamp, told: u64) -> Self {
        Self { since, told, last: None, due: None }
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> StateBytes {
        let time = |time: Option<Timestamp>| time.map_or(0, Timestamp::millis).to_be_bytes();
        let mut out = vec![VERSION];
        out.extend(time(Some(self.since)));
        out.extend(self.told.to_be_bytes());
        out.extend(time(self.last));
        if let Some(due) = &self.due {
            let (stage, at, fate, reference) = match &due.stage {
                Stage::Waiting { tried: false } => (1, None, 0, ""),
                Stage::Waiting { tried: true } => (4, None, 0, ""),
                Stage::Accepted(way, reference) => (2, Some(*way), 0, reference.as_str()),
                Stage::Ended(way, Fate::Delivered) => (3, *way, 1, ""),
                Stage::Ended(way, Fate::Failed) => (3, *way, 2, ""),
            };
            out.push(stage);
            out.extend(due.id.as_bytes());
            out.extend(time(Some(due.begun)));
            out.extend(time(Some(due.next)));
            out.extend(due.tries.to_be_bytes());
            let length = u8::try_from(reference.len()).unwrap_or_default();
            out.extend([at.map_or(0, number), due.passed.0, fate, length]);
            out.extend(reference.as_bytes());
        }
        out.resize(STATE_BYTES, 0);
        out.try_into().unwrap_or([0; STATE_BYTES])
    }

    /// Reads the bytes; none when they are of no form that is known.
    pub(super) fn read(bytes: &StateBytes) -> Option<Self> {
        let mut rest = Rest(bytes);
        if rest.byte()? != VERSION {
            return None;
        }
        let (since, told, last) = (rest.time()?, rest.number()?, rest.time()?);
        let stage = rest.byte()?;
        let due = if stage == 0 { None } else { Some(rest.due(stage)?) };
        let last = Some(last).filter(|last| last.millis() != 0);
        Some(Self { since, told, last, due })
    }
}

/// The bytes that are still to read.
struct Rest<'b>(&'b [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(u64::from_be_bytes)
    }

    fn time(&mut self) -> Option<Timestamp> {
        self.number().map(Timestamp::from_millis)
    }

    fn due(&mut self, stage: u8) -> Option<Due> {
        let (id, begun, next) = (NoticeId::new(self.take()?), self.time()?, self.time()?);
        let tries = u16::from_be_bytes(self.take()?);
        let [at, passed, fate, length] = self.take()?;
        let reference: [u8; REFERENCE_BYTES] = self.take()?;
        let stage = match (stage, way(at), fate) {
            (1 | 4, _, _) => Stage::Waiting { tried: stage == 4 },
            (2, Some(way), _) => {
                let text = std::str::from_utf8(reference.get(..usize::from(length))?).ok()?;
                Stage::Accepted(way, Reference::parse(text).ok()?)
            }
            (3, way, 1) => Stage::Ended(way, Fate::Delivered),
            (3, way, 2) => Stage::Ended(way, Fate::Failed),
            _ => return None,
        };
        Some(Due { id, begun, next, tries, passed: Ways(passed), stage })
    }
}
