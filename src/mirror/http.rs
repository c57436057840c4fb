//! A ledger over HTTP: asked again when it does not answer, with a token where entries are asked for.

use super::source::{Fetched, Source, SourceError};
use crate::client::{Bearer, ClientError, Token, ask_within, send_within};
use crate::dial::{DialError, Dialer};
use crate::jose::jws::SigningKey;
use crate::unpack::{Coding, Unpacker};
use crate::vocab::limits::Limit;
use crate::vocab::time::SharedClock;
use bytes::{Bytes, BytesMut};
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING, RETRY_AFTER};
use hyper::{Request, Response, StatusCode};
use serde::Deserialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Who gets tokens that open the source's entries.
pub trait Tickets: Send + Sync + 'static {
    /// Gets a new token.
    fn token(&self) -> impl Future<Output = Result<Token, ClientError>> + Send;

    /// The key that tokens are bound to, when they are.
    fn key(&self) -> Option<&SigningKey>;
}

/// How long, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// The tries for one thing.
    pub tries: u32,
    /// What is waited after the first; it doubles each time.
    pub first: Duration,
    /// The longest wait, also when the source asks for more.
    pub most: Duration,
    /// How long one answer may take as a whole.
    pub deadline: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            tries: 6,
            first: Duration::from_millis(500),
            most: seconds(30),
            deadline: seconds(60),
        }
    }
}

/// A ledger at an address.
pub struct Http<T> {
    dialer: Dialer,
    base: String,
    tickets: T,
    ticket: Mutex<Option<Arc<Ticket>>>,
    clock: SharedClock,
    patience: Patience,
}

/// A token, and until when it is used.
struct Ticket {
    token: Token,
    until: Instant,
}

/// What came of one try.
enum Try {
    Done(Fetched),
    /// It may come the next time, perhaps after a wait that the source asks for.
    Again(String, Option<Duration>),
    /// It may come with a new token.
    WithToken,
    /// It came packed and does not open; it may as it is.
    Plainly(String),
    Never(SourceError),
}

#[derive(Deserialize)]
struct Problem {
    r#type: String,
}

impl<T: Tickets> Http<T> {
    /// The ledger at this address: what stands before `checkpoint`.
    #[must_use]
    pub fn new(
        dialer: Dialer,
        base: &str,
        tickets: T,
        clock: SharedClock,
        patience: Patience,
    ) -> Self {
        let base = format!("{}/", base.trim_end_matches('/'));
        Self { dialer, base, tickets, ticket: Mutex::default(), clock, patience }
    }

    /// The token in hand, or a new one.
    async fn ticket(&self) -> Result<Arc<Ticket>, Try> {
        let mut held = self.ticket.lock().await;
        if let Some(ticket) = held.as_ref().filter(|ticket| Instant::now() < ticket.until) {
            return Ok(ticket.clone());
        }
        let token = self.tickets.token().await.map_err(|error| match error {
            ClientError::Dial(
                DialError::Unreachable | DialError::TooSlow(_) | DialError::Broken,
            ) => Try::Again(format!("no token: {error}"), None),
            error => Try::Never(SourceError::NoToken(error.to_string())),
        })?;
        // Given up before it expires: an answer takes its time.
        let until = Instant::now() + Duration::from_secs(token.expires_in.min(3600) / 2);
        let ticket = Arc::new(Ticket { token, until });
        *held = Some(ticket.clone());
        Ok(ticket)
    }

    async fn once(&self, path: &str, limit: Limit, packed: bool, is_last_token: bool) -> Try {
        let coding = if packed { "gzip" } else { "identity" };
        let request = Request::get(format!("{}{path}", self.base))
            .header(ACCEPT_ENCODING, coding)
            .body(Bytes::new());
        let deadline = self.patience.deadline;
        let mut used = None;
        let answer =
            if ["tile/entries/", "tile/thin/"].iter().any(|closed| path.starts_with(closed)) {
                let ticket = match self.ticket().await {
                    Ok(ticket) => used.insert(ticket),
                    Err(outcome) => return outcome,
                };
                let Ok(request) = request else { return unusable(path) };
                let bearer = Bearer { token: &ticket.token, key: self.tickets.key() };
                let now = self.clock.now();
                ask_within(&self.dialer, bearer, request, now, (limit, deadline)).await
            } else {
                send_within(&self.dialer, request, (limit, deadline)).await
            };
        match answer {
            Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED && !is_last_token => {
                self.give_up(used.as_ref()).await;
                Try::WithToken
            }
            Ok(answer) => read(path, limit, answer),
            Err(ClientError::Dial(DialError::TooLarge(limit))) => {
                Try::Never(SourceError::Oversized { path: path.to_owned(), limit })
            }
            Err(ClientError::Dial(
                error @ (DialError::BadAddress | DialError::Untrusted | DialError::BadRoot),
            )) => Try::Never(SourceError::Unreachable {
                path: path.to_owned(),
                why: error.to_string(),
                tries: 1,
            }),
            Err(error) => Try::Again(error.to_string(), None),
        }
    }

