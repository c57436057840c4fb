//! Blocks laid out.

use super::face::{Faces, Weight};
use super::lines::{Style, lines};
use super::sheet::{Bookmark, Branch, Kid, MARGIN, Owner, Owns, Piece, Sheet, Slot};
use super::table;
use crate::paper::{Block, Document, Level, PaperPhrase, Text, html};
use krilla::tagging::{ListNumbering, Tag};
use std::num::NonZeroU16;

const BODY: Style = Style { weight: Weight::Regular, size: 10.0, leading: 14.5 };
const STRONG: Style = Style { weight: Weight::Bold, ..BODY };
const TITLE: Style = Style { weight: Weight::Bold, size: 19.0, leading: 25.0 };
const FOOT: Style = Style { weight: Weight::Regular, size: 8.0, leading: 11.0 };

/// From how many columns on pages lie on their side.
const WIDE: usize = 6;

/// All that is drawn, and the structure that it has.
pub(super) struct LaidOut<'a> {
    pub(super) sheet: Sheet<'a>,
    pub(super) branches: Vec<Branch>,
}

/// Lays a document out.
pub(super) fn document<'a>(document: &Document, faces: &'a Faces) -> LaidOut<'a> {
    let wide = document.tables().any(|table| table.columns().len() >= WIDE);
    let mut sheet = Sheet::new(wide, faces);
    let mut branches =
        vec![heading(&mut sheet, None, &Text::from(document.about().title.as_str()))];
    branches.push(paragraph(&mut sheet, &html::origin(document).into()));
    for block in document.blocks() {
        branches.push(self::block(&mut sheet, document, block));
    }
    feet(&mut sheet, document);
    LaidOut { sheet, branches }
}

fn block(sheet: &mut Sheet<'_>, document: &Document, block: &Block) -> Branch {
    let language = document.about().language;
    match block {
        Block::Heading { level, text } => heading(sheet, Some(*level), text),
        Block::Paragraph(text) => paragraph(sheet, text),
        Block::List(items) => list(sheet, items),
        Block::Definitions(terms) => definitions(sheet, terms),
        Block::Table(it) if it.rows().is_empty() => {
            let none = PaperPhrase::NoRows.in_language(language);
            paragraph(sheet, &format!("{}: {none}", it.caption()).into())
        }
        Block::Table(it) => table::table(sheet, it),
        Block::Note(text) => {
            let label = format!("{}: ", PaperPhrase::Note.in_language(language));
            let mut branch = Branch::new(Tag::Note);
            branch.branch(paragraphs(sheet, &[(&label.into(), STRONG), (text, BODY)], 12.0));
            branch
        }
    }
}

fn heading(sheet: &mut Sheet<'_>, level: Option<Level>, text: &Text) -> Branch {
    let (style, before) = match level {
        None => (TITLE, 0.0),
        Some(Level::Section) => (Style { size: 14.0, leading: 19.0, ..TITLE }, 16.0),
        Some(Level::Part) => (Style { size: 11.5, leading: 16.0, ..TITLE }, 10.0),
        Some(Level::Detail) => (STRONG, 8.0),
    };
    sheet.gap(before);
    let number = level.map_or(1, Level::number);
    let tag = Tag::Hn(NonZeroU16::new(number).unwrap_or(NonZeroU16::MIN), Some(text.plain()));
    let lines = lines(text, style, sheet.room(), sheet.faces);
    // No heading stands alone at the end of a page.
    sheet.keep(style.leading * 3.0 + BODY.leading * 2.0);
    let (page, y) = (sheet.pages.len() - 1, sheet.y);
    sheet.bookmarks.push(Bookmark { level, text: text.plain(), page, y });
    let mut branch = Branch::new(tag);
    let owns = owns(sheet, text, &mut branch);
    sheet.flow(&lines, MARGIN, style, text, &owns);
    sheet.y += 4.0;
    branch
}

fn paragraph(sheet: &mut Sheet<'_>, text: &Text) -> Branch {
    let branch = paragraphs(sheet, &[(text, BODY)], 0.0);
    sheet.y += 6.0;
    branch
}

