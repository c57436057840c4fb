//! The checks of the examples, against a gateway that would let everything through.

use super::{TODAY, playing, thousand};
use serde_json::{Value, json};
use sluse::demo::check::shown;
use sluse::demo::examples::{self, AMOUNTS, BULK, DEATHS, LADDER, OWNER, PROTECTED};
use sluse::demo::freg_document::{Selection, document};
use sluse::demo::persons::{Population, Role};
use sluse::vocab::time::Day;

/// What the check of this example says about an answer.
fn check(population: &Population, name: &str, answer: &str) -> Result<(), String> {
    let all = examples::examples("https://sluse.test", population);
    let example = all.iter().find(|example| example.name == name).unwrap();
    shown::check(population, Day::parse(TODAY).unwrap(), example, answer.as_bytes())
}

fn whole(population: &Population, role: Role) -> Value {
    let selection = Selection::parse(["person-basis"]).unwrap();
    document(population, playing(population, role), &selection)
}

#[test]
fn whatever_a_provider_says_as_it_stands_is_found_out() {
    let population = thousand();
    let number = |role| playing(&population, role).number().expose();
    let records: Vec<Value> = examples::BULK_ROLES
        .iter()
        .map(|role| {
            let person = whole(&population, *role);
            json!({ "foedselsEllerDNummer": number(*role), "folkeregisterperson": person })
        })
        .collect();
    let owner = playing(&population, examples::OWNER_ROLE);
    let told = [
        (LADDER, whole(&population, Role::Mother).to_string(), "pseudonym"),
        (PROTECTED, whole(&population, Role::Protected).to_string(), "number is in"),
        (AMOUNTS, json!({ "norskident": number(Role::Mother) }).to_string(), "differs"),
        (BULK, json!({ "oppslag": records }).to_string(), "three records"),
        (
            OWNER,
            format!("<a>{}</a><b>{}</b>", owner.number().expose(), owner.full_name()),
            "name is in",
        ),
        (OWNER, "<a/>".to_owned(), "number is not in"),
        (DEATHS, json!([{ "hendelse": {} }]).to_string(), "not those who died"),
    ];
    for (name, answer, fault) in told {
        let found = check(&population, name, &answer).unwrap_err();
        assert!(found.contains(fault), "{name}: {found}");
        assert!(!found.contains(number(Role::Mother)), "{name}");
    }
}

#[test]
fn a_single_street_of_the_protected_person_is_found_out() {
    let population = thousand();
    let street =
        whole(&population, Role::Protected)["bostedsadresse"][0]["vegadresse"]["adressenavn"]
            .clone();
    let answer = json!({ "navn": [{ "fornavn": street }] }).to_string();
    let found = check(&population, PROTECTED, &answer).unwrap_err();
    assert!(found.contains("street of the person's"), "{found}");
}
