//! HTML that cannot be broken out of: text and attribute values are always escaped.
//!
//! Names of elements and attributes are `'static`, so they come from this program and never from
//! data. There is no way to add raw markup.

use crate::vocab::translated::{Language, Said};

/// HTML being written. Elements are closed by the function that opened them.
#[derive(Debug, Default)]
pub struct Html(String);

/// The attributes of one element, in order.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Html {
    /// A whole document: the doctype and what `write` adds.
    #[must_use]
    pub fn document(write: impl FnOnce(&mut Self)) -> String {
        let mut html = Self("<!doctype html>\n".to_owned());
        write(&mut html);
        html.0.push('\n');
        html.0
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
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element that holds only text.
    pub fn element(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.within(name, attributes, |html| html.text(text));
    }

    /// An element that has no end, such as `meta`. An attribute with an empty value is written as its
    /// name alone, which HTML reads the same.
    pub fn void(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0.push(' ');
            self.0.push_str(attribute);
            if !value.is_empty() {
                self.0.push_str("=\"");
                self.text(value);
                self.0.push('"');
            }
        }
        self.0.push('>');
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // HTML permits no other control characters; a bidirectional override could make
                // a text read as another.
                '\n' | '\t' => self.0.push(character),
                _ if character.is_control() || turns_direction(character) => {
                    self.0.push('\u{FFFD}');
                }
                _ => self.0.push(character),
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
        self.0.push('\n');
    }
}

/// The characters that change the direction of the text after them (Unicode UAX 9).
const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
