//! The person document: parts, history, gradings.

use super::{playing, thousand};
use serde_json::Value;
use sluse::demo::freg_document::{Selection, UnknownPart, document};
use sluse::demo::persons::{Population, Role};

fn read(population: &Population, role: Role, parts: &[&str]) -> Value {
    let selection = Selection::parse(parts.iter().copied()).unwrap();
    document(population, playing(population, role), &selection)
}

fn names(document: &Value) -> Vec<&str> {
    document.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The values of a name anywhere in a document.
fn all<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            for (own, inner) in members {
                if own == name {
                    found.push(inner);
                }
                all(inner, name, found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| all(element, name, found)),
        _ => {}
    }
}

fn texts<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    all(value, name, &mut found);
    found.into_iter().filter_map(Value::as_str).collect()
}

#[test]
fn without_parts_the_basis_comes_and_nothing_confidential() {
    let population = thousand();
    let mother = read(&population, Role::Mother, &[]);
    let mut found = names(&mother);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "adressebeskyttelse",
            "bostedsadresse",
            "foedsel",
            "identifikasjonsnummer",
            "identitetsgrunnlag",
            "kjoenn",
            "navn",
            "sivilstand",
            "statsborgerskap",
            "status",
        ]
    );
    assert_eq!(mother, read(&population, Role::Mother, &["person-basis"]));
}

#[test]
fn only_the_named_parts_come() {
    let population = thousand();
    let found = read(&population, Role::Mother, &["navn", "foedsel", "navn"]);
    assert_eq!(names(&found), ["foedsel", "navn"]);
    let family = read(&population, Role::Mother, &["relasjon-utvidet"]);
    assert_eq!(names(&family), ["familierelasjon", "foreldreansvar"]);
}

#[test]
fn a_part_that_does_not_exist_is_refused() {
    for part in ["", "Navn", "navn ", "navn,foedsel", "person_basis"] {
        assert_eq!(Selection::parse([part]), Err(UnknownPart));
    }
}

#[test]
fn a_changed_name_comes_with_history_only() {
    let population = thousand();
    let now = read(&population, Role::Mother, &["navn"]);
    assert_eq!(now["navn"].as_array().unwrap().len(), 1);
    assert_eq!(now["navn"][0]["etternavn"], "KOMPASSROSE");
    let ever = read(&population, Role::Mother, &["navn", "historikk"]);
    let names = ever["navn"].as_array().unwrap();
    assert_eq!(names.len(), 2);
    assert_eq!(names[0]["erGjeldende"], true);
    assert!(names[0].get("opphoerstidspunkt").is_none());
    assert_eq!(names[1]["etternavn"], "SOLSIKKE");
    assert_eq!(names[1]["erGjeldende"], false);
    assert_eq!(names[1]["opphoerstidspunkt"], names[0]["gyldighetstidspunkt"]);
}

#[test]
fn history_alone_is_the_basis_with_its_history() {
    let population = thousand();
    let single = read(&population, Role::Single, &["historikk"]);
    assert_eq!(single["bostedsadresse"].as_array().unwrap().len(), 3);
    assert!(single.get("identitetsgrunnlag").is_some());
}

#[test]
fn a_family_is_the_same_seen_from_each_member() {
    let population = thousand();
    let numbers = |role| playing(&population, role).number().expose();
    let child = read(&population, Role::KindergartenChild, &["relasjon-utvidet", "bostedsadresse"]);
    let relations = child["familierelasjon"].as_array().unwrap();
    let parents: Vec<_> = relations
        .iter()
        .map(|one| (one["relatertPersonsRolle"].as_str().unwrap(), one["relatertPerson"].as_str()))
        .collect();
    let expected = [("mor", Some(numbers(Role::Mother))), ("far", Some(numbers(Role::Father)))];
    assert_eq!(parents, expected);
    assert_eq!(texts(&child["foreldreansvar"], "ansvar"), ["felles", "felles"]);
    let father = read(&population, Role::Father, &["relasjon-utvidet", "bostedsadresse"]);
    let roles = texts(&father, "relatertPersonsRolle");
    assert_eq!(roles, ["ektefelleEllerPartner", "barn", "barn"]);
    let children = texts(&father["foreldreansvar"], "ansvarssubjekt");
    assert_eq!(children, [numbers(Role::Schoolchild), numbers(Role::KindergartenChild)]);
    let home = |document: &Value| document["bostedsadresse"][0]["vegadresse"].clone();
    assert_eq!(home(&child), home(&father));
}

