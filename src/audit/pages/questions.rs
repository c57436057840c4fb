//! The questions that persons ask an organisation, for its officer.

use super::deeds::{button, facts, form, hidden};
use super::frame::Frame;
use super::phrases::AuditPhrase as Phrase;
use super::table::{Cell, table};
use super::words::OfficerPhrase as Say;
use crate::acts::words::MESSAGE_CHARACTERS;
use crate::acts::{Asked, OpenInquiry};
use crate::ledger::entry::Matter;
use crate::page::Html;
use crate::vocab::time::Day;

/// The page of those that wait for an answer, oldest first.
#[must_use]
pub fn questions(frame: &Frame<'_>, open: &[OpenInquiry], today: Day) -> String {
    frame.page_of(Say::Questions, |html| {
        html.element("p", &[("class", "lead")], frame.tell(Say::QuestionsText));
        if open.is_empty() {
            html.element("p", &[], frame.tell(Say::NoQuestions));
            return;
        }
        let head = [
            frame.say(Phrase::Entry),
            frame.tell(Say::Matter),
            frame.say(Phrase::Purpose),
            frame.tell(Say::AskedAt),
            frame.tell(Say::Due),
        ];
        let rows: Vec<_> = open.iter().map(|open| row(frame, open, today)).collect();
        table(html, frame.tell(Say::Questions), &head, &rows);
    })
}

fn row(frame: &Frame<'_>, open: &OpenInquiry, today: Day) -> Vec<Cell> {
    let index = open.index.to_string();
    let due = if open.due < today {
        format!("{} ({})", open.due, frame.tell(Say::Overdue))
    } else {
        open.due.to_string()
    };
    let purpose = open.purpose.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
    vec![
        Cell::To(index.clone(), "/audit/question", vec![("index", index)]),
        frame.tell(matter(open.matter)).into(),
        purpose.into(),
        open.at.in_norway().into(),
        due.into(),
    ]
}

const fn matter(matter: Matter) -> Say {
    match matter {
        Matter::Question => Say::Question,
        Matter::Objection => Say::Objection,
    }
}

/// The page of one, with the form that answers it.
#[must_use]
pub fn question(frame: &Frame<'_>, asked: &Asked) -> String {
    let open = &asked.inquiry;
    frame.page_of(matter(open.matter), |html| {
        let regards = asked.regards.map(|index| index.to_string()).unwrap_or_default();
        let purpose = open.purpose.as_ref().map(ToString::to_string).unwrap_or_default();
        facts(
            html,
            &[
                (frame.tell(Say::PersonNumber), asked.person.expose()),
                (frame.tell(Say::AskedAt), &asked.at.in_norway()),
                (frame.tell(Say::Due), &open.due.to_string()),
                (frame.say(Phrase::Purpose), &purpose),
                (frame.tell(Say::About), &regards),
            ],
        );
        html.element("h2", &[], frame.tell(Say::TheyWrote));
        for line in asked.words.lines().filter(|line| !line.trim().is_empty()) {
            html.element("p", &[("class", "words")], line);
        }
        html.element("h2", &[], frame.tell(Say::YourAnswer));
        form(html, frame, "/audit/question", |html| {
            hidden(html, "inquiry", &open.index.to_string());
            outcome(html, frame, open.matter);
            html.within("p", &[], |html| {
                html.element("label", &[("for", "words")], frame.tell(Say::YourAnswer));
                let most = MESSAGE_CHARACTERS.most.to_string();
                let look = [("id", "words"), ("name", "words"), ("rows", "8"), ("required", "")];
                let look = [look.as_slice(), &[("maxlength", most.as_str())]].concat();
                html.element("textarea", &look, "");
            });
            button(html, frame.tell(Say::Send), &[]);
        });
    })
}

fn outcome(html: &mut Html, frame: &Frame<'_>, matter: Matter) {
    let choices: &[(Say, &str)] = match matter {
        Matter::Question => return hidden(html, "resolution", "answered"),
        Matter::Objection => &[(Say::Followed, "followed"), (Say::NotFollowed, "not-followed")],
    };
    html.within("fieldset", &[], |html| {
        html.element("legend", &[], frame.tell(Say::Resolution));
        for (say, value) in choices {
            html.within("p", &[], |html| {
                html.within("label", &[], |html| {
                    let look = [("type", "radio"), ("name", "resolution"), ("value", *value)];
                    html.void("input", &[look.as_slice(), &[("required", "")]].concat());
                    html.text(" ");
                    html.text(frame.tell(*say));
                });
            });
        }
    });
}
