//! The refusals of the door of inquiries as HTTP.

use super::{answer, insert, refused as of_gateway, set};
use crate::acts::ActError;
use crate::acts::clerk::{NotAClerk, SCOPE};
use crate::gateway::refused as gateway;
use bytes::Bytes;
use hyper::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};

/// Why a request about inquiries was not answered.
#[derive(Debug)]
pub enum Fault {
    /// No good token, or too fast; or the ledger cannot write.
    Gateway(gateway::Refused),
    /// The token opens no inquiries.
    Clerk(NotAClerk),
    /// The act was not taken in.
    Act(ActError),
    /// There is nothing at this path.
    Path,
    /// The path takes this method.
    Method(&'static str),
    /// The body is not an answer.
    Body,
}

impl From<gateway::Refused> for Fault {
    fn from(refused: gateway::Refused) -> Self {
        Self::Gateway(refused)
    }
}

impl From<NotAClerk> for Fault {
    fn from(refused: NotAClerk) -> Self {
        Self::Clerk(refused)
    }
}

impl From<ActError> for Fault {
    fn from(error: ActError) -> Self {
        Self::Act(error)
    }
}

impl Fault {
    /// The stable short name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Gateway(refused) => refused.code(),
            Self::Clerk(refused) => refused.code(),
            Self::Act(error) => error.code(),
            Self::Path => "no-such-inquiry-path",
            Self::Method(_) => "inquiry-method",
            Self::Body => "answer-malformed",
        }
    }
}

/// A request that is not answered.
#[must_use]
pub fn refused(fault: &Fault) -> Response<Bytes> {
    match fault {
        Fault::Gateway(refused) => of_gateway(refused),
        Fault::Clerk(refused) => {
            let mut told = answer(StatusCode::FORBIDDEN, refused.code(), refused.to_string());
            if *refused == NotAClerk::RightMissing {
                let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{SCOPE}\"");
                insert(&mut told, WWW_AUTHENTICATE, &challenge);
            }
            told
        }
        Fault::Act(error) => act(*error),
        Fault::Path => answer(
            StatusCode::NOT_FOUND,
            fault.code(),
            "there is /inquiries, /inquiries/{index} and /inquiries/{index}/answer".to_owned(),
        ),
        Fault::Method(takes) => {
            let text = format!("this takes {takes}");
            let mut told = answer(StatusCode::METHOD_NOT_ALLOWED, fault.code(), text);
            set(&mut told, ALLOW, takes);
            told
        }
        Fault::Body => answer(
            StatusCode::UNPROCESSABLE_ENTITY,
            fault.code(),
            "the body must be {\"resolution\": \"answered\", \"followed\" or \"not-followed\", \
             \"text\": 1 to 2000 characters}"
                .to_owned(),
        ),
    }
}

fn act(error: ActError) -> Response<Bytes> {
    let status = match error {
        ActError::NoSuchInquiry => StatusCode::NOT_FOUND,
        ActError::OtherMatter => StatusCode::UNPROCESSABLE_ENTITY,
        ActError::StandsAlready
        | ActError::StandsNot
        | ActError::TooManyOpen
        | ActError::TooOften => StatusCode::CONFLICT,
        ActError::Full | ActError::Busy | ActError::Unwritable | ActError::Unreadable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    let mut told = answer(status, error.code(), error.to_string());
    if status == StatusCode::SERVICE_UNAVAILABLE {
        set(&mut told, RETRY_AFTER, "1");
    }
    told
}
