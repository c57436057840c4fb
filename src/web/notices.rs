//! What a person is told when something did not work: each cause its own words.

use super::pages::Notice;
use super::phrases::{NoticePhrase, Phrase};
use crate::login::LoginError;

/// The way on for who may try to log in again.
const AGAIN: (&str, Phrase) = ("/login", Phrase::LogIn);

/// The way on for all else.
const FRONT: (&str, Phrase) = ("/", Phrase::FrontLink);

const fn notice(title: NoticePhrase, text: NoticePhrase, way_on: (&'static str, Phrase)) -> Notice {
    let (to, phrase) = way_on;
    Notice { title: title.words(), text: text.words(), way_on: (to, phrase.words()) }
}

/// Nobody is logged in.
pub const MUST_LOG_IN: Notice =
    notice(NoticePhrase::MustLogInTitle, NoticePhrase::MustLogInText, AGAIN);

/// There is no such page.
pub const NOT_FOUND: Notice =
    notice(NoticePhrase::NotFoundTitle, NoticePhrase::NotFoundText, FRONT);

/// The page does not take this method.
pub const WRONG_METHOD: Notice = notice(NoticePhrase::MethodTitle, NoticePhrase::MethodText, FRONT);

/// The address has a part that cannot be read.
pub const BAD_ADDRESS: Notice =
    notice(NoticePhrase::AddressTitle, NoticePhrase::AddressText, FRONT);

/// A form without the session's token.
pub const FORM_REFUSED: Notice = notice(
    NoticePhrase::FormRefusedTitle,
    NoticePhrase::FormRefusedText,
    ("/readings", Phrase::ReadingsLink),
);

/// The ledger cannot be read.
pub const UNREADABLE: Notice =
    notice(NoticePhrase::ReadingsFailedTitle, NoticePhrase::ReadingsFailedText, FRONT);

/// No checkpoint covers the entry yet.
pub const PROOF_WAITS: Notice = notice(
    NoticePhrase::ProofWaitsTitle,
    NoticePhrase::ProofWaitsText,
    ("/readings", Phrase::ReadingsLink),
);

/// Logged out.
pub const LOGGED_OUT: Notice =
    notice(NoticePhrase::LoggedOutTitle, NoticePhrase::LoggedOutText, FRONT);

/// A return from a logout that was not begun here.
pub const LOGOUT_UNKNOWN: Notice =
    notice(NoticePhrase::LogoutUnknownTitle, NoticePhrase::LogoutUnknownText, FRONT);

/// A login that failed. What is wrong with a token is for the log: to the person it is one thing.
#[must_use]
pub const fn of_login(error: LoginError) -> Notice {
    match error {
        LoginError::Cancelled => {
            notice(NoticePhrase::CancelledTitle, NoticePhrase::CancelledText, AGAIN)
        }
        LoginError::NoLoginHere => {
            notice(NoticePhrase::NoLoginHereTitle, NoticePhrase::NoLoginHereText, AGAIN)
        }
        LoginError::NotWaiting => {
            notice(NoticePhrase::NotWaitingTitle, NoticePhrase::NotWaitingText, AGAIN)
        }
        LoginError::StateUnknown => {
            notice(NoticePhrase::StateUnknownTitle, NoticePhrase::StateUnknownText, AGAIN)
        }
        LoginError::CallbackMalformed => {
            notice(NoticePhrase::CallbackMalformedTitle, NoticePhrase::CallbackMalformedText, AGAIN)
        }
        LoginError::OtherProvider => {
            notice(NoticePhrase::OtherProviderTitle, NoticePhrase::OtherProviderText, FRONT)
        }
        LoginError::ProviderRefused => {
            notice(NoticePhrase::ProviderRefusedTitle, NoticePhrase::ProviderRefusedText, AGAIN)
        }
        LoginError::CodeRefused => {
            notice(NoticePhrase::CodeRefusedTitle, NoticePhrase::CodeRefusedText, AGAIN)
        }
        LoginError::ProviderDown => {
            notice(NoticePhrase::ProviderDownTitle, NoticePhrase::ProviderDownText, FRONT)
        }
        LoginError::ProviderWrong
        | LoginError::ClientRefused
        | LoginError::RequestRefused
        | LoginError::Unsigned => {
            notice(NoticePhrase::ProviderWrongTitle, NoticePhrase::ProviderWrongText, FRONT)
        }
        LoginError::Token(_)
        | LoginError::AlgorithmRefused
        | LoginError::Key(_)
        | LoginError::Unproven(_) => {
            notice(NoticePhrase::UnprovenTitle, NoticePhrase::UnprovenText, AGAIN)
        }
        LoginError::LevelTooLow => {
            notice(NoticePhrase::LevelTooLowTitle, NoticePhrase::LevelTooLowText, AGAIN)
        }
        LoginError::NoPersonNumber => {
            notice(NoticePhrase::NoPersonNumberTitle, NoticePhrase::NoPersonNumberText, AGAIN)
        }
        LoginError::NoRandomness => {
            notice(NoticePhrase::NoRandomnessTitle, NoticePhrase::NoRandomnessText, FRONT)
        }
    }
}
