//! Answers about many persons: each record is decided, cut and accounted for by itself, and may be left
//! out.

use super::{Rules, path, setting};
use sluse::redact::{
    Fault, Piece, Plan, PlanError, PlanSource, RECORD_BYTES, RECORD_CUTS, Record, Redactor,
    Setting, Told, Unreadable, Writer,
};
use std::fmt::Write;

/// The rules of a list of persons: `p[].d` is the document, `p[].nr` whom it is about.
fn persons() -> Rules {
    let mut rules = Rules::permit(&["p[].d.a", "p[].d.l[].b"])
        .forbid_when("p[].d.a", "hidden")
        .fact("hidden", &["p[].d.grade"], &["open"], false)
        .known(&["p[].d.a", "p[].d.l[].b", "p[].d.grade"]);
    rules.0.records = Some(path("p[]"));
    rules.0.document = Some(path("p[].d"));
    rules.0.subject = Some(path("p[].nr"));
    rules.0.keeps = vec![path("p[].nr"), path("next")];
    rules
}

const PERSONS: &str = r#"{ "next" : 7, "p" : [
  {"nr":"17859241204","d":{"a":1,"l":[{"b":2}],"grade":"open"},"x":0},
  {"nr":"03910165681","d":{"a":3,"grade":"closed","y":1}},
  {"d":{"l":[{"b":4}]}} ], "other" : {"p":[{"nr":1}]} }"#;

fn pieces(plan: &Plan, document: &[u8], chunk: usize) -> Result<Vec<Piece>, Unreadable> {
    pieces_in(plan, setting(), document, chunk)
}

fn pieces_in(
    plan: &Plan,
    setting: Setting<'_>,
    document: &[u8],
    chunk: usize,
) -> Result<Vec<Piece>, Unreadable> {
    let mut redactor = Redactor::new(plan, setting);
    let mut pieces = Vec::new();
    for chunk in document.chunks(chunk) {
        redactor.feed(chunk)?;
        pieces.extend(redactor.take());
    }
    redactor.finish()?;
    pieces.extend(redactor.take());
    Ok(pieces)
}

/// Joins pieces, without the records of these places.
fn joined(plan: &Plan, pieces: Vec<Piece>, left_out: &[usize]) -> String {
    let mut writer = Writer::new(plan.format());
    let (mut at, mut out) = (0, Vec::new());
    for piece in pieces {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) => {
                if !left_out.contains(&at) {
                    writer.record(record.body);
                }
                at += 1;
            }
        }
        out.extend(writer.take());
    }
    String::from_utf8(out).unwrap()
}

fn records(pieces: Vec<Piece>) -> Vec<Record> {
    let record = |piece| match piece {
        Piece::Frame(_) => None,
        Piece::Record(record) => Some(record),
    };
    pieces.into_iter().filter_map(record).collect()
}

fn number(record: &Record) -> Option<&str> {
    match &record.subject {
        Told::Number(number) => Some(number),
        Told::Nothing | Told::Unreadable => None,
    }
}

