//! Reading policies: every fault is found, placed and explained.

use super::{PURPOSE, SERVICE, files, set};
use sluse::policy::{Code, Form, PolicyError, PolicySet, render};
use std::collections::BTreeSet;

fn faults(texts: &[(&str, &str)]) -> Vec<PolicyError> {
    PolicySet::parse(&files(texts)).expect_err("must have faults")
}

/// The one fault that remains after replacing `right` by `wrong` in one of the two files.
fn fault_after(right: &str, wrong: &str) -> PolicyError {
    assert!(SERVICE.contains(right) || PURPOSE.contains(right), "{right}");
    let service = SERVICE.replacen(right, wrong, usize::from(!PURPOSE.contains(right)));
    let purpose = PURPOSE.replacen(right, wrong, 1);
    let mut found = faults(&[("service.toml", &service), ("purpose.toml", &purpose)]);
    assert_eq!(found.len(), 1, "{right} -> {wrong}: {}", render(&found));
    found.remove(0)
}

/// What is changed, and the code, line, column and part of the advice that must follow.
type Case = (&'static str, &'static str, Code, usize, usize, &'static str);

const CASES: &[Case] = &[
    ("\"register:opptak\"", "register:opptak", Code::NotToml, 5, 13, ""),
    ("scope     =", "skope     =", Code::UnknownKey, 5, 1, "`scope`"),
    ("scope     = \"register:opptak\"\n", "", Code::MissingKey, 1, 13, ""),
    ("need = \"Svaret sendes hjem\"\n", "", Code::MissingKey, 19, 1, ""),
    (", en = \"Admission\"", "", Code::MissingKey, 2, 13, ""),
    ("2026-01-01", "\"2026-01-01\"", Code::WrongType, 7, 22, ""),
    ("absent       = true", "absent       = \"no\"", Code::WrongType, 15, 16, ""),
    ("6(1)(e)", "6(1)(x)", Code::Malformed, 3, 22, ""),
    ("\"navn[].fornavn\"\nneed", "\"navn[.fornavn\"\nneed", Code::Malformed, 11, 8, ""),
    ("\"Svaret sendes hjem\"", "\" \"", Code::Empty, 21, 8, ""),
    ("[\"312143046\"]", "[]", Code::Empty, 6, 13, ""),
    ("age-in-years", "age-in-year", Code::UnknownWord, 16, 8, "`age-in-years`"),
    ("\"case-reference\"", "\"case\"", Code::UnknownWord, 8, 14, "case-reference, end-user"),
    ("\"GET\"", "\"DELETE\"", Code::UnknownWord, 7, 10, "GET"),
    ("as   = \"age-in-years\"", "as   = \"is-over\"", Code::UnknownWord, 16, 8, "is-over = …"),
    ("as   = \"age-in-years\"", "as   = { age-band = [18, 6] }", Code::BadForm, 16, 21, ""),
    (
        "as   = \"age-in-years\"",
        "as   = { is-over = 18, equals = \"x\" }",
        Code::BadForm,
        16,
        8,
        "",
    ),
    ("requires  = [\"case-reference\"]", "case-pattern = \"(\"", Code::Malformed, 8, 16, ""),
    ("[[permit]]", "[limits]\nsubjects-per-day = 0\n[[permit]]", Code::BadLimit, 11, 20, ""),
    (
        "[[permit]]",
        "[limits]\nsubjects-per-day = { soft = 9, hard = 9 }\n[[permit]]",
        Code::BadLimit,
        11,
        20,
        "",
    ),
    ("6(1)(e)", "9(2)(g)", Code::BasisIncomplete, 3, 13, "article 6"),
    (
        "en = \"First name\" }",
        "en = \"First name\", sensitivity = \"article-9\" }",
        Code::BasisIncomplete,
        11,
        8,
        "what lifts the ban",
    ),
    ("aar = \"year\" }", "aar = \"year\" }\nsubject = \"answer\"", Code::RouteAtOdds, 10, 11, ""),
    (
        "aar = \"year\" }",
        "aar = \"year\" }\nselect = \"part\"\n[parts]\nadresse = [\"adresse\"]",
        Code::UnknownPart,
        6,
        1,
        "",
    ),
    (
        "aar = \"year\" }",
        "aar = \"year\" }\nselect = \"part\"\n[parts]\nnavn = [\"navn[]\"]\nadresse = [\"adresse.vei\"]",
        Code::NeverBrought,
        17,
        17,
        "under a part",
    ),
    (
        "aar = \"year\" }",
        "aar = \"year\" }\nselect = \"part\"\n[parts]\nnavn = [\"navn[].fornavn\"]\nadresse = [\"adresse\"]\n\
         [versions]\n\"navn[]\" = { current = \"gjelder\", absent = true }",
        Code::NeverBrought,
        15,
        1,
        "under a part",
    ),
    (
        "[facts.address",
        "[parts]\nnavn = [\"nvn[]\"]\n[facts.address",
        Code::PartOutsideFields,
        12,
        9,
        "",
    ),
    (
        "upstream = \"register\"",
        "upstream = \"register\"\nformat = \"opaque\"",
        Code::WholeAtOdds,
        4,
        13,
        "",
    ),
    (
        "service   = \"register.person\"",
        "service   = \"register.persn\"",
        Code::UnknownService,
        4,
        13,
        "`register.person`",
    ),
    (
        "\"navn[].fornavn\"\nneed",
        "\"navn.fornavn\"\nneed",
        Code::NotAField,
        11,
        8,
        "`navn[].fornavn`",
    ),
    ("\"navn[].fornavn\"\nneed", "\"navn\"\nneed", Code::NotAField, 11, 8, "`navn[].etternavn`"),
    ("path = \"foedselsdato\"", "path = \"navn[].fornavn.alt\"", Code::PermitsOverlap, 15, 8, ""),
    ("when = \"address-protected\"\n", "", Code::PermitForbidden, 20, 8, "a forbid wins"),
    (
        "when = \"address-protected\"",
        "when = \"adress-protected\"",
        Code::UnknownFact,
        25,
        8,
        "`address-protected`",
    ),
    ("path = \"adresse\"", "path = \"adrese\"", Code::ForbidNothing, 24, 8, "`adresse`"),
    ("until = 2026-12-31", "until = 2025-12-31", Code::NeverValid, 7, 13, ""),
    ("[\"312143046\"]", "[\"312143046\", \"312143046\"]", Code::NamedTwice, 6, 27, ""),
    ("[\"312143046\"]", "[\"312143045\"]", Code::CheckDigit, 6, 14, ""),
    ("/register/v1/{subject}", "/register/v1/subject", Code::BadRoute, 8, 10, ""),
    (
        "paths        = [\"adresse.gradering\"]",
        "paths        = [\"adresse.graderin\"]",
        Code::FactOutsideFields,
        13,
        17,
        "`adresse.gradering`",
    ),
];

#[test]
fn each_fault_has_its_code_its_place_and_advice() {
    for (right, wrong, code, line, column, advice) in CASES.iter().copied() {
        let fault = fault_after(right, wrong);
        assert_eq!((fault.code, fault.line, fault.column), (code, line, column), "{fault}");
        assert!(fault.help.unwrap_or_default().contains(advice), "{right} -> {wrong}");
    }
}

#[test]
fn a_file_of_neither_kind_is_refused() {
    let found = faults(&[("a.toml", "title = \"x\"\n"), ("b.toml", SERVICE)]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code, found[0].file.as_str()), (Code::NeitherKind, "a.toml"));
}

