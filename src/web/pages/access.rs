//! How the pages can be used by everybody, and where the operator's statement about it is.
//!
//! Norwegian public bodies publish theirs at uustatus.no (forskrift om universell utforming av IKT-løsninger).

use super::frame::Frame;
use crate::web::phrases::{AccessPhrase, Phrase};

/// Writes the page.
#[must_use]
pub fn access(frame: Frame<'_>) -> String {
    frame.page(AccessPhrase::Title, |html| {
        html.element("h1", &[], frame.say(AccessPhrase::Title));
        html.element("p", &[("class", "lead")], frame.say(AccessPhrase::Lead));
        html.element("h2", &[], frame.say(AccessPhrase::MadeTitle));
        html.element("p", &[], frame.say(AccessPhrase::Made));
        html.element("p", &[], frame.say(AccessPhrase::Script));
        html.element("h2", &[], frame.say(AccessPhrase::StatementTitle));
        match frame.look.statement() {
            Some(statement) => {
                html.element("p", &[], frame.say(AccessPhrase::Statement));
                html.within("p", &[], |html| {
                    let link = [("href", statement)];
                    html.element("a", &link, frame.say(AccessPhrase::StatementLink));
                });
            }
            None => html.element("p", &[], frame.say(AccessPhrase::NoStatement)),
        }
        frame.button(html, "/", Phrase::FrontLink);
    })
}
