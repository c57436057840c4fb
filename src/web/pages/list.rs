//! The list of readings, grouped by day.

use super::frame::Frame;
use super::others::{above, way_to_others};
use super::reading::reading;
use crate::page::Html;
use crate::vocab::time::Day;
use crate::web::list::{Page, Witnessed};
use crate::web::others::Whose;
use crate::web::phrases::{Phrase, day_in_words};
use crate::web::readings::Shown;

/// Writes one page of the list.
#[must_use]
pub fn readings(frame: Frame<'_>, page: &Page, whose: &Whose) -> String {
    frame.page(Phrase::ReadingsTitle, |html| {
        html.element("h1", &[], frame.say(Phrase::ReadingsTitle));
        above(html, frame, whose);
        if page.shown.is_empty() && page.next.is_none() {
            let empty = if page.older { Phrase::NoOlderReadings } else { Phrase::NoReadings };
            html.element("p", &[("class", "lead")], frame.say(empty));
        } else {
            html.element("p", &[("class", "lead")], frame.say(Phrase::ReadingsLead));
        }
        let same_day = |one: &Shown, other: &Shown| day_of(one) == day_of(other);
        for of_one_day in page.shown.chunk_by(same_day) {
            day(html, frame, of_one_day);
        }
        if let Some(witnessed) = &page.witnessed {
            witnesses(html, frame, witnessed);
        }
        turn(html, frame, page);
        way_to_others(html, frame, whose);
        if whose.acting_for().is_none() {
            whole(html, frame);
        }
    })
}

/// Offers all in one file.
fn whole(html: &mut Html, frame: Frame<'_>) {
    html.line();
    html.within("section", &[("class", "whole"), ("aria-labelledby", "whole")], |html| {
        html.element("h2", &[("id", "whole")], frame.say(Phrase::BundleTitle));
        html.element("p", &[], frame.say(Phrase::BundleText));
        html.within("p", &[], |html| {
            let link = [("href", "/me/bundle"), ("download", "sluse-bundle.json")];
            html.element("a", &link, frame.say(Phrase::BundleLink));
        });
        html.element("p", &[("class", "small")], frame.say(Phrase::BundlePrivate));
    });
}

/// The day under which it stands: when it happened, or when the person could first see it.
fn day_of(shown: &Shown) -> Day {
    let at = shown.delayed.as_ref().map_or(shown.at, |delayed| delayed.released);
    at.day_in_norway()
}

fn day(html: &mut Html, frame: Frame<'_>, of_one_day: &[Shown]) {
    let Some(first) = of_one_day.first() else { return };
    let date = day_of(first).to_string();
    // Entries of one day can stand on two pages, but on one page a day stands once.
    let id = format!("day-{date}");
    html.line();
    html.within("section", &[("class", "day"), ("aria-labelledby", &id)], |html| {
        html.within("h2", &[("id", &id)], |html| {
            let words = day_in_words(day_of(first), frame.language);
            html.element("time", &[("datetime", &date)], &words);
        });
        for shown in of_one_day {
            reading(html, frame, shown);
        }
    });
}

/// Who has witnessed the ledger, and whether that is too long ago.
fn witnesses(html: &mut Html, frame: Frame<'_>, witnessed: &Witnessed) {
    let by = if witnessed.by.is_empty() {
        frame.say(Phrase::WitnessedByNobody).to_owned()
    } else {
        let text = frame.say(Phrase::WitnessedBy);
        let text = text.replace("{n}", &witnessed.by.len().to_string());
        text.replace("{k}", &witnessed.of.to_string()).replace("{names}", &witnessed.by.join(", "))
    };
    html.element("p", &[("class", "proof")], &by);
    if witnessed.late {
        html.element("p", &[("class", "proof")], frame.say(Phrase::WitnessesLate));
    }
}

/// Links to older and newest entries.
fn turn(html: &mut Html, frame: Frame<'_>, page: &Page) {
    if !page.older && page.next.is_none() {
        return;
    }
    html.within("nav", &[("class", "turn"), ("aria-label", frame.say(Phrase::Pages))], |html| {
        if page.older {
            html.element("a", &[("href", "/readings")], frame.say(Phrase::Newest));
        }
        if let Some(next) = page.next {
            let to = format!("/readings?before={next}");
            let link = [("class", "button"), ("href", &*to), ("rel", "next")];
            html.element("a", &link, frame.say(Phrase::Older));
        }
    });
}
