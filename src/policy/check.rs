//! What can only be judged with all files at hand: names, and purposes against their service.

use super::PolicySource;
use super::error::{Code, PolicyError, nearest};
use super::parse::{Draft, PurposeDraft, ServiceDraft};
use super::route::Route;
use super::service::{Format, Service};
use crate::vocab::field::FieldPath;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

mod purpose;
mod service;

/// The faults that one file has in the light of the others.
struct Judge<'a> {
    services: HashMap<&'a str, (&'a PolicySource, &'a ServiceDraft)>,
    /// Services whose file has faults: nothing is said of purposes over them.
    broken: HashSet<&'a str>,
    errors: Vec<PolicyError>,
}

/// Judges all drafts together, in the order of the files.
pub(super) fn check(drafts: &[(&PolicySource, Draft)]) -> Vec<PolicyError> {
    let mut judge = Judge { services: HashMap::new(), broken: HashSet::new(), errors: Vec::new() };
    judge.collect_services(drafts);
    let mut routes = Vec::new();
    let mut purposes: HashMap<&str, &PolicySource> = HashMap::new();
    for (source, draft) in drafts {
        match draft {
            Draft::Service(draft) => {
                judge.routes(source, draft, &mut routes);
                judge.fields_are_apart(source, draft);
                judge.facts_are_fields(source, draft);
                judge.parts_touch_fields(source, draft);
                judge.select_is_described(source, draft);
                judge.rules_are_brought(source, draft);
                judge.prefixes_are_declared(source, draft);
            }
            Draft::Purpose(draft) => {
                judge.only_purpose(source, draft, &mut purposes);
                judge.purpose(source, draft);
            }
            Draft::Broken(_) => {}
        }
    }
    judge.errors
}

impl<'a> Judge<'a> {
    fn report(
        &mut self,
        code: Code,
        source: &PolicySource,
        span: &Range<usize>,
        message: String,
        help: Option<String>,
    ) {
        self.errors.push(PolicyError::at(code, source, span.clone(), message).help(help));
    }

    fn collect_services(&mut self, drafts: &'a [(&'a PolicySource, Draft)]) {
        for (source, draft) in drafts {
            match draft {
                Draft::Service(draft) => {
                    let id = draft.service.id.as_str();
                    if let Some((first, _)) = self.services.insert(id, (source, draft)) {
                        let help = format!("it is described in {} too", first.name);
                        let message = format!("a second service `{id}`");
                        self.report(Code::ServiceTwice, source, &draft.id, message, Some(help));
                    }
                }
                Draft::Broken(Some(id)) => {
                    self.broken.insert(id);
                }
                Draft::Broken(None) | Draft::Purpose(_) => {}
            }
        }
    }

    fn only_purpose(
        &mut self,
        source: &'a PolicySource,
        draft: &'a PurposeDraft,
        known: &mut HashMap<&'a str, &'a PolicySource>,
    ) {
        let Some(id) = &draft.id else { return };
        if let Some(first) = known.insert(id.get_ref().as_str(), source) {
            let help = format!("it is described in {} too", first.name);
            let message = format!("a second purpose `{}`", id.get_ref());
            self.report(Code::PurposeTwice, source, &id.span(), message, Some(help));
        }
    }

    /// No path is answered by two routes, of whatever services: a path alone says what is asked.
    fn routes(
        &mut self,
        source: &PolicySource,
        draft: &'a ServiceDraft,
        earlier: &mut Vec<(&'a str, &'a Route)>,
    ) {
        let id = draft.service.id.as_str();
        for (route, span) in draft.service.routes.iter().zip(&draft.routes) {
            let other = earlier.iter().find(|(_, other)| other.collides_with(route));
            if let Some((service, other)) = other {
                let help = format!("`{}` of the service `{service}`", other.template());
                let message = "another route answers the same path".to_owned();
                self.report(Code::RoutesCollide, source, span, message, Some(help));
            }
            earlier.push((id, route));
        }
    }

    /// No field stands inside another: each value has one name.
    fn fields_are_apart(&mut self, source: &PolicySource, draft: &ServiceDraft) {
        let fields = &draft.service.fields;
        for (place, (field, span)) in fields.iter().zip(&draft.fields).enumerate() {
            let earlier = fields.iter().take(place);
            let clashes = |other: &&FieldPath| clash(draft.service.format, other, &field.path);
            if let Some(other) = earlier.map(|other| &other.path).find(clashes) {
                let message = format!("`{}` overlaps with the field `{other}`", field.path);
                self.report(Code::FieldsOverlap, source, span, message, None);
            }
        }
    }
}

/// Whether one of these stands inside the other, so that a value would have two names. In XML an
/// element's text and its attributes are values of their own.
fn clash(format: Format, one: &FieldPath, other: &FieldPath) -> bool {
    let beside = one.is_attribute_of(other) || other.is_attribute_of(one);
    one.overlaps(other) && !(format == Format::Xml && beside)
}

/// Advice on a path that is not a field: its fields if it is a whole part, else the nearest field.
pub(super) fn nearest_field(service: &Service, path: &FieldPath) -> Option<String> {
    let fields = service.fields.iter().map(|field| &field.path);
    let inside: Vec<String> = fields
        .clone()
        .filter(|field| path.covers(field))
        .map(|field| format!("`{field}`"))
        .collect();
    if !inside.is_empty() {
        return Some(format!("this is a whole part; name its fields: {}", inside.join(", ")));
    }
    let known: Vec<String> = fields.map(ToString::to_string).collect();
    let name = nearest(&path.to_string(), known.iter().map(String::as_str))?;
    Some(format!("did you mean `{name}`?"))
}
