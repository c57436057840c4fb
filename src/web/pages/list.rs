//! The list of readings: to search, the year seen from far away, then the readings by day and organisation.

use super::frame::Frame;
use super::others::{above, way_to_others};
use super::reading::{Cards, reading};
use super::search::search;
use super::year::year;
use crate::page::{Html, Words};
use crate::vocab::time::Timestamp;
use crate::web::filter::Part;
use crate::web::list::{PRINTED, Page, Witnessed};
use crate::web::others::Whose;
use crate::web::phrases::{ListPhrase, Phrase, day_in_words};
use crate::web::readings::Shown;
use crate::web::together::{Alike, together};

/// Writes one page of the list.
#[must_use]
pub fn readings(frame: Frame<'_>, page: &Page, whose: &Whose) -> String {
    frame.page(Phrase::ReadingsTitle, |html| {
        html.element("h1", &[], frame.say(Phrase::ReadingsTitle));
        above(html, frame, whose);
        let any = page.overview.all > 0;
        if let Some(lead) = lead(page) {
            html.element("p", &[("class", "lead")], frame.say(lead));
        }
        if any {
            search(html, frame, page);
            year(html, frame, &page.overview.months, &page.part.filter);
        }
        let is_own = whose.acting_for().is_none();
        let cards = Cards { frame, open: false, witnessed: page.witnessed.as_ref(), is_own };
        days(html, cards, &page.shown);
        if let Some(witnessed) = &page.witnessed {
            witnesses(html, frame, witnessed);
        }
        turn(html, frame, page);
        if any {
            keep(html, frame, &page.part);
        }
        way_to_others(html, frame, whose);
        if is_own {
            whole(html, frame);
        }
    })
}

/// What the page begins with. Who has searched is told what was found.
fn lead(page: &Page) -> Option<Phrase> {
    let empty = page.shown.is_empty() && page.next.is_none();
    match (empty, page.part.before) {
        (false, _) => Some(Phrase::ReadingsLead),
        (true, _) if page.overview.all > 0 && !page.part.filter.is_open() => None,
        (true, Some(_)) => Some(Phrase::NoOlderReadings),
        (true, None) => Some(Phrase::NoReadings),
    }
}

/// Writes a page with everything opened, to be printed.
#[must_use]
pub fn printed(frame: Frame<'_>, page: &Page, whose: &Whose, now: Timestamp) -> String {
    frame.page(ListPhrase::PrintTitle, |html| {
        html.element("h1", &[], frame.say(Phrase::ReadingsTitle));
        above(html, frame, whose);
        let text = frame.say(ListPhrase::PrintText).replace("{at}", &now.in_norway());
        html.element("p", &[], &text);
        html.within("p", &[("class", "act")], |html| {
            let back = page.part.address("/readings");
            html.element("a", &[("href", &back)], frame.say(ListPhrase::BackToList));
        });
        if page.next.is_some() {
            let text = ListPhrase::PrintMore.words().with_number(PRINTED.most, frame.language);
            html.element("p", &[], &text);
        }
        if page.shown.is_empty() {
            html.element("p", &[], frame.say(none_of(&page.part)));
        }
        let is_own = whose.acting_for().is_none();
        let cards = Cards { frame, open: true, witnessed: page.witnessed.as_ref(), is_own };
        days(html, cards, &page.shown);
        if let Some(witnessed) = &page.witnessed {
            witnesses(html, frame, witnessed);
        }
    })
}

/// What is said where there is nothing: whether that is all, or what was searched for.
pub fn none_of(part: &Part) -> Words {
    if part.filter.is_open() { Phrase::NoReadings.into() } else { ListPhrase::FoundNone.into() }
}

/// Offers what is seen on paper and as files.
fn keep(html: &mut Html, frame: Frame<'_>, part: &Part) {
    html.line();
    html.within("section", &[("class", "whole"), ("aria-labelledby", "keep")], |html| {
        html.element("h2", &[("id", "keep")], frame.say(ListPhrase::KeepTitle));
        html.element("p", &[], frame.say(ListPhrase::KeepText));
        html.within("ul", &[], |html| {
            for (path, phrase) in [
                ("/readings/print", ListPhrase::PrintLink),
                ("/me/readings.pdf", ListPhrase::PaperLink),
                ("/me/readings.csv", ListPhrase::TableLink),
                ("/me/readings.json", ListPhrase::DataLink),
            ] {
                let to = part.filter.address(path, None);
                html.within("li", &[], |html| {
                    html.element("a", &[("href", &to)], frame.say(phrase));
                });
            }
        });
    });
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

fn days(html: &mut Html, cards: Cards<'_>, shown: &[Shown]) {
    let same_day = |one: &Shown, other: &Shown| one.day() == other.day();
    for of_one_day in shown.chunk_by(same_day) {
        day(html, cards, of_one_day);
    }
}

fn day(html: &mut Html, cards: Cards<'_>, of_one_day: &[Shown]) {
    let Some(first) = of_one_day.first() else { return };
    let date = first.day().to_string();
    // Entries of one day can stand on two pages, but on one page a day stands once.
    let id = format!("day-{date}");
    html.line();
    html.within("section", &[("class", "day"), ("aria-labelledby", &id)], |html| {
        html.within("h2", &[("id", &id)], |html| {
            let words = day_in_words(first.day(), cards.frame.language);
            html.element("time", &[("datetime", &date)], &words);
        });
        for part in together(of_one_day) {
            one_purpose(html, cards, &part);
        }
    });
}

/// What one organisation asked for one purpose on a day: often one card, since most of it is alike.
fn one_purpose(html: &mut Html, cards: Cards<'_>, part: &[Alike<'_>]) {
    if let [alike] = part {
        return reading(html, cards, alike);
    }
    html.within("div", &[("class", "together")], |html| {
        let asked = part.first().and_then(|alike| alike.first()?.asked.as_ref());
        if let Some(asked) = asked {
            let number: usize = part.iter().map(Vec::len).sum();
            let text = ListPhrase::SameDay.words().with_number(number, cards.frame.language);
            let who = super::reading::called(&asked.consumer, cards.frame);
            html.element("p", &[("class", "small")], &text.replace("{who}", &who));
        }
        for alike in part {
            reading(html, cards, alike);
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
    let older = page.part.before.is_some();
    if !older && page.next.is_none() {
        return;
    }
    let filter = &page.part.filter;
    html.within("nav", &[("class", "turn"), ("aria-label", frame.say(Phrase::Pages))], |html| {
        if older {
            let to = filter.address("/readings", None);
            html.element("a", &[("href", &to)], frame.say(Phrase::Newest));
        }
        if let Some(next) = page.next {
            let to = filter.address("/readings", Some(next));
            let link = [("class", "button"), ("href", &*to), ("rel", "next")];
            html.element("a", &link, frame.say(Phrase::Older));
        }
    });
}
