//! Random documents against an independent reader: what comes out is what the rules permit, at its path
//! and with its text, and nothing else.

use super::super::in_chunks;
use super::xml;
use proptest::prelude::*;
use roxmltree::{Document, Node};

const M: &str = "urn:example:matrikkel";
const N: &str = "urn:example:navn";

/// An element of a random document. Its prefix is one of several for the same namespace.
#[derive(Debug, Clone)]
struct Element {
    prefix: &'static str,
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    inside: Vec<Inside>,
}

#[derive(Debug, Clone)]
enum Inside {
    Text(String),
    Section(String),
    Dropped,
    Element(Element),
}

impl Element {
    fn write(&self, root: bool, out: &mut String) {
        let name = format!("{}{}", self.prefix, self.name);
        out.push_str(&format!("<{name}"));
        if root {
            out.push_str(&format!(
                " xmlns:m='{M}' xmlns:q=\"{M}\" xmlns:n='{N}' xmlns:o='urn:other:hemmelig'"
            ));
        }
        let mut seen = Vec::new();
        for (name, value) in &self.attributes {
            let resolved = name.replace("q:", "m:");
            if !seen.contains(&resolved) {
                out.push_str(&format!(" {name}=\"{value}\""));
                seen.push(resolved);
            }
        }
        out.push('>');
        for inside in &self.inside {
            match inside {
                Inside::Text(text) => out.push_str(text),
                Inside::Section(text) => out.push_str(&format!("<![CDATA[{text}]]>")),
                Inside::Dropped => out.push_str("<!--hemmelig--><?hemmelig x?>"),
                Inside::Element(element) => element.write(false, out),
            }
        }
        out.push_str(&format!("</{name}>"));
    }
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("x"),
        Just(" "),
        Just("&amp;"),
        Just("&#x41;"),
        Just("\u{e5}"),
        Just("]"),
        Just("ja"),
        Just("\n"),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn element() -> impl Strategy<Value = Element> {
    let prefix = prop_oneof![Just(""), Just("m:"), Just("q:"), Just("n:"), Just("o:")].boxed();
    let name = prop_oneof![Just("a"), Just("b"), Just("c")].boxed();
    let attribute =
        prop_oneof![Just("id"), Just("m:id"), Just("q:id"), Just("o:id"), Just("xml:lang")];
    let attributes = proptest::collection::vec((attribute, text()), 0..3).boxed();
    let leaf = prop_oneof![
        4 => text().prop_map(Inside::Text),
        1 => "[a-z ]{0,3}".prop_map(Inside::Section),
        1 => Just(Inside::Dropped),
    ];
    let made = (prefix.clone(), name.clone(), attributes.clone());
    let inside = leaf.prop_recursive(4, 40, 5, move |inner| {
        let inside = proptest::collection::vec(inner, 0..5);
        (made.0.clone(), made.1.clone(), made.2.clone(), inside).prop_map(
            |(prefix, name, attributes, inside)| {
                Inside::Element(Element { prefix, name, attributes, inside })
            },
        )
    });
    let inside = proptest::collection::vec(inside, 0..5);
    (prefix, name, attributes, inside).prop_map(|(prefix, name, attributes, inside)| Element {
        prefix,
        name,
        attributes,
        inside,
    })
}

const PATHS: &[&str] = &[
    "m:a",
    "m:a.@id",
    "m:a.@m:id",
    "m:a.m:b",
    "m:a.m:b.@xml:lang",
    "m:a.b",
    "m:a.b.c",
    "m:a.n:c.m:a",
    "a.b",
    "a.@id",
    "a.m:a.a",
    "n:a.n:b",
    "a.b.@m:id",
    "m:a.m:b.m:c",
    "a.c",
];

fn step(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        None => name.to_owned(),
        Some(M) => format!("m:{name}"),
        Some(N) => format!("n:{name}"),
        Some("http://www.w3.org/XML/1998/namespace") => format!("xml:{name}"),
        Some(other) => format!("{{{other}}}{name}"),
    }
}

/// Every text and attribute of a document that could be a field: its path and its value. An element with
/// elements inside is no text.
fn fields(node: Node<'_, '_>, path: &str, found: &mut Vec<(String, String)>) {
    let name = step(node.tag_name().namespace(), node.tag_name().name());
    let path = if path.is_empty() { name } else { format!("{path}.{name}") };
    for attribute in node.attributes() {
        let name = step(attribute.namespace(), attribute.name());
        found.push((format!("{path}.@{name}"), attribute.value().to_owned()));
    }
    if node.children().any(|child| child.is_element()) {
        for child in node.children().filter(Node::is_element) {
            fields(child, &path, found);
        }
    } else {
        let texts = node.children().filter(Node::is_text).filter_map(|text| text.text());
        found.push((path, texts.collect()));
    }
}

fn fields_of(document: &str) -> Vec<(String, String)> {
    let document = Document::parse(document).unwrap();
    let mut found = Vec::new();
    fields(document.root_element(), "", &mut found);
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn what_comes_out_is_what_is_permitted_and_nothing_else(
        root in element(),
        chosen in proptest::collection::btree_set(0..PATHS.len(), 1..5),
        chunk in 1..40_usize,
    ) {
        let mut document = String::new();
        root.write(true, &mut document);
        let permits: Vec<&str> = chosen.iter().map(|index| PATHS[*index]).collect();
        // One element cannot be both text and a way: the plan says so.
        let Ok(plan) = sluse::redact::Plan::compile(xml(&permits).0) else { return Ok(()) };
        let shown = in_chunks(&plan, document.as_bytes().chunks(chunk)).unwrap();
        let whole = in_chunks(&plan, std::iter::once(document.as_bytes())).unwrap();
        prop_assert_eq!(&shown, &whole);
        // An element that is only on the way looks like one without text.
        let tells = |(path, value): &(String, String)| !value.is_empty() || path.contains('@');
        let permitted = |(path, _): &(String, String)| permits.contains(&path.as_str());
        let due: Vec<_> =
            fields_of(&document).into_iter().filter(tells).filter(permitted).collect();
        let came: Vec<_> = fields_of(&shown.body).into_iter().filter(tells).collect();
        prop_assert!(!shown.body.contains("hemmelig"), "{}", shown.body);
        prop_assert_eq!(came, due, "{} of {}", shown.body, document);
    }
}
