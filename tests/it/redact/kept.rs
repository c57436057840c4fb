//! What is let through stands as it stood.

use super::Rules;

#[test]
fn nothing_is_permitted_by_default() {
    assert_eq!(Rules::default().of(r#"{"a":1,"b":[2]}"#), "{}");
    assert_eq!(Rules::default().of(r#"[1,{"a":2}]"#), "[]");
}

#[test]
fn a_permit_lets_through_its_scalar_byte_for_byte() {
    let document = r#" { "x" : 0, "navn" : [ {"fornavn" : "A\u0042\/" , "n":1.10} ,2 ] } "#;
    assert_eq!(
        Rules::permit(&["navn[].fornavn", "navn[].n"]).of(document),
        r#"{"navn":[{"fornavn":"A\u0042\/","n":1.10}]}"#
    );
}

#[test]
fn a_permit_lets_no_container_through() {
    let document = r#"{"a":{"b":1},"c":[2],"d":{},"e":[]}"#;
    assert_eq!(Rules::permit(&["a", "c", "d", "e"]).of(document), "{}");
    assert_eq!(
        Rules::permit(&["n[].f"]).of(r#"{"n":[{"f":"A","g":1},{"f":1.10},{"f":null}]}"#),
        r#"{"n":[{"f":"A"},{"f":1.10},{"f":null}]}"#
    );
    assert_eq!(
        Rules::permit(&["n[].f"]).of(r#"{"n":[{"f":{"fnr":"1"}},{"f":["1"]},{"f":[]}]}"#),
        r#"{"n":[{},{},{}]}"#
    );
}

#[test]
fn numbers_are_never_rewritten() {
    for number in ["1.10", "-0", "-0.0", "12345678901234567890123", "1E400", "0e0", "1.5e+07"] {
        let document = format!(r#"{{"a":{number},"b":{number}}}"#);
        assert_eq!(Rules::permit(&["a"]).of(&document), format!(r#"{{"a":{number}}}"#));
    }
}

#[test]
fn containers_on_the_way_are_written_without_white_space() {
    let document =
        "{ \"navn\" : [ { \"f\" : 1 , \"e\" : 2 } ,\n { \"e\" : 3 } , { \"f\" :  4 } ] }";
    assert_eq!(Rules::permit(&["navn[].f"]).of(document), r#"{"navn":[{"f":1},{},{"f":4}]}"#);
    assert_eq!(Rules::permit(&["navn[].x"]).of(r#"{"navn":[]}"#), r#"{"navn":[]}"#);
    assert_eq!(Rules::permit(&["a.b.c"]).of(r#"{"a":{"b":{"d":1}}}"#), r#"{"a":{"b":{}}}"#);
}

#[test]
fn names_are_matched_unescaped_and_written_as_they_stood() {
    let document = r#"{"\u0066nr":1,"n\u00e6r":{"\ud83d\ude00":2,"\"":3}}"#;
    assert_eq!(Rules::permit(&["fnr"]).of(document), r#"{"\u0066nr":1}"#);
    assert_eq!(Rules::permit(&["nær.😀"]).of(document), r#"{"n\u00e6r":{"\ud83d\ude00":2}}"#);
    assert_eq!(Rules::permit(&[r#"nær."\"""#]).of(document), r#"{"n\u00e6r":{"\"":3}}"#);
}

#[test]
fn names_that_look_alike_are_different() {
    let composed = "{\"\u{e9}\":1,\"e\u{301}\":2,\"E\u{301}\":3}";
    assert_eq!(Rules::permit(&["\u{e9}"]).of(composed), "{\"\u{e9}\":1}");
    assert_eq!(Rules::permit(&["e\u{301}"]).of(composed), "{\"e\u{301}\":2}");
    assert_eq!(Rules::permit(&["fnr"]).of(r#"{"FNR":1,"Fnr":2,"fnr ":3,"fnr\u0000":4}"#), "{}");
}

#[test]
fn dots_and_brackets_in_names_are_not_steps() {
    let document = r#"{"a.b":1,"a":{"b":2},"a[0]":3,"a[]":4,"[]":5}"#;
    assert_eq!(Rules::permit(&["a.b"]).of(document), r#"{"a":{"b":2}}"#);
    assert_eq!(Rules::permit(&[r#""a.b""#]).of(document), r#"{"a.b":1}"#);
    assert_eq!(Rules::permit(&[r#""a[0]""#]).of(document), r#"{"a[0]":3}"#);
    assert_eq!(Rules::permit(&["a[]"]).of(document), "{}");
}

#[test]
fn a_path_that_meets_another_kind_of_value_lets_nothing_through() {
    for document in [r#"{"navn":{"fornavn":1}}"#, r#"{"navn":"x"}"#, r#"{"navn":null}"#] {
        assert_eq!(Rules::permit(&["navn[].fornavn"]).of(document), "{}");
    }
    assert_eq!(Rules::permit(&["a.b"]).of(r#"{"a":[{"b":1}]}"#), "{}");
    assert_eq!(
        Rules::permit(&["a[].b"]).of(r#"{"a":[1,[{"b":2}],{"b":3},"x"]}"#),
        r#"{"a":[{"b":3}]}"#
    );
    assert_eq!(Rules::permit(&["a"]).of(r#"[{"a":1}]"#), "[]");
    assert_eq!(Rules::permit(&["[].a"]).of(r#"{"a":1}"#), "{}");
}

#[test]
fn a_top_level_scalar_lets_nothing_through() {
    for document in ["1", " \"x\" ", "true", "null", "-0.5e1"] {
        assert_eq!(Rules::permit(&["a"]).of(document), "null");
    }
}

#[test]
fn arrays_of_arrays_are_followed() {
    let document = r#"[[1,{"a":2}],[],[{"a":[3]}]]"#;
    assert_eq!(Rules::permit(&["[][].a"]).of(document), r#"[[{"a":2}],[],[{}]]"#);
    assert_eq!(Rules::permit(&["[][].a[]"]).of(document), r#"[[{}],[],[{"a":[3]}]]"#);
    assert_eq!(Rules::permit(&["[][]"]).of(document), "[[1],[],[]]");
}

#[test]
fn null_is_a_value() {
    assert_eq!(Rules::permit(&["a"]).of(r#"{"a":null}"#), r#"{"a":null}"#);
}

#[test]
fn long_values_come_through_whole() {
    for shift in 0..4 {
        let long = "x".repeat(shift) + &"æ\u{1f600}€ \\u00e6 ".repeat(5000);
        let document =
            format!(r#"{{"{long}":"{long}","b":["{long}",{{"c":"{long}"}}],"d":"{long}"}}"#);
        let elements = format!(r#"{{"b":["{long}"],"d":"{long}"}}"#);
        assert_eq!(Rules::permit(&["b[]", "d"]).of(&document), elements);
        let members = format!(r#"{{"b":[{{"c":"{long}"}}],"d":"{long}"}}"#);
        assert_eq!(Rules::permit(&["b[].c", "d"]).of(&document), members);
        let name = long.replace("\\u00e6", "\u{e6}");
        assert_eq!(
            Rules::permit(&[&format!("\"{name}\"")]).of(&document),
            format!(r#"{{"{long}":"{long}"}}"#)
        );
    }
}
