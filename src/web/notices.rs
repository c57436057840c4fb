//! What a person is told when something did not work: each cause its own words.

use super::pages::{Notice, Wrong};
use super::phrases::{ActPhrase, NoticePhrase, Phrase};
use crate::login::LoginError;
use crate::page::Words;

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

/// Something that was to be done, and was not.
const fn not_done(text: ActPhrase, way_on: (&'static str, Words)) -> Notice {
    Notice { title: ActPhrase::NotTakenTitle.words(), text: text.words(), way_on }
}

/// The way back to the list.
const LIST: (&str, Words) = ("/readings", Phrase::ReadingsLink.words());

/// The way back to what may be read.
const RULES: (&str, Words) = ("/purposes", ActPhrase::PurposesTitle.words());

/// Nobody is known who could be asked.
pub const NOBODY_TO_ASK: Notice = not_done(ActPhrase::AskNobody, LIST);

/// The rules cannot be read.
pub const RULES_UNKNOWN: Notice = not_done(ActPhrase::PurposesUnknown, LIST);

/// The rules do not allow what was to be done.
pub const NOT_POSSIBLE: Notice = not_done(ActPhrase::NotPossible, RULES);

/// What was to be done stands already.
pub const STANDS_ALREADY: Notice = not_done(ActPhrase::StandsAlready, RULES);

/// The person has begun too many acts of late.
pub const TOO_OFTEN: Notice = not_done(ActPhrase::TooOften, RULES);

/// There is nothing to end.
pub const STANDS_NOT: Notice = not_done(ActPhrase::StandsNot, RULES);

/// What was to be done could not be written down.
pub const NOT_WRITTEN: Notice = not_done(ActPhrase::NotWritten, RULES);

/// What was wrong with a question that was sent.
#[must_use]
pub const fn of_wrong(wrong: Wrong) -> Notice {
    match wrong {
        Wrong::Unreadable => not_done(ActPhrase::AskUnreadable, LIST),
        Wrong::TooMany => not_done(ActPhrase::AskTooMany, LIST),
    }
}
