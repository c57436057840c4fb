//! What the registers say when they do not answer: Folkeregisteret's form of an error in JSON, a
//! fault where SOAP is spoken. Never what was asked.

use super::{Register, cadastre, json};
use bytes::Bytes;
use hyper::header::{ALLOW, HeaderValue};
use hyper::{Response, StatusCode};

/// Why a request is not answered.
pub(super) enum Refusal {
    /// What should be a person's number, or a key of the cadastre, is none.
    Identifier,
    /// No such person, or nothing about them for the year.
    Unknown,
    /// A part, a year, another parameter or a body that is not understood.
    Query,
    /// No such resource.
    Path,
    /// Another method than this one.
    Method(&'static str),
}

impl Refusal {
    const fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Identifier => {
                (StatusCode::BAD_REQUEST, "001", "Ugyldig fødselsnummer eller D-nummer")
            }
            Self::Unknown => (StatusCode::NOT_FOUND, "002", "Ingen opplysninger funnet"),
            Self::Query => (StatusCode::BAD_REQUEST, "003", "Ugyldig eller ukjent parameter"),
            Self::Path => (StatusCode::NOT_FOUND, "004", "Ressursen finnes ikke"),
            Self::Method(_) => (StatusCode::METHOD_NOT_ALLOWED, "005", "Metoden er ikke støttet"),
        }
    }

    /// The answer of this register: `{"kode":"FREG-001","melding":"…"}`, or a fault.
    pub(super) fn answer(&self, register: Register) -> Response<Bytes> {
        let (status, number, text) = self.parts();
        let prefix = match register {
            Register::Population => "FREG",
            Register::Income => "INNT",
            Register::Cadastre => return cadastre::fault(text),
        };
        let body = serde_json::json!({ "kode": format!("{prefix}-{number}"), "melding": text });
        let mut answer = json(status, body.to_string().into_bytes());
        if let Self::Method(allowed) = self {
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
        }
        answer
    }
}
