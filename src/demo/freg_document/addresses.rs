//! Where the person lives and gets post, each address with its grading.
//!
//! Of those with a strictly confidential address only a postal address at an authority is given out,
//! also in the history.

use super::View;
use super::version::{add, one, version, versions};
use crate::demo::persons::{Grading, Held, Home, NumberKind};
use serde_json::{Value, json};

pub(super) fn residence(view: &View<'_>) -> Value {
    let person = view.person;
    if hidden(view) || person.number_kind() == NumberKind::D {
        return Value::Null;
    }
    let Some(left) = person.left else {
        return versions(view, &person.homes, residential);
    };
    if !view.history {
        return Value::Null;
    }
    // Whoever has moved abroad has only had addresses here.
    let ended = person
        .homes
        .iter()
        .map(|held| version(held.from, held.until.or(Some(left.on)), residential(held)));
    ended.collect()
}

pub(super) fn shared_residence(view: &View<'_>) -> Value {
    if hidden(view) {
        return Value::Null;
    }
    let write = |held: &Held<Home>| {
        let mut fields = graded(&held.value);
        add(&mut fields, json!({ "startdatoForKontrakt": held.from.to_string() }));
        one(held.from, fields)
    };
    view.person.second_home.as_ref().map_or(Value::Null, write)
}

/// Where someone with a D-number stays while they are in Norway.
pub(super) fn stay(view: &View<'_>) -> Value {
    if hidden(view) || view.person.number_kind() != NumberKind::D {
        return Value::Null;
    }
    versions(view, &view.person.homes, |held| {
        let mut fields = graded(&held.value);
        add(&mut fields, json!({ "oppholdsadressedato": held.from.to_string() }));
        fields
    })
}

pub(super) fn postal(view: &View<'_>) -> Value {
    if !hidden(view) {
        return Value::Null;
    }
    let grading = view.person.grading().name();
    one(
        view.person.protection.latest().from,
        json!({
            "adressegradering": grading,
            "postboksadresse": {
                "postbokseier": "C/O SYNTETISK MYNDIGHET",
                "postboks": "2032",
                "poststed": { "poststedsnavn": "OSLO", "postnummer": "0034" },
            },
        }),
    )
}

pub(super) fn postal_abroad(view: &View<'_>) -> Value {
    let person = view.person;
    let (country, since) = match (person.left, person.number_kind()) {
        (Some(left), _) => (left.country, left.on),
        (None, NumberKind::D) => (person.birth_country, person.identities.latest().from),
        (None, NumberKind::Birth) => return Value::Null,
    };
    one(
        since,
        json!({
            "adressegradering": person.grading().name(),
            "utenlandskAdresse": {
                "adressenavn": format!("1 SYNTHETIC STREET {}", person.position() + 1),
                "byEllerStedsnavn": "SYNTHETIC TOWN",
                "landkode": country,
            },
        }),
    )
}

pub(super) fn protection(view: &View<'_>) -> Value {
    versions(view, &view.person.protection, |held| json!({ "graderingsnivaa": held.value.name() }))
}

fn hidden(view: &View<'_>) -> bool {
    view.person.grading() == Grading::StrictlyConfidential
}

fn residential(held: &Held<Home>) -> Value {
    let mut fields = graded(&held.value);
    add(
        &mut fields,
        json!({
            "flyttedato": held.from.to_string(), "grunnkrets": held.value.tract,
        }),
    );
    fields
}

fn graded(home: &Home) -> Value {
    json!({ "adressegradering": home.grading.name(), "vegadresse": street_address(home) })
}

fn street_address(home: &Home) -> Value {
    let mut number = json!({ "husnummer": home.house.to_string() });
    add(&mut number, json!({ "husbokstav": home.letter }));
    let mut address = json!({
        "kommunenummer": home.place.municipality,
        "bruksenhetstype": "bolig",
        "adressenavn": home.street,
        "adressenummer": number,
        "adressekode": home.street_code.to_string(),
        "poststed": { "poststedsnavn": home.place.name, "postnummer": home.place.postcode },
    });
    let unit = home.unit.map(|(storey, dwelling)| format!("H{storey:02}{dwelling:02}"));
    add(&mut address, json!({ "bruksenhetsnummer": unit }));
    address
}
