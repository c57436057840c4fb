//! The policies in force: the set, the entry that activated it, and each purpose's plan, compiled.

use crate::policy::{self, PolicySet, Purpose, Service};
use crate::redact::{self, Plan, PlanError, PlanSource};
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Policies that decide.
pub struct Active {
    compiled: Compiled,
    entry: EntryIndex,
    since: Timestamp,
}

/// Policies that could decide, and are not yet in the ledger.
pub struct Compiled {
    set: Arc<PolicySet>,
    plans: HashMap<PurposeId, Arc<Plan>>,
}

impl Compiled {
    /// The set.
    #[must_use]
    pub const fn set(&self) -> &Arc<PolicySet> {
        &self.set
    }

    /// What a purpose's rules mean for documents; none for a purpose of another set.
    #[must_use]
    pub fn plan(&self, purpose: &PurposeId) -> Option<&Arc<Plan>> {
        self.plans.get(purpose)
    }

    /// The same, activated by this entry at its time.
    #[must_use]
    pub const fn activated(self, entry: EntryIndex, since: Timestamp) -> Active {
        Active { compiled: self, entry, since }
    }
}

/// Holds the policies in force. Whoever judges a request takes them once and keeps them for all of
/// it: no request is judged by two sets.
pub struct InForce(RwLock<Arc<Active>>);

impl InForce {
    /// Begins with these.
    #[must_use]
    pub fn new(active: Arc<Active>) -> Self {
        Self(RwLock::new(active))
    }

    /// The policies in force now. They do not change under whoever holds them.
    #[must_use]
    pub fn current(&self) -> Arc<Active> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on these are in force; whoever holds the former ones goes on with them.
    pub fn replace(&self, active: Arc<Active>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = active;
    }
}

/// A purpose whose rules cannot be applied to documents.
#[derive(Debug, thiserror::Error)]
#[error("purpose {purpose}: {cause}")]
pub struct Inapplicable {
    /// The purpose.
    pub purpose: PurposeId,
    /// What is wrong with its rules.
    pub cause: PlanError,
}

impl Active {
    /// Compiles a set, so that it can be activated.
    ///
    /// # Errors
    /// When a purpose's rules cannot be applied; a checked set has no such purpose.
    pub fn compile(set: Arc<PolicySet>) -> Result<Compiled, Inapplicable> {
        let mut plans = HashMap::new();
        for purpose in set.purposes() {
            let Some(service) = set.service(&purpose.service) else { continue };
            let plan = Plan::compile(source(purpose, service))
                .map_err(|cause| Inapplicable { purpose: purpose.id.clone(), cause })?;
            plans.insert(purpose.id.clone(), Arc::new(plan));
        }
        Ok(Compiled { set, plans })
    }

    /// The set.
    #[must_use]
    pub const fn set(&self) -> &Arc<PolicySet> {
        &self.compiled.set
    }

    /// When it was activated.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// The entry of the ledger that activated the set.
    #[must_use]
    pub const fn entry(&self) -> EntryIndex {
        self.entry
    }

    /// What a purpose's rules mean for documents; none for a purpose of another set.
    #[must_use]
    pub fn plan(&self, purpose: &PurposeId) -> Option<&Arc<Plan>> {
        self.compiled.plan(purpose)
    }
}

/// Translates a purpose's rules for the floor that knows documents and not policies.
fn source(purpose: &Purpose, service: &Service) -> PlanSource {
    let permits = purpose.permits.iter().map(|permit| redact::PermitSource {
        path: permit.path.clone(),
        form: form(&permit.form),
        only_when: permit.condition.as_ref().map(condition),
        history: permit.history,
    });
    let forbids = purpose.forbids.iter().map(|rule| redact::ForbidSource {
        path: rule.path.clone(),
        only_when: rule.condition.as_ref().map(condition),
    });
    let facts = service.facts.iter().map(|fact| redact::FactSource {
        name: fact.id.clone(),
        paths: fact.paths.clone(),
        test: test(&fact.test),
        when_absent: fact.when_absent,
    });
    let versions = service.versions.iter().map(|versions| redact::VersionsSource {
        list: versions.list.clone(),
        current: versions.current.clone(),
        absent_is_current: versions.when_absent,
    });
    PlanSource {
        permits: permits.collect(),
        forbids: forbids.collect(),
        facts: facts.collect(),
        versions: versions.collect(),
        known: service.fields.iter().map(|field| field.path.clone()).collect(),
        ..PlanSource::default()
    }
}

/// What answers of a service are written in. An opaque one is not redacted.
pub(super) const fn format(format: policy::Format) -> redact::Format {
    match format {
        policy::Format::Json | policy::Format::Opaque => redact::Format::Json,
        policy::Format::JsonLines => redact::Format::JsonLines,
        policy::Format::Xml => redact::Format::Xml,
        policy::Format::Csv => redact::Format::Csv,
    }
}

fn condition(condition: &policy::Condition) -> redact::Condition {
    redact::Condition { fact: condition.fact.clone(), holds: condition.holds }
}

fn test(test: &policy::Test) -> redact::Test {
    match test {
        policy::Test::HoldsUnless(texts) => redact::Test::HoldsUnless(texts.clone()),
        policy::Test::HoldsIf(texts) => redact::Test::HoldsIf(texts.clone()),
        policy::Test::AgeUnder(years) => redact::Test::AgeUnder(*years),
        policy::Test::AgeFrom(years) => redact::Test::AgeFrom(*years),
    }
}

fn form(form: &policy::Form) -> redact::Form {
    match form {
        policy::Form::Exists => redact::Form::Exists,
        policy::Form::IsOver(years) => redact::Form::IsOver(*years),
        policy::Form::Equals(text) => redact::Form::Equals(text.clone()),
        policy::Form::InSet(texts) => redact::Form::InSet(texts.clone()),
        policy::Form::IsResidentIn(places) => redact::Form::IsResidentIn(places.clone()),
        policy::Form::Year => redact::Form::Year,
        policy::Form::AgeInYears => redact::Form::AgeInYears,
        policy::Form::AgeBand(from) => redact::Form::AgeBand(from.clone()),
        policy::Form::Municipality => redact::Form::Municipality,
        policy::Form::PostcodeArea => redact::Form::PostcodeArea,
        policy::Form::IncomeBand(from) => redact::Form::IncomeBand(from.clone()),
        policy::Form::RoundTo(multiple) => redact::Form::RoundTo(*multiple),
        policy::Form::Pseudonym => redact::Form::Pseudonym,
        policy::Form::Masked(shown) => redact::Form::Masked(*shown),
        policy::Form::Clear => redact::Form::Clear,
    }
}
