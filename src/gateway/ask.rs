//! Step 2: what is asked for, about whom, for what purpose. Plain data; nothing is decided here.

use super::active::Active;
use super::refused::{Known, Refused};
use crate::policy::{Format, Method, Route, Service, SubjectPlace, Value};
use crate::vocab::declared::declared;
use crate::vocab::field::FieldPath;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;
use hyper::Request;
use std::sync::Arc;

mod body;
mod query;

/// States the purpose of a request.
pub const PURPOSE: &str = "sluse-purpose";

/// The consumer's reference to its case.
pub const CASE_REFERENCE: &str = "sluse-case-reference";

/// The person at the consumer who asks (the case worker).
pub const END_USER: &str = "sluse-end-user";

/// How the person asked about stands to the consumer's case.
pub const RELATION: &str = "sluse-relation";

/// The persons that one request may be about, whatever the policy permits.
pub const SUBJECTS: Limit = Limit { name: "subjects", most: 1_000 };

/// Whom a request is about.
pub enum Subjects {
    /// One person.
    One(PersonNumber),
    /// Several, each named once.
    Many(Vec<PersonNumber>),
    /// Whomever the answer is about: a list, a search, a feed.
    Answer,
}

impl Subjects {
    /// The persons who were named.
    #[must_use]
    pub fn named(&self) -> &[PersonNumber] {
        match self {
            Self::One(person) => std::slice::from_ref(person),
            Self::Many(persons) => persons,
            Self::Answer => &[],
        }
    }
}

/// One request, as the gateway understands it.
pub struct Ask {
    /// The service whose path it is.
    pub service: Arc<Service>,
    /// The place of the route among the service's.
    route: usize,
    /// About whom.
    pub subjects: Subjects,
    /// The parameters for the provider.
    pub query: Vec<Value>,
    /// The body for the provider, written anew.
    pub body: Option<Bytes>,
    /// The fields to which the caller narrows the answer.
    pub fields: Option<Vec<FieldPath>>,
    /// The purpose as stated.
    pub stated: Option<String>,
    /// The consumer's case.
    pub case_reference: Option<String>,
    /// The consumer's case worker.
    pub end_user: Option<String>,
    /// How the person stands to the case.
    pub relation: Option<String>,
}

impl Ask {
    /// The one person that it is about; none when it may be about several.
    #[must_use]
    pub const fn subject(&self) -> Option<&PersonNumber> {
        match &self.subjects {
            Subjects::One(person) => Some(person),
            Subjects::Many(_) | Subjects::Answer => None,
        }
    }

    /// The route that the path is.
    ///
    /// # Errors
    /// Never: it was found when the request was read.
    pub fn route(&self) -> Result<&Route, Refused> {
        self.service.routes.get(self.route).ok_or(Refused::NoSuchService)
    }
}

/// Reads a request.
///
/// # Errors
/// When no service has the path, or numbers, query, body or declarations are malformed.
pub fn read(request: &Request<Bytes>, active: &Active, known: &mut Known) -> Result<Ask, Refused> {
    let path = request.uri().path();
    let methods = [Method::Get, Method::Post];
    let matching = |method: &Method| active.set().route(method.as_str(), path);
    let asked = methods.iter().find(|method| method.as_str() == request.method().as_str());
    let Some(matched) = asked.and_then(matching) else {
        let other = methods.iter().find_map(matching).ok_or(Refused::NoSuchService)?;
        known.service = Some(other.service.id.clone());
        return Err(Refused::MethodNotServed { serves: other.route.method() });
    };
    known.service = Some(matched.service.id.clone());
    let route = matched.service.routes.iter().position(|route| route == matched.route);
    let route = route.ok_or(Refused::NoSuchService)?;
    let parts = query::read(request.uri().query(), matched.route)?;
    let (subjects, body) = match matched.route.subject() {
        SubjectPlace::Path => (Subjects::One(person(Some(matched.segment))?), None),
        SubjectPlace::Query(_) => (Subjects::One(person(parts.subject.as_deref())?), None),
        SubjectPlace::Header(name) => (Subjects::One(in_header(request, name)?), None),
        SubjectPlace::Body(_) | SubjectPlace::Answer => (Subjects::Answer, None),
    };
    let (subjects, body) = match matched.route.method() {
        Method::Get => (subjects, body),
        Method::Post => {
            let read = body::read(request, matched.service, matched.route)?;
            (read.subjects.unwrap_or(subjects), Some(read.body))
        }
    };
    if let Subjects::One(subject) = &subjects {
        known.subject = Some(subject.clone());
    }
    let case_reference = declaration(request, CASE_REFERENCE)?;
    known.case_reference.clone_from(&case_reference);
    let end_user = declaration(request, END_USER)?;
    known.end_user.clone_from(&end_user);
    let relation = declaration(request, RELATION)?;
    known.relation.clone_from(&relation);
    Ok(Ask {
        service: matched.service.clone(),
        route,
        subjects,
        query: parts.sent,
        body,
        fields: parts.fields,
        stated: declaration(request, PURPOSE)?,
        case_reference,
        end_user,
        relation,
    })
}

fn person(text: Option<&str>) -> Result<PersonNumber, Refused> {
    PersonNumber::parse(text.unwrap_or_default()).map_err(|_| Refused::SubjectMalformed)
}

/// The number in a header field that stands once.
fn in_header(request: &Request<Bytes>, name: &str) -> Result<PersonNumber, Refused> {
    let mut values = request.headers().get_all(name).iter();
    let text = values.next().and_then(|value| value.to_str().ok());
    if values.next().is_some() {
        return Err(Refused::SubjectMalformed);
    }
    person(text)
}

/// Reads a header that may stand once: printable text (UTF-8) of at most `declared_bytes`.
fn declaration(request: &Request<Bytes>, header: &'static str) -> Result<Option<String>, Refused> {
    let malformed = Refused::DeclarationMalformed { header };
    let mut values = request.headers().get_all(header).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = std::str::from_utf8(value.as_bytes()).ok().and_then(declared);
    if values.next().is_none() { text.map(Some).ok_or(malformed) } else { Err(malformed) }
}

/// The media type of a body for a provider of this format.
#[must_use]
pub const fn media_type(format: Format) -> &'static str {
    match format {
        Format::Xml => "text/xml; charset=utf-8",
        Format::Json | Format::JsonLines | Format::Csv | Format::Opaque => "application/json",
    }
}
