//! Text broken into lines.

use super::face::{Faces, Weight};
use crate::paper::Text;

/// A size of text and the distance of its lines, in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) leading: f32,
}

/// A part of one line that belongs to one run of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    /// Which run of the text it belongs to.
    pub(super) run: usize,
    pub(super) text: String,
    /// Where it begins, from the line's begin.
    pub(super) x: f32,
    pub(super) width: f32,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line {
    pub(super) spans: Vec<Span>,
    /// Its width without the space that it ends with.
    pub(super) width: f32,
}

/// Characters of one run that stand together.
struct Atom {
    run: usize,
    text: String,
}

/// Atoms that no line end may part.
type Word = Vec<Atom>;

/// Breaks a text into lines that are no wider than `width`. A word that is wider alone is broken where
/// it must be.
pub(super) fn lines(text: &Text, style: Style, width: f32, faces: &Faces) -> Vec<Line> {
    let face = faces.of(style.weight);
    let measure = |text: &str| face.width(text, style.size);
    let mut breaking =
        Breaking { measure: &measure, width, done: Vec::new(), now: Line::default() };
    for word in words(text, style, faces) {
        breaking.word(&word);
    }
    breaking.end_line();
    breaking.done
}

/// The width of the widest word, and of the whole text on one line.
pub(super) fn widths(text: &Text, style: Style, faces: &Faces) -> (f32, f32) {
    let face = faces.of(style.weight);
    let width = |word: &Word| {
        let text: String = word.iter().map(|atom| atom.text.as_str()).collect();
        face.width(text.trim_end(), style.size)
    };
    let widest = words(text, style, faces).iter().map(width).fold(0.0, f32::max);
    (widest, face.width(&face.shown(&text.plain()), style.size))
}

/// The words, each with the space behind it. A line may also end behind a hyphen or a stroke.
fn words(text: &Text, style: Style, faces: &Faces) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Word = Vec::new();
    for (run, it) in text.runs().iter().enumerate() {
        let shown = faces.of(style.weight).shown(it.text());
        for part in shown.split_inclusive([' ', '-', '/']) {
            word.push(Atom { run, text: part.to_owned() });
            if part.ends_with([' ', '-', '/']) {
                words.push(std::mem::take(&mut word));
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

struct Breaking<'a> {
    measure: &'a dyn Fn(&str) -> f32,
    width: f32,
    done: Vec<Line>,
    now: Line,
}

impl Breaking<'_> {
    fn word(&mut self, word: &Word) {
        let text: String = word.iter().map(|atom| atom.text.as_str()).collect();
        let width = (self.measure)(text.trim_end());
        if self.full_width() + width > self.width && !self.now.spans.is_empty() {
            self.end_line();
        }
        let broken = width > self.width;
        for Atom { run, text } in word {
            if broken {
                self.by_characters(*run, text);
            } else {
                self.put(*run, text);
            }
        }
    }

    fn by_characters(&mut self, run: usize, text: &str) {
        for character in text.chars() {
            let mut buffer = [0; 4];
            let one = character.encode_utf8(&mut buffer);
            let fits = self.full_width() + (self.measure)(one) <= self.width;
            if !fits && !self.now.spans.is_empty() {
                self.end_line();
            }
            self.put(run, one);
        }
    }

    /// The width with the space at the end.
    fn full_width(&self) -> f32 {
        self.now.spans.last().map_or(0.0, |span| span.x + span.width)
    }

    fn put(&mut self, run: usize, text: &str) {
        let x = self.full_width();
        let width = (self.measure)(text);
        match self.now.spans.last_mut() {
            Some(last) if last.run == run => {
                last.text.push_str(text);
                last.width += width;
            }
            _ => self.now.spans.push(Span { run, text: text.to_owned(), x, width }),
        }
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.now);
        if let Some(last) = line.spans.last() {
            line.width = last.x + (self.measure)(last.text.trim_end());
            self.done.push(line);
        }
    }
}
