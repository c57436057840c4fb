//! One fault refuses the whole answer, wherever it stands: in what is kept or in what is dropped.

use super::{Rules, in_chunks, redact};
use sluse::redact::{Fault, Plan, Redactor, Unreadable};

/// The ways a document is read in these tests: its part kept, dropped, and dropped but followed.
fn plans() -> [Plan; 4] {
    [
        Rules::default().plan(),
        Rules::permit(&["k", "[]"]).plan(),
        Rules::default().known(&["k.x", "k[].x", "[].x", "x"]).plan(),
        Rules::permit(&["k.x", "k[].z", "k[].y", "x"])
            .forbid_when("k.x", "f")
            .forbid("k[].y")
            .fact("f", &["k[].x", "x"], &["no"], true)
            .plan(),
    ]
}

/// Reads the document by every plan, whole and byte by byte, and gives the one refusal.
fn refusal(document: &[u8]) -> Option<Unreadable> {
    let mut refusals = Vec::new();
    for plan in plans() {
        refusals.push(redact(&plan, document).err());
        refusals.push(in_chunks(&plan, document.chunks(1)).err());
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "{:?}", document.escape_ascii().to_string());
    refusals.pop().flatten()
}

#[track_caller]
fn refuses(fault: Fault, documents: &[&[u8]]) {
    for document in documents {
        let shown = document.escape_ascii();
        assert_eq!(refusal(document).map(|refusal| refusal.fault), Some(fault), "{shown}");
    }
}

/// Refuses each value alone, in an array, and as a member.
#[track_caller]
fn refuses_value(fault: Fault, values: &[&[u8]]) {
    for value in values {
        refuses(
            fault,
            &[&[b"[", *value, b"]"].concat(), &[b"{\"k\":", *value, b",\"z\":1}"].concat()],
        );
    }
}

#[test]
fn what_is_empty_or_cut_short_is_refused() {
    refuses(Fault::Empty, &[b"", b" ", b"\n\t\r "]);
    refuses(
        Fault::Incomplete,
        &[
            b"{",
            b"[",
            b"[1",
            b"[1,",
            b"{\"a\"",
            b"{\"a\":",
            b"{\"a\":1",
            b"{\"a\":1,",
            b"\"",
            b"\"\\",
            b"\"\\u12",
            b"\"\\ud800",
            b"\"\\ud800\\",
            b"-",
            b"1.",
            b"1e",
            b"1e+",
            b"tru",
            b"n",
            b"[[]",
            b"{\"k",
            b"{\"k\\u00",
            b"[\"abc",
        ],
    );
}

#[test]
fn what_follows_the_value_is_refused() {
    refuses(
        Fault::SecondValue,
        &[
            b"1 2",
            b"{}{}",
            b"[] []",
            b"{} ,",
            b"{}x",
            b"null\0",
            b"\"a\"\"b\"",
            b"[1]]",
            b"{}}",
            b"{}\xef\xbb\xbf",
            b"01",
            b"{}//",
        ],
    );
}

#[test]
fn what_is_not_json_is_refused() {
    refuses(
        Fault::Unexpected,
        &[
            b"}",
            b"]",
            b",",
            b":",
            b"{,}",
            b"[,]",
            b"[1,]",
            b"{\"a\":1,}",
            b"[1,,2]",
            b"{\"a\":1,,\"b\":2}",
            b"{\"a\"}",
            b"{\"a\":}",
            b"{\"a\" 1}",
            b"{\"a\"::1}",
            b"{a:1}",
            b"{'a':1}",
            b"{1:2}",
            b"{null:1}",
            b"[1}",
            b"{\"a\":1]",
            b"[\"a\":1]",
            b"{\"a\",1}",
            b"[1 2]",
            b"{\"a\":1 \"b\":2}",
            b"{[]:1}",
            b"// x\n{}",
            b"/* x */{}",
            b"{/**/}",
            b"{\"k\":1/**/}",
            b"[1//\n]",
            b"# x\n[]",
            b"<html></html>",
            b"\x1f\x8b\x08",
            b"--boundary",
            b"\x0b[]",
            b"[\x0c1]",
            b"\0",
            b"[1\0]",
            b"\xc2\xa0[]",
            b"[1,\xe2\x80\xa8 2]",
            b"{\"k\":1;\"x\":2}",
            b"{\"k\"=1}",
            b"(1)",
            b"{...}",
        ],
    );
}

