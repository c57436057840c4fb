//! The journal as plain open data: JSON, CSV, and a description of both for a catalogue (DCAT).

use super::{Journal, Row, THRESHOLD, Told};
use crate::paper::{Column, Table, Text, csv as sheet};
use crate::vocab::translated::Translated;
use serde::Serialize;
use serde_json::json;

/// The journal as JSON.
#[derive(Serialize)]
struct Document<'j> {
    month: String,
    /// Counts below this are not told.
    threshold: u64,
    rows: Vec<Line<'j>>,
}

/// One row. `readings` is null where there were fewer than the threshold.
#[derive(Serialize)]
struct Line<'j> {
    consumer: &'j str,
    consumer_name: Option<&'j str>,
    service: String,
    service_title: Option<&'j Translated>,
    provider: Option<&'j str>,
    purpose: String,
    purpose_title: Option<&'j Translated>,
    readings: Option<u64>,
}

const fn count(told: Told) -> Option<u64> {
    match told {
        Told::Exactly(count) => Some(count),
        Told::Few => None,
    }
}

/// JSON: `{"month":"2026-11","threshold":10,"rows":[{"consumer":"…","readings":120},…]}`; a count that is
/// not told is null.
///
/// # Errors
/// When it cannot be written, which memory alone could be the cause of.
pub fn json(journal: &Journal) -> Result<String, serde_json::Error> {
    let rows = journal.rows().iter().map(line).collect();
    let month = journal.month().to_string();
    serde_json::to_string(&Document { month, threshold: THRESHOLD, rows })
}

fn line(row: &Row) -> Line<'_> {
    // Spelt out so that a new member of a row is a decision here.
    let Row { key, consumer_name, service_title, provider, purpose_title, readings } = row;
    Line {
        consumer: key.consumer.as_str(),
        consumer_name: consumer_name.as_deref(),
        service: key.service.to_string(),
        service_title: service_title.as_ref(),
        provider: provider.as_ref().map(|it| it.as_str()),
        purpose: key.purpose.to_string(),
        purpose_title: purpose_title.as_ref(),
        readings: count(*readings),
    }
}

/// CSV with the same columns; a count that is not told is `<10`.
#[must_use]
pub fn csv(journal: &Journal) -> String {
    let names = ["month", "consumer", "consumer_name", "service", "provider", "purpose"];
    let columns = names.iter().map(|name| Column::text(*name));
    let columns = columns.chain([Column::numbers("readings")]).collect();
    let mut table = Table::new(journal.month().to_string(), columns);
    for row in journal.rows() {
        let told = match row.readings {
            Told::Exactly(count) => count.to_string(),
            Told::Few => format!("<{THRESHOLD}"),
        };
        table.row([
            Text::from(journal.month().to_string()),
            row.key.consumer.to_string().into(),
            row.consumer_name.clone().unwrap_or_default().into(),
            row.key.service.to_string().into(),
            row.provider.as_ref().map(ToString::to_string).unwrap_or_default().into(),
            row.key.purpose.to_string().into(),
            told.into(),
        ]);
    }
    sheet::table(&table)
}

/// The data set and its two forms as DCAT (JSON-LD), for a catalogue. `address` is that of the journal.
#[must_use]
pub fn description(month: &str, address: &str) -> String {
    let form = |format: &str, media: &str| {
        json!({
            "@type": "dcat:Distribution",
            "dcat:accessURL": { "@id": format!("{address}?month={month}&format={format}") },
            "dcat:mediaType": media,
        })
    };
    let document = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Dataset",
        "dct:identifier": format!("{address}?month={month}"),
        "dct:title": [
            { "@value": "Offentlig journal over oppslag", "@language": "nb" },
            { "@value": "Public journal of readings", "@language": "en" },
        ],
        "dct:accessRights": {
            "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
        },
        "dct:temporal": { "@value": month, "@type": "xsd:gYearMonth" },
        "dcat:distribution": [form("json", "application/json"), form("csv", "text/csv")],
    });
    format!("{document}\n")
}
