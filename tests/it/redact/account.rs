//! The account says what was let through and what was held back.

use super::{Rules, setting};
use sluse::redact::Redactor;

#[test]
fn a_permit_is_released_when_a_value_stood_at_its_path() {
    let account = Rules::permit(&["a", "b[].c", "d.e", "x", "g"])
        .age("f")
        .forbid("x")
        .account(r#"{"a":null,"b":[{},{"z":1}],"d":{"e":""},"f":"1990-01-01","x":1,"g":[1]}"#);
    assert_eq!(account.released, [0, 2, 5]);
}

#[test]
fn every_known_field_that_stood_and_was_held_back_is_withheld() {
    let known = ["a", "b", "c.d", "c.e", "f[].g", "h"];
    let account = Rules::permit(&["a"])
        .known(&known)
        .account(r#"{"a":1,"b":{"x":2},"c":{"d":3},"f":[{"g":4}],"q":[]}"#);
    assert_eq!(account.withheld, [1, 2, 4]);
    assert_eq!(account.withheld_unnamed, 1);
}

#[test]
fn a_known_field_of_which_a_part_is_held_back_is_withheld() {
    let account = Rules::permit(&["navn[].fornavn", "foedsel.aar"])
        .forbid("foedsel.sted")
        .known(&["navn", "foedsel"])
        .account(r#"{"navn":[{"fornavn":1,"etternavn":2}],"foedsel":{"aar":3}}"#);
    assert_eq!((account.released, account.withheld), (vec![0, 1], vec![0]));
    assert_eq!(account.withheld_unnamed, 0);
}

#[test]
fn unnamed_parts_are_counted_once_for_each_place_and_name() {
    let count = |document: &str| {
        Rules::permit(&["a[].b"])
            .known(&["a[].b", "a[].k", "n.k"])
            .account(document)
            .withheld_unnamed
    };
    assert_eq!(count(r#"{"a":[{"b":1,"k":2}]}"#), 0);
    assert_eq!(count(r#"{"a":[{"x":1},{"x":2,"y":{"x":3,"z":4}}],"x":5}"#), 3);
    assert_eq!(count(r#"{"a":[1,2,[3]]}"#), 1);
    assert_eq!(count(r#"{"n":{"k":1,"l":2,"m":{"k":3}}}"#), 2);
    assert_eq!(count(r#"{"n":[1],"a":{"b":1}}"#), 2);
    assert_eq!(count("7"), 1);
}

#[test]
fn unnamed_parts_are_counted_up_to_a_limit() {
    let members: Vec<String> = (0..5000).map(|index| format!(r#""x{index}":1"#)).collect();
    let document = format!("{{{}}}", members.join(","));
    let account = Rules::default().account(&document);
    assert_eq!(account.withheld_unnamed, sluse::redact::UNNAMED_PARTS.most);
}

#[test]
fn what_a_fact_cuts_is_counted_as_withheld() {
    let rules = |unless: &str| {
        Rules::permit(&["a.k", "a.u.v", "a.w", "b.x"])
            .forbid_when("a", "f")
            .forbid_when("b", "f")
            .fact("f", &["f"], &[unless], false)
            .known(&["a.k", "f"])
    };
    let document = r#"{"a":{"k":1,"u":{"v":2},"w":3},"b":{"x":4},"f":"no"}"#;
    let open = rules("no").account(document);
    assert_eq!((open.released, open.withheld), (vec![0, 1, 2, 3], vec![1]));
    assert_eq!(open.withheld_unnamed, 0);
    let cut = rules("yes").account(document);
    assert_eq!((cut.released, cut.withheld, cut.withheld_unnamed), (vec![], vec![0, 1], 3));
}

#[test]
fn an_unnamed_part_held_back_once_counts_even_where_another_is_let_through() {
    for document in [r#"{"l":["2000-01-01",5]}"#, r#"{"l":[5,"2000-01-01"]}"#] {
        let rules = Rules::default().age("l[]").forbid_when("l[]", "f");
        let account = rules.fact("f", &["f"], &[], false).account(document);
        assert_eq!((account.body.as_str(), account.withheld_unnamed), (r#"{"l":[26]}"#, 1));
    }
}

#[test]
fn nothing_that_comes_out_shows_content_in_debug() {
    let plan = Rules::permit(&["a"]).plan();
    let mut redactor = Redactor::new(&plan, setting());
    redactor.feed(br#"{"a":"HELDIG"}"#).unwrap();
    redactor.finish().unwrap();
    assert!(!format!("{redactor:?} {:?}", redactor.take()).contains("HELDIG"));
}
