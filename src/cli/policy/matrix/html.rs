//! The matrix as a page: tables with captions and headers, no scripts, everything escaped.

use crate::cli::policy::words::{form, marks};
use crate::page::Html;
use crate::policy::{Column, Reached, Row, Table};
use crate::vocab::translated::Language;

/// How the page looks; what a colour says, a word says too.
const STYLE: &str = "body{font-family:sans-serif;margin:1rem}table{border-collapse:collapse}\
caption{text-align:left;font-weight:bold;padding:.5rem 0}\
th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}\
th code{font-weight:normal}td small{display:block}.omit{color:#595959}.clear{font-weight:bold}\
[role=region]{overflow-x:auto;margin-bottom:2rem}";

/// The whole page.
pub(super) fn write(tables: &[Table<'_>], language: Language) -> String {
    let title = match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => "Hvem kan se hva",
        Language::English => "Who can see what",
    };
    Html::document(|html| {
        html.within("html", &[("lang", language.tag())], |html| {
            html.within("head", &[], |html| {
                html.void("meta", &[("charset", "utf-8")]);
                let wide = "width=device-width, initial-scale=1";
                html.void("meta", &[("name", "viewport"), ("content", wide)]);
                html.element("title", &[], title);
                // The style has nothing that would be escaped.
                html.element("style", &[], STYLE);
            });
            html.line();
            html.within("body", &[], |html| {
                html.within("main", &[], |html| {
                    html.element("h1", &[], title);
                    for (number, table) in (1..).zip(tables) {
                        html.line();
                        region(html, table, number, language);
                    }
                });
            });
        });
    })
}

/// A table that can be scrolled by keyboard.
fn region(html: &mut Html, table: &Table<'_>, number: u32, language: Language) {
    let id = format!("table-{number}");
    let attributes = [("role", "region"), ("aria-labelledby", id.as_str()), ("tabindex", "0")];
    html.within("div", &attributes, |html| {
        html.within("table", &[], |html| {
            let title = table.service.title.in_language(language);
            let caption = format!("{title} ({})", table.service.id);
            html.element("caption", &[("id", &id)], &caption);
            html.line();
            html.within("thead", &[], |html| head(html, table, language));
            html.within("tbody", &[], |html| {
                for row in &table.rows {
                    html.line();
                    html.within("tr", &[], |html| cells(html, table, row, language));
                }
            });
        });
    });
    html.line();
}

fn head(html: &mut Html, table: &Table<'_>, language: Language) {
    let field = match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => "Opplysning",
        Language::English => "Field",
    };
    html.within("tr", &[], |html| {
        html.element("th", &[("scope", "col"), ("rowspan", "2")], field);
        for columns in table.columns.chunk_by(|one, other| one.reader == other.reader) {
            let span = columns.len().to_string();
            let reader = columns.first().map(|column| column.reader.to_string());
            let attributes = [("scope", "colgroup"), ("colspan", span.as_str())];
            html.element("th", &attributes, &reader.unwrap_or_default());
        }
    });
    html.line();
    html.within("tr", &[], |html| {
        for Column { purpose, .. } in &table.columns {
            let title = purpose.title.in_language(language);
            html.element("th", &[("scope", "col")], &format!("{title} ({})", purpose.id));
        }
    });
}

fn cells(html: &mut Html, table: &Table<'_>, row: &Row<'_>, language: Language) {
    html.within("th", &[("scope", "row")], |html| {
        if let Some(field) = row.field {
            html.text(field.name.in_language(language));
            html.text(" ");
        }
        html.element("code", &[], &row.item.to_string());
    });
    for cell in &row.cells {
        if cell.is_empty() {
            html.element("td", &[("class", "omit")], "omit");
            continue;
        }
        html.within("td", &[], |html| {
            for reached in cell {
                one(html, table, row, (reached, language));
            }
        });
    }
}

fn one(
    html: &mut Html,
    table: &Table<'_>,
    row: &Row<'_>,
    (reached, language): (&Reached, Language),
) {
    let rung = reached.form.rung().as_str();
    html.element("span", &[("class", rung)], &form(&reached.form));
    for mark in marks(reached, &row.item, table.service, language) {
        html.element("small", &[], &mark);
    }
}
