//! The people's door: requests in, pages out, and the header fields that keep browsers honest.

mod deeds;
mod files;
mod posted;
mod usages;

pub use posted::posted_json;

use super::browsed::{Allowed, elsewhere, kept, protect, set, with_body};
use super::{DPOP_NONCE, Door, problem};
use crate::gateway::admit::Strangers;
use crate::gateway::refused::Refused;
use crate::login::LoginError;
use crate::login::cookies::Jar;
use crate::page::Form;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::web::{
    Content, Ending, FEED, FileKind, Filter, ListOf, Part, Presented, Reader, Reply, Visit, Wanted,
    Web, Wish,
};
use bytes::Bytes;
use files::Files;
use hyper::header::{
    ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_LANGUAGE, COOKIE, HeaderName,
    HeaderValue, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE,
};
use hyper::{Method, Request, Response, StatusCode};

/// A posted form: it holds a token, and perhaps a message of 2000 characters, each up to twelve bytes long.
pub const FORM_BYTES: Limit = Limit { name: "form_bytes", most: 32 * 1024 };

/// Where the provider logs people out, in a frame of a page of its own.
const FRONT_CHANNEL: &str = "/logout/frontchannel";

/// The OpenAPI document of what programs may ask for a person.
pub const OPENAPI: &str = include_str!("citizen_door/openapi.json");

/// The paths that it describes.
pub const PATHS: [&str; 22] = [
    "/me/openapi.json",
    "/me/readings",
    "/me/readings.json",
    "/me/readings.csv",
    "/me/readings.pdf",
    "/me/readings/{count}/proof",
    "/me/readings/{count}/ask",
    "/me/bundle",
    "/me/feed.atom",
    "/me/questions",
    "/me/notices",
    "/me/purposes",
    "/me/purposes/{purpose}/consent",
    "/me/purposes/{purpose}/withdraw",
    "/me/purposes/{purpose}/reserve",
    "/me/purposes/{purpose}/unreserve",
    "/me/consents/{index}/receipt",
    "/me/v2/findUsage",
    "/me/v2/usagePeriod",
    "/me/v2/heartbeat",
    "/me/api/v1/verwerkte-objecten",
    "/me/api/v1/verwerkte-objecten/{verwerktObjectId}",
];

/// What people talk to.
pub struct CitizenDoor {
    web: Web,
    logins: Strangers,
    refusals: Strangers,
    files: Files,
}

impl CitizenDoor {
    /// A door to this service. `logins` limits how many logins one address may begin: a begun login
    /// costs a stranger nothing and takes a place until it is finished or forgotten. `refusals` limits how
    /// often one address is told why its access token is not good: whoever tries tokens learns no more.
    #[must_use]
    pub fn new(web: Web, logins: Strangers, refusals: Strangers) -> Self {
        let files = Files::new(web.look());
        Self { web, logins, refusals, files }
    }

    /// The answer to a visit, unless it is one more refusal than the address gets.
    async fn visited(&self, peer: &Peer, request: &Request<Bytes>) -> Response<Bytes> {
        let (visit, allow) = read(request);
        let reply = Box::pin(self.web.visit(visit)).await;
        if let Ending::AccessRefused(refused) = &reply.ending
            && refused.is_callers_fault()
            && let Err(wait) = self.refusals.admit(peer)
        {
            return problem::refused(&Refused::StrangerTooFast { retry_after: wait });
        }
        let mut answer = written(reply, allow);
        // After a form the browser must ask with GET; 302 leaves that open (RFC 9110 15.4.3).
        if answer.status() == StatusCode::FOUND && request.method() == Method::POST {
            *answer.status_mut() = StatusCode::SEE_OTHER;
        }
        answer
    }
}

impl Door for CitizenDoor {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "people"
    }

    fn body_limit(&self) -> Limit {
        FORM_BYTES
    }

    async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        if request.uri().path() == "/login"
            && let Err(wait) = self.logins.admit(peer)
        {
            return problem::refused(&Refused::StrangerTooFast { retry_after: wait });
        }
        let path = request.uri().path().to_owned();
        let file = || self.files.answer(&path, request.headers());
        let mut answer = if let Some(file) = is_read(request.method()).then(file).flatten() {
            file
        } else {
            let answer = self.visited(peer, &request).await;
            usages::dress(&path, request.uri().query(), answer)
        };
        let frames = if path == FRONT_CHANNEL { self.web.frame_origins() } else { Vec::new() };
        let look = self.web.look().stylesheets().next().is_some();
        let (forms, script) = (self.web.form_origins(), path == "/check");
        let allowed = Allowed { forms: &forms, frames: &frames, script, look };
        protect(answer.headers_mut(), allowed);
        answer
    }
}

