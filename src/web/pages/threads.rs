//! What a person has asked, and what was answered.

use super::frame::Frame;
use super::reading::{called, named};
use crate::ledger::entry::{Matter, Resolution};
use crate::page::Html;
use crate::vocab::time::Timestamp;
use crate::web::phrases::{ActPhrase, Phrase, day_in_words};
use crate::web::threads::{State, Thread};

/// Writes the page.
#[must_use]
pub fn threads(frame: Frame<'_>, threads: &[Thread]) -> String {
    frame.page(ActPhrase::QuestionsTitle, |html| {
        html.element("h1", &[], frame.say(ActPhrase::QuestionsTitle));
        let lead =
            if threads.is_empty() { ActPhrase::QuestionsNone } else { ActPhrase::QuestionsLead };
        html.element("p", &[("class", "lead")], frame.say(lead));
        for thread in threads {
            one(html, frame, thread);
        }
        if threads.is_empty() {
            frame.button(html, "/readings", Phrase::ReadingsLink);
        }
    })
}

fn one(html: &mut Html, frame: Frame<'_>, thread: &Thread) {
    let id = format!("q{}", thread.index);
    html.line();
    html.within("article", &[("class", "card"), ("aria-labelledby", &id)], |html| {
        let title = match thread.matter {
            Matter::Question => ActPhrase::QuestionTo,
            Matter::Objection => ActPhrase::ObjectionTo,
        };
        let title = frame.say(title).replace("{who}", &called(&thread.to, frame));
        html.element("h2", &[("id", &id)], &title);
        html.within("dl", &[], |html| facts(html, frame, thread));
    });
}

fn facts(html: &mut Html, frame: Frame<'_>, thread: &Thread) {
    if let Some(purpose) = &thread.purpose {
        html.fact(frame.say(Phrase::Purpose), |html| named(html, frame, purpose));
    }
    html.fact(frame.say(ActPhrase::Asked), |html| day(html, frame, thread.at));
    html.fact(frame.say(ActPhrase::State), |html| html.text(&state(frame, &thread.state)));
    html.fact(frame.say(ActPhrase::YouWrote), |html| written(html, &thread.words));
    if let State::Answered { words, at, .. } = &thread.state {
        html.fact(frame.say(ActPhrase::TheyWrote), |html| {
            html.within("p", &[("class", "small")], |html| day(html, frame, *at));
            if thread.is_veiled() {
                html.within("details", &[], |html| {
                    html.element("summary", &[], frame.say(ActPhrase::MayTellPlace));
                    written(html, words);
                });
            } else {
                written(html, words);
            }
        });
    }
    html.fact(frame.say(ActPhrase::Number), |html| {
        html.text(&thread.index.to_string());
        html.text(" · ");
        let proof = format!("/readings/{}/proof", thread.count);
        html.element("a", &[("href", &proof), ("download", "")], frame.say(Phrase::ProofLink));
    });
}

fn state(frame: Frame<'_>, state: &State) -> String {
    let by = |phrase: ActPhrase, day| {
        frame.say(phrase).replace("{day}", &day_in_words(day, frame.language))
    };
    match state {
        State::Waiting { due } => by(ActPhrase::StateWaiting, *due),
        State::Overdue { due } => by(ActPhrase::StateOverdue, *due),
        State::Answered { resolution, .. } => frame
            .say(match resolution {
                Resolution::Answered => ActPhrase::StateAnswered,
                Resolution::Followed => ActPhrase::StateFollowed,
                Resolution::NotFollowed => ActPhrase::StateNotFollowed,
            })
            .to_owned(),
    }
}

fn day(html: &mut Html, frame: Frame<'_>, at: Timestamp) {
    let words = day_in_words(at.day_in_norway(), frame.language);
    html.element("time", &[("datetime", &at.to_string())], &words);
}

/// Words as they were written, a paragraph for each line.
fn written(html: &mut Html, words: &str) {
    for line in words.lines().filter(|line| !line.trim().is_empty()) {
        html.element("p", &[("class", "words")], line);
    }
}
