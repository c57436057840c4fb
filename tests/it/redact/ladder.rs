//! Each rung of the ladder, on values that it fits and on values that it does not: those are withheld,
//! and never fall back to another form.

use super::Rules;
use sluse::redact::Form;

/// Values of every kind of JSON, none of which is a date, a place or an amount.
const OTHERS: [&str; 7] = ["null", "true", "false", "[]", "{}", "[\"1990-01-01\"]", "\"\""];

/// What a field with this value becomes, alone and as an element among others; none is nothing.
#[track_caller]
fn gives(form: &Form, value: &str, expected: Option<&str>) {
    let rules = |path| Rules::default().and_permit(&["z"]).form(path, form.clone()).known(&["a"]);
    let account = rules("a").account(&format!(r#"{{"a": {value} ,"z":0}}"#));
    let body = expected.map(|expected| format!(r#""a":{expected},"#)).unwrap_or_default();
    assert_eq!(account.body, format!(r#"{{{body}"z":0}}"#), "{form:?} of {value}");
    let withheld: Vec<usize> = (expected.is_none()).then_some(0).into_iter().collect();
    assert_eq!(account.withheld, withheld, "{form:?} of {value}");
    let permits: Vec<usize> = (expected.is_none()).then_some(1).into_iter().collect();
    assert_eq!(account.unfit, permits, "{form:?} of {value}");
    assert_eq!(account.released.contains(&1), expected.is_some());
    let elements = rules("l[]").of(&format!(r#"{{"l":[{value},{value}]}}"#));
    let twice = expected.map(|expected| format!("{expected},{expected}")).unwrap_or_default();
    assert_eq!(elements, format!(r#"{{"l":[{twice}]}}"#), "{form:?} of {value}");
}

#[track_caller]
fn all(form: &Form, good: &[(&str, &str)], bad: &[&str]) {
    good.iter().for_each(|(value, expected)| gives(form, value, Some(expected)));
    bad.iter().chain(&OTHERS).for_each(|value| gives(form, value, None));
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn exists_says_only_that_something_is_there() {
    for value in ["0", "false", "\"x\"", "\" \"", "-1.5e9", "[0]", "[[]]", "{\"a\":null}"] {
        gives(&Form::Exists, value, Some("true"));
    }
    for value in ["null", "\"\"", "[]", "{}", "[ ]", "{\n}"] {
        gives(&Form::Exists, value, None);
    }
}

#[test]
fn what_exists_is_not_told_what_is_in_it() {
    let rules = || Rules::default().form("a", Form::Exists).known(&["a.b", "a.c[].d"]);
    let account = rules().account(r#"{"a":{"b":"HEMMELIG","c":[{"d":1}],"e":{"f":2}}}"#);
    assert_eq!(account.body, r#"{"a":true}"#);
    assert_eq!((account.released, account.withheld), (vec![0], vec![0, 1]));
    assert_eq!(account.withheld_unnamed, 1);
    let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(100), "]".repeat(100));
    assert_eq!(rules().of(&deep), r#"{"a":true}"#);
}

#[test]
fn is_over_says_whether_the_years_are_full() {
    let good = [
        ("\"2008-11-21\"", "true"),
        ("\"2008-11-22\"", "false"),
        ("\"2026-11-21\"", "false"),
        ("\"1900-01-01\"", "true"),
    ];
    let bad = ["\"2026-11-22\"", "\"2008-02-30\"", "\"2008\"", "2008", "\"21.11.2008\""];
    all(&Form::IsOver(18), &good, &bad);
    all(&Form::IsOver(0), &[("\"2026-11-21\"", "true")], &["\"2026-11-22\""]);
}

#[test]
fn equals_compares_strings_exactly_and_numbers_by_their_text() {
    let good =
        [("\"gift\"", "true"), ("\"g\\u0069ft\"", "true"), ("\"Gift\"", "false"), ("1", "false")];
    let form = Form::Equals("gift".to_owned());
    for (value, expected) in good {
        gives(&form, value, Some(expected));
    }
    gives(&form, "\"\"", Some("false"));
    gives(&form, &format!("\"gift{}\"", "x".repeat(100_000)), Some("false"));
    for value in ["null", "true", "[\"gift\"]", "{\"gift\":1}"] {
        gives(&form, value, None);
    }
    let number = Form::Equals("1.10".to_owned());
    for (value, expected) in [("1.10", "true"), ("1.1", "false"), ("\"1.10\"", "true")] {
        gives(&number, value, Some(expected));
    }
    gives(&number, &format!("1.10{}", "0".repeat(100)), Some("false"));
}

#[test]
fn in_set_says_whether_it_is_one_of_them() {
    let form = Form::InSet(texts(&["a", "b", "7"]));
    for (value, expected) in
        [("\"a\"", "true"), ("\"b\"", "true"), ("7", "true"), ("\"c\"", "false")]
    {
        gives(&form, value, Some(expected));
    }
    for value in ["null", "false", "[]", "{}", "[\"a\"]"] {
        gives(&form, value, None);
    }
}

#[test]
fn is_resident_in_reads_the_municipality_that_a_number_begins_with() {
    let good = [
        ("\"0301\"", "true"),
        ("\"03010101\"", "true"),
        ("\"03019\"", "true"),
        ("\"1103\"", "false"),
        ("\"4601\"", "true"),
    ];
    let bad = ["\"030\"", "\"0301x\"", "301", "\"0301 \"", "\"٠٣٠١\""];
    all(&Form::IsResidentIn(texts(&["0301", "4601"])), &good, &bad);
}

#[test]
fn year_is_that_of_a_date_or_of_a_time() {
    let good = [
        ("\"1992-05-17\"", "1992"),
        ("\"2030-01-01\"", "2030"),
        ("\"2020-03-01T10:00:00+01:00\"", "2020"),
        ("\"2020-03-01T10:00\"", "2020"),
    ];
    let bad = [
        "\"1992\"",
        "1992",
        "\"1992-02-30\"",
        "\"1992-05-17 10:00\"",
        "\"1992-05-17T\"",
        "\"1992-5-17\"",
        "\"æ992-05-17\"",
    ];
    all(&Form::Year, &good, &bad);
}

#[test]
fn an_age_and_its_band_are_counted_today() {
    let bad = ["\"2026-11-22\"", "\"1990-13-01\"", "36", "\"1990-01-01T00:00\""];
    all(&Form::AgeInYears, &[("\"1990-11-21\"", "36"), ("\"1990-11-22\"", "35")], &bad);
    let good = [
        ("\"2026-11-21\"", "\"0-5\""),
        ("\"2020-11-21\"", "\"6-17\""),
        ("\"2008-11-22\"", "\"6-17\""),
        ("\"2008-11-21\"", "\"18-66\""),
        ("\"1959-11-22\"", "\"18-66\""),
        ("\"1959-11-21\"", "\"67-\""),
        ("\"1900-01-01\"", "\"67-\""),
    ];
    all(&Form::AgeBand(vec![0, 6, 18, 67]), &good, &bad);
    let from_six = Form::AgeBand(vec![6]);
    all(&from_six, &[("\"2020-11-21\"", "\"6-\"")], &["\"2020-11-22\""]);
}

#[test]
fn municipality_is_the_first_four_digits() {
    let good =
        [("\"0301\"", "\"0301\""), ("\"03010101\"", "\"0301\""), ("\"460112345\"", "\"4601\"")];
    all(&Form::Municipality, &good, &["\"03011\"", "\"0301010\"", "\"301\"", "301", "\"H0301\""]);
}

#[test]
fn postcode_area_is_the_first_two_of_four_digits() {
    let good = [("\"0554\"", "\"05\""), ("\"9990\"", "\"99\"")];
    all(&Form::PostcodeArea, &good, &["\"554\"", "\"05540\"", "554", "5540", "\"N-0554\""]);
}

#[test]
fn an_income_band_is_found_without_floating_point() {
    let good = [
        ("0", "\"0-199999\""),
        ("-0", "\"0-199999\""),
        ("199999.999", "\"0-199999\""),
        ("200000", "\"200000-399999\""),
        ("2e5", "\"200000-399999\""),
        ("3999999e-1", "\"200000-399999\""),
        ("\"250000\"", "\"200000-399999\""),
        ("\"0250000.50\"", "\"200000-399999\""),
        ("400000", "\"400000-\""),
        ("123456789012345678901234567890", "\"400000-\""),
        ("4e5", "\"400000-\""),
    ];
    let bad = ["-1", "-0.5", "1e400", "\"250 000\"", "\"250000 kr\"", "\"1e\"", "\".5\"", "\"-\""];
    all(&Form::IncomeBand(vec![0, 200_000, 400_000]), &good, &bad);
    all(&Form::IncomeBand(vec![100]), &[("100", "\"100-\"")], &["99.99", "0"]);
}

#[test]
fn amounts_are_rounded_down() {
    let good = [
        ("0", "0"),
        ("999", "0"),
        ("1000", "1000"),
        ("512345.67", "512000"),
        ("\"512345\"", "512000"),
        ("-1", "-1000"),
        ("-1000", "-1000"),
        ("-0.5", "-1000"),
        ("1.5e3", "1000"),
        ("0e999999999", "0"),
        ("99999999999999999999999", "99999999999999999999000"),
    ];
    let bad = ["\"x\"", "\"1,5\"", "\"+1\"", "1e40", "\"0x10\"", "\"1e99999999999999999999\""];
    all(&Form::RoundTo(1000), &good, &bad);
    let largest = u64::MAX.to_string();
    gives(&Form::RoundTo(u64::MAX), "18446744073709551616", Some(&largest));
}

#[test]
fn a_mask_shows_never_more_than_half() {
    let good = [
        ("\"17859241204\"", "\"***1204\""),
        ("17859241204", "\"***1204\""),
        ("\"12345678\"", "\"***5678\""),
        ("\"1234567\"", "\"***567\""),
        ("\"ab\"", "\"***b\""),
        ("\"a\"", "\"***\""),
        ("\"æøåÆØÅ\"", "\"***ÆØÅ\""),
        ("\"abcde\\\"\\\\\\n\\u0001x\"", "\"***\\\"\\\\\\u000a\\u0001x\""),
    ];
    for (value, expected) in &good[..7] {
        gives(&Form::Masked(4), value, Some(expected));
    }
    gives(&Form::Masked(5), good[7].0, Some(good[7].1));
    gives(&Form::Masked(0), "\"abc\"", Some("\"***\""));
    let long = sluse::redact::TRANSFORM_BYTES.most;
    let text = |length| format!("\"{}\"", "x".repeat(length));
    gives(&Form::Masked(4), &text(long), Some("\"***xxxx\""));
    for value in OTHERS.into_iter().chain([text(long + 1).as_str()]) {
        gives(&Form::Masked(4), value, None);
    }
}

#[test]
fn clear_is_a_scalar_as_it_stands() {
    for value in ["1.10", "-0", "null", "true", "\"\"", "\"\\u0041\\/\""] {
        gives(&Form::Clear, value, Some(value));
    }
    for value in ["[]", "{}", "[1]", "{\"b\":1}"] {
        gives(&Form::Clear, value, None);
    }
}

#[test]
fn a_form_is_given_however_the_chunks_are_cut() {
    let plan = Rules::default()
        .form("a", Form::Masked(4))
        .form("b", Form::RoundTo(10))
        .form("c", Form::Exists)
        .form("d", Form::Year)
        .form("e", Form::Exists)
        .plan();
    let document = br#"{"a":"1234\u0035\ud83d\ude0078","b":-12345.5e1,"c":{"x":[]},"d":"1992-05-17","e":null}"#;
    let whole = super::redact(&plan, document).unwrap();
    assert_eq!(whole.body, r#"{"a":"***5😀78","b":-123460,"c":true,"d":1992}"#);
    for cut in 0..document.len() {
        let (one, other) = document.split_at(cut);
        assert_eq!(super::in_chunks(&plan, [one, other].into_iter()).unwrap(), whole);
    }
    assert_eq!(super::in_chunks(&plan, document.chunks(1)).unwrap(), whole);
}
