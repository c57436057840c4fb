//! Cases beside policies: how they are read, and what comes of trying them.

use super::{PURPOSE, SERVICE, files, set};
use sluse::gateway::active::{Active, Compiled};
use sluse::gateway::trial::try_case;
use sluse::policy::{Code, Documents, PolicyError, read_cases};
use std::sync::Arc;

/// One document below the folder.
struct OneDocument;

impl Documents for OneDocument {
    fn open(&self, name: &str) -> Option<Vec<u8>> {
        (name == "purposes/persons/child.json").then(|| DOCUMENT.as_bytes().to_vec())
    }
}

const DOCUMENT: &str = r#"{"navn": [{"fornavn": "Ada", "etternavn": "Li"}],
 "foedselsdato": "2020-05-04", "adresse": {"vei": "Veien 1", "gradering": "ugradert"}}"#;

const OUT: &str =
    r#"{ "navn": [{"fornavn": "Ada"}], "foedselsdato": 5, "adresse": {"vei": "Veien 1"} }"#;

fn compiled() -> Compiled {
    let set = set(&files(&[("service.toml", SERVICE), ("purpose.toml", PURPOSE)]));
    Active::compile(Arc::new(set)).unwrap()
}

/// The faults of a file of cases.
fn faults(text: &str) -> Vec<PolicyError> {
    let text = format!("tests = \"opptak\"\n{text}");
    let files = files(&[("purposes/opptak.test.toml", &text)]);
    read_cases(&files, compiled().set(), &OneDocument).err().unwrap_or_default()
}

/// What does not hold of the cases in this file.
fn tried(text: &str) -> Vec<Vec<String>> {
    let text = format!("tests = \"opptak\"\n{text}");
    let compiled = compiled();
    let files = files(&[("purposes/opptak.test.toml", &text)]);
    let cases = read_cases(&files, compiled.set(), &OneDocument)
        .unwrap_or_else(|errors| panic!("{}", sluse::policy::render(&errors)));
    let faults = |case| try_case(&compiled, case).faults.iter().map(ToString::to_string).collect();
    cases.iter().map(faults).collect()
}

/// A case with a case reference, a document and these lines.
fn case(lines: &str) -> String {
    format!(
        "[[case]]\nname = \"a case\"\ntoday = 2026-02-01\ncase-reference = \"2026/1\"\n\
         document = '''{DOCUMENT}'''\n{lines}\n"
    )
}

#[test]
fn a_case_that_says_what_comes_out_holds() {
    let held =
        case(&format!("out = '''{OUT}'''\nabsent = [\"Li\"]\nwithheld = [\"navn[].etternavn\"]"));
    assert_eq!(tried(&held), [Vec::<String>::new()]);
}

#[test]
fn a_document_may_stand_in_a_file_of_its_own() {
    let text = format!(
        "[[case]]\nname = \"x\"\ntoday = 2026-06-01\ncase-reference = \"1\"\n\
         document-file = \"persons/child.json\"\nout = '''{}'''",
        OUT.replace('5', "6")
    );
    assert_eq!(tried(&text), [Vec::<String>::new()]);
}

#[test]
fn what_comes_out_otherwise_is_shown_beside_what_was_expected() {
    let wrong = OUT.replace("\"Ada\"", "\"Eva\"").replace("5", "6");
    let told = &tried(&case(&format!("out = '''{wrong}'''")))[0];
    assert_eq!(
        told[..],
        ["something else came out (- expected, + came out)\n  …\n    \
          \"navn\": [\n      {\n-       \"fornavn\": \"Eva\"\n+       \"fornavn\": \"Ada\"\n      \
          }\n    ],\n-   \"foedselsdato\": 6,\n+   \"foedselsdato\": 5,\n    \"adresse\": {\n      \
          \"vei\": \"Veien 1\""]
    );
}

#[test]
fn what_must_not_come_out_and_what_must_be_withheld_are_looked_for() {
    let text = case("absent = [\"Ada\"]\nwithheld = [\"adresse.vei\"]");
    assert_eq!(
        tried(&text)[0],
        ["`Ada` came out, and must not", "nothing of the field `adresse.vei` was withheld"]
    );
}

