//! The elements that are open, and what each tag means once its prefixes are resolved.

use super::reference::resolve;
use super::spaces::{Space, Spaces, XMLNS};
use super::tag::{self, Found, Shape};
use crate::redact::NAME_BYTES;
use crate::redact::unreadable::{Fault, Stop};
use crate::vocab::limits::{DOCUMENT_DEPTH, DOCUMENT_NAMES};

/// Up to this many attributes are compared with each other; more are sorted. Neither can be made
/// slow by choosing names.
const COMPARED_AT_ONCE: usize = 8;

/// Hears what stands in the document, in order.
pub(in crate::redact) trait Listener {
    /// An element begins. Its end is told too if it is empty.
    fn open(&mut self, tag: &Tag<'_>);
    /// A piece of text in the innermost element: as it stands and as it reads. Comments between
    /// pieces are left out.
    fn text(&mut self, raw: &[u8], read: &[u8]);
    /// The innermost element ends with this tag; empty if it began with an empty-element tag.
    fn close(&mut self, raw: &[u8]);
}

/// A name with its namespace.
#[derive(Debug, Clone, Copy)]
pub(in crate::redact) struct Name<'a> {
    /// Which namespace it is.
    pub(in crate::redact) space: Space,
    /// The namespace's own name; empty if it is none.
    pub(in crate::redact) uri: &'a [u8],
    /// The name without its prefix.
    pub(in crate::redact) local: &'a [u8],
}

/// A start tag.
pub(in crate::redact) struct Tag<'a> {
    raw: &'a [u8],
    shape: &'a Shape,
    found: &'a [Found],
    spaces: &'a Spaces,
    /// The element's name.
    pub(in crate::redact) name: Name<'a>,
}

/// An attribute.
pub(in crate::redact) struct Attribute<'a> {
    /// What it is.
    pub(in crate::redact) role: Role<'a>,
    /// Its name as it stands.
    pub(in crate::redact) raw_name: &'a [u8],
    /// Its value as it stands, without quotes.
    pub(in crate::redact) raw_value: &'a [u8],
    /// Its name and its value in quotes, as they stand.
    pub(in crate::redact) raw: &'a [u8],
}

/// What an attribute is.
#[derive(Debug, Clone, Copy)]
pub(in crate::redact) enum Role<'a> {
    /// It declares a prefix for this namespace.
    Declares(Space),
    /// It tells something.
    Named(Name<'a>),
}

impl<'a> Tag<'a> {
    /// The element's name as it stands.
    pub(in crate::redact) fn raw_name(&self) -> &'a [u8] {
        self.raw.get(self.shape.name.whole.clone()).unwrap_or_default()
    }

    /// Whether it is an empty-element tag (`<a/>`).
    pub(in crate::redact) const fn is_empty_element(&self) -> bool {
        self.shape.empty
    }

    /// Its attributes, in order.
    pub(in crate::redact) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let (raw, spaces) = (self.raw, self.spaces);
        self.found.iter().map(move |found| {
            let role = match found.declares(raw) {
                Some(prefix) => {
                    Role::Declares(spaces.meaning(prefix).map_or(Space::Other, |(space, _)| space))
                }
                None => {
                    let (space, uri) = attribute_space(found, raw, spaces).unwrap_or_default();
                    Role::Named(Name { space, uri, local: found.name.local(raw) })
                }
            };
            let whole = found.name.whole.start..found.value.end + 1;
            Attribute {
                role,
                raw_name: raw.get(found.name.whole.clone()).unwrap_or_default(),
                raw_value: raw.get(found.value.clone()).unwrap_or_default(),
                raw: raw.get(whole).unwrap_or_default(),
            }
        })
    }
}

/// The open elements.
pub(super) struct Elements {
    /// Their names as they stand, end to end.
    names: Vec<u8>,
    levels: Vec<Level>,
    spaces: Spaces,
    /// Whether the document's element has begun.
    begun: bool,
    /// Room for the attributes of one tag, and for a value.
    found: Vec<Found>,
    value: Vec<u8>,
}

struct Level {
    /// Where its name begins in `names`.
    name: usize,
    /// The declarations around it.
    spaces: usize,
}

impl Elements {
    pub(super) fn new(namespaces: Vec<Box<[u8]>>) -> Self {
        Self {
            names: Vec::with_capacity(512),
            levels: Vec::with_capacity(16),
            spaces: Spaces::new(namespaces),
            begun: false,
            found: Vec::new(),
            value: Vec::new(),
        }
    }

