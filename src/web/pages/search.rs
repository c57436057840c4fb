//! The form that searches the list. It asks with GET, so what was found has an address; no name and no number of
//! a person is ever in it.

use super::frame::Frame;
use crate::page::Html;
use crate::vocab::basis::PurposeId;
use crate::vocab::party::Organisation;
use crate::vocab::time::Day;
use crate::vocab::translated::Said;
use crate::web::filter::Came;
use crate::web::list::Page;
use crate::web::overview::Choice;
use crate::web::phrases::ListPhrase;
use crate::web::rows::SEARCHED;

/// Writes the form, open when something is searched for, and what came of it.
pub fn search(html: &mut Html, frame: Frame<'_>, page: &Page) {
    let searched = !page.part.filter.is_open();
    let shut = [("class", "search")];
    let open = [("class", "search"), ("open", "")];
    html.line();
    html.within("details", if searched { &open } else { &shut }, |html| {
        html.element("summary", &[], frame.say(ListPhrase::Search));
        let way = [("method", "get"), ("action", "/readings"), ("role", "search")];
        html.within("form", &way, |html| fields(html, frame, page));
    });
    if page.overview.cut {
        let text = ListPhrase::OnlyNewest.words().with_number(SEARCHED.most, frame.language);
        html.element("p", &[("class", "small")], &text);
    }
    if searched {
        found(html, frame, page.overview.admitted);
    }
}

fn fields(html: &mut Html, frame: Frame<'_>, page: &Page) {
    let (filter, overview) = (&page.part.filter, &page.overview);
    let consumer = filter.consumer.as_ref().map(Organisation::as_str);
    choose(html, frame, ("consumer", ListPhrase::Organisation), &overview.consumers, consumer);
    let purpose = filter.purpose.as_ref().map(PurposeId::as_str);
    choose(html, frame, ("purpose", ListPhrase::Purpose), &overview.purposes, purpose);
    let outcomes = [(Came::Given, ListPhrase::OnlyGiven), (Came::Refused, ListPhrase::OnlyRefused)];
    let outcomes = outcomes.map(|(came, phrase)| Choice {
        value: came.as_str().to_owned(),
        words: Said { text: frame.say(phrase).to_owned(), language: frame.language },
    });
    let outcome = filter.outcome.map(Came::as_str);
    choose(html, frame, ("outcome", ListPhrase::Outcome), &outcomes, outcome);
    day(html, "from", frame.say(ListPhrase::From), filter.from);
    day(html, "to", frame.say(ListPhrase::To), filter.to);
    html.within("p", &[("class", "send")], |html| {
        let button = [("class", "button"), ("type", "submit")];
        html.element("button", &button, frame.say(ListPhrase::Show));
        if !filter.is_open() {
            html.element("a", &[("href", "/readings")], frame.say(ListPhrase::ShowAll));
        }
    });
}

fn found(html: &mut Html, frame: Frame<'_>, number: usize) {
    let phrase = match number {
        0 => ListPhrase::FoundNone,
        1 => ListPhrase::FoundOne,
        _ => ListPhrase::FoundMany,
    };
    let text = phrase.words().with_number(number, frame.language);
    html.element("p", &[("class", "found"), ("role", "status")], &text);
}

/// One of some, or all.
fn choose(
    html: &mut Html,
    frame: Frame<'_>,
    (name, label): (&'static str, ListPhrase),
    of: &[Choice],
    chosen: Option<&str>,
) {
    html.within("p", &[], |html| {
        html.element("label", &[("for", name)], frame.say(label));
        html.within("select", &[("id", name), ("name", name)], |html| {
            // An empty value sends nothing, and is what an element without a chosen one begins with.
            html.element("option", &[("value", "")], frame.say(ListPhrase::All));
            for choice in of {
                let mut look = vec![("value", &*choice.value)];
                if chosen == Some(&*choice.value) {
                    look.push(("selected", ""));
                }
                if choice.words.language != frame.language {
                    look.push(("lang", choice.words.language.tag()));
                }
                html.element("option", &look, &choice.words.text);
            }
        });
    });
}

fn day(html: &mut Html, name: &'static str, label: &str, chosen: Option<Day>) {
    let chosen = chosen.map(|day| day.to_string()).unwrap_or_default();
    html.within("p", &[], |html| {
        html.element("label", &[("for", name)], label);
        let look = [("type", "date"), ("id", name), ("name", name), ("value", &*chosen)];
        html.void("input", &look);
    });
}
