//! The year in one drawing, with the same numbers as a table beside it.

use super::frame::Frame;
use crate::page::Html;
use crate::page::plot::{Place, Plot, Series, Shape, grouped};
use crate::web::filter::Filter;
use crate::web::overview::InMonth;
use crate::web::phrases::{ListPhrase, month_in_words};

/// Writes the drawing and the table; a month in the table leads to its entries.
pub fn year(html: &mut Html, frame: Frame<'_>, months: &[InMonth], filter: &Filter) {
    let series = |phrase: ListPhrase, values: fn(&InMonth) -> u64| Series {
        name: frame.say(phrase).to_owned(),
        values: months.iter().map(values).collect(),
    };
    let plot = Plot {
        id: "year",
        title: frame.say(ListPhrase::YearTitle).to_owned(),
        description: description(frame, months),
        shape: Shape::Bars,
        places: months.iter().map(|month| place(frame, month, filter)).collect(),
        series: vec![
            series(ListPhrase::Given, |month| month.given),
            series(ListPhrase::Refused, |month| month.refused),
        ],
    };
    html.line();
    html.within("section", &[("class", "year"), ("aria-labelledby", "year")], |html| {
        html.element("h2", &[("id", "year")], &plot.title);
        plot.draw(html);
        html.element("p", &[("class", "small")], &plot.description);
        html.within("details", &[], |html| {
            html.element("summary", &[], frame.say(ListPhrase::AsTable));
            plot.table(html, frame.say(ListPhrase::Month));
        });
    });
}

fn place(frame: Frame<'_>, month: &InMonth, filter: &Filter) -> Place {
    let name = month_in_words(month.month, frame.language);
    let any = month.given > 0 || month.refused > 0;
    let to = month.days().filter(|_| any).map(|(first, last)| {
        let of_month = Filter { from: Some(first), to: Some(last), ..filter.clone() };
        of_month.address("/readings", None)
    });
    Place { short: name.chars().take(3).collect(), name, to }
}

/// What one sees in the drawing, in words.
fn description(frame: Frame<'_>, months: &[InMonth]) -> String {
    let number = |month: &InMonth| month.given.saturating_add(month.refused);
    // Of equals the latest.
    let Some(most) = months.iter().max_by_key(|month| number(month)).filter(|it| number(it) > 0)
    else {
        return frame.say(ListPhrase::YearNone).to_owned();
    };
    let sum = |of: fn(&InMonth) -> u64| grouped(months.iter().map(of).fold(0, u64::saturating_add));
    frame
        .say(ListPhrase::YearText)
        .replace("{given}", &sum(|month| month.given))
        .replace("{refused}", &sum(|month| month.refused))
        .replace("{month}", &month_in_words(most.month, frame.language))
        .replace("{n}", &grouped(number(most)))
}
