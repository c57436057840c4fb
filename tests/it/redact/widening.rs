//! Properties of what is decided for each record, and of what never gives more: a forbid, an error, a
//! condition.

use super::model::{Doc, expect, expect_record};
use super::properties::{chunks, doc, on_a_fact, parse, rules, within};
use super::{Redacted, path, redact, setting, told};
use proptest::collection::vec;
use proptest::prelude::*;
use sluse::redact::{
    Condition, ForbidSource, Format, Piece, Plan, PlanSource, Redactor, VersionsSource, Writer,
};
use sluse::vocab::field::{FieldPath, Step};

/// The same rules for each element of `r`.
fn in_records(rules: &PlanSource) -> PlanSource {
    let records = path("r[]");
    let within = |path: &FieldPath| records.join(path).unwrap();
    let mut moved = rules.clone();
    moved.permits.iter_mut().for_each(|permit| permit.path = within(&permit.path));
    moved.forbids.iter_mut().for_each(|forbid| forbid.path = forbid.path.as_ref().map(within));
    for fact in &mut moved.facts {
        fact.paths = fact.paths.iter().map(within).collect();
    }
    for VersionsSource { list, current, .. } in &mut moved.versions {
        (*list, *current) = (within(list), within(current));
    }
    moved.known = rules.known.iter().map(within).collect();
    moved.records = Some(records);
    moved
}

/// The records and what is written of all that are not left out.
fn redacted(source: PlanSource, chunks: &[&[u8]], left_out: &[bool]) -> (Vec<Redacted>, String) {
    let plan = Plan::compile(source).unwrap();
    let mut redactor = Redactor::new(&plan, setting());
    let mut pieces = Vec::new();
    for chunk in chunks {
        redactor.feed(chunk).unwrap();
        pieces.extend(redactor.take());
    }
    redactor.finish().unwrap();
    pieces.extend(redactor.take());
    let (mut writer, mut records) = (Writer::new(plan.format()), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) => {
                let body = String::from_utf8(record.body.clone()).unwrap();
                if left_out.get(records.len()) != Some(&true) {
                    writer.record(record.body);
                }
                records.push(Redacted { body, ..told(record.account) });
            }
        }
    }
    (records, String::from_utf8(writer.take()).unwrap())
}

