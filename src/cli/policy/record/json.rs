//! The record as JSON.

use crate::cli::policy::words::{as_json, delay};
use crate::policy::{Activity, Controller, Datum, Field};
use serde_json::{Value, json};

/// Every controller with its activities.
pub(super) fn write(controllers: &[Controller<'_>]) -> Value {
    let controller = |controller: &Controller<'_>| {
        let activities: Vec<Value> = controller.activities.iter().map(activity).collect();
        json!({ "controller": controller.who, "activities": activities })
    };
    json!({ "controllers": controllers.iter().map(controller).collect::<Vec<_>>() })
}

fn activity(activity: &Activity<'_>) -> Value {
    let Activity { purpose, service, recipients, .. } = activity;
    let classes = activity.data.iter().map(|(sensitivity, data)| {
        let fields: Vec<Value> = data.iter().map(datum).collect();
        json!({ "sensitivity": sensitivity.as_str(), "fields": fields })
    });
    let others: Vec<&Field> = activity.about_others().collect();
    let others = others.iter().map(|field| &field.name).collect::<Vec<_>>();
    let valid = purpose.valid;
    json!({
        "purpose": purpose.id,
        "title": purpose.title,
        "description": purpose.description,
        "category": purpose.category,
        "bases": purpose.bases().collect::<Vec<_>>(),
        "data_subjects": {
            "service": service.title, "relations": purpose.requires.relations, "others": others,
        },
        "personal_data": classes.collect::<Vec<_>>(),
        "documents": activity.documents.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "source": { "service": service.id, "provider": service.provider },
        "recipients": recipients,
        "suppliers": purpose.suppliers,
        "retention": purpose.retention.as_ref().map(|it| it.as_str()),
        "log_retention": purpose.log_retention.as_ref().map(|it| it.as_str()),
        "delay": delay(purpose),
        "hidden_from": purpose.hidden_from_relatives.then_some("relatives"),
        "measures": measures(activity),
        "assessment": purpose.assessment,
        "valid": { "from": valid.from.to_string(), "until": valid.until.to_string() },
    })
}

fn datum(datum: &Datum<'_>) -> Value {
    json!({ "name": datum.field.name, "comes_out": as_json(&datum.reached) })
}

fn measures(activity: &Activity<'_>) -> Value {
    let requires = &activity.purpose.requires;
    let limits = activity.purpose.limits.iter().map(|(counted, ceiling)| {
        json!({ "counts": counted.as_str(), "soft": ceiling.soft, "hard": ceiling.hard })
    });
    json!({
        "case_reference": requires.case_reference,
        "end_user": requires.end_user,
        "token_person": requires.token_person,
        "consent": requires.consent,
        "hours": requires.hours.map(|hours| hours.to_string()),
        "limits": limits.collect::<Vec<_>>(),
    })
}
