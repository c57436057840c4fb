//! Properties over arbitrary documents and rules, against the model and an independent parser.

use super::model::{Doc, Expected, expect};
use super::{in_chunks, path, redact};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sluse::redact::{FactSource, Fault, Form, Plan, PlanSource, Redacted, Unreadable};

/// Names as written; the first few stand in paths too.
const NAMES: [&str; 9] = [
    r#""a""#,
    r#""b""#,
    r#""c""#,
    r#""\u0061""#,
    r#""\u0062""#,
    r#""a.b""#,
    r#""a[0]""#,
    r#""æ\n""#,
    r#""a\u0000""#,
];

const SCALARS: [&str; 18] = [
    "1.10",
    "-0",
    "12345678901234567890123",
    "1E+2",
    "true",
    "null",
    "\"\"",
    "\"x\"",
    "\"\\u0061\\\"\\\\\"",
    "\"no\"",
    "\"n\\u006f\"",
    "\"yes\"",
    "\"2000-01-01\"",
    "\"2000-01\\u002d31\"",
    "\"2030-01-01\"",
    "\"æøå\u{1f600}\"",
    "\"\\ud83d\\ude00\"",
    "\"{[,]}:\"",
];

/// What facts are denied with.
const DENIALS: [&[&str]; 3] = [&["no"], &["no", "x"], &[]];

const PATHS: [&str; 16] = [
    "a", "b", "c", "[]", "a.a", "a.b", "b.a", "a[]", "b[]", "a[].a", "a[].b", "[].a", "[].a.b",
    "a.a.b", "a[][]", "[][]",
];

pub(super) fn doc() -> impl Strategy<Value = Doc> {
    let scalar = select(&SCALARS[..]).prop_map(|raw| Doc::Scalar(raw.to_owned()));
    scalar.prop_recursive(5, 40, 5, |inner| {
        let space = select(&["", "", " ", "\n\t "][..]);
        let name = select(&NAMES[..]);
        prop_oneof![
            2 => (space.clone(), vec(inner.clone(), 0..4)).prop_map(|(space, items)| Doc::Array(space, items)),
            3 => (space, vec((name, inner), 0..5)).prop_map(|(space, members)| Doc::Object(space, distinct(members))),
        ]
    })
}

/// Leaves out members whose names are the same once unescaped.
fn distinct(members: Vec<(&str, Doc)>) -> Vec<(String, Doc)> {
    let mut kept: Vec<(String, Doc)> = Vec::new();
    let meaning = |name: &str| serde_json::from_str::<String>(name).unwrap();
    for (name, value) in members {
        if !kept.iter().any(|(other, _)| meaning(other) == meaning(name)) {
            kept.push((name.to_owned(), value));
        }
    }
    kept
}

pub(super) fn rules() -> impl Strategy<Value = PlanSource> {
    let paths = || select(&PATHS[..]).prop_map(path);
    let form =
        prop_oneof![4 => Just(Form::Clear), 2 => Just(Form::Scalar), 1 => Just(Form::AgeInYears)];
    let fact = prop_oneof![1 => Just(None), 2 => select(&["f", "g"][..]).prop_map(|name| Some(name.to_owned()))];
    let told = (vec(paths(), 0..3), select(&DENIALS[..]), any::<bool>());
    (vec((paths(), form), 0..5), vec((paths(), fact), 0..4), vec(told, 2), vec(paths(), 0..5))
        .prop_map(|(permits, forbids, told, known)| {
            let names = ["f", "g"].into_iter();
            let facts = names.zip(told).map(|(name, (paths, unless, when_absent))| FactSource {
                name: name.to_owned(),
                paths,
                holds_unless: unless.iter().map(|text| (*text).to_owned()).collect(),
                when_absent,
            });
            PlanSource { permits: apart(permits), forbids, facts: facts.collect(), known }
        })
}

/// Leaves out permits that overlap an earlier one.
fn apart<T>(
    permits: Vec<(sluse::vocab::field::FieldPath, T)>,
) -> Vec<(sluse::vocab::field::FieldPath, T)> {
    let mut kept: Vec<(sluse::vocab::field::FieldPath, T)> = Vec::new();
    for (path, form) in permits {
        if !kept.iter().any(|(other, _)| other.covers(&path) || path.covers(other)) {
            kept.push((path, form));
        }
    }
    kept
}

