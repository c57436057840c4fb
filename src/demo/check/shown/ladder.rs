//! What each form of the ladder must make of a person's values, computed by another way than the
//! gateway's.

use crate::demo::persons::{Grading, Marital, Person, Population};
use crate::vocab::time::Day;
use serde_json::{Map, Value, json};

/// The states of the Nordic countries, as the purpose names them.
const NORDIC: [&str; 5] = ["NOR", "SWE", "DNK", "FIN", "ISL"];

/// Holds the answer of `stigen-person` against the person.
pub(super) fn person(person: &Person, today: Day, mut answer: Value) -> Result<(), String> {
    let pseudonym = answer
        .pointer_mut("/identifikasjonsnummer/0/foedselsEllerDNummer")
        .map(Value::take)
        .ok_or("there is no pseudonym")?;
    let pseudonym = pseudonym.as_str().unwrap_or_default();
    if !pseudonym.starts_with("p1.") || pseudonym.contains(person.number().expose()) {
        return Err("what stands for the number is no pseudonym".into());
    }
    let expected = expected(person, today)?;
    differing(&expected, &answer).map_or(Ok(()), |member| Err(format!("`{member}` differs")))
}

/// The first member that is not as it must be.
fn differing(expected: &Value, found: &Value) -> Option<String> {
    let none = Map::new();
    let members = |value: &Value| value.as_object().unwrap_or(&none).clone();
    let (expected, found) = (members(expected), members(found));
    let names = expected.keys().chain(found.keys());
    names.into_iter().find(|name| expected.get(*name) != found.get(*name)).cloned()
}

fn expected(person: &Person, today: Day) -> Result<Value, String> {
    let years = |text: String| {
        let day = Day::parse(&text).map_err(|_| "a day of the population is none".to_owned())?;
        day.years_until(today).ok_or_else(|| "a day of the population is to come".to_owned())
    };
    let mut name = json!({ "fornavn": person.names.current().first });
    put(&mut name, "mellomnavn", person.names.current().middle.map(|_| true.into()));
    let mut birth = json!({ "foedselsdato": years(person.born.to_string())? >= 18 });
    put(&mut birth, "foedekommuneINorge", person.birth_municipality.map(Value::from));
    let marital = person.marital.latest();
    let mut status = json!({ "sivilstand": matches!(marital.value, Marital::Married(_)) });
    if !matches!(marital.value, Marital::Unmarried) {
        put(&mut status, "sivilstandsdato", Some(years(marital.from.to_string())?.into()));
    }
    let citizenship = person.citizenship.latest();
    let band = band(years(citizenship.from.to_string())?);
    let mut expected = json!({
        "identifikasjonsnummer": [{ "foedselsEllerDNummer": null }],
        "navn": [name],
        "foedsel": birth,
        "sivilstand": [status],
        "statsborgerskap": [{
            "statsborgerskap": NORDIC.contains(&citizenship.value),
            "ervervsdato": band,
        }],
    });
    let home = (person.grading() == Grading::Open).then(|| home(person));
    put(&mut expected, "bostedsadresse", home);
    Ok(expected)
}

fn home(person: &Person) -> Value {
    let held = person.homes.latest();
    let home = held.value;
    let mut address = json!({
        "kommunenummer": home.place.municipality == "0301",
        "poststed": { "postnummer": home.place.postcode.chars().take(2).collect::<String>() },
    });
    // `H0203`, of which the last two characters may be seen.
    let masked = home.unit.map(|(_, dwelling)| format!("***{dwelling:02}").into());
    put(&mut address, "bruksenhetsnummer", masked);
    json!([{ "flyttedato": held.from.year(), "vegadresse": address }])
}

fn put(object: &mut Value, name: &str, value: Option<Value>) {
    if let (Some(members), Some(value)) = (object.as_object_mut(), value) {
        members.insert(name.to_owned(), value);
    }
}

fn band(years: u16) -> &'static str {
    match years {
        0..6 => "0-5",
        6..18 => "6-17",
        18..67 => "18-66",
        67.. => "67-",
    }
}

/// Holds the answer of `stigen-inntekt` against the person's assessment of last year.
pub(super) fn amounts(
    population: &Population,
    person: &Person,
    answer: &Value,
) -> Result<(), String> {
    let year = population.year() - 1;
    let income = population.income(person, year).ok_or("nothing is assessed")?;
    let low = income.general / 200_000 * 200_000;
    let band = if low >= 600_000 { "600000-".into() } else { format!("{low}-{}", low + 199_999) };
    let number = person.number().expose();
    let expected = json!({
        "norskident": format!("***{}", number.get(number.len() - 4..).unwrap_or_default()),
        "inntektsaar": year.to_string(),
        "alminneligInntekt": band,
        "formue": { "nettoformue": income.net_wealth / 100_000 * 100_000 },
    });
    differing(&expected, answer).map_or(Ok(()), |member| Err(format!("`{member}` differs")))
}
