//! Where a person chooses when to be told, and sees which notices came.

use super::frame::Frame;
use crate::page::Html;
use crate::vocab::notice::{Fate, Way, When};
use crate::vocab::time::Timestamp;
use crate::web::phrases::TellingPhrase;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// What the person chose; none when they never did.
    pub chosen: Option<When>,
    /// The ways in which this service sends notices, in the order in which they are tried; without any the
    /// choice is not offered.
    pub ways: Vec<Way>,
    /// The latest notices, newest first.
    pub past: Vec<PastNotice>,
    /// Whether a choice was saved just now.
    pub saved: bool,
}

/// A notice that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastNotice {
    /// When that became known.
    pub at: Timestamp,
    /// How it went, or was to go; none when there was no way to the person.
    pub way: Option<Way>,
    /// How it ended.
    pub fate: Fate,
}

/// Where the choice is posted, as `when` with the session's token in `csrf`.
pub const NOTICES: &str = "/notices";

/// The feed of the person's readings.
pub const FEED: &str = "/me/feed.atom";

/// Writes the page.
#[must_use]
pub fn notices(frame: Frame<'_>, view: &Notices) -> String {
    let say = |phrase: TellingPhrase| phrase.in_language(frame.language);
    frame.page(TellingPhrase::Title, |html| {
        html.element("h1", &[], say(TellingPhrase::Title));
        if view.saved {
            html.element("p", &[("class", "saved"), ("role", "status")], say(TellingPhrase::Saved));
        }
        html.element("p", &[("class", "lead")], say(TellingPhrase::Lead));
        html.element("p", &[], say(TellingPhrase::NoContent));
        if view.ways.is_empty() {
            html.element("p", &[], say(TellingPhrase::NotOffered));
        } else {
            choose(html, frame, view);
            ways(html, frame, &view.ways);
        }
        past(html, frame, &view.past);
        html.element("h2", &[], say(TellingPhrase::FeedTitle));
        html.element("p", &[], say(TellingPhrase::FeedText));
        html.within("p", &[], |html| {
            html.element("a", &[("href", FEED)], say(TellingPhrase::FeedLink));
        });
    })
}

fn choose(html: &mut Html, frame: Frame<'_>, view: &Notices) {
    let say = |phrase: TellingPhrase| phrase.in_language(frame.language);
    html.line();
    let form = [("class", "choice"), ("method", "post"), ("action", NOTICES)];
    html.within("form", &form, |html| {
        let token = frame.session.map(|session| session.form_token()).unwrap_or_default();
        html.void("input", &[("type", "hidden"), ("name", "csrf"), ("value", token)]);
        html.within("fieldset", &[], |html| {
            html.element("legend", &[], say(TellingPhrase::When));
            for when in When::ALL {
                let (word, id) = (when.as_str(), format!("when-{}", when.as_str()));
                let mut radio =
                    vec![("type", "radio"), ("name", "when"), ("id", &*id), ("value", word)];
                if view.chosen.unwrap_or(When::Never) == *when {
                    radio.push(("checked", ""));
                }
                html.within("p", &[], |html| {
                    html.void("input", &radio);
                    html.text(" ");
                    html.element("label", &[("for", &id)], say(TellingPhrase::of_choice(*when)));
                });
            }
        });
        html.within("p", &[("class", "act")], |html| {
            let button = [("class", "button"), ("type", "submit")];
            html.element("button", &button, say(TellingPhrase::Save));
        });
    });
}

fn ways(html: &mut Html, frame: Frame<'_>, ways: &[Way]) {
    html.element("p", &[("id", "ways")], TellingPhrase::Ways.in_language(frame.language));
    html.within("ol", &[("aria-labelledby", "ways")], |html| {
        for way in ways {
            let name = TellingPhrase::of_way(Some(*way)).in_language(frame.language);
            html.element("li", &[], name);
        }
    });
}

fn past(html: &mut Html, frame: Frame<'_>, past: &[PastNotice]) {
    let say = |phrase: TellingPhrase| phrase.in_language(frame.language);
    html.line();
    html.element("h2", &[("id", "past")], say(TellingPhrase::Past));
    if past.is_empty() {
        html.element("p", &[], say(TellingPhrase::NonePast));
        return;
    }
    html.within("table", &[("aria-labelledby", "past")], |html| {
        html.within("thead", &[], |html| {
            html.within("tr", &[], |html| {
                for head in [TellingPhrase::Date, TellingPhrase::Way, TellingPhrase::Outcome] {
                    html.element("th", &[("scope", "col")], say(head));
                }
            });
        });
        html.within("tbody", &[], |html| {
            for one in past {
                html.within("tr", &[], |html| {
                    html.within("td", &[], |html| {
                        let at = one.at.to_string();
                        html.element("time", &[("datetime", &at)], &one.at.in_norway());
                    });
                    html.element("td", &[], say(TellingPhrase::of_way(one.way)));
                    html.element("td", &[], say(TellingPhrase::of_fate(one.fate)));
                });
            }
        });
    });
    html.element("p", &[("class", "small")], say(TellingPhrase::DeliveredMeans));
}
