//! Explanations as JSON.

use crate::cli::policy::words::delay;
use crate::gateway::trial::{Fate, Reason};
use crate::policy::{
    Condition, Explanation, FieldExplanation, FieldRules, Forbidden, Permitted, Purpose, Service,
};
use crate::vocab::translated::Language;
use serde_json::{Value, json};

/// A whole purpose.
pub(super) fn whole(explanation: &Explanation<'_>, language: Language) -> Value {
    let (purpose, service) = (explanation.purpose(), explanation.service());
    let withheld: Vec<Value> = explanation.withheld().map(|field| json!(field.path)).collect();
    let permits: Vec<Value> = purpose.permits.iter().map(|one| permit(one, language)).collect();
    let forbids: Vec<Value> = purpose.forbids.iter().map(forbid).collect();
    json!({
        "purpose": purpose.id, "title": purpose.title.in_language(language),
        "basis": bases(purpose), "service": service.id, "provider": service.provider,
        "scope": purpose.scope, "consumers": purpose.consumers(), "groups": purpose.groups(),
        "suppliers": purpose.suppliers,
        "valid": { "from": purpose.valid.from, "until": purpose.valid.until },
        "permits": permits, "forbids": forbids, "never": withheld, "delay": delay(purpose),
        "hidden_from": purpose.hidden_from_relatives.then_some("relatives"),
    })
}

/// One field, or those of a part.
pub(super) fn field(explanation: &FieldExplanation<'_>, language: Language) -> Value {
    let rules = |rules: &FieldRules<'_>| {
        let permits =
            rules.permits.iter().map(|(number, one)| numbered(*number, permit(one, language)));
        let forbids = rules.forbids.iter().map(|(number, one)| numbered(*number, forbid(one)));
        json!({
            "field": rules.field.path, "name": rules.field.name.in_language(language),
            "sensitivity": rules.field.sensitivity.as_str(),
            "about_other": rules.field.about_other,
            "permits": permits.collect::<Vec<_>>(), "forbids": forbids.collect::<Vec<_>>(),
        })
    };
    json!({
        "path": explanation.path, "comes_out": explanation.comes_out(),
        "fields": explanation.fields.iter().map(rules).collect::<Vec<_>>(),
        "help": explanation.nearest, "basis": bases(explanation.purpose()),
    })
}

/// What became of one field of a document.
pub(super) fn fate(fate: &Fate<'_>, service: &Service, language: Language) -> Value {
    let why = |reason: &Reason<'_>| {
        json!({
            "code": reason.code(), "text": reason.in_words(service, language),
        })
    };
    json!({
        "field": fate.field.path, "name": fate.field.name.in_language(language),
        "released": fate.released.iter().map(|one| permit(one, language)).collect::<Vec<_>>(),
        "withheld": fate.withheld.iter().map(why).collect::<Vec<_>>(),
    })
}

fn bases(purpose: &Purpose) -> Vec<Value> {
    let one = |basis: &crate::vocab::basis::LegalBasis| {
        json!({
            "gdpr": basis.gdpr.to_string(), "law": basis.law.as_str(), "section": basis.section,
        })
    };
    purpose.bases().map(one).collect()
}

fn permit(permit: &Permitted, language: Language) -> Value {
    json!({
        "path": permit.path, "as": permit.form.to_string(),
        "in_words": permit.form.in_words(language), "need": permit.need,
        "condition": permit.condition.as_ref().map(condition), "history": permit.history,
    })
}

fn forbid(forbid: &Forbidden) -> Value {
    json!({ "path": forbid.path, "condition": forbid.condition.as_ref().map(condition) })
}

fn condition(condition: &Condition) -> Value {
    json!({ "fact": condition.fact, "holds": condition.holds })
}

fn numbered(number: usize, mut rule: Value) -> Value {
    if let Some(members) = rule.as_object_mut() {
        members.insert("rule".to_owned(), number.into());
    }
    rule
}
