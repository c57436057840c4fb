//! What must come out of an example, and what must not, computed from the population.

mod ladder;

use crate::demo::client::Example;
use crate::demo::examples::{
    AMOUNTS, BULK, BULK_ROLES, DEATHS, LADDER, OWNER, OWNER_ROLE, PROTECTED,
};
use crate::demo::persons::{Grading, Person, Population, Role};
use crate::vocab::time::Day;
use serde_json::{Value, json};

/// Holds an example's answer against what is known of the persons in it. Examples that show nothing
/// exact have nothing to hold against.
///
/// # Errors
/// What differs, without any value.
pub fn check(
    population: &Population,
    today: Day,
    example: &Example,
    answer: &[u8],
) -> Result<(), String> {
    let text = String::from_utf8_lossy(answer);
    let read = || serde_json::from_slice::<Value>(answer).map_err(|_| "not JSON".to_owned());
    let playing =
        |role| population.playing(role).ok_or_else(|| "the cast is not complete".to_owned());
    match example.name.as_str() {
        LADDER => ladder::person(playing(Role::Mother)?, today, read()?),
        PROTECTED => {
            let person = playing(Role::Protected)?;
            hides_home(person, &text)?;
            ladder::person(person, today, read()?)
        }
        AMOUNTS => ladder::amounts(population, playing(Role::Mother)?, &read()?),
        BULK => bulk(population, &read()?),
        DEATHS => deaths(population, &read()?),
        OWNER => owner(playing(OWNER_ROLE)?, &text),
        _ => Ok(()),
    }
}

/// No street of anyone's, former ones included, and not the number of the person that was asked about.
fn hides_home(person: &Person, text: &str) -> Result<(), String> {
    if text.contains(person.number().expose()) {
        return Err("the person's number is in the answer".into());
    }
    hides_streets(person, text)
}

fn hides_streets(person: &Person, text: &str) -> Result<(), String> {
    if person.homes.iter().any(|home| text.contains(home.value.street)) {
        return Err("a street of the person's is in the answer".into());
    }
    Ok(())
}

/// Each neighbour by name; the address of those whose address is open, and nothing else.
fn bulk(population: &Population, answer: &Value) -> Result<(), String> {
    let persons = BULK_ROLES.iter().filter_map(|role| population.playing(*role));
    let records = persons.map(|person| {
        json!({
            "foedselsEllerDNummer": person.number().expose(),
            "folkeregisterperson": neighbour(person),
        })
    });
    if *answer == json!({ "oppslag": records.collect::<Value>() }) {
        Ok(())
    } else {
        Err("the answer is not the three records that must come".into())
    }
}

fn is_open(person: &Person) -> bool {
    person.grading() == Grading::Open
}

/// What the purpose `nabovarsel` lets out about one person.
fn neighbour(person: &Person) -> Value {
    let name = person.names.current();
    let mut shown = json!({ "navn": [{ "fornavn": name.first, "etternavn": name.last }] });
    if let (true, Some(members)) = (is_open(person), shown.as_object_mut()) {
        let home = person.homes.current();
        let mut number = json!({ "husnummer": home.house.to_string() });
        if let (Some(letter), Some(number)) = (home.letter, number.as_object_mut()) {
            number.insert("husbokstav".into(), letter.to_string().into());
        }
        let address = json!({ "vegadresse": {
            "adressenavn": home.street,
            "adressenummer": number,
            "poststed": { "poststedsnavn": home.place.name, "postnummer": home.place.postcode },
        } });
        members.insert("bostedsadresse".into(), json!([address]));
    }
    shown
}

/// Those who died, and no number of anyone else's.
fn deaths(population: &Population, answer: &Value) -> Result<(), String> {
    let number = |event: &Value| {
        let number = event.pointer("/hendelse/folkeregisteridentifikator")?;
        number.as_str().map(str::to_owned)
    };
    let events = answer.as_array().ok_or("not a list of events")?;
    let mut told: Vec<String> = events.iter().filter_map(number).collect();
    let dead = population.persons().iter().filter(|person| !person.is_alive());
    let mut died: Vec<&str> = dead.map(|person| person.number().expose()).collect();
    told.sort_unstable();
    died.sort_unstable();
    if told == died && events.len() > died.len() {
        Ok(())
    } else {
        Err("the numbers are not those who died, among other events".into())
    }
}

/// The owner's number, and neither name nor home.
fn owner(person: &Person, text: &str) -> Result<(), String> {
    let name = person.names.current();
    if !text.contains(&format!(">{}<", person.number().expose())) {
        return Err("the owner's number is not in the answer".into());
    }
    if text.contains(name.first) || text.contains(name.last) {
        return Err("the owner's name is in the answer".into());
    }
    hides_streets(person, text)
}
