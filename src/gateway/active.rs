//! The policies in force: the set, the entry that activated it, and each purpose's plan, compiled.

use super::translate::source;
use crate::policy::{PolicySet, Purpose, Route, Service, Shape};
use crate::redact::{Plan, PlanError};
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use std::collections::{HashMap, HashSet};
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
    /// For each purpose, its plan for each shape of its service's answers.
    plans: HashMap<PurposeId, Vec<(Shape, Arc<Plan>)>>,
}

impl Compiled {
    /// The set.
    #[must_use]
    pub const fn set(&self) -> &Arc<PolicySet> {
        &self.set
    }

    /// What a purpose's rules mean for answers of this shape; none for a purpose of another set.
    #[must_use]
    pub fn plan(&self, purpose: &PurposeId, shape: &Shape) -> Option<&Arc<Plan>> {
        let plans = self.plans.get(purpose)?;
        plans.iter().find(|(known, _)| known == shape).map(|(_, plan)| plan)
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
        Self::compile_after(set, None)
    }

    /// The same; purposes that were so in the set before, over a service that was so, keep their
    /// plans.
    ///
    /// # Errors
    /// As [`Active::compile`].
    pub fn compile_after(
        set: Arc<PolicySet>,
        before: Option<&Self>,
    ) -> Result<Compiled, Inapplicable> {
        let mut plans = HashMap::with_capacity(set.purposes().len());
        let same_services: HashSet<_> = set
            .services()
            .iter()
            .filter(|service| {
                before.is_some_and(|set| set.set().service(&service.id) == Some(service))
            })
            .map(|service| &service.id)
            .collect();
        for purpose in set.purposes() {
            let Some(service) = set.service(&purpose.service) else { continue };
            let before = before.filter(|_| same_services.contains(&service.id));
            if let Some(same) = before
                .filter(|before| before.set().purpose(&purpose.id) == Some(purpose))
                .and_then(|before| before.compiled.plans.get(&purpose.id))
            {
                plans.insert(purpose.id.clone(), same.clone());
                continue;
            }
            let compiled = shapes(purpose, service)
                .map_err(|cause| Inapplicable { purpose: purpose.id.clone(), cause })?;
            plans.insert(purpose.id.clone(), compiled);
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

    /// What a purpose's rules mean for answers of this shape; none for a purpose of another set.
    #[must_use]
    pub fn plan(&self, purpose: &PurposeId, shape: &Shape) -> Option<&Arc<Plan>> {
        self.compiled.plan(purpose, shape)
    }
}

/// The plans of a purpose, one for each shape of answers.
fn shapes(purpose: &Purpose, service: &Service) -> Result<Vec<(Shape, Arc<Plan>)>, PlanError> {
    let mut plans: Vec<(Shape, Arc<Plan>)> = Vec::new();
    for shape in service.routes.iter().map(Route::shape) {
        if !plans.iter().any(|(known, _)| known == shape) {
            let plan = Plan::compile(source(purpose, service, shape)?)?;
            plans.push((shape.clone(), Arc::new(plan)));
        }
    }
    Ok(plans)
}
