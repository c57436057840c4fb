//! That somebody looked at the list by right, as a card in it.

use super::frame::Frame;
use crate::page::Html;
use crate::vocab::relation::Relation;
use crate::web::phrases::{Phrase, RelativePhrase};
use crate::web::readings::Shown;

/// Writes the card; the caller adds how it is proved.
pub fn looked(html: &mut Html, frame: Frame<'_>, shown: &Shown, relation: Relation) {
    let text = match relation {
        Relation::Parent => RelativePhrase::LookedParent,
        Relation::Guardian => RelativePhrase::LookedGuardian,
    };
    let id = format!("r{}", shown.index);
    html.element("h3", &[("id", &id)], RelativePhrase::LookedTitle.in_language(frame.language));
    html.within("p", &[("class", "said")], |html| {
        html.text(&format!("{} {}\u{A0}", frame.say(text), frame.say(Phrase::AtTime)));
        let clock = shown.at.in_norway();
        let clock = clock.split_once(' ').map_or("", |(_, clock)| clock);
        html.element("time", &[("datetime", &shown.at.to_string())], clock);
        html.text(".");
    });
}
