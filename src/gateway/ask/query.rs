//! The query of a request: what goes on to the provider, and what is the gateway's own.

use super::super::refused::Refused;
use crate::policy::{Parameter, QueryRefused, Route, SubjectPlace, Value};
use crate::vocab::field::FieldPath;
use crate::vocab::limits::Limit;

/// Narrows the answer to some fields; the gateway's own, never sent on.
const FIELDS: &str = "fields";

/// The fields that one request may name.
const MOST_FIELDS: Limit = Limit { name: "fields", most: 256 };

/// What a query says.
pub(super) struct Parts {
    /// What is sent on.
    pub(super) sent: Vec<Value>,
    /// The person's number, unchecked, where a parameter holds it.
    pub(super) subject: Option<String>,
    pub(super) fields: Option<Vec<FieldPath>>,
}

/// Reads a raw query (what follows `?`).
pub(super) fn read(raw: Option<&str>, route: &Route) -> Result<Parts, Refused> {
    let subject_name = match route.subject() {
        SubjectPlace::Query(name) => Some(name.as_str()),
        _ => None,
    };
    let mut rest = Vec::new();
    let (mut subject, mut fields) = (None, None);
    for pair in raw.unwrap_or_default().split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let once = |slot: &mut Option<String>| match slot.replace(value.to_owned()) {
            None => Ok(()),
            Some(_) => Err(QueryRefused::Repeated { parameter: name.to_owned() }),
        };
        if Some(name) == subject_name {
            once(&mut subject)?;
        } else if name == FIELDS {
            once(&mut fields)?;
        } else {
            rest.push(pair);
        }
    }
    let sent = route.query(Some(&rest.join("&")))?;
    let fields = fields.map(|text| paths(&text)).transpose()?;
    Ok(Parts { sent, subject, fields })
}

/// Paths joined by commas, percent-encoded or not (brackets must be, RFC 3986 section 2.2).
fn paths(raw: &str) -> Result<Vec<FieldPath>, Refused> {
    let refused = || {
        Refused::Query(QueryRefused::ValueNotAllowed {
            parameter: FIELDS.to_owned(),
            allowed: vec!["names of fields, joined by commas".to_owned()],
        })
    };
    let text = Parameter::decoded(raw).ok_or_else(refused)?;
    let paths: Option<Vec<FieldPath>> =
        text.split(',').map(|path| FieldPath::parse(path.trim()).ok()).collect();
    paths.filter(|paths| paths.len() <= MOST_FIELDS.most).ok_or_else(refused)
}
