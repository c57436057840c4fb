//! Plots: what is drawn is what was counted, and a table says the same.

use proptest::prelude::*;
use sluse::page::Html;
use sluse::page::plot::{LOOKS, Place, Plot, Series, Shape, grouped};

fn place(short: &str) -> Place {
    Place { short: short.to_owned(), name: format!("{short} 2026"), to: None }
}

fn plot(shape: Shape, series: &[(&str, &[u64])]) -> Plot {
    let long = series.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
    let series = series
        .iter()
        .map(|(name, values)| Series { name: (*name).to_owned(), values: values.to_vec() });
    Plot {
        id: "year",
        title: "Oppslag <hver> måned".to_owned(),
        description: "Flest i mars.".to_owned(),
        shape,
        places: (1..=long).map(|number| place(&number.to_string())).collect(),
        series: series.collect(),
    }
}

fn drawn(plot: &Plot) -> String {
    Html::document(|html| plot.draw(html))
}

/// The values of an attribute of all elements of this name, in order.
fn values(text: &str, element: &str, attribute: &str) -> Vec<f64> {
    let sought = format!(" {attribute}=\"");
    let value = |rest: &str| -> f64 {
        let own = format!(" {}", rest.split_once('>').unwrap().0);
        let value = own.split_once(&sought).unwrap().1.split_once('"').unwrap().0;
        value.trim_end_matches('%').parse().unwrap()
    };
    text.split(&format!("<{element} ")).skip(1).map(value).collect()
}

/// The bars, without the keys of the legend.
fn bars(text: &str, attribute: &str) -> Vec<f64> {
    values(text.split("<ul").next().unwrap(), "rect", attribute)
}

#[test]
fn a_bar_is_as_high_as_its_number_and_stands_on_the_one_before() {
    let text = drawn(&plot(Shape::Bars, &[("gitt", &[10, 20, 0]), ("avslått", &[5, 0, 0])]));
    let (high, top) = (bars(&text, "height"), bars(&text, "y"));
    // What is 0 has no bar.
    assert_eq!(high.len(), 3);
    assert!((high[0] - 2.0 * high[1]).abs() < 0.2, "{high:?}");
    assert!((high[2] - 2.0 * high[0]).abs() < 0.2, "{high:?}");
    assert!((top[1] + high[1] - top[0]).abs() < 0.05, "{top:?} {high:?}");
    let left = bars(&text, "x");
    assert!(left[0] < left[2] && (left[0] - left[1]).abs() < f64::EPSILON, "{left:?}");
}

#[test]
fn the_axis_has_round_numbers_and_few() {
    for (highest, says) in [
        (0, vec!["0", "1"]),
        (1, vec!["0", "1"]),
        (3, vec!["0", "1", "2", "3"]),
        (7, vec!["0", "2", "4", "6", "8"]),
        (90, vec!["0", "50", "100"]),
        (1_700, vec!["0", "500", "1\u{A0}000", "1\u{A0}500", "2\u{A0}000"]),
    ] {
        let text = drawn(&plot(Shape::Bars, &[("gitt", &[highest])]));
        let grid: Vec<&str> = text
            .split("<text x=\"0\"")
            .skip(1)
            .map(|rest| rest.split_once('>').unwrap().1.split_once('<').unwrap().0)
            .collect();
        assert_eq!(grid, says, "{highest}");
    }
}

#[test]
fn a_line_leads_from_each_place_to_the_next() {
    let text = drawn(&plot(Shape::Lines, &[("a", &[1, 2, 4]), ("b", &[4, 4, 4])]));
    let picture = text.split("<ul").next().unwrap();
    assert_eq!(picture.matches("class=\"line\"").count(), 4);
    assert_eq!(values(picture, "circle", "cx").len(), 6);
    let (from, to) = (values(picture, "line", "x1"), values(picture, "line", "x2"));
    let lines = picture.matches("class=\"grid\"").count() + 1;
    assert!((to[lines] - from[lines + 1]).abs() < f64::EPSILON, "{from:?} {to:?}");
}