#[test]
fn literals_and_numbers_have_one_form() {
    refuses_value(
        Fault::Unexpected,
        &[
            b"NaN",
            b"Infinity",
            b"-Infinity",
            b"nan",
            b"True",
            b"TRUE",
            b"nul",
            b"nulll",
            b"truE",
            b"undefined",
            b"+1",
            b"01",
            b"-01",
            b"00",
            b".5",
            b"-.5",
            b"1.",
            b"1.e3",
            b"1e",
            b"1e+",
            b"1E-",
            b"1.2.3",
            b"1ee2",
            b"--1",
            b"- 1",
            b"-",
            b"0x10",
            b"1_000",
            b"1,5,",
            b"1f",
            b"0b1",
            b"1e1.5",
            b"\xef\xbc\x91",
            b"'a'",
            b"a",
            b"\xc3\xa6",
            b"`a`",
            b"\xef\xbb\xbf1",
        ],
    );
}

#[test]
fn strings_hold_no_control_characters_and_no_unknown_escapes() {
    refuses_value(
        Fault::ControlCharacter,
        &[
            b"\"\0\"",
            b"\"\x1f\"",
            b"\"a\nb\"",
            b"\"\t\"",
            b"\"aaaaaaaaaaaaaaaa\raaaaaaaaaa\"",
            b"{\"\0\":1}",
            b"{\"a\nb\":1}",
            b"{\"a\\n\x01\":1}",
        ],
    );
    refuses_value(
        Fault::BadEscape,
        &[
            b"\"\\x41\"",
            b"\"\\'\"",
            b"\"\\0\"",
            b"\"\\a\"",
            b"\"\\U0041\"",
            b"\"\\u\"",
            b"\"\\u004\"",
            b"\"\\u00g1\"",
            b"\"\\u+041\"",
            b"\"\\u 041\"",
            b"\"\\\n\"",
            b"\"\\\xc3\xa6\"",
            b"{\"\\x\":1}",
            b"{\"\\u12\":1}",
            b"\"\\ud83d\\uzzzz\"",
        ],
    );
}

#[test]
fn half_a_surrogate_pair_is_refused() {
    refuses_value(
        Fault::LoneSurrogate,
        &[
            b"\"\\ud800\"",
            b"\"\\udc00\"",
            b"\"\\ud800\\ud800\"",
            b"\"\\udc00\\ud800\"",
            b"\"\\ud800x\"",
            b"\"\\ud800\\n\"",
            b"\"\\uDBFF\\u0041\"",
            b"\"\\ud83d \\ude00\"",
            b"{\"\\ud800\":1}",
            b"{\"a\\udfff\":1}",
        ],
    );
}

#[test]
fn what_is_not_utf8_is_refused() {
    let broken: [&[u8]; 14] = [
        b"\xff",
        b"\xfe",
        b"\x80",
        b"\xc0\x80",
        b"\xc0\xaf",
        b"\xc1\xbf",
        b"\xe0\x80\xaf",
        b"\xe0\x9f\xbf",
        b"\xf0\x80\x80\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xe2\x82",
        b"\xc3",
    ];
    for bytes in broken {
        refuses_value(
            Fault::NotUtf8,
            &[&[b"\"", bytes, b"\""].concat(), &[b"{\"", bytes, b"\":1}"].concat(), bytes],
        );
    }
    refuses(Fault::NotUtf8, &[b"\"\xc3", b"\xe2\x82", b"[1]\xff"]);
}

#[test]
fn other_encodings_and_byte_order_marks_are_refused() {
    refuses(Fault::ByteOrderMark, &[b"\xef\xbb\xbf{}", b"\xef\xbb\xbf"]);
    refuses(Fault::NotUtf8, &[b"\xff\xfe{\0}\0", b"\xfe\xff\0{\0}", b"\xef\xbb"]);
    refuses(Fault::Unexpected, &[b"{\0}\0", b"\0{\0}", b"\0\0\0{", b" \xef\xbb\xbf{}"]);
}

#[test]
fn a_duplicate_name_refuses_the_whole_answer() {
    refuses(
        Fault::DuplicateName,
        &[
            br#"{"fnr":"1","\u0066nr":"2"}"#,
            br#"{"a":1,"a":1}"#,
            br#"{"k":{"x":{"a":1,"b":2,"\u0061":3}}}"#,
            br#"{"":1,"":2}"#,
            br#"{"k":[1,[{"a":1,"a":2}]]}"#,
            br#"{"\ud83d\ude00":1,"\uD83D\uDE00":2}"#,
            "{\"\\ud83d\\ude00\":1,\"😀\":2}".as_bytes(),
            br#"{"a\/b":1,"a/b":2}"#,
            br#"{"\u0000":1,"\u0000":2}"#,
            br#"{"a":{"b":1},"c":{"b":1},"a":2}"#,
            br#"{"k":1,"x":{"k":{"k":2}},"k":3}"#,
        ],
    );
}

