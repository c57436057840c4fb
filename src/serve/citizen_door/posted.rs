//! What is posted: a form, as pages send it, or from programs a JSON object that says the same.

use crate::page::Form;
use crate::web::Wish;
use bytes::Bytes;
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a place takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Posted {
    /// A question or an objection.
    Question,
    /// A consent.
    Consent,
    /// That a consent is withdrawn.
    Withdrawal,
    /// When to be told of readings.
    Telling,
    /// Nothing besides the form's token.
    Nothing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    matter: String,
    text: String,
    csrf: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    consumer: String,
    months: u16,
    csrf: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdrawal {
    consumer: String,
    csrf: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Telling {
    when: String,
    csrf: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {
    csrf: Option<String>,
}

/// The posted form, or what is wrong with it. JSON is for programs: pages have forms.
pub(super) fn posted(request: &Request<Bytes>, kind: Posted) -> Result<Form, Wish> {
    let is_for_programs = request.uri().path().starts_with("/me/");
    let said = request.headers().get(CONTENT_TYPE).map(|it| it.to_str().unwrap_or_default());
    let media_type = said.map(|said| said.split(';').next().unwrap_or_default().trim());
    match media_type.map(str::to_ascii_lowercase).as_deref() {
        Some("application/json") if is_for_programs => {
            json(request.body(), kind).ok_or(Wish::BadBody)
        }
        None | Some("application/x-www-form-urlencoded") => {
            let form = std::str::from_utf8(request.body()).ok().and_then(Form::parse);
            form.ok_or(Wish::Unreadable)
        }
        Some(_) if is_for_programs => Err(Wish::BadBody),
        Some(_) => Err(Wish::Unreadable),
    }
}

/// Reads a JSON object strictly: no other names, none twice, values of their own kind.
fn json(body: &[u8], kind: Posted) -> Option<Form> {
    let pairs: Vec<(&'static str, Option<String>)> = match kind {
        Posted::Question => {
            let Question { matter, text, csrf } = object(body)?;
            vec![("matter", Some(matter)), ("text", Some(text)), ("csrf", csrf)]
        }
        Posted::Consent => {
            let Consent { consumer, months, csrf } = object(body)?;
            let months = Some(months.to_string());
            vec![("consumer", Some(consumer)), ("months", months), ("csrf", csrf)]
        }
        Posted::Withdrawal => {
            let Withdrawal { consumer, csrf } = object(body)?;
            vec![("consumer", Some(consumer)), ("csrf", csrf)]
        }
        Posted::Telling => {
            let Telling { when, csrf } = object(body)?;
            vec![("when", Some(when)), ("csrf", csrf)]
        }
        Posted::Nothing if body.is_empty() => Vec::new(),
        Posted::Nothing => {
            let Nothing { csrf } = object(body)?;
            vec![("csrf", csrf)]
        }
    };
    Some(Form::of(pairs.into_iter().filter_map(|(name, value)| Some((name, value?)))))
}

/// An object: the library would take a list of the values, too.
fn object<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') {
        return None;
    }
    serde_json::from_slice(body).ok()
}

/// Reads bytes as what each place takes, for who tries strangers' bytes on it: how many take it.
pub fn posted_json(body: &[u8]) -> usize {
    let all =
        [Posted::Question, Posted::Consent, Posted::Withdrawal, Posted::Telling, Posted::Nothing];
    all.into_iter().filter(|kind| json(body, *kind).is_some()).count()
}
