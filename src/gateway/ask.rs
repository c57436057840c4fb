//! Step 2: what is asked for, about whom, for what purpose. Plain data; nothing is decided here.

use super::active::Active;
use super::refused::{Known, Refused};
use crate::policy::{Method, Service, encoded};
use crate::vocab::declared::declared;
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;
use hyper::Request;
use std::sync::Arc;

/// States the purpose of a request.
pub const PURPOSE: &str = "sluse-purpose";

/// The consumer's reference to its case.
pub const CASE_REFERENCE: &str = "sluse-case-reference";

/// The person at the consumer who asks (the case worker).
pub const END_USER: &str = "sluse-end-user";

/// One request, as the gateway understands it.
pub struct Ask {
    /// The service whose path it is.
    pub service: Arc<Service>,
    /// About whom.
    pub subject: PersonNumber,
    /// The path and query for the provider, written anew.
    pub target: String,
    /// The purpose as stated.
    pub stated: Option<String>,
    /// The consumer's case.
    pub case_reference: Option<String>,
    /// The consumer's case worker.
    pub end_user: Option<String>,
}

/// Reads a request.
///
/// # Errors
/// When no service has the path, or number, query or declarations are malformed.
pub fn read(request: &Request<Bytes>, active: &Active, known: &mut Known) -> Result<Ask, Refused> {
    let path = request.uri().path();
    let matched = active.set().route(Method::Get.as_str(), path).ok_or(Refused::NoSuchService)?;
    known.service = Some(matched.service.id.clone());
    if request.method() != hyper::Method::GET {
        return Err(Refused::MethodNotServed);
    }
    let subject = PersonNumber::parse(matched.segment).map_err(|_| Refused::SubjectMalformed)?;
    known.subject = Some(subject.clone());
    let case_reference = declaration(request, CASE_REFERENCE)?;
    known.case_reference.clone_from(&case_reference);
    let end_user = declaration(request, END_USER)?;
    known.end_user.clone_from(&end_user);
    let stated = declaration(request, PURPOSE)?;
    let mut target = matched.route.path_for(Some(&subject));
    if let Some(query) = encoded(&matched.route.query(request.uri().query())?) {
        target.push('?');
        target.push_str(&query);
    }
    Ok(Ask { service: matched.service.clone(), subject, target, stated, case_reference, end_user })
}

/// Reads a header that may stand once: printable text (UTF-8) of at most `declared_bytes`.
fn declaration(request: &Request<Bytes>, header: &'static str) -> Result<Option<String>, Refused> {
    let malformed = Refused::DeclarationMalformed { header };
    let mut values = request.headers().get_all(header).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = std::str::from_utf8(value.as_bytes()).ok().and_then(declared);
    if values.next().is_none() { text.map(Some).ok_or(malformed) } else { Err(malformed) }
}
