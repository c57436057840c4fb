//! Documents as HTML.

use super::{empty, sample};
use proptest::prelude::*;
use sluse::page::Html;
use sluse::paper::{Column, Document, Level, Table, Text, html};
use sluse::vocab::translated::{Language, Translated};

fn blocks(document: &Document) -> String {
    Html::document(|html| html::blocks(html, document))
}

#[test]
fn every_block_has_its_own_element_and_the_page_its_language() {
    let page = html::page(&sample(2));
    for part in [
        "<html lang=\"nb\">",
        "<h1>Hvem har lest hva</h1>",
        "<h2>Om oppslagene</h2>",
        "<h3>Begreper</h3>",
        "<a href=\"https://lovdata.no/lov/x/§5\">loven § 5</a>",
        "<li>to ting</li>",
        "<dt>Konsument</dt><dd>den som leser</dd><dd>etter loven</dd>",
        "<p class=\"note\"><strong>Merk:</strong> Tall under ti er utelatt.</p>",
        "<div role=\"region\" aria-labelledby=\"table-8\" tabindex=\"0\">",
        "<caption id=\"table-8\">Oppslag etter formål</caption>",
        "<th scope=\"col\" class=\"number\">Antall</th>",
        "<th scope=\"row\">Formål 1</th>",
        "<td class=\"number\">1</td>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains("<script"));
}

#[test]
fn the_blocks_alone_leave_title_and_frame_to_the_page() {
    let blocks = blocks(&sample(1));
    assert!(!blocks.contains("<h1") && !blocks.contains("<style") && !blocks.contains("style="));
    assert!(blocks.contains("<h2>Tabellen</h2>"));
}

#[test]
fn no_level_of_headings_is_left_out() {
    let mut document = empty(Language::English);
    for level in [Level::Detail, Level::Detail, Level::Section, Level::Detail, Level::Detail] {
        document.heading(level, "x");
    }
    let html = blocks(&document);
    let levels: Vec<&str> = html.split("<h").skip(1).map(|it| &it[..1]).collect();
    assert_eq!(levels, ["2", "3", "2", "3", "4"]);
}

#[test]
fn an_untranslated_text_is_marked_with_the_language_that_it_has() {
    let text = Translated { nb: "skatt".into(), nn: "skatt".into(), se: None, en: "tax".into() };
    let mut document = empty(Language::NorthernSami);
    document.heading(Level::Section, Text::translated(&text, Language::NorthernSami));
    document.paragraph(Text::translated(&text, Language::NorthernSami));
    document.paragraph(Text::translated(&text, Language::English));
    let html = blocks(&document);
    assert!(html.contains("<h2><span lang=\"nb\">skatt</span></h2>"), "{html}");
    assert!(html.contains("<p><span lang=\"nb\">skatt</span></p>"), "{html}");
    assert!(html.contains("<p>tax</p>"), "{html}");
}

#[test]
fn addresses_that_would_run_something_are_not_linked() {
    for address in ["javascript:alert(1)", "data:text/html,x", "https://a b", "file:///x", "//x"] {
        let mut document = empty(Language::English);
        document.paragraph(Text::new().with_link("words", address));
        assert!(blocks(&document).contains("<p>words</p>"), "{address}");
    }
}

#[test]
fn a_table_without_rows_says_that_there_are_none() {
    let mut document = empty(Language::Nynorsk);
    document.table(Table::new("Avslag", vec![Column::text("a")]));
    let html = blocks(&document);
    assert!(html.contains("<p><strong>Avslag</strong>: Ingen.</p>"), "{html}");
    assert!(!html.contains("<table"));
}

proptest! {
    #[test]
    fn no_text_breaks_out(text in ".*[<&\"'>].*") {
        let mut document = empty(Language::English);
        document.heading(Level::Section, text.clone());
        document.paragraph(Text::new().with_link(text.clone(), &format!("https://x/{text}")));
        let mut table = Table::new(text.clone(), vec![Column::text(text.clone())]);
        table.row([text.clone().into()]);
        document.table(table);
        let html = blocks(&document);
        let known = ["h2", "p", "a", "div", "table", "caption", "thead", "tbody", "tr", "th"];
        for element in html.split('<').skip(2) {
            let name = element.trim_start_matches('/').split([' ', '>']).next().unwrap();
            prop_assert!(known.contains(&name), "{}", name);
        }
    }
}
