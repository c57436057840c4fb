//! From a reading with its person to an observation without.

use super::kin::{Depth, Kin};
use crate::anomaly::{CaseFact, Mark, Near, Observation};
use crate::ledger::counts::{self, Counts};
use crate::ledger::entry::Whom;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

/// The readers whose last person is remembered.
const WATCH_READERS: Limit = Limit { name: "watch_readers", most: 100_000 };

/// One reading, as the ledger has it and its vault opens it.
pub struct Sighting {
    /// Its entry.
    pub entry: EntryIndex,
    /// When.
    pub at: Timestamp,
    /// Who answers for it.
    pub consumer: Organisation,
    /// What for.
    pub purpose: PurposeId,
    /// The service that answered.
    pub service: ServiceId,
    /// The entry that activated the policies which decided.
    pub policies: EntryIndex,
    /// Whom it is about, by which end user, for which case.
    pub whom: Whom,
}

/// Whether there is such a case; none when nobody can tell.
pub type HasCase<'a> = Pin<Box<dyn Future<Output = Option<bool>> + Send + 'a>>;

/// Knows which cases a consumer has. Readings wait for its answer to be looked at, so it must not take long.
pub trait CaseSource: Send + Sync {
    /// Whether the consumer has this case.
    fn has<'a>(&'a self, consumer: &'a Organisation, case: &'a str) -> HasCase<'a>;
}

/// What is known beside the ledger. Without a source its detectors have nothing to go by, and are silent.
#[derive(Clone, Default)]
pub struct Sources {
    /// Who is near whom.
    pub kin: Option<Arc<Kin>>,
    /// Which cases there are.
    pub cases: Option<Arc<dyn CaseSource>>,
}

/// Whose readings follow on each other.
type ReaderKey = (Organisation, PurposeId, Option<Mark>);

/// Makes observations of sightings, in the order of their entries.
pub struct Spectacles {
    sources: Sources,
    last: HashMap<ReaderKey, PersonNumber>,
}

impl Spectacles {
    /// With these sources.
    #[must_use]
    pub fn new(sources: Sources) -> Self {
        Self { sources, last: HashMap::new() }
    }

    /// What the ledger alone tells of a reading where nobody is known.
    pub fn observe(&mut self, seen: &Sighting, counts: &Counts) -> Observation {
        let mark = |mark: counts::Mark| Mark::new(mark.bytes());
        let Whom { subject, case_reference, end_user, .. } = &seen.whom;
        let (end_user, case) = (end_user.as_deref(), case_reference.as_deref());
        let user = end_user.map(|name| mark(counts.end_user(&seen.consumer, name)));
        let key = (seen.consumer.clone(), seen.purpose.clone(), user);
        if self.last.len() >= WATCH_READERS.most && !self.last.contains_key(&key) {
            self.last.clear();
        }
        let before = self.last.insert(key, subject.clone());
        Observation {
            entry: seen.entry,
            at: seen.at,
            consumer: seen.consumer.clone(),
            purpose: seen.purpose.clone(),
            end_user: user,
            person: mark(counts.person(subject)),
            case: case.map(|case| mark(counts.case(&seen.consumer, &seen.purpose, case))),
            case_fact: CaseFact::Unknown,
            follows: before.is_some_and(|before| subject.is_next_to(&before)),
            near: Near::Unknown,
        }
    }

    /// What is known of it beside the ledger is added.
    pub async fn ask(&self, seen: &Sighting, observation: &mut Observation, depth: Depth) {
        let Whom { subject, case_reference, end_user, .. } = &seen.whom;
        if let (Some(kin), Some(name)) = (&self.sources.kin, end_user) {
            observation.near = kin.near(&seen.consumer, name, subject, depth).await;
        }
        if let (Some(cases), Some(case), Depth::Both) = (&self.sources.cases, case_reference, depth)
        {
            observation.case_fact = match cases.has(&seen.consumer, case).await {
                None => CaseFact::Unknown,
                Some(true) => CaseFact::Exists,
                Some(false) => CaseFact::Denied,
            };
        }
    }

    /// Whether there is something to ask.
    #[must_use]
    pub const fn asks(&self) -> bool {
        self.sources.kin.is_some() || self.sources.cases.is_some()
    }
}
