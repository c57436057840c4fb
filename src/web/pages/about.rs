//! What is shown and what is not, and how the ledger proves it.

use super::frame::Frame;
use crate::web::phrases::{AboutPhrase, Phrase};

/// Writes the page.
#[must_use]
pub fn about(frame: Frame<'_>) -> String {
    const SECTIONS: [(AboutPhrase, &[AboutPhrase]); 4] = [
        (AboutPhrase::ShownTitle, &[AboutPhrase::Shown]),
        (AboutPhrase::NotShownTitle, &[AboutPhrase::NotShown]),
        (
            AboutPhrase::ProofTitle,
            &[AboutPhrase::Proof, AboutPhrase::ProofPublic, AboutPhrase::Waiting],
        ),
        (AboutPhrase::CookiesTitle, &[AboutPhrase::Cookies]),
    ];
    frame.page(AboutPhrase::Title, |html| {
        html.element("h1", &[], frame.say(AboutPhrase::Title));
        html.element("p", &[("class", "lead")], frame.say(AboutPhrase::Lead));
        for (title, paragraphs) in SECTIONS {
            html.element("h2", &[], frame.say(title));
            for paragraph in paragraphs {
                html.element("p", &[], frame.say(*paragraph));
            }
        }
        let (to, phrase) = match frame.session {
            Some(_) => ("/readings", Phrase::ReadingsLink),
            None => ("/", Phrase::FrontLink),
        };
        frame.button(html, to, phrase);
    })
}
