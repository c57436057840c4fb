//! The frame of every page: head, skip link, header with navigation, main, footer. What it says is given to
//! it, so that each service has its own words and places in the same frame.

use super::Html;
use super::language;
use crate::vocab::translated::Language;

/// The stylesheet of all pages, served at `/style.css`.
///
/// Its layers are, from the weakest to the strongest: our tokens and the looks of components, then
/// Designsystemet's (`ds`), then the layout of our pages. An agency's stylesheets come after it and stand in
/// `ds`, or in no layer, which is stronger than all.
pub const STYLE: &str = concat!(
    include_str!("components.css"),
    "@layer page {\n",
    include_str!("style.css"),
    include_str!("plot.css"),
    "}\n",
);

/// One place that a list of links leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'f> {
    /// A path of ours, or an https address.
    pub to: &'f str,
    /// What it is called, in the page's language.
    pub text: &'f str,
}

/// The form that logs out.
#[derive(Clone, Copy)]
pub struct LogOut<'f> {
    /// The path that takes it.
    pub action: &'f str,
    /// The session's token, which the path wants to see as `csrf`.
    pub token: &'f str,
    /// What its button says.
    pub text: &'f str,
}

/// All that stands around a page's own content.
#[derive(Clone, Copy)]
pub struct Skeleton<'f> {
    /// The language of the page.
    pub language: Language,
    /// The page in itself, as path and query without language: where the language links lead, and which
    /// entry of the navigation is the present one.
    pub here: &'f str,
    /// The name of the service; it ends each title.
    pub service: &'f str,
    /// Where the name leads.
    pub home: &'f str,
    /// What the link past the header says.
    pub skip: &'f str,
    /// What the list of languages is called.
    pub languages: &'f str,
    /// What the navigation is called.
    pub menu: &'f str,
    /// The navigation; an empty one is not shown.
    pub navigation: &'f [Link<'f>],
    /// How to log out, for who is logged in.
    pub log_out: Option<LogOut<'f>>,
    /// What the footer says.
    pub footer: &'f str,
    /// Where the footer leads.
    pub footer_links: &'f [Link<'f>],
    /// The paths of stylesheets besides ours, in order.
    pub stylesheets: &'f [String],
    /// The path of a script, which must not be needed.
    pub script: Option<&'f str>,
}

impl Skeleton<'_> {
    /// Writes a whole page with this title.
    #[must_use]
    pub fn page(&self, title: &str, main: impl FnOnce(&mut Html)) -> String {
        Html::dressed(|html| {
            // Designsystemet's themes want to be told that they may be dark.
            let look = [("lang", self.language.tag()), ("data-color-scheme", "auto")];
            html.within("html", &look, |html| {
                self.head(html, title);
                html.within("body", &[], |html| {
                    html.element("a", &[("class", "skip"), ("href", "#main")], self.skip);
                    self.header(html);
                    html.within("main", &[("id", "main"), ("tabindex", "-1")], main);
                    self.end(html);
                });
            });
        })
    }

    fn head(&self, html: &mut Html, title: &str) {
        html.within("head", &[], |html| {
            html.void("meta", &[("charset", "utf-8")]);
            html.element("title", &[], &format!("{title} – {}", self.service));
            let viewport = "width=device-width, initial-scale=1";
            html.void("meta", &[("name", "viewport"), ("content", viewport)]);
            html.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
            let further = self.stylesheets.iter().map(String::as_str);
            for path in std::iter::once("/style.css").chain(further) {
                html.void("link", &[("rel", "stylesheet"), ("href", path)]);
            }
            if let Some(script) = self.script {
                html.within("script", &[("type", "module"), ("src", script)], |_| {});
            }
        });
    }

    fn header(&self, html: &mut Html) {
        html.line();
        html.within("header", &[("class", "top")], |html| {
            html.within("div", &[("class", "wide")], |html| {
                html.within("a", &[("class", "brand"), ("href", self.home)], |html| {
                    gates(html);
                    html.text(self.service);
                });
                html.within("div", &[("class", "tools")], |html| {
                    self.language_menu(html);
                    if let Some(log_out) = &self.log_out {
                        log_out.form(html);
                    }
                });
                self.places(html);
            });
        });
    }

    /// Links to this page in the other languages, each in its own.
    fn language_menu(&self, html: &mut Html) {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        html.within("nav", &[("aria-label", self.languages)], |html| {
            html.within("ul", &[("class", "languages")], |html| {
                for other in Language::ALL.into_iter().filter(|other| *other != self.language) {
                    let tag = other.tag();
                    let to = format!("{}{joint}lang={tag}", self.here);
                    html.within("li", &[], |html| {
                        let link = [("href", &*to), ("lang", tag), ("hreflang", tag)];
                        html.element("a", &link, language::own_name(other));
                    });
                }
            });
        });
    }

    fn places(&self, html: &mut Html) {
        if self.navigation.is_empty() {
            return;
        }
        // Of two places that one is below, the nearer is the present one.
        let present = |link: &&Link<'_>| self.present(link.to).is_some();
        let nearest = self.navigation.iter().filter(present).map(|link| link.to.len()).max();
        let look = [("class", "places"), ("aria-label", self.menu)];
        html.within("nav", &look, |html| {
            html.within("ul", &[], |html| {
                for link in self.navigation {
                    let how = self.present(link.to).filter(|_| nearest == Some(link.to.len()));
                    html.within("li", &[], |html| match how {
                        None => html.element("a", &[("href", link.to)], link.text),
                        Some(how) => {
                            let look = [("href", link.to), ("aria-current", how)];
                            html.element("a", &look, link.text);
                        }
                    });
                }
            });
        });
    }

    /// How this place is the present one: the page itself, or above it. Home is above all, and so not told.
    fn present(&self, place: &str) -> Option<&'static str> {
        let here = self.here.split('?').next().unwrap_or_default();
        match here.strip_prefix(place)? {
            "" => Some("page"),
            below if below.starts_with('/') && place != self.home => Some("true"),
            _ => None,
        }
    }

    fn end(&self, html: &mut Html) {
        html.line();
        html.within("footer", &[("class", "end")], |html| {
            html.within("div", &[("class", "wide")], |html| {
                html.element("p", &[], self.footer);
                for link in self.footer_links {
                    html.within("p", &[], |html| {
                        html.element("a", &[("href", link.to)], link.text);
                    });
                }
            });
        });
    }
}

impl LogOut<'_> {
    fn form(&self, html: &mut Html) {
        html.within("form", &[("method", "post"), ("action", self.action)], |html| {
            let token = self.token;
            html.void("input", &[("type", "hidden"), ("name", "csrf"), ("value", token)]);
            html.element("button", &[("class", "quiet"), ("type", "submit")], self.text);
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