#[test]
fn one_name_in_two_files_is_refused() {
    let other = SERVICE.replace("/register/v1", "/register/v2");
    let found = faults(&[("a.toml", SERVICE), ("b.toml", &other), ("c.toml", PURPOSE)]);
    assert_eq!(found.len(), 1, "{}", render(&found));
    assert_eq!((found[0].code, found[0].file.as_str()), (Code::ServiceTwice, "b.toml"));
    let found = faults(&[("a.toml", SERVICE), ("b.toml", PURPOSE), ("c.toml", PURPOSE)]);
    assert_eq!((found[0].code, found[0].file.as_str()), (Code::PurposeTwice, "c.toml"));
    assert!(found[0].help.as_ref().unwrap().contains("b.toml"));
}

#[test]
fn two_routes_never_answer_one_path() {
    let other = SERVICE.replace("register.person", "register.other");
    let found = faults(&[("a.toml", SERVICE), ("b.toml", &other)]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code, found[0].line), (Code::RoutesCollide, 6));
    let apart = other.replace("/register/v1/{subject}", "/register/v1/{subject}/navn");
    set(&files(&[("a.toml", SERVICE), ("b.toml", &apart)]));
}

#[test]
fn one_field_never_stands_inside_another() {
    let wrong = SERVICE.replace("\"adresse.vei\"       =", "\"adresse\"           =");
    let found = faults(&[("a.toml", &wrong)]);
    assert_eq!((found[0].code, found[0].line), (Code::FieldsOverlap, 22));
}