    /// Uses a token no more, unless another has taken its place already.
    async fn give_up(&self, used: Option<&Arc<Ticket>>) {
        let mut held = self.ticket.lock().await;
        let same = |(held, used): (&Arc<Ticket>, &Arc<Ticket>)| Arc::ptr_eq(held, used);
        if held.as_ref().zip(used).is_some_and(same) {
            *held = None;
        }
    }
}

/// What an answer means.
fn read(path: &str, limit: Limit, answer: Response<Bytes>) -> Try {
    let status = answer.status().as_u16();
    match status {
        200 => opened(path, limit, answer),
        404 => Try::Done(Fetched::Missing),
        410 => Try::Done(Fetched::Gone),
        429 | 500 | 502 | 503 | 504 => {
            let wait = answer.headers().get(RETRY_AFTER);
            let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
            Try::Again(format!("status {status}"), wait.map(Duration::from_secs))
        }
        _ => {
            let problem = serde_json::from_slice::<Problem>(answer.body());
            let problem = problem.map(|problem| problem.r#type).unwrap_or_default();
            let problem = problem.rsplit(':').next().unwrap_or_default();
            let problem = crate::client::printable(problem);
            Try::Never(SourceError::Refused { path: path.to_owned(), status, problem })
        }
    }
}

impl<T: Tickets> Source for Http<T> {
    async fn fetch(&self, path: &str, limit: Limit) -> Result<Fetched, SourceError> {
        let mut wait = self.patience.first;
        let (mut tries, mut has_new_token, mut packed) = (0, false, true);
        loop {
            tries += 1;
            let (why, asked_for) = match self.once(path, limit, packed, has_new_token).await {
                Try::Done(fetched) => return Ok(fetched),
                Try::Never(error) => return Err(error),
                Try::WithToken => {
                    has_new_token = true;
                    continue;
                }
                Try::Plainly(why) => {
                    packed = false;
                    (why, None)
                }
                Try::Again(why, asked_for) => (why, asked_for),
            };
            if tries >= self.patience.tries {
                return Err(SourceError::Unreachable { path: path.to_owned(), why, tries });
            }
            tracing::debug!(path, why, "asked again");
            let longest = self.patience.most;
            tokio::time::sleep(asked_for.unwrap_or(wait).max(wait).min(longest)).await;
            wait = (wait * 2).min(longest);
        }
    }
}

fn unusable(path: &str) -> Try {
    let why = "the address is none".to_owned();
    Try::Never(SourceError::Unreachable { path: path.to_owned(), why, tries: 1 })
}

/// The body, opened when it is packed, and never larger than it may be.
fn opened(path: &str, limit: Limit, answer: Response<Bytes>) -> Try {
    let coding = answer.headers().get(CONTENT_ENCODING).map(|name| name.as_bytes().to_vec());
    let mut packed = answer.into_body();
    match coding.as_deref() {
        None | Some(b"identity") if packed.len() > limit.most => {
            return Try::Never(SourceError::Oversized { path: path.to_owned(), limit });
        }
        None | Some(b"identity") => return Try::Done(Fetched::Bytes(packed)),
        Some(name) if Coding::parse(name) == Some(Coding::Gzip) => {}
        Some(_) => return Try::Again("a content coding that was not asked for".into(), None),
    }
    let (mut unpacker, mut whole) = (Unpacker::new(Coding::Gzip, limit), BytesMut::new());
    loop {
        match unpacker.open(&mut packed) {
            Ok(Some(piece)) => whole.extend_from_slice(&piece),
            Ok(None) => break,
            Err(fault) => return Try::Plainly(format!("the body {fault}")),
        }
    }
    match unpacker.finish() {
        Ok(()) => Try::Done(Fetched::Bytes(whole.freeze())),
        Err(fault) => Try::Plainly(format!("the body {fault}")),
    }
}
