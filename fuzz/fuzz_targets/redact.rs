//! Arbitrary bytes as a document: no panic, the same answer however the chunks are cut, and what is
//! accepted is JSON to an independent parser, before and after.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::redact::{FactSource, Form, Plan, PlanSource, Redacted, Redactor, Unreadable};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;

fn plan() -> Plan {
    let path = |text: &str| FieldPath::parse(text).expect("is a path");
    let source = PlanSource {
        permits: vec![
            (path("a"), Form::Clear),
            (path("b[].c"), Form::Clear),
            (path("d.e"), Form::AgeInYears),
            (path("[]"), Form::Clear),
        ],
        forbids: vec![
            (path("a.b"), None),
            (path("b[]"), Some("held".to_owned())),
            (path("[].x"), Some("held".to_owned())),
        ],
        facts: vec![FactSource {
            name: "held".to_owned(),
            paths: vec![path("f"), path("a.f"), path("[].f")],
            holds_unless: vec!["no".to_owned()],
            when_absent: false,
        }],
        known: vec![path("a"), path("b[].c"), path("g.h")],
    };
    Plan::compile(source).expect("is a plan")
}

fn redact(plan: &Plan, document: &[u8], chunk_bytes: usize) -> Result<Redacted, Unreadable> {
    let today = Day::parse("2026-11-21").expect("is a day");
    let mut redactor = Redactor::new(plan, today);
    for chunk in document.chunks(chunk_bytes) {
        redactor.feed(chunk)?;
    }
    redactor.finish()
}

/// Whether serde_json reads it, or knows only that a number is too large for it.
fn is_json(document: &[u8]) -> bool {
    match serde_json::from_slice::<serde_json::Value>(document) {
        Ok(_) => true,
        Err(error) => {
            let error = error.to_string();
            error.contains("out of range") || error.contains("recursion limit")
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((first, document)) = data.split_first() else { return };
    let plan = plan();
    let whole = redact(&plan, document, document.len().max(1));
    let cut = redact(&plan, document, usize::from(*first % 16) + 1);
    match (whole, cut) {
        (Ok(whole), Ok(cut)) => {
            assert!(is_json(document) && is_json(&whole.body));
            assert_eq!(whole.body, cut.body);
            assert_eq!(whole.released, cut.released);
            assert_eq!(whole.withheld, cut.withheld);
            assert_eq!(whole.withheld_unnamed, cut.withheld_unnamed);
            assert_eq!(whole.facts, cut.facts);
        }
        (Err(whole), Err(cut)) => assert_eq!(whole, cut),
        _ => panic!("chunks change the answer"),
    }
});