#[test]
fn each_record_has_its_own_facts_cuts_account_and_subject() {
    let plan = persons().plan();
    let records = records(pieces(&plan, PERSONS.as_bytes(), 1000).unwrap());
    let [open, closed, silent] = records.as_slice() else { panic!("three persons") };
    assert_eq!(open.body, br#"{"nr":"17859241204","d":{"a":1,"l":[{"b":2}]}}"#);
    assert_eq!((number(open), &open.account.released), (Some("17859241204"), &vec![0, 1]));
    assert_eq!((&open.account.withheld, open.account.withheld_unnamed), (&vec![2], 0));
    assert!(open.account.facts.is_empty());
    assert_eq!(closed.body, br#"{"nr":"03910165681","d":{}}"#);
    assert_eq!((number(closed), &closed.account.released), (Some("03910165681"), &vec![]));
    assert_eq!((&closed.account.withheld, closed.account.withheld_unnamed), (&vec![0, 2], 1));
    assert_eq!(closed.account.facts, ["hidden"]);
    assert_eq!(silent.body, br#"{"d":{"l":[{"b":4}]}}"#);
    assert!(silent.subject == Told::Nothing && silent.account.facts.is_empty());
}

#[test]
fn any_record_may_be_left_out_and_the_rest_is_json() {
    let plan = persons().plan();
    let bodies = [
        r#"{"nr":"17859241204","d":{"a":1,"l":[{"b":2}]}}"#,
        r#"{"nr":"03910165681","d":{}}"#,
        r#"{"d":{"l":[{"b":4}]}}"#,
    ];
    for pattern in 0..8 {
        let left_out: Vec<usize> = (0..3).filter(|at| pattern & (1 << at) != 0).collect();
        let stay = (0..3).filter(|at| !left_out.contains(at)).map(|at| bodies[at]);
        let stay: Vec<&str> = stay.collect();
        let all = pieces(&plan, PERSONS.as_bytes(), 1000).unwrap();
        let expected = format!(r#"{{"next":7,"p":[{}]}}"#, stay.join(","));
        assert_eq!(joined(&plan, all, &left_out), expected);
    }
}

#[test]
fn a_chunk_boundary_at_every_byte_changes_nothing() {
    let plan = persons().plan();
    let told = |pieces: Vec<Piece>| {
        let whole = joined(&plan, pieces, &[]);
        let accounts = records(self::pieces(&plan, PERSONS.as_bytes(), 1).unwrap());
        (whole, accounts.into_iter().map(|record| record.account).collect::<Vec<_>>())
    };
    let whole = told(pieces(&plan, PERSONS.as_bytes(), 1000).unwrap());
    for chunk in 1..PERSONS.len() {
        assert_eq!(told(pieces(&plan, PERSONS.as_bytes(), chunk).unwrap()), whole);
    }
}

#[test]
fn records_may_be_members_lists_in_lists_or_scalars() {
    let of = |records: &str, permits: &[&str], keeps: &[&str], left: &[usize], document: &str| {
        let mut rules = Rules::permit(permits);
        rules.0.records = Some(path(records));
        rules.0.keeps = keeps.iter().map(|text| path(text)).collect();
        let plan = rules.plan();
        joined(&plan, pieces(&plan, document.as_bytes(), 3).unwrap(), left)
    };
    let member = r#"{"x":1,"person":{"a":2},"y":3}"#;
    let keeps = ["x", "y"];
    let kept = r#"{"x":1,"person":{"a":2},"y":3}"#;
    assert_eq!(of("person", &["person.a"], &keeps, &[], member), kept);
    assert_eq!(of("person", &["person.a"], &keeps, &[0], member), r#"{"x":1,"y":3}"#);
    assert_eq!(of("person", &["person.a"], &["y"], &[0], member), r#"{"y":3}"#);
    assert_eq!(of("person", &["person.a"], &[], &[0], member), "{}");
    let nested = r#"{"g":[{"id":1,"m":[{"a":2},{"a":3}]},{"id":4,"m":[]},{"m":[{"a":5}]}]}"#;
    let of_nested = |left: &[usize]| of("g[].m[]", &["g[].m[].a"], &["g[].id"], left, nested);
    assert_eq!(of_nested(&[]), nested);
    assert_eq!(of_nested(&[0, 2]), r#"{"g":[{"id":1,"m":[{"a":3}]},{"id":4,"m":[]},{"m":[]}]}"#);
    assert_eq!(of("[]", &["[]"], &[], &[1], r#"[1,"2",[3],null]"#), "[1,null]");
}

#[test]
fn what_has_no_records_is_a_frame_without_them() {
    let plan = persons().plan();
    for (document, frame) in [
        ("{}", "{}"),
        ("[]", "[]"),
        ("7", "null"),
        (r#"{"p":{"nr":"1"},"next":1}"#, r#"{"p":{},"next":1}"#),
        (r#"{"p":"x","next":{"nr":"1"}}"#, "{}"),
    ] {
        let all = pieces(&plan, document.as_bytes(), 2).unwrap();
        assert!(all.iter().all(|piece| matches!(piece, Piece::Frame(_))));
        let frame = if document.contains(r#""p":{"#) { r#"{"next":1}"# } else { frame };
        assert_eq!(joined(&plan, all, &[]), frame);
    }
}

#[test]
fn a_record_of_which_nothing_may_leave_is_accounted_for_and_leaves_no_trace() {
    let mut rules = persons();
    rules.0.forbids.push(sluse::redact::ForbidSource {
        path: None,
        only_when: Some(super::condition("hidden", true)),
    });
    let plan = rules.plan();
    let all = pieces(&plan, PERSONS.as_bytes(), 7).unwrap();
    let out = joined(&plan, all, &[]);
    assert!(!out.contains("03910165681") && out.contains("17859241204"), "{out}");
    let records = records(pieces(&plan, PERSONS.as_bytes(), 7).unwrap());
    assert!(records[1].body.is_empty() && records[1].account.released.is_empty());
    assert_eq!(number(&records[1]), Some("03910165681"));
}

#[test]
fn narrowing_never_touches_what_stands_around_the_documents() {
    let plan = persons().plan();
    for (permits, body) in [
        (vec![], r#"{"next":7,"p":[{"nr":"17859241204"},{"nr":"03910165681"},{}]}"#),
        (
            vec![1],
            r#"{"next":7,"p":[{"nr":"17859241204","d":{"l":[{"b":2}]}},{"nr":"03910165681","d":{}},{"d":{"l":[{"b":4}]}}]}"#,
        ),
    ] {
        let mask = plan.narrow(permits);
        let setting = Setting { mask: Some(&mask), ..setting() };
        let all = pieces_in(&plan, setting, PERSONS.as_bytes(), 5).unwrap();
        assert_eq!(joined(&plan, all, &[]), body);
    }
}

#[test]
fn a_subject_is_one_string_and_nothing_else() {
    let mut rules = Rules::default().known(&["a"]);
    rules.0.subject = Some(path("id[].nr"));
    rules.0.versions = vec![sluse::redact::VersionsSource {
        list: path("id[]"),
        current: path("id[].now"),
        absent_is_current: true,
    }];
    let plan = rules.plan();
    let told = |ids: &str| {
        let document = format!(r#"{{"a":1,"id":[{ids}]}}"#);
        records(pieces(&plan, document.as_bytes(), 4).unwrap()).remove(0).subject
    };
    let number = |text: &str| Told::Number(text.to_owned().into());
    assert!(told("") == Told::Nothing);
    assert!(told(r#"{"nr":"17859241204"}"#) == number("17859241204"));
    assert!(told(r#"{"nr":"1785924\u0031204"}"#) == number("17859241204"));
    assert!(told(r#"{"nr":"1"},{"nr":"1"}"#) == number("1"));
    assert!(told(r#"{"nr":"1"},{"nr":"2"}"#) == Told::Unreadable);
    assert!(told(r#"{"nr":"1"},{"nr":"2","now":false}"#) == number("1"));
    assert!(told(r#"{"nr":"2","now":false},{"nr":"1"}"#) == number("1"));
    assert!(told(r#"{"nr":"2","now":false}"#) == Told::Nothing);
    for value in ["17859241204", "null", "true", "[]", r#"["1"]"#, "{}"] {
        assert!(told(&format!(r#"{{"nr":{value}}}"#)) == Told::Unreadable, "{value}");
    }
    assert!(told(&format!(r#"{{"nr":"{}"}}"#, "1".repeat(1000))) == Told::Unreadable);
    assert!(!format!("{:?}", told(r#"{"nr":"17859241204"}"#)).contains("178"));
}

#[test]
fn an_endless_stream_of_records_takes_no_more_room_than_one() {
    let plan = persons().plan();
    let mut redactor = Redactor::new(&plan, setting());
    redactor.feed(br#"{"p":["#).unwrap();
    let mut seen = 0;
    for turn in 0..20_000 {
        let comma = if turn > 0 { "," } else { "" };
        let dropped = "x".repeat(turn % 100);
        let record = format!(r#"{comma}{{"nr":"1","d":{{"a":{turn},"z":["{dropped}"]}}}}"#);
        redactor.feed(record.as_bytes()).unwrap();
        for piece in redactor.take() {
            if let Piece::Record(record) = piece {
                let expected = format!(r#"{{"nr":"1","d":{{"a":{turn}}}}}"#);
                assert_eq!(record.body, expected.as_bytes());
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 20_000, "each came out as soon as it was complete");
}

#[test]
fn a_record_of_which_too_much_would_come_out_is_refused() {
    let plan = Rules::permit(&["l[]"]).plan();
    let many = format!(r#"{{"l":[{}0]}}"#, "1234567,".repeat(RECORD_BYTES.most / 8 + 1));
    for chunk in [many.len(), 100_000] {
        let refused = pieces(&plan, many.as_bytes(), chunk).unwrap_err();
        assert_eq!(refused.fault, Fault::RecordTooLarge);
    }
    let string = format!(r#"{{"l":["{}"]}}"#, "x".repeat(RECORD_BYTES.most));
    let refused = pieces(&plan, string.as_bytes(), 100_000).unwrap_err();
    assert_eq!(refused.fault, Fault::RecordTooLarge);
    let rules = Rules::permit(&["l[]"]).forbid_when("l[]", "f").fact("f", &["f"], &[], false);
    let cuts = format!(r#"{{"l":[{}0]}}"#, "0,".repeat(RECORD_CUTS.most));
    let refused = pieces(&rules.plan(), cuts.as_bytes(), 100_000).unwrap_err();
    assert_eq!(refused.fault, Fault::RecordTooLarge);
    let dropped = format!(r#"{{"x":["{}"],"l":[1]}}"#, "x".repeat(RECORD_BYTES.most));
    let all = pieces(&plan, dropped.as_bytes(), 100_000).unwrap();
    assert_eq!(joined(&plan, all, &[]), r#"{"l":[1]}"#);
}

#[test]
fn a_fault_after_the_record_of_a_single_document_lets_nothing_out() {
    let plan = Rules::permit(&["a"]).plan();
    let mut redactor = Redactor::new(&plan, setting());
    redactor.feed(br#"{"a":1} "#).unwrap();
    assert!(redactor.take().is_empty());
    assert!(redactor.feed(b"x").is_err());
    assert!(redactor.finish().is_err() && redactor.take().is_empty());
}

#[test]
fn a_fault_in_the_next_record_stops_the_list() {
    let plan = persons().plan();
    let mut redactor = Redactor::new(&plan, setting());
    redactor.feed(br#"{"p":[{"d":{"a":1}},{"d":{"a":2,"a":3}}"#).unwrap_err();
    assert!(redactor.take().is_empty());
}

#[test]
fn paths_that_mean_nothing_are_refused() {
    let refused = |change: &dyn Fn(&mut PlanSource)| {
        let mut rules = persons();
        change(&mut rules.0);
        let error = Plan::compile(rules.0).unwrap_err();
        assert!(matches!(error, PlanError::Misplaced { .. }), "{error}");
        let mut text = String::new();
        write!(text, "{error}").unwrap();
        text
    };
    let text = refused(&|source| source.permits.push(super::permit("p[].x", super::Form::Clear)));
    assert_eq!(text, "p[].x must stand inside the document");
    refused(&|source| source.known.push(path("p[].nr")));
    refused(&|source| source.document = Some(path("q")));
    refused(&|source| source.subject = Some(path("q[].nr")));
    refused(&|source| source.facts[0].paths.push(path("q")));
    refused(&|source| {
        let forbid = sluse::redact::ForbidSource { path: Some(path("q")), only_when: None };
        source.forbids.push(forbid);
    });
    let text = refused(&|source| source.keeps.push(path("p[].d.k")));
    assert_eq!(text, "p[].d.k must stand outside the document");
    let text = refused(&|source| source.format = sluse::redact::Format::JsonLines);
    assert_eq!(text, "p[] must stand in a document that is not written in lines");
}
