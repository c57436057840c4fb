//! What every page of the citizens has: the frame, filled with their words and places.

use super::notices::NOTICES;
use crate::login::session::Session;
use crate::page::frame::{Link, LogOut, Skeleton};
use crate::page::{Html, Words};
use crate::vocab::translated::Language;
use crate::web::look::Look;
use crate::web::phrases::{AccessPhrase, ActPhrase, Phrase, TellingPhrase};

/// A place in a list of links: where it is, and what it is called.
type Place = (&'static str, Words);

/// Where those who are logged in may go, in this order. A further page adds its line.
const NAVIGATION: &[Place] = &[
    ("/readings", Phrase::ReadingsTitle.words()),
    ("/questions", ActPhrase::QuestionsTitle.words()),
    ("/purposes", ActPhrase::PurposesTitle.words()),
    (NOTICES, TellingPhrase::Title.words()),
];

/// Where everybody may go.
const FOOTER: &[Place] = &[
    ("/about", Phrase::AboutLink.words()),
    ("/check", Phrase::CheckLink.words()),
    ("/accessibility", AccessPhrase::Title.words()),
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
    /// What the operator gives the pages.
    pub look: &'f Look,
}

impl Frame<'_> {
    /// The text of a phrase.
    #[must_use]
    pub fn say(self, phrase: impl Into<Words>) -> &'static str {
        phrase.into().in_language(self.language)
    }

    /// Writes a whole page with this title.
    #[must_use]
    pub fn page(self, title: impl Into<Words>, main: impl FnOnce(&mut Html)) -> String {
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
            stylesheets: self.look.paths(),
            script,
        };
        skeleton.page(title, main)
    }

    fn links(self, places: &[Place]) -> Vec<Link<'static>> {
        places.iter().map(|(to, text)| Link { to, text: text.in_language(self.language) }).collect()
    }

    /// A link that looks like a button.
    pub fn button(self, html: &mut Html, to: &str, phrase: impl Into<Words>) {
        html.within("p", &[("class", "act")], |html| {
            html.element("a", &[("class", "button"), ("href", to)], self.say(phrase));
        });
    }
}
