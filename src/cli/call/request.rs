//! The request that `sluse call` makes of its arguments. Persons' numbers come from files or from input.

use super::super::profile::Profile;
use super::CallArgs;
use crate::gateway::ask::{CASE_REFERENCE, END_USER, PURPOSE, RELATION};
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Uri};
use std::error::Error;
use std::io::{self, Read, Write};
use std::path::Path;

/// What stands in a URL for the person's number.
const SUBJECT: &str = "{subject}";

/// A body to send.
const BODY_BYTES: Limit = Limit { name: "call_body_bytes", most: 1024 * 1024 };

/// Builds the request.
///
/// # Errors
/// When the arguments do not go together, or a token or a number would go where others can read it.
pub(super) fn request(
    args: &CallArgs,
    profile: &Profile,
    subject: Option<&PersonNumber>,
) -> Result<Request<Bytes>, Box<dyn Error>> {
    let input = Path::new("-");
    if args.data.as_deref() == Some(input) && args.subject_file.as_deref() == Some(input) {
        return Err("only one of --data and --subject-file can be standard input".into());
    }
    let body = args.data.as_deref().map(body).transpose()?;
    let (method, url) = match args.what.as_slice() {
        [method, url] => (method.to_uppercase(), url),
        [url] => (if body.is_some() { "POST" } else { "GET" }.to_owned(), url),
        _ => return Err("give a method and an address, or an address".into()),
    };
    let mut request = Request::builder().method(method.as_str()).uri(address(url, args, subject)?);
    let declared = [
        (PURPOSE, profile.purpose.as_ref()),
        (CASE_REFERENCE, profile.case_reference.as_ref()),
        (END_USER, args.end_user.as_ref()),
        (RELATION, args.relation.as_ref()),
    ];
    for (name, value) in declared.into_iter().filter_map(|(name, it)| Some((name, it?))) {
        request = request.header(name, value);
    }
    if let Some(body) = &body {
        request = request.header(CONTENT_TYPE, media_type(args, body));
    }
    let body = Bytes::from(body.unwrap_or_default());
    let malformed = "method, purpose, case, end user, relation or media type is malformed";
    Ok(request.body(body).map_err(|_| malformed)?)
}

/// The address with the person and the fields in it, if a token may be sent there.
fn address(
    url: &str,
    args: &CallArgs,
    subject: Option<&PersonNumber>,
) -> Result<Uri, Box<dyn Error>> {
    let mut url = match (subject, url.contains(SUBJECT)) {
        (Some(subject), true) => url.replace(SUBJECT, subject.expose()),
        (None, false) => {
            warn_of_numbers(url)?;
            url.to_owned()
        }
        (Some(_), false) => return Err("the address has no {subject} for --subject-file".into()),
        (None, true) => return Err("{subject} needs --subject-file FILE, or - for input".into()),
    };
    if !args.fields.is_empty() && !args.bind {
        // Brackets do not stand in a query as they are (RFC 3986 section 2.2).
        let fields = args.fields.join(",").replace('[', "%5B").replace(']', "%5D");
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str("fields=");
        url.push_str(&fields);
    }
    let url: Uri = url.parse().map_err(|_| "the address is not one")?;
    let local = matches!(url.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme_str() != Some("https") && !local {
        return Err("a token is sent over https only: whoever reads it may use it".into());
    }
    Ok(url)
}

/// Reads a body from a file, or from standard input for `-`.
fn body(file: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let most = u64::try_from(BODY_BYTES.most).unwrap_or(u64::MAX).saturating_add(1);
    let mut body = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(most).read_to_end(&mut body)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut body))
    };
    read.map_err(|error| format!("{}: {}", file.display(), error.kind()))?;
    if body.len() > BODY_BYTES.most {
        return Err(format!("the body is larger than {} bytes", BODY_BYTES.most).into());
    }
    Ok(body)
}

fn media_type<'a>(args: &'a CallArgs, body: &[u8]) -> &'a str {
    let begins = body.iter().find(|byte| !byte.is_ascii_whitespace());
    let likely = if begins == Some(&b'<') { "text/xml; charset=utf-8" } else { "application/json" };
    args.content_type.as_deref().unwrap_or(likely)
}

/// A number on the command line is in the shell's history and in every other user's list of processes.
fn warn_of_numbers(url: &str) -> io::Result<()> {
    let numbers = url.split(|one: char| !one.is_ascii_digit());
    if numbers.into_iter().any(|digits| PersonNumber::parse(digits).is_ok()) {
        let advice = "write {subject} in the address and give --subject-file FILE, or -";
        writeln!(io::stderr(), "a person's number on the command line is remembered: {advice}")?;
    }
    Ok(())
}
