//! Conditional forbids: facts are told by the same document, and what is not understood holds.

use super::Rules;

fn protected() -> Rules {
    Rules::permit(&["navn", "adresse.vei", "kontakt[].adresse", "sist"])
        .forbid_when("adresse", "protected")
        .forbid_when("kontakt[].adresse", "protected")
        .fact("protected", &["vern[].grad", "adresse.grad"], &["ugradert"], false)
        .known(&["navn", "adresse", "kontakt[].adresse", "vern"])
}

#[test]
fn a_conditional_forbid_applies_when_its_fact_holds() {
    for (grad, held) in [("ugradert", false), ("fortrolig", true), ("UGRADERT", true), ("", true)] {
        let document = format!(
            r#"{{"navn":1,"adresse":{{"vei":2}},"vern":[{{"grad":"ugradert"}},{{"grad":"{grad}"}}],"sist":3}}"#
        );
        let account = protected().account(&document);
        if held {
            assert_eq!(account.body, r#"{"navn":1,"sist":3}"#);
            assert_eq!((account.released, account.withheld), (vec![0, 3], vec![1, 3]));
            assert_eq!(account.facts, ["protected"]);
        } else {
            assert_eq!(account.body, r#"{"navn":1,"adresse":{"vei":2},"sist":3}"#);
            assert_eq!((account.released, account.withheld), (vec![0, 1, 3], vec![3]));
            assert!(account.facts.is_empty());
        }
    }
}

#[test]
fn a_fact_may_stand_before_or_after_or_inside_what_it_forbids() {
    for document in [
        r#"{"vern":[{"grad":"fortrolig"}],"adresse":{"vei":2}}"#,
        r#"{"adresse":{"vei":2},"vern":[{"grad":"fortrolig"}]}"#,
        r#"{"adresse":{"vei":2,"grad":"fortrolig"}}"#,
    ] {
        assert_eq!(protected().of(document), "{}");
    }
}

#[test]
fn what_is_not_a_known_string_makes_a_fact_hold() {
    for value in [
        "null",
        "0",
        "false",
        "[]",
        "{}",
        "[\"ugradert\"]",
        "\"ugradert \"",
        "\"ugrader\"",
        "\"ukjent\"",
    ] {
        let document = format!(r#"{{"adresse":{{"vei":1}},"vern":[{{"grad":{value}}}]}}"#);
        assert_eq!(protected().of(&document), "{}", "{value}");
    }
    let long = format!(
        r#"{{"adresse":{{"vei":1}},"vern":[{{"grad":"ugradert{}"}}]}}"#,
        "x".repeat(50_000)
    );
    assert_eq!(protected().of(&long), "{}");
}

#[test]
fn a_fact_is_read_unescaped() {
    let document = r#"{"adresse":{"vei":1},"vern":[{"gr\u0061d":"\u0075gra\u0064ert"}]}"#;
    assert_eq!(protected().of(document), r#"{"adresse":{"vei":1}}"#);
}

#[test]
fn absence_decides_when_no_value_is_found_at_the_first_path() {
    let rules = |when_absent| {
        Rules::permit(&["a"]).forbid_when("a", "f").fact("f", &["x", "y[]"], &["no"], when_absent)
    };
    for document in [r#"{"a":1}"#, r#"{"a":1,"y":[]}"#, r#"{"a":1,"y":{"z":"yes"}}"#] {
        assert_eq!(rules(true).of(document), "{}");
        assert_eq!(rules(false).of(document), r#"{"a":1}"#);
    }
    assert_eq!(rules(true).of(r#"{"a":1,"y":["no"]}"#), "{}", "narrowed: it proves nothing");
    assert_eq!(rules(true).of(r#"{"a":1,"y":["no"],"x":"no"}"#), r#"{"a":1}"#);
    assert_eq!(rules(false).of(r#"{"a":1,"y":["no"]}"#), r#"{"a":1}"#);
    assert_eq!(rules(false).of(r#"{"a":1,"y":["no","yes"]}"#), "{}");
    assert_eq!(rules(true).of(r#"{"a":1,"y":["no"],"x":null}"#), "{}");
}

#[test]
fn commas_are_mended_wherever_the_cut_is() {
    let rules = || {
        Rules::permit(&["l[].a", "l[].b", "l[].x", "l[].y"])
            .forbid_when("l[].x", "f")
            .forbid_when("l[].y", "f")
            .fact("f", &["f"], &["no"], true)
    };
    let document = r#"{"l":[{"x":1,"a":2},{"a":1,"x":2},{"x":1},{"x":1,"y":2,"a":3},{"a":1,"y":2,"b":"{"},{"y":"[,"}]}"#;
    assert_eq!(rules().of(document), r#"{"l":[{"a":2},{"a":1},{},{"a":3},{"a":1,"b":"{"},{}]}"#);
    let elements =
        Rules::permit(&["l[].a", "l[].x"]).forbid_when("l[]", "f").fact("f", &["f"], &[], true);
    assert_eq!(elements.of(document), r#"{"l":[]}"#);
    let all = Rules::permit(&["l[].a"]).forbid_when("l", "f").fact("f", &["f"], &[], true);
    assert_eq!(all.of(document), "{}");
}

#[test]
fn forbids_inside_forbids_keep_their_own_facts() {
    let rules = || {
        Rules::permit(&["a.b", "a.c", "z"])
            .forbid_when("a", "outer")
            .forbid_when("a.b", "inner")
            .fact("outer", &["o"], &["no"], false)
            .fact("inner", &["i"], &["no"], false)
    };
    let document =
        |o: &str, i: &str| format!(r#"{{"a":{{"b":1,"c":2}},"o":"{o}","i":"{i}","z":3}}"#);
    assert_eq!(rules().of(&document("no", "no")), r#"{"a":{"b":1,"c":2},"z":3}"#);
    assert_eq!(rules().of(&document("no", "yes")), r#"{"a":{"c":2},"z":3}"#);
    assert_eq!(rules().of(&document("yes", "no")), r#"{"z":3}"#);
    assert_eq!(rules().of(&document("yes", "yes")), r#"{"z":3}"#);
}

#[test]
fn a_conditional_age_is_cut_too() {
    let rules =
        Rules::permit(&["a"]).age("d").forbid_when("d", "f").fact("f", &["f"], &["no"], false);
    assert_eq!(rules.of(r#"{"d":"2000-01-01","a":1,"f":"yes"}"#), r#"{"a":1}"#);
}