#[test]
fn the_drawing_has_a_name_and_a_text_and_cannot_be_broken_out_of() {
    let mut plot = plot(Shape::Bars, &[("<b>", &[1]), ("avslått", &[1])]);
    plot.places[0].short = "</text>".to_owned();
    let text = drawn(&plot);
    assert!(
        text.contains("role=\"img\" aria-labelledby=\"year-title\" aria-describedby=\"year-text\"")
    );
    assert!(text.contains("<title id=\"year-title\">Oppslag &lt;hver&gt; måned</title>"));
    assert!(text.contains("<desc id=\"year-text\">Flest i mars.</desc>"));
    assert!(text.contains("&lt;/text&gt;") && !text.contains("<b>"));
    assert!(text.contains("<title>1 2026: &lt;b&gt; 1, avslått 1</title>"));
    assert!(!text.contains("style="));
}

#[test]
fn series_look_different_until_there_are_too_many() {
    let one: &[u64] = &[1];
    let series: Vec<(&str, &[u64])> = (0..=LOOKS).map(|_| ("a", one)).collect();
    let text = drawn(&plot(Shape::Bars, &series));
    for look in 0..LOOKS {
        assert!(text.contains(&format!("class=\"key s{look}\"")), "{look}");
        assert!(include_str!("../../src/page/plot.css").contains(&format!(".plot .s{look} {{")));
    }
    assert_eq!(text.matches("class=\"key s0\"").count(), 2);
    assert!(!drawn(&plot(Shape::Bars, &series[..1])).contains("legend"), "one needs no legend");
}

#[test]
fn of_many_places_not_all_are_named() {
    let many = vec![1; 100];
    let text = drawn(&plot(Shape::Bars, &[("gitt", &many)]));
    assert_eq!(text.matches("class=\"name\"").count(), 12);
    assert_eq!(bars(&text, "x").len(), 100);
}

#[test]
fn the_table_says_every_number_and_leads_on() {
    let mut plot = plot(Shape::Bars, &[("gitt", &[1_234_567, 0]), ("avslått", &[2])]);
    plot.places[0].to = Some("/readings?from=2026-01-01&to=2026-01-31".to_owned());
    let text = Html::document(|html| plot.table(html, "Måned"));
    for part in [
        "<caption>Oppslag &lt;hver&gt; måned</caption>",
        "<tr><th scope=\"col\">Måned</th><th scope=\"col\">gitt</th><th scope=\"col\">avslått</th></tr>",
        "<th scope=\"row\"><a href=\"/readings?from=2026-01-01&amp;to=2026-01-31\">1 2026</a></th>\
         <td>1\u{A0}234\u{A0}567</td><td>2</td>",
        "<th scope=\"row\">2 2026</th><td>0</td><td>0</td>",
        "role=\"group\" aria-label=\"Oppslag &lt;hver&gt; måned\" tabindex=\"0\"",
    ] {
        assert!(text.contains(part), "{part}\nin\n{text}");
    }
}

#[test]
fn digits_stand_in_threes() {
    for (number, says) in [
        (0, "0"),
        (999, "999"),
        (1000, "1\u{A0}000"),
        (u64::MAX, "18\u{A0}446\u{A0}744\u{A0}073\u{A0}709\u{A0}551\u{A0}615"),
    ] {
        assert_eq!(grouped(number), says);
    }
}

proptest! {
    #[test]
    fn whatever_the_numbers_all_is_drawn_within_the_picture(
        numbers in prop::collection::vec(any::<u64>(), 0..40), bars_or_lines: bool,
    ) {
        let shape = if bars_or_lines { Shape::Bars } else { Shape::Lines };
        let text = drawn(&plot(shape, &[("a", &numbers), ("b", &numbers)]));
        let picture = text.split("<ul").next().unwrap();
        for (top, high) in bars(picture, "y").iter().zip(bars(picture, "height")) {
            prop_assert!(*top >= 18.0 && top + high <= 176.05);
        }
        for (left, wide) in bars(picture, "x").iter().zip(bars(picture, "width")) {
            prop_assert!(*left >= 9.0 && left + wide <= 100.01);
        }
        for down in values(picture, "circle", "cy") {
            prop_assert!((18.0..=176.0).contains(&down));
        }
    }
}
