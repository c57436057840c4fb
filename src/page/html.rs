//! HTML that cannot be broken out of: text and attribute values are always escaped.
//!
//! Names of elements and attributes are `'static`, so they come from this program and never from
//! data. There is no way to add raw markup.

use super::dress::{self, Dress};
use crate::vocab::translated::{Language, Said};

/// HTML being written. Elements are closed by the function that opened them.
#[derive(Debug, Default)]
pub struct Html {
    text: String,
    /// Whether elements get their names in the design system.
    dressed: bool,
}

/// The attributes of one element, in order.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Html {
    /// A whole document: the doctype and what `write` adds.
    #[must_use]
    pub fn document(write: impl FnOnce(&mut Self)) -> String {
        Self::default().whole(write)
    }

    /// A whole document whose elements have their names in Designsystemet, too.
    #[must_use]
    pub fn dressed(write: impl FnOnce(&mut Self)) -> String {
        Self { dressed: true, ..Self::default() }.whole(write)
    }

    fn whole(mut self, write: impl FnOnce(&mut Self)) -> String {
        self.text.push_str("<!doctype html>\n");
        write(&mut self);
        self.text.push('\n');
        self.text
    }

    /// An element with what `inside` writes in it.
    pub fn within(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.void(name, attributes);
        inside(self);
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// A term of a `dl` with what is said of it, in a `div` of their own.
    pub fn fact(&mut self, term: &str, inside: impl FnOnce(&mut Self)) {
        self.within("div", &[], |html| {
            html.element("dt", &[], term);
            html.within("dd", &[], inside);
        });
    }

    /// An element that holds only text.
    pub fn element(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.within(name, attributes, |html| html.text(text));
    }

    /// An element that has no end, such as `meta`. An attribute with an empty value is written as its
    /// name alone, which HTML reads the same.
    pub fn void(&mut self, name: &'static str, attributes: Attributes<'_>) {
        let mut dress = if self.dressed { dress::of(name, attributes) } else { None };
        let look = dress.map_or::<Attributes<'_>, _>(&[], |dress| dress.look);
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes {
            match dress.take_if(|_| *attribute == "class") {
                Some(Dress { class, .. }) => self.attribute("class", &format!("{value} {class}")),
                None => self.attribute(attribute, value),
            }
        }
        if let Some(Dress { class, .. }) = dress {
            self.attribute("class", class);
        }
        let own = |wanted| attributes.iter().any(|(attribute, _)| *attribute == wanted);
        for (attribute, value) in look.iter().filter(|(attribute, _)| !own(*attribute)) {
            self.attribute(attribute, value);
        }
        self.text.push('>');
    }

    fn attribute(&mut self, name: &'static str, value: &str) {
        self.text.push(' ');
        self.text.push_str(name);
        if !value.is_empty() {
            self.text.push_str("=\"");
            self.text(value);
            self.text.push('"');
        }
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                // HTML permits no other control characters; a bidirectional override could make
                // a text read as another.
                '\n' | '\t' => self.text.push(character),
                _ if character.is_control() || turns_direction(character) => {
                    self.text.push('\u{FFFD}');
                }
                _ => self.text.push(character),
            }
        }
    }

    /// A text on a page of this language; where it is in another, it says so (WCAG 3.1.2).
    pub fn said(&mut self, said: &Said, page: Language) {
        if said.language == page {
            self.text(&said.text);
        } else {
            self.element("span", &[("lang", said.language.tag())], &said.text);
        }
    }

    /// A line break between blocks, for who reads the source.
    pub fn line(&mut self) {
        self.text.push('\n');
    }
}

/// The characters that change the direction of the text after them (Unicode UAX 9).
const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
