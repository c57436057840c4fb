//! JSON written straight into a buffer: names are the program's own, values are escaped here. Nothing is
//! built up first, which is what makes an export fast.

use std::io::Write;

/// Writes an object.
pub(super) fn object(out: &mut Vec<u8>, members: impl FnOnce(&mut Object<'_>)) {
    out.push(b'{');
    members(&mut Object { out, begun: false });
    out.push(b'}');
}

/// Writes a text with its quotation marks (RFC 8259 section 7).
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\')) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else { break };
        match byte {
            b'"' => out.extend_from_slice(br#"\""#),
            b'\\' => out.extend_from_slice(br"\\"),
            b'\n' => out.extend_from_slice(br"\n"),
            // Writing into memory does not fail.
            control => drop(write!(out, "\\u{control:04x}")),
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Writes a number in digits.
pub(super) fn digits(out: &mut Vec<u8>, number: u64) {
    drop(write!(out, "{number}"));
}

/// An object that is being written. Names must need no escaping.
pub(super) struct Object<'o> {
    out: &'o mut Vec<u8>,
    begun: bool,
}

impl Object<'_> {
    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        text(self.name(name), value);
    }

    /// A text, when there is one.
    pub(super) fn some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// A number, as JSON's numbers are.
    pub(super) fn number(&mut self, name: &str, value: u64) {
        digits(self.name(name), value);
    }

    /// A number, as a text of digits: so is a 64-bit number in protobuf's JSON.
    pub(super) fn digits(&mut self, name: &str, value: u64) {
        let out = self.name(name);
        out.push(b'"');
        digits(out, value);
        out.push(b'"');
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str, value: bool) {
        self.name(name).extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// What is JSON already.
    pub(super) fn raw(&mut self, name: &str, json: &str) {
        self.name(name).extend_from_slice(json.as_bytes());
    }

    /// An object.
    pub(super) fn object(&mut self, name: &str, members: impl FnOnce(&mut Object<'_>)) {
        object(self.name(name), members);
    }

    /// A list.
    pub(super) fn list(&mut self, name: &str, items: impl FnOnce(&mut List<'_>)) {
        let out = self.name(name);
        out.push(b'[');
        items(&mut List { out, begun: false });
        out.push(b']');
    }
}

/// A list that is being written.
pub(super) struct List<'o> {
    out: &'o mut Vec<u8>,
    begun: bool,
}

impl List<'_> {
    fn next(&mut self) -> &mut Vec<u8> {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(b',');
        }
        self.out
    }

    /// A text.
    pub(super) fn text(&mut self, value: &str) {
        text(self.next(), value);
    }

    /// An object.
    pub(super) fn object(&mut self, members: impl FnOnce(&mut Object<'_>)) {
        object(self.next(), members);
    }
}
