//! A plain page that says one thing: what went wrong, or that a step is done.

use super::frame::Frame;
use crate::page::Words;

/// What a notice says and where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// The heading.
    pub title: Words,
    /// One or two sentences.
    pub text: Words,
    /// Where the button leads, and what it says.
    pub way_on: (&'static str, Words),
}

/// Writes the page.
#[must_use]
pub fn notice(frame: Frame<'_>, notice: Notice) -> String {
    frame.page(notice.title, |html| {
        html.element("h1", &[], frame.say(notice.title));
        html.element("p", &[("class", "lead")], frame.say(notice.text));
        let (to, phrase) = notice.way_on;
        frame.button(html, to, phrase);
    })
}
