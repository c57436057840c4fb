//! The overview as a page: numbers first, then drawings with their tables, each row leading to its entries.

use super::frame::{Frame, field, link};
use super::phrases::AuditPhrase as Phrase;
use super::state::state;
use super::table::{Cell, table};
use crate::audit::overview::{Overview, Share, Table};
use crate::page::Html;
use crate::page::plot::{Place, Plot, Series, Shape, grouped};
use crate::vocab::time::Day;

/// The page of a list of entries.
const ENTRIES: &str = "/audit/entries";

/// Writes the page.
#[must_use]
pub fn overview(frame: &Frame<'_>, of: &Overview) -> String {
    frame.page(Phrase::Overview, |html| {
        frame.sight(html);
        period(html, frame, of);
        totals(html, frame, of);
        if of.not_told_apart > 0 {
            let text = frame.say(Phrase::NotToldApart);
            html.element("p", &[], &text.replace("{n}", &grouped(of.not_told_apart)));
        }
        over_time(html, frame, of);
        let shares = [
            (Phrase::ByPurpose, Phrase::Purpose, "purpose", &of.purposes, Table::Purposes),
            (Phrase::ByConsumer, Phrase::Consumer, "consumer", &of.consumers, Table::Consumers),
            (Phrase::ByService, Phrase::ServiceName, "service", &of.services, Table::Services),
        ];
        for (title, what, name, rows, csv) in shares {
            section(html, frame, of, (title, csv), |html| {
                drawn(html, frame, of, (title, name, rows));
                share(html, frame, of, (title, what, name, rows));
            });
        }
        refusals(html, frame, of);
        unused(html, frame, of);
        limits(html, frame, of);
        looks(html, frame, of);
        state(html, frame, of);
    })
}

/// The period, and a form for another one.
fn period(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let [first, last] = [of.first_day, of.last_day].map(|day| day.to_string());
    html.within("form", &[("method", "get"), ("action", "/audit"), ("class", "days")], |html| {
        field(html, frame.say(Phrase::FirstDay), ("first_day", "date", &first));
        field(html, frame.say(Phrase::LastDay), ("last_day", "date", &last));
        let button = [("class", "quiet"), ("type", "submit")];
        html.element("button", &button, frame.say(Phrase::Show));
    });
}

fn totals(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let totals = &of.totals;
    let mut all = vec![
        (Phrase::Readings, totals.readings),
        (Phrase::Refusals, totals.refusals),
        (Phrase::Tokens, totals.tokens),
        (Phrase::TokensRefused, totals.tokens_refused),
        (Phrase::Warnings, totals.warnings),
        (Phrase::Looks, totals.looks),
        (Phrase::Erasures, totals.erasures),
    ];
    all.extend(of.held.map(|held| (Phrase::HeldBack, held.waiting)));
    all.extend(of.held.map(|held| (Phrase::Overdue, held.overdue)));
    all.extend(of.open_questions.map(|open| (Phrase::OpenQuestions, open)));
    html.line();
    html.within("section", &[("class", "card"), ("aria-labelledby", "totals")], |html| {
        html.element("h2", &[("id", "totals")], frame.say(Phrase::Totals));
        html.within("dl", &[], |html| {
            for (phrase, number) in all {
                html.within("div", &[], |html| {
                    html.element("dt", &[], frame.say(phrase));
                    html.element("dd", &[], &grouped(number));
                });
            }
            if let Some(alarms) = of.open_alarms {
                html.within("div", &[], |html| {
                    html.element("dt", &[], frame.say(Phrase::OpenAlarms));
                    html.within("dd", &[], |html| {
                        link(html, "/audit/alarms", &[], &grouped(alarms));
                    });
                });
            }
        });
    });
}

/// A part of the page, with its table for spreadsheets.
fn section(
    html: &mut Html,
    frame: &Frame<'_>,
    of: &Overview,
    (title, csv): (Phrase, Table),
    inside: impl FnOnce(&mut Html),
) {
    html.line();
    html.within("section", &[("aria-labelledby", csv.name())], |html| {
        html.element("h2", &[("id", csv.name())], frame.say(title));
        inside(html);
        html.within("p", &[("class", "small")], |html| {
            let [first, last] = [of.first_day, of.last_day].map(|day| day.to_string());
            let path = format!("/audit/{}.csv", csv.name());
            let query = [("first_day", first.as_str()), ("last_day", last.as_str())];
            let text = format!("{} ({})", frame.say(Phrase::Spreadsheet), frame.say(title));
            link(html, &path, &query, &text);
        });
    });
}

