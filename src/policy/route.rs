//! One way to ask a service: method, path, where the persons' numbers stand, and what else may be sent.
//!
//! What goes to the provider is written anew from the route: a path, a parameter or a member that the
//! route does not know cannot get through, whatever its encoding.

use super::parameter::{Allowed, Parameter, QueryRefused, Value};
use crate::vocab::field::{FieldPath, Step};
use crate::vocab::subject::PersonNumber;
use std::fmt;

/// Where the person's number stands in a path.
const SUBJECT: &str = "{subject}";

/// The method of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads (RFC 9110 section 9.3.1).
    Get,
    /// Asks with a body (RFC 9110 section 9.3.3): bulk look-up, SOAP.
    Post,
}

impl Method {
    /// The name, as HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Where a request says whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectPlace {
    /// A segment of the path.
    Path,
    /// A parameter of the query.
    Query(String),
    /// A header field, its name in lower case.
    Header(String),
    /// A member of the body: one number, or a list of numbers when it ends with `[]`.
    Body(FieldPath),
    /// Nowhere: a list, a search or a feed. Only the answer tells.
    Answer,
}

impl SubjectPlace {
    /// Whether a request may name several persons.
    #[must_use]
    pub fn is_many(&self) -> bool {
        matches!(self, Self::Body(path) if path.steps().contains(&Step::Each))
    }
}

/// The shape of the answers to a route: where persons' parts stand in it. Paths begin at the root of
/// the answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Shape {
    /// The place of each person's part; none when the whole answer is one person's.
    pub records: Option<FieldPath>,
    /// The place of the person's number.
    pub record_subject: Option<FieldPath>,
    /// The place of the document that the service's fields are fields of; none: the answer itself, or
    /// each of the records.
    pub document: Option<FieldPath>,
    /// What comes out although it stands outside the document.
    pub keeps: Vec<FieldPath>,
}

/// One way to ask a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    method: Method,
    /// The path; before the person's number if it has one (then it ends with `/`).
    before: String,
    /// The path after the number: empty, or from `/`. None when there is no number in the path.
    after: Option<String>,
    subject: SubjectPlace,
    parameters: Vec<Parameter>,
    members: Vec<Member>,
    shape: Shape,
    select: Option<String>,
}

/// A member that the body of a request may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The way to it.
    pub path: FieldPath,
    /// What it may say.
    pub allowed: Allowed,
}

/// What a route is made of, beside its path.
#[derive(Debug)]
pub(super) struct RouteParts {
    pub(super) method: Method,
    pub(super) subject: SubjectPlace,
    pub(super) parameters: Vec<Parameter>,
    pub(super) members: Vec<Member>,
    pub(super) shape: Shape,
    pub(super) select: Option<String>,
}

/// `METHOD /template`: the name by which files and commands call it.
impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.method.as_str(), self.template())
    }
}

