//! What comes out of an item, in words and as JSON: the same in every table.

use crate::policy::{Condition, Form, Item, Purpose, Reached, Rung, Service};
use crate::vocab::translated::Language;
use serde_json::{Value, json};

/// The rung and the form, for example `generalised: year`.
pub(super) fn form(form: &Form) -> String {
    match form.rung() {
        rung @ (Rung::Predicate | Rung::Generalised) => format!("{}: {form}", rung.as_str()),
        Rung::Exists | Rung::Pseudonym | Rung::Masked | Rung::Clear => form.to_string(),
    }
}

/// The marks of what comes out: a part of a field, when, from which versions, without what.
pub(super) fn marks(
    reached: &Reached,
    row: &Item,
    service: &Service,
    language: Language,
) -> Vec<String> {
    let say = |nb: &'static str, en: &'static str| match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => nb,
        Language::English => en,
    };
    let mut marks = Vec::new();
    if reached.item != *row {
        marks.push(format!("{} {}", say("bare", "only"), reached.item));
    }
    for condition in &reached.conditions {
        let when = if condition.holds {
            say("bare når", "only when")
        } else {
            say("ikke når", "not when")
        };
        marks.push(format!("{when} {}", fact(condition, service, language)));
    }
    if reached.history {
        marks.push(say("også tidligere opplysninger", "earlier versions too").to_owned());
    }
    for (path, condition) in &reached.without {
        let mut mark = format!("{} {path}", say("uten", "without"));
        if let Some(condition) = condition {
            let when =
                if condition.holds { say("når", "when") } else { say("med mindre", "unless") };
            mark.push_str(&format!(" {when} {}", fact(condition, service, language)));
        }
        marks.push(mark);
    }
    marks
}

/// What the service says that a fact means.
fn fact<'s>(condition: &Condition, service: &'s Service, language: Language) -> &'s str {
    service.fact(&condition.fact).map_or("", |fact| fact.name.in_language(language))
}

/// What comes out, as JSON.
pub(super) fn as_json(reached: &Reached) -> Value {
    let without = reached.without.iter().map(
        |(path, condition)| json!({ "path": path, "when": condition.as_ref().map(condition_json) }),
    );
    json!({
        "path": reached.item.to_string(),
        "rung": reached.form.rung().as_str(),
        "form": reached.form.as_str(),
        "argument": reached.form.argument(),
        "history": reached.history,
        "conditions": reached.conditions.iter().map(condition_json).collect::<Vec<_>>(),
        "without": without.collect::<Vec<_>>(),
    })
}

fn condition_json(condition: &Condition) -> Value {
    json!({ "fact": condition.fact, "holds": condition.holds })
}

/// For how long the person is not shown a reading, and on which law; null when it is shown at once.
pub(super) fn delay(purpose: &Purpose) -> Value {
    purpose.delay.as_ref().map_or(Value::Null, |delay| {
        json!({ "days": delay.days, "law": delay.basis.law, "section": delay.basis.section })
    })
}
