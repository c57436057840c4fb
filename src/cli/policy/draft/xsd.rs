//! An XML Schema: what its documents may hold. Only what stands in the one file: nothing is fetched.

use super::{DEEPEST, Steps};
use crate::policy::{Format, Outline};
use roxmltree::{Document, Node};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

pub(super) fn outline(text: &str) -> Result<Outline, String> {
    let document = Document::parse(text).map_err(|_| "the schema is not XML, or has a DTD")?;
    let schema = document.root_element();
    if !is(schema, "schema") {
        return Err("the schema is not an XML Schema".to_owned());
    }
    let mut outline = Outline::new(Format::Xml);
    let prefix = schema
        .attribute("targetNamespace")
        .map(|namespace| outline.prefix(schema.lookup_prefix(namespace), namespace));
    let qualified = schema.attribute("elementFormDefault") == Some("qualified");
    let mut walk = Walk { schema, prefix, qualified, outline, steps: Steps::default() };
    let all: Vec<Node<'_, '_>> = schema.children().filter(|node| is(*node, "element")).collect();
    // A root element is one that no other refers to; all of them, when each is referred to.
    let referred = |name: &str| {
        let mut refs = schema.descendants().filter_map(|node| node.attribute("ref"));
        refs.any(|target| local(target) == name)
    };
    let is_root = |node: &&Node<'_, '_>| !node.attribute("name").is_some_and(referred);
    let roots: Vec<Node<'_, '_>> = all.iter().filter(is_root).copied().collect();
    for root in if roots.is_empty() { &all } else { &roots } {
        walk.element(*root, "", true, 0);
    }
    walk.steps.end(walk.outline)
}

struct Walk<'d, 'i> {
    schema: Node<'d, 'i>,
    prefix: Option<String>,
    /// Whether elements inside others are in the namespace, too.
    qualified: bool,
    outline: Outline,
    steps: Steps,
}

impl<'d, 'i> Walk<'d, 'i> {
    fn element(&mut self, node: Node<'d, 'i>, around: &str, top: bool, depth: usize) {
        if !self.steps.go_on(&self.outline) {
            return;
        }
        if depth > DEEPEST {
            return self.outline.leave_out();
        }
        if let Some(target) = node.attribute("ref") {
            return match self.global("element", target) {
                Some(found) => self.element(found, around, true, depth + 1),
                None => self.outline.leave_out(),
            };
        }
        let Some(name) = node.attribute("name") else { return self.outline.leave_out() };
        let name = match &self.prefix {
            Some(prefix) if top || self.qualified => format!("{prefix}:{name}"),
            _ => name.to_owned(),
        };
        let path = if around.is_empty() { name } else { format!("{around}.{name}") };
        let inline = node.children().find(|child| is(*child, "complexType"));
        let named = node.attribute("type").and_then(|name| self.global("complexType", name));
        match inline.or(named) {
            Some(kind) => self.kind(kind, &path, depth + 1),
            None => self.outline.field(&path, false),
        }
    }

    /// A complex type: its elements, attributes, and what it extends.
    fn kind(&mut self, node: Node<'d, 'i>, path: &str, depth: usize) {
        if !self.steps.go_on(&self.outline) {
            return;
        }
        if depth > DEEPEST {
            return self.outline.leave_out();
        }
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "element" => self.element(child, path, false, depth + 1),
                "attribute" => {
                    if let Some(name) = child.attribute("name") {
                        self.outline.field(&format!("{path}.@{name}"), false);
                    }
                }
                "simpleContent" => {
                    self.outline.field(path, false);
                    self.kind(child, path, depth + 1);
                }
                "extension" => {
                    let base = child.attribute("base");
                    if let Some(base) = base.and_then(|name| self.global("complexType", name)) {
                        self.kind(base, path, depth + 1);
                    }
                    self.kind(child, path, depth + 1);
                }
                "sequence" | "choice" | "all" | "complexContent" | "restriction" => {
                    self.kind(child, path, depth + 1);
                }
                "group" => {
                    let target = child.attribute("ref");
                    match target.and_then(|name| self.global("group", name)) {
                        Some(found) => self.kind(found, path, depth + 1),
                        None => self.outline.leave_out(),
                    }
                }
                "any" => self.outline.leave_out(),
                _ => {}
            }
        }
    }

    /// The declaration of this kind and name at the top of the schema.
    fn global(&self, kind: &str, name: &str) -> Option<Node<'d, 'i>> {
        let named = |node: &Node<'d, 'i>| node.attribute("name") == Some(local(name));
        self.schema.children().filter(|node| is(*node, kind)).find(named)
    }
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((XSD, name))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