/// The places of the axis.
fn places(of: &Overview, to: impl Fn(Day, Day) -> Option<String>) -> Vec<Place> {
    let place = |(at, times): (usize, &crate::audit::overview::Times)| {
        let name = times.from.to_string();
        let next = of.over_time.get(at + 1).map_or(of.last_day, |next| next.from.minus_days(1));
        let (short, name) = if of.by_month {
            let month = name.get(..7).unwrap_or(&name).to_owned();
            (month.clone(), month)
        } else {
            (name.get(8..).unwrap_or(&name).to_owned(), name)
        };
        Place { short, name, to: to(times.from.max(of.first_day), next) }
    };
    of.over_time.iter().enumerate().map(place).collect()
}

fn over_time(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let to = |first: Day, last: Day| {
        let query = days(first, last);
        let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(crate::page::with_query(ENTRIES, &query))
    };
    let series = |phrase, values: Vec<u64>| Series { name: frame.say(phrase).to_owned(), values };
    let plot = Plot {
        id: "plot-over-time",
        title: frame.say(Phrase::OverTime).to_owned(),
        description: frame.say(Phrase::OverTimeText).to_owned(),
        shape: Shape::Bars,
        places: places(of, to),
        series: vec![
            series(Phrase::Readings, of.over_time.iter().map(|it| it.readings).collect()),
            series(Phrase::Refusals, of.over_time.iter().map(|it| it.refusals).collect()),
        ],
    };
    section(html, frame, of, (Phrase::OverTime, Table::OverTime), |html| {
        plot.draw(html);
        numbers(html, frame, of, &plot);
    });
}

/// The table of a plot, which is opened by who wants it.
fn numbers(html: &mut Html, frame: &Frame<'_>, of: &Overview, plot: &Plot) {
    let first = if of.by_month { Phrase::Month } else { Phrase::Day };
    html.within("details", &[], |html| {
        html.element("summary", &[], frame.say(Phrase::AsTable));
        plot.table(html, frame.say(first));
    });
}

