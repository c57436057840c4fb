//! Entries that were sought, as a page.

use super::frame::{Frame, field, link};
use super::phrases::AuditPhrase as Phrase;
use super::table::{Cell, table};
use crate::audit::search::Page;
use crate::audit::shown::Shown;
use crate::ledger::entry::Sought;
use crate::page::Html;
use serde::Deserialize;

/// What was found, and by what it was sought.
pub struct Listed<'l> {
    /// What was sought.
    pub sought: &'l Sought,
    /// A part of what was found.
    pub page: &'l Page,
}

/// The words of an event that a list shows.
#[derive(Deserialize)]
struct Told {
    kind: String,
    consumer: Option<String>,
    purpose: Option<String>,
    service: Option<String>,
    reason: Option<String>,
}

/// Writes the page.
#[must_use]
pub fn list(frame: &Frame<'_>, of: &Listed<'_>) -> String {
    frame.page(Phrase::Entries, |html| {
        frame.sight(html);
        html.element("p", &[], frame.say(Phrase::EntriesText));
        form(html, frame, of.sought);
        if of.page.entries.is_empty() {
            let nothing = if of.page.more { Phrase::NothingYet } else { Phrase::Nothing };
            html.element("p", &[], frame.say(nothing));
        } else {
            let head =
                [Phrase::Entry, Phrase::Time, Phrase::Kind, Phrase::Consumer, Phrase::Purpose];
            let head = [head.as_slice(), &[Phrase::ServiceName, Phrase::Reason]].concat();
            let head: Vec<_> = head.into_iter().map(|it| frame.say(it)).collect();
            let rows: Vec<_> = of.page.entries.iter().map(row).collect();
            table(html, frame.say(Phrase::Entries), &head, &rows);
        }
        if of.page.more {
            html.within(
                "nav",
                &[("class", "turn"), ("aria-label", frame.say(Phrase::More))],
                |html| {
                    let cursor = of.page.cursor.to_string();
                    let query = query(of.sought);
                    let query = query.iter().map(|(name, value)| (*name, value.as_str()));
                    let query: Vec<_> = query.chain([("cursor", cursor.as_str())]).collect();
                    link(html, "/audit/entries", &query, frame.say(Phrase::More));
                },
            );
        }
    })
}

/// What is sought, as a query says it.
fn query(sought: &Sought) -> Vec<(&'static str, String)> {
    let all = [
        ("consumer", sought.consumer.as_ref().map(ToString::to_string)),
        ("purpose", sought.purpose.as_ref().map(ToString::to_string)),
        ("service", sought.service.as_ref().map(ToString::to_string)),
        ("decision", sought.decision.as_ref().map(|it| it.as_str().to_owned())),
        ("since", sought.since.map(|at| at.to_string())),
        ("until", sought.until.map(|at| at.to_string())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn form(html: &mut Html, frame: &Frame<'_>, sought: &Sought) {
    let values = query(sought);
    let value = |name: &str| {
        values.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value.as_str())
    };
    let look = [("method", "get"), ("action", "/audit/entries"), ("class", "days")];
    html.within("form", &look, |html| {
        for (phrase, name) in [
            (Phrase::Consumer, "consumer"),
            (Phrase::Purpose, "purpose"),
            (Phrase::ServiceName, "service"),
            (Phrase::Decision, "decision"),
            (Phrase::Since, "since"),
            (Phrase::Until, "until"),
        ] {
            field(html, frame.say(phrase), (name, "text", value(name)));
        }
        let button = [("class", "quiet"), ("type", "submit")];
        html.element("button", &button, frame.say(Phrase::Show));
    });
}

fn row(shown: &Shown) -> Vec<Cell> {
    let index = shown.index.to_string();
    let path = "/audit/entry";
    let told: Option<Told> = serde_json::from_str(shown.event()).ok();
    let text = |of: fn(&Told) -> Option<&str>| -> Cell {
        told.as_ref().and_then(of).unwrap_or("–").into()
    };
    vec![
        Cell::To(index.clone(), path, vec![("index", index)]),
        shown.at().map_or_else(|| "–".to_owned(), |at| at.in_norway()).into(),
        text(|it| Some(&it.kind)),
        text(|it| it.consumer.as_deref()),
        text(|it| it.purpose.as_deref()),
        text(|it| it.service.as_deref()),
        text(|it| it.reason.as_deref()),
    ]
}