/// Texts of different weight below each other, as one paragraph.
fn paragraphs(sheet: &mut Sheet<'_>, texts: &[(&Text, Style)], indent: f32) -> Branch {
    let mut branch = Branch::new(Tag::P);
    for (text, style) in texts {
        let lines = lines(text, *style, sheet.room() - indent, sheet.faces);
        let owns = owns(sheet, text, &mut branch);
        sheet.flow(&lines, MARGIN + indent, *style, text, &owns);
    }
    branch
}

fn list(sheet: &mut Sheet<'_>, items: &[Text]) -> Branch {
    let mut list = Branch::new(Tag::L(ListNumbering::Disc));
    for item in items {
        let mut one = Branch::new(Tag::LI);
        let mut label = Branch::new(Tag::Lbl);
        let bullet = Text::from("• ");
        let bullet_owns = owns(sheet, &bullet, &mut label);
        sheet.keep(BODY.leading);
        for line in lines(&bullet, BODY, sheet.room(), sheet.faces) {
            sheet.line(&line, (MARGIN + 4.0, sheet.y), BODY, &bullet, &bullet_owns);
        }
        let mut body = Branch::new(Tag::LBody);
        body.branch(paragraphs(sheet, &[(item, BODY)], 16.0));
        one.branch(label);
        one.branch(body);
        list.branch(one);
    }
    sheet.y += 6.0;
    list
}

/// Terms as a list whose labels they are: the structure that readers of PDF know.
fn definitions(sheet: &mut Sheet<'_>, terms: &[(Text, Vec<Text>)]) -> Branch {
    let mut list = Branch::new(Tag::L(ListNumbering::None));
    for (term, said) in terms {
        sheet.keep(BODY.leading * 2.0);
        let mut label = Branch::new(Tag::Lbl);
        label.branch(paragraphs(sheet, &[(term, STRONG)], 0.0));
        let mut body = Branch::new(Tag::LBody);
        for text in said {
            body.branch(paragraphs(sheet, &[(text, BODY)], 16.0));
        }
        sheet.y += 3.0;
        let mut one = Branch::new(Tag::LI);
        one.branch(label);
        one.branch(body);
        list.branch(one);
    }
    sheet.y += 4.0;
    list
}

/// Gives each run of a text its place in the structure: links and other languages a branch of their own.
pub(super) fn owns(sheet: &mut Sheet<'_>, text: &Text, branch: &mut Branch) -> Owns {
    let mut owners = Vec::new();
    for run in text.runs() {
        let slot: Slot = sheet.slot();
        owners.push(Owner::Content(slot));
        if run.text().is_empty() {
            continue;
        }
        if run.link().is_some() {
            let mut link = Branch::new(Tag::Link);
            link.kids.push(Kid::Slot(slot));
            branch.branch(link);
        } else {
            branch.kids.push(Kid::Slot(slot));
        }
    }
    Owns(owners)
}

/// The foot of each page: whose document it is, and which page of how many.
fn feet(sheet: &mut Sheet<'_>, document: &Document) {
    let about = document.about();
    let face = sheet.faces.of(FOOT.weight);
    let (all, bottom, right) = (sheet.pages.len(), sheet.bottom() + 24.0, sheet.width - MARGIN);
    let left = face.shown(&format!("{} – {}", about.author, about.title));
    for (number, page) in (1..).zip(&mut sheet.pages) {
        let count = PaperPhrase::page_of(number, all, about.language);
        let width = face.width(&count, FOOT.size);
        let room = right - width - 12.0 - MARGIN;
        let fits = cut(&left, room, |text| face.width(text, FOOT.size));
        for (x, text) in [(MARGIN, fits), (right - width, count)] {
            page.push(Piece::Text {
                x,
                baseline: bottom,
                weight: FOOT.weight,
                size: FOOT.size,
                text,
                linked: false,
                language: None,
                owner: Owner::Foot,
            });
        }
    }
}

/// As much of a text as there is room for.
fn cut(text: &str, room: f32, width: impl Fn(&str) -> f32) -> String {
    let mut cut = text.to_owned();
    while width(&cut) > room && cut.pop().is_some() {}
    cut
}
