//! The body of a request: read, held against the route, and written anew. What the route does not know
//! cannot get through.

use super::super::refused::{BodyFault, Refused};
use super::{SUBJECTS, Subjects};
use crate::policy::{Format, Route, Service, SubjectPlace};
use crate::vocab::field::{FieldPath, Step};
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use serde_json::Value;

mod soap;

/// A body that was read.
pub(super) struct Body {
    /// The persons whom it names, if that is where the route says they stand.
    pub(super) subjects: Option<Subjects>,
    /// The same, for the provider.
    pub(super) body: Bytes,
}

/// Reads the body of a request.
pub(super) fn read(
    request: &Request<Bytes>,
    service: &Service,
    route: &Route,
) -> Result<Body, Refused> {
    let mut reader = BodyReader { route, persons: Vec::new() };
    let xml = service.format == Format::Xml;
    let types: &[&str] = if xml {
        &["text/xml", "application/xml", "application/soap+xml"]
    } else {
        &["application/json"]
    };
    is_declared(request, types)?;
    let body = if xml {
        soap::anew(request.body(), &service.namespaces, &mut reader)?
    } else {
        let value: Value = serde_json::from_slice(request.body())
            .map_err(|_| Refused::Body(BodyFault::Malformed))?;
        reader.json(&value, &mut Vec::new())?;
        serde_json::to_vec(&value).map_err(|_| Refused::Body(BodyFault::Malformed))?
    };
    Ok(Body { subjects: reader.subjects()?, body: Bytes::from(body) })
}

/// Whether the one media type is among these.
fn is_declared(request: &Request<Bytes>, types: &[&str]) -> Result<(), Refused> {
    let mut declared = request.headers().get_all(CONTENT_TYPE).iter();
    let media_type = declared.next().and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let fits = types.iter().any(|known| essence.eq_ignore_ascii_case(known));
    if fits && declared.next().is_none() {
        Ok(())
    } else {
        Err(Refused::Body(BodyFault::MediaType))
    }
}

/// What is found while a body is read.
struct BodyReader<'r> {
    route: &'r Route,
    persons: Vec<PersonNumber>,
}

impl BodyReader<'_> {
    /// Walks a JSON value; `at` is the way to it.
    fn json(&mut self, value: &Value, at: &mut Vec<Step>) -> Result<(), Refused> {
        match value {
            Value::Object(members) => {
                self.container(at)?;
                members.iter().try_for_each(|(name, value)| {
                    at.push(Step::Member(name.clone()));
                    self.json(value, at)?;
                    at.pop();
                    Ok(())
                })
            }
            Value::Array(elements) => {
                self.container(at)?;
                at.push(Step::Each);
                self.on_the_way(at)?;
                elements.iter().try_for_each(|element| self.json(element, at))?;
                at.pop();
                Ok(())
            }
            Value::String(text) => self.leaf(at, text),
            Value::Number(number) => self.leaf(at, &number.to_string()),
            Value::Bool(_) | Value::Null => Err(Refused::Body(BodyFault::Value)),
        }
    }

    /// Takes an object, an array or an element: something that is known must stand inside.
    fn container(&self, at: &[Step]) -> Result<(), Refused> {
        let inside =
            |path: &FieldPath| path.steps().len() > at.len() && path.steps().starts_with(at);
        if self.paths().any(inside) { Ok(()) } else { Err(Refused::Body(BodyFault::Member)) }
    }

    /// Something that is known stands here, or inside.
    fn on_the_way(&self, at: &[Step]) -> Result<(), Refused> {
        let leads = |path: &FieldPath| path.steps().starts_with(at);
        if self.paths().any(leads) { Ok(()) } else { Err(Refused::Body(BodyFault::Member)) }
    }

    /// Where anything may stand.
    fn paths(&self) -> impl Iterator<Item = &FieldPath> {
        let subject = match self.route.subject() {
            SubjectPlace::Body(path) => Some(path),
            _ => None,
        };
        self.route.members().iter().map(|member| &member.path).chain(subject)
    }

    /// Takes one value: a person's number, or what the route permits at this place.
    fn leaf(&mut self, at: &[Step], text: &str) -> Result<(), Refused> {
        if let SubjectPlace::Body(path) = self.route.subject()
            && path.steps() == at
        {
            return self.person(text);
        }
        let member = self.route.members().iter().find(|member| member.path.steps() == at);
        let member = member.ok_or(Refused::Body(BodyFault::Member))?;
        if member.allowed.fits(text) { Ok(()) } else { Err(Refused::Body(BodyFault::Value)) }
    }

    fn person(&mut self, text: &str) -> Result<(), Refused> {
        let person = PersonNumber::parse(text).map_err(|_| Refused::SubjectMalformed)?;
        if self.persons.len() >= SUBJECTS.most {
            return Err(Refused::SubjectsOver(SUBJECTS));
        }
        self.persons.push(person);
        Ok(())
    }

    /// Whom the body names; none when the route looks elsewhere.
    fn subjects(self) -> Result<Option<Subjects>, Refused> {
        let SubjectPlace::Body(_) = self.route.subject() else { return Ok(None) };
        let mut persons = self.persons;
        if self.route.subject().is_many() {
            let number = persons.len();
            let mut sorted: Vec<&str> = persons.iter().map(PersonNumber::expose).collect();
            sorted.sort_unstable();
            sorted.dedup();
            if number == 0 || sorted.len() < number {
                return Err(Refused::SubjectMalformed);
            }
            return Ok(Some(Subjects::Many(persons)));
        }
        match (persons.pop(), persons.is_empty()) {
            (Some(only), true) => Ok(Some(Subjects::One(only))),
            _ => Err(Refused::SubjectMalformed),
        }
    }
}
