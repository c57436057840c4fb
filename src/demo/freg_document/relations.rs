//! Who the person is related to: spouse, parents, children, those responsible and guardians.

use super::View;
use super::version::{one, single, version, versions};
use crate::demo::persons::{Custody, Grading, Marital, Person, Position, Sex};
use serde_json::{Value, json};

impl View<'_> {
    /// The number in use of someone else.
    fn number_of(&self, position: Position) -> Option<&str> {
        self.population.at(position).map(|person| person.number().expose())
    }
}

pub(super) fn marital(view: &View<'_>) -> Value {
    versions(view, &view.person.marital, |held| {
        let (state, other) = match held.value {
            Marital::Unmarried => ("ugift", None),
            Marital::Married(other) => ("gift", Some(other)),
            Marital::Divorced(other) => ("skilt", Some(other)),
            Marital::Widowed(other) => ("enkeEllerEnkemann", Some(other)),
        };
        // Where they lived on the day, unless that would tell where a protected person lives.
        let mut homes = view.person.homes.iter();
        let then = homes.find(|home| home.from <= held.from).map(|home| home.value);
        let place = then.filter(|home| home.grading == Grading::Open).map(|home| home.place);
        json!({
            "sivilstand": state,
            "sivilstandsdato": other.map(|_| held.from.to_string()),
            "kommune": other.and(place).map(|place| place.municipality),
            "relatertVedSivilstand": other.and_then(|other| view.number_of(other)),
        })
    })
}

pub(super) fn family(view: &View<'_>) -> Value {
    let person = view.person;
    let mother = person.mother.map(|mother| (mother, "mor", "barn", person.born));
    let father = person.father.map(|father| (father, "far", "barn", person.born));
    let mine = match person.sex {
        Sex::Woman => "mor",
        Sex::Man => "far",
    };
    let children = person.children().iter().filter_map(|child| {
        view.population.at(*child).map(|entry| (*child, "barn", mine, entry.born))
    });
    let role = "ektefelleEllerPartner";
    let since = person.marital.latest().from;
    let spouse = person.spouse().map(|spouse| (spouse, role, role, since));
    let all = mother.into_iter().chain(father).chain(spouse).chain(children);
    all.map(|(other, theirs, mine, since)| {
        version(
            since,
            None,
            json!({
                "relatertPerson": view.number_of(other),
                "relatertPersonsRolle": theirs,
                "minRolleForPerson": mine,
            }),
        )
    })
    .collect()
}

/// On a child's document who is responsible for it; on an adult's whom they are responsible for.
pub(super) fn custody(view: &View<'_>) -> Value {
    let person = view.person;
    let own = person.parents().filter_map(|parent| responsibility(view, person, parent));
    let others = person
        .children()
        .iter()
        .filter_map(|child| responsibility(view, view.population.at(*child)?, person.position()));
    own.chain(others).collect()
}

/// One parent's responsibility for one child under eighteen; none where the other has it alone.
fn responsibility(view: &View<'_>, child: &Person, parent: Position) -> Option<Value> {
    if child.age_at_start_of(view.population.year()) >= 18 {
        return None;
    }
    let is_mother = child.mother == Some(parent);
    let kind = match (child.custody?, is_mother) {
        (Custody::Joint, _) => "felles",
        (Custody::Mother, true) => "mor",
        (Custody::Father, false) => "far",
        (Custody::Mother, false) | (Custody::Father, true) => return None,
    };
    Some(version(
        child.born,
        None,
        json!({
            "ansvar": kind,
            "ansvarlig": view.number_of(parent),
            "ansvarssubjekt": child.number().expose(),
        }),
    ))
}

pub(super) fn guardianship(view: &View<'_>) -> Value {
    let Some(held) = view.person.guardian else { return Value::Null };
    one(
        held.from,
        json!({
            "vergemaaltype": "voksen",
            "embete": "syntetiskStatsforvalter",
            "verge": {
                "foedselsEllerDNummer": view.number_of(held.value),
                "omfang": "personligeOgOekonomiskeInteresser",
            },
        }),
    )
}

/// Who answers for the estate of a deceased: the one who survives them.
pub(super) fn estate(view: &View<'_>) -> Value {
    let person = view.person;
    let (Some(died), Some(survivor)) = (person.died, person.spouse()) else { return Value::Null };
    let place = person.homes.current().place;
    json!([single(
        died,
        json!({
            "person": { "foedselsEllerDNummer": view.number_of(survivor) },
            "skifteform": "annet",
            "attestutstedelsesdato": died.to_string(),
            "adresse": {
                "adresselinje": ["SYNTETISK DØDSBO"],
                "poststedsnavn": place.name,
                "postnummer": place.postcode,
            },
        })
    )])
}
