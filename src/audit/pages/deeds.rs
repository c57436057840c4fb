//! The pages of what auditors do: requests to open identities, and what came of one.

use super::frame::Frame;
use super::phrases::AuditPhrase as Phrase;
use super::words::OfficerPhrase as Say;
use crate::acts::ActError;
use crate::audit::deeds::NotDone;
use crate::audit::identities::{OpenRequest, REASON_CHARACTERS};
use crate::audit::refused::Refused;
use crate::audit::rights::Reader;
use crate::page::Html;
use crate::vocab::ids::EntryIndex;

/// Where requests are sent.
const REQUESTS: &str = "/audit/identities";

/// The form by which the identity behind an entry is asked for; nothing for who has not logged in.
pub(super) fn ask(html: &mut Html, frame: &Frame<'_>, entry: EntryIndex) {
    if frame.log_out.is_none() {
        return;
    }
    html.element("h2", &[("id", "who")], frame.tell(Say::AskIdentity));
    html.element("p", &[], frame.tell(Say::IdentitiesText));
    html.element("p", &[("id", "how")], frame.tell(Say::AskIdentityText));
    form(html, frame, REQUESTS, |html| {
        hidden(html, "entry", &entry.to_string());
        for (say, name) in [(Say::Reason, "reason"), (Say::Basis, "basis")] {
            html.within("p", &[], |html| {
                html.within("label", &[], |html| {
                    html.text(frame.tell(say));
                    html.text(" ");
                    let most = REASON_CHARACTERS.most.to_string();
                    let look = [("name", name), ("type", "text"), ("maxlength", most.as_str())];
                    let told = [("required", ""), ("aria-describedby", "how")];
                    html.void("input", &[look.as_slice(), &told].concat());
                });
            });
        }
        button(html, frame.tell(Say::Send), &[]);
    });
}

/// The page of open requests, and of those that are answered for who asked.
#[must_use]
pub fn identities(
    frame: &Frame<'_>,
    reader: &Reader,
    open: &[OpenRequest],
    found: &[EntryIndex],
) -> String {
    frame.page_of(Say::Identities, |html| {
        html.element("p", &[("class", "lead")], frame.tell(Say::IdentitiesText));
        if frame.log_out.is_some() {
            for request in found {
                html.within("div", &[("class", "card")], |html| {
                    html.element("p", &[], frame.tell(Say::Agreed));
                    choose(html, frame, *request, &[(Say::SeeOnce, "see")]);
                });
            }
        }
        if open.is_empty() {
            html.element("p", &[], frame.tell(Say::NoRequests));
        }
        open.iter().for_each(|open| request(html, frame, reader, open));
    })
}

fn request(html: &mut Html, frame: &Frame<'_>, reader: &Reader, open: &OpenRequest) {
    let id = format!("r-{}", open.index);
    html.line();
    html.within("article", &[("class", "card"), ("aria-labelledby", &id)], |html| {
        let entry = open.request.entry.to_string();
        let title = format!("{} {entry}", frame.say(Phrase::Entry));
        html.within("h2", &[("id", &id)], |html| {
            let to = format!("/audit/entry?index={entry}");
            html.element("a", &[("href", &to)], &title);
        });
        facts(
            html,
            &[
                (frame.tell(Say::Reason), &open.request.reason),
                (frame.tell(Say::Basis), &open.request.basis),
                (frame.tell(Say::AskedBy), &open.request.by.name),
                (frame.say(Phrase::Time), &open.at.in_norway()),
            ],
        );
        if frame.log_out.is_none() {
            return;
        }
        let asker = reader.asker();
        let is_own = open.request.by.name == asker.client.as_str();
        if is_own {
            choose(html, frame, open.index, &[(Say::TakeBack, "decline")]);
        } else {
            choose(html, frame, open.index, &[(Say::Agree, "open"), (Say::Decline, "decline")]);
        }
    });
}

fn choose(html: &mut Html, frame: &Frame<'_>, request: EntryIndex, choices: &[(Say, &str)]) {
    form(html, frame, "/audit/identities/decide", |html| {
        hidden(html, "request", &request.to_string());
        for (say, choice) in choices {
            button(html, frame.tell(*say), &[("name", "choice"), ("value", choice)]);
        }
    });
}

/// The page that tells whom an entry is about.
#[must_use]
pub fn told(frame: &Frame<'_>, entry: EntryIndex, number: &str) -> String {
    frame.page_of(Say::Opened, |html| {
        html.element("p", &[("class", "lead")], frame.tell(Say::OpenedText));
        let entry = entry.to_string();
        facts(html, &[(frame.say(Phrase::Entry), &entry), (frame.tell(Say::PersonNumber), number)]);
    })
}

/// The page that says why nothing was done.
#[must_use]
pub fn not_done(frame: &Frame<'_>, refused: NotDone) -> String {
    let say = match refused {
        NotDone::Refused(Refused::NoSuchEntry | Refused::NoSuchBundle | Refused::Expired) => {
            Say::NotOfSuch
        }
        NotDone::Refused(
            Refused::Token(_) | Refused::RightMissing(_) | Refused::NotNamed | Refused::RoleMissing,
        )
        | NotDone::NotTheirs => Say::NoRight,
        NotDone::Refused(
            Refused::Busy | Refused::LedgerBusy | Refused::LedgerFailed | Refused::Unreadable,
        )
        | NotDone::Act(
            ActError::Busy | ActError::Full | ActError::Unwritable | ActError::Unreadable,
        ) => Say::TryLater,
        NotDone::Malformed | NotDone::Act(ActError::OtherMatter) => Say::Malformed,
        NotDone::SamePerson => Say::SamePerson,
        NotDone::AboutNobody => Say::NotOfSuch,
        NotDone::AskedAlready => Say::AskedAlready,
        NotDone::TooMany => Say::TooMany,
        NotDone::NoSuchRequest
        | NotDone::Act(
            ActError::NoSuchInquiry
            | ActError::TooManyOpen
            | ActError::TooOften
            | ActError::StandsAlready
            | ActError::StandsNot,
        ) => Say::Decided,
        NotDone::CannotBeTold => Say::CannotBeTold,
    };
    frame.page_of(Say::NotDone, |html| {
        html.element("p", &[("class", "lead")], frame.tell(say));
    })
}

/// A form of the session's; nothing without one.
pub(super) fn form(
    html: &mut Html,
    frame: &Frame<'_>,
    action: &str,
    inside: impl FnOnce(&mut Html),
) {
    let Some(session) = &frame.log_out else { return };
    html.within("form", &[("class", "ask"), ("method", "post"), ("action", action)], |html| {
        hidden(html, "csrf", session.token);
        inside(html);
    });
}

pub(super) fn hidden(html: &mut Html, name: &str, value: &str) {
    html.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
}

pub(super) fn button(html: &mut Html, text: &str, further: &[(&'static str, &str)]) {
    let look = [[("type", "submit")].as_slice(), further].concat();
    html.element("button", &look, text);
}

pub(super) fn facts(html: &mut Html, all: &[(&str, &str)]) {
    html.within("dl", &[("class", "facts")], |html| {
        for (term, text) in all {
            html.within("div", &[], |html| {
                html.element("dt", &[], term);
                html.element("dd", &[], text);
            });
        }
    });
}
