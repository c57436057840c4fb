//! One way to ask a service: method, path with the person's number in it, and permitted parameters.
//!
//! What goes to the provider is written anew from the route: a path or a parameter that the route
//! does not know cannot get through, whatever its encoding.

use crate::vocab::subject::PersonNumber;

/// Where the person's number stands in a path.
const SUBJECT: &str = "{subject}";

/// The method of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads (RFC 9110 section 9.3.1).
    Get,
}

impl Method {
    /// The name, as HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
        }
    }
}

/// A query parameter that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it may say.
    pub allowed: Allowed,
}

/// What a parameter may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// One of these; the parameter may be repeated with different ones.
    Values(Vec<String>),
    /// A year, four digits; once.
    Year,
}

/// Why a query is refused. Names the policy's words, never the caller's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryRefused {
    /// A parameter that the route does not have.
    #[error(
        "the query has a parameter that this service does not take; it takes: {}",
        list(allowed)
    )]
    UnknownParameter {
        /// Those it has.
        allowed: Vec<String>,
    },
    /// A value that the parameter may not have.
    #[error(
        "the query parameter `{parameter}` has a value that may not be asked for; it takes: {}",
        list(allowed)
    )]
    ValueNotAllowed {
        /// The parameter.
        parameter: String,
        /// What it may say.
        allowed: Vec<String>,
    },
    /// A parameter or a value that is given more than once.
    #[error("the query parameter `{parameter}` is repeated")]
    Repeated {
        /// The parameter.
        parameter: String,
    },
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// One way to ask a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    method: Method,
    /// The path before the person's number, from `/` to `/`.
    before: String,
    /// The path after it: empty, or from `/`.
    after: String,
    parameters: Vec<Parameter>,
}

impl Route {
    /// Parses a path of plain segments of which exactly one is `{subject}`; the rule that was
    /// broken otherwise.
    pub(super) fn parse(
        method: Method,
        template: &str,
        parameters: Vec<Parameter>,
    ) -> Result<Self, &'static str> {
        let (before, after) = template
            .split_once(SUBJECT)
            .ok_or("the path must say where the person's number stands, with {subject}")?;
        if !before.starts_with('/') || !before.ends_with('/') {
            return Err("the path must begin with `/`, and {subject} must be a whole segment");
        }
        if !(after.is_empty() || after.starts_with('/')) {
            return Err("{subject} must be a whole segment of the path");
        }
        let plain = |text: &str| {
            text.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/')
            })
        };
        if !plain(before) || !plain(after) {
            return Err("the path may hold letters, digits, - . _ ~ / and one {subject}");
        }
        if template.contains("//") || template.split('/').any(|part| matches!(part, "." | "..")) {
            return Err("the path must not have empty segments, `.` or `..`");
        }
        Ok(Self { method, before: before.to_owned(), after: after.to_owned(), parameters })
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The path with `{subject}`: what may be written to logs and metrics.
    #[must_use]
    pub fn template(&self) -> String {
        format!("{}{SUBJECT}{}", self.before, self.after)
    }

    /// The parameters that may be sent.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The segment of `path` that stands where the person's number must stand, if the rest of the
    /// path is this route's. It is not checked to be a person's number.
    #[must_use]
    pub fn subject_in<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.before.as_str())?
            .strip_suffix(self.after.as_str())
            .filter(|subject| !subject.is_empty() && !subject.contains('/'))
    }

    /// Whether some path is answered by both.
    pub(super) fn collides_with(&self, other: &Self) -> bool {
        let mut mine = self.segments();
        let mut others = other.segments();
        let same_shape = mine
            .by_ref()
            .zip(others.by_ref())
            .all(|(one, another)| one == another || one == SUBJECT || another == SUBJECT);
        self.method == other.method
            && same_shape
            && self.segments().count() == other.segments().count()
    }

    fn segments(&self) -> impl Iterator<Item = &str> {
        let before = self.before.strip_suffix('/').unwrap_or_default().split('/');
        before.chain([SUBJECT]).chain(self.after.split('/').skip(1))
    }

    /// The path as it is sent to the provider.
    #[must_use]
    pub fn path_for(&self, subject: &PersonNumber) -> String {
        format!("{}{}{}", self.before, subject.expose(), self.after)
    }

    /// The query as it is sent to the provider, written anew from a raw query (what follows `?`);
    /// none when there is nothing to send. Names and values are plain, so an encoded one is
    /// refused.
    ///
    /// # Errors
    /// When a parameter is not the route's, says what it may not say, or is repeated.
    pub fn query(&self, raw: Option<&str>) -> Result<Option<String>, QueryRefused> {
        let mut sent: Vec<(&str, &str)> = Vec::new();
        for pair in raw.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let parameter = self.parameter(name)?;
            parameter.check(value)?;
            let repeated = sent.iter().any(|(earlier, said)| {
                *earlier == name && (*said == value || parameter.allowed == Allowed::Year)
            });
            if repeated {
                return Err(QueryRefused::Repeated { parameter: parameter.name.clone() });
            }
            sent.push((name, value));
        }
        let query: Vec<String> =
            sent.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok((!query.is_empty()).then(|| query.join("&")))
    }

    fn parameter(&self, name: &str) -> Result<&Parameter, QueryRefused> {
        self.parameters.iter().find(|parameter| parameter.name == name).ok_or_else(|| {
            let allowed = self.parameters.iter().map(|parameter| parameter.name.clone());
            QueryRefused::UnknownParameter { allowed: allowed.collect() }
        })
    }
}

impl Parameter {
    fn check(&self, value: &str) -> Result<(), QueryRefused> {
        let (fits, allowed) = match &self.allowed {
            Allowed::Values(values) => (values.iter().any(|known| known == value), values.clone()),
            Allowed::Year => (
                value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit()),
                vec!["a year of four digits".to_owned()],
            ),
        };
        if fits {
            Ok(())
        } else {
            Err(QueryRefused::ValueNotAllowed { parameter: self.name.clone(), allowed })
        }
    }
}
