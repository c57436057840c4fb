//! Arbitrary bytes as comma-separated values: no panic, the same answer however the chunks are cut, and
//! what comes out is read again as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::redact::{
    Form, Format, PermitSource, Piece, Plan, PlanSource, Redactor, Setting, Unreadable, Writer,
};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;

fn plan() -> Plan {
    let permit = |text: &str, form: Form| PermitSource {
        path: FieldPath::parse(text).expect("is a path"),
        form,
        only_when: None,
        history: false,
    };
    let source = PlanSource {
        format: Format::Csv,
        permits: vec![permit("a", Form::Clear), permit("b", Form::Clear)],
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

fuzz_target!(|data: &[u8]| {
    let Some((first, document)) = data.split_first() else { return };
    let plan = plan();
    let whole = redact(&plan, document, document.len().max(1));
    let cut = redact(&plan, document, usize::from(*first % 16) + 1);
    assert_eq!(whole, cut, "chunks change the answer");
    if let Ok(body) = whole
        && !body.is_empty()
        // One column alone does not say that semicolons separated it from others.
        && !document.contains(&b';')
    {
        assert_eq!(redact(&plan, &body, body.len()), Ok(body), "it is what it was");
    }
});
