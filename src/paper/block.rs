//! What documents are made of.

use super::Text;

/// The level of a heading below the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A section.
    Section,
    /// A part of a section.
    Part,
    /// A part of a part.
    Detail,
}

impl Level {
    /// The deepest level that may follow this one.
    #[must_use]
    pub const fn below(self) -> Self {
        match self {
            Self::Section => Self::Part,
            Self::Part | Self::Detail => Self::Detail,
        }
    }

    /// The number that formats give it, where the title has 1.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Section => 2,
            Self::Part => 3,
            Self::Detail => 4,
        }
    }
}

/// One block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The heading of a part.
    Heading {
        /// How deep the part is.
        level: Level,
        /// Its name.
        text: Text,
    },
    /// A paragraph.
    Paragraph(Text),
    /// A list, in no order of weight.
    List(Vec<Text>),
    /// Terms, each with what is said of it.
    Definitions(Vec<(Text, Vec<Text>)>),
    /// A table.
    Table(Table),
    /// What a reader must bear in mind.
    Note(Text),
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    head: String,
    numbers: bool,
}

impl Column {
    /// A column of text.
    #[must_use]
    pub fn text(head: impl Into<String>) -> Self {
        Self { head: head.into(), numbers: false }
    }

    /// A column of numbers, which stand under each other.
    #[must_use]
    pub fn numbers(head: impl Into<String>) -> Self {
        Self { head: head.into(), numbers: true }
    }

    /// What it is called.
    #[must_use]
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Whether it holds numbers.
    #[must_use]
    pub const fn holds_numbers(&self) -> bool {
        self.numbers
    }
}

/// A table. Its first column says what each row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Text>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { caption: caption.into(), columns, rows: Vec::new() }
    }

    /// Adds a row. It always has one cell for each column: what lacks is empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Text>) {
        let mut cells: Vec<Text> = cells.into_iter().collect();
        cells.resize(self.columns.len(), Text::new());
        self.rows.push(cells);
    }

    /// What it shows.
    #[must_use]
    pub fn caption(&self) -> &str {
        &self.caption
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Its rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Text>] {
        &self.rows
    }
}
