//! Plots: bars or lines over some places, as SVG, with a legend and a table of the same numbers.
//!
//! Nothing is told by the drawing alone: a title and a text stand in for it, each series has a form of its
//! own beside its colour, and [`Plot::table`] says every number. Colours are classes (`plot.css`), so the
//! drawing follows dark and forced colours. Lengths across are parts of the width, so it fits any screen
//! while its letters keep their size.

mod draw;
mod scale;

pub use scale::grouped;

use super::Html;

/// How many series look different. A further one looks like the first again.
pub const LOOKS: usize = 6;

/// How the numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A bar for each place, the series standing on each other: for parts of a whole.
    Bars,
    /// A line for each series: for what is compared.
    Lines,
}

/// One place on the axis, such as a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What it is called under the axis, a few letters.
    pub short: String,
    /// What it is called in the table.
    pub name: String,
    /// Where the name in the table leads, if it does.
    pub to: Option<String>,
}

/// One row of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What is counted.
    pub name: String,
    /// The number at each place; one that is missing is read as 0.
    pub values: Vec<u64>,
}

/// What is plotted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// Tells this plot from others on its page, in the attributes `id`.
    pub id: &'static str,
    /// What it shows, in a few words.
    pub title: String,
    /// What one sees in it, for who does not see it.
    pub description: String,
    /// How it is drawn.
    pub shape: Shape,
    /// The places, from left to right.
    pub places: Vec<Place>,
    /// The numbers.
    pub series: Vec<Series>,
}

impl Series {
    fn at(&self, place: usize) -> u64 {
        self.values.get(place).copied().unwrap_or_default()
    }
}

impl Plot {
    /// The highest that is drawn.
    fn highest(&self) -> u64 {
        let values = |place| self.series.iter().map(move |series| series.at(place));
        let of_place = |place| match self.shape {
            Shape::Bars => values(place).fold(0, u64::saturating_add),
            Shape::Lines => values(place).max().unwrap_or_default(),
        };
        (0..self.places.len()).map(of_place).max().unwrap_or_default()
    }

    /// Writes the drawing, and its legend when there are several series.
    pub fn draw(&self, html: &mut Html) {
        html.line();
        html.within("figure", &[("class", "plot")], |html| {
            draw::picture(self, html);
            if self.series.len() > 1 {
                self.legend(html);
            }
        });
    }

    fn legend(&self, html: &mut Html) {
        html.within("ul", &[("class", "legend")], |html| {
            for (at, series) in self.series.iter().enumerate() {
                html.within("li", &[], |html| {
                    let class = format!("key s{}", at % LOOKS);
                    let key = [("class", &*class), ("width", "16"), ("height", "16")];
                    let hidden = [key.as_slice(), &[("aria-hidden", "true")]].concat();
                    html.within("svg", &hidden, |html| draw::key(html, self.shape));
                    html.text(&series.name);
                });
            }
        });
    }

    /// Writes the table of the same numbers; `first` heads the column of the places.
    pub fn table(&self, html: &mut Html, first: &str) {
        html.line();
        // It can be wider than a small screen: who has no pointer must be able to move it.
        let name = ("aria-label", &*self.title);
        let moved = [("class", "scroll"), ("role", "group"), name, ("tabindex", "0")];
        html.within("div", &moved, |html| {
            html.within("table", &[("class", "numbers")], |html| {
                html.element("caption", &[], &self.title);
                html.within("thead", &[], |html| {
                    html.within("tr", &[], |html| {
                        html.element("th", &[("scope", "col")], first);
                        for series in &self.series {
                            html.element("th", &[("scope", "col")], &series.name);
                        }
                    });
                });
                html.within("tbody", &[], |html| {
                    for (at, place) in self.places.iter().enumerate() {
                        self.row(html, at, place);
                    }
                });
            });
        });
    }

    fn row(&self, html: &mut Html, at: usize, place: &Place) {
        html.within("tr", &[], |html| {
            html.within("th", &[("scope", "row")], |html| match &place.to {
                Some(to) => html.element("a", &[("href", to)], &place.name),
                None => html.text(&place.name),
            });
            for series in &self.series {
                html.element("td", &[], &grouped(series.at(at)));
            }
        });
    }
}
