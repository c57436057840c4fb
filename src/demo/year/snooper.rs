//! One case worker who reads what is none of their business: a former partner and the neighbours, at
//! night, under cases that do not exist. For an auditor to find, and for the one who lives alone.

use super::planned::{Calendar, Hour, Moment, Visit, What};
use crate::demo::persons::{Population, Position, Role};
use crate::vocab::time::Day;

/// What the municipality calls the case worker.
pub const WORKER: &str = "saksbehandler-31";

/// The purpose that is misused: it asks for a case and a case worker, and has no hours.
pub(super) const PURPOSE: &str = "introduksjonsprogram";

/// On how many days before today the former partner is read, and at which minute of the night.
const PARTNER: &[(u16, u16)] = &[
    (152, 1390),
    (149, 47),
    (141, 1421),
    (133, 12),
    (126, 135),
    (118, 1402),
    (111, 66),
    (104, 1378),
    (97, 21),
    (84, 154),
    (71, 1411),
    (63, 38),
    (52, 1399),
    (41, 93),
    (33, 1427),
    (27, 117),
    (19, 1384),
    (11, 58),
];

/// On these the neighbours, one after the other.
const NEIGHBOURS: &[(u16, u16)] = &[(118, 1405), (84, 158), (52, 1404), (33, 1431), (11, 62)];

/// How many neighbours there are.
const DOORS: usize = 4;

pub(super) fn moments(population: &Population, today: Day) -> Vec<Moment> {
    let calendar = &mut Calendar::new(today, 2);
    let Some(partner) = population.playing(Role::Single) else { return Vec::new() };
    let neighbours: Vec<Position> = population
        .persons()
        .iter()
        .filter(|person| person.role().is_none() && person.is_alive())
        .filter(|person| {
            person.homes.current().place.postcode == partner.homes.current().place.postcode
        })
        .map(crate::demo::persons::Person::position)
        .take(DOORS)
        .collect();
    let mut all = Vec::new();
    for when in PARTNER {
        all.push(read(calendar, partner.position(), *when, None));
    }
    // The one purpose that has hours says no.
    for when in [(154, 1388), (151, 33)] {
        all.push(read(calendar, partner.position(), when, Some("outside-hours")));
    }
    for (days_ago, minute) in NEIGHBOURS {
        for (person, minute) in neighbours.iter().zip(*minute..) {
            all.push(read(calendar, *person, (*days_ago, minute), None));
        }
    }
    all
}

fn read(
    calendar: &mut Calendar,
    person: Position,
    (days_ago, minute): (u16, u16),
    refused: Option<&'static str>,
) -> Moment {
    let case = Some(format!("{}/1", calendar.year(days_ago)));
    let end_user = Some(WORKER.to_owned());
    let purpose = if refused.is_some() { "sosialhjelp" } else { PURPOSE };
    let visit = Visit { person, purpose, case, end_user, relation: None, refused };
    Moment { at: calendar.moment(days_ago, Hour::At(minute)), what: What::Read(visit) }
}
