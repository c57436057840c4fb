//! What is told to who is not logged in.

use super::phrases::AuditPhrase as Phrase;
use super::words::OfficerPhrase as Say;
use crate::audit::entrance::Told;
use crate::login::LoginError;
use crate::page::frame::Skeleton;
use crate::vocab::translated::Language;

/// Writes the page; each leads to the login.
#[must_use]
pub fn entrance(language: Language, told: Told) -> String {
    let (title, text) = match told {
        Told::LogIn => (Say::LogInTitle, Say::LogInText),
        Told::Failed(LoginError::LevelTooLow) => (Say::FailedTitle, Say::TooLow),
        Told::Failed(_) => (Say::FailedTitle, Say::Failed),
        Told::Unknown => (Say::FailedTitle, Say::UnknownOfficer),
        Told::OtherOrganisation => (Say::FailedTitle, Say::OtherOrganisation),
        Told::FormRefused => (Say::NotDone, Say::FormRefused),
        Told::LoggedOut => (Say::LoggedOutTitle, Say::LoggedOut),
        Told::LogoutUnknown => (Say::LoggedOutTitle, Say::LogoutUnknown),
    };
    let say = |phrase: Say| phrase.in_language(language);
    let frame = |phrase: Phrase| phrase.in_language(language);
    let skeleton = Skeleton {
        language,
        here: "/audit",
        service: frame(Phrase::Service),
        home: "/audit",
        skip: frame(Phrase::Skip),
        languages: frame(Phrase::Languages),
        menu: frame(Phrase::Menu),
        navigation: &[],
        log_out: None,
        footer: frame(Phrase::Footer),
        footer_links: &[],
        stylesheets: &[],
        script: None,
    };
    let title = if told == Told::LogoutUnknown { Say::LogInTitle } else { title };
    skeleton.page(say(title), |html| {
        html.element("h1", &[], say(title));
        html.element("p", &[("class", "lead")], say(text));
        html.within("p", &[("class", "act")], |html| {
            let look = [("class", "button"), ("href", "/login")];
            html.element("a", &look, say(Say::LogInTitle));
        });
    })
}
