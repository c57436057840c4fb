//! A purpose that rests on the person's consent: with one that covers it, with another, without.

use super::Case;
use crate::demo::consents::{COVERS, COVERS_OTHER, GIVEN_BY, details};
use crate::demo::persons::{Population, Role};
use serde_json::Value;

pub(super) fn cases<'a>(
    person: &impl Fn(Role) -> String,
    population: &Population,
) -> Vec<Case<'a>> {
    let member = |name, details: Vec<Value>, status, problem| Case {
        name,
        client_id: "frivilligfondet",
        scope: "folkeregister:medlemskontroll",
        path: person(GIVEN_BY),
        status,
        problem,
        details,
        ..Case::default()
    };
    let consent = |id| vec![details(id, population)];
    let (missing, other) = (Some("consent-missing"), Some("consent-not-covering"));
    vec![
        member("a member who consents", consent(COVERS), 200, None),
        member("a consent to something else", consent(COVERS_OTHER), 403, other),
        member("no consent", Vec::new(), 403, missing),
    ]
}
