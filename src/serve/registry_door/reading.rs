//! What a request of the administration API says: its query, its path, its body.

use super::super::problem::registry::Unreadable;
use crate::page::Form;
use crate::registrar::refused::Refused;
use crate::vocab::limits::Limit;
use crate::vocab::scope::Scope;
use bytes::Bytes;
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// The entries of one answer to a list.
pub(super) const PAGE_ENTRIES: Limit = Limit { name: "page_entries", most: 1000 };

/// The parameters of a query that a route takes.
pub(super) struct Query {
    form: Form,
    takes: &'static [&'static str],
}

impl Query {
    /// Reads a query that has no others than these, each at most once.
    pub(super) fn read(
        raw: Option<&str>,
        takes: &'static [&'static str],
    ) -> Result<Self, Unreadable> {
        let form = Form::parse(raw.unwrap_or_default());
        let query = Self { form: form.ok_or_else(|| refused(takes))?, takes };
        let unknown = query.form.names().any(|name| !takes.contains(&name));
        let repeated = takes.iter().any(|name| query.form.once(name).is_err());
        if unknown || repeated { Err(query.refused()) } else { Ok(query) }
    }

    pub(super) fn refused(&self) -> Unreadable {
        refused(self.takes)
    }

    /// The text of a parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.form.once(name).ok().flatten()
    }

    /// A parameter that is parsed.
    pub(super) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Unreadable> {
        self.text(name).map(|text| text.parse().map_err(|_| self.refused())).transpose()
    }

    /// `true`, `false`, or nothing, which is `false`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Unreadable> {
        self.parsed(name).map(Option::unwrap_or_default)
    }

    /// The scope, which must be there.
    pub(super) fn scope(&self) -> Result<Scope, Unreadable> {
        self.parsed("scope")?.ok_or_else(|| self.refused())
    }

    /// Which part of a list is asked for.
    pub(super) fn page(&self) -> Result<Page, Unreadable> {
        let number = self.parsed("page")?.unwrap_or_default();
        let limit = self.parsed("limit")?.unwrap_or(PAGE_ENTRIES.most);
        let fits = (1..=PAGE_ENTRIES.most).contains(&limit);
        if fits { Ok(Page { number, limit }) } else { Err(self.refused()) }
    }
}

fn refused(takes: &[&str]) -> Unreadable {
    let said = |name: &&str| match *name {
        "limit" => format!("limit (1 to {})", PAGE_ENTRIES.most),
        "page" => "page (from 0)".to_owned(),
        "inactive" | "accessible_for_all" => format!("{name} (true or false)"),
        "scope" => "scope (prefix:name)".to_owned(),
        other => other.to_owned(),
    };
    let takes: Vec<String> = takes.iter().map(said).collect();
    Unreadable::Query(if takes.is_empty() { "nothing".to_owned() } else { takes.join(", ") })
}

/// A part of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// Counted from 0.
    pub(super) number: usize,
    pub(super) limit: usize,
}

/// A word in a path. What cannot be one names nothing.
pub(super) fn word<T: std::str::FromStr>(segment: Option<&String>) -> Result<T, Refused> {
    segment.and_then(|segment| segment.parse().ok()).ok_or(Refused::Unknown)
}

/// Reads a body that is one JSON document of this form, without unknown or repeated members.
pub(super) fn body<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Unreadable> {
    let mut declared = request.headers().get_all(CONTENT_TYPE).iter();
    let one = declared.next().filter(|_| declared.next().is_none());
    let text = one.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = text.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Unreadable::MediaType);
    }
    serde_json::from_slice(request.body()).map_err(|error| Unreadable::Body(told(&error)))
}

/// What is wrong, without what was sent: that may be anything.
fn told(error: &serde_json::Error) -> String {
    let place = format!("line {} column {}", error.line(), error.column());
    if error.classify() != Category::Data {
        return format!("it is not JSON at {place}");
    }
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    // Serde's own words hold what was sent before `expected`; a word's own rule holds nothing of it.
    let sent =
        ["unknown field", "unknown variant", "invalid type", "invalid value", "invalid length"];
    match text.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected} at {place}"),
        None if sent.iter().any(|start| text.starts_with(start)) => format!("at {place}"),
        None => format!("{text} at {place}"),
    }
}
