//! A service file.

use super::organisation;
use crate::policy::error::Code;
use crate::policy::page::{Page, Section, Value};
use crate::policy::route::{Allowed, Method, Parameter, Route};
use crate::policy::service::{Fact, Field, Service};
use crate::vocab::field::FieldPath;
use std::ops::Range;
use toml::Spanned;

/// A service and where its parts stand.
pub(in crate::policy) struct ServiceDraft {
    pub(in crate::policy) service: Service,
    pub(in crate::policy) id: Range<usize>,
    pub(in crate::policy) routes: Vec<Range<usize>>,
    pub(in crate::policy) fields: Vec<Range<usize>>,
    /// The paths of all facts, in order.
    pub(in crate::policy) facts: Vec<Spanned<FieldPath>>,
}

/// The keys of a service file.
pub(super) const KEYS: &[&str] =
    &["service", "title", "provider", "upstream", "route", "fields", "facts"];
const ROUTE_KEYS: &[&str] = &["method", "path", "query"];
const FACT_KEYS: &[&str] = &["name", "paths", "holds-unless", "absent"];

/// Reads a service file.
pub(super) fn read(page: &Page<'_>, section: &Section<'_>) -> Option<ServiceDraft> {
    let id = section.word("service");
    let title = section.translated("title");
    let provider = section.required("provider").and_then(|value| organisation(page, value));
    let upstream = section.text("upstream");
    let routes = section.required("route").and(section.tables("route", |value| {
        route(page, value).map(|route| Spanned::new(value.span(), route))
    }));
    let fields = section.required("fields").and(section.members("fields", |name, value| {
        let path = field_path(page, name);
        let name = page.translated(value);
        Some(Spanned::new(value.span(), Field { path: path?, name: name? }))
    }));
    let facts = section.members("facts", |name, value| fact(page, name, value));
    let (routes, route_places) = apart(routes?);
    let (fields, field_places) = apart(fields?);
    let (facts, fact_places): (Vec<_>, Vec<_>) = facts?.into_iter().unzip();
    Some(ServiceDraft {
        service: Service {
            id: id?,
            title: title?,
            provider: provider?,
            upstream: upstream?,
            routes,
            fields,
            facts,
        },
        id: section.span(),
        routes: route_places,
        fields: field_places,
        facts: fact_places.into_iter().flatten().collect(),
    })
}

/// Parts the values from their places.
fn apart<T>(spanned: Vec<Spanned<T>>) -> (Vec<T>, Vec<Range<usize>>) {
    let places = spanned.iter().map(Spanned::span).collect();
    (spanned.into_iter().map(Spanned::into_inner).collect(), places)
}

fn field_path(page: &Page<'_>, name: &Spanned<&str>) -> Option<FieldPath> {
    FieldPath::parse(name.get_ref())
        .map_err(|error| page.report(Code::Malformed, name.span(), error.to_string(), None))
        .ok()
}

fn route(page: &Page<'_>, value: &Value<'_>) -> Option<Route> {
    let section = page.section(value, ROUTE_KEYS)?;
    let method = section
        .required("method")
        .and_then(|value| page.choice(value, &[(Method::Get.as_str(), Method::Get)]));
    let path = section.required("path");
    let parameters = section.members("query", |name, value| parameter(page, name, value));
    let path = path?;
    let (template, method, parameters) = (page.text(path)?, method?, parameters?);
    Route::parse(method, template, parameters)
        .map_err(|rule| page.report(Code::BadRoute, path.span(), rule, None))
        .ok()
}

fn parameter(page: &Page<'_>, name: &Spanned<&str>, value: &Value<'_>) -> Option<Parameter> {
    let plain_name = plain(page, name.get_ref(), name.span());
    let allowed = if value.get_ref().is_str() {
        page.choice(value, &[("year", ())]).map(|()| Allowed::Year)
    } else {
        let values = page.list(value)?;
        let words = page.each(&values, |one| plain(page, page.text(one)?, one.span()))?;
        page.differ(&values, &words).then_some(Allowed::Values(words))
    };
    Some(Parameter { name: plain_name?, allowed: allowed? })
}

/// A parameter's name or value: plain characters, so that it is never encoded.
fn plain(page: &Page<'_>, text: &str, span: Range<usize>) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if text.bytes().all(allowed) {
        Some(text.to_owned())
    } else {
        let message = "query parameters and their values are letters, digits, - . and _";
        page.report(Code::Malformed, span, message, None);
        None
    }
}

fn fact(
    page: &Page<'_>,
    id: &Spanned<&str>,
    value: &Value<'_>,
) -> Option<(Fact, Vec<Spanned<FieldPath>>)> {
    let section = page.section(value, FACT_KEYS)?;
    let id = plain(page, id.get_ref(), id.span());
    let name = section.translated("name");
    let paths = section.required("paths").and_then(|value| {
        let read = |one: &Value<'_>| Some(Spanned::new(one.span(), page.word(one)?));
        page.each(&page.list(value)?, read)
    });
    let holds_unless = section
        .required("holds-unless")
        .and_then(|value| page.each(&page.list(value)?, |one| page.text(one).map(str::to_owned)));
    let when_absent = section.required("absent").and_then(|value| page.yes_or_no(value));
    let spanned: Vec<Spanned<FieldPath>> = paths?;
    let paths = spanned.iter().map(|path| path.get_ref().clone()).collect();
    let fact = Fact {
        id: id?,
        name: name?,
        paths,
        holds_unless: holds_unless?,
        when_absent: when_absent?,
    };
    Some((fact, spanned))
}
