//! Arbitrary bytes as an XML document: no panic, the same answer however the chunks are cut, and what is
//! accepted is XML to an independent reader, before and after.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::redact::{
    Condition, FactSource, ForbidSource, Form, Format, PermitSource, Piece, Plan, PlanSource,
    Redactor, Setting, Test, Unreadable, Writer,
};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;

fn plan() -> Plan {
    let path = |text: &str| FieldPath::parse(text).expect("is a path");
    let permit = |text: &str, form: Form| PermitSource {
        path: path(text),
        form,
        only_when: None,
        history: false,
    };
    let source = PlanSource {
        format: Format::Xml,
        namespaces: vec![("m".to_owned(), "u".to_owned())],
        permits: vec![
            permit("a.b", Form::Clear),
            permit("a.b.@c", Form::Clear),
            permit("m:a.m:b", Form::Clear),
            permit("a.e", Form::Exists),
            permit("a.f", Form::Masked(2)),
        ],
        forbids: vec![ForbidSource {
            path: Some(path("a.b")),
            only_when: Some(Condition { fact: "held".to_owned(), holds: true }),
        }],
        facts: vec![FactSource {
            name: "held".to_owned(),
            paths: vec![path("a.d"), path("a.@d")],
            test: Test::HoldsUnless(vec!["no".to_owned()]),
            when_absent: false,
        }],
        known: vec![path("a.b"), path("a.g")],
        ..PlanSource::default()
    };
    Plan::compile(source).expect("is a plan")
}

fn redact(plan: &Plan, document: &[u8], chunk_bytes: usize) -> Result<Vec<u8>, Unreadable> {
    let today = Day::parse("2026-11-21").expect("is a day");
    let mut redactor = Redactor::new(plan, Setting { today, mask: None, pseudonyms: None });
    for chunk in document.chunks(chunk_bytes) {
        redactor.feed(chunk)?;
    }
    redactor.finish()?;
    let mut writer = Writer::new(plan.format());
    for piece in redactor.take() {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) => writer.record(record.body),
        }
    }
    Ok(writer.take())
}

fn is_xml(document: &[u8]) -> bool {
    std::str::from_utf8(document).is_ok_and(|text| roxmltree::Document::parse(text).is_ok())
}

fuzz_target!(|data: &[u8]| {
    let Some((first, document)) = data.split_first() else { return };
    let plan = plan();
    let whole = redact(&plan, document, document.len().max(1));
    let cut = redact(&plan, document, usize::from(*first % 16) + 1);
    assert_eq!(whole, cut, "chunks change the answer");
    if let Ok(body) = whole {
        assert!(is_xml(document) && is_xml(&body));
    }
});