impl Route {
    /// Parses a path of plain segments, of which exactly one is `{subject}` if that is where the number
    /// stands; the rule that was broken otherwise.
    pub(super) fn parse(template: &str, parts: RouteParts) -> Result<Self, &'static str> {
        let (before, after) = match (template.split_once(SUBJECT), &parts.subject) {
            (Some((before, after)), SubjectPlace::Path) => (before, Some(after)),
            (None, SubjectPlace::Path) => {
                return Err("the path must say where the person's number stands, with {subject}");
            }
            (Some(_), _) => return Err("the person's number stands elsewhere, not in the path"),
            (None, _) => (template, None),
        };
        if !before.starts_with('/') || after.is_some() && !before.ends_with('/') {
            return Err("the path must begin with `/`, and {subject} must be a whole segment");
        }
        if !after.is_none_or(|after| after.is_empty() || after.starts_with('/')) {
            return Err("{subject} must be a whole segment of the path");
        }
        let plain = |text: &str| {
            text.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/')
            })
        };
        if !plain(before) || !after.is_none_or(plain) {
            return Err("the path may hold letters, digits, - . _ ~ / and one {subject}");
        }
        if template.contains("//") || template.split('/').any(|part| matches!(part, "." | "..")) {
            return Err("the path must not have empty segments, `.` or `..`");
        }
        let RouteParts { method, subject, parameters, members, shape, select } = parts;
        let (before, after) = (before.to_owned(), after.map(str::to_owned));
        Ok(Self { method, before, after, subject, parameters, members, shape, select })
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Where a request says whom it is about.
    #[must_use]
    pub const fn subject(&self) -> &SubjectPlace {
        &self.subject
    }

    /// Whether one request may be about several persons.
    #[must_use]
    pub fn many(&self) -> bool {
        self.subject == SubjectPlace::Answer
            || self.subject.is_many()
            || self.shape.records.is_some()
    }

    /// The shape of the answers.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The parameter with which the provider narrows its answer.
    #[must_use]
    pub fn select(&self) -> Option<&str> {
        self.select.as_deref()
    }

    /// The path with `{subject}`: what may be written to logs and metrics.
    #[must_use]
    pub fn template(&self) -> String {
        match &self.after {
            Some(after) => format!("{}{SUBJECT}{after}", self.before),
            None => self.before.clone(),
        }
    }

    /// The parameters that may be sent.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The members that the body of a request may have, beside the person's number.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether `path` is this route's; if so, the segment that stands where the person's number must
    /// stand (not checked to be one), or an empty text when the number stands elsewhere.
    #[must_use]
    pub fn segment_in<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(self.before.as_str())?;
        match &self.after {
            Some(after) => rest
                .strip_suffix(after.as_str())
                .filter(|subject| !subject.is_empty() && !subject.contains('/')),
            None => rest.is_empty().then_some(rest),
        }
    }

    /// Whether some path is answered by both.
    pub(super) fn collides_with(&self, other: &Self) -> bool {
        let (mine, others) = (self.template(), other.template());
        let mut mine = mine.split('/');
        let mut others = others.split('/');
        let one_by_one = mine.by_ref().zip(others.by_ref());
        let fits = |(one, another)| one == another || one == SUBJECT || another == SUBJECT;
        self.method == other.method
            && { one_by_one }.all(fits)
            && self.segments() == other.segments()
    }

    fn segments(&self) -> usize {
        self.template().split('/').count()
    }

    /// The path as it is sent to the provider; `subject` is written where the path has a number.
    #[must_use]
    pub fn path_for(&self, subject: Option<&PersonNumber>) -> String {
        match (&self.after, subject) {
            (Some(after), Some(subject)) => format!("{}{}{after}", self.before, subject.expose()),
            _ => self.before.clone(),
        }
    }

    /// Reads a raw query (what follows `?`): each parameter that the route knows with a value that it
    /// may have, in order. The parameter `subject` names stands apart and is not checked here.
    ///
    /// # Errors
    /// When a parameter is not the route's, says what it may not say, or is repeated.
    pub fn query(&self, raw: Option<&str>) -> Result<Vec<Value>, QueryRefused> {
        let mut sent: Vec<Value> = Vec::new();
        for pair in raw.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let parameter = self.parameter(name)?;
            let value = parameter.read(value)?;
            let repeated = sent.iter().any(|earlier| {
                earlier.name == value.name
                    && (earlier.text == value.text || !parameter.allowed.repeats())
            });
            if repeated {
                return Err(QueryRefused::Repeated { parameter: parameter.name.clone() });
            }
            sent.push(value);
        }
        Ok(sent)
    }

    fn parameter(&self, name: &str) -> Result<&Parameter, QueryRefused> {
        self.parameters.iter().find(|parameter| parameter.name == name).ok_or_else(|| {
            let allowed = self.parameters.iter().map(|parameter| parameter.name.clone());
            QueryRefused::UnknownParameter { allowed: allowed.collect() }
        })
    }
}
