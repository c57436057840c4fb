//! The routes of a service file.

use super::optional;
use crate::policy::error::Code;
use crate::policy::page::{Page, Section, Value};
use crate::policy::parameter::{Allowed, Parameter};
use crate::policy::route::{Member, Method, Route, RouteParts, Shape, SubjectPlace};
use crate::vocab::field::FieldPath;
use std::ops::Range;
use toml::Spanned;

const KEYS: &[&str] = &[
    "method",
    "path",
    "subject",
    "query",
    "body",
    "records",
    "record-subject",
    "document",
    "keeps",
    "select",
];

/// Reads one `[[route]]`.
pub(super) fn route(page: &Page<'_>, value: &Value<'_>) -> Option<Route> {
    let section = page.section(value, KEYS)?;
    let methods = [("GET", Method::Get), ("POST", Method::Post)];
    let method = section.required("method").and_then(|value| page.choice(value, &methods));
    let path = section.required("path");
    let subject = optional(&section, "subject", |value| subject(page, value));
    let parameters = section.members("query", |name, value| parameter(page, name, value));
    let members = section.members("body", |name, value| member(page, name, value));
    let shape = shape(page, &section);
    let select = optional(&section, "select", |value| page.text(value).map(str::to_owned));
    let path = path?;
    let template = page.text(path)?;
    let parts = RouteParts {
        method: method?,
        subject: subject?.unwrap_or(SubjectPlace::Path),
        parameters: parameters?,
        members: members?,
        shape: shape?,
        select: select?,
    };
    if let Some((key, message)) = at_odds(&parts) {
        let span = section.optional(key).map_or_else(|| section.span(), Value::span);
        page.report(Code::RouteAtOdds, span, message, None);
        return None;
    }
    Route::parse(template, parts)
        .map_err(|rule| page.report(Code::BadRoute, path.span(), rule, None))
        .ok()
}

/// What in a route does not go with the rest of it: the key, and why.
fn at_odds(parts: &RouteParts) -> Option<(&'static str, &'static str)> {
    let shape = &parts.shape;
    let in_body = matches!(parts.subject, SubjectPlace::Body(_));
    if parts.method == Method::Get && (in_body || !parts.members.is_empty()) {
        return Some(("method", "a GET has no body"));
    }
    if parts.subject == SubjectPlace::Answer && shape.record_subject.is_none() {
        return Some((
            "subject",
            "when only the answer tells whom it is about, `record-subject` must say where",
        ));
    }
    if parts.subject.is_many() && shape.record_subject.is_none() {
        return Some((
            "subject",
            "a list of persons needs `record-subject`: whom a part of the answer is about",
        ));
    }
    if shape.records.is_some() && shape.record_subject.is_none() {
        return Some((
            "records",
            "`record-subject` must say where a record tells whom it is about",
        ));
    }
    let outside = |path: &Option<FieldPath>| {
        path.as_ref()
            .zip(shape.records.as_ref())
            .is_some_and(|(path, records)| !records.covers(path))
    };
    if outside(&shape.record_subject) {
        return Some(("record-subject", "this must stand in the records"));
    }
    if outside(&shape.document) {
        return Some(("document", "this must stand in the records"));
    }
    if let Some(select) = &parts.select
        && !parts.parameters.iter().any(|parameter| {
            parameter.name == *select && matches!(parameter.allowed, Allowed::Values(_))
        })
    {
        return Some(("select", "this must be a parameter of `query` with a list of values"));
    }
    None
}

fn shape(page: &Page<'_>, section: &Section<'_>) -> Option<Shape> {
    let path = |key| optional(section, key, |value| page.word(value));
    let (records, record_subject, document) =
        (path("records"), path("record-subject"), path("document"));
    let keeps =
        optional(section, "keeps", |value| page.each(&page.list(value)?, |one| page.word(one)));
    Some(Shape {
        records: records?,
        record_subject: record_subject?,
        document: document?,
        keeps: keeps?.unwrap_or_default(),
    })
}

/// `path`, `answer`, `query:NAME`, `header:NAME` or `body:PATH`.
fn subject(page: &Page<'_>, value: &Value<'_>) -> Option<SubjectPlace> {
    let text = page.text(value)?;
    let place = match text.split_once(':') {
        None if text == "path" => Some(SubjectPlace::Path),
        None if text == "answer" => Some(SubjectPlace::Answer),
        Some(("query", name)) if is_plain(name) => Some(SubjectPlace::Query(name.to_owned())),
        Some(("header", name)) if is_plain(name) => {
            Some(SubjectPlace::Header(name.to_ascii_lowercase()))
        }
        Some(("body", path)) => FieldPath::parse(path).ok().map(SubjectPlace::Body),
        _ => None,
    };
    if place.is_none() {
        let message = "this is not a place where a person's number may stand";
        let help = "known here: path, query:NAME, header:NAME, body:PATH, answer".to_owned();
        page.report(Code::UnknownWord, value.span(), message, Some(help));
    }
    place
}

fn parameter(page: &Page<'_>, name: &Spanned<&str>, value: &Value<'_>) -> Option<Parameter> {
    let plain_name = plain(page, name.get_ref(), name.span());
    let allowed = allowed(page, value, |text, span| plain(page, text, span));
    let name = plain_name?;
    if name == "fields" {
        let message = "`fields` is the gateway's own parameter";
        page.report(Code::RouteAtOdds, value.span(), message, None);
        return None;
    }
    Some(Parameter { name, allowed: allowed? })
}

fn member(page: &Page<'_>, name: &Spanned<&str>, value: &Value<'_>) -> Option<Member> {
    let path = FieldPath::parse(name.get_ref())
        .map_err(|error| page.report(Code::Malformed, name.span(), error.to_string(), None))
        .ok();
    let allowed = allowed(page, value, |text, _| Some(text.to_owned()));
    Some(Member { path: path?, allowed: allowed? })
}

fn allowed(
    page: &Page<'_>,
    value: &Value<'_>,
    mut read: impl FnMut(&str, Range<usize>) -> Option<String>,
) -> Option<Allowed> {
    if value.get_ref().is_str() {
        let words = Allowed::words();
        let names: Vec<(&str, usize)> =
            words.iter().enumerate().map(|(at, (word, _))| (*word, at)).collect();
        let chosen = page.choice(value, &names)?;
        return words.into_iter().nth(chosen).map(|(_, allowed)| allowed);
    }
    let values = page.list(value)?;
    let words = page.each(&values, |one| read(page.text(one)?, one.span()))?;
    page.differ(&values, &words).then_some(Allowed::Values(words))
}

fn is_plain(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    !text.is_empty() && text.bytes().all(allowed)
}

/// A parameter's name or value: plain characters, so that it is never encoded.
pub(super) fn plain(page: &Page<'_>, text: &str, span: Range<usize>) -> Option<String> {
    if is_plain(text) {
        Some(text.to_owned())
    } else {
        let message = "query parameters and their values are letters, digits, - . and _";
        page.report(Code::Malformed, span, message, None);
        None
    }
}
