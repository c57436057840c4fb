//! What every page of the citizens has: the frame, filled with their words and places.

use crate::login::session::Session;
use crate::page::Html;
use crate::page::frame::{Link, LogOut, Skeleton};
use crate::vocab::translated::Language;
use crate::web::phrases::Phrase;

/// A place in a list of links: where it is, and what it is called in a language.
type Place = (&'static str, fn(Language) -> &'static str);

/// Where those who are logged in may go, in this order. A further page adds its line.
const NAVIGATION: &[Place] =
    &[("/readings", |language| Phrase::ReadingsTitle.in_language(language))];

/// Where everybody may go.
const FOOTER: &[Place] = &[
    ("/about", |language| Phrase::AboutLink.in_language(language)),
    ("/check", |language| Phrase::CheckLink.in_language(language)),
];

/// What a page is written for.
#[derive(Clone, Copy)]
pub struct Frame<'f> {
    /// The language of the page.
    pub language: Language,
    /// Who is logged in, when someone is.
    pub session: Option<&'f Session>,
    /// The page in itself, as path and query without language: where the language links lead.
    pub here: &'f str,
}

impl Frame<'_> {
    /// The text of a phrase.
    #[must_use]
    pub const fn say(self, phrase: Phrase) -> &'static str {
        phrase.in_language(self.language)
    }

    /// Writes a whole page with this title.
    #[must_use]
    pub fn page(self, title: Phrase, main: impl FnOnce(&mut Html)) -> String {
        self.page_with(self.say(title), None, main)
    }

    /// Writes a whole page with this title and perhaps a script, which must not be needed.
    #[must_use]
    pub fn page_with(
        self,
        title: &str,
        script: Option<&str>,
        main: impl FnOnce(&mut Html),
    ) -> String {
        let places = if self.session.is_some() { NAVIGATION } else { &[] };
        let skeleton = Skeleton {
            language: self.language,
            here: self.here,
            service: self.say(Phrase::Sluse),
            home: "/",
            skip: self.say(Phrase::SkipToContent),
            languages: self.say(Phrase::LanguageMenu),
            menu: self.say(Phrase::Menu),
            navigation: &self.links(places),
            log_out: self.session.map(|session| LogOut {
                action: "/logout",
                token: session.form_token(),
                text: self.say(Phrase::LogOut),
            }),
            footer: self.say(Phrase::FooterText),
            footer_links: &self.links(FOOTER),
            script,
        };
        skeleton.page(title, main)
    }

    fn links(self, places: &[Place]) -> Vec<Link<'static>> {
        places.iter().map(|(to, text)| Link { to, text: text(self.language) }).collect()
    }

    /// A link that looks like a button.
    pub fn button(self, html: &mut Html, to: &str, phrase: Phrase) {
        html.within("p", &[("class", "act")], |html| {
            html.element("a", &[("class", "button"), ("href", to)], self.say(phrase));
        });
    }
}
