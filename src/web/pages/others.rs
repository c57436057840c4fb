//! Choosing whose list is shown, and what stands above a list that is not one's own or that hides places.

use super::frame::Frame;
use crate::page::Html;
use crate::vocab::relation::Relation;
use crate::web::others::{ActingFor, Whose};
use crate::web::phrases::{ListPhrase, RelativePhrase};
use crate::web::veil::Places;

fn say(frame: Frame<'_>, phrase: RelativePhrase) -> &'static str {
    phrase.in_language(frame.language)
}

/// The page that offers the lists of these children (first names, where they are known) and asks for the
/// number of a ward.
#[must_use]
pub fn others(frame: Frame<'_>, children: &[Option<String>]) -> String {
    frame.page_with(say(frame, RelativePhrase::OthersTitle), None, |html| {
        html.element("h1", &[], say(frame, RelativePhrase::OthersTitle));
        html.element("p", &[("class", "lead")], say(frame, RelativePhrase::OthersLead));
        html.element("p", &[], say(frame, RelativePhrase::OthersSeen));
        html.element("h2", &[], say(frame, RelativePhrase::ChildrenTitle));
        html.element("p", &[], say(frame, RelativePhrase::OthersAges));
        if children.is_empty() {
            html.element("p", &[], say(frame, RelativePhrase::OthersNone));
        }
        for (place, name) in children.iter().enumerate() {
            child(html, frame, place, name.as_deref());
        }
        ward(html, frame);
        html.within("p", &[("class", "act")], |html| {
            html.element("a", &[("href", "/readings")], say(frame, RelativePhrase::BackToOwn));
        });
    })
}

/// A form for one choice; its button says which.
fn form(html: &mut Html, frame: Frame<'_>, list: &str, inside: impl FnOnce(&mut Html)) {
    html.within("form", &[("method", "post"), ("action", "/others"), ("class", "check")], |html| {
        let token = frame.session.map_or("", |session| session.form_token());
        html.void("input", &[("type", "hidden"), ("name", "csrf"), ("value", token)]);
        html.void("input", &[("type", "hidden"), ("name", "list"), ("value", list)]);
        inside(html);
    });
}

fn button(html: &mut Html, class: &str, text: &str) {
    html.within("p", &[], |html| {
        html.element("button", &[("class", class), ("type", "submit")], text);
    });
}

fn child(html: &mut Html, frame: Frame<'_>, place: usize, name: Option<&str>) {
    let unnamed = say(frame, RelativePhrase::UnnamedChild);
    let unnamed = unnamed.replace("{n}", &place.saturating_add(1).to_string());
    let text = say(frame, RelativePhrase::OpenList).replace("{name}", name.unwrap_or(&unnamed));
    form(html, frame, &place.to_string(), |html| button(html, "button", &text));
}

fn ward(html: &mut Html, frame: Frame<'_>) {
    html.element("h2", &[], say(frame, RelativePhrase::WardTitle));
    form(html, frame, "ward", |html| {
        html.element("p", &[("id", "ward-help")], say(frame, RelativePhrase::WardText));
        html.element("label", &[("for", "number")], say(frame, RelativePhrase::WardNumber));
        let input = [
            ("id", "number"),
            ("name", "number"),
            ("type", "text"),
            ("inputmode", "numeric"),
            ("autocomplete", "off"),
            ("aria-describedby", "ward-help"),
            ("required", ""),
        ];
        html.void("input", &input);
        button(html, "button", say(frame, RelativePhrase::WardButton));
    });
}

/// What stands above a list: whose it is when it is another's, and that places are hidden.
pub fn above(html: &mut Html, frame: Frame<'_>, whose: &Whose) {
    if let Some(acting) = whose.acting_for() {
        banner(html, frame, acting);
    }
    if whose.is_weaker() {
        html.within("section", &[("class", "card"), ("aria-labelledby", "weaker")], |html| {
            html.element("h2", &[("id", "weaker")], frame.say(ListPhrase::WeakerTitle));
            html.element("p", &[], frame.say(ListPhrase::WeakerText));
            frame.button(html, "/login?level=high&to=readings", ListPhrase::WeakerLink);
        });
    }
    if whose.places() == Places::Hidden {
        html.within("section", &[("class", "card"), ("aria-labelledby", "veiled")], |html| {
            html.element("h2", &[("id", "veiled")], say(frame, RelativePhrase::VeiledTitle));
            html.element("p", &[], say(frame, RelativePhrase::VeiledText));
            html.element("p", &[], say(frame, RelativePhrase::VeiledProofs));
        });
    }
}

fn banner(html: &mut Html, frame: Frame<'_>, acting: &ActingFor) {
    let text = match acting.relation() {
        Relation::Parent => RelativePhrase::BannerChild,
        Relation::Guardian => RelativePhrase::BannerWard,
    };
    let name = acting.name().unwrap_or_else(|| say(frame, RelativePhrase::UnnamedOther));
    html.within("aside", &[("class", "card"), ("aria-labelledby", "whose")], |html| {
        html.within("p", &[("id", "whose")], |html| {
            html.element("strong", &[], &say(frame, text).replace("{name}", name));
        });
        html.element("p", &[], say(frame, RelativePhrase::BannerYou));
        form(html, frame, "own", |html| {
            button(html, "quiet", say(frame, RelativePhrase::BackToOwn));
        });
    });
}

/// The way to the lists of others, below one's own.
pub fn way_to_others(html: &mut Html, frame: Frame<'_>, whose: &Whose) {
    if whose.can_choose() {
        html.within("p", &[], |html| {
            html.element("a", &[("href", "/others")], say(frame, RelativePhrase::OthersLink));
        });
    }
}

/// A page that says one thing about the lists of others, and leads to one's own.
#[must_use]
pub fn told(frame: Frame<'_>, title: RelativePhrase, text: RelativePhrase) -> String {
    frame.page_with(say(frame, title), None, |html| {
        html.element("h1", &[], say(frame, title));
        html.element("p", &[("class", "lead")], say(frame, text));
        html.within("p", &[("class", "act")], |html| {
            let link = [("class", "button"), ("href", "/readings")];
            html.element("a", &link, say(frame, RelativePhrase::BackToOwn));
        });
    })
}
