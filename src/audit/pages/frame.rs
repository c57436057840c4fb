//! What every auditors' page has around it.

use super::phrases::AuditPhrase as Phrase;
use super::words::OfficerPhrase;
use crate::audit::role::Role;
use crate::page::frame::{Link, LogOut, Skeleton};
use crate::page::{Html, Words, form};
use crate::vocab::translated::Language;

/// What a page is written for.
#[derive(Clone, Copy)]
pub struct Frame<'f> {
    /// The language of the page.
    pub language: Language,
    /// The page in itself, as path and query without language.
    pub here: &'f str,
    /// Who looks.
    pub role: &'f Role,
    /// How to log out; none for who came with a certificate.
    pub log_out: Option<LogOut<'f>>,
}

impl Frame<'_> {
    /// The text of a phrase.
    #[must_use]
    pub const fn say(&self, phrase: Phrase) -> &'static str {
        phrase.in_language(self.language)
    }

    /// The text of a phrase about what auditors do.
    #[must_use]
    pub const fn tell(&self, phrase: OfficerPhrase) -> &'static str {
        phrase.in_language(self.language)
    }

    /// Writes a whole page with this title.
    #[must_use]
    pub fn page(&self, title: Phrase, main: impl FnOnce(&mut Html)) -> String {
        self.page_about(title.words(), main)
    }

    /// The same of what auditors do.
    #[must_use]
    pub fn page_of(&self, title: OfficerPhrase, main: impl FnOnce(&mut Html)) -> String {
        self.page_about(title.words(), main)
    }

    /// The same of a part that has texts of its own.
    #[must_use]
    pub fn page_about(&self, title: Words, main: impl FnOnce(&mut Html)) -> String {
        self.page_titled(title.in_language(self.language), main)
    }

    /// The same with a title in the page's language.
    #[must_use]
    pub fn page_titled(&self, title: &str, main: impl FnOnce(&mut Html)) -> String {
        let mut navigation = vec![
            Link { to: "/audit", text: self.say(Phrase::Overview) },
            Link { to: "/audit/entries", text: self.say(Phrase::Entries) },
            Link { to: "/audit/alarms", text: self.say(Phrase::OpenAlarms) },
            Link { to: "/audit/reports", text: self.tell(OfficerPhrase::Reports) },
            Link { to: "/audit/identities", text: self.tell(OfficerPhrase::Identities) },
        ];
        if matches!(self.role, Role::ConsumerOfficer(_) | Role::Officer(_)) {
            let text = self.tell(OfficerPhrase::Questions);
            navigation.push(Link { to: "/audit/questions", text });
        }
        let skeleton = Skeleton {
            language: self.language,
            here: self.here,
            service: self.say(Phrase::Service),
            home: "/audit",
            skip: self.say(Phrase::Skip),
            languages: self.say(Phrase::Languages),
            menu: self.say(Phrase::Menu),
            navigation: &navigation,
            log_out: self.log_out,
            footer: self.say(Phrase::Footer),
            footer_links: &[],
            stylesheets: &[],
            script: None,
        };
        skeleton.page(title, |html| {
            html.element("h1", &[], title);
            main(html);
        })
    }

    /// Says which part of the ledger the reader sees.
    pub fn sight(&self, html: &mut Html) {
        let (phrase, own) = match self.role {
            Role::Authority => (Phrase::SeesAll, None),
            Role::ProviderOfficer(own) => (Phrase::SeesServices, Some(own)),
            Role::ConsumerOfficer(own) => (Phrase::SeesReadings, Some(own)),
            Role::Officer(own) => (Phrase::SeesOwn, Some(own)),
        };
        let own = own.map(|own| own.as_str()).unwrap_or_default();
        html.element("p", &[("class", "lead")], &self.say(phrase).replace("{org}", own));
    }
}

/// A labelled field of a form.
pub(super) fn field(html: &mut Html, label: &str, (name, kind, value): (&'static str, &str, &str)) {
    html.within("p", &[], |html| {
        html.within("label", &[], |html| {
            html.text(label);
            html.text(" ");
            let bare = [("name", name), ("type", kind)];
            let filled = [bare.as_slice(), &[("value", value)]].concat();
            html.void("input", if value.is_empty() { &bare } else { &filled });
        });
    });
}

/// A link to a path of ours with a query.
pub(super) fn link(html: &mut Html, path: &str, query: &[(&str, &str)], text: &str) {
    let to = if query.is_empty() { path.to_owned() } else { form::with_query(path, query) };
    html.element("a", &[("href", &to)], text);
}
