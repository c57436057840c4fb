//! A citizen's browser, as far as logging in needs one: it keeps cookies and follows the provider.

use super::DemoError;
use super::openid::DemoOpenid;
use super::persons::Person;
use crate::client::send;
use crate::dial::Dialer;
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use hyper::http::request::Builder;
use hyper::{Request, Response};

/// A browser that is logged in at the people's door.
pub struct Browser {
    people: String,
    cookies: Vec<(String, String)>,
}

fn wrong(what: &str) -> DemoError {
    DemoError::Request(format!("the login went wrong: {what}"))
}

/// Logs a person in through the demonstration's OpenID provider.
///
/// # Errors
/// When a step does not lead to the next.
pub async fn log_in(dialer: &Dialer, people: &str, person: &Person) -> Result<Browser, DemoError> {
    let mut browser = Browser { people: people.to_owned(), cookies: Vec::new() };
    let sent = browser.visit(dialer, &format!("{people}/login")).await?;
    let authorize = location(&sent).ok_or_else(|| wrong("/login does not lead to the provider"))?;
    let page = send(dialer, Request::get(&authorize).body(Bytes::new())).await?;
    if !page.status().is_success() || !String::from_utf8_lossy(page.body()).contains("DEMO") {
        return Err(wrong("the provider's page is not marked as a demonstration"));
    }
    let (endpoint, query) = authorize.split_once('?').ok_or_else(|| wrong("no request"))?;
    let form = format!("{query}&person={}", DemoOpenid::handle(person));
    let chosen = Request::post(endpoint)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(form));
    let chosen = send(dialer, chosen).await?;
    let back = location(&chosen).ok_or_else(|| wrong("the provider does not lead back"))?;
    let arrived = browser.visit(dialer, &back).await?;
    if location(&arrived).is_none() {
        return Err(wrong("the people's door does not accept the login"));
    }
    Ok(browser)
}

impl Browser {
    /// Fetches a page of the people's door.
    ///
    /// # Errors
    /// When it is not answered with 200.
    pub async fn fetch(&self, dialer: &Dialer, path: &str) -> Result<Bytes, DemoError> {
        let request = self.with_cookies(Request::get(format!("{}{path}", self.people)));
        let answer = send(dialer, request.body(Bytes::new())).await?;
        if answer.status().is_success() {
            Ok(answer.into_body())
        } else {
            Err(DemoError::Request(format!("{path}: {}", answer.status())))
        }
    }

    /// Posts a form to the people's door, and gives the answer as it is.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn submit(
        &self,
        dialer: &Dialer,
        path: &str,
        form: String,
    ) -> Result<Response<Bytes>, DemoError> {
        let request = Request::post(format!("{}{path}", self.people))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Ok(send(dialer, self.with_cookies(request).body(Bytes::from(form))).await?)
    }

    async fn visit(&mut self, dialer: &Dialer, url: &str) -> Result<Response<Bytes>, DemoError> {
        let request = self.with_cookies(Request::get(url));
        let answer = send(dialer, request.body(Bytes::new())).await?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().ok().and_then(|cookie| cookie.split(';').next());
            if let Some((name, value)) = pair.and_then(|pair| pair.split_once('=')) {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(answer)
    }

    fn with_cookies(&self, request: Builder) -> Builder {
        let pairs: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { request } else { request.header(COOKIE, pairs.join("; ")) }
    }
}

fn location(answer: &Response<Bytes>) -> Option<String> {
    answer.headers().get(LOCATION)?.to_str().ok().map(str::to_owned)
}
