//! The authorization endpoint (OpenID Connect Core 3.1.2): shows the people, and takes one.
//!
//! The page keeps the request in its form, so nothing is remembered until a person is picked.

use super::codes::Issued;
use super::page::{self, Message};
use super::{DemoOpenid, DemoOpenidOptions, redirect, with_query};
use crate::page::Form;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use bytes::Bytes;
use hyper::{Response, StatusCode};

/// The levels one may ask for; everyone logs in at the last.
pub(super) const LEVELS: [&str; 3] =
    ["idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"];

/// `state` or `nonce`.
const VALUE: Limit = Limit { name: "demo_openid_value_bytes", most: 512 };

/// A request that may be answered.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) challenge: String,
    pub(super) language: Language,
}

/// A request that may not.
enum Wrong {
    /// It is not known to be the client's: the browser is sent nowhere.
    Stranger,
    /// It is the client's, who is told.
    Refused(Refusal),
}

/// An error for the client (RFC 6749 section 4.1.2.1), with its state where that is usable.
struct Refusal {
    error: &'static str,
    description: &'static str,
    state: Option<String>,
}

impl DemoOpenid {
    /// Shows whom one may log in as.
    pub(super) fn show_people(&self, form: Option<&Form>) -> Response<Bytes> {
        match self.read(form) {
            Ok(asked) => self.page(StatusCode::OK, page::people(&self.options, &asked)),
            Err(wrong) => self.refuse(&wrong),
        }
    }

    /// Logs in the person who was picked, or tells the client that nobody was.
    pub(super) fn pick_person(&self, form: Option<&Form>, now: Timestamp) -> Response<Bytes> {
        let asked = match self.read(form) {
            Ok(asked) => asked,
            Err(wrong) => return self.refuse(&wrong),
        };
        let once = |name| form.and_then(|form| form.once(name).ok().flatten());
        let state = asked.state.clone();
        if once("cancel").is_some() {
            return self.tell(&refusal("access_denied", "the person cancelled", Some(state)));
        }
        let alive = |position: &usize| {
            self.options.population.at(*position).is_some_and(super::Person::is_alive)
        };
        let picked = once("person").and_then(|handle| handle.parse().ok()).filter(alive);
        let Some(person) = picked else {
            return self.say(StatusCode::BAD_REQUEST, Message::NoSuchPerson);
        };
        let Some(code) = self.secret() else {
            return self.tell(&refusal("server_error", "no randomness", Some(state)));
        };
        let issued = Issued { person, nonce: asked.nonce, challenge: asked.challenge, at: now };
        match self.codes.put(&code, issued) {
            Ok(()) => self.send_back(&[("code", &code), ("state", &state)]),
            Err(_) => {
                self.tell(&refusal("temporarily_unavailable", "too many logins", Some(state)))
            }
        }
    }

    /// Reads a request; the client and its address first, for errors go there.
    fn read(&self, form: Option<&Form>) -> Result<Asked, Wrong> {
        let form = form.ok_or(Wrong::Stranger)?;
        let DemoOpenidOptions { client_id, redirect_uri, .. } = &self.options;
        let is = |name, own: &str| matches!(form.once(name), Ok(Some(given)) if given == own);
        if !is("client_id", client_id) || !is("redirect_uri", redirect_uri) {
            return Err(Wrong::Stranger);
        }
        let state = form.once("state").ok().flatten().filter(|state| is_usable(state));
        asked(form).map_err(|(error, description)| {
            Wrong::Refused(refusal(error, description, state.map(str::to_owned)))
        })
    }

    fn refuse(&self, wrong: &Wrong) -> Response<Bytes> {
        match wrong {
            Wrong::Stranger => self.say(StatusCode::BAD_REQUEST, Message::Stranger),
            Wrong::Refused(refusal) => self.tell(refusal),
        }
    }

    fn tell(&self, refusal: &Refusal) -> Response<Bytes> {
        let mut pairs = vec![("error", refusal.error), ("error_description", refusal.description)];
        pairs.extend(refusal.state.as_deref().map(|state| ("state", state)));
        self.send_back(&pairs)
    }

    fn send_back(&self, pairs: &[(&str, &str)]) -> Response<Bytes> {
        let mut pairs = pairs.to_vec();
        pairs.push(("iss", &self.options.issuer));
        redirect(&with_query(&self.options.redirect_uri, &pairs))
    }
}

const fn refusal(error: &'static str, description: &'static str, state: Option<String>) -> Refusal {
    Refusal { error, description, state }
}

/// Reads all but client and address; an error and what is wrong.
fn asked(form: &Form) -> Result<Asked, (&'static str, &'static str)> {
    let invalid = |what| ("invalid_request", what);
    let once = |name| form.once(name).map_err(|_| invalid("a parameter is repeated"));
    let text = |name, missing| {
        once(name)?.filter(|value| is_usable(value)).map(str::to_owned).ok_or(invalid(missing))
    };
    if once("request")?.is_some() {
        return Err(("request_not_supported", "request objects are not supported"));
    }
    if once("request_uri")?.is_some() {
        return Err(("request_uri_not_supported", "request objects are not supported"));
    }
    if once("response_type")? != Some("code") {
        return Err(("unsupported_response_type", "response_type must be code"));
    }
    if once("response_mode")?.is_some_and(|mode| mode != "query") {
        return Err(invalid("response_mode must be query"));
    }
    if !once("scope")?.unwrap_or_default().split(' ').any(|scope| scope == "openid") {
        return Err(("invalid_scope", "scope must have openid"));
    }
    if once("prompt")? == Some("none") {
        return Err(("login_required", "nobody is ever logged in here beforehand"));
    }
    if once("acr_values")?.is_some_and(|values| !names_level(values)) {
        return Err(("unmet_authentication_requirements", "no level in acr_values is known"));
    }
    if once("code_challenge_method")? != Some("S256") {
        return Err(invalid("code_challenge_method must be S256"));
    }
    let challenge = text("code_challenge", "code_challenge is missing")?;
    if !is_challenge(&challenge) {
        return Err(invalid("code_challenge is malformed"));
    }
    let state = text("state", "state is missing or too long")?;
    let nonce = text("nonce", "nonce is missing or too long")?;
    let language = language(once("ui_locales")?.unwrap_or_default());
    Ok(Asked { state, nonce, challenge, language })
}

fn is_usable(value: &str) -> bool {
    (1..=VALUE.most).contains(&value.len()) && !value.chars().any(char::is_control)
}

fn names_level(values: &str) -> bool {
    values.split(' ').any(|value| LEVELS.contains(&value))
}

/// A SHA-256 in base64url without padding (RFC 7636 section 4.2).
fn is_challenge(text: &str) -> bool {
    text.len() == 43
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The first language in the list that there is a page in.
fn language(locales: &str) -> Language {
    let known = locales.split(' ').find_map(|tag| match tag.split('-').next() {
        Some("en") => Some(Language::English),
        Some("nb" | "nn" | "no") => Some(Language::Bokmaal),
        _ => None,
    });
    known.unwrap_or_default()
}
