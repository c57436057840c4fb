//! One entry as a page: its open part as it stands in the ledger. Whom it is about is not in it.

use super::frame::Frame;
use super::phrases::AuditPhrase as Phrase;
use super::{alarms, deeds};
use crate::audit::shown::Shown;
use crate::ledger::entry::Event;
use crate::watch::in_words;
use serde_json::Value;

/// Writes the page.
#[must_use]
pub fn entry(frame: &Frame<'_>, shown: &Shown) -> String {
    frame.page(Phrase::Entry, |html| {
        let about =
            if shown.is_about_a_person() { Phrase::AboutPerson } else { Phrase::AboutNobody };
        let under = if shown.is_published() { Phrase::IsPublished } else { Phrase::NotPublished };
        let at = shown.at().map(|at| at.in_norway()).unwrap_or_default();
        html.within("dl", &[], |html| {
            let rows = [
                (Phrase::Entry, shown.index.to_string()),
                (Phrase::Time, at),
                (Phrase::Subject, frame.say(about).to_owned()),
                (Phrase::Checkpoint, frame.say(under).to_owned()),
            ];
            for (phrase, text) in rows {
                html.within("div", &[], |html| {
                    html.element("dt", &[], frame.say(phrase));
                    html.element("dd", &[], &text);
                });
            }
        });
        if let Ok(Event::Alarm(alarm)) = serde_json::from_str(shown.event()) {
            html.element("p", &[], &in_words(&alarm, frame.language));
            alarms::behind(html, frame, &alarm);
        }
        html.element("h2", &[], frame.say(Phrase::OpenPart));
        html.element("p", &[], frame.say(Phrase::OpenPartText));
        let value: Option<Value> = serde_json::from_str(shown.event()).ok();
        let text = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
        let open =
            [("tabindex", "0"), ("role", "region"), ("aria-label", frame.say(Phrase::OpenPart))];
        html.element("pre", &open, &text.unwrap_or_default());
        if let Some(fields) = shown.withheld_fields().filter(|fields| !fields.is_empty()) {
            html.element("h2", &[], frame.say(Phrase::Withheld));
            html.within("ul", &[("class", "held")], |html| {
                fields.iter().for_each(|field| html.element("li", &[], field));
            });
        }
        if shown.may_be_opened() {
            deeds::ask(html, frame, shown.index);
        }
    })
}