fn is_read(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

/// Reads what is wanted, and which methods the place takes.
fn read(request: &Request<Bytes>) -> (Visit, &'static str) {
    let headers = request.headers();
    let query = Form::parse(request.uri().query().unwrap_or_default());
    let language = query.as_ref().and_then(|query| query.once("lang").ok().flatten());
    let language = language.map(str::to_owned);
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let accept_language = text(ACCEPT_LANGUAGE).map(str::to_owned);
    let jar = Jar::read(headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()));
    let (wish, allow) = wish(request, query);
    let reader =
        if request.uri().path().starts_with("/me/") { Reader::Program } else { Reader::Person };
    let presented = presented(request).filter(|_| reader == Reader::Program);
    (Visit { wish, reader, jar, presented, language, accept_language }, allow)
}

/// The access token that came with a request. Pages take none.
fn presented(request: &Request<Bytes>) -> Option<Presented> {
    let values = |name: HeaderName| -> Vec<Vec<u8>> {
        request.headers().get_all(name).iter().map(|value| value.as_bytes().to_vec()).collect()
    };
    let authorization = values(AUTHORIZATION);
    (!authorization.is_empty()).then(|| Presented {
        authorization,
        proofs: values(HeaderName::from_static("dpop")),
        method: request.method().as_str().to_owned(),
        path: request.uri().path().to_owned(),
    })
}

/// The place that a path names. A HEAD must not begin or finish anything, so it is for pages only.
fn wish(request: &Request<Bytes>, query: Option<Form>) -> (Wish, &'static str) {
    const READ: &str = "GET, HEAD";
    const READ_POST: &str = "GET, HEAD, POST";
    let method = request.method();
    let read = |wish: Wish| (if is_read(method) { wish } else { Wish::WrongMethod }, READ);
    let only = |own: Method, allow, wish: Wish| {
        (if *method == own { wish } else { Wish::WrongMethod }, allow)
    };
    let Some(query) = query else { return (Wish::Unreadable, READ) };
    match request.uri().path() {
        "/" => read(Wish::Front),
        "/about" => read(Wish::About),
        "/check" => read(Wish::Check),
        "/accessibility" => read(Wish::Accessibility),
        "/.well-known/security.txt" => read(Wish::SecurityText),
        "/readings" | "/me/readings" => {
            read(Part::read(&query).map_or(Wish::Unreadable, Wish::Readings))
        }
        "/readings/print" => read(filtered(&query, Wish::Printed)),
        "/me/readings.csv" => only(Method::GET, "GET", file(&query, FileKind::Csv)),
        "/me/readings.pdf" => only(Method::GET, "GET", file(&query, FileKind::Pdf)),
        "/me/readings.json" => only(Method::GET, "GET", file(&query, FileKind::Json)),
        FEED => read(place(&query).map_or(Wish::Unreadable, Wish::Feed)),
        "/me/bundle" => only(Method::GET, "GET", Wish::Bundle),
        "/login" => only(Method::GET, "GET", wanted(&query).map_or(Wish::Unreadable, Wish::LogIn)),
        "/login/callback" => only(Method::GET, "GET", Wish::Return(query)),
        "/others" if *method == Method::POST => (chosen(request), READ_POST),
        "/others" => (if is_read(method) { Wish::Others } else { Wish::WrongMethod }, READ_POST),
        "/logout" => only(Method::POST, "POST", Wish::LogOut(posted(request, "csrf"))),
        FRONT_CHANNEL => {
            let said = |name| query.once(name).ok().flatten().unwrap_or_default().to_owned();
            let wish = Wish::ProviderLogsOut { issuer: said("iss"), sid: said("sid") };
            only(Method::GET, "GET", wish)
        }
        "/logged-out" => {
            read(Wish::LoggedOut(query.once("state").ok().flatten().unwrap_or_default().to_owned()))
        }
        path => match proof_of(path) {
            Some(count) => read(Wish::Proof(count)),
            None => usages::wish(request, &query)
                .or_else(|| deeds::wish(request))
                .unwrap_or((Wish::Unknown, READ)),
        },
    }
}

/// The count in `/readings/<count>/proof`, written in its only form.
fn proof_of(path: &str) -> Option<u64> {
    let path = path.strip_prefix("/me").unwrap_or(path);
    let text = path.strip_prefix("/readings/")?.strip_suffix("/proof")?;
    text.parse().ok().filter(|count: &u64| count.to_string() == text)
}

/// A wish for what the filter in a query admits.
fn filtered(query: &Form, wish: impl FnOnce(Filter) -> Wish) -> Wish {
    Filter::read(query).map_or(Wish::Unreadable, wish)
}

/// A wish for a file with it.
fn file(query: &Form, kind: FileKind) -> Wish {
    filtered(query, |filter| Wish::Whole(kind, filter))
}