#[test]
fn refusals_are_held_against_the_code_that_was_expected() {
    let refused = |lines: &str| {
        let text = format!("[[case]]\nname = \"x\"\n{lines}");
        tried(&text)[0].first().cloned().unwrap_or_default()
    };
    assert_eq!(refused("refused = \"case-reference-missing\""), "");
    let all = "case-reference = \"1\"\n";
    assert_eq!(
        refused(&format!("{all}consumer = \"312800004\"\nrefused = \"consumer-not-named\"")),
        ""
    );
    assert_eq!(refused(&format!("{all}today = 2027-01-01\nrefused = \"policy-expired\"")), "");
    assert_eq!(
        refused(&format!(
            "{all}fields = [\"navn[].etternavn\"]\nrefused = \"field-not-permitted\""
        )),
        ""
    );
    let told = refused(&format!("{all}supplier = \"313040402\"\nrefused = \"policy-expired\""));
    assert!(told.starts_with("refused with `supplier-not-allowed`"), "{told}");
    let told = refused("document = \"{}\"\nout = \"{}\"");
    assert!(told.starts_with("refused with `case-reference-missing`"), "{told}");
    let open = format!("{all}document = \"{{}}\"\nrefused = \"policy-expired\"");
    assert_eq!(refused(&open), "not refused, and `policy-expired` was expected");
}

#[test]
fn a_caller_that_narrows_gets_less() {
    let narrowed = case("fields = [\"navn\"]\nout = '{\"navn\":[{\"fornavn\":\"Ada\"}]}'");
    let told = &tried(&narrowed)[0];
    // What leads to other permitted fields stays, and holds nothing.
    assert!(told.is_empty() || told[0].contains("adresse"), "{told:?}");
    let absent = case("fields = [\"navn\"]\nabsent = [\"Veien\", \"foedselsdato\"]");
    assert_eq!(tried(&absent), [Vec::<String>::new()]);
}

#[test]
fn faults_in_cases_have_their_place_and_the_nearest_name() {
    let wrong = "[[case]]\nnam = \"x\"\nrefused = \"consumer-not-name\"\n";
    let told = faults(wrong);
    let shown: Vec<_> = told.iter().map(|one| (one.code.as_str(), one.line, one.column)).collect();
    assert_eq!(shown, [("P003", 3, 1), ("P008", 4, 11)]);
    assert_eq!(told[0].help.as_deref(), Some("did you mean `name`?"));
    assert_eq!(told[1].help.as_deref(), Some("did you mean `consumer-not-named`?"));
}

#[test]
fn each_fault_of_a_case_has_its_code() {
    for (lines, code) in [
        ("out = \"{}\"", Code::CaseAtOdds),
        ("document = \"{}\"", Code::CaseAtOdds),
        ("document = \"{}\"\nout = \"{}\"\nrefused = \"policy-expired\"", Code::CaseAtOdds),
        ("document = \"{}\"\ndocument-file = \"a\"\nout = \"{}\"", Code::CaseAtOdds),
        ("document-file = \"persons/old.json\"\nout = \"{}\"", Code::NoDocument),
        ("document-file = \"../../child.json\"\nout = \"{}\"", Code::Malformed),
        ("route = \"GET /register/v2\"\nrefused = \"policy-expired\"", Code::UnknownRoute),
        ("document = \"{}\"\nwithheld = [\"navn[].fornavnet\"]", Code::OutsideFields),
        ("consumer = \"312143047\"\nrefused = \"policy-expired\"", Code::CheckDigit),
        ("subjects = [\"17859241205\"]\nrefused = \"policy-expired\"", Code::Malformed),
        ("at = \"25:00\"\nrefused = \"policy-expired\"", Code::Malformed),
    ] {
        let told = faults(&format!("[[case]]\nname = \"x\"\n{lines}"));
        let codes: Vec<Code> = told.iter().map(|one| one.code).collect();
        assert_eq!(codes, [code], "{lines}");
    }
    let other = files(&[("a.test.toml", "tests = \"optak\"\n[[case]]\nname = \"x\"")]);
    let told = read_cases(&other, compiled().set(), &OneDocument).unwrap_err();
    assert_eq!((told[0].code, told[0].line, told[0].column), (Code::UnknownPurpose, 1, 9));
    assert_eq!(told[0].help.as_deref(), Some("did you mean `opptak`?"));
}

#[test]
fn a_case_is_never_about_a_real_person() {
    // The same digits without the months that only tests have: 17.05 instead of 17.85.
    let real = (0..100).map(|end| format!("170592412{end:02}"));
    let real = real.filter(|digits| sluse::vocab::subject::PersonNumber::parse(digits).is_ok());
    let real = real.collect::<Vec<_>>();
    assert!(!real.is_empty());
    for digits in real {
        let told = faults(&format!(
            "[[case]]\nname = \"x\"\nsubjects = [\"{digits}\"]\nrefused = \"policy-expired\""
        ));
        assert!(told[0].message.contains("synthetic"), "{}", told[0]);
    }
}
