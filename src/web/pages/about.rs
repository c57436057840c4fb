//! What is shown and what is not, and how the ledger proves it.

use super::frame::Frame;
use crate::web::phrases::Phrase;

/// Writes the page.
#[must_use]
pub fn about(frame: Frame<'_>) -> String {
    const SECTIONS: [(Phrase, &[Phrase]); 4] = [
        (Phrase::AboutShownTitle, &[Phrase::AboutShown]),
        (Phrase::AboutNotShownTitle, &[Phrase::AboutNotShown]),
        (
            Phrase::AboutProofTitle,
            &[Phrase::AboutProof, Phrase::AboutProofPublic, Phrase::AboutWaiting],
        ),
        (Phrase::AboutCookiesTitle, &[Phrase::AboutCookies]),
    ];
    frame.page(Phrase::AboutTitle, |html| {
        html.element("h1", &[], frame.say(Phrase::AboutTitle));
        html.element("p", &[("class", "lead")], frame.say(Phrase::AboutLead));
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
