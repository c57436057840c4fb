//! Arbitrary bytes as a document: no panic, the same answer however the chunks are cut, and what is
//! accepted is JSON to an independent parser, before and after.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::redact::{
    Account, Condition, FactSource, ForbidSource, Form, Format, PermitSource, Piece, Plan,
    PlanSource, Redactor, Setting, Test, Unreadable, VersionsSource, Writer,
};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;

fn plan() -> Plan {
    let path = |text: &str| FieldPath::parse(text).expect("is a path");
    let permit = |text: &str, form: Form, history| PermitSource {
        path: path(text),
        form,
        only_when: None,
        history,
    };
    let held = || Some(Condition { fact: "held".to_owned(), holds: true });
    let source = PlanSource {
        permits: vec![
            permit("a.x", Form::Clear, false),
            permit("a.b", Form::Exists, false),
            permit("b[].c", Form::Clear, true),
            permit("b[].d", Form::Masked(2), false),
            permit("d.e", Form::AgeInYears, false),
            permit("d.f", Form::RoundTo(10), false),
            permit("[][]", Form::Clear, false),
            permit("[].x", Form::Clear, false),
        ],
        forbids: vec![
            ForbidSource { path: Some(path("a.y")), only_when: None },
            ForbidSource { path: Some(path("b[].c")), only_when: held() },
            ForbidSource { path: Some(path("[].x")), only_when: held() },
        ],
        facts: vec![FactSource {
            name: "held".to_owned(),
            paths: vec![path("f"), path("a.f"), path("[].f")],
            test: Test::HoldsUnless(vec!["no".to_owned()]),
            when_absent: false,
        }],
        versions: vec![VersionsSource {
            list: path("b[]"),
            current: path("b[].now"),
            absent_is_current: true,
        }],
        known: vec![path("a"), path("b[].c"), path("g.h")],
        ..PlanSource::default()
    };
    Plan::compile(source).expect("is a plan")
}

struct Redacted {
    body: Vec<u8>,
    accounts: Vec<Account>,
}

fn redact(plan: &Plan, document: &[u8], chunk_bytes: usize) -> Result<Redacted, Unreadable> {
    let today = Day::parse("2026-11-21").expect("is a day");
    let mut redactor = Redactor::new(plan, Setting { today, mask: None, pseudonyms: None });
    for chunk in document.chunks(chunk_bytes) {
        redactor.feed(chunk)?;
    }
    redactor.finish()?;
    let (mut writer, mut accounts) = (Writer::new(Format::Json), Vec::new());
    for piece in redactor.take() {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) => {
                writer.record(record.body);
                accounts.push(record.account);
            }
        }
    }
    Ok(Redacted { body: writer.take(), accounts })
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
            assert_eq!(whole.accounts, cut.accounts);
        }
        (Err(whole), Err(cut)) => assert_eq!(whole, cut),
        _ => panic!("chunks change the answer"),
    }
});
