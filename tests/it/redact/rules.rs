//! Forbids win, ages are all that comes of a date of birth, and rules that contradict are refused.

use super::{Rules, permit};
use sluse::redact::{Form, Plan, PlanError, PlanSource};

#[test]
fn a_forbid_cuts_what_it_names_and_nothing_beside_it() {
    let document = r#"{ "a" : { "b" : 1 , "c" : [ 2 , 3 ] , "d" : { "b" : 4 } } }"#;
    let permits = ["a.b", "a.c[]", "a.d.b"];
    assert_eq!(
        Rules::permit(&permits).forbid("a.b").of(document),
        r#"{"a":{"c":[2,3],"d":{"b":4}}}"#
    );
    assert_eq!(
        Rules::permit(&permits).forbid("a.c[]").of(document),
        r#"{"a":{"b":1,"c":[],"d":{"b":4}}}"#
    );
}

#[test]
fn a_forbid_at_or_above_a_permit_cuts_it_all() {
    let document = r#"{"a":{"b":1},"c":2}"#;
    assert_eq!(Rules::permit(&["a.b", "c"]).forbid("a").of(document), r#"{"c":2}"#);
    assert_eq!(Rules::permit(&["a.b", "c"]).forbid("a.b").of(document), r#"{"a":{},"c":2}"#);
}

#[test]
fn a_forbid_is_not_fooled_by_escapes() {
    let document = r#"{"a":{"\u0066nr":1,"fn\u0072 ":2}}"#;
    assert_eq!(
        Rules::permit(&["a.fnr", r#"a."fnr ""#]).forbid("a.fnr").of(document),
        r#"{"a":{"fn\u0072 ":2}}"#
    );
}

#[test]
fn an_age_is_given_as_a_number_of_whole_years() {
    let rules = || Rules::default().age("f.dato");
    let given =
        [("2000-11-21", "26"), ("2000-11-22", "25"), ("2026-11-21", "0"), ("1900-01-01", "126")];
    for (date, age) in given {
        let document = format!(r#"{{"f":{{"x":1,"dato":"{date}","y":2}}}}"#);
        assert_eq!(rules().of(&document), format!(r#"{{"f":{{"dato":{age}}}}}"#));
    }
    assert_eq!(rules().of(r#"{"f":{"d\u0061to":"2000\u002d11-21"}}"#), r#"{"f":{"d\u0061to":26}}"#);
}

#[test]
fn an_age_that_cannot_be_told_is_withheld_not_given_in_clear() {
    let wrong = [
        "\"2026-11-22\"",
        "\"2027-01-01\"",
        "\"2001-02-29\"",
        "\"2000-13-01\"",
        "\"20001121\"",
        "\"2000-11-21T00:00\"",
        "\"2000-11-21 \"",
        "\"2000-1-021\"",
        "\"+002000-11\"",
        "\"2000-W47-2\"",
        "\"\"",
        "\"21.11.2000\"",
        "20001121",
        "null",
        "true",
        "[\"2000-11-21\"]",
        "{\"d\":\"2000-11-21\"}",
    ];
    for value in wrong {
        let document = format!(r#"{{"a":1,"dato":{value},"b":2}}"#);
        let account = Rules::permit(&["a", "b"]).age("dato").known(&["dato"]).account(&document);
        assert_eq!(account.body, r#"{"a":1,"b":2}"#, "{value}");
        assert_eq!((account.released, account.withheld), (vec![0, 1], vec![0]), "{value}");
    }
}

#[test]
fn each_date_of_an_array_becomes_an_age() {
    let document = r#"{"barn":["2020-01-01",7,"2010-01-01",["2000-01-01"]]}"#;
    assert_eq!(Rules::default().age("barn[]").of(document), r#"{"barn":[6,16]}"#);
}

fn refusal(source: PlanSource) -> PlanError {
    Plan::compile(source).unwrap_err()
}

#[test]
fn overlapping_permits_are_refused() {
    for (one, other) in [("a", "a.b"), ("a.b", "a"), ("a", "a"), ("a[].b", "a[].b[].c")] {
        let permits = vec![permit(one, Form::Clear), permit(other, Form::AgeInYears)];
        let error = refusal(PlanSource { permits, ..PlanSource::default() });
        assert!(matches!(error, PlanError::OverlappingPermits { .. }), "{one} {other}");
    }
    Rules::permit(&["a.b", "a[]", "ab", "a.c"]).plan();
}

#[test]
fn a_forbid_on_an_unknown_fact_is_refused() {
    let error = refusal(Rules::default().forbid_when("a", "protected").0);
    assert_eq!(error.to_string(), "forbid a depends on an unknown fact `protected`");
}

#[test]
fn a_fact_declared_twice_is_refused() {
    let twice = Rules::default().fact("f", &["a"], &[], false).fact("f", &["b"], &[], true);
    assert_eq!(refusal(twice.0), PlanError::FactTwice("f".to_owned()));
}
