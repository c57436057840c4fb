//! `GET /me/readings`: the list as JSON, for a program that acts for the logged-in person.
//!
//! `{"readings":[…],"next":"/me/readings?before=…"|null,"witnessed":{"by":[…],"of":3,"late":false}|null}`,
//! newest first. It takes the filter that the page takes ([`super::filter`]). A list that is another's says by
//! which right it is shown (`acting_for`); one that hides places has organisations without a number, called by
//! their kind.

use super::list::{Page, Witnessed};
use super::others::Whose;
use super::purposes::{Asker, Consented, Held, Readable};
use super::readings::{Disclosed, Field, Named, Outcome, Party, Shown};
use super::threads::{State, Thread};
use super::veil::Places;
use crate::vocab::translated::{Language, Said};
use serde_json::{Value, json};

/// The list as a JSON document.
#[must_use]
pub fn document(page: &Page, whose: &Whose, language: Language) -> Value {
    let readings: Vec<Value> = page.shown.iter().map(|shown| reading(shown, language)).collect();
    let next = page.next.map(|before| page.part.filter.address("/me/readings", Some(before)));
    let acting_for = whose.acting_for().map(|acting| json!({ "relation": acting.relation() }));
    json!({
        "readings": readings, "next": next, "witnessed": witnessed(page.witnessed.as_ref()),
        "acting_for": acting_for, "places_hidden": whose.places() == Places::Hidden,
        "sensitive_hidden": whose.is_weaker(),
    })
}

/// Who has witnessed the ledger.
pub(super) fn witnessed(witnessed: Option<&Witnessed>) -> Value {
    json!(witnessed.map(|it| json!({ "by": it.by, "of": it.of, "late": it.late })))
}

/// One reading.
pub(super) fn reading(shown: &Shown, language: Language) -> Value {
    let mut reading = json!({
        "index": shown.index,
        "at": shown.at,
        "published": shown.published,
        "proof": shown.published.then(|| format!("/me/readings/{}/proof", shown.count)),
        "consumer": shown.asked.as_ref().map(|asked| party(&asked.consumer)),
        "supplier": shown.asked.as_ref().and_then(|asked| asked.supplier.as_ref()).map(party),
        "customer": shown.asked.as_ref().and_then(|asked| asked.customer.as_ref()).map(party),
        "service": shown.source.as_ref().map(|source| named(&source.service)),
        "provider": shown.source.as_ref().and_then(|source| source.provider.as_ref()).map(party),
        "purpose": shown.purpose.as_ref().map(|purpose| json!({
            "id": purpose.id,
            "title": text(purpose.title.as_ref()),
            "description": text(shown.purpose_description.as_ref()),
        })),
        "case_reference": shown.case_reference,
        "by_case_worker": shown.by_case_worker,
        "delayed": shown.delayed.as_ref().map(|delayed| json!({
            "until": delayed.until,
            "law": delayed.basis.law,
            "section": delayed.basis.section,
            "released": delayed.released,
        })),
    });
    let outcome = match &shown.outcome {
        Outcome::Disclosed(disclosed) => given(disclosed),
        Outcome::Opened(opened) => json!({
            "outcome": "opened",
            "auditor": party(&opened.by),
            "entry": opened.entry,
            "why": opened.reason,
            "basis_of_opening": opened.basis,
        }),
        Outcome::Looked(relation) => json!({ "outcome": "looked", "relation": relation }),
        Outcome::Refused { code, reason } => json!({
            "outcome": "refused",
            "reason": { "code": code, "text": reason.in_language(language) },
        }),
    };
    if let (Value::Object(reading), Value::Object(outcome)) = (&mut reading, outcome) {
        reading.extend(outcome);
    }
    reading
}

fn given(disclosed: &Disclosed) -> Value {
    json!({
        "outcome": "disclosed",
        "basis": disclosed.basis,
        "fields": disclosed.fields.iter().map(field).collect::<Vec<_>>(),
        "withheld": disclosed.withheld.iter().map(|field| {
            json!({ "path": field.path, "name": text(field.name.as_ref()) })
        }).collect::<Vec<_>>(),
        "withheld_unnamed": disclosed.withheld_unnamed,
    })
}

fn field(field: &Field) -> Value {
    json!({
        "path": field.path,
        "name": text(field.name.as_ref()),
        "form": field.form.as_ref().map(ToString::to_string),
        "need": field.need,
    })
}

fn named(named: &Named) -> Value {
    json!({ "id": named.id, "title": text(named.title.as_ref()) })
}

fn text(said: Option<&Said>) -> Option<&str> {
    said.map(|said| said.text.as_str())
}

fn party(party: &Party) -> Value {
    json!({ "number": party.number, "name": party.name })
}

/// What was asked and answered, newest first: `{"questions":[…]}`.
#[must_use]
pub fn questions(threads: &[Thread]) -> Value {
    let all = threads.iter().map(|thread| {
        let (state, due, answer) = match &thread.state {
            State::Waiting { due } => ("waiting", Some(due), None),
            State::Overdue { due } => ("overdue", Some(due), None),
            State::Answered { at, resolution, words } => {
                let text = (!thread.is_veiled()).then_some(words);
                let answer = json!({ "at": at, "resolution": resolution, "text": text });
                ("answered", None, Some(answer))
            }
        };
        json!({
            "question": thread.index,
            "matter": thread.matter,
            "to": party(&thread.to),
            "purpose": thread.purpose.as_ref().map(named),
            "about": thread.regards,
            "at": thread.at,
            "text": thread.words,
            "state": state,
            "due": due,
            "answer": answer,
            "proof": format!("/me/readings/{}/proof", thread.count),
        })
    });
    json!({ "questions": all.collect::<Vec<_>>() })
}

/// What may be read about the person, by who holds it: `{"providers":[{"provider":…,"purposes":[…]}]}`.
#[must_use]
pub fn purposes(held: &[Held]) -> Value {
    let all = held.iter().map(|held| {
        json!({
            "provider": party(&held.provider),
            "purposes": held.purposes.iter().map(readable).collect::<Vec<_>>(),
        })
    });
    json!({ "providers": all.collect::<Vec<_>>() })
}

fn readable(readable: &Readable) -> Value {
    let askers = readable.askers.iter().map(|asker| match asker {
        Asker::One(one) => party(one),
        Asker::Group(group) => json!({ "group": group }),
    });
    let consents = readable.consents.as_ref().map(|consents| {
        let one = |consented: &Consented| {
            json!({
                "consent": consented.index,
                "to": party(&consented.to),
                "until": consented.until,
                "receipt": format!("/me/consents/{}/receipt", consented.index),
            })
        };
        consents.iter().map(one).collect::<Vec<_>>()
    });
    json!({
        "purpose": named(&readable.purpose),
        "description": text(readable.description.as_ref()),
        "basis": readable.basis,
        "service": readable.service.text,
        "askers": askers.collect::<Vec<_>>(),
        "fields": readable.fields.iter().map(field).collect::<Vec<_>>(),
        "conditional": readable.conditional,
        "whole": readable.whole,
        "delay_days": readable.delay_days,
        "consents": consents,
        "reservation": readable.reservation.as_ref().map(|(statute, stands)| json!({
            "law": statute.law, "section": statute.section, "stands": stands,
        })),
    })
}
