//! The auditors of the demonstration: synthetic persons of its register, who log in at a provider of their
//! own. The configuration names each by the `sub` that this provider gives, as a real one does.

use super::openid::DemoOpenid;
use super::persons::{Person, Population};
use super::prepare::Ports;
use crate::vocab::secret::SecretText;
use std::fmt::Write;

/// The auditors' client id at their OpenID provider.
pub const OFFICERS_CLIENT: &str = "sluse-kontroll";

/// Where its secret is.
pub const OFFICERS_SECRET: &str = "keys/officers.secret";

/// The officer of the municipality.
const MUNICIPAL: &str = "testby-ombud";

/// Who has which role: the name in the ledger, the organisation, the role, and what is told of it.
const OFFICERS: [(&str, &str, &str, &str); 4] = [
    ("tilsyn-1", "313181847", "authority", "the supervisory authority"),
    ("tilsyn-2", "313181847", "authority", "the same, for what takes two"),
    (
        "personregisteret-ombud",
        "311672118",
        "provider-officer",
        "the population register's officer",
    ),
    (MUNICIPAL, "312143046", "consumer-officer", "the municipality's officer"),
];

/// Auditors are this old, on the day on which the population was made or before.
const BORN_BEFORE: i16 = 1990;

/// The persons who play them, in the order of [`OFFICERS`]: the first grown-ups that play nobody else.
fn played_by(population: &Population) -> impl Iterator<Item = &Person> {
    let persons = population.persons().iter().filter(|person| person.is_alive());
    persons.filter(|person| person.role().is_none() && person.birth_year() < BORN_BEFORE)
}

/// The part of the configuration about the auditors' door.
pub fn configuration(ports: Ports, secret: &SecretText, population: &Population) -> String {
    let Ports { audit, officers_openid, .. } = ports;
    let mut text = format!(
        r#"
[audit]
address = "127.0.0.1:{audit}"

[audit.login]
url = "https://localhost:{audit}"
issuer = "https://localhost:{officers_openid}"
ca = "certs/ca.pem"
client_id = "{OFFICERS_CLIENT}"
client_secret = "{OFFICERS_SECRET}"
sessions = "officers"
acr = ["idporten-loa-high"]
"#
    );
    for ((name, organisation, role, _), person) in OFFICERS.iter().zip(played_by(population)) {
        let login = DemoOpenid::subject(OFFICERS_CLIENT, secret, person);
        let _ = write!(
            text,
            "\n[[audit.officers]]\nname = \"{name}\"\nlogin = \"{login}\"\n\
             organisation = \"{organisation}\"\nrole = \"{role}\"\n"
        );
    }
    text
}

/// Who plays the municipality's officer, whose case worker snoops.
pub fn municipal(population: &Population) -> Option<&Person> {
    let officers = OFFICERS.iter().zip(played_by(population));
    officers.into_iter().find(|(officer, _)| officer.0 == MUNICIPAL).map(|(_, person)| person)
}

/// Whom to log in as, a line each.
pub fn who(population: &Population) -> String {
    let mut text = String::new();
    for ((.., told), person) in OFFICERS.iter().zip(played_by(population)) {
        let (name, year) = (person.full_name(), person.birth_year());
        let _ = writeln!(text, "#   {name}, født {year}: {told}");
    }
    text
}
