//! CSV: only permitted columns come out, each row is a record, and one fault refuses it all.

mod refused;

use super::{Rules, condition, path, setting};
use proptest::prelude::*;
use sluse::redact::{
    Form, Format, Piece, Plan, PlanError, Redactor, Setting, Test, Told, Unreadable, Writer,
};

fn csv(columns: &[&str]) -> Rules {
    let mut rules = Rules::permit(columns);
    rules.0.format = Format::Csv;
    rules
}

/// What comes out, and each row's account.
struct Shown {
    body: String,
    rows: Vec<sluse::redact::Record>,
}

fn show<'a>(
    plan: &Plan,
    setting: Setting<'_>,
    chunks: impl Iterator<Item = &'a [u8]>,
) -> Result<Shown, Unreadable> {
    let mut redactor = Redactor::new(plan, setting);
    let mut pieces = Vec::new();
    for chunk in chunks {
        redactor.feed(chunk)?;
        pieces.extend(redactor.take());
    }
    redactor.finish()?;
    pieces.extend(redactor.take());
    let (mut writer, mut rows) = (Writer::new(plan.format()), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) => {
                writer.record(record.body.clone());
                rows.push(record);
            }
        }
    }
    Ok(Shown { body: String::from_utf8(writer.take()).unwrap(), rows })
}

/// What comes out of a document, the same wherever chunks end.
#[track_caller]
fn of(rules: Rules, document: &str) -> String {
    let plan = rules.plan();
    let whole = show(&plan, setting(), std::iter::once(document.as_bytes())).unwrap();
    for size in 1..document.len() {
        let cut = show(&plan, setting(), document.as_bytes().chunks(size)).unwrap();
        assert_eq!(cut.body, whole.body, "in chunks of {size}");
    }
    whole.body
}

const PERSONS: &str =
    "fnr,navn,inntekt\r\n1,\"A, \"\"B\"\"\",312000\r\n2,,\r\n3,\"\",\"400 \r\n000\"\r\n";

#[test]
fn only_permitted_columns_come_out_in_their_order_as_they_stood() {
    assert_eq!(
        of(csv(&["inntekt", "fnr"]), PERSONS),
        "fnr,inntekt\r\n1,312000\r\n2,\r\n3,\"400 \r\n000\"\r\n"
    );
    assert_eq!(
        of(csv(&["fnr", "navn"]), PERSONS),
        "fnr,navn\r\n1,\"A, \"\"B\"\"\"\r\n2,\r\n3,\"\"\r\n"
    );
    assert_eq!(of(csv(&["navnet"]), PERSONS), "");
    assert_eq!(of(csv(&["fnr"]), "\u{feff}fnr;\"a,b\"\n1;2\n"), "fnr\n1\n", "the mark is dropped");
    assert_eq!(of(csv(&["a"]), "a\n\n1"), "a\n\"\"\n1\n", "no line without anything");
    assert_eq!(of(csv(&["a"]), "a,b\n,1\n"), "a\n\"\"\n", "no line without anything");
}

#[test]
fn the_header_decides_what_separates_fields_and_ends_lines() {
    assert_eq!(of(csv(&["a", "c"]), "a;b;c\n1,5;2;3"), "a;c\n1,5;3\n");
    assert_eq!(of(csv(&["a", "\"b;c\""]), "a,\"b;c\"\r\n1;1,2\r\n"), "a,\"b;c\"\r\n1;1,2\r\n");
    assert_eq!(of(csv(&["a"]), "a"), "a\r\n");
}

#[test]
fn a_name_is_compared_as_it_reads() {
    assert_eq!(of(csv(&["navn"]), "\"navn\",b\n1,2\n"), "\"navn\"\n1\n");
    assert_eq!(of(csv(&["navn"]), " navn,Navn\n1,2\n"), "", "spaces and case are part of it");
}

#[test]
fn forms_replace_fields() {
    let document = "d,k,n\n1992-05-17,0301,TOMBOLA\n17.05.1992,x,AB\n,,\n";
    let rules = csv(&[]).age("d").form("k", Form::Exists).form("n", Form::Masked(3));
    assert_eq!(of(rules, document), "d,k,n\n34,true,***OLA\n,true,***B\n,,\n");
    let quoted = csv(&[]).form("n", Form::Masked(2));
    assert_eq!(of(quoted, "n,m\n\"abc,\"\"\",1\n"), "n\n\"***,\"\"\"\n");
}

