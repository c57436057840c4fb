//! Tables laid out: widths of columns, rows over page ends, heads that stand again on each page.

use super::face::{Faces, Weight};
use super::lines::{Line, Style, lines, widths};
use super::sheet::{Branch, MARGIN, Owner, Owns, Piece, Sheet};
use super::write::owns;
use crate::paper::{Column, Table, Text};
use krilla::tagging::{TableHeaderScope, Tag};

const CELL: Style = Style { weight: Weight::Regular, size: 8.5, leading: 11.5 };
const HEAD: Style = Style { weight: Weight::Bold, ..CELL };
const CAPTION: Style = Style { weight: Weight::Bold, size: 9.5, leading: 14.0 };
/// The room beside a cell's text.
const PAD: f32 = 4.0;

/// Where a column stands.
struct Lane<'a> {
    x: f32,
    width: f32,
    column: &'a Column,
}

/// A cell broken into lines.
struct Cell<'a> {
    lines: Vec<Line>,
    text: std::borrow::Cow<'a, Text>,
    owns: Owns,
}

pub(super) fn table(sheet: &mut Sheet<'_>, table: &Table) -> Branch {
    let lanes = lanes(table, sheet.room(), sheet.faces);
    let mut whole = Branch::new(Tag::Table);
    sheet.gap(6.0);
    sheet.keep(CAPTION.leading + HEAD.leading * 2.0 + CELL.leading * 3.0);
    whole.branch(caption(sheet, table.caption()));
    let mut head_branch = Branch::new(Tag::THead);
    let mut row = Branch::new(Tag::TR);
    let heads: Vec<Text> = table.columns().iter().map(|one| one.head().into()).collect();
    let head = cells(
        sheet,
        &lanes,
        &heads,
        |_| HEAD,
        |_, cell| {
            let mut branch = Branch::new(Tag::TH(TableHeaderScope::Column));
            branch.kids.extend(cell.kids);
            row.branch(branch);
        },
    );
    draw_head(sheet, &lanes, &head);
    head_branch.branch(row);
    whole.branch(head_branch);
    let again = repeated(head);
    let mut body = Branch::new(Tag::TBody);
    for texts in table.rows() {
        body.branch(self::row(sheet, &lanes, texts, &again));
    }
    whole.branch(body);
    sheet.y += 10.0;
    whole
}

fn caption(sheet: &mut Sheet<'_>, caption: &str) -> Branch {
    let text = Text::from(caption);
    let mut branch = Branch::new(Tag::Caption);
    let owns = owns(sheet, &text, &mut branch);
    let lines = lines(&text, CAPTION, sheet.room(), sheet.faces);
    sheet.flow(&lines, MARGIN, CAPTION, &text, &owns);
    branch
}

/// The widths of the columns: what they want where there is room for all, else each at least its widest
/// word and a fair part of the rest.
fn lanes<'a>(table: &'a Table, room: f32, faces: &Faces) -> Vec<Lane<'a>> {
    let wants = |(at, column): (usize, &Column)| {
        let (mut least, mut most) = widths(&column.head().into(), HEAD, faces);
        for cell in table.rows().iter().filter_map(|row| row.get(at)) {
            let style = if at == 0 { HEAD } else { CELL };
            let (word, whole) = widths(cell, style, faces);
            (least, most) = (least.max(word), most.max(whole));
        }
        // One long word must not starve the other columns.
        let pad = 2.0 * PAD + 0.5;
        (least.min(room / 3.0) + pad, most + pad)
    };
    let wanted: Vec<(f32, f32)> = table.columns().iter().enumerate().map(wants).collect();
    let least: f32 = wanted.iter().map(|it| it.0).sum();
    let most: f32 = wanted.iter().map(|it| it.1).sum();
    let given = |(low, high): &(f32, f32)| {
        if most <= room {
            *high
        } else if least >= room {
            low * room / least
        } else {
            low + (high - low) * (room - least) / (most - least)
        }
    };
    let mut x = MARGIN;
    let mut lanes = Vec::new();
    for (column, width) in table.columns().iter().zip(wanted.iter().map(given)) {
        lanes.push(Lane { x, width, column });
        x += width;
    }
    lanes
}

