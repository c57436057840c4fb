//! Folkeregisteret's feed of events: who in the cast moved, and who died, in the order of the days.

use crate::demo::persons::{Person, Population};
use crate::vocab::limits::Limit;
use jiff::civil::Date;
use serde_json::{Value, json};

/// The events of one page; the real feed has a thousand.
const PAGE: Limit = Limit { name: "demo_events", most: 100 };

/// The page of events whose numbers are greater than `after`.
pub(super) fn page(population: &Population, after: usize) -> Vec<u8> {
    let mut all: Vec<(Date, &Person, &str)> = Vec::new();
    for person in population.persons() {
        if let Some(day) = person.died {
            all.push((day, person, "personErDoed"));
        } else if person.role().is_some() {
            all.push((person.homes.latest().from, person, "endringIBostedsadresse"));
        }
    }
    // Stable: on one day they stand in the order of the population.
    all.sort_by_key(|(day, ..)| *day);
    let numbered = (1_usize..).zip(all).skip(after).take(PAGE.most);
    let page: Value = numbered.map(|(number, event)| written(number, event)).collect();
    page.to_string().into_bytes()
}

fn written(number: usize, (day, person, kind): (Date, &Person, &str)) -> Value {
    json!({
        "sekvensnummer": number,
        "hendelse": {
            "folkeregisteridentifikator": person.number().expose(),
            "hendelsetype": kind,
            "hendelsesdokument": format!("{number:032x}"),
            "persondokument": format!("{:032x}", person.position()),
            "ajourholdstidspunkt": format!("{day}T12:00:00.000+01:00"),
        },
    })
}
