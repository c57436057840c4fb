//! Fewer fields than the plan permits: as if the plan had no others, and never more.

use super::model::expect;
use super::properties::{doc, parse, rules, within};
use super::{Redacted, Rules, in_setting, setting};
use proptest::collection::vec;
use proptest::prelude::*;
use sluse::redact::{Plan, Setting};

fn narrowed(plan: &Plan, permits: &[usize], document: &str) -> Redacted {
    let mask = plan.narrow(permits.iter().copied());
    let setting = Setting { mask: Some(&mask), ..setting() };
    in_setting(plan, setting, std::iter::once(document.as_bytes())).unwrap()
}

#[test]
fn what_was_not_asked_for_leaves_no_trace_and_counts_as_withheld() {
    let plan = Rules::permit(&["a.x", "a.y", "b[].x", "c"])
        .known(&["a.x", "a.y", "b[].x", "c", "d"])
        .plan();
    let document = r#"{"a":{"x":1,"y":2},"b":[{"x":3},{"x":4}],"c":5,"d":6}"#;
    let narrow = narrowed(&plan, &[1], document);
    assert_eq!(narrow.body, r#"{"a":{"y":2}}"#, "not even how long the list is");
    assert_eq!((narrow.released, narrow.withheld), (vec![1], vec![0, 2, 3, 4]));
}

#[test]
fn a_fact_that_was_not_asked_for_still_forbids() {
    let rules = Rules::permit(&["grade", "address"])
        .fact("secret", &["grade"], &["open"], true)
        .forbid_when("address", "secret");
    let plan = rules.plan();
    let told = |grade| narrowed(&plan, &[1], &format!(r#"{{"grade":"{grade}","address":1}}"#));
    assert_eq!(told("open").body, r#"{"address":1}"#);
    assert_eq!(told("closed").body, "{}");
}

#[test]
fn nothing_asked_for_is_nothing_given() {
    let plan = Rules::permit(&["a", "b[]"]).plan();
    assert_eq!(narrowed(&plan, &[], r#"{"a":1,"b":[2]}"#).body, "{}");
    assert_eq!(narrowed(&plan, &[7], r#"{"a":1,"b":[2]}"#).body, "{}", "no such permit");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mask_does_what_a_plan_with_fewer_permits_does(doc in doc(), rules in rules(), chosen in vec(any::<bool>(), 5)) {
        let document = doc.write();
        let all = 0..rules.permits.len();
        let permits: Vec<usize> = all.filter(|permit| chosen[*permit]).collect();
        let mut fewer = rules.clone();
        fewer.permits = permits.iter().map(|permit| rules.permits[*permit].clone()).collect();
        let mut expected = expect(&doc, &fewer);
        expected.released.iter_mut().chain(&mut expected.unfit).for_each(|permit| *permit = permits[*permit]);
        let plan = Plan::compile(rules).unwrap();
        prop_assert_eq!(narrowed(&plan, &permits, &document), expected, "{}", document);
    }

    #[test]
    fn narrowing_never_gives_more(doc in doc(), rules in rules(), chosen in vec(any::<bool>(), 5)) {
        let document = doc.write();
        let all = 0..rules.permits.len();
        let permits: Vec<usize> = all.clone().filter(|permit| chosen[*permit]).collect();
        let plan = Plan::compile(rules).unwrap();
        let narrow = narrowed(&plan, &permits, &document);
        let wide = super::redact(&plan, document.as_bytes()).unwrap();
        prop_assert!(within(&parse(&narrow.body), &parse(&wide.body)));
        prop_assert!(narrow.released.iter().all(|permit| permits.contains(permit)));
        prop_assert!(narrow.released.iter().all(|permit| wide.released.contains(permit)));
        prop_assert!(wide.withheld.iter().all(|known| narrow.withheld.contains(known)));
        let whole = narrowed(&plan, &all.collect::<Vec<_>>(), &document);
        prop_assert_eq!(whole, wide, "all asked for is as nothing said");
    }
}
