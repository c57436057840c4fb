//! Many persons in one XML document: each repeated element is a record of its own, in its envelope.

use super::super::{path, setting};
use super::xml;
use sluse::redact::{Format, Piece, Plan, Redactor, Told, Writer};

const ANSWER: &str = "<s:Envelope xmlns:s=\"urn:soap\"><s:Header><m:hemmelig \
     xmlns:m=\"urn:example:matrikkel\">TOMBOLA</m:hemmelig></s:Header><s:Body><m:svar \
     xmlns:m=\"urn:example:matrikkel\" antall=\"3\">\n<m:eier><m:fnr>1</m:fnr><m:navn>A</m:navn>\
     <m:sperret>nei</m:sperret></m:eier>\n<m:eier><m:navn>B</m:navn><m:sperret>ja</m:sperret>\
     <m:fnr>2</m:fnr></m:eier><m:eier/></m:svar></s:Body></s:Envelope>";

fn plan() -> Plan {
    let eier = |rest: &str| format!("s:Envelope.s:Body.m:svar.m:eier{rest}");
    let mut rules = xml(&[&eier(".m:navn")])
        .fact("sperret", &[&eier(".m:sperret")], &["nei"], false)
        .forbid_when(&eier(".m:navn"), "sperret")
        .known(&[&eier(".m:navn"), &eier(".m:fnr")]);
    rules.0.namespaces.push(("s".to_owned(), "urn:soap".to_owned()));
    rules.0.records = Some(path(&eier("[]")));
    rules.0.subject = Some(path(&eier("[].m:fnr")));
    rules.0.keeps = vec![path("s:Envelope.s:Body.m:svar.@antall")];
    rules.plan()
}

fn pieces(plan: &Plan, chunk: usize) -> Vec<Piece> {
    let mut redactor = Redactor::new(plan, setting());
    let mut pieces = Vec::new();
    for chunk in ANSWER.as_bytes().chunks(chunk) {
        redactor.feed(chunk).unwrap();
        pieces.extend(redactor.take());
    }
    redactor.finish().unwrap();
    pieces.extend(redactor.take());
    pieces
}

#[test]
fn facts_and_accounts_are_each_records_own_and_the_envelope_stays() {
    let plan = plan();
    for chunk in [1, 7, ANSWER.len()] {
        let mut shown = Vec::new();
        for piece in pieces(&plan, chunk) {
            shown.push(match piece {
                Piece::Frame(frame) => String::from_utf8(frame).unwrap(),
                Piece::Record(record) => {
                    let subject = match &record.subject {
                        Told::Number(number) => number.as_str(),
                        Told::Nothing => "nobody",
                        Told::Unreadable => "unreadable",
                    };
                    let body = String::from_utf8(record.body.clone()).unwrap();
                    format!("{subject}: {body} {:?}", record.account.released)
                }
            });
        }
        let expected = [
            "<s:Envelope xmlns:s=\"urn:soap\"><s:Body><m:svar \
             xmlns:m=\"urn:example:matrikkel\" antall=\"3\">",
            "1: <m:eier><m:navn>A</m:navn></m:eier> [0]",
            "2: <m:eier></m:eier> []",
            "nobody: <m:eier/> []",
            "</m:svar></s:Body></s:Envelope>",
        ];
        assert_eq!(shown, expected, "by {chunk}");
    }
}

#[test]
fn records_may_be_left_out_and_the_rest_is_a_document() {
    let plan = plan();
    let mut writer = Writer::new(Format::Xml);
    for piece in pieces(&plan, 100) {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) if matches!(record.subject, Told::Number(_)) => {
                writer.record(record.body);
            }
            Piece::Record(_) => {}
        }
    }
    let out = String::from_utf8(writer.take()).unwrap();
    let document = roxmltree::Document::parse(&out).unwrap();
    assert_eq!(
        document
            .descendants()
            .filter(|node| node.has_tag_name(("urn:example:matrikkel", "eier")))
            .count(),
        2
    );
    assert!(!out.contains("TOMBOLA"), "{out}");
}
