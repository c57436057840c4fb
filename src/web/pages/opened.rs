//! That an auditor was told whom an entry is about, as a card in the list of that person.

use super::frame::Frame;
use super::reading::{called, party};
use crate::page::Html;
use crate::web::phrases::OpenedPhrase;
use crate::web::readings::{Opened, Shown};

/// Writes the card; the caller adds how it is proved.
pub fn opened(html: &mut Html, frame: Frame<'_>, shown: &Shown, opened: &Opened) {
    let say = |phrase: OpenedPhrase| phrase.in_language(frame.language);
    let id = format!("r{}", shown.index);
    html.element("h3", &[("id", &id)], say(OpenedPhrase::Title));
    let entry = opened.entry.map_or_else(|| "–".to_owned(), |entry| entry.to_string());
    let text = say(OpenedPhrase::Text).replace("{who}", &called(&opened.by, frame));
    html.element("p", &[("class", "said")], &text.replace("{n}", &entry));
    html.within("dl", &[], |html| {
        let mut fact = |phrase: OpenedPhrase, text: &str| {
            html.within("div", &[], |html| {
                html.element("dt", &[], say(phrase));
                html.element("dd", &[], text);
            });
        };
        let why = opened.reason.as_deref();
        fact(OpenedPhrase::Why, why.unwrap_or_else(|| say(OpenedPhrase::WhyHidden)));
        fact(OpenedPhrase::Law, &opened.basis);
        fact(OpenedPhrase::When, &shown.at.in_norway());
    });
    if opened.by.name.is_some() && opened.by.number.is_some() {
        html.within("p", &[("class", "small")], |html| party(html, frame, &opened.by));
    }
}