/// The place in the list; none when it is no number.
fn place(query: &Form) -> Option<Option<u64>> {
    Some(Part::read(query)?.before)
}

/// What is wanted of a login; none when the address says something that is not known.
fn wanted(query: &Form) -> Option<Wanted> {
    Wanted::read(query.once("level").ok()?, query.once("to").ok()?)
}

/// Whose list a posted form asks for.
fn chosen(request: &Request<Bytes>) -> Wish {
    let choice = ListOf::parse(&posted(request, "list"), &posted(request, "number"));
    Wish::Choose(posted(request, "csrf"), choice)
}

/// A value of a posted form; empty when it is not there once.
fn posted(request: &Request<Bytes>, name: &str) -> String {
    let form = std::str::from_utf8(request.body()).ok().and_then(Form::parse);
    form.as_ref().and_then(|form| form.once(name).ok().flatten()).unwrap_or_default().to_owned()
}

/// Writes a reply as an answer.
fn written(reply: Reply, allow: &'static str) -> Response<Bytes> {
    let status = status(reply.ending);
    let is_challenge = matches!(reply.ending, Ending::AccessRefused(_));
    let mut answer = match reply.content {
        Content::Page(page) => with_body(page.into(), "text/html; charset=utf-8"),
        Content::Text(text) => with_body(text.into(), "text/plain; charset=utf-8"),
        Content::Feed(feed) => with_body(feed.into(), "application/atom+xml; charset=utf-8"),
        Content::Json(document) => with_body(document.to_string().into(), "application/json"),
        Content::File { name, media_type, bytes } => kept(&name, media_type, bytes),
        Content::AccessRefused { refused, scope, levels } => {
            problem::people::access(&refused, &scope, &levels)
        }
        Content::Nothing => with_body(Bytes::new(), "text/plain; charset=utf-8"),
        Content::Problem(name, text) => problem::answer(status, name, text.to_owned()),
        Content::Elsewhere(to) => elsewhere(&to),
    };
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    set(headers, CACHE_CONTROL, "no-store");
    set(headers, CONTENT_LANGUAGE, reply.language.tag());
    match status {
        StatusCode::METHOD_NOT_ALLOWED => set(headers, ALLOW, allow),
        // RFC 9110 section 15.5.2 demands a challenge; this scheme says that it is a cookie.
        StatusCode::UNAUTHORIZED if !is_challenge => {
            set(headers, WWW_AUTHENTICATE, "Cookie realm=\"sluse\"")
        }
        StatusCode::SERVICE_UNAVAILABLE => set(headers, RETRY_AFTER, "10"),
        _ => {}
    }
    if let Some(nonce) = reply.nonce.as_deref().and_then(|nonce| nonce.parse().ok()) {
        headers.insert(DPOP_NONCE, nonce);
    }
    for cookie in &reply.cookies {
        if let Ok(mut value) = HeaderValue::from_str(cookie.as_str()) {
            value.set_sensitive(true);
            headers.append(SET_COOKIE, value);
        }
    }
    answer
}

/// The status of each ending.
const fn status(ending: Ending) -> StatusCode {
    match ending {
        Ending::Shown => StatusCode::OK,
        Ending::Sent => StatusCode::FOUND,
        Ending::NotLoggedIn => StatusCode::UNAUTHORIZED,
        Ending::NotFound => StatusCode::NOT_FOUND,
        Ending::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        Ending::BadAddress | Ending::LogoutUnknown => StatusCode::BAD_REQUEST,
        Ending::FormRefused | Ending::NoRight | Ending::OtherPerson => StatusCode::FORBIDDEN,
        Ending::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
        Ending::NotTaken => StatusCode::CONFLICT,
        Ending::Unreadable | Ending::NotYet | Ending::RegisterDown => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Ending::LoginFailed(error) => login_status(error),
        Ending::AccessRefused(refused) => problem::people::status(&refused),
    }
}

/// The status of each way in which a login fails.
pub(super) const fn login_status(error: LoginError) -> StatusCode {
    match error {
        LoginError::NoLoginHere
        | LoginError::NotWaiting
        | LoginError::StateUnknown
        | LoginError::CallbackMalformed
        | LoginError::OtherProvider
        | LoginError::CodeRefused => StatusCode::BAD_REQUEST,
        LoginError::Cancelled
        | LoginError::ProviderRefused
        | LoginError::LevelTooLow
        | LoginError::NoPersonNumber => StatusCode::FORBIDDEN,
        LoginError::ProviderWrong
        | LoginError::ClientRefused
        | LoginError::RequestRefused
        | LoginError::Token(_)
        | LoginError::AlgorithmRefused
        | LoginError::Key(_)
        | LoginError::Unproven(_) => StatusCode::BAD_GATEWAY,
        LoginError::ProviderDown | LoginError::NoRandomness | LoginError::Unsigned => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
