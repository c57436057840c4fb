//! Who the person is: numbers, names, birth, death, sex, citizenship and moves across the border.

use super::View;
use super::version::{one, single, version, versions};
use crate::demo::persons::{NumberKind, Sex};
use serde_json::{Value, json};

/// The states whose citizens need no permit to stay (the Nordic ones among those that occur).
const NORDIC: [&str; 2] = ["NOR", "SWE"];

pub(super) fn numbers(view: &View<'_>) -> Value {
    versions(view, &view.person.identities, |held| {
        json!({
            "status": if held.until.is_none() { "iBruk" } else { "opphoert" },
            "foedselsEllerDNummer": held.value.number.expose(),
            "identifikatortype": match held.value.kind {
                NumberKind::Birth => "foedselsnummer",
                NumberKind::D => "dNummer",
            },
        })
    })
}

pub(super) fn grounds(view: &View<'_>) -> Value {
    let status = match view.person.number_kind() {
        NumberKind::Birth => "kontrollert",
        NumberKind::D => "ikkeKontrollert",
    };
    let since = view.person.identities.latest().from;
    one(since, json!({ "identitetsgrunnlagstatus": status }))
}

/// The status now and, with history, that before a death or a move abroad.
pub(super) fn status(view: &View<'_>) -> Value {
    let person = view.person;
    let since = person.identities.latest().from;
    let living = match person.number_kind() {
        NumberKind::Birth => "bosatt",
        NumberKind::D => "midlertidig",
    };
    let ended = match (person.died, person.left) {
        (Some(day), _) => Some((day, "doed")),
        (None, Some(move_)) => Some((move_.on, "utflyttet")),
        (None, None) => None,
    };
    let Some((on, now)) = ended else { return one(since, json!({ "status": living })) };
    let mut all = vec![version(on, None, json!({ "status": now }))];
    if view.history {
        all.push(version(since, Some(on), json!({ "status": living })));
    }
    Value::Array(all)
}

/// A number that the state of origin gave; invented.
pub(super) fn foreign_number(view: &View<'_>) -> Value {
    let person = view.person;
    if person.number_kind() != NumberKind::D {
        return Value::Null;
    }
    json!([single(
        person.identities.latest().from,
        json!({
            "identifikasjonsnummer": format!("SYN-{:06}", person.position() + 1),
            "identifikasjonsnummertype": "utenlandskIdentifikasjonsnummer",
            "utstederland": person.birth_country,
        })
    )])
}

pub(super) fn death(view: &View<'_>) -> Value {
    let write = |day| single(day, json!({ "doedsdato": day.to_string() }));
    view.person.died.map_or(Value::Null, write)
}

pub(super) fn birth(view: &View<'_>) -> Value {
    let person = view.person;
    single(
        person.born,
        json!({
            "foedselsdato": person.born.to_string(),
            "foedselsaar": person.born.year().to_string(),
            "foedekommuneINorge": person.birth_municipality,
            "foedeland": person.birth_country,
        }),
    )
}

/// Registered for those born in Norway since the register became electronic.
pub(super) fn birth_in_norway(view: &View<'_>) -> Value {
    let person = view.person;
    if person.birth_municipality.is_none() || person.born.year() < 2000 {
        return Value::Null;
    }
    single(
        person.born,
        json!({
            "foedselsinstitusjonsnavn": "SYNTETISK SYKEHUS", "rekkefoelgenummer": 1,
        }),
    )
}

pub(super) fn names(view: &View<'_>) -> Value {
    versions(view, &view.person.names, |held| {
        json!({
            "fornavn": held.value.first,
            "mellomnavn": held.value.middle,
            "etternavn": held.value.last,
        })
    })
}

pub(super) fn sex(view: &View<'_>) -> Value {
    let sex = match view.person.sex {
        Sex::Woman => "kvinne",
        Sex::Man => "mann",
    };
    one(view.person.born, json!({ "kjoenn": sex }))
}

pub(super) fn citizenship(view: &View<'_>) -> Value {
    versions(
        view,
        &view.person.citizenship,
        |held| json!({ "statsborgerskap": held.value, "ervervsdato": held.from.to_string() }),
    )
}

pub(super) fn arrival(view: &View<'_>) -> Value {
    let write = |country, on| one(on, json!({ "fraflyttingsland": country }));
    view.person.arrived.map_or(Value::Null, |crossing| write(crossing.country, crossing.on))
}

pub(super) fn departure(view: &View<'_>) -> Value {
    let write = |country, on| one(on, json!({ "tilflyttingsland": country }));
    view.person.left.map_or(Value::Null, |crossing| write(crossing.country, crossing.on))
}

pub(super) fn permit(view: &View<'_>) -> Value {
    let person = view.person;
    let Some(arrived) = person.arrived else { return Value::Null };
    if NORDIC.contains(person.citizenship.current()) {
        return Value::Null;
    }
    one(
        arrived.on,
        json!({
            "oppholdstillatelse": "permanent", "oppholdFra": arrived.on.to_string(),
        }),
    )
}

pub(super) fn sami_language(view: &View<'_>) -> Value {
    let person = view.person;
    if !person.speaks_sami {
        return Value::Null;
    }
    one(person.homes.latest().from, json!({ "spraak": "nordsamisk" }))
}
