//! Namespaces in XML 1.0 (third edition): which prefix means which name, element by element.

use crate::redact::unreadable::Fault;
use crate::vocab::limits::Limit;
use std::ops::Range;

/// The prefixes that may be declared at one time: each name is looked up among them.
pub const NAMESPACES: Limit = Limit { name: "document_namespaces", most: 128 };

const XML: &[u8] = b"http://www.w3.org/XML/1998/namespace";
/// What the prefix `xmlns` means.
pub(super) const XMLNS: &[u8] = b"http://www.w3.org/2000/xmlns/";

/// What a name's namespace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::redact) enum Space {
    /// None.
    #[default]
    None,
    /// The one at this place of the list that the reader was given.
    Known(usize),
    /// The one that the prefix `xml` always means.
    Xml,
    /// Another.
    Other,
}

/// The declarations in scope, the innermost last.
pub(super) struct Spaces {
    known: Vec<Box<[u8]>>,
    bytes: Vec<u8>,
    bindings: Vec<Binding>,
}

struct Binding {
    prefix: Range<usize>,
    uri: Range<usize>,
    space: Space,
}

impl Spaces {
    /// No declarations yet; these namespaces will be told apart.
    pub(super) fn new(known: Vec<Box<[u8]>>) -> Self {
        Self { known, bytes: Vec::new(), bindings: Vec::new() }
    }

    /// How many declarations are in scope, to come back to.
    pub(super) fn mark(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets the declarations after a mark.
    pub(super) fn release(&mut self, mark: usize) {
        if let Some(first) = self.bindings.get(mark) {
            self.bytes.truncate(first.prefix.start);
            self.bindings.truncate(mark);
        }
    }

    /// Declares a prefix (empty: the default) for a namespace (empty: none).
    pub(super) fn declare(&mut self, prefix: &[u8], uri: &[u8]) -> Result<(), Fault> {
        let reserved = uri == XMLNS || prefix == b"xmlns" || (uri == XML) != (prefix == b"xml");
        if reserved || (uri.is_empty() && !prefix.is_empty()) {
            return Err(Fault::Namespace);
        }
        if self.bindings.len() >= NAMESPACES.most {
            return Err(Fault::TooManyNamespaces);
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(prefix);
        let middle = self.bytes.len();
        self.bytes.extend_from_slice(uri);
        let space = self.space(uri);
        self.bindings.push(Binding { prefix: start..middle, uri: middle..self.bytes.len(), space });
        Ok(())
    }

    fn space(&self, uri: &[u8]) -> Space {
        if uri.is_empty() {
            return Space::None;
        }
        if uri == XML {
            return Space::Xml;
        }
        self.known.iter().position(|known| **known == *uri).map_or(Space::Other, Space::Known)
    }

    /// What a prefix means: the namespace and its name. The empty one without a declaration means none.
    pub(super) fn meaning(&self, prefix: &[u8]) -> Result<(Space, &[u8]), Fault> {
        let named = |binding: &&Binding| self.bytes.get(binding.prefix.clone()) == Some(prefix);
        match self.bindings.iter().rev().find(named) {
            Some(binding) => {
                Ok((binding.space, self.bytes.get(binding.uri.clone()).unwrap_or_default()))
            }
            None if prefix.is_empty() => Ok((Space::None, b"")),
            None if prefix == b"xml" => Ok((Space::Xml, XML)),
            None => Err(Fault::Prefix),
        }
    }

    /// How many bytes the declarations take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }
}