#[test]
fn a_name_in_xml_never_stands_without_its_namespace() {
    let wrong = SERVICE
        .replace("upstream = \"register\"", "upstream = \"register\"\nformat   = \"xml\"")
        .replace("\"foedselsdato\"  ", "\"m:foedselsdato\"");
    let found = faults(&[("a.toml", &wrong)]);
    assert_eq!((found[0].code, found[0].line), (Code::NamespaceUnknown, 21));
    let right = wrong.replace("[[route]]", "[namespaces]\nm = \"urn:m\"\n\n[[route]]");
    set(&files(&[("a.toml", &right)]));
}

#[test]
fn all_faults_of_all_files_come_at_once_in_order() {
    let purpose = PURPOSE
        .replace("6(1)(e)", "7")
        .replace("scope ", "omfang ")
        .replace("312143046", "312143045")
        .replace("age-in-years", "years")
        .replace("need = \"Svaret sendes hjem\"\n", "");
    let service = SERVICE.replace("en = \"Street\"", "de = \"Weg\"");
    let found = faults(&[("z.toml", &service), ("a.toml", &purpose)]);
    let codes: Vec<_> = found.iter().map(|error| (error.file.as_str(), error.code)).collect();
    let expected = [
        ("a.toml", Code::MissingKey),
        ("a.toml", Code::Malformed),
        ("a.toml", Code::UnknownKey),
        ("a.toml", Code::CheckDigit),
        ("a.toml", Code::UnknownWord),
        ("a.toml", Code::MissingKey),
        ("z.toml", Code::MissingKey),
        ("z.toml", Code::UnknownKey),
    ];
    assert_eq!(codes, expected, "{}", render(&found));
}

#[test]
fn a_faulty_service_file_brings_no_faults_upon_its_purposes() {
    let broken = SERVICE.replace("upstream =", "upstrem =");
    let found = faults(&[("purpose.toml", PURPOSE), ("service.toml", &broken)]);
    assert!(found.iter().all(|error| error.file == "service.toml"), "{}", render(&found));
}

#[test]
fn every_code_is_tried_and_codes_and_meanings_differ() {
    let mut tried: BTreeSet<Code> = CASES.iter().map(|case| case.2).collect();
    // These have tests of their own.
    tried.extend([Code::NeitherKind, Code::ServiceTwice, Code::PurposeTwice]);
    tried.extend([Code::RoutesCollide, Code::FieldsOverlap, Code::NamespaceUnknown]);
    // And these are in files of cases.
    tried.extend([Code::UnknownPurpose, Code::CaseAtOdds, Code::UnknownRoute]);
    tried.extend([Code::OutsideFields, Code::NoDocument]);
    assert_eq!(tried, Code::ALL.iter().copied().collect());
    let texts: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let meanings: BTreeSet<&str> = Code::ALL.iter().map(|code| code.meaning()).collect();
    assert_eq!((texts.len(), meanings.len()), (Code::ALL.len(), Code::ALL.len()));
}

#[test]
fn a_purpose_keeps_what_its_file_says() {
    let set = set(&files(&[("a.toml", SERVICE), ("b.toml", PURPOSE)]));
    let purpose = super::purpose(&set, "opptak");
    assert_eq!(purpose.basis.section, "§ 16");
    assert_eq!((purpose.requires.case_reference, purpose.requires.end_user), (true, false));
    assert!(!purpose.suppliers);
    let permits: Vec<_> = purpose
        .permits
        .iter()
        .map(|permit| (permit.path.to_string(), permit.form.clone()))
        .collect();
    let expected = [
        ("navn[].fornavn".to_owned(), Form::Clear),
        ("foedselsdato".to_owned(), Form::AgeInYears),
        ("adresse.vei".to_owned(), Form::Clear),
    ];
    assert_eq!(permits, expected);
    let service = set.service(&purpose.service).unwrap();
    assert_eq!(service.fields[0].path.to_string(), "navn[].fornavn");
    assert!(service.fact("address-protected").unwrap().when_absent);
}

#[test]
fn the_digest_names_the_texts_and_their_names_not_their_order() {
    let digest = |texts: &[(&str, &str)]| set(&files(texts)).digest().to_owned();
    let first = digest(&[("a.toml", SERVICE), ("b.toml", PURPOSE)]);
    assert_eq!(first.len(), 64);
    assert_eq!(first, digest(&[("b.toml", PURPOSE), ("a.toml", SERVICE)]));
    assert_ne!(first, digest(&[("a.toml", SERVICE), ("c.toml", PURPOSE)]));
    let changed = format!("{PURPOSE}# a remark\n");
    assert_ne!(first, digest(&[("a.toml", SERVICE), ("b.toml", &changed)]));
    // A text cannot pose as the end of a name.
    let remarked = format!("#\n{PURPOSE}");
    let one = digest(&[("a.toml", SERVICE), ("b", &remarked)]);
    assert_ne!(one, digest(&[("a.toml", SERVICE), ("b#\n", PURPOSE)]));
}
