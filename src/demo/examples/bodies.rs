//! Questions with a body: many persons at once, and a service that speaks XML.

use super::{CASE, Case};
use crate::demo::persons::{Population, Role};
use crate::demo::providers::cadastre_question;
use serde_json::json;

/// The example that asks about three persons at once.
pub const BULK: &str = "three neighbours at once, one of them protected";

/// Whom it asks about; the last one's address is protected.
pub const BULK_ROLES: [Role; 3] = [Role::Mother, Role::Single, Role::Protected];

/// The example of a service that speaks XML.
pub const OWNER: &str = "who owns the neighbouring property, over SOAP";

/// Who owns it.
pub const OWNER_ROLE: Role = Role::Single;

pub(super) fn cases(population: &Population) -> Vec<Case<'static>> {
    let persons = BULK_ROLES.iter().filter_map(|role| population.playing(*role));
    let numbers: Vec<&str> = persons.map(|person| person.number().expose()).collect();
    let owner = population.playing(OWNER_ROLE).map_or(0, |owner| owner.position());
    let asked = |name, scope, path: &str, body| Case {
        name,
        client_id: "testby-byggesak",
        scope,
        path: path.to_owned(),
        headers: &[CASE],
        status: 200,
        body: Some(body),
        ..Case::default()
    };
    vec![
        asked(
            BULK,
            "folkeregister:byggesak",
            "/folkeregisteret/v1/personer/bulkoppslag/",
            ("application/json", json!({ "foedselsEllerDNummer": numbers }).to_string()),
        ),
        asked(
            OWNER,
            "matrikkel:byggesak",
            "/matrikkelapi/wsapi/v1/StoreServiceWS",
            ("text/xml; charset=utf-8", cadastre_question(owner)),
        ),
    ]
}
