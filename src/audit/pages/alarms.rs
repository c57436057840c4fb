//! Alarms about readings, newest first, each with what is normal and the entries behind it. Never whom.

mod feed;
mod words;

pub(in crate::audit) use feed::feed;
pub use words::AlarmsPhrase;

use super::deeds::facts;
use super::frame::{Frame, link};
use super::phrases::AuditPhrase as Phrase;
use crate::audit::shown::Shown;
use crate::ledger::entry::{Alarm, Event};
use crate::page::Html;
use crate::vocab::ids::EntryIndex;
use crate::watch::{heading, in_words};
use AlarmsPhrase as Say;

/// Where the feed is.
const FEED: &str = "/audit/alarms.atom";

/// Writes the page.
#[must_use]
pub fn alarms(frame: &Frame<'_>, shown: &[Shown], days: u16) -> String {
    let say = |phrase: Say| phrase.in_language(frame.language);
    let filled = |phrase: Say| phrase.words().with_number(days.into(), frame.language);
    frame.page_about(Say::Alarms.words(), |html| {
        frame.sight(html);
        html.element("p", &[], say(Say::Meaning));
        html.element("p", &[], say(Say::Next));
        let all: Vec<_> = shown.iter().rev().filter_map(read).collect();
        let phrase = if all.is_empty() { Say::None } else { Say::Newest };
        html.element("p", &[], &filled(phrase));
        all.iter().for_each(|(one, alarm)| write(html, frame, one, alarm));
        html.within("p", &[("class", "small")], |html| link(html, FEED, &[], say(Say::Feed)));
    })
}

/// The alarm in an entry.
fn read(shown: &Shown) -> Option<(&Shown, Alarm)> {
    match serde_json::from_str(shown.event()) {
        Ok(Event::Alarm(alarm)) => Some((shown, *alarm)),
        _ => None,
    }
}

fn write(html: &mut Html, frame: &Frame<'_>, one: &Shown, alarm: &Alarm) {
    let id = format!("a-{}", one.index);
    html.line();
    html.within("article", &[("class", "card"), ("aria-labelledby", &id)], |html| {
        let title = heading(alarm.detector, frame.language);
        html.within("h2", &[("id", &id)], |html| {
            link(html, "/audit/entry", &[("index", &one.index.to_string())], title);
        });
        html.element("p", &[], &in_words(alarm, frame.language));
        let at = one.at().map(|at| at.in_norway()).unwrap_or_default();
        facts(
            html,
            &[
                (frame.say(Phrase::Time), &at),
                (frame.say(Phrase::Consumer), alarm.consumer.as_str()),
                (frame.say(Phrase::Purpose), alarm.purpose.as_str()),
                (frame.say(Phrase::ServiceName), alarm.service.as_str()),
            ],
        );
        behind(html, frame, alarm);
    });
}

/// The entries behind an alarm, each a link.
pub(super) fn behind(html: &mut Html, frame: &Frame<'_>, alarm: &Alarm) {
    let phrase = if alarm.detector.is_about_one_person() { Say::BehindNewest } else { Say::Behind };
    let label = phrase.in_language(frame.language);
    html.element("p", &[], label);
    html.within("ul", &[("class", "held")], |html| {
        for index in &alarm.entries {
            html.within("li", &[], |html| entry(html, frame, *index));
        }
    });
}

fn entry(html: &mut Html, frame: &Frame<'_>, index: EntryIndex) {
    let index = index.to_string();
    let text = format!("{} {index}", frame.say(Phrase::Entry));
    link(html, "/audit/entry", &[("index", &index)], &text);
}
