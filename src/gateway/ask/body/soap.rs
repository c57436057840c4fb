//! XML bodies: the elements and attributes that a route knows, written anew with the policy's own
//! prefixes.

use super::super::super::refused::{BodyFault, Refused};
use super::BodyReader;
use crate::vocab::field::Step;
use crate::vocab::limits::DOCUMENT_DEPTH;
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Reads a document and writes it anew. A DOCTYPE is refused, comments and instructions are dropped.
pub(super) fn anew(
    body: &[u8],
    namespaces: &[(String, String)],
    reader: &mut BodyReader<'_>,
) -> Result<Vec<u8>, Refused> {
    let malformed = || Refused::Body(BodyFault::Malformed);
    let text = std::str::from_utf8(body).map_err(|_| malformed())?;
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|_| malformed())?;
    let mut writing = Writing { namespaces, reader, out: String::new(), seen: HashSet::new() };
    writing.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    writing.element(document.root_element(), &mut Vec::new())?;
    Ok(writing.out.into_bytes())
}

struct Writing<'w, 'r> {
    namespaces: &'w [(String, String)],
    reader: &'w mut BodyReader<'r>,
    out: String,
    /// The elements so far.
    seen: HashSet<Vec<Step>>,
}

impl Writing<'_, '_> {
    fn element(&mut self, element: Node<'_, '_>, at: &mut Vec<Step>) -> Result<(), Refused> {
        if at.len() >= DOCUMENT_DEPTH.most {
            return Err(Refused::Body(BodyFault::Malformed));
        }
        let tag = element.tag_name();
        let name = self.name(tag.namespace(), tag.name())?;
        at.push(Step::Member(name.clone()));
        self.reader.on_the_way(at)?;
        // A route has no place for a second one: it would be another question.
        if !self.seen.insert(at.clone()) {
            return Err(Refused::Body(BodyFault::Member));
        }
        let _ = write!(self.out, "<{name}");
        if at.len() == 1 {
            for (prefix, address) in self.namespaces {
                let _ = write!(self.out, " xmlns:{prefix}=\"{}\"", escaped(address));
            }
        }
        for attribute in element.attributes() {
            let own = self.name(attribute.namespace(), attribute.name())?;
            at.push(Step::Member(format!("@{own}")));
            self.reader.leaf(at, attribute.value())?;
            at.pop();
            let _ = write!(self.out, " {own}=\"{}\"", escaped(attribute.value()));
        }
        self.out.push('>');
        self.inside(element, at)?;
        let _ = write!(self.out, "</{name}>");
        at.pop();
        Ok(())
    }

    /// Elements with white space between them, or one text.
    fn inside(&mut self, element: Node<'_, '_>, at: &mut Vec<Step>) -> Result<(), Refused> {
        let text: String = element.children().filter_map(|child| child.text_of_its_own()).collect();
        if element.children().any(|child| child.is_element()) {
            self.reader.container(at)?;
            if !text.trim().is_empty() {
                return Err(Refused::Body(BodyFault::Value));
            }
            let mut elements = element.children().filter(Node::is_element);
            return elements.try_for_each(|child| self.element(child, at));
        }
        // Without a text it may only be there for what stands in it: its attributes, or nothing yet.
        if text.trim().is_empty() {
            return self.reader.container(at);
        }
        self.reader.leaf(at, &text)?;
        self.out.push_str(&escaped(&text));
        Ok(())
    }

    /// The name with the policy's prefix for its namespace.
    fn name(&self, namespace: Option<&str>, local: &str) -> Result<String, Refused> {
        let Some(address) = namespace else { return Ok(local.to_owned()) };
        let declared = self.namespaces.iter().find(|(_, known)| known == address);
        let (prefix, _) = declared.ok_or(Refused::Body(BodyFault::Member))?;
        Ok(format!("{prefix}:{local}"))
    }
}

/// The text of a node that is text, and nothing of any other.
trait OwnText<'t> {
    fn text_of_its_own(&self) -> Option<&'t str>;
}

impl<'t> OwnText<'t> for Node<'t, 't> {
    fn text_of_its_own(&self) -> Option<&'t str> {
        if self.is_text() { self.text() } else { None }
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\r' | '\n' | '\t' => {
                let _ = write!(safe, "&#{};", u32::from(one));
            }
            one => safe.push(one),
        }
    }
    safe
}
