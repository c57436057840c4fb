//! Faults as text for people: each with its place, its line and a mark below what is at fault.

use super::error::PolicyError;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use std::fmt::{self, Display, Write as _};

/// Columns of a fault as text.
const WIDTH: usize = 100;

/// The longest line, in bytes, that is shown: of a longer one a person would see nothing, and the
/// renderer cannot mark what stands beyond column 65,535. The fault's place is told instead.
const LONGEST_SHOWN: usize = 2_000;

/// Whether the text is for a terminal that shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// For files, pipes and logs.
    Plain,
    /// For terminals.
    Coloured,
}

/// All faults as plain text; a last line counts them.
#[must_use]
pub fn render(errors: &[PolicyError]) -> String {
    render_as(errors, Look::Plain)
}

/// All faults as text: code, message, place, the line with a mark below, advice; a last line counts
/// them.
#[must_use]
pub fn render_as(errors: &[PolicyError], look: Look) -> String {
    let theme = match look {
        Look::Plain => GraphicalTheme::unicode_nocolor(),
        Look::Coloured => GraphicalTheme::unicode(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(WIDTH)
        .with_wrap_lines(true)
        .with_break_words(false)
        .with_links(false);
    let mut text = String::new();
    for error in errors {
        // Writing to a String cannot fail, and the fault's place is in its line.
        let _ = handler.render_report(&mut text, &Shown(error));
        text.push('\n');
    }
    let mut files: Vec<&str> = errors.iter().map(|error| error.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let many = |count: usize, one: &'static str, many: &'static str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let (errors, files) = (errors.len(), files.len());
    let _ =
        writeln!(text, "{} in {}", many(errors, "error", "errors"), many(files, "file", "files"));
    // A line without anything after its mark is not left with blanks at its end.
    let lines = text.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

/// One fault, as the renderer asks for it.
#[derive(Debug)]
struct Shown<'e>(&'e PolicyError);

impl Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PolicyError { file, line, column, message, .. } = self.0;
        if self.is_shown() {
            return out.write_str(message);
        }
        write!(out, "{file}:{line}:{column}: {message}")
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(self.0.code.as_str()))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.0.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.is_shown().then_some(self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let meaning = Some(self.0.code.meaning().to_owned());
        let label = LabeledSpan::new(meaning, self.start(), self.length());
        Some(Box::new(std::iter::once(label)))
    }
}

impl Shown<'_> {
    /// Whether the line is shown.
    const fn is_shown(&self) -> bool {
        self.0.source_line.len() <= LONGEST_SHOWN
    }

    /// How many characters stand before the mark; what is at fault after the end of a line is shown
    /// at its last character.
    fn before(&self) -> usize {
        let last = self.0.source_line.chars().count().saturating_sub(1);
        last.min(self.0.column - 1)
    }

    /// The bytes before the mark.
    fn start(&self) -> usize {
        self.0.source_line.chars().take(self.before()).map(char::len_utf8).sum()
    }

    /// The marked bytes.
    fn length(&self) -> usize {
        let marked = self.0.source_line.chars().skip(self.before()).take(self.0.width);
        marked.map(char::len_utf8).sum()
    }
}

/// The one line that is shown; offsets count from its beginning.
impl SourceCode for Shown<'_> {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line = self.0.source_line.as_bytes();
        let name = self.0.file.clone();
        let whole = SourceSpan::new(0.into(), line.len());
        let (number, column) = (self.0.line - 1, self.0.column - 1);
        Ok(Box::new(MietteSpanContents::new_named(name, line, whole, number, column, 1)))
    }
}