#[test]
fn a_duplicate_is_found_among_many() {
    for count in [3, 47, 48, 49, 50, 200] {
        for (first, second) in
            [(0, count - 1), (0, 1), (count / 2, count - 1), (count - 2, count - 1)]
        {
            let name = |index| if index == second { first } else { index };
            let members: Vec<String> = (0..count)
                .map(|index| format!("\"navn_nummer_{}\":{index}", name(index)))
                .collect();
            let document = format!("{{\"k\":{{{}}}}}", members.join(","));
            refuses(Fault::DuplicateName, &[document.as_bytes()]);
        }
    }
}

#[test]
fn the_same_name_in_different_objects_is_no_duplicate() {
    let document =
        r#"{"a":{"a":{"a":1},"b":[{"a":1},{"a":2}]},"b":{"a":1},"A":1,"a ":2,"a\u0000":3}"#;
    assert_eq!(refusal(document.as_bytes()), None);
    let members: Vec<String> =
        (0..1000).map(|index| format!("\"{index}\":{{\"{index}\":1}}")).collect();
    assert_eq!(refusal(format!("{{{}}}", members.join(",")).as_bytes()), None);
    assert_eq!(refusal("{\"\u{e9}\":1,\"e\u{301}\":2}".as_bytes()), None);
}

#[test]
fn nesting_has_a_limit() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(refusal(nested(128).as_bytes()), None);
    refuses(Fault::TooDeep, &[nested(129).as_bytes(), nested(100_000).as_bytes()]);
    let objects = "{\"k\":".repeat(100_000);
    refuses(Fault::TooDeep, &[objects.as_bytes()]);
}

#[test]
fn names_have_a_limit_in_number_and_in_bytes() {
    let members = |count: usize| {
        let members: Vec<String> = (0..count).map(|index| format!("\"{index}\":0")).collect();
        format!("{{\"k\":{{{}}}}}", members.join(","))
    };
    let plan = Rules::permit(&["k"]).plan();
    assert!(redact(&plan, members(99_999).as_bytes()).is_ok());
    for count in [100_000, 1_000_000] {
        let refused = redact(&plan, members(count).as_bytes()).unwrap_err();
        assert_eq!(refused.fault, Fault::TooManyNames);
    }
    let long = format!("{{\"{}\":1}}", "n".repeat(5 << 20));
    assert_eq!(redact(&plan, long.as_bytes()).unwrap_err().fault, Fault::NamesTooLong);
    let in_pieces = in_chunks(&plan, long.as_bytes().chunks(999)).unwrap_err();
    assert_eq!(in_pieces, redact(&plan, long.as_bytes()).unwrap_err());
}

#[test]
fn a_refusal_tells_the_byte_and_no_content() {
    let refused = refusal(br#"{"k":"HELDIG","x":TOMBOLA}"#).unwrap();
    assert_eq!((refused.fault, refused.at), (Fault::Unexpected, 18));
    assert_eq!(refused.to_string(), "provider's document at byte 18: is not JSON");
}

#[test]
fn after_a_refusal_nothing_comes_out() {
    let plan = Rules::permit(&["a"]).plan();
    let mut redactor = Redactor::new(&plan, super::setting());
    let refused = redactor.feed(b"{\"a\":1,]").unwrap_err();
    assert_eq!(redactor.feed(b"\"b\":2}"), Err(refused));
    assert_eq!(redactor.finish().unwrap_err(), refused);
}

#[test]
fn a_fault_is_told_as_soon_as_it_is_seen() {
    let plan = Rules::permit(&["a"]).plan();
    for begun in
        [&b"{\"a\":\"\xff"[..], b"{\"a\":\"\xe2\x28", b"{\"a\":\"\\q", b"{\"a\":1,\"a\"", b"[1,]"]
    {
        assert!(
            Redactor::new(&plan, super::setting()).feed(begun).is_err(),
            "{}",
            begun.escape_ascii()
        );
    }
}

#[test]
fn what_rfc_8259_allows_is_read() {
    for document in [
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E6\"",
        "[1,-1,0,-0,1.5,1e5,1E+5,1.25e-05,\"\",[],{},true,false,null]",
        " \t\r\n{ \"a\" : [ ] , \"b\" : { } } \n",
        "[\"\u{7f}\u{80}\u{2028}\u{feff}\u{10ffff}\"]",
        "\"\\ud83d\\ude00\\udbff\\udfff\\u0000\"",
        "{\"\":0}",
        "\"\"",
    ] {
        assert_eq!(refusal(document.as_bytes()), None, "{document}");
    }
}
