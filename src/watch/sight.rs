//! From a reading with its person to an observation without.

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

/// Knows who is family and who lives next door: a register of the population, in the shape of
/// Folkeregisteret's, kept at hand. It is asked between two readings, so it must not wait for anybody.
pub trait Relations: Send + Sync {
    /// The person behind the name that a consumer has for an end user, when the consumer has registered that. A
    /// name that is a person's number needs no registering.
    fn person_behind(&self, consumer: &Organisation, end_user: &str) -> Option<PersonNumber>;

    /// How a person stands to another.
    fn near(&self, end_user: &PersonNumber, person: &PersonNumber) -> Near;
}

/// Knows which cases a consumer has. The same holds: at hand, or not at all.
pub trait CaseSource: Send + Sync {
    /// Whether there is such a case; none when nobody can tell.
    fn has(&self, consumer: &Organisation, case: &str) -> Option<bool>;
}

/// What is known beside the ledger. Without a source its detectors have nothing to go by, and are silent.
#[derive(Clone, Default)]
pub struct Sources {
    /// Who is near whom.
    pub relations: Option<Arc<dyn Relations>>,
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

    /// What may be known of a reading where nobody is known.
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
            case_fact: self.case_fact(&seen.consumer, case),
            follows: before.is_some_and(|before| subject.is_next_to(&before)),
            near: self.near(&seen.consumer, end_user, subject),
        }
    }

    fn case_fact(&self, consumer: &Organisation, case: Option<&str>) -> CaseFact {
        let known = self.sources.cases.as_ref().zip(case);
        match known.and_then(|(source, case)| source.has(consumer, case)) {
            None => CaseFact::Unknown,
            Some(true) => CaseFact::Exists,
            Some(false) => CaseFact::Denied,
        }
    }

    fn near(&self, consumer: &Organisation, end_user: Option<&str>, person: &PersonNumber) -> Near {
        let (Some(relations), Some(name)) = (&self.sources.relations, end_user) else {
            return Near::Unknown;
        };
        let own = PersonNumber::parse(name).ok();
        let own = own.or_else(|| relations.person_behind(consumer, name));
        own.map_or(Near::Unknown, |own| relations.near(&own, person))
    }
}
