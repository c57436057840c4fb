//! A document as HTML: its blocks for a page that has a frame, or a page of its own for a file.

use super::{Block, Document, Level, PaperPhrase, Table, Text};
use crate::page::Html;
use crate::vocab::translated::Language;

/// How a page of its own looks: colours that reach 4.5:1 in light and dark, tables that scroll in
/// themselves. Nothing in it would be escaped.
const STYLE: &str = ":root{color-scheme:light dark}\
body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1.5rem;overflow-wrap:break-word}\
h1,h2,h3,h4{line-height:1.25}table{border-collapse:collapse}\
caption{text-align:left;font-weight:bold;padding:.5rem 0}\
th,td{border:1px solid #767676;padding:.25rem .6rem;text-align:left;vertical-align:top}\
.number{text-align:right;font-variant-numeric:tabular-nums}\
[role=region]{overflow-x:auto;margin-block:1rem}\
.note{border-left:.3rem solid #0b7d88;padding-left:1rem}dt{font-weight:bold}dd{margin-left:1.5rem}\
@media print{[role=region]{overflow:visible}thead{display:table-header-group}tr{break-inside:avoid}}";

/// A whole page without scripts, for a file.
#[must_use]
pub fn page(document: &Document) -> String {
    let about = document.about();
    Html::document(|html| {
        html.within("html", &[("lang", about.language.tag())], |html| {
            html.within("head", &[], |html| {
                html.void("meta", &[("charset", "utf-8")]);
                let wide = "width=device-width, initial-scale=1";
                html.void("meta", &[("name", "viewport"), ("content", wide)]);
                html.void("meta", &[("name", "description"), ("content", &about.description)]);
                html.void("meta", &[("name", "author"), ("content", &about.author)]);
                html.element("title", &[], &about.title);
                html.element("style", &[], STYLE);
            });
            html.line();
            html.within("body", &[], |html| {
                html.within("main", &[], |html| {
                    html.element("h1", &[], &about.title);
                    html.line();
                    html.element("p", &[], &origin(document));
                    blocks(html, document);
                });
            });
        });
    })
}

/// Who made it and when, in one line.
#[must_use]
pub fn origin(document: &Document) -> String {
    let about = document.about();
    let made = PaperPhrase::Made.in_language(about.language);
    format!("{}. {made} {}.", about.author, about.made.in_norway())
}

/// The blocks alone, for a page whose frame has the title as its `h1`.
pub fn blocks(html: &mut Html, document: &Document) {
    let language = document.about().language;
    for (number, block) in (1..).zip(document.blocks()) {
        html.line();
        match block {
            Block::Heading { level, text: it } => {
                html.within(name_of(*level), &[], |html| text(html, it));
            }
            Block::Paragraph(it) => html.within("p", &[], |html| text(html, it)),
            Block::List(items) => html.within("ul", &[], |html| {
                for item in items {
                    html.within("li", &[], |html| text(html, item));
                }
            }),
            Block::Definitions(terms) => definitions(html, terms),
            Block::Table(it) => table(html, it, number, language),
            Block::Note(it) => html.within("p", &[("class", "note")], |html| {
                let label = PaperPhrase::Note.in_language(language);
                html.element("strong", &[], &format!("{label}:"));
                html.text(" ");
                text(html, it);
            }),
        }
    }
    html.line();
}

const fn name_of(level: Level) -> &'static str {
    match level {
        Level::Section => "h2",
        Level::Part => "h3",
        Level::Detail => "h4",
    }
}

fn text(html: &mut Html, text: &Text) {
    for run in text.runs() {
        let language = run.language().map(|language| ("lang", language.tag()));
        let link = run.link().map(|address| ("href", address));
        let attributes: Vec<(&'static str, &str)> = link.into_iter().chain(language).collect();
        match (link.is_some(), language.is_some()) {
            (true, _) => html.element("a", &attributes, run.text()),
            (false, true) => html.element("span", &attributes, run.text()),
            (false, false) => html.text(run.text()),
        }
    }
}

fn definitions(html: &mut Html, terms: &[(Text, Vec<Text>)]) {
    html.within("dl", &[], |html| {
        for (term, said) in terms {
            html.line();
            html.within("div", &[], |html| {
                html.within("dt", &[], |html| text(html, term));
                for one in said {
                    html.within("dd", &[], |html| text(html, one));
                }
            });
        }
    });
}

/// A table that can be scrolled by keyboard.
fn table(html: &mut Html, table: &Table, number: u32, language: Language) {
    let id = format!("table-{number}");
    if table.rows().is_empty() {
        html.within("p", &[], |html| {
            html.element("strong", &[], table.caption());
            html.text(": ");
            html.text(PaperPhrase::NoRows.in_language(language));
        });
        return;
    }
    let region = [("role", "region"), ("aria-labelledby", id.as_str()), ("tabindex", "0")];
    html.within("div", &region, |html| {
        html.within("table", &[], |html| {
            html.element("caption", &[("id", &id)], table.caption());
            html.line();
            html.within("thead", &[], |html| {
                html.within("tr", &[], |html| {
                    for column in table.columns() {
                        let class = column.holds_numbers().then_some(("class", "number"));
                        let all: Vec<_> = [("scope", "col")].into_iter().chain(class).collect();
                        html.element("th", &all, column.head());
                    }
                });
            });
            html.within("tbody", &[], |html| {
                for cells in table.rows() {
                    html.line();
                    html.within("tr", &[], |html| row(html, table, cells));
                }
            });
        });
    });
}

fn row(html: &mut Html, table: &Table, cells: &[Text]) {
    for (number, (cell, column)) in cells.iter().zip(table.columns()).enumerate() {
        match (number, column.holds_numbers()) {
            (0, _) => html.within("th", &[("scope", "row")], |html| text(html, cell)),
            (_, true) => html.within("td", &[("class", "number")], |html| text(html, cell)),
            (_, false) => html.within("td", &[], |html| text(html, cell)),
        }
    }
}
