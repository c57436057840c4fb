//! Fewer fields than the purpose permits, because the caller or its token asks for fewer; and no more
//! asked of the provider than can come out. A part of step 3.

use super::ask::Ask;
use super::refused::Refused;
use crate::policy::{Fact, Forbidden, Part, Permitted, Purpose, Route, Service, Value};
use crate::vocab::field::FieldPath;
use std::collections::BTreeSet;

/// The permits (by their places) that the token's fields, the request's `fields` and the parts that it
/// selects leave; none when nothing narrows.
///
/// # Errors
/// [`Refused::FieldNotPermitted`] when the purpose permits nothing of a field that was named: the
/// caller asks for what it can never have.
pub(super) fn chosen(
    ask: &Ask,
    bound: Option<&[FieldPath]>,
    purpose: &Purpose,
) -> Result<Option<Vec<usize>>, Refused> {
    let mut left: Option<BTreeSet<usize>> = None;
    let mut keep = |asked: BTreeSet<usize>| {
        left = Some(match &left {
            Some(left) => left.intersection(&asked).copied().collect(),
            None => asked,
        });
    };
    for fields in [bound, ask.fields.as_deref()].into_iter().flatten() {
        keep(named_fields(fields, purpose, &ask.service)?);
    }
    let selected = selected(ask, ask.route()?);
    if !selected.is_empty() {
        let brings: Vec<FieldPath> =
            selected.iter().flat_map(|part| part.brings.iter().cloned()).collect();
        keep(touched(purpose, &brings).collect());
    }
    if left.as_ref().is_some_and(BTreeSet::is_empty) {
        let field = "a choice of fields and parts that leaves nothing".to_owned();
        return Err(Refused::FieldNotPermitted { purpose: purpose.id.clone(), field });
    }
    Ok(left.map(|left| left.into_iter().collect()))
}

/// The permits (by their places) of these fields.
///
/// # Errors
/// [`Refused::FieldNotPermitted`] when the purpose permits nothing of one of them.
pub(super) fn named_fields(
    fields: &[FieldPath],
    purpose: &Purpose,
    service: &Service,
) -> Result<BTreeSet<usize>, Refused> {
    let mut asked = BTreeSet::new();
    for (at, field) in fields.iter().enumerate() {
        let mut permits = inside(purpose, std::slice::from_ref(field)).peekable();
        if permits.peek().is_none() {
            let field = named(field, at, service);
            return Err(Refused::FieldNotPermitted { purpose: purpose.id.clone(), field });
        }
        asked.extend(permits);
    }
    Ok(asked)
}

/// The permits of what stands inside one of these fields.
fn inside<'p>(purpose: &'p Purpose, fields: &'p [FieldPath]) -> impl Iterator<Item = usize> + 'p {
    let permits = purpose.permits.iter().enumerate();
    let asked = |path: &FieldPath| fields.iter().any(|field| field.covers(path));
    permits.filter(move |(_, permit)| asked(&permit.path)).map(|(place, _)| place)
}

/// The permits of what stands inside one of these, or around it.
fn touched<'p>(purpose: &'p Purpose, fields: &'p [FieldPath]) -> impl Iterator<Item = usize> + 'p {
    let permits = purpose.permits.iter().enumerate();
    let touches = |path: &FieldPath| fields.iter().any(|field| field.overlaps(path));
    permits.filter(move |(_, permit)| touches(&permit.path)).map(|(place, _)| place)
}

/// The parts that the caller selects.
fn selected<'a>(ask: &'a Ask, route: &'a Route) -> Vec<&'a Part> {
    let Some(select) = route.select() else { return Vec::new() };
    let parts = &ask.service.parts;
    let values = ask.query.iter().filter(|value| value.name == select);
    values.filter_map(|value| parts.iter().find(|part| part.name == value.text)).collect()
}

/// The query for the provider: where it can narrow, only the parts that bring what may come out, and
/// what facts need.
pub(super) fn query(
    ask: &Ask,
    route: &Route,
    purpose: &Purpose,
    chosen: Option<&[usize]>,
) -> Vec<Value> {
    let Some(select) = route.select() else { return ask.query.clone() };
    let permits = purpose.permits.iter().enumerate();
    let wanted = permits.filter(|(place, _)| chosen.is_none_or(|chosen| chosen.contains(place)));
    let wanted: Vec<&Permitted> = wanted.map(|(_, permit)| permit).collect();
    let facts = of_facts(&wanted, purpose, &ask.service);
    let needed: Vec<&FieldPath> = wanted.iter().map(|permit| &permit.path).chain(facts).collect();
    let rest = ask.query.iter().filter(|value| value.name != select).cloned();
    let parts = parts_for(&needed, &ask.service);
    let parts = parts.into_iter().map(|text| Value { name: select.to_owned(), text });
    rest.chain(parts).collect()
}

/// What the facts are read from on which these permits depend, by themselves or by a forbid.
fn of_facts<'p>(
    wanted: &[&'p Permitted],
    purpose: &'p Purpose,
    service: &'p Service,
) -> impl Iterator<Item = &'p FieldPath> {
    let touches = |forbid: &&Forbidden| wanted.iter().any(|permit| forbid.touches(&permit.path));
    let forbids = purpose.forbids.iter().filter(touches);
    let forbids = forbids.filter_map(|forbid| forbid.condition.as_ref());
    let conditions = wanted.iter().filter_map(|permit| permit.condition.as_ref()).chain(forbids);
    let facts: Vec<&Fact> =
        conditions.filter_map(|condition| service.fact(&condition.fact)).collect();
    facts.into_iter().flat_map(|fact| &fact.paths)
}

/// The names of the parts that bring all this, each the one that brings least beside it; in the order
/// of the service's file.
fn parts_for(needed: &[&FieldPath], service: &Service) -> Vec<String> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let brings = |part: &Part, path: &FieldPath| part.brings.iter().any(|one| one.overlaps(path));
    for path in needed {
        let parts = service.parts.iter().enumerate();
        let bringing = parts.filter(|(_, part)| brings(part, path));
        let least = bringing.min_by_key(|(_, part)| fields_of(part, service));
        taken.extend(least.map(|(place, _)| place));
    }
    let parts = taken.into_iter().filter_map(|place| service.parts.get(place));
    parts.map(|part| part.name.clone()).collect()
}

/// How many of the service's fields a part brings.
fn fields_of(part: &Part, service: &Service) -> usize {
    let brought = |path: &FieldPath| part.brings.iter().any(|one| one.overlaps(path));
    service.fields.iter().filter(|field| brought(&field.path)).count()
}

/// The field by its path if that is the service's word, else by its place: what a caller wrote is not
/// repeated.
fn named(field: &FieldPath, at: usize, service: &Service) -> String {
    if service.fields.iter().any(|one| field.covers(&one.path)) {
        format!("the field `{field}`")
    } else {
        format!("a field that the service does not have (number {} of its fields)", at + 1)
    }
}
