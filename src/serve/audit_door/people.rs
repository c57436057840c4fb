//! Auditors who log in: the way in and out, and what they do.

use super::super::problem::audit::{NotServed, entrance_status, not_done, not_served};
use super::asked::{self, jar, language_of, posted};
use super::{AuditDoor, FRONT_CHANNEL, answer, html, see};
use crate::audit::desk::Manner;
use crate::audit::entrance::{CALLBACK, Came, Entrance, Step, Stepped, Told};
use crate::audit::pages;
use crate::login::cookies::SetCookie;
use crate::page::Form;
use crate::vocab::peer::Peer;
use crate::vocab::translated::Language;
use bytes::Bytes;
use hyper::header::{CONTENT_LANGUAGE, HeaderValue, SET_COOKIE, WWW_AUTHENTICATE};
use hyper::{Method, Request, Response, StatusCode};

/// Where a session ends.
const LOG_OUT: &str = "/logout";

impl AuditDoor {
    /// What is answered to who comes by the entrance; none for who is to be known by a certificate.
    pub(super) async fn at_entrance(
        &self,
        entrance: &Entrance,
        peer: &Peer,
        request: &Request<Bytes>,
    ) -> Option<Response<Bytes>> {
        let language = language_of(request);
        let path = request.uri().path();
        if matches!(path, "/login" | CALLBACK)
            && let Err(wait) = self.strangers.admit(peer)
        {
            return Some(not_served(NotServed::TooFast(wait)));
        }
        if let Some(stepped) = step(entrance, request, language).await {
            if let Some((asker, reason)) = &stepped.refused {
                self.desk.record_refusal(asker, reason).await;
            }
            return Some(remembering(request, written(stepped, language)));
        }
        match entrance.came(&jar(request)) {
            Some(came) => Some(self.person(came, request, language).await),
            None if peer.certificate.is_some_and(|it| self.certified.contains_key(&it)) => None,
            None => Some(remembering(request, written(Told::LogIn.into(), language))),
        }
    }

    /// Serves who has logged in.
    async fn person(
        &self,
        came: Came,
        request: &Request<Bytes>,
        language: Language,
    ) -> Response<Bytes> {
        if let Err(fault) = self.admit(came.reader()) {
            return not_served(fault);
        }
        let log_out = Some((LOG_OUT.to_owned(), came.form_token().to_owned()));
        if request.method() != Method::POST {
            return self.serve(came.reader().clone(), request, log_out).await;
        }
        let path = request.uri().path();
        let Some(form) = posted(request) else {
            return written(Told::FormRefused.into(), language);
        };
        let Some(deed) = asked::deed(path, &form) else {
            return not_served(NotServed::Method);
        };
        let acting = form.once("csrf").ok().flatten().and_then(|token| came.acts(token));
        let Some(acting) = acting else {
            self.desk.record_refusal(came.reader().asker(), "form-refused").await;
            return written(Told::FormRefused.into(), language);
        };
        let manner = Manner { language, here: path.to_owned(), log_out };
        let desk = self.desk.clone();
        // What is begun runs to its end, also when the browser hangs up.
        let done = tokio::spawn(async move { desk.act(&acting, deed, &manner).await }).await;
        let mut told = match done {
            Ok(Ok(given)) => answer(given),
            Ok(Err((refused, page))) => {
                let mut told = html(page);
                *told.status_mut() = not_done(&refused);
                told
            }
            Err(_) => super::super::problem::broken(),
        };
        let tag = HeaderValue::from_static(language.tag());
        told.headers_mut().insert(CONTENT_LANGUAGE, tag);
        told
    }
}

/// A step of logging in or out; none when the path is no such step.
async fn step(
    entrance: &Entrance,
    request: &Request<Bytes>,
    language: Language,
) -> Option<Stepped> {
    let is = |method: Method| *request.method() == method;
    let query = || Form::parse(request.uri().query().unwrap_or_default());
    let said = |name: &str| {
        let query = query();
        query.and_then(|query| query.once(name).ok().flatten().map(str::to_owned))
    };
    match request.uri().path() {
        // A HEAD must not begin or finish anything.
        "/login" if is(Method::GET) => Some(entrance.log_in(language).await),
        CALLBACK if is(Method::GET) => {
            let failed = crate::login::LoginError::CallbackMalformed;
            Some(match query() {
                Some(callback) => entrance.come_back(&jar(request), &callback).await,
                None => Told::Failed(failed).into(),
            })
        }
        LOG_OUT if is(Method::POST) => {
            let token = posted(request)
                .and_then(|form| form.once("csrf").ok().flatten().map(str::to_owned));
            Some(entrance.log_out(&jar(request), token.unwrap_or_default()).await)
        }
        "/logged-out" if is(Method::GET) => {
            Some(entrance.logged_out(&jar(request), &said("state").unwrap_or_default()))
        }
        FRONT_CHANNEL if is(Method::GET) => {
            let (issuer, sid) = (said("iss").unwrap_or_default(), said("sid").unwrap_or_default());
            Some(entrance.provider_logs_out(&issuer, sid).await)
        }
        _ => None,
    }
}

/// The same, for a browser that keeps a language which stands in the address: the provider is told it, too.
fn remembering(request: &Request<Bytes>, mut told: Response<Bytes>) -> Response<Bytes> {
    let cookie = asked::said(request).map(SetCookie::language);
    if let Some(cookie) = cookie.and_then(|it| HeaderValue::from_str(it.as_str()).ok()) {
        told.headers_mut().append(SET_COOKIE, cookie);
    }
    told
}

fn written(stepped: Stepped, language: Language) -> Response<Bytes> {
    let mut told = match stepped.step {
        Step::Sent(to) => see(&to),
        Step::Nothing => html(String::new()),
        Step::Told(told) => {
            let mut page = html(pages::entrance(language, told));
            *page.status_mut() = entrance_status(told);
            page
        }
    };
    let is_challenge = told.status() == StatusCode::UNAUTHORIZED;
    let headers = told.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    if is_challenge {
        // RFC 9110 section 15.5.2 demands a challenge; this scheme says that it is a cookie.
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Cookie realm=\"sluse\""));
    }
    for cookie in &stepped.cookies {
        if let Ok(mut value) = HeaderValue::from_str(cookie.as_str()) {
            value.set_sensitive(true);
            headers.append(SET_COOKIE, value);
        }
    }
    told
}
