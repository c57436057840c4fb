//! Floor 10: documents for people. One [`Document`] of headings, paragraphs, lists and tables is written as
//! HTML, as CSV and as PDF/A-2a that is PDF/UA-1 too; all three say the same.
//!
//! Nothing here reads a clock: the same document is the same bytes each time.

mod block;
pub mod csv;
pub mod html;
pub mod pdf;
mod phrases;
mod text;

pub use block::{Block, Column, Level, Table};
pub use phrases::PaperPhrase;
pub use text::{Run, Text};

use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;

/// What a document says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The title, in the document's language.
    pub title: String,
    /// What it is, in one sentence.
    pub description: String,
    /// The language of all that is not marked as another.
    pub language: Language,
    /// When it was made.
    pub made: Timestamp,
    /// The organisation that it comes from.
    pub author: String,
}

/// A document: what it says of itself, then its blocks in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    about: About,
    blocks: Vec<Block>,
    /// The level of the heading that the next block stands under; none before the first.
    under: Option<Level>,
}

impl Document {
    /// A document without blocks.
    #[must_use]
    pub const fn new(about: About) -> Self {
        Self { about, blocks: Vec::new(), under: None }
    }

    /// What it says of itself.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// Its blocks, in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Begins a part. A level that would leave one out is raised to the next: who jumps from heading to
    /// heading must not look for one that is not there (PDF/UA-1 7.4.2). A heading that says nothing is
    /// left out.
    pub fn heading(&mut self, level: Level, text: impl Into<Text>) {
        let text = text.into();
        if text.plain().trim().is_empty() {
            return;
        }
        let deepest = self.under.map_or(Level::Section, Level::below);
        let level = level.min(deepest);
        self.under = Some(level);
        self.blocks.push(Block::Heading { level, text });
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, text: impl Into<Text>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// Adds a list; one without items is left out.
    pub fn list(&mut self, items: Vec<Text>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    /// Adds terms, each with what is said of it; terms of which nothing is said are left out.
    pub fn definitions(&mut self, terms: Vec<(Text, Vec<Text>)>) {
        let terms: Vec<_> = terms.into_iter().filter(|(_, said)| !said.is_empty()).collect();
        if !terms.is_empty() {
            self.blocks.push(Block::Definitions(terms));
        }
    }

    /// Adds a table; one without columns is left out.
    pub fn table(&mut self, table: Table) {
        if !table.columns().is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds what a reader must bear in mind.
    pub fn note(&mut self, text: impl Into<Text>) {
        self.blocks.push(Block::Note(text.into()));
    }
}