    /// Whether an element is open.
    pub(super) fn inside(&self) -> bool {
        !self.levels.is_empty()
    }

    /// Whether the document's element has begun.
    pub(super) const fn begun(&self) -> bool {
        self.begun
    }

    /// Whether it has ended.
    pub(super) fn ended(&self) -> bool {
        self.begun && self.levels.is_empty()
    }

    /// Reads a start tag.
    pub(super) fn open(&mut self, raw: &[u8], listener: &mut impl Listener) -> Result<(), Stop> {
        if self.ended() {
            return Err(Fault::SecondValue.at(0));
        }
        if self.levels.len() >= DOCUMENT_DEPTH.most {
            return Err(Fault::TooDeep.at(0));
        }
        let shape = tag::read(raw, &mut self.found)?;
        let mark = self.spaces.mark();
        self.admit(raw, &shape).map_err(|fault| fault.at(0))?;
        let prefix = shape.name.prefix(raw);
        let (space, uri) = self.spaces.meaning(prefix).map_err(|fault| fault.at(0))?;
        let name = Name { space, uri, local: shape.name.local(raw) };
        let (found, spaces) = (self.found.as_slice(), &self.spaces);
        listener.open(&Tag { raw, shape: &shape, found, spaces, name });
        self.begun = true;
        if shape.empty {
            listener.close(b"");
            self.spaces.release(mark);
        } else {
            self.levels.push(Level { name: self.names.len(), spaces: mark });
            self.names.extend_from_slice(raw.get(shape.name.whole).unwrap_or_default());
        }
        Ok(())
    }

    /// Takes the declarations of a tag, and checks its attributes.
    fn admit(&mut self, raw: &[u8], shape: &Shape) -> Result<(), Fault> {
        if self.found.len() > DOCUMENT_NAMES.most {
            return Err(Fault::TooManyNames);
        }
        for found in &self.found {
            if let Some(prefix) = found.declares(raw) {
                self.value.clear();
                resolve(raw.get(found.value.clone()).unwrap_or_default(), &mut self.value);
                self.spaces.declare(prefix, &self.value)?;
            }
        }
        if self.names.len() + shape.name.whole.len() + self.spaces.bytes() > NAME_BYTES.most {
            return Err(Fault::NamesTooLong);
        }
        for found in &self.found {
            attribute_space(found, raw, &self.spaces)?;
        }
        if self.repeats(raw) { Err(Fault::DuplicateAttribute) } else { Ok(()) }
    }

    /// Whether two attributes of the tag are the same once prefixes are resolved (Namespaces in XML 1.0,
    /// section 6.3).
    fn repeats(&self, raw: &[u8]) -> bool {
        let key = |found: &Found| {
            let (_, uri) = attribute_space(found, raw, &self.spaces).unwrap_or_default();
            (found.name.local(raw).to_vec(), uri.to_vec())
        };
        if self.found.len() > COMPARED_AT_ONCE {
            let mut keys: Vec<_> = self.found.iter().map(key).collect();
            keys.sort_unstable();
            return keys.iter().zip(keys.iter().skip(1)).any(|(one, next)| one == next);
        }
        let mut others = self.found.iter();
        while let Some(one) = others.next() {
            let same = |other: &&Found| one.name.local(raw) == other.name.local(raw);
            if others.clone().filter(same).any(|other| key(one) == key(other)) {
                return true;
            }
        }
        false
    }

    /// Reads an end tag.
    pub(super) fn close(&mut self, raw: &[u8], listener: &mut impl Listener) -> Result<(), Stop> {
        let level = self.levels.pop();
        let due = level.as_ref().and_then(|level| self.names.get(level.name..));
        // An end tag without white space needs only be compared.
        let as_due = due.is_some() && raw.get(2..raw.len().saturating_sub(1)) == due;
        let (true, Some(level)) = (as_due || due == Some(tag::read_end(raw)?), level) else {
            return Err(Fault::EndTag.at(0));
        };
        self.names.truncate(level.name);
        self.spaces.release(level.spaces);
        listener.close(raw);
        Ok(())
    }
}

/// The namespace of an attribute: without a prefix none, whatever the default is.
fn attribute_space<'a>(
    found: &Found,
    raw: &[u8],
    spaces: &'a Spaces,
) -> Result<(Space, &'a [u8]), Fault> {
    match (found.declares(raw), found.name.prefix(raw)) {
        (Some(_), _) => Ok((Space::Other, XMLNS)),
        (None, b"") => Ok((Space::None, b"")),
        (None, prefix) => spaces.meaning(prefix),
    }
}
