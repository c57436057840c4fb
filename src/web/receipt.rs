//! The receipt of a consent, with the members of ISO/IEC TS 27560's record: who, for what, on what, how
//! long, and where it is withdrawn. What proves it is the ledger: the entry's place and hash are in it.

use super::Sources;
use super::readings::Record;
use crate::ledger::entry::Event;
use crate::vocab::ids::EntryIndex;
use crate::vocab::translated::Language;
use serde_json::{Value, json};

/// The receipt of the consent at this entry of the person's; none when there is none.
#[must_use]
pub fn receipt(
    records: &[Record],
    index: EntryIndex,
    sources: &Sources,
    base: &str,
    language: Language,
) -> Option<Value> {
    let record = records.iter().find(|record| record.index == index)?;
    let Event::Consent(consent) = &record.entry.event else { return None };
    let ended = records.iter().find_map(|one| match &one.entry.event {
        Event::ConsentWithdrawn(said) if said.consent == Some(index) => Some(one.entry.at),
        _ => None,
    });
    let policies = sources.policies.in_force_at(consent.policies);
    let purpose = policies.as_ref().and_then(|set| set.purpose(&consent.purpose));
    let service = purpose.and_then(|purpose| policies.as_ref()?.service(&purpose.service));
    let title = purpose.map(|purpose| purpose.title.in_language(language));
    let fields = purpose.iter().flat_map(|purpose| &purpose.permits).map(|permit| {
        let field = service.and_then(|service| service.field(&permit.path));
        json!({
            "path": permit.path,
            "name": field.map(|field| field.name.in_language(language)),
            "form": permit.form.to_string(),
            "need": permit.need,
        })
    });
    Some(json!({
        "schema": "ISO/IEC TS 27560:2023 consent record",
        "record_id": format!("{base}/me/consents/{index}"),
        "ledger": { "entry": index, "published": record.index.0 < sources.readings.published(),
            "proof": format!("{base}/me/readings/{}/proof", record.count) },
        "event": { "state": if ended.is_some() { "withdrawn" } else { "given" },
            "given_at": record.entry.at, "withdrawn_at": ended, "valid_until": consent.until,
            "entity": "data subject" },
        "notice": { "policies_entry": consent.policies, "address": format!("{base}/purposes") },
        "processing": {
            "purpose": { "id": consent.purpose, "title": title },
            "lawful_basis": "GDPR 6(1)(a)",
            "personal_data": fields.collect::<Vec<_>>(),
            "covers": consent.covers,
            "data_controllers": [{
                "number": consent.consumer, "name": sources.names.name(&consent.consumer),
            }],
            "data_source": service.map(|service| json!({
                "number": service.provider, "name": sources.names.name(&service.provider),
                "service": service.title.in_language(language),
            })),
            "retention": purpose.and_then(|purpose| purpose.retention.as_ref()).map(|it| it.as_str()),
            "withdrawal": format!("{base}/purposes"),
        },
    }))
}
