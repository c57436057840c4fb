//! What a listener refuses before a door sees it: messages that two readers could understand
//! differently, or that break a limit.

use crate::vocab::limits::{HEADER_FIELDS, Limit, TARGET_BYTES};
use hyper::header::{CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode, Version};

/// A message that two readers could understand differently, or that breaks a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// Hosts missing, repeated or contradicting.
    Host,
    /// A method this program does not know.
    Method,
    /// Two statements of the body's length, or a body where none belongs.
    Length,
    /// A line of the head ends in a bare line feed.
    LineEnd,
    /// An expectation other than `100-continue`.
    Expectation,
    /// The header has too many fields.
    Fields,
    /// The path and query are too long.
    Target,
    /// The body is too large.
    TooLarge(Limit),
    /// The body did not arrive in time, or broke off.
    Body,
}

/// Refuses a head that two readers could understand differently (RFC 9112 sections 3.2 and 6.3).
pub(super) fn ambiguous(head: &Parts) -> Result<(), Unclear> {
    let headers = &head.headers;
    let mut hosts = headers.get_all(HOST).iter();
    match (head.version < Version::HTTP_2, hosts.next(), hosts.next(), head.uri.authority()) {
        (_, Some(_), Some(_), _) | (true, None, _, _) | (false, None, _, None) => {
            return Err(Unclear::Host);
        }
        (_, Some(host), None, Some(authority))
            if host.as_bytes() != authority.as_str().as_bytes() =>
        {
            return Err(Unclear::Host);
        }
        _ => {}
    }
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::PATCH,
    ];
    if !known.contains(&head.method) {
        return Err(Unclear::Method);
    }
    let lengths = headers.get_all(CONTENT_LENGTH).iter().count();
    let codings = headers.get_all(TRANSFER_ENCODING).iter().count();
    if lengths + codings > 1 {
        return Err(Unclear::Length);
    }
    if headers
        .get(EXPECT)
        .is_some_and(|expect| !expect.as_bytes().eq_ignore_ascii_case(b"100-continue"))
    {
        return Err(Unclear::Expectation);
    }
    if headers.len() > HEADER_FIELDS.most {
        return Err(Unclear::Fields);
    }
    let target = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if target > TARGET_BYTES.most { Err(Unclear::Target) } else { Ok(()) }
}

impl Unclear {
    /// Status, stable name and text of the problem document.
    #[must_use]
    pub fn told(self) -> (StatusCode, &'static str, String) {
        match self {
            Self::Host => (
                StatusCode::BAD_REQUEST,
                "host-unclear",
                "the request must name one host, and the same one everywhere".into(),
            ),
            Self::Method => (
                StatusCode::NOT_IMPLEMENTED,
                "method-unknown",
                "this server does not know that method".into(),
            ),
            Self::Length => (
                StatusCode::BAD_REQUEST,
                "length-unclear",
                "the length of the body is stated twice, or a body was sent where none belongs"
                    .into(),
            ),
            Self::LineEnd => (
                StatusCode::BAD_REQUEST,
                "line-end-unclear",
                "a line of the head ends in a line feed without a carriage return".into(),
            ),
            Self::Expectation => (
                StatusCode::EXPECTATION_FAILED,
                "expectation-unknown",
                "the only expectation met here is 100-continue".into(),
            ),
            Self::Fields => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "fields-too-many",
                format!("the header exceeds {HEADER_FIELDS}"),
            ),
            Self::Target => (
                StatusCode::URI_TOO_LONG,
                "target-too-long",
                format!("path and query exceed {TARGET_BYTES}"),
            ),
            Self::TooLarge(limit) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                format!("the body exceeds {limit}"),
            ),
            Self::Body => (
                StatusCode::REQUEST_TIMEOUT,
                "body-late",
                "the body did not arrive whole and in time".into(),
            ),
        }
    }
}
