//! An XML document as a sample.

use super::{DEEPEST, is_number, tells_current};
use crate::policy::{Format, Outline};
use roxmltree::{Document, Node};

pub(super) fn outline(text: &str) -> Result<Outline, &'static str> {
    let document = Document::parse(text).map_err(|_| "the sample is not XML, or has a DTD")?;
    let mut outline = Outline::new(Format::Xml);
    element(document.root_element(), "", 0, &mut outline);
    Ok(outline)
}

fn element(node: Node<'_, '_>, around: &str, depth: usize, outline: &mut Outline) {
    if depth > DEEPEST {
        return outline.leave_out();
    }
    let name = match node.tag_name().namespace() {
        Some(namespace) => {
            let prefix = outline.prefix(node.lookup_prefix(namespace), namespace);
            format!("{prefix}:{}", node.tag_name().name())
        }
        None => node.tag_name().name().to_owned(),
    };
    let path = if around.is_empty() { name } else { format!("{around}.{name}") };
    for attribute in node.attributes() {
        let name = match attribute.namespace() {
            Some(namespace) => {
                let prefix = outline.prefix(node.lookup_prefix(namespace), namespace);
                format!("{prefix}:{}", attribute.name())
            }
            None => attribute.name().to_owned(),
        };
        outline.field(&format!("{path}.@{name}"), is_number(attribute.value()));
    }
    let mut children = node.children().filter(Node::is_element).peekable();
    if children.peek().is_none() {
        return match node.text() {
            Some(text) if !text.trim().is_empty() => outline.field(&path, is_number(text)),
            _ if node.attributes().len() == 0 => outline.field(&path, false),
            _ => {}
        };
    }
    for child in children {
        let truth = matches!(child.text().map(str::trim), Some("true" | "false"));
        if truth && tells_current(child.tag_name().name()) && is_repeated(node) {
            let name = match child.tag_name().namespace() {
                Some(namespace) => {
                    let prefix = outline.prefix(child.lookup_prefix(namespace), namespace);
                    format!("{prefix}:{}", child.tag_name().name())
                }
                None => child.tag_name().name().to_owned(),
            };
            outline.versions(&path, &name);
        } else {
            element(child, &path, depth + 1, outline);
        }
    }
}

/// Whether others of the same name stand beside it.
fn is_repeated(node: Node<'_, '_>) -> bool {
    let beside = node.parent().into_iter().flat_map(|parent| parent.children());
    beside.filter(|other| other.tag_name() == node.tag_name()).count() > 1
}