#[test]
fn of_the_strictly_protected_only_a_post_box_comes_also_in_the_history() {
    let population = thousand();
    let parts = ["historikk", "person-basis", "relasjon-utvidet", "innflytting", "utflytting"];
    let found = read(&population, Role::StrictlyProtected, &parts);
    for absent in ["bostedsadresse", "deltBosted", "oppholdsadresse"] {
        assert!(found.get(absent).is_none(), "{absent}");
    }
    assert!(texts(&found, "vegadresse").is_empty() && texts(&found, "adressenavn").is_empty());
    assert_eq!(found["postadresse"][0]["adressegradering"], "strengtFortrolig");
    assert_eq!(
        texts(&found["adressebeskyttelse"], "graderingsnivaa"),
        ["strengtFortrolig", "ugradert"]
    );
}

#[test]
fn each_address_has_its_own_grading() {
    let population = thousand();
    let gradings = |role| {
        let found = read(&population, role, &["historikk"]);
        let own = texts(&found, "adressegradering").join(" ");
        let person = found["adressebeskyttelse"][0]["graderingsnivaa"].as_str().unwrap().to_owned();
        (own, person)
    };
    assert_eq!(gradings(Role::Protected), ("fortrolig ugradert".into(), "fortrolig".into()));
    assert_eq!(gradings(Role::Client), ("klientadresse ugradert".into(), "ugradert".into()));
}

#[test]
fn a_d_number_stays_and_a_dead_person_has_died() {
    let population = thousand();
    let worker = read(&population, Role::DNumber, &[]);
    assert_eq!(worker["identifikasjonsnummer"][0]["identifikatortype"], "dNummer");
    assert_eq!(worker["status"][0]["status"], "midlertidig");
    assert!(worker.get("bostedsadresse").is_none());
    assert_eq!(worker["postadresseIUtlandet"][0]["utenlandskAdresse"]["landkode"], "POL");
    let dead = read(&population, Role::Deceased, &[]);
    assert_eq!(dead["status"][0]["status"], "doed");
    let died = dead["doedsfall"]["doedsdato"].as_str().unwrap();
    assert!(died.starts_with("2024-"));
    let widow = read(&population, Role::Widow, &[]);
    assert_eq!(widow["sivilstand"][0]["sivilstand"], "enkeEllerEnkemann");
    assert_eq!(widow["sivilstand"][0]["sivilstandsdato"], died);
}

#[test]
fn nothing_has_happened_after_new_year_and_every_history_is_in_order() {
    let population = thousand();
    let parts = [
        "historikk",
        "person-basis",
        "relasjon-utvidet",
        "identitetsgrunnlag-utvidet",
        "innflytting",
        "utflytting",
        "opphold",
        "foedselINorge",
        "brukAvSamiskSpraak",
    ];
    let selection = Selection::parse(parts).unwrap();
    for person in population.persons() {
        let found = document(&population, person, &selection);
        for name in ["gyldighetstidspunkt", "opphoerstidspunkt", "ajourholdstidspunkt"] {
            assert!(texts(&found, name).iter().all(|day| *day < "2026-01-01"), "{name}");
        }
        let histories = ["navn", "bostedsadresse", "sivilstand", "identifikasjonsnummer", "status"];
        for name in histories {
            let Some(versions) = found.get(name).and_then(Value::as_array) else { continue };
            assert!(versions.iter().skip(1).all(|version| version["erGjeldende"] == false));
            for two in versions.windows(2) {
                let ended = two[1]["opphoerstidspunkt"].as_str().unwrap();
                assert_eq!(two[0]["gyldighetstidspunkt"], ended, "{name}");
                assert!(two[1]["gyldighetstidspunkt"].as_str().unwrap() <= ended, "{name}");
            }
        }
    }
}

#[test]
fn the_population_has_something_in_every_part_that_is_written() {
    let population = thousand();
    let parts = [
        "kontaktinformasjonForDoedsbo",
        "utenlandskPersonidentifikasjon",
        "doedsfall",
        "deltBosted",
        "oppholdsadresse",
        "postadresse",
        "postadresseIUtlandet",
        "innflytting",
        "utflytting",
        "opphold",
        "foedselINorge",
        "brukAvSamiskSpraak",
        "vergemaalEllerFremtidsfullmakt",
    ];
    for part in parts {
        let selection = Selection::parse([part]).unwrap();
        let held = population
            .persons()
            .iter()
            .filter(|person| document(&population, person, &selection).get(part).is_some())
            .count();
        assert!(held > 0, "nobody has {part}");
    }
}
