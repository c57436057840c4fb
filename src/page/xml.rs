//! XML that cannot be broken out of: text and attribute values are always escaped, names come from this
//! program and never from data.

/// XML being written. Elements are closed by the function that opened them.
#[derive(Debug, Default)]
pub struct Xml(String);

/// The attributes of one element, in order.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Xml {
    /// A whole document: the declaration and what `write` adds.
    #[must_use]
    pub fn document(write: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned());
        write(&mut xml);
        xml.0.push('\n');
        xml.0
    }

    /// An element with what `inside` writes in it.
    pub fn within(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.begin(name, attributes);
        self.0.push('>');
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element that holds only text.
    pub fn element(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.within(name, attributes, |xml| xml.text(text));
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.begin(name, attributes);
        self.0.push_str("/>");
    }

    fn begin(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0.push(' ');
            self.0.push_str(attribute);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
    }

    /// Text. What XML 1.0 (section 2.2) has no place for is replaced.
    pub fn text(&mut self, text: &str) {
        for one in text.chars() {
            match one {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&apos;"),
                '\n' | '\t' => self.0.push(one),
                '\u{FFFE}' | '\u{FFFF}' => self.0.push('\u{FFFD}'),
                _ if one.is_control() => self.0.push('\u{FFFD}'),
                _ => self.0.push(one),
            }
        }
    }

    /// A line break between blocks, for who reads the source.
    pub fn line(&mut self) {
        self.0.push('\n');
    }
}
