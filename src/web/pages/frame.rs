//! What every page has: head, skip link, header, main, footer.

use crate::login::session::Session;
use crate::page::Html;
use crate::vocab::translated::Language;
use crate::web::phrases::Phrase;

/// The one stylesheet, served at `/style.css`.
pub const STYLE: &str = concat!(include_str!("style.css"), include_str!("../../page/plot.css"));

/// What a page is written for.
#[derive(Clone, Copy)]
pub struct Frame<'f> {
    /// The language of the page.
    pub language: Language,
    /// Who is logged in, when someone is.
    pub session: Option<&'f Session>,
    /// The page in itself, as path and query without language: where the language link leads.
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
        Html::document(|html| {
            html.within("html", &[("lang", self.language.tag())], |html| {
                self.head(html, title, script);
                html.within("body", &[], |html| {
                    html.element(
                        "a",
                        &[("class", "skip"), ("href", "#main")],
                        self.say(Phrase::SkipToContent),
                    );
                    self.header(html);
                    html.within("main", &[("id", "main"), ("tabindex", "-1")], main);
                    self.footer(html);
                });
            });
        })
    }

    fn head(self, html: &mut Html, title: &str, script: Option<&str>) {
        let title = format!("{title} – {}", self.say(Phrase::Sluse));
        html.within("head", &[], |html| {
            html.void("meta", &[("charset", "utf-8")]);
            html.element("title", &[], &title);
            let viewport = "width=device-width, initial-scale=1";
            html.void("meta", &[("name", "viewport"), ("content", viewport)]);
            html.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
            html.void("link", &[("rel", "stylesheet"), ("href", "/style.css")]);
            if let Some(script) = script {
                html.within("script", &[("type", "module"), ("src", script)], |_| {});
            }
        });
    }

    fn header(self, html: &mut Html) {
        html.line();
        html.within("header", &[("class", "top")], |html| {
            html.within("div", &[("class", "wide")], |html| {
                html.within("a", &[("class", "brand"), ("href", "/")], |html| {
                    gates(html);
                    html.text(self.say(Phrase::Sluse));
                });
                html.within("div", &[("class", "tools")], |html| {
                    self.language_link(html);
                    if let Some(session) = self.session {
                        self.logout(html, session);
                    }
                });
            });
        });
    }

    fn language_link(self, html: &mut Html) {
        let other = match self.language {
            Language::English => Language::Bokmaal,
            _ => Language::English,
        };
        let joint = if self.here.contains('?') { '&' } else { '?' };
        let to = format!("{}{joint}lang={}", self.here, other.tag());
        html.within("nav", &[("aria-label", self.say(Phrase::LanguageMenu))], |html| {
            let tag = other.tag();
            let link = [("class", "language"), ("href", &*to), ("lang", tag), ("hreflang", tag)];
            html.element("a", &link, self.say(Phrase::OtherLanguage));
        });
    }

    fn logout(self, html: &mut Html, session: &Session) {
        html.within("form", &[("method", "post"), ("action", "/logout")], |html| {
            let token = session.form_token();
            html.void("input", &[("type", "hidden"), ("name", "csrf"), ("value", token)]);
            let button = [("class", "quiet"), ("type", "submit")];
            html.element("button", &button, self.say(Phrase::LogOut));
        });
    }

    fn footer(self, html: &mut Html) {
        html.line();
        html.within("footer", &[("class", "end")], |html| {
            html.within("div", &[("class", "wide")], |html| {
                html.element("p", &[], self.say(Phrase::FooterText));
                for (to, phrase) in [("/about", Phrase::AboutLink), ("/check", Phrase::CheckLink)] {
                    html.within("p", &[], |html| {
                        html.element("a", &[("href", to)], self.say(phrase));
                    });
                }
            });
        });
    }

    /// A link that looks like a button.
    pub fn button(self, html: &mut Html, to: &str, phrase: Phrase) {
        html.within("p", &[("class", "act")], |html| {
            html.element("a", &[("class", "button"), ("href", to)], self.say(phrase));
        });
    }
}

/// The mark: the two gates of a lock, seen from above.
fn gates(html: &mut Html) {
    let view = [("class", "mark"), ("viewBox", "0 0 24 24"), ("aria-hidden", "true")];
    html.within("svg", &view, |html| {
        html.within("path", &[("d", "M3 4v16M21 4v16M3 6l9 6-9 6M21 6l-9 6 9 6")], |_| {});
    });
}
