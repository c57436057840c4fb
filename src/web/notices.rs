//! What a person is told when something did not work: each cause its own words.

use super::pages::Notice;
use super::phrases::Phrase;
use crate::login::LoginError;

/// The way on for who may try to log in again.
const AGAIN: (&str, Phrase) = ("/login", Phrase::LogIn);

/// The way on for all else.
const FRONT: (&str, Phrase) = ("/", Phrase::FrontLink);

const fn notice(title: Phrase, text: Phrase, way_on: (&'static str, Phrase)) -> Notice {
    Notice { title, text, way_on }
}

/// Nobody is logged in.
pub const MUST_LOG_IN: Notice = notice(Phrase::MustLogInTitle, Phrase::MustLogInText, AGAIN);

/// There is no such page.
pub const NOT_FOUND: Notice = notice(Phrase::NotFoundTitle, Phrase::NotFoundText, FRONT);

/// The page does not take this method.
pub const WRONG_METHOD: Notice = notice(Phrase::MethodTitle, Phrase::MethodText, FRONT);

/// The address has a part that cannot be read.
pub const BAD_ADDRESS: Notice = notice(Phrase::AddressTitle, Phrase::AddressText, FRONT);

/// A form without the session's token.
pub const FORM_REFUSED: Notice =
    notice(Phrase::FormRefusedTitle, Phrase::FormRefusedText, ("/readings", Phrase::ReadingsLink));

/// The ledger cannot be read.
pub const UNREADABLE: Notice =
    notice(Phrase::ReadingsFailedTitle, Phrase::ReadingsFailedText, FRONT);

/// No checkpoint covers the entry yet.
pub const PROOF_WAITS: Notice =
    notice(Phrase::ProofWaitsTitle, Phrase::ProofWaitsText, ("/readings", Phrase::ReadingsLink));

/// Logged out.
pub const LOGGED_OUT: Notice = notice(Phrase::LoggedOutTitle, Phrase::LoggedOutText, FRONT);

/// A return from a logout that was not begun here.
pub const LOGOUT_UNKNOWN: Notice =
    notice(Phrase::LogoutUnknownTitle, Phrase::LogoutUnknownText, FRONT);

/// A login that failed. What is wrong with a token is for the log: to the person it is one thing.
#[must_use]
pub const fn of_login(error: LoginError) -> Notice {
    match error {
        LoginError::Cancelled => notice(Phrase::CancelledTitle, Phrase::CancelledText, AGAIN),
        LoginError::NoLoginHere => notice(Phrase::NoLoginHereTitle, Phrase::NoLoginHereText, AGAIN),
        LoginError::NotWaiting => notice(Phrase::NotWaitingTitle, Phrase::NotWaitingText, AGAIN),
        LoginError::StateUnknown => {
            notice(Phrase::StateUnknownTitle, Phrase::StateUnknownText, AGAIN)
        }
        LoginError::CallbackMalformed => {
            notice(Phrase::CallbackMalformedTitle, Phrase::CallbackMalformedText, AGAIN)
        }
        LoginError::OtherProvider => {
            notice(Phrase::OtherProviderTitle, Phrase::OtherProviderText, FRONT)
        }
        LoginError::ProviderRefused => {
            notice(Phrase::ProviderRefusedTitle, Phrase::ProviderRefusedText, AGAIN)
        }
        LoginError::CodeRefused => notice(Phrase::CodeRefusedTitle, Phrase::CodeRefusedText, AGAIN),
        LoginError::ProviderDown => {
            notice(Phrase::ProviderDownTitle, Phrase::ProviderDownText, FRONT)
        }
        LoginError::ProviderWrong => {
            notice(Phrase::ProviderWrongTitle, Phrase::ProviderWrongText, FRONT)
        }
        LoginError::Token(_)
        | LoginError::AlgorithmRefused
        | LoginError::Key(_)
        | LoginError::Unproven(_) => notice(Phrase::UnprovenTitle, Phrase::UnprovenText, AGAIN),
        LoginError::LevelTooLow => notice(Phrase::LevelTooLowTitle, Phrase::LevelTooLowText, AGAIN),
        LoginError::NoPersonNumber => {
            notice(Phrase::NoPersonNumberTitle, Phrase::NoPersonNumberText, AGAIN)
        }
        LoginError::NoRandomness => {
            notice(Phrase::NoRandomnessTitle, Phrase::NoRandomnessText, FRONT)
        }
    }
}
