//! Properties over arbitrary documents and rules, against the model and an independent parser.

use super::model::{Doc, expect};
use super::{condition, in_chunks, path, redact};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sluse::redact::{
    Condition, FactSource, Fault, ForbidSource, Form, PermitSource, Plan, PlanSource, Test,
    VersionsSource,
};
use sluse::vocab::field::FieldPath;

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

const SCALARS: [&str; 20] = [
    "1.10",
    "-0",
    "12345678901234567890123",
    "1E+2",
    "true",
    "true",
    "false",
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

const PATHS: [&str; 20] = [
    "a",
    "b",
    "c",
    "[]",
    "a.a",
    "a.b",
    "b.a",
    "a[]",
    "b[]",
    "a[].a",
    "a[].b",
    "[].a",
    "[].a.b",
    "a.a.b",
    "a[][]",
    "[][]",
    "a[].c",
    "a[].c[]",
    "a[].c[].a",
    "b[].b",
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

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![
        6 => Just(Form::Clear),
        2 => Just(Form::Exists),
        1 => Just(Form::AgeInYears),
        1 => Just(Form::Year),
        1 => Just(Form::InSet(vec!["no".to_owned(), "1.10".to_owned()])),
    ]
}

pub(super) fn on_a_fact() -> impl Strategy<Value = Option<Condition>> {
    let fact = (select(&["f", "g"][..]), any::<bool>());
    prop_oneof![1 => Just(None), 1 => fact.prop_map(|(name, holds)| Some(condition(name, holds)))]
}

fn test() -> impl Strategy<Value = Test> {
    let strings = || {
        let denials = select(&DENIALS[..]);
        denials.prop_map(|texts| texts.iter().map(|text| (*text).to_owned()).collect())
    };
    prop_oneof![
        3 => strings().prop_map(Test::HoldsUnless),
        2 => strings().prop_map(Test::HoldsIf),
        1 => (20..30_u16).prop_map(Test::AgeUnder),
        1 => (20..30_u16).prop_map(Test::AgeFrom),
    ]
}

/// Lists of versions: none, one, or one inside another.
fn versions() -> impl Strategy<Value = Vec<VersionsSource>> {
    let lists = [("a[]", "a[].b"), ("b[]", "b[].a"), ("a[].c[]", "a[].c[].b")];
    vec(any::<(bool, bool)>(), 3).prop_map(move |chosen| {
        let chosen = lists.into_iter().zip(chosen).filter(|(_, (chosen, _))| *chosen);
        let versions = chosen.map(|((list, current), (_, absent_is_current))| VersionsSource {
            list: path(list),
            current: path(current),
            absent_is_current,
        });
        versions.collect()
    })
}

pub(super) fn paths() -> impl Strategy<Value = FieldPath> {
    select(&PATHS[..]).prop_map(path)
}

pub(super) fn rules() -> impl Strategy<Value = PlanSource> {
    let permit = (paths(), form(), on_a_fact(), any::<bool>());
    let permit = permit.prop_map(|(path, form, only_when, history)| PermitSource {
        path,
        form,
        only_when,
        history,
    });
    let forbidden = prop_oneof![6 => paths().prop_map(Some), 1 => Just(None)];
    let forbid = (forbidden, on_a_fact());
    let forbid = forbid.prop_map(|(path, only_when)| ForbidSource { path, only_when });
    let told = (vec(paths(), 0..3), test(), any::<bool>());
    let rules =
        (vec(permit, 0..6), vec(forbid, 0..3), vec(told, 2), versions(), vec(paths(), 0..5));
    rules.prop_map(|(permits, forbids, told, versions, known)| {
        let names = ["f", "g"].into_iter();
        let facts = names.zip(told).map(|(name, (paths, test, when_absent))| FactSource {
            name: name.to_owned(),
            paths,
            test,
            when_absent,
        });
        PlanSource {
            permits: apart(permits),
            forbids,
            facts: facts.collect(),
            versions,
            known,
            ..PlanSource::default()
        }
    })
}

/// Leaves out permits that overlap an earlier one.
fn apart(permits: Vec<PermitSource>) -> Vec<PermitSource> {
    let mut kept: Vec<PermitSource> = Vec::new();
    for permit in permits {
        let path = &permit.path;
        if !kept.iter().any(|other| other.path.covers(path) || path.covers(&other.path)) {
            kept.push(permit);
        }
    }
    kept
}

/// Cuts the bytes at these places.
pub(super) fn chunks<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
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

pub(super) fn parse(body: &str) -> serde_json::Value {
    serde_json::from_str(body).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_filter_does_what_the_model_says(doc in doc(), rules in rules()) {
        let document = doc.write();
        let expected = expect(&doc, &rules);
        let plan = Plan::compile(rules).unwrap();
        prop_assert_eq!(redact(&plan, document.as_bytes()).unwrap(), expected, "{}", document);
    }

    #[test]
    fn a_common_parser_finds_in_the_output_only_what_was_in_the_document(doc in doc(), rules in rules()) {
        let clear = rules.permits.iter().all(|permit| permit.form == Form::Clear);
        let plan = Plan::compile(rules).unwrap();
        let document = doc.write();
        let redacted = redact(&plan, document.as_bytes()).unwrap();
        let (narrow, wide) = (parse(&redacted.body), parse(&document));
        prop_assert!(!clear || redacted.body == "null" || within(&narrow, &wide));
    }

    #[test]
    fn any_chunking_gives_the_same(doc in doc(), rules in rules(), cuts in vec(any::<usize>(), 0..8)) {
        let document = doc.write();
        let plan = Plan::compile(rules).unwrap();
        let whole = redact(&plan, document.as_bytes()).unwrap();
        let cut = in_chunks(&plan, chunks(document.as_bytes(), &cuts).into_iter()).unwrap();
        prop_assert_eq!(&cut, &whole);
        let bytes = in_chunks(&plan, document.as_bytes().chunks(1)).unwrap();
        prop_assert_eq!(bytes, cut);
    }

    #[test]
    fn a_further_forbid_never_widens_the_output(doc in doc(), rules in rules(), more in select(&PATHS[..])) {
        let document = doc.write();
        let mut stricter = rules.clone();
        stricter.forbids.push(ForbidSource { path: Some(path(more)), only_when: None });
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
        let whole = redact(&plan, &document);
        prop_assert_eq!(&in_chunks(&plan, chunks(&document, &cuts).into_iter()), &whole);
        prop_assert_eq!(&in_chunks(&plan, document.chunks(1)), &whole);
        let parsed = serde_json::from_slice::<serde_json::Value>(&document);
        match (whole, parsed) {
            (Err(refused), Ok(_)) => prop_assert_eq!(refused.fault, Fault::DuplicateName),
            (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{}", error),
            _ => {}
        }
    }
}
