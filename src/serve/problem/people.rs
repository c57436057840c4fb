//! Refusals at the people's door of programs with an access token.

use super::{answer, challenges, set};
use crate::token::accept::TokenRefused;
use crate::token::sender::ProofRefused;
use crate::web::AccessRefused;
use bytes::Bytes;
use hyper::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};

/// A refusal, with what the program needs to do better: the scope and the levels that are wanted here.
pub fn access(refused: &AccessRefused, scope: &str, levels: &str) -> Response<Bytes> {
    let status = status(refused);
    let mut answer = answer(status, refused.code(), refused.to_string());
    if status == StatusCode::SERVICE_UNAVAILABLE {
        set(&mut answer, RETRY_AFTER, "10");
    }
    let challenges = match refused {
        AccessRefused::Token(refused) => challenges(refused),
        // RFC 6750 section 3.1.
        AccessRefused::Scope => {
            vec![format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", plain(scope))]
        }
        // RFC 9470 section 3.
        AccessRefused::Level => vec![format!(
            "Bearer error=\"insufficient_user_authentication\", error_description=\"{refused}\", \
             acr_values=\"{}\"",
            plain(levels)
        )],
        AccessRefused::NoPerson => vec!["Bearer error=\"invalid_token\"".to_owned()],
        AccessRefused::Closed => vec!["Cookie realm=\"sluse\"".to_owned()],
    };
    for challenge in challenges {
        if let Ok(challenge) = HeaderValue::from_str(&challenge) {
            answer.headers_mut().append(WWW_AUTHENTICATE, challenge);
        }
    }
    answer
}

/// A text between quotation marks in a header field.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
        .filter(|letter| !matches!(letter, '"' | '\\'))
        .collect()
}

/// The status of each refusal.
pub const fn status(refused: &AccessRefused) -> StatusCode {
    match refused {
        AccessRefused::Token(
            TokenRefused::Proof(ProofRefused::Busy) | TokenRefused::IssuerUnavailable,
        ) => StatusCode::SERVICE_UNAVAILABLE,
        AccessRefused::Token(_)
        | AccessRefused::Closed
        | AccessRefused::Level
        | AccessRefused::NoPerson => StatusCode::UNAUTHORIZED,
        AccessRefused::Scope => StatusCode::FORBIDDEN,
    }
}