/// The document with an error wherever a fact or a version's mark is told and nothing is permitted.
fn broken(doc: &Doc, at: &[Step], rules: &PlanSource, error: &str) -> Doc {
    let within = |step: Step| [at, &[step]].concat();
    match doc {
        Doc::Scalar(_) => {
            let is = |path: &FieldPath| path.steps() == at;
            let told = rules.facts.iter().flat_map(|fact| &fact.paths).any(is)
                || rules.versions.iter().any(|versions| is(&versions.current));
            let permitted = rules.permits.iter().any(|permit| is(&permit.path));
            if told && !permitted { Doc::Scalar(error.to_owned()) } else { doc.clone() }
        }
        Doc::Array(space, items) => {
            let items = items.iter().map(|item| broken(item, &within(Step::Each), rules, error));
            Doc::Array(space, items.collect())
        }
        Doc::Object(space, members) => {
            let members = members.iter().map(|(name, value)| {
                let step = Step::Member(serde_json::from_str(name).unwrap());
                (name.clone(), broken(value, &within(step), rules, error))
            });
            Doc::Object(space, members.collect())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_record_is_what_the_model_says_of_it_alone(
        docs in vec(doc(), 0..4),
        rules in rules(),
        cuts in vec(any::<usize>(), 0..6),
        left_out in vec(any::<bool>(), 4),
    ) {
        let written: Vec<String> = docs.iter().map(Doc::write).collect();
        let document = format!("{{\"r\":[{}]}}", written.join(","));
        let expected: Vec<Redacted> =
            docs.iter().map(|doc| expect_record(doc, &rules, false)).collect();
        let chunks = chunks(document.as_bytes(), &cuts);
        let (records, whole) = redacted(in_records(&rules), &chunks, &left_out);
        prop_assert_eq!(&records, &expected, "{}", document);
        let stay = expected.iter().zip(&left_out).filter(|(_, left_out)| !**left_out);
        let stay: Vec<&str> = stay.map(|(it, _)| it.body.as_str()).filter(|it| !it.is_empty()).collect();
        prop_assert_eq!(whole, format!("{{\"r\":[{}]}}", stay.join(",")));
    }

    #[test]
    fn each_line_is_what_the_model_says_of_it_alone(
        docs in vec(doc(), 0..4),
        rules in rules(),
        cuts in vec(any::<usize>(), 0..6),
    ) {
        let lines: Vec<String> = docs.iter().map(|doc| doc.write().replace('\n', " ")).collect();
        let document = lines.join("\n");
        let expected: Vec<Redacted> = docs.iter().map(|doc| expect(doc, &rules)).collect();
        let source = PlanSource { format: Format::JsonLines, ..rules };
        let (records, whole) = redacted(source, &chunks(document.as_bytes(), &cuts), &[]);
        prop_assert_eq!(&records, &expected, "{}", document);
        let bodies = expected.iter().map(|expected| expected.body.clone() + "\n");
        prop_assert_eq!(whole, bodies.collect::<String>());
    }

    #[test]
    fn a_further_condition_never_widens_the_output(
        doc in doc(),
        rules in rules(),
        conditions in vec(on_a_fact(), 6),
    ) {
        let document = doc.write();
        let mut stricter = rules.clone();
        for (permit, condition) in stricter.permits.iter_mut().zip(conditions) {
            permit.only_when = permit.only_when.take().or(condition);
        }
        narrower(rules, stricter, &document)?;
    }

    #[test]
    fn a_further_conditional_forbid_never_widens_the_output(
        doc in doc(),
        rules in rules(),
        more in prop_oneof![Just(None), super::properties::paths().prop_map(Some)],
        only_when in on_a_fact(),
    ) {
        let document = doc.write();
        let mut stricter = rules.clone();
        stricter.forbids.push(ForbidSource { path: more, only_when });
        narrower(rules, stricter, &document)?;
    }

    #[test]
    fn a_forbid_without_its_condition_never_widens_the_output(doc in doc(), rules in rules()) {
        let document = doc.write();
        let mut stricter = rules.clone();
        stricter.forbids.iter_mut().for_each(|forbid| forbid.only_when = None::<Condition>);
        narrower(rules, stricter, &document)?;
    }

    #[test]
    fn versions_without_history_never_widen_the_output(doc in doc(), rules in rules()) {
        let document = doc.write();
        let mut stricter = rules.clone();
        stricter.permits.iter_mut().for_each(|permit| permit.history = false);
        narrower(rules.clone(), stricter, &document)?;
        let looser = PlanSource { versions: Vec::new(), ..rules.clone() };
        narrower(looser, rules, &document)?;
    }

    #[test]
    fn an_error_in_what_rules_rest_on_never_widens_the_output(
        doc in doc(),
        rules in rules(),
        error in prop_oneof![Just("7"), Just("null"), Just("false"), Just("1e9")],
    ) {
        let wrong = broken(&doc, &[], &rules, error).write();
        let plan = Plan::compile(rules).unwrap();
        let wide = redact(&plan, doc.write().as_bytes()).unwrap();
        let narrow = redact(&plan, wrong.as_bytes()).unwrap();
        prop_assert!(within(&parse(&narrow.body), &parse(&wide.body)), "{} {}", doc.write(), wrong);
        prop_assert!(narrow.released.iter().all(|permit| wide.released.contains(permit)));
    }
}

/// The stricter rules give nothing that the others do not.
fn narrower(rules: PlanSource, stricter: PlanSource, document: &str) -> Result<(), TestCaseError> {
    let wide = redact(&Plan::compile(rules).unwrap(), document.as_bytes()).unwrap();
    let narrow = redact(&Plan::compile(stricter).unwrap(), document.as_bytes()).unwrap();
    prop_assert!(within(&parse(&narrow.body), &parse(&wide.body)), "{}", document);
    prop_assert!(narrow.released.iter().all(|permit| wide.released.contains(permit)));
    Ok(())
}
