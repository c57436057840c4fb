//! What the policies say about an answer: which permitted fields came, which did not, and what the
//! purpose never gives.
//!
//! Which of the withheld fields the provider had is not told to the caller, here or in the answer: that
//! a person has a date of death, or a guardian, is itself what the purpose does not need. Policies are
//! public, so what *could* have come, and what never does, is told from them alone.

use super::document::holds;
use crate::policy::{self, PolicySet, Purpose, Service};
use crate::vocab::basis::PurposeId;
use crate::vocab::translated::Language;
use serde_json::{Value, json};
use std::fmt;

/// Why the withheld fields have no names in an answer.
pub(super) const WHY_NOT_NAMED: &str = "which fields the provider had and were withheld is not told: \
     it would say something about the person; `sluse policy explain` says what the purpose permits";

/// A purpose laid against an answer.
pub(super) struct Lawful {
    purpose: String,
    law: String,
    came: Vec<String>,
    /// Permitted fields that are not in the answer, each with what stands against it.
    missing: Vec<(String, Option<String>)>,
    never: Vec<String>,
}

impl Lawful {
    /// Lays the purpose of a request against its answer; none when the policies at hand do not have it.
    pub(super) fn of(
        set: &PolicySet,
        (method, path): (&str, &str),
        stated: Option<&str>,
        scope: &str,
        document: &Value,
    ) -> Option<Self> {
        let found = set.route(method, path)?;
        let (service, shape) = (found.service, found.route.shape());
        let around = shape.document.as_ref().or(shape.records.as_ref());
        let purpose = match stated {
            Some(stated) => set.purpose(&PurposeId::parse(stated).ok()?)?,
            None => only_purpose(set, service, scope)?,
        };
        let explained = policy::explain(set, purpose.id.as_str(), None, Language::English).ok()?;
        let never = explained.withheld().map(|field| field.path.to_string()).collect();
        let (mut came, mut missing) = (Vec::new(), Vec::new());
        for permit in &purpose.permits {
            let path = permit.path.to_string();
            let whole = around.and_then(|around| around.join(&permit.path).ok());
            if holds(document, whole.as_ref().unwrap_or(&permit.path)) {
                came.push(path);
            } else {
                missing.push((path, against(purpose, service, permit)));
            }
        }
        let basis = &purpose.basis;
        let law = format!("{}, {} {}", basis.gdpr, basis.law, basis.section);
        Some(Self { purpose: purpose.id.to_string(), law, came, missing, never })
    }

    pub(super) fn as_json(&self) -> Value {
        let missing =
            |(field, fact): &(String, Option<String>)| json!({ "field": field, "not_when": fact });
        json!({
            "purpose": self.purpose, "legal_basis": self.law, "came": self.came,
            "permitted_but_not_here": self.missing.iter().map(missing).collect::<Vec<_>>(),
            "never_for_this_purpose": self.never,
        })
    }
}

/// The purpose that a request without one has: the only one of the service and the token's scopes.
fn only_purpose<'s>(
    set: &'s PolicySet,
    service: &Service,
    scope: &str,
) -> Option<&'s std::sync::Arc<Purpose>> {
    let mut fitting = set.purposes().iter().filter(|purpose| {
        purpose.service == service.id && scope.split(' ').any(|it| it == purpose.scope.as_str())
    });
    fitting.next().filter(|_| fitting.next().is_none())
}

/// What may have kept a permitted field back.
fn against(purpose: &Purpose, service: &Service, permit: &policy::Permitted) -> Option<String> {
    let facts = purpose.forbids.iter().filter(|forbid| forbid.touches(&permit.path));
    let facts = facts.filter_map(|forbid| service.fact(&forbid.condition.as_ref()?.fact));
    let facts: Vec<_> = facts.map(|fact| fact.name.in_language(Language::English)).collect();
    (!facts.is_empty()).then(|| facts.join("; or when "))
}

impl fmt::Display for Lawful {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "purpose     {} (GDPR {})", self.purpose, self.law)?;
        for field in &self.came {
            writeln!(out, "came        {field}")?;
        }
        for (field, fact) in &self.missing {
            let why = fact.as_ref().map_or_else(
                || "the provider has none".to_owned(),
                |fact| format!("the provider has none, or it is kept back when {fact}"),
            );
            writeln!(out, "not here    {field}: {why}")?;
        }
        let (purpose, others) = (&self.purpose, self.never.len());
        writeln!(
            out,
            "never       {others} other fields: sluse policy explain --purpose {purpose}"
        )?;
        writeln!(out, "{WHY_NOT_NAMED}")
    }
}
