//! The front page: what this is, and the way in.

use super::frame::Frame;
use crate::web::phrases::Phrase;

/// Writes the front page.
#[must_use]
pub fn front(frame: Frame<'_>) -> String {
    const TOLD: [Phrase; 4] =
        [Phrase::FrontWho, Phrase::FrontWhy, Phrase::FrontWhat, Phrase::FrontWithheld];
    frame.page(Phrase::FrontTitle, |html| {
        html.within("div", &[("class", "hero")], |html| {
            html.element("h1", &[], frame.say(Phrase::FrontTitle));
            html.element("p", &[("class", "lead")], frame.say(Phrase::FrontLead));
            if frame.session.is_some() {
                frame.button(html, "/readings", Phrase::ReadingsLink);
            } else {
                frame.button(html, "/login", Phrase::LogIn);
            }
            html.element("p", &[("class", "small")], frame.say(Phrase::FrontHow));
        });
        html.within("section", &[("aria-labelledby", "told")], |html| {
            html.element("h2", &[("id", "told")], frame.say(Phrase::FrontListTitle));
            html.within("ul", &[("class", "told")], |html| {
                for phrase in TOLD {
                    html.element("li", &[], frame.say(phrase));
                }
            });
        });
    })
}
