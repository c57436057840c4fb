//! What the policies say about an answer: which permitted fields came, which did not, and what the
//! purpose never gives.
//!
//! Which of the withheld fields the provider had is not told to the caller, here or in the answer: that
//! a person has a date of death, or a guardian, is itself what the purpose does not need. Policies are
//! public, so what *could* have come, and what never does, is told from them alone.

use super::document::holds;
use crate::policy::{self, Condition, Explanation, PolicySet, Purpose, Service};
use crate::vocab::basis::PurposeId;
use crate::vocab::field::FieldPath;
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
    missing: Vec<(String, Against)>,
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
                missing.push((path, Against::of(&explained, &permit.path)));
            }
        }
        let basis = &purpose.basis;
        let law = format!("{}, {} {}", basis.gdpr, basis.law, basis.section);
        Some(Self { purpose: purpose.id.to_string(), law, came, missing, never })
    }

    pub(super) fn as_json(&self) -> Value {
        let missing = |(field, against): &(String, Against)| against.as_json(field);
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
enum Against {
    /// The policies themselves, always.
    Policies,
    /// One of these facts not being as it must; none: the provider did not have it.
    Facts(Vec<Fact>),
}

/// What must be so of a person for a field to come out.
struct Fact {
    /// The fact's name in the policies.
    id: String,
    /// What it means: ends a sentence that begins with "when".
    meaning: String,
    /// Whether it must hold, or must not.
    holds: bool,
}

impl Against {
    /// What stands against a field of the purpose.
    fn of(explained: &Explanation<'_>, path: &FieldPath) -> Self {
        let Some(reached) = explained.reached().iter().find(|one| one.is_field(path)) else {
            return Self::Policies;
        };
        let fact = |condition: &Condition| {
            let fact = explained.service().fact(&condition.fact);
            let meaning =
                fact.map_or(&*condition.fact, |it| it.name.in_language(Language::English));
            Fact { id: condition.fact.clone(), meaning: meaning.to_owned(), holds: condition.holds }
        };
        Self::Facts(reached.conditions.iter().map(fact).collect())
    }

    fn as_json(&self, field: &str) -> Value {
        match self {
            Self::Policies => json!({ "field": field, "always_forbidden": true }),
            Self::Facts(facts) => {
                let named = |holds: bool| -> Vec<&str> {
                    let named = facts.iter().filter(|fact| fact.holds == holds);
                    named.map(|fact| fact.id.as_str()).collect()
                };
                json!({ "field": field, "only_when": named(true), "not_when": named(false) })
            }
        }
    }
}

impl fmt::Display for Against {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Facts(facts) = self else {
            return out
                .write_str("a permit names it, and the purpose's own rules always forbid it");
        };
        out.write_str("the provider has none")?;
        for (place, Fact { meaning, holds, .. }) in facts.iter().enumerate() {
            out.write_str(if place == 0 { ", or it is kept back " } else { "; or " })?;
            write!(out, "{} {meaning}", if *holds { "unless" } else { "when" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Lawful {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "purpose     {} (GDPR {})", self.purpose, self.law)?;
        for field in &self.came {
            writeln!(out, "came        {field}")?;
        }
        for (field, why) in &self.missing {
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