/// How the first names of a table went over time.
fn drawn(
    html: &mut Html,
    frame: &Frame<'_>,
    of: &Overview,
    (title, name, rows): (Phrase, &'static str, &[Share]),
) {
    let drawn = rows.iter().filter(|row| row.readings > 0 && !row.over_time.is_empty());
    let series: Vec<Series> =
        drawn.map(|row| Series { name: row.name.clone(), values: row.over_time.clone() }).collect();
    if series.is_empty() {
        return;
    }
    let id = match name {
        "purpose" => "plot-purposes",
        "consumer" => "plot-consumers",
        _ => "plot-services",
    };
    let plot = Plot {
        id,
        title: frame.say(title).to_owned(),
        description: frame.say(Phrase::DrawnText).to_owned(),
        shape: Shape::Lines,
        places: places(of, |_, _| None),
        series,
    };
    plot.draw(html);
    numbers(html, frame, of, &plot);
}

/// The query that finds the entries of some days.
fn days(first: Day, last: Day) -> Vec<(&'static str, String)> {
    let [since, until] = [first, last.plus_days(1)].map(|day| day.begins_in_norway().to_string());
    vec![("since", since), ("until", until)]
}

/// A number that leads to its entries.
fn leading(
    of: &Overview,
    number: u64,
    (name, value): (&'static str, &str),
    decision: &str,
) -> Cell {
    let is_one = value != "*" && number > 0;
    if !is_one {
        return grouped(number).into();
    }
    let mut query = days(of.first_day, of.last_day);
    if !name.is_empty() {
        query.push((name, value.to_owned()));
    }
    query.push(("decision", decision.to_owned()));
    Cell::To(grouped(number), ENTRIES, query)
}

fn share(
    html: &mut Html,
    frame: &Frame<'_>,
    of: &Overview,
    (title, what, name, rows): (Phrase, Phrase, &'static str, &[Share]),
) {
    let cells = |row: &Share| {
        let by = (name, row.name.as_str());
        let shown = if row.name == "*" { frame.say(Phrase::Others) } else { &row.name };
        vec![
            shown.into(),
            leading(of, row.readings, by, "disclosed"),
            leading(of, row.refusals, by, "refused"),
        ]
    };
    let head = [what, Phrase::Readings, Phrase::Refusals].map(|it| frame.say(it));
    let rows: Vec<_> = rows.iter().map(cells).collect();
    or_nothing(html, frame, (title, &head), &rows);
}

/// A table, or that there is nothing in it.
fn or_nothing(
    html: &mut Html,
    frame: &Frame<'_>,
    (title, head): (Phrase, &[&str]),
    rows: &[Vec<Cell>],
) {
    if rows.is_empty() {
        html.element("p", &[], frame.say(Phrase::Nothing));
    } else {
        table(html, frame.say(title), head, rows);
    }
}

fn refusals(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let head = [Phrase::Reason, Phrase::Of, Phrase::Refusals].map(|it| frame.say(it));
    let rows = of.refusals.iter().map(|it| {
        let what = if it.of_grant { Phrase::OfGrant } else { Phrase::OfRequest };
        let shown = if it.reason == "*" { frame.say(Phrase::Others) } else { &it.reason };
        let number = if it.reason == "*" {
            grouped(it.refusals).into()
        } else {
            leading(of, it.refusals, ("", &it.reason), &it.reason)
        };
        vec![shown.into(), frame.say(what).into(), number]
    });
    let rows: Vec<_> = rows.collect();
    section(html, frame, of, (Phrase::RefusalsByReason, Table::Refusals), |html| {
        or_nothing(html, frame, (Phrase::RefusalsByReason, &head), &rows);
    });
}

fn unused(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let head = [Phrase::Purpose, Phrase::Readings, Phrase::Field, Phrase::LastDisclosed];
    let head = head.map(|it| frame.say(it));
    let mut rows = Vec::new();
    for it in of.unused.iter().filter(|it| it.readings > 0) {
        for field in &it.fields {
            let last = field.last.map(|day| day.to_string());
            let last = last.unwrap_or_else(|| frame.say(Phrase::Never).to_owned());
            let (purpose, name) = (it.purpose.as_str().into(), field.field.as_str().into());
            rows.push(vec![purpose, grouped(it.readings).into(), name, last.into()]);
        }
    }
    let never: Vec<&str> =
        of.unused.iter().filter(|it| it.readings == 0).map(|it| it.purpose.as_str()).collect();
    section(html, frame, of, (Phrase::UnusedFields, Table::UnusedFields), |html| {
        html.element("p", &[], frame.say(Phrase::UnusedText));
        if of.unused_blurred {
            html.element("p", &[], frame.say(Phrase::Blurred));
        }
        or_nothing(html, frame, (Phrase::UnusedFields, &head), &rows);
        if !never.is_empty() {
            html.element("h3", &[], frame.say(Phrase::UnusedPurposes));
            html.within("ul", &[("class", "held")], |html| {
                never.iter().for_each(|purpose| html.element("li", &[], purpose));
            });
        }
    });
}

fn limits(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let head =
        [Phrase::Consumer, Phrase::Purpose, Phrase::Limit, Phrase::Warnings, Phrase::LastDay];
    let head = head.map(|it| frame.say(it));
    let rows = of.limits.iter().map(|it| {
        let texts = [&it.consumer, &it.purpose, &it.limit];
        let mut cells: Vec<Cell> = texts.map(|text| text.as_str().into()).into();
        cells.extend([grouped(it.warnings).into(), it.last.to_string().into()]);
        cells
    });
    let rows: Vec<_> = rows.collect();
    section(html, frame, of, (Phrase::Limits, Table::Limits), |html| {
        or_nothing(html, frame, (Phrase::Limits, &head), &rows);
    });
}

fn looks(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let head = [Phrase::Organisation, Phrase::Looks].map(|it| frame.say(it));
    let rows =
        of.looks.iter().map(|it| vec![it.consumer.as_str().into(), grouped(it.looks).into()]);
    let rows: Vec<_> = rows.collect();
    section(html, frame, of, (Phrase::LooksBy, Table::Looks), |html| {
        or_nothing(html, frame, (Phrase::LooksBy, &head), &rows);
    });
}
