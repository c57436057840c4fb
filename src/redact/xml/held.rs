//! A start tag that is kept until it is known what becomes of its element.

use super::elements::{Attribute, Name};
use super::reference::resolve;
use super::{Space, Tag};
use crate::redact::names::fingerprint;
use crate::redact::plan::{Place, Plan};
use crate::redact::transform::Outcome;
use std::ops::Range;

/// A start tag, copied.
pub(super) struct Held {
    pub(super) place: Place,
    /// The fingerprint of its name.
    pub(super) mark: u64,
    /// `<`, the name as it stands, and the declarations that come out with it.
    pub(super) opening: Vec<u8>,
    /// The bytes of the name.
    name: usize,
    pub(super) attributes: Vec<HeldAttribute>,
    /// Its attributes as they stand, end to end.
    bytes: Vec<u8>,
    /// Whether it is an empty-element tag.
    pub(super) empty: bool,
}

/// An attribute of a tag that is kept: ranges of its bytes.
pub(super) struct HeldAttribute {
    pub(super) place: Place,
    pub(super) mark: u64,
    raw: Range<usize>,
    name: Range<usize>,
    value: Range<usize>,
}

impl Default for Held {
    fn default() -> Self {
        Self {
            place: Place::NOWHERE,
            mark: 0,
            opening: Vec::new(),
            name: 0,
            attributes: Vec::new(),
            bytes: Vec::new(),
            empty: false,
        }
    }
}

impl Held {
    /// Forgets what it held and takes the name of another tag.
    pub(super) fn begin(&mut self, tag: &Tag<'_>) {
        self.opening.clear();
        self.opening.push(b'<');
        self.opening.extend_from_slice(tag.raw_name());
        self.name = tag.raw_name().len();
        self.attributes.clear();
        self.bytes.clear();
        self.empty = tag.is_empty_element();
    }

    /// Takes a declaration that comes out with the tag.
    pub(super) fn declare(&mut self, attribute: &Attribute<'_>) {
        self.opening.push(b' ');
        self.opening.extend_from_slice(attribute.raw);
    }

    /// Takes an attribute, with its place and the fingerprint of its name.
    pub(super) fn attribute(&mut self, attribute: &Attribute<'_>, (place, mark): (Place, u64)) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(attribute.raw);
        let end = self.bytes.len();
        // The value ends before the quote that ends the attribute.
        let value = (end - 1).saturating_sub(attribute.raw_value.len())..end - 1;
        let name = start..start + attribute.raw_name.len();
        self.attributes.push(HeldAttribute { place, mark, raw: start..end, name, value });
    }

    fn name(&self) -> &[u8] {
        self.opening.get(1..=self.name).unwrap_or_default()
    }

    /// Writes the element with this in it, and nothing else.
    pub(super) fn write_around(&self, outcome: &Outcome, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.opening);
        self.write_end(outcome, out);
    }

    /// Writes what follows the opening and the attributes, with this as the element's text.
    pub(super) fn write_end(&self, outcome: &Outcome, out: &mut Vec<u8>) {
        out.push(b'>');
        write_text(outcome, out);
        out.extend_from_slice(b"</");
        out.extend_from_slice(self.name());
        out.push(b'>');
    }
}

impl HeldAttribute {
    /// Appends its value as it reads.
    pub(super) fn read_value(&self, held: &Held, into: &mut Vec<u8>) {
        resolve(held.bytes.get(self.value.clone()).unwrap_or_default(), into);
    }

    /// Writes it as it stands, or with another value.
    pub(super) fn write(&self, held: &Held, outcome: Option<&Outcome>, out: &mut Vec<u8>) {
        let part = |range: &Range<usize>| held.bytes.get(range.clone()).unwrap_or_default();
        out.push(b' ');
        match outcome {
            None => out.extend_from_slice(part(&self.raw)),
            Some(outcome) => {
                out.extend_from_slice(part(&self.name));
                out.extend_from_slice(b"=\"");
                write_text(outcome, out);
                out.push(b'"');
            }
        }
    }
}

/// Writes what comes out instead of a text.
fn write_text(outcome: &Outcome, out: &mut Vec<u8>) {
    for byte in outcome.to_string().bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            other => out.push(other),
        }
    }
}

/// The place of an element, or (with `@` before its name) of an attribute, in a container, and the
/// fingerprint of its name. A name is told by its namespace, whatever its prefix; of namespaces that
/// the plan does not name, nothing is anywhere.
pub(super) fn locate(
    plan: &Plan,
    container: Place,
    sign: &[u8],
    name: Name<'_>,
    room: &mut Vec<u8>,
) -> (Place, u64) {
    room.clear();
    room.extend_from_slice(sign);
    let prefix = match name.space {
        Space::None => None,
        Space::Known(known) => plan.prefixes.get(known).map(AsRef::as_ref),
        Space::Xml => Some(b"xml".as_slice()),
        Space::Other => Some(name.uri),
    };
    if let Some(prefix) = prefix {
        room.extend_from_slice(prefix);
        room.push(b':');
    }
    room.extend_from_slice(name.local);
    let mark = fingerprint(room);
    if name.space == Space::Other {
        return (Place::NOWHERE, mark);
    }
    (plan.node(container).member(mark, room), mark)
}
