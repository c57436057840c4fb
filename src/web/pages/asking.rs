//! The form by which a person asks an organisation about a reading.

use super::frame::Frame;
use super::reading::called;
use crate::login::session::Session;
use crate::page::Html;
use crate::web::phrases::{ActPhrase, Phrase};
use crate::web::readings::Shown;

/// What was wrong with a form that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// What is wanted, or the words, cannot be read.
    Unreadable,
    /// There are too many questions without an answer.
    TooMany,
}

/// Writes the page. Of what the person wrote nothing is lost when something was wrong.
#[must_use]
pub fn asking(
    frame: Frame<'_>,
    session: &Session,
    shown: &Shown,
    wrong: Option<Wrong>,
    words: &str,
) -> String {
    frame.page(ActPhrase::AskTitle, |html| {
        html.element("h1", &[], frame.say(ActPhrase::AskTitle));
        let Some(asked) = &shown.asked else {
            html.element("p", &[("class", "lead")], frame.say(ActPhrase::AskNobody));
            return frame.button(html, "/readings", Phrase::ReadingsLink);
        };
        let who = called(&asked.consumer, frame);
        let lead = frame.say(ActPhrase::AskLead).replace("{who}", &who);
        html.element("p", &[("class", "lead")], &lead);
        if let Some(wrong) = wrong {
            let phrase = match wrong {
                Wrong::Unreadable => ActPhrase::AskUnreadable,
                Wrong::TooMany => ActPhrase::AskTooMany,
            };
            let alert = [("class", "alert"), ("data-color", "danger"), ("role", "alert")];
            html.within("div", &alert, |html| {
                html.element("p", &[("id", "wrong")], frame.say(phrase));
            });
        }
        form(html, frame, session, shown.count, (wrong.is_some(), words));
    })
}

fn form(
    html: &mut Html,
    frame: Frame<'_>,
    session: &Session,
    count: u64,
    (wrong, words): (bool, &str),
) {
    let action = format!("/readings/{count}/ask");
    html.within("form", &[("class", "ask"), ("method", "post"), ("action", &action)], |html| {
        csrf(html, session);
        html.within("fieldset", &[], |html| {
            html.element("legend", &[], frame.say(ActPhrase::AskWhat));
            for (value, phrase) in
                [("question", ActPhrase::AskQuestion), ("objection", ActPhrase::AskObjection)]
            {
                html.within("label", &[("class", "choice")], |html| {
                    let radio = [("type", "radio"), ("name", "matter"), ("value", value)];
                    let required = [("required", "")];
                    html.void("input", &[&radio[..], &required].concat());
                    html.text(" ");
                    html.text(frame.say(phrase));
                });
            }
        });
        html.within("div", &[("class", "field")], |html| {
            html.element("label", &[("for", "words")], frame.say(ActPhrase::AskWords));
            let help = frame.say(ActPhrase::AskWordsHelp);
            html.element("p", &[("id", "words-help"), ("class", "small")], help);
            let described = if wrong { "words-help wrong" } else { "words-help" };
            let area = [
                ("id", "words"),
                ("name", "text"),
                ("rows", "8"),
                ("maxlength", "2000"),
                ("required", ""),
                ("aria-describedby", described),
            ];
            html.element("textarea", &area, words);
        });
        html.element(
            "button",
            &[("type", "submit"), ("class", "button")],
            frame.say(ActPhrase::AskSend),
        );
    });
}

/// The session's token, which a form must bring back.
pub(super) fn csrf(html: &mut Html, session: &Session) {
    let token = session.form_token();
    html.void("input", &[("type", "hidden"), ("name", "csrf"), ("value", token)]);
}
