//! `sluse policy catalogue`.

use super::{asked, golden, policy, policy_of};
use oxjsonld::JsonLdParser;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, TermRef, TripleRef};
use oxttl::TurtleParser;
use tempfile::TempDir;

const BASE: &str = "https://sluse.example/";

async fn written(more: &[&str]) -> String {
    let dir = asked("then");
    policy_of(&[&["catalogue", "--dir", &dir, "--base", BASE], more].concat()).await
}

fn read_turtle(text: &str) -> Graph {
    TurtleParser::new().for_slice(text).map(Result::unwrap).collect()
}

fn node<'t>(text: &'t str) -> NamedNodeRef<'t> {
    NamedNodeRef::new(text).unwrap()
}

#[tokio::test]
async fn the_catalogue_is_written_with_the_words_of_dcat_ap_no() {
    assert_eq!(written(&[]).await, golden("catalogue.ttl"));
}

#[tokio::test]
async fn turtle_and_json_ld_say_the_same() {
    let turtle = read_turtle(&written(&[]).await);
    for form in [&["--format", "json-ld"][..], &["--json"]] {
        let text = written(form).await;
        let quads = JsonLdParser::new().for_slice(&text).map(Result::unwrap);
        let graph: Graph = quads.map(oxrdf::Triple::from).collect();
        // There are no blank nodes: equal and isomorphic are the same.
        assert!(graph.iter().all(|it| !it.subject.is_blank_node() && !it.object.is_blank_node()));
        assert_eq!(turtle, graph);
    }
    assert!(turtle.len() > 100);
}

#[tokio::test]
async fn each_purpose_is_a_rule_that_implements_a_statute() {
    let graph = read_turtle(&written(&[]).await);
    let rule = node("https://sluse.example/catalogue/purposes/helse");
    let cpsv = "http://purl.org/vocab/cpsv#";
    let (class, implements) = (format!("{cpsv}Rule"), format!("{cpsv}implements"));
    assert!(graph.contains(TripleRef::new(rule, rdf::TYPE, node(&class))));
    let laws: Vec<TermRef<'_>> =
        graph.objects_for_subject_predicate(rule, node(&implements)).collect();
    assert_eq!(laws.len(), 2, "one for each basis");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    let dir = TempDir::new().unwrap();
    let then = asked("then");
    for (base, contact) in [
        ("sluse.example", "mailto:a@b.example"),
        ("ftp://sluse.example", "mailto:a@b.example"),
        ("https://sluse.example/?x", "mailto:a@b.example"),
        ("https://sluse .example", "mailto:a@b.example"),
        ("https://sluse.example", "a@b.example> ."),
    ] {
        let arguments = ["catalogue", "--dir", &then, "--base", base, "--contact", contact];
        let told = policy(&dir, &arguments).await;
        assert!(!told.good && told.out.is_empty(), "{base} {contact}: {}", told.out);
        assert!(told.err.contains("is not an absolute address"), "{}", told.err);
    }
}
