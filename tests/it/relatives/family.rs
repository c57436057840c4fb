//! A mother, a father and a child as the population register writes them, to be changed by tests.

use serde_json::{Value, json};
use sluse::relatives::{Between, NoRight, Registered, Rules, Unread, right};
use sluse::vocab::relation::Relation;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Day;

/// Synthetic persons (month + 80).
pub(crate) const MOTHER: &str = "01817010055";
pub(crate) const FATHER: &str = "15884010028";
pub(crate) const CHILD: &str = "17859241204";
pub(crate) const STRANGER: &str = "03910165681";

/// When tests ask, unless they say otherwise.
pub(crate) const TODAY: &str = "2026-11-21";

pub(crate) fn number(text: &str) -> PersonNumber {
    PersonNumber::parse(text).unwrap()
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Parents until 12, nobody until 16, and the guardians of adults.
pub(crate) fn rules() -> Rules {
    rules_with(Between::Nobody)
}

pub(crate) fn rules_with(between: Between) -> Rules {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let guardians = (words(&["voksen"]), words(&["personligeOgOekonomiskeInteresser"]));
    Rules::new((12, 16), between, guardians).unwrap()
}

pub(crate) fn home(house: &str) -> Value {
    json!({
        "erGjeldende": true, "adressegradering": "ugradert",
        "vegadresse": {
            "kommunenummer": "0301", "adressekode": "10234",
            "adressenummer": { "husnummer": house, "husbokstav": "B" },
            "bruksenhetsnummer": "H0203",
        },
    })
}

/// Somebody ordinary who was born on this day and lives in the family's home.
pub(crate) fn ordinary(person: &str, born: &str) -> Value {
    json!({
        "identifikasjonsnummer": [{
            "erGjeldende": true, "status": "iBruk", "foedselsEllerDNummer": person,
            "identifikatortype": "foedselsnummer",
        }],
        "status": [{ "erGjeldende": true, "status": "bosatt" }],
        "foedsel": { "erGjeldende": true, "foedselsdato": born },
        "navn": [{ "erGjeldende": true, "fornavn": "MUNTER", "etternavn": "KOMPASSROSE" }],
        "adressebeskyttelse": [{ "erGjeldende": true, "graderingsnivaa": "ugradert" }],
        "bostedsadresse": [home("12")],
    })
}

pub(crate) fn kin(person: &str, role: &str) -> Value {
    json!({ "erGjeldende": true, "relatertPerson": person, "relatertPersonsRolle": role })
}

pub(crate) fn responsibility(kind: &str, responsible: &str) -> Value {
    json!({ "erGjeldende": true, "ansvar": kind, "ansvarlig": responsible })
}

/// The mother, who lives with the child.
pub(crate) fn mother() -> Value {
    let mut mother = ordinary(MOTHER, "1992-05-17");
    mother["familierelasjon"] = json!([kin(CHILD, "barn"), kin(FATHER, "ektefelleEllerPartner")]);
    mother
}

/// The child, eight years old, for whom both parents are responsible.
pub(crate) fn child() -> Value {
    child_born("2018-03-04")
}

pub(crate) fn child_born(born: &str) -> Value {
    let mut child = ordinary(CHILD, born);
    child["familierelasjon"] = json!([kin(MOTHER, "mor"), kin(FATHER, "far")]);
    child["foreldreansvar"] =
        json!([responsibility("felles", MOTHER), responsibility("felles", FATHER)]);
    child
}

/// An adult with a guardian.
pub(crate) fn ward(kind: &str, scope: &str) -> Value {
    let mut ward = ordinary(CHILD, "1950-03-04");
    ward["vergemaalEllerFremtidsfullmakt"] = json!([{
        "erGjeldende": true, "vergemaaltype": kind,
        "verge": { "foedselsEllerDNummer": MOTHER, "omfang": scope },
    }]);
    ward
}

pub(crate) fn read(document: &Value, of: &str) -> Result<Registered, Unread> {
    Registered::parse(document.to_string().as_bytes(), &number(of))
}

/// What the mother may see of the other, today.
pub(crate) fn asked(looker: &Value, of: &Value) -> Result<Relation, NoRight> {
    asked_on(looker, of, TODAY)
}

pub(crate) fn asked_on(looker: &Value, of: &Value, on: &str) -> Result<Relation, NoRight> {
    let (looker, of) = (read(looker, MOTHER).unwrap(), read(of, CHILD).unwrap());
    right(&rules(), &looker, &of, day(on))
}
