//! JSON on lines of their own: each line is a document and a record.

use super::{Rules, setting};
use sluse::redact::{Fault, Format, Piece, Plan, Redactor, Unreadable, Writer};

fn plan() -> Plan {
    let mut rules = Rules::permit(&["a", "b[].c"]).known(&["a", "b[].c", "d"]);
    rules = rules.forbid_when("a", "f").fact("f", &["f"], &["no"], false);
    rules.0.format = Format::JsonLines;
    rules.plan()
}

/// What comes out, how many records there are, and the accounts of what was withheld.
fn of(document: &[u8], chunk: usize) -> Result<(String, Vec<Vec<usize>>), Unreadable> {
    let plan = plan();
    let mut redactor = Redactor::new(&plan, setting());
    let mut pieces = Vec::new();
    for chunk in document.chunks(chunk) {
        redactor.feed(chunk)?;
        pieces.extend(redactor.take());
    }
    redactor.finish()?;
    pieces.extend(redactor.take());
    let (mut writer, mut withheld) = (Writer::new(plan.format()), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Frame(_) => panic!("lines have no frame"),
            Piece::Record(record) => {
                withheld.push(record.account.withheld);
                writer.record(record.body);
            }
        }
    }
    Ok((String::from_utf8(writer.take()).unwrap(), withheld))
}

const LINES: &str = "{\"a\":1,\"x\":2}\n\n  \t\r\n { \"b\" : [ {\"c\":\"\\n\"} ], \"d\":0 } \r\n{\"f\":\"yes\",\"a\":3}\n[1]\n7\n{}";

#[test]
fn each_line_is_redacted_by_itself() {
    let (out, withheld) = of(LINES.as_bytes(), 1000).unwrap();
    assert_eq!(out, "{\"a\":1}\n{\"b\":[{\"c\":\"\\n\"}]}\n{}\n[]\nnull\n{}\n");
    assert_eq!(withheld, [vec![], vec![2], vec![0], vec![], vec![], vec![]]);
}

#[test]
fn chunks_of_lines_may_end_anywhere() {
    let whole = of(LINES.as_bytes(), 1000).unwrap();
    for chunk in 1..LINES.len() {
        assert_eq!(of(LINES.as_bytes(), chunk).unwrap(), whole, "{chunk}");
    }
    let ended = format!("{LINES}\n\n");
    assert_eq!(of(ended.as_bytes(), 1000).unwrap(), whole);
}

#[test]
fn no_lines_are_no_records() {
    for document in ["", "\n", " \n\r\n\t"] {
        assert_eq!(of(document.as_bytes(), 1).unwrap(), (String::new(), vec![]));
    }
}

#[test]
fn each_line_must_be_complete_and_the_place_of_a_fault_is_that_in_the_whole() {
    for (document, fault, at) in [
        ("{}\n{\"a\":1", Fault::Incomplete, 9),
        ("{}\n{\"a\":\n1}\n", Fault::Incomplete, 9),
        ("{}\n[1,\n2]\n", Fault::Incomplete, 7),
        ("{}\n{} {}\n", Fault::SecondValue, 6),
        ("{}\n1\n{\"a\":\"\n\"}", Fault::ControlCharacter, 11),
        ("{}\n\u{feff}{}\n", Fault::ByteOrderMark, 3),
        ("{}\nnul\n", Fault::Unexpected, 6),
    ] {
        for chunk in [1, 2, 1000] {
            let refused = of(document.as_bytes(), chunk).unwrap_err();
            assert_eq!((refused.fault, refused.at), (fault, at), "{document:?} by {chunk}");
        }
    }
}

#[test]
fn lines_come_out_as_soon_as_they_are_complete() {
    let plan = plan();
    let mut redactor = Redactor::new(&plan, setting());
    for turn in 0..1000 {
        redactor.feed(format!("{{\"a\":{turn}}}").as_bytes()).unwrap();
        redactor.feed(b"\n").unwrap();
        let pieces = redactor.take();
        let [Piece::Record(record)] = pieces.as_slice() else { panic!("one record") };
        assert_eq!(record.body, format!("{{\"a\":{turn}}}").as_bytes());
    }
}
