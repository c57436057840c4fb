//! What else goes through the gateway in a year: lists that are worked off at night, and case workers
//! who look up the person in front of them.

use super::planned::{Calendar, Hour, Moment, Visit, What};
use crate::demo::persons::{Population, Position, Role};
use crate::vocab::time::Day;

/// A list that is worked off at night: the purpose, how many persons, and on which days before today.
const LISTS: &[(&str, usize, &[u16])] = &[
    ("bostotte", 45, MONTHLY),
    ("foreldrebetaling", 30, MONTHLY),
    ("skolestart", 60, &[245]),
    ("studieopptak", 50, &[132]),
    ("krr-reservasjon", 40, &[318, 227, 136, 45]),
    ("barnetrygd", 40, &[301, 121]),
];

/// Once a month.
pub(super) const MONTHLY: &[u16] = &[351, 321, 290, 260, 229, 199, 168, 138, 107, 77, 46, 16];

/// What case workers look up one by one, each with the relation that it needs.
const SINGLE: &[(&str, Option<&str>)] = &[
    ("barnehageopptak", None),
    ("soskenmoderasjon", None),
    ("nabovarsel", None),
    ("dagpenger-vilkar", None),
    ("dagpenger", None),
    ("sosialhjelp", None),
    ("sosialhjelp-inntekt", None),
    ("foreldrepenger", None),
    ("foreldrepenger-barn", Some("applicant")),
    ("kundekontroll", None),
    ("fastlege", None),
    ("studielan-inntekt", None),
    ("krr-varsling", None),
    ("foretaksregistrering", Some("board-member")),
];

/// What the snooper's colleagues read each working day, in office hours: without them nobody could say what is
/// normal for the purpose.
const COLLEAGUES: (&str, usize) = (super::snooper::PURPOSE, 2);

/// What goes wrong now and then.
const FAULTS: &[&str] = &["case-reference-missing", "consumer-not-named", "end-user-missing"];

/// The case workers, by the number that their organisation has for them.
const WORKERS: (i64, i64) = (11, 29);

pub(super) fn moments(population: &Population, today: Day) -> Vec<Moment> {
    let calendar = &mut Calendar::new(today, 1);
    let (first, last) = (Role::ALL.len(), population.persons().len().saturating_sub(1));
    let anybody = |calendar: &mut Calendar| -> Position {
        let most = i64::try_from(last).unwrap_or(0);
        let least = i64::try_from(first).unwrap_or(0).min(most);
        usize::try_from(calendar.between(least, most)).unwrap_or(0)
    };
    let mut all = Vec::new();
    for (purpose, persons, days) in LISTS {
        for days_ago in *days {
            let relation = (*purpose == "barnetrygd").then_some("applicant");
            let visits = (0..*persons).map(|_| Visit {
                person: anybody(calendar),
                purpose,
                case: Some(calendar.case(*days_ago)),
                end_user: None,
                relation,
                refused: None,
            });
            let visits = visits.collect();
            all.push(Moment {
                at: calendar.moment(*days_ago, Hour::Night),
                what: What::Run(visits),
            });
        }
    }
    for days_ago in 1..365 {
        let weekday = today.minus_days(days_ago).at_minute(0).weekday;
        if weekday >= 5 {
            continue;
        }
        for _ in 0..calendar.between(1, 4) {
            let person = anybody(calendar);
            let visit = single(calendar, person, days_ago);
            let at = calendar.moment(days_ago, Hour::Office);
            all.push(Moment { at, what: What::Read(visit) });
        }
        for _ in 0..COLLEAGUES.1 {
            let person = anybody(calendar);
            let visit = work(calendar, person, COLLEAGUES.0, days_ago);
            let at = calendar.moment(days_ago, Hour::Office);
            all.push(Moment { at, what: What::Read(visit) });
        }
    }
    all
}

/// One of the case workers reads for a case.
fn work(calendar: &mut Calendar, person: Position, purpose: &'static str, days_ago: u16) -> Visit {
    let worker = calendar.between(WORKERS.0, WORKERS.1);
    let end_user = Some(format!("saksbehandler-{worker}"));
    let case = Some(calendar.case(days_ago));
    Visit { person, purpose, case, end_user, relation: None, refused: None }
}

fn single(calendar: &mut Calendar, person: Position, days_ago: u16) -> Visit {
    let (purpose, relation) = calendar.random().pick(SINGLE);
    let refused = calendar.random().once_in(25).then(|| calendar.random().pick(FAULTS));
    let visit = work(calendar, person, purpose, days_ago);
    let case = visit.case.filter(|_| refused != Some("case-reference-missing"));
    Visit { case, relation, refused, ..visit }
}
