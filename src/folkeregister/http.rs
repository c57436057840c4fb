//! Asks over HTTP: `GET <base>/personer/<number>?part=…&part=…` (Skatteetaten, "Oppslag" and
//! "Dataminimering").
//!
//! The person's number stands in the address because that is how the register's API is. It is in no log
//! line of ours: errors name neither address nor answer.

use super::token::{TokenSource, Unlocked};
use super::{Asked, Part, Relations, Silent};
use crate::dial::Dialer;
use crate::relatives::Registered;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::{Request, StatusCode, Uri};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What the register says of one person.
pub const ANSWER_BYTES: Limit = Limit { name: "register_answer_bytes", most: 512 * 1024 };

/// The questions under way at one time: a slow register holds up those who need it, and nobody else.
const QUESTIONS: Limit = Limit { name: "register_questions", most: 64 };

/// A register's address that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the url must be http:// or https:// with a host, without a query and without a `/` at its end"
)]
pub struct BadRegister;

/// A register that speaks Folkeregisteret's API.
pub struct Http {
    dialer: Dialer,
    base: String,
    deadline: Duration,
    token: Option<TokenSource>,
    questions: Semaphore,
}

impl Http {
    /// The register below this address, such as `https://…/folkeregisteret/offentlig-med-hjemmel/api/v1`,
    /// which has so long for each answer. Without a token source it is asked without a token.
    ///
    /// # Errors
    /// When the address has no host, another scheme, or a query.
    pub fn new(
        base: &str,
        dialer: Dialer,
        deadline: Duration,
        token: Option<TokenSource>,
    ) -> Result<Self, BadRegister> {
        let uri: Uri = base.parse().map_err(|_| BadRegister)?;
        dialer.host(&uri).map_err(|_| BadRegister)?;
        if base.ends_with('/') || uri.query().is_some() {
            return Err(BadRegister);
        }
        let questions = Semaphore::new(QUESTIONS.most);
        Ok(Self { dialer, base: base.to_owned(), deadline, token, questions })
    }

    async fn answer(
        &self,
        person: &PersonNumber,
        part: Part,
        now: Timestamp,
    ) -> Result<Arc<Registered>, Silent> {
        let Ok(_turn) = self.questions.try_acquire() else {
            return Err(down("too many questions are under way"));
        };
        let token = match &self.token {
            Some(source) => {
                Some(source.token(now).await.map_err(|error| down(&error.to_string()))?)
            }
            None => None,
        };
        let request = self.question(person, part, token.as_ref()).ok_or(Silent::Down)?;
        let answer = self.dialer.send(request, ANSWER_BYTES, self.deadline).await;
        let answer = answer.map_err(|error| down(&error.to_string()))?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err(Silent::Nobody),
            StatusCode::UNAUTHORIZED => {
                if let Some(source) = &self.token {
                    source.forget();
                }
                return Err(down("it does not take the token"));
            }
            status => return Err(down(status.as_str())),
        }
        let media_type = answer.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !media_type.is_some_and(|it| it.starts_with("application/json")) {
            return Err(down("the answer is no JSON"));
        }
        let read = Registered::parse(answer.body(), person);
        read.map(Arc::new).map_err(|error| down(&error.to_string()))
    }

    fn question(
        &self,
        person: &PersonNumber,
        part: Part,
        token: Option<&Unlocked>,
    ) -> Option<Request<Bytes>> {
        let members = part.members().join("&part=");
        let address = format!("{}/personer/{}?part={members}", self.base, person.expose());
        let mut request = Request::get(address)
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, "sluse")
            .body(Bytes::new())
            .ok()?;
        if let Some(token) = token {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose())).ok()?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Some(request)
    }
}

impl Relations for Http {
    fn ask<'a>(&'a self, person: &'a PersonNumber, part: Part, now: Timestamp) -> Asked<'a> {
        Box::pin(self.answer(person, part, now))
    }
}

/// The cause is for the log, which learns nothing of whom.
fn down(cause: &str) -> Silent {
    tracing::warn!(cause, "the population register cannot be used");
    Silent::Down
}
