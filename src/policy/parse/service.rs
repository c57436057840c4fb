//! A service file.

use super::route::{plain, route};
use super::{optional, organisation};
use crate::policy::error::Code;
use crate::policy::page::{Page, Section, Value};
use crate::policy::service::{Fact, Field, Format, Part, Sensitivity, Service, Test, Versions};
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
    /// What parts bring and the lists of versions: each must touch a field.
    pub(in crate::policy) parts: Vec<Spanned<FieldPath>>,
}

/// The keys of a service file.
pub(super) const KEYS: &[&str] = &[
    "service",
    "title",
    "provider",
    "upstream",
    "format",
    "namespaces",
    "route",
    "parts",
    "versions",
    "fields",
    "facts",
];
const FACT_KEYS: &[&str] =
    &["name", "paths", "holds-unless", "holds-if", "age-under", "age-from", "absent"];
const FIELD_KEYS: &[&str] = &["nb", "nn", "se", "en", "sensitivity", "about-other"];

/// Reads a service file.
pub(super) fn read(page: &Page<'_>, section: &Section<'_>) -> Option<ServiceDraft> {
    let id = section.word("service");
    let title = section.translated("title");
    let provider = section.required("provider").and_then(|value| organisation(page, value));
    let upstream = section.text("upstream");
    let format = optional(section, "format", |value| page.choice(value, Format::WORDS));
    let namespaces = section.members("namespaces", |prefix, value| {
        Some(((*prefix.get_ref()).to_owned(), page.text(value)?.to_owned()))
    });
    let routes = section.required("route").and(section.tables("route", |value| {
        route(page, value).map(|route| Spanned::new(value.span(), route))
    }));
    let mut paths = Vec::new();
    let parts = section.members("parts", |name, value| part(page, name, value, &mut paths));
    let versions =
        section.members("versions", |list, value| versions(page, list, value, &mut paths));
    let format = format?.unwrap_or_default();
    // What is opaque has no fields that could be told apart.
    let described =
        if format == Format::Opaque { Some(()) } else { section.required("fields").map(drop) };
    let fields = described.and(section.members("fields", |name, value| {
        field(page, name, value).map(|field| Spanned::new(value.span(), field))
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
            format,
            namespaces: namespaces?,
            routes,
            parts: parts?,
            versions: versions?,
            fields,
            facts,
        },
        id: section.span(),
        routes: route_places,
        fields: field_places,
        facts: fact_places.into_iter().flatten().collect(),
        parts: paths,
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

fn field(page: &Page<'_>, name: &Spanned<&str>, value: &Value<'_>) -> Option<Field> {
    let path = field_path(page, name);
    let section = page.section(value, FIELD_KEYS)?;
    let name = section.languages();
    let sensitivity =
        optional(&section, "sensitivity", |value| page.choice(value, Sensitivity::WORDS));
    let about_other = optional(&section, "about-other", |value| page.yes_or_no(value));
    Some(Field {
        path: path?,
        name: name?,
        sensitivity: sensitivity?.unwrap_or_default(),
        about_other: about_other?.unwrap_or(false),
    })
}

fn part(
    page: &Page<'_>,
    name: &Spanned<&str>,
    value: &Value<'_>,
    places: &mut Vec<Spanned<FieldPath>>,
) -> Option<Part> {
    let name = plain(page, name.get_ref(), name.span());
    let brings = page.each(&page.list(value)?, |one| {
        let path: FieldPath = page.word(one)?;
        places.push(Spanned::new(one.span(), path.clone()));
        Some(path)
    });
    Some(Part { name: name?, brings: brings? })
}

fn versions(
    page: &Page<'_>,
    list: &Spanned<&str>,
    value: &Value<'_>,
    places: &mut Vec<Spanned<FieldPath>>,
) -> Option<Versions> {
    let path = field_path(page, list);
    let section = page.section(value, &["current", "absent"])?;
    let member: Option<FieldPath> = section.word("current");
    let when_absent = section.required("absent").and_then(|value| page.yes_or_no(value));
    let (path, member) = (path?, member?);
    let Ok(current) = path.join(&member) else {
        page.report(Code::Malformed, list.span(), "this is too deep", None);
        return None;
    };
    places.push(Spanned::new(list.span(), path.clone()));
    Some(Versions { list: path, current, when_absent: when_absent? })
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
    let test = test(page, &section);
    let when_absent = section.required("absent").and_then(|value| page.yes_or_no(value));
    let spanned: Vec<Spanned<FieldPath>> = paths?;
    let paths = spanned.iter().map(|path| path.get_ref().clone()).collect();
    let fact = Fact { id: id?, name: name?, paths, test: test?, when_absent: when_absent? };
    Some((fact, spanned))
}

/// The one test of a fact.
fn test(page: &Page<'_>, section: &Section<'_>) -> Option<Test> {
    let texts =
        |value: &Value<'_>| page.each(&page.list(value)?, |one| page.text(one).map(str::to_owned));
    let unless = optional(section, "holds-unless", texts)?.map(Test::HoldsUnless);
    let only_if = optional(section, "holds-if", texts)?.map(Test::HoldsIf);
    let under = optional(section, "age-under", |value| page.number(value))?.map(Test::AgeUnder);
    let from = optional(section, "age-from", |value| page.number(value))?.map(Test::AgeFrom);
    let mut tests = [unless, only_if, under, from].into_iter().flatten();
    match (tests.next(), tests.next()) {
        (Some(only), None) => Some(only),
        (None, _) => {
            let message = "one of `holds-unless`, `holds-if`, `age-under`, `age-from` is missing";
            page.report(Code::MissingKey, section.span(), message, None);
            None
        }
        (Some(_), Some(_)) => {
            let message = "a fact has one test";
            page.report(Code::NamedTwice, section.span(), message, None);
            None
        }
    }
}
