//! The drawing itself. Lengths across are hundredths of a percent of the width, lengths down tenths of a
//! CSS pixel.

use super::scale::Scale;
use super::{LOOKS, Place, Plot, Series, Shape, grouped};
use crate::page::Html;

/// The axis stands this far down.
const AXIS: u64 = 1760;

/// The highest line of the grid stands this far down: its number stands on it.
const TOP: u64 = 180;

/// The height of the whole, in pixels.
const HEIGHT: &str = "204";

/// Where the names of places stand.
const NAMES: u64 = 1960;

/// The left end of the first place: before it stand the numbers of the grid.
const LEFT: u64 = 900;

/// The right end of the last place.
const RIGHT: u64 = 10_000;

/// How many hundredths of its place a bar fills.
const BAR: u64 = 66;

/// The most names under the axis that do not touch each other on a small screen.
const MOST_NAMES: usize = 12;

/// Writes the picture.
pub(super) fn picture(plot: &Plot, html: &mut Html) {
    let (title, text) = (format!("{}-title", plot.id), format!("{}-text", plot.id));
    let look = [
        ("class", "chart"),
        ("width", "100%"),
        ("height", HEIGHT),
        ("role", "img"),
        ("aria-labelledby", &*title),
        ("aria-describedby", &*text),
    ];
    html.within("svg", &look, |html| {
        html.element("title", &[("id", &title)], &plot.title);
        html.element("desc", &[("id", &text)], &plot.description);
        let scale = Scale::reaching(plot.highest());
        grid(html, scale);
        match plot.shape {
            Shape::Bars => bars(html, plot, scale),
            Shape::Lines => lines(html, plot, scale),
        }
        names(html, plot);
    });
}

/// The sign of a series in the legend; its class is on the `svg` around it.
pub(super) fn key(html: &mut Html, shape: Shape) {
    match shape {
        Shape::Bars => {
            let place = [("x", "2"), ("y", "2"), ("width", "12"), ("height", "12")];
            html.within("rect", &place, |_| {});
        }
        Shape::Lines => line(html, "line", ["0", "8", "16", "8"]),
    }
}

/// The lines that numbers are read by, and the axis.
fn grid(html: &mut Html, scale: Scale) {
    for at in 0..=scale.lines {
        let value = scale.step.saturating_mul(at);
        let y = tenths(height(scale, value));
        line(html, if at == 0 { "axis" } else { "grid" }, ["0", &y, "100%", &y]);
        // The number stands on its line.
        let above = tenths(height(scale, value).saturating_sub(40));
        html.element("text", &[("x", "0"), ("y", &above)], &grouped(value));
    }
}

fn bars(html: &mut Html, plot: &Plot, scale: Scale) {
    for (at, place) in plot.places.iter().enumerate() {
        let (from, to) = slot(at, plot.places.len());
        let wide = (to - from) * BAR / 100;
        let (x, width) = (percent(from + (to - from - wide) / 2), percent(wide));
        html.within("g", &[], |html| {
            told(html, plot, at, place);
            let mut below = 0_u64;
            for (which, series) in plot.series.iter().enumerate() {
                let sum = below.saturating_add(series.at(at));
                let (top, bottom) = (height(scale, sum), height(scale, below));
                below = sum;
                if top == bottom {
                    continue;
                }
                let class = format!("s{}", which % LOOKS);
                let (y, high) = (tenths(top), tenths(bottom - top));
                let form = [("x", &*x), ("y", &y), ("width", &width), ("height", &high)];
                let look = [[("class", &*class)].as_slice(), &form].concat();
                html.within("rect", &look, |_| {});
            }
        });
    }
}

fn lines(html: &mut Html, plot: &Plot, scale: Scale) {
    for (which, series) in plot.series.iter().enumerate() {
        let class = format!("s{}", which % LOOKS);
        html.within("g", &[("class", &class)], |html| {
            let points: Vec<_> =
                (0..plot.places.len()).map(|at| point(plot, series, scale, at)).collect();
            for (one, next) in points.iter().zip(points.iter().skip(1)) {
                line(html, "line", [&one.0, &one.1, &next.0, &next.1]);
            }
            for (at, ((x, y), place)) in points.iter().zip(&plot.places).enumerate() {
                html.within("circle", &[("cx", x), ("cy", y), ("r", "3")], |html| {
                    let value = grouped(series.at(at));
                    html.element("title", &[], &format!("{}: {} {value}", place.name, series.name));
                });
            }
        });
    }
}

/// The middle of a place, at the height of its number.
fn point(plot: &Plot, series: &Series, scale: Scale, at: usize) -> (String, String) {
    let (from, to) = slot(at, plot.places.len());
    (percent(from.midpoint(to)), tenths(height(scale, series.at(at))))
}

/// What a pointer that rests on the place is told.
fn told(html: &mut Html, plot: &Plot, at: usize, place: &Place) {
    let of = |series: &Series| format!("{} {}", series.name, grouped(series.at(at)));
    let numbers: Vec<String> = plot.series.iter().map(of).collect();
    html.element("title", &[], &format!("{}: {}", place.name, numbers.join(", ")));
}

/// The names under the axis: of many places only each second, third, and so on.
fn names(html: &mut Html, plot: &Plot) {
    let each = plot.places.len().div_ceil(MOST_NAMES).max(1);
    for (at, place) in plot.places.iter().enumerate().step_by(each) {
        let (from, to) = slot(at, plot.places.len());
        let (x, y) = (percent(from.midpoint(to)), tenths(NAMES));
        let where_it_is = [("class", "name"), ("x", &*x), ("y", &*y)];
        html.element("text", &where_it_is, &place.short);
    }
}

fn line(html: &mut Html, class: &str, [x1, y1, x2, y2]: [&str; 4]) {
    let ends = [("class", class), ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)];
    html.within("line", &ends, |_| {});
}

/// The left and right end of a place.
fn slot(at: usize, of: usize) -> (u64, u64) {
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let end = |at: usize| LEFT + (RIGHT - LEFT).saturating_mul(number(at)) / number(of).max(1);
    (end(at), end(at.saturating_add(1)))
}

/// How far down a number stands.
fn height(scale: Scale, value: u64) -> u64 {
    AXIS - scale.length(value, AXIS - TOP)
}

/// Hundredths of a percent as a percentage.
fn percent(hundredths: u64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// Tenths of a pixel as pixels.
fn tenths(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