#[test]
fn each_row_is_a_record_with_facts_and_account_of_its_own() {
    let mut rules = csv(&["navn"])
        .tested("sperret", &["sperret"], Test::HoldsIf(vec!["ja".to_owned()]), false)
        .known(&["fnr", "navn", "sperret"]);
    rules.0.permits[0].only_when = Some(condition("sperret", false));
    rules.0.subject = Some(path("fnr"));
    let document = "fnr,navn,sperret\n1,A,nei\n2,B,\"ja\"\n3,C,\n,D,nei\n";
    let plan = rules.plan();
    for size in [1, 5, document.len()] {
        let shown = show(&plan, setting(), document.as_bytes().chunks(size)).unwrap();
        assert_eq!(shown.body, "navn\nA\n\nC\nD\n");
        let subject = |row: &sluse::redact::Record| match &row.subject {
            Told::Number(number) => number.to_string(),
            Told::Nothing => "nobody".to_owned(),
            Told::Unreadable => "unreadable".to_owned(),
        };
        let subjects: Vec<_> = shown.rows.iter().map(subject).collect();
        assert_eq!(subjects, ["1", "2", "3", "nobody"]);
        let released: Vec<_> = shown.rows.iter().map(|row| row.account.released.len()).collect();
        assert_eq!(released, [1, 0, 1, 1]);
        let withheld: Vec<_> = shown.rows.iter().map(|row| row.account.withheld.clone()).collect();
        assert_eq!(withheld, [vec![0, 2], vec![0, 1, 2], vec![0], vec![2]]);
    }
}

#[test]
fn a_forbidden_record_leaves_no_line() {
    let mut rules = csv(&["navn"]).fact("sperret", &["sperret"], &["nei"], true);
    rules.0.forbids.push(sluse::redact::ForbidSource {
        path: None,
        only_when: Some(condition("sperret", true)),
    });
    assert_eq!(of(rules, "navn,sperret\nA,nei\nB,ja\nC,\nD,nei\n"), "navn\nA\nD\n");
}

#[test]
fn a_mask_takes_columns_away() {
    let plan = csv(&["fnr", "navn"]).plan();
    let mask = plan.narrow([1]);
    let narrowed = Setting { mask: Some(&mask), ..setting() };
    let shown = show(&plan, narrowed, std::iter::once(PERSONS.as_bytes())).unwrap();
    assert_eq!(shown.body, "navn\r\n\"A, \"\"B\"\"\"\r\n\"\"\r\n\"\"\r\n");
}

#[test]
fn a_path_is_a_column_and_records_are_rows() {
    let compile = |rules: Rules| Plan::compile(rules.0).err();
    assert!(matches!(compile(csv(&["a.b"])), Some(PlanError::Misplaced { .. })));
    assert!(matches!(compile(csv(&["a[]"])), Some(PlanError::Misplaced { .. })));
    let mut records = csv(&["a"]);
    records.0.records = Some(path("a"));
    assert!(matches!(compile(records), Some(PlanError::Misplaced { .. })));
}

/// Splits a document the slow way: rows of fields as they read.
fn split(document: &str, delimiter: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut rest) = (false, document.chars().peekable());
    while let Some(one) = rest.next() {
        match one {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other if other == delimiter && !quoted => row.push(std::mem::take(&mut field)),
            other => field.push(other),
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn what_comes_out_is_the_permitted_columns_and_nothing_else(
        rows in proptest::collection::vec(
            proptest::collection::vec(("[a-z\";,\n\u{e5} ]{0,5}", any::<bool>()), 4), 0..6),
        chosen in proptest::collection::btree_set(0..4_usize, 0..4),
        semicolon in any::<bool>(),
        chunk in 1..30_usize,
    ) {
        let delimiter = if semicolon { ';' } else { ',' };
        let names = ["k0", "k1", "k2", "k3"];
        let mut document = names.join(&delimiter.to_string());
        document.push('\n');
        for row in &rows {
            let fields: Vec<String> = row.iter().map(|(text, quoted)| {
                let plain = !quoted && !text.contains(['"', ';', ',', '\n']);
                if plain { text.clone() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
            }).collect();
            document.push_str(&fields.join(&delimiter.to_string()));
            document.push('\n');
        }
        let columns: Vec<&str> = chosen.iter().map(|index| names[*index]).collect();
        let plan = csv(&columns).plan();
        let shown = show(&plan, setting(), document.as_bytes().chunks(chunk)).unwrap();
        let due: Vec<Vec<String>> = split(&document, delimiter).into_iter()
            .map(|row| chosen.iter().map(|index| row[*index].clone()).collect())
            .filter(|row: &Vec<String>| !row.is_empty())
            .collect();
        prop_assert_eq!(split(&shown.body, delimiter), due, "{:?}", document);
    }
}
