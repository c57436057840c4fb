//! Folkeregisteret's look-up of many persons at once: `{"foedselsEllerDNummer":[…]}` in, a document
//! for each who is known out, in the order that was asked.

use super::Refusal;
use crate::demo::freg_document::{Selection, document};
use crate::demo::persons::Population;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use serde::Deserialize;
use serde_json::{Value, json};

/// The persons of one look-up (Skatteetaten, "Oppslag på flere personer").
const PERSONS: Limit = Limit { name: "demo_bulk_persons", most: 1_000 };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    #[serde(rename = "foedselsEllerDNummer")]
    numbers: Vec<String>,
}

/// Answers one look-up.
pub(super) fn answer(population: &Population, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let question: Question = serde_json::from_slice(body).map_err(|_| Refusal::Query)?;
    if question.numbers.len() > PERSONS.most {
        return Err(Refusal::Query);
    }
    let selection = Selection::parse(["person-basis", "relasjon-utvidet"]);
    let selection = selection.map_err(|_| Refusal::Query)?;
    let mut found = Vec::new();
    for text in &question.numbers {
        let number = PersonNumber::parse(text).map_err(|_| Refusal::Identifier)?;
        if let Some(person) = population.by_number(&number) {
            found.push(json!({
                "foedselsEllerDNummer": text,
                "folkeregisterperson": document(population, person, &selection),
            }));
        }
    }
    Ok(json!({ "oppslag": Value::Array(found) }).to_string().into_bytes())
}