/// Breaks the cells of a row and hands on the structure of each.
fn cells<'a>(
    sheet: &mut Sheet<'_>,
    lanes: &[Lane<'_>],
    texts: &'a [Text],
    style: impl Fn(usize) -> Style,
    mut take: impl FnMut(usize, Branch),
) -> Vec<Cell<'a>> {
    let mut cells = Vec::new();
    for (at, (lane, text)) in lanes.iter().zip(texts).enumerate() {
        // A cell without anything would leave the structure, and its row would have a hole.
        let empty = text.plain().is_empty();
        let text = if empty {
            std::borrow::Cow::Owned(Text::from(" "))
        } else {
            std::borrow::Cow::Borrowed(text)
        };
        let mut branch = Branch::new(Tag::TD);
        let owns = owns(sheet, &text, &mut branch);
        let lines = lines(&text, style(at), lane.width - 2.0 * PAD, sheet.faces);
        take(at, branch);
        cells.push(Cell { lines, text, owns });
    }
    cells
}

fn row(sheet: &mut Sheet<'_>, lanes: &[Lane<'_>], texts: &[Text], head: &[Cell<'_>]) -> Branch {
    let style = |at: usize| if at == 0 { HEAD } else { CELL };
    let mut branch = Branch::new(Tag::TR);
    let cells = cells(sheet, lanes, texts, style, |at, cell| {
        if at == 0 {
            let mut first = Branch::new(Tag::TH(TableHeaderScope::Row));
            first.kids.extend(cell.kids);
            branch.branch(first);
        } else {
            branch.branch(cell);
        }
    });
    let all = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or_default();
    let mut from = 0;
    while from < all {
        let left = all - from;
        let fit = fitting(sheet.bottom() - sheet.y);
        let on_a_page = fitting(sheet.bottom() - MARGIN - height(head));
        let begun = sheet.y > MARGIN + height(head);
        if begun && fit < left && (left <= on_a_page || fit < 2) {
            sheet.next_page();
            draw_head(sheet, lanes, head);
            continue;
        }
        let take = left.min(fit.max(1));
        draw(sheet, lanes, &cells, from..from + take, style);
        from += take;
        if from < all {
            sheet.next_page();
            draw_head(sheet, lanes, head);
        }
    }
    branch
}

/// How many lines there is room for.
fn fitting(room: f32) -> usize {
    let mut lines = 0;
    let mut used = 2.0 * PAD + CELL.leading;
    while used <= room {
        lines += 1;
        used += CELL.leading;
    }
    lines
}

fn height(cells: &[Cell<'_>]) -> f32 {
    cells.iter().map(|cell| tall(cell.lines.len())).fold(tall(1), f32::max)
}

fn tall(lines: usize) -> f32 {
    (0..lines).map(|_| HEAD.leading).sum::<f32>() + 2.0 * PAD
}

fn draw_head(sheet: &mut Sheet<'_>, lanes: &[Lane<'_>], head: &[Cell<'_>]) {
    let all = head.iter().map(|cell| cell.lines.len()).max().unwrap_or_default();
    draw(sheet, lanes, head, 0..all, |_| HEAD);
}

/// The head as it stands on further pages: seen, but not read aloud again.
fn repeated(head: Vec<Cell<'_>>) -> Vec<Cell<'_>> {
    let again = |cell: Cell<'_>| {
        let owners = cell.owns.0.iter().map(|_| Owner::Repeated).collect();
        (cell.lines, cell.text.into_owned(), Owns(owners))
    };
    let own = |(lines, text, owns)| Cell { lines, text: std::borrow::Cow::Owned(text), owns };
    head.into_iter().map(again).map(own).collect()
}

/// Draws some lines of a row and the line below it.
fn draw(
    sheet: &mut Sheet<'_>,
    lanes: &[Lane<'_>],
    cells: &[Cell<'_>],
    range: std::ops::Range<usize>,
    style: impl Fn(usize) -> Style,
) {
    let top = sheet.y + PAD;
    for (at, (lane, cell)) in lanes.iter().zip(cells).enumerate() {
        let lines = cell.lines.iter().skip(range.start).take(range.len());
        let mut y = top;
        for line in lines {
            let right = lane.width - 2.0 * PAD - line.width;
            let shift = if lane.column.holds_numbers() { right.max(0.0) } else { 0.0 };
            sheet.line(line, (lane.x + PAD + shift, y), style(at), &cell.text, &cell.owns);
            y += CELL.leading;
        }
    }
    sheet.y += tall(range.len());
    let width = lanes.iter().map(|lane| lane.width).sum();
    sheet.piece(Piece::Rule { x: MARGIN, y: sheet.y, width, linked: false });
}
