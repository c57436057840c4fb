//! Conditions: a permit applies only when it is certain, a forbid unless it is certainly not so.

use super::{Redacted, Rules, condition, path, permit};
use sluse::redact::{ForbidSource, Form, PermitSource, Test};

/// `a` is permitted, and depends on the fact `f` that `x` tells; `z` comes out always.
fn rules(permit: bool, holds: bool, test: &Test) -> Rules {
    let mut rules = Rules::permit(&["z"]).tested("f", &["x"], test.clone(), false);
    let only_when = Some(condition("f", holds));
    if permit {
        let permit = super::permit("a", Form::Clear);
        rules.0.permits.push(PermitSource { only_when, ..permit });
    } else {
        rules = rules.and_permit(&["a"]);
        rules.0.forbids.push(ForbidSource { path: Some(path("a")), only_when });
    }
    rules
}

/// Whether `a` comes out with each kind of condition, when `x` is this: of a permit when the fact
/// holds, of one unless it does, of a forbid when it does, of one unless it does.
#[track_caller]
fn comes_out(test: &Test, value: &str, expected: [bool; 4]) {
    let kinds = [(true, true), (true, false), (false, true), (false, false)];
    for ((permit, holds), comes) in kinds.into_iter().zip(expected) {
        for document in
            [format!(r#"{{"x":{value},"a":1,"z":0}}"#), format!(r#"{{"z":0,"a":1,"x":{value}}}"#)]
        {
            let account = rules(permit, holds, test).known(&["a"]).account(&document);
            assert_eq!(account.body.contains("\"a\""), comes, "{test:?} {value} {permit} {holds}");
            assert_eq!(account.released.contains(&1), comes);
            assert_eq!(account.withheld == [0], !comes);
            assert!(account.body.contains("\"z\":0") && account.unfit.is_empty());
        }
    }
}

const HOLDS: [bool; 4] = [true, false, false, true];
const HOLDS_NOT: [bool; 4] = [false, true, true, false];
const UNKNOWN: [bool; 4] = [false; 4];

#[test]
fn holds_unless_holds_with_any_other_string() {
    let test = Test::HoldsUnless(vec!["ugradert".to_owned()]);
    comes_out(&test, "\"fortrolig\"", HOLDS);
    comes_out(&test, "\"\"", HOLDS);
    comes_out(&test, "\"ugradert\"", HOLDS_NOT);
    comes_out(&test, &format!("\"ugradert{}\"", "x".repeat(10_000)), HOLDS);
    for value in ["null", "1", "true", "[]", "{}", "[\"ugradert\"]"] {
        comes_out(&test, value, UNKNOWN);
    }
}

#[test]
fn holds_if_holds_with_one_of_the_strings() {
    let test = Test::HoldsIf(vec!["bosatt".to_owned(), "midlertidig".to_owned()]);
    comes_out(&test, "\"bosatt\"", HOLDS);
    comes_out(&test, "\"utflyttet\"", HOLDS_NOT);
    comes_out(&test, "\"Bosatt\"", HOLDS_NOT);
    for value in ["null", "0", "false", "[\"bosatt\"]", "{\"bosatt\":1}"] {
        comes_out(&test, value, UNKNOWN);
    }
}

#[test]
fn ages_are_counted_from_a_date_of_birth() {
    let (under, from) = (Test::AgeUnder(18), Test::AgeFrom(18));
    comes_out(&under, "\"2008-11-22\"", HOLDS);
    comes_out(&under, "\"2008-11-21\"", HOLDS_NOT);
    comes_out(&from, "\"2008-11-22\"", HOLDS_NOT);
    comes_out(&from, "\"2008-11-21\"", HOLDS);
    for value in ["\"2026-11-22\"", "\"2008\"", "\"\"", "2008", "null", "[]", "\"2008-02-30\""] {
        comes_out(&under, value, UNKNOWN);
        comes_out(&from, value, UNKNOWN);
    }
}

#[test]
fn absence_says_what_the_fact_declares() {
    let document = r#"{"a":1,"y":"x"}"#;
    for (when_absent, holds) in [(true, true), (true, false), (false, true), (false, false)] {
        let test = Test::HoldsIf(vec!["x".to_owned()]);
        let mut rules = Rules::default().tested("f", &["x"], test, when_absent);
        let only_when = Some(condition("f", holds));
        rules.0.permits.push(PermitSource { only_when, ..permit("a", Form::Clear) });
        let expected = if when_absent == holds { r#"{"a":1}"# } else { "{}" };
        assert_eq!(rules.of(document), expected);
    }
}

#[test]
fn one_value_is_enough_to_hold_and_one_unclear_one_to_doubt() {
    let test = Test::HoldsIf(vec!["x".to_owned()]);
    let rules = |holds| {
        let mut rules = Rules::default().tested("f", &["l[]"], test.clone(), false);
        let only_when = Some(condition("f", holds));
        rules.0.permits.push(PermitSource { only_when, ..permit("a", Form::Clear) });
        rules
    };
    for (values, holds, holds_not) in [
        (r#""y","x""#, true, false),
        (r#""x",1"#, true, false),
        (r#""y",1"#, false, false),
        (r#""y","z""#, false, true),
    ] {
        let document = format!(r#"{{"a":1,"l":[{values}]}}"#);
        assert_eq!(rules(true).of(&document) == r#"{"a":1}"#, holds, "{values}");
        assert_eq!(rules(false).of(&document) == r#"{"a":1}"#, holds_not, "{values}");
    }
}

#[test]
fn dates_of_birth_that_disagree_say_nothing() {
    for holds in [true, false] {
        let test = Test::AgeFrom(18);
        let mut rules = Rules::default().tested("adult", &["l[]"], test, false);
        let only_when = Some(condition("adult", holds));
        rules.0.permits.push(PermitSource { only_when, ..permit("a", Form::Clear) });
        assert_eq!(rules.of(r#"{"a":1,"l":["1990-01-01","2020-01-01"]}"#), "{}");
    }
}

/// All of the record is forbidden when the fact holds, or unless it does; or always.
fn whole(only_when: Option<bool>) -> Rules {
    let mut rules = Rules::permit(&["a", "b.c"]).known(&["a", "b.c", "x"]).tested(
        "f",
        &["x"],
        Test::HoldsIf(vec!["yes".to_owned()]),
        false,
    );
    let only_when = only_when.map(|holds| condition("f", holds));
    rules.0.forbids.push(ForbidSource { path: None, only_when });
    rules
}

#[test]
fn a_forbid_of_the_whole_record_leaves_nothing() {
    let document = |x: &str| format!(r#"{{"a":1,"b":{{"c":2}},"d":3,"x":{x}}}"#);
    let open = whole(Some(true)).account(&document("\"no\""));
    assert_eq!(open.body, r#"{"a":1,"b":{"c":2}}"#);
    assert_eq!((open.released, open.withheld), (vec![0, 1], vec![2]));
    assert_eq!(open.withheld_unnamed, 1);
    let cut = |redacted: Redacted| {
        assert_eq!(redacted.body, "{}");
        assert_eq!((redacted.released, redacted.withheld), (vec![], vec![0, 1, 2]));
        assert_eq!(redacted.withheld_unnamed, 1);
    };
    cut(whole(Some(true)).account(&document("\"yes\"")));
    cut(whole(Some(true)).account(&document("7")));
    cut(whole(Some(false)).account(&document("\"no\"")));
    cut(whole(Some(false)).account(&document("null")));
    cut(whole(None).account(&document("\"no\"")));
    assert_eq!(whole(None).of("[1]"), "[]");
    assert_eq!(whole(None).of("1"), "null");
}

#[test]
fn a_permit_and_a_forbid_may_have_conditions_of_their_own() {
    let mut rules = Rules::default()
        .tested("adult", &["born"], Test::AgeFrom(18), false)
        .tested("hidden", &["grade"], Test::HoldsUnless(vec!["open".to_owned()]), false)
        .forbid_when("a", "hidden");
    let only_when = Some(condition("adult", true));
    let form = Form::Masked(2);
    rules.0.permits.push(PermitSource { only_when, ..permit("a", form) });
    let plan = rules.plan();
    let of = |born: &str, grade: &str| {
        let document = format!(r#"{{"a":"secret","born":"{born}","grade":"{grade}"}}"#);
        super::redact(&plan, document.as_bytes()).unwrap().body
    };
    assert_eq!(of("1990-01-01", "open"), r#"{"a":"***et"}"#);
    assert_eq!(of("1990-01-01", "closed"), "{}");
    assert_eq!(of("2020-01-01", "open"), "{}");
    assert_eq!(of("2020-01-01", "closed"), "{}");
}

#[test]
fn a_condition_on_an_unknown_fact_is_refused() {
    let mut rules = Rules::default();
    let only_when = Some(condition("f", false));
    rules.0.permits.push(PermitSource { only_when: only_when.clone(), ..permit("a", Form::Clear) });
    let error = sluse::redact::Plan::compile(rules.0).unwrap_err();
    assert_eq!(error.to_string(), "permit a depends on an unknown fact `f`");
    let mut rules = Rules::default();
    rules.0.forbids.push(ForbidSource { path: None, only_when });
    let error = sluse::redact::Plan::compile(rules.0).unwrap_err();
    assert_eq!(error.to_string(), "forbid of the whole record depends on an unknown fact `f`");
}
