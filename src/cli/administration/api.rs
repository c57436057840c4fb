//! The administration API as a client calls it: tokens for the scope that each act needs, JSON both
//! ways, lists read to their end.

use crate::app::clock::SystemClock;
use crate::cli::call::advice;
use crate::cli::profile::Profile;
use crate::cli::session::{Session, Wanted};
use crate::client::{ClientError, Token, printable};
use crate::page::form::{encode, escape};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Response};
use serde_json::Value;
use std::cell::RefCell;
use std::error::Error;
use std::sync::Arc;

/// The entries that are asked for at a time.
const PAGE: &str = "1000";

/// Why the API did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// There is no token, or no answer.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// It refused.
    #[error("refused with {code}: {detail}{}", to_do(.code))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The last part of the problem's type.
        code: String,
        /// What it says.
        detail: String,
    },
    /// What came is not JSON.
    #[error("status {0}, and the answer is not JSON")]
    Unexpected(u16),
    /// The token does not say whom it is for.
    #[error("the token does not name the client's organisation")]
    Anonymous,
}

fn to_do(code: &str) -> String {
    advice(code).map(|advice| format!("; {advice}")).unwrap_or_default()
}

/// A word in a path.
#[must_use]
pub fn segment(word: &str) -> String {
    escape(word).into_owned()
}

/// A path with a query.
#[must_use]
pub fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", encode(query)) }
}

/// The API, called as one client.
pub struct Api {
    session: RefCell<Session>,
    scopes: Vec<String>,
    base: String,
    /// The token that was got last, and for which scope. They live for minutes, commands for seconds.
    token: RefCell<Option<(String, Token)>>,
}

impl Api {
    /// Reads the profile's files.
    ///
    /// # Errors
    /// When one cannot be used.
    pub fn open(profile: Profile, base: Option<&str>) -> Result<Self, Box<dyn Error>> {
        let own = profile.gateway.as_deref().unwrap_or(&profile.issuer);
        let base = base.unwrap_or(own).trim_end_matches('/').to_owned();
        let scopes = profile.scopes.clone();
        let session = Session::open(profile, Arc::new(SystemClock))?;
        Ok(Self { session: RefCell::new(session), scopes, base, token: RefCell::default() })
    }

    /// The client that asks.
    #[must_use]
    pub fn client_id(&self) -> String {
        self.session.borrow().profile.client_id.clone()
    }

    /// Of scopes that open the same, the least that the profile has; without any the least of all,
    /// which the token service may refuse.
    fn chosen(&self, needed: &[&str]) -> String {
        let has = |scope: &&&str| self.scopes.iter().any(|own| own == **scope);
        let chosen = needed.iter().find(has).or(needed.first());
        chosen.map_or_else(String::new, |scope| (*scope).to_owned())
    }

    /// Whether the profile has one of these scopes.
    #[must_use]
    pub fn may(&self, needed: &[&str]) -> bool {
        needed.iter().any(|scope| self.scopes.iter().any(|own| own == scope))
    }

    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "one command does one thing after the other, on one thread"
    )]
    async fn token(&self, needed: &[&str]) -> Result<Token, ClientError> {
        let scope = self.chosen(needed);
        if let Some((of, token)) = self.token.borrow().as_ref()
            && *of == scope
        {
            return Ok(token.clone());
        }
        let mut session = self.session.borrow_mut();
        session.profile.scopes = vec![scope.clone()];
        let token = session.token(&Wanted::default()).await?;
        *self.token.borrow_mut() = Some((scope, token.clone()));
        Ok(token)
    }

    /// The organisation that the client's tokens speak for.
    ///
    /// # Errors
    /// When there is no token, or it does not say.
    pub async fn own_organisation(&self, needed: &[&str]) -> Result<String, ApiError> {
        let token = self.token(needed).await?;
        let claims =
            token.expose().split('.').nth(1).and_then(|it| URL_SAFE_NO_PAD.decode(it).ok());
        let claims: Option<Value> = claims.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let id = claims.as_ref().and_then(|it| it.pointer("/consumer/ID")?.as_str());
        let number = id.and_then(|id| id.rsplit(':').next()).map(str::to_owned);
        number.ok_or(ApiError::Anonymous)
    }

    /// Reads one record.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn get(&self, needed: &[&str], path: &str) -> Result<Value, ApiError> {
        self.send(needed, "GET", path, None).await
    }

    /// Reads a list to its end.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn list(
        &self,
        needed: &[&str],
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Value, ApiError> {
        let mut all = Vec::new();
        for page in 0_usize.. {
            let number = page.to_string();
            let mut query = query.to_vec();
            query.extend([("page", number.as_str()), ("limit", PAGE)]);
            let answer = self.answer(needed, "GET", &with_query(path, &query), None).await?;
            let more = answer.headers().contains_key(hyper::header::LINK);
            match read(&answer)? {
                Value::Array(some) => all.extend(some),
                other => return Ok(other),
            }
            if !more {
                break;
            }
        }
        Ok(Value::Array(all))
    }

    /// Sends a request; what was deactivated comes back as nothing.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn send(
        &self,
        needed: &[&str],
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, ApiError> {
        read(&self.answer(needed, method, path, body).await?)
    }

    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "one command does one thing after the other, on one thread"
    )]
    async fn answer(
        &self,
        needed: &[&str],
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Response<Bytes>, ApiError> {
        let token = self.token(needed).await?;
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        let request = request.body(body).map_err(|_| ClientError::Malformed)?;
        Ok(self.session.borrow().ask(&token, request).await?)
    }
}

fn read(answer: &Response<Bytes>) -> Result<Value, ApiError> {
    let status = answer.status().as_u16();
    let unexpected = |_| ApiError::Unexpected(status);
    if answer.status().is_success() {
        if answer.body().is_empty() {
            return Ok(Value::Null);
        }
        return serde_json::from_slice(answer.body()).map_err(unexpected);
    }
    let problem: Value = serde_json::from_slice(answer.body()).map_err(unexpected)?;
    let text =
        |name: &str| printable(problem.get(name).and_then(Value::as_str).unwrap_or_default());
    let kind = text("type");
    let code = kind.rsplit(':').next().unwrap_or_default().to_owned();
    Err(ApiError::Refused { status, code, detail: text("detail") })
}
