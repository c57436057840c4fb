//! The journal as eInnsyn lists journal posts (`Journalpost` of einnsyn-api-spec): an answer with `items`,
//! `next` and `previous`.
//!
//! What is assumed, for a journal of readings is no archive: one row is one post going out
//! (`utgaaende_dokument`), from the provider to the consumer, dated the month's last day and numbered by its
//! place in the month; the consumer is the `korrespondansepart`, of the type `mottaker` (the specification
//! leaves the word open). The sensitive title is the public one: nothing was taken out of it. What eInnsyn
//! gives itself, such as `id`, is left out; `externalId` names the row.

use super::{Journal, Month, Row, THRESHOLD, Told};
use crate::vocab::translated::Language;
use serde_json::{Value, json};

/// The list of posts.
#[must_use]
pub fn json(journal: &Journal) -> String {
    let posts = (1..).zip(journal.rows()).map(|(number, row)| post(journal.month(), number, row));
    let items: Vec<Value> = posts.collect();
    format!("{}\n", json!({ "items": items, "next": null, "previous": null }))
}

fn post(month: Month, number: u32, row: &Row) -> Value {
    let nb = Language::Bokmaal;
    let purpose = row.purpose_title.as_ref().map(|it| it.in_language(nb).to_owned());
    let purpose = purpose.unwrap_or_else(|| row.key.purpose.to_string());
    let service = row.service_title.as_ref().map(|it| it.in_language(nb).to_owned());
    let service = service.unwrap_or_else(|| row.key.service.to_string());
    let title = format!("Utlevering fra {service}: {purpose}");
    let count = match row.readings {
        Told::Exactly(count) => count.to_string(),
        Told::Few => format!("færre enn {THRESHOLD}"),
    };
    let number_of = row.key.consumer.as_str();
    let name = row.consumer_name.clone().unwrap_or_else(|| number_of.to_owned());
    json!({
        "entity": "Journalpost",
        "externalId": format!("urn:sluse:journal:{month}:{number}"),
        "offentligTittel": title,
        "offentligTittelSensitiv": title,
        "beskrivelse": format!("Antall oppslag i måneden: {count}"),
        "journalaar": month.number() / 12,
        "journalsekvensnummer": number,
        "journalpostnummer": number,
        "journalposttype": "utgaaende_dokument",
        "journaldato": last_day(month),
        "korrespondansepart": [{
            "entity": "Korrespondansepart",
            "korrespondansepartNavn": name,
            "korrespondansepartNavnSensitiv": name,
            "korrespondanseparttype": "mottaker",
        }],
    })
}

/// The last day of a month; the month alone, were there no such day.
fn last_day(month: Month) -> String {
    let first = format!("{month}-01").parse::<jiff::civil::Date>();
    first.map_or_else(|_| month.to_string(), |day| day.last_of_month().to_string())
}