pub(super) fn told(redacted: &Redacted) -> Expected {
    Expected {
        body: super::body(redacted),
        released: redacted.released.clone(),
        withheld: redacted.withheld.clone(),
        withheld_unnamed: redacted.withheld_unnamed as usize,
        facts: redacted.facts.clone(),
    }
}

fn outcome(result: Result<Redacted, Unreadable>) -> Result<Expected, Unreadable> {
    result.as_ref().map(told).map_err(|refused| *refused)
}

/// Cuts the bytes at these places.
fn chunks<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

/// Every value that a reader finds in `narrow` it finds in `wide` at the same place. Elements may be
/// missing from an array, so each is looked for among those that are left.
pub(super) fn within(narrow: &serde_json::Value, wide: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Object};
    match (narrow, wide) {
        (Object(narrow), Object(wide)) => narrow
            .iter()
            .all(|(name, value)| wide.get(name).is_some_and(|other| within(value, other))),
        (Array(narrow), Array(wide)) => {
            let mut left = wide.iter();
            narrow.iter().all(|value| left.any(|other| within(value, other)))
        }
        _ => narrow == wide,
    }
}

pub(super) fn parse(body: &[u8]) -> serde_json::Value {
    serde_json::from_slice(body).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_filter_does_what_the_model_says(doc in doc(), rules in rules()) {
        let document = doc.write();
        let expected = expect(&doc, &rules);
        let plan = Plan::compile(rules).unwrap();
        prop_assert_eq!(told(&redact(&plan, document.as_bytes()).unwrap()), expected, "{}", document);
    }

    #[test]
    fn a_common_parser_finds_in_the_output_only_what_was_in_the_document(doc in doc(), rules in rules()) {
        let ages = rules.permits.iter().any(|(_, form)| *form == Form::AgeInYears);
        let plan = Plan::compile(rules).unwrap();
        let document = doc.write();
        let redacted = redact(&plan, document.as_bytes()).unwrap();
        let (narrow, wide) = (parse(&redacted.body), parse(document.as_bytes()));
        prop_assert!(ages || redacted.body == b"null" || within(&narrow, &wide));
    }

    #[test]
    fn any_chunking_gives_the_same(doc in doc(), rules in rules(), cuts in vec(any::<usize>(), 0..8)) {
        let document = doc.write();
        let plan = Plan::compile(rules).unwrap();
        let whole = told(&redact(&plan, document.as_bytes()).unwrap());
        let cut = in_chunks(&plan, chunks(document.as_bytes(), &cuts).into_iter()).unwrap();
        prop_assert_eq!(told(&cut), whole);
        let bytes = in_chunks(&plan, document.as_bytes().chunks(1)).unwrap();
        prop_assert_eq!(told(&bytes), told(&cut));
    }

    #[test]
    fn a_further_forbid_never_widens_the_output(doc in doc(), rules in rules(), more in select(&PATHS[..])) {
        let document = doc.write();
        let mut stricter = rules.clone();
        stricter.forbids.push((path(more), None));
        let wide = redact(&Plan::compile(rules).unwrap(), document.as_bytes()).unwrap();
        let narrow = redact(&Plan::compile(stricter).unwrap(), document.as_bytes()).unwrap();
        prop_assert!(within(&parse(&narrow.body), &parse(&wide.body)));
        prop_assert!(narrow.released.iter().all(|permit| wide.released.contains(permit)));
    }

    #[test]
    fn broken_documents_are_refused_alike_in_any_chunking_and_as_serde_json_does(
        doc in doc(),
        rules in rules(),
        place in any::<usize>(),
        byte in prop_oneof![select(&b"{}[]\",:\\u0-e. \n\x00\xc3\xa6\xff"[..]), any::<u8>()],
        change in 0..3,
        cuts in vec(any::<usize>(), 0..8),
    ) {
        let mut document = doc.write().into_bytes();
        let place = place % document.len();
        match change {
            0 => document[place] = byte,
            1 => document.insert(place, byte),
            _ => drop(document.remove(place)),
        }
        let plan = Plan::compile(rules).unwrap();
        let whole = outcome(redact(&plan, &document));
        prop_assert_eq!(&outcome(in_chunks(&plan, chunks(&document, &cuts).into_iter())), &whole);
        prop_assert_eq!(&outcome(in_chunks(&plan, document.chunks(1))), &whole);
        let parsed = serde_json::from_slice::<serde_json::Value>(&document);
        match (whole, parsed) {
            (Err(refused), Ok(_)) => prop_assert_eq!(refused.fault, Fault::DuplicateName),
            (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{}", error),
            _ => {}
        }
    }
}
