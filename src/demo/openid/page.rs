//! The demonstration's pages: plain HTML with labels, no script.

use super::authorize::Asked;
use super::phrases::{Phrases, phrases};
use super::{DemoOpenid, DemoOpenidOptions, with_query};
use crate::demo::persons::Person;
use crate::demo::year::Life;
use crate::page::Html;
use crate::vocab::translated::Language;

/// The style sheet, served from its own address.
pub(super) const STYLE: &str = "\
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem; }
.warning { border: 0.2rem dashed #b3261e; padding: 1rem; font-weight: 600; }
fieldset { margin: 1.5rem 0; padding: 1rem; border: 1px solid #767676; }
legend { font-weight: 700; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: 0.75rem 0; }
label, .role { display: block; }
button, select { font: inherit; padding: 0.5rem 0.75rem; max-width: 100%; min-height: 2.75rem; }
button:focus-visible, select:focus-visible, a:focus-visible { outline: 0.2rem solid #1a5fb4; outline-offset: 0.15rem; }
";

/// What a page without people says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    /// There is nothing at the address.
    NotFound,
    /// The request is not from the registered client.
    Stranger,
    /// The person who was picked cannot log in.
    NoSuchPerson,
    /// Logged out.
    LoggedOut,
}

/// A page that says one thing, in both languages: which one is wanted may not be known.
pub(super) fn message(message: Message) -> String {
    let (bokmaal, english) = match message {
        Message::NotFound => ("Siden finnes ikke", "There is no such page"),
        Message::Stranger => (
            "Forespørselen kommer ikke fra en tjeneste som er registrert her",
            "The request is not from a service that is registered here",
        ),
        Message::NoSuchPerson => ("Personen kan ikke logge inn", "This person cannot log in"),
        Message::LoggedOut => ("Du er logget ut", "You are logged out"),
    };
    document("nb", &format!("DEMO – {bokmaal}"), |html| {
        html.element("h1", &[], &format!("DEMO – {bokmaal}"));
        html.element("p", &[("lang", "en")], english);
    })
}

/// The page where one picks a person: the cast as buttons, everyone else in a list.
pub(super) fn people(options: &DemoOpenidOptions, asked: &Asked) -> String {
    let words = phrases(asked.language);
    document(asked.language.tag(), words.title, |html| {
        html.element("h1", &[], words.title);
        html.element("p", &[("class", "warning"), ("role", "note")], words.warning);
        form(html, options, asked, |html| cast(html, options, asked.language));
        form(html, options, asked, |html| everyone(html, options, words));
        form(html, options, asked, |html| {
            html.element("button", &[("name", "cancel"), ("value", "1")], words.cancel);
        });
        let other = match asked.language {
            Language::English => Language::Bokmaal,
            _ => Language::English,
        };
        let address = with_query("/authorize", &fields(options, asked, other));
        let tag = other.tag();
        html.within("p", &[], |html| {
            let link = [("href", address.as_str()), ("lang", tag), ("hreflang", tag)];
            html.element("a", &link, words.other_language);
        });
    })
}

fn document(language: &'static str, title: &str, main: impl FnOnce(&mut Html)) -> String {
    Html::document(|html| {
        html.within("html", &[("lang", language)], |html| {
            html.within("head", &[], |html| {
                html.void("meta", &[("charset", "utf-8")]);
                let viewport = "width=device-width, initial-scale=1";
                html.void("meta", &[("name", "viewport"), ("content", viewport)]);
                html.element("title", &[], title);
                html.void("link", &[("rel", "stylesheet"), ("href", "/style.css")]);
            });
            html.line();
            html.within("body", &[], |html| html.within("main", &[], main));
        });
    })
}

/// The request, to be asked again by a form or a link.
fn fields<'a>(
    options: &'a DemoOpenidOptions,
    asked: &'a Asked,
    language: Language,
) -> [(&'static str, &'a str); 9] {
    [
        ("response_type", "code"),
        ("client_id", &options.client_id),
        ("redirect_uri", &options.redirect_uri),
        ("scope", "openid"),
        ("state", &asked.state),
        ("nonce", &asked.nonce),
        ("code_challenge", &asked.challenge),
        ("code_challenge_method", "S256"),
        ("ui_locales", language.tag()),
    ]
}

/// A form that posts the request along with what `inside` adds to it.
fn form(
    html: &mut Html,
    options: &DemoOpenidOptions,
    asked: &Asked,
    inside: impl FnOnce(&mut Html),
) {
    html.line();
    html.within("form", &[("method", "post"), ("action", "/authorize")], |html| {
        for (name, value) in fields(options, asked, asked.language) {
            html.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
        }
        inside(html);
    });
    html.line();
}

fn cast(html: &mut Html, options: &DemoOpenidOptions, language: Language) {
    let words = phrases(language);
    html.within("fieldset", &[], |html| {
        html.element("legend", &[], words.cast);
        html.within("ul", &[], |html| {
            for person in living(options) {
                let Some(role) = person.role() else { continue };
                html.line();
                html.within("li", &[], |html| {
                    let described = format!("role-{}", role.name());
                    let handle = DemoOpenid::handle(person);
                    let button = [
                        ("name", "person"),
                        ("value", handle.as_str()),
                        ("aria-describedby", described.as_str()),
                    ];
                    html.element("button", &button, &called(person, words));
                    let note = [("class", "role"), ("id", described.as_str())];
                    html.within("span", &note, |html| {
                        html.text(role.describe(language));
                        if let Some(life) = Life::of(role) {
                            html.text(" – ");
                            html.text(life.tell(language));
                        }
                    });
                });
            }
        });
    });
}

fn everyone(html: &mut Html, options: &DemoOpenidOptions, words: &Phrases) {
    let mut others: Vec<(String, &Person)> = living(options)
        .filter(|person| person.role().is_none())
        .map(|person| (called(person, words), person))
        .collect();
    others.sort_by(|one, other| one.0.cmp(&other.0));
    html.within("fieldset", &[], |html| {
        html.element("legend", &[], words.everyone);
        html.element("label", &[("for", "person")], words.label);
        html.within("select", &[("id", "person"), ("name", "person")], |html| {
            for (name, person) in &others {
                html.line();
                html.element("option", &[("value", &DemoOpenid::handle(person))], name);
            }
        });
        html.element("button", &[], words.submit);
    });
}

fn living(options: &DemoOpenidOptions) -> impl Iterator<Item = &Person> {
    options.population.persons().iter().filter(|person| person.is_alive())
}

/// Name and year of birth, as the page shows a person.
fn called(person: &Person, words: &Phrases) -> String {
    format!("{}, {} {}", person.full_name(), words.born, person.birth_year())
}
