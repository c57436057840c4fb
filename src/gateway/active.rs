//! The policies in force: the set, the entry that activated it, and each purpose's plan, compiled.

use crate::policy::{self, PolicySet, Purpose, Service};
use crate::redact::{FactSource, Form, Plan, PlanError, PlanSource};
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
        self.compiled.plans.get(purpose)
    }
}

/// Translates a purpose's rules for the floor that knows documents and not policies. What that floor
/// does not know yet is forbidden.
fn source(purpose: &Purpose, service: &Service) -> PlanSource {
    let form = |form: &policy::Form| match form {
        policy::Form::AgeInYears => Form::AgeInYears,
        // A field of a service is a leaf: a container in its place is something nobody described.
        _ => Form::Scalar,
    };
    let known_form =
        |form: &policy::Form| matches!(form, policy::Form::AgeInYears | policy::Form::Clear);
    let facts = service.facts.iter().map(|fact| FactSource {
        name: fact.id.clone(),
        paths: fact.paths.clone(),
        holds_unless: match &fact.test {
            policy::Test::HoldsUnless(texts) => texts.clone(),
            _ => Vec::new(),
        },
        when_absent: fact.when_absent,
    });
    let unknown = purpose
        .permits
        .iter()
        .filter(|permit| !known_form(&permit.form) || permit.condition.is_some())
        .map(|permit| (permit.path.clone(), None));
    let forbids = purpose.forbids.iter().flat_map(|rule| {
        let paths: Vec<_> = match &rule.path {
            Some(path) => vec![path.clone()],
            None => purpose.permits.iter().map(|permit| permit.path.clone()).collect(),
        };
        let when = rule.condition.as_ref().filter(|it| it.holds).map(|it| it.fact.clone());
        paths.into_iter().map(move |path| (path, when.clone()))
    });
    PlanSource {
        permits: purpose
            .permits
            .iter()
            .map(|permit| (permit.path.clone(), form(&permit.form)))
            .collect(),
        forbids: forbids.chain(unknown).collect(),
        facts: facts.collect(),
        known: service.fields.iter().map(|field| field.path.clone()).collect(),
    }
}
