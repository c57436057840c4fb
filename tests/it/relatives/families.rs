//! Generated families: whoever is let in has every ground for it in the register's own text.

use super::family::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use sluse::relatives::{Between, Registered, right};
use sluse::vocab::relation::Relation;

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words)
}

fn validity() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![6 => Just(Some(true)), 1 => Just(Some(false)), 1 => Just(None)]
}

fn somebody() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(MOTHER), 1 => Just(FATHER), 1 => Just(STRANGER)]
}

fn relation() -> impl Strategy<Value = Value> {
    let role = one_of(&["mor", "mor", "far", "medmor", "barn", "soesken"]);
    (somebody(), role, validity()).prop_map(|(person, role, holds)| {
        json!({ "erGjeldende": holds, "relatertPerson": person, "relatertPersonsRolle": role })
    })
}

fn held() -> impl Strategy<Value = Value> {
    let kind = one_of(&["felles", "felles", "mor", "far", "andre", "ukjent"]);
    (kind, somebody(), validity()).prop_map(
        |(kind, person, holds)| json!({ "erGjeldende": holds, "ansvar": kind, "ansvarlig": person }),
    )
}

fn guardianship() -> impl Strategy<Value = Value> {
    let scope = one_of(&["personligeOgOekonomiskeInteresser", "oekonomiskeInteresser"]);
    (one_of(&["voksen", "mindreaarig"]), scope, somebody(), validity()).prop_map(
        |(kind, scope, person, holds)| {
            json!({
                "erGjeldende": holds, "vergemaaltype": kind,
                "verge": { "foedselsEllerDNummer": person, "omfang": scope },
            })
        },
    )
}

fn level() -> impl Strategy<Value = Value> {
    (one_of(&["ugradert", "ugradert", "ugradert", "fortrolig", "strengtFortrolig"]), validity())
        .prop_map(|(level, holds)| json!({ "erGjeldende": holds, "graderingsnivaa": level }))
}

prop_compose! {
    fn of_another()(
        year in 1940..2027_i32,
        house in one_of(&["12", "12", "14"]),
        family in prop::collection::vec(relation(), 0..4),
        responsible in prop::collection::vec(held(), 0..3),
        guardians in prop::collection::vec(guardianship(), 0..2),
        levels in prop::collection::vec(level(), 0..3),
        dead in prop::bool::weighted(0.1),
    ) -> Value {
        let mut person = ordinary(CHILD, &format!("{year}-06-01"));
        person["bostedsadresse"] = json!([home(house)]);
        person["familierelasjon"] = json!(family);
        person["foreldreansvar"] = json!(responsible);
        person["vergemaalEllerFremtidsfullmakt"] = json!(guardians);
        person["adressebeskyttelse"] = json!(levels);
        if dead {
            person["doedsfall"] = json!({ "erGjeldende": true, "doedsdato": "2026-06-02" });
        }
        person
    }
}

/// Whether a version of a member holds and says all this.
fn says(person: &Value, member: &str, what: &[(&str, &str)]) -> bool {
    person[member].as_array().unwrap().iter().any(|version| {
        version["erGjeldende"] == json!(true)
            && what.iter().all(|(pointer, text)| version.pointer(pointer) == Some(&json!(text)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nobody_looks_without_every_ground_for_it(
        person in of_another(), between in prop::bool::ANY,
    ) {
        let between = if between { Between::Parents } else { Between::Nobody };
        let mother = read(&mother(), MOTHER).unwrap();
        let other = read(&person, CHILD).unwrap();
        let Ok(relation) = right(&rules_with(between), &mother, &other, day(TODAY)) else {
            return Ok(());
        };
        let born = person["foedsel"]["foedselsdato"].as_str().unwrap();
        let age = day(born).years_until(day(TODAY)).unwrap();
        let open = age < 12 || (between == Between::Parents && age < 16);
        prop_assert!(person.get("doedsfall").is_none());
        for level in ["fortrolig", "strengtFortrolig"] {
            prop_assert!(!says(&person, "adressebeskyttelse", &[("/graderingsnivaa", level)]));
        }
        match relation {
            Relation::Parent => {
                prop_assert!(open);
                prop_assert!(["mor", "far", "medmor"].into_iter().any(|role| says(
                    &person,
                    "familierelasjon",
                    &[("/relatertPerson", MOTHER), ("/relatertPersonsRolle", role)],
                )));
                let own = [("/ansvarlig", MOTHER)];
                prop_assert!(says(&person, "foreldreansvar", &own));
                prop_assert!(!says(&person, "foreldreansvar", &[("/ansvar", "ukjent")]));
                prop_assert!(!says(&person, "foreldreansvar", &[("/ansvar", "andre")]));
                let house = "/vegadresse/adressenummer/husnummer";
                prop_assert!(says(&person, "bostedsadresse", &[(house, "12")]));
            }
            Relation::Guardian => {
                prop_assert!(open || age >= 18);
                prop_assert!(says(&person, "vergemaalEllerFremtidsfullmakt", &[
                    ("/vergemaaltype", "voksen"),
                    ("/verge/foedselsEllerDNummer", MOTHER),
                    ("/verge/omfang", "personligeOgOekonomiskeInteresser"),
                ]));
            }
        }
    }

    #[test]
    fn a_stranger_is_never_let_in(person in of_another()) {
        let other = read(&person, CHILD).unwrap();
        let names_them = person.to_string().contains(STRANGER);
        let stranger = read(&ordinary(STRANGER, "1980-01-01"), STRANGER).unwrap();
        let got = right(&rules_with(Between::Parents), &stranger, &other, day(TODAY));
        // Without the child on their own document they are at the most somebody's guardian.
        prop_assert!(got != Ok(Relation::Parent));
        prop_assert!(names_them || got.is_err());
    }

    #[test]
    fn no_bytes_from_the_register_break_the_reading(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Registered::parse(&bytes, &number(CHILD)).is_err());
    }
}
