//! Pages being laid out: what is drawn where, and which part of the structure each piece belongs to.
//!
//! Lengths are points, counted from the upper left corner.

use super::face::{Faces, Weight};
use super::lines::{Line, Style};
use crate::paper::{Level, Text};
use crate::vocab::translated::Language;
use krilla::tagging::TagKind;

/// A place in the structure that drawn pieces belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(pub(super) usize);

/// To what a drawn piece belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// To the content.
    Content(Slot),
    /// To nothing: a head that stands again on the next page.
    Repeated,
    /// To the foot of the page.
    Foot,
}

/// One piece that is drawn.
pub(super) enum Piece {
    Text {
        x: f32,
        baseline: f32,
        weight: Weight,
        size: f32,
        text: String,
        linked: bool,
        language: Option<Language>,
        owner: Owner,
    },
    /// A thin line.
    Rule { x: f32, y: f32, width: f32, linked: bool },
    /// Where a click leads somewhere.
    Link { x: f32, y: f32, width: f32, height: f32, address: String, says: String, slot: Slot },
}

/// A part of the structure.
pub(super) struct Branch {
    pub(super) tag: TagKind,
    pub(super) kids: Vec<Kid>,
}

/// What a branch holds.
pub(super) enum Kid {
    Branch(Branch),
    Slot(Slot),
}

impl Branch {
    pub(super) fn new(tag: impl Into<TagKind>) -> Self {
        Self { tag: tag.into(), kids: Vec::new() }
    }

    pub(super) fn branch(&mut self, branch: Self) {
        self.kids.push(Kid::Branch(branch));
    }
}

/// A heading, for the bookmarks.
pub(super) struct Bookmark {
    /// None for the title.
    pub(super) level: Option<Level>,
    pub(super) text: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// The pages.
pub(super) struct Sheet<'a> {
    pub(super) faces: &'a Faces,
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) pages: Vec<Vec<Piece>>,
    pub(super) slots: usize,
    pub(super) bookmarks: Vec<Bookmark>,
    /// Where the next line begins.
    pub(super) y: f32,
}

/// The room around the text.
pub(super) const MARGIN: f32 = 56.0;

impl<'a> Sheet<'a> {
    /// A4, upright or on its side.
    pub(super) fn new(wide: bool, faces: &'a Faces) -> Self {
        let (short, long) = (595.276, 841.89);
        let (width, height) = if wide { (long, short) } else { (short, long) };
        let pages = vec![Vec::new()];
        Self { faces, width, height, pages, slots: 0, bookmarks: Vec::new(), y: MARGIN }
    }

    /// How wide the text is.
    pub(super) fn room(&self) -> f32 {
        self.width - 2.0 * MARGIN
    }

    /// Where the text of a page ends.
    pub(super) fn bottom(&self) -> f32 {
        self.height - MARGIN
    }

    pub(super) fn slot(&mut self) -> Slot {
        self.slots += 1;
        Slot(self.slots - 1)
    }

    pub(super) fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }

    /// Begins a new page when there is not that much room on this one.
    pub(super) fn keep(&mut self, height: f32) {
        if self.y + height > self.bottom() && self.y > MARGIN {
            self.next_page();
        }
    }

    /// Some room, but none at the top of a page.
    pub(super) fn gap(&mut self, height: f32) {
        if self.y > MARGIN {
            self.y += height;
        }
    }

    pub(super) fn piece(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut() {
            page.push(piece);
        }
    }

    /// Lays lines out below each other, over as many pages as they need.
    pub(super) fn flow(&mut self, lines: &[Line], x: f32, style: Style, text: &Text, owns: &Owns) {
        for line in lines {
            self.keep(style.leading);
            self.line(line, (x, self.y), style, text, owns);
            self.y += style.leading;
        }
    }

    /// Lays one line out with its upper edge at `y`.
    pub(super) fn line(
        &mut self,
        line: &Line,
        (x, y): (f32, f32),
        style: Style,
        text: &Text,
        owns: &Owns,
    ) {
        let baseline = y + style.leading * 0.5 + style.size * 0.36;
        for span in &line.spans {
            let run = text.runs().get(span.run);
            let owner = owns.of(span.run);
            let address = run.and_then(|run| run.link());
            self.piece(Piece::Text {
                x: x + span.x,
                baseline,
                weight: style.weight,
                size: style.size,
                text: span.text.clone(),
                linked: address.is_some(),
                language: run.and_then(|run| run.language()),
                owner,
            });
            let (Some(address), Owner::Content(slot)) = (address, owner) else { continue };
            let (x, width) = (x + span.x, span.width);
            self.piece(Piece::Rule { x, y: baseline + style.size * 0.15, width, linked: true });
            let (address, height) = (address.to_owned(), style.leading);
            let says = run.map(|run| run.text().to_owned()).unwrap_or_default();
            self.piece(Piece::Link { x, y, width, height, address, says, slot });
        }
    }
}

/// To what each run of a text belongs.
pub(super) struct Owns(pub(super) Vec<Owner>);

impl Owns {
    fn of(&self, run: usize) -> Owner {
        self.0.get(run).copied().unwrap_or(Owner::Repeated)
    }
}
