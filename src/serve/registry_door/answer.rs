//! Answers: one record, a part of a list, nothing.

use super::reading::Query;
use super::{Call, Fault, access, clients, delegations, keeping, routes, scopes, system_users};
use crate::page::form::encode;
use crate::registry::Registry;
use crate::registry::record::{Held, Record, Registered};
use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LINK, LOCATION};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value};

/// How long others may keep what everybody may read.
const MAX_AGE: &str = "public, max-age=60";

/// A document that everybody may read.
pub(super) fn published(document: &'static str) -> Response<Bytes> {
    let mut answer = whole(StatusCode::OK, Bytes::from_static(document.as_bytes()));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(MAX_AGE));
    answer
}

/// A JSON document.
pub(super) fn json(status: StatusCode, document: &Value) -> Response<Bytes> {
    whole(status, Bytes::from(document.to_string()))
}

fn whole(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// What was deactivated or removed is not shown again.
pub(super) fn nothing() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// What was just registered, and where it is from now on.
pub(super) fn created(document: &Value, at: Option<String>) -> Response<Bytes> {
    let mut answer = json(StatusCode::CREATED, document);
    if let Some(at) = at.and_then(|at| HeaderValue::from_str(&at).ok()) {
        answer.headers_mut().insert(LOCATION, at);
    }
    answer
}

/// The entries of a list, in the order of their names.
pub(super) fn in_order(mut entries: Vec<(String, Value)>) -> Vec<Value> {
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// The part of a list that was asked for, with a link to the next part if there is one (RFC 8288).
pub(super) fn part(query: &Query, path: &str, entries: &[Value]) -> Result<Response<Bytes>, Fault> {
    let page = query.page()?;
    let from = page.number.saturating_mul(page.limit);
    let more = entries.len() > from.saturating_add(page.limit);
    let shown = entries.iter().skip(from).take(page.limit).cloned().collect();
    let mut answer = json(StatusCode::OK, &Value::Array(shown));
    if more {
        let next = (page.number.saturating_add(1)).to_string();
        let (limit, mut asked) = (page.limit.to_string(), Vec::new());
        for name in ["scope", "inactive", "accessible_for_all"] {
            asked.extend(query.text(name).map(|value| (name, value)));
        }
        asked.extend([("page", next.as_str()), ("limit", limit.as_str())]);
        let link = format!("<{path}?{}>; rel=\"next\"", encode(&asked));
        if let Ok(link) = HeaderValue::from_str(&link) {
            answer.headers_mut().insert(LINK, link);
        }
    }
    Ok(answer)
}

impl Call<'_> {
    /// The part of a list that was asked for.
    pub(super) fn page(&self, entries: Vec<(String, Value)>) -> Result<Response<Bytes>, Fault> {
        part(&self.query, routes::below_base(self.request.uri().path()), &in_order(entries))
    }

    /// A record that was just changed.
    pub(super) fn shown(&self, registered: Registered) -> Value {
        shown(&self.registry(), registered)
    }
}

/// A record of any kind, as its own path shows it.
fn shown(registry: &Registry, registered: Registered) -> Value {
    let Held { active, created, last_updated, by, record } = registered;
    let held = Held { active, created, last_updated, by, record: () };
    match record {
        Record::Organisation(one) => keeping::shown_organisation(&held.map(|()| one)),
        Record::Group(one) => keeping::shown_group(&held.map(|()| one)),
        Record::Prefix(one) => keeping::shown_prefix(&held.map(|()| one)),
        Record::Scope(one) => scopes::shown(&held.map(|()| one)),
        Record::Access(one) => access::shown(registry, &held.map(|()| one)),
        Record::Client(one) => clients::shown(&held.map(|()| one)),
        Record::Delegation(one) => delegations::shown(registry, &held.map(|()| one)),
        Record::SystemUser(one) => system_users::shown(&held.map(|()| one)),
        Record::File(_) => Value::Null,
    }
}

/// Adds the members that every record has to its own; what has no value is left out.
pub(super) fn with_state<T>(held: &Held<T>, own: Value) -> Value {
    let mut members = match own {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.retain(|name, value| !value.is_null() || name == "prefix");
    members.insert("active".into(), held.active.into());
    members.insert("created".into(), held.created.to_string().into());
    members.insert("last_updated".into(), held.last_updated.to_string().into());
    Value::Object(members)
}
