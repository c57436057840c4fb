//! Each rule, with what keeps it and what breaks it.

use super::family::*;
use serde_json::{Value, json};
use sluse::relatives::{Between, NoRight, Registered, Rules, Unread, VERSIONS, right};
use sluse::vocab::relation::Relation;

/// The child with something changed.
fn child_with(member: &str, value: Value) -> Value {
    let mut child = child();
    child[member] = value;
    child
}

fn mother_with(member: &str, value: Value) -> Value {
    let mut mother = mother();
    mother[member] = value;
    mother
}

#[test]
fn a_parent_with_responsibility_who_lives_with_the_child_may_look() {
    assert_eq!(asked(&mother(), &child()), Ok(Relation::Parent));
    let alone = child_with("foreldreansvar", json!([responsibility("mor", MOTHER)]));
    assert_eq!(asked(&mother(), &alone), Ok(Relation::Parent));
}

#[test]
fn the_twelfth_birthday_in_norway_ends_it() {
    let child = child_born("2014-11-21");
    assert_eq!(asked_on(&mother(), &child, "2026-11-20"), Ok(Relation::Parent));
    assert_eq!(asked_on(&mother(), &child, "2026-11-21"), Err(NoRight::Age));
    // At half past midnight in Norway it is still the day before in UTC.
    let moment: sluse::vocab::time::Timestamp = "2026-11-20T23:30:00Z".parse().unwrap();
    let (mother, child) = (read(&mother(), MOTHER).unwrap(), read(&child, CHILD).unwrap());
    assert_eq!(right(&rules(), &mother, &child, moment.day_in_norway()), Err(NoRight::Age));
}

#[test]
fn who_was_born_on_the_last_of_february_has_a_birthday_each_year() {
    let child = child_born("2016-02-29");
    assert_eq!(asked_on(&mother(), &child, "2028-02-28"), Ok(Relation::Parent));
    assert_eq!(asked_on(&mother(), &child, "2028-02-29"), Err(NoRight::Age));
}

#[test]
fn between_twelve_and_sixteen_the_rules_decide_and_from_sixteen_nothing_does() {
    let mother = read(&mother(), MOTHER).unwrap();
    for (born, nobody, parents) in [
        ("2014-11-22", Ok(Relation::Parent), Ok(Relation::Parent)),
        ("2013-06-01", Err(NoRight::Age), Ok(Relation::Parent)),
        ("2010-11-22", Err(NoRight::Age), Ok(Relation::Parent)),
        ("2010-11-21", Err(NoRight::Age), Err(NoRight::Age)),
        ("1999-01-01", Err(NoRight::Age), Err(NoRight::Age)),
    ] {
        let child = read(&child_born(born), CHILD).unwrap();
        assert_eq!(right(&rules(), &mother, &child, day(TODAY)), nobody, "{born}");
        let rules = rules_with(Between::Parents);
        assert_eq!(right(&rules, &mother, &child, day(TODAY)), parents, "{born}");
    }
}

#[test]
fn ages_out_of_order_are_no_rules() {
    let none = || (Vec::new(), Vec::new());
    assert!(Rules::new((12, 16), Between::Nobody, none()).is_ok());
    assert!(Rules::new((17, 16), Between::Nobody, none()).is_err());
    assert!(Rules::new((12, 19), Between::Nobody, none()).is_err());
}

#[test]
fn a_child_whose_birth_day_is_not_known_or_not_yet_come_is_shown_to_nobody() {
    for birth in [
        json!(null),
        json!({ "erGjeldende": true, "foedselsaar": "2018" }),
        json!({ "erGjeldende": false, "foedselsdato": "2018-03-04" }),
        json!({ "erGjeldende": true, "foedselsdato": "2018-03" }),
        json!({ "erGjeldende": true, "foedselsdato": "2027-01-01" }),
    ] {
        let child = child_with("foedsel", birth.clone());
        assert_eq!(asked(&mother(), &child), Err(NoRight::NoBirthDate), "{birth}");
    }
}

#[test]
fn a_protected_address_keeps_every_parent_out() {
    for grading in ["fortrolig", "strengtFortrolig", "aNewWord"] {
        let levels = json!([{ "erGjeldende": true, "graderingsnivaa": grading }]);
        let child = child_with("adressebeskyttelse", levels);
        assert_eq!(asked(&mother(), &child), Err(NoRight::Protected), "{grading}");
    }
    // Nothing said, or not said whether it holds: protected.
    let unsaid = json!([{ "graderingsnivaa": "fortrolig" }]);
    for levels in [json!([]), unsaid] {
        let child = child_with("adressebeskyttelse", levels);
        assert_eq!(asked(&mother(), &child), Err(NoRight::Protected));
    }
    let former = json!([
        { "erGjeldende": true, "graderingsnivaa": "ugradert" },
        { "erGjeldende": false, "graderingsnivaa": "fortrolig" },
    ]);
    assert_eq!(asked(&mother(), &child_with("adressebeskyttelse", former)), Ok(Relation::Parent));
    let mut graded = home("12");
    graded["adressegradering"] = json!("fortrolig");
    let child = child_with("bostedsadresse", json!([graded]));
    assert_eq!(asked(&mother(), &child), Err(NoRight::Protected));
}

#[test]
fn a_guardian_does_not_see_a_ward_whose_address_is_protected() {
    let mut ward = ward("voksen", "personligeOgOekonomiskeInteresser");
    ward["adressebeskyttelse"] =
        json!([{ "erGjeldende": true, "graderingsnivaa": "strengtFortrolig" }]);
    assert_eq!(asked(&mother(), &ward), Err(NoRight::Protected));
}

#[test]
fn responsibility_is_needed_and_must_be_clear() {
    for (held, expected) in [
        (json!([]), NoRight::NoResponsibility),
        (json!([responsibility("far", FATHER)]), NoRight::NoResponsibility),
        (json!([responsibility("far", MOTHER)]), NoRight::UnclearResponsibility),
        (json!([responsibility("ukjent", MOTHER)]), NoRight::UnclearResponsibility),
        (json!([responsibility("andre", MOTHER)]), NoRight::UnclearResponsibility),
        (
            json!([responsibility("felles", MOTHER), responsibility("far", FATHER)]),
            NoRight::UnclearResponsibility,
        ),
        (
            json!([responsibility("mor", MOTHER), responsibility("andre", STRANGER)]),
            NoRight::UnclearResponsibility,
        ),
        // It does not say that it holds.
        (json!([{ "ansvar": "mor", "ansvarlig": MOTHER }]), NoRight::UnclearResponsibility),
        (
            json!([{ "erGjeldende": false, "ansvar": "mor", "ansvarlig": MOTHER }]),
            NoRight::NoResponsibility,
        ),
        // For another child.
        (
            json!([{
                "erGjeldende": true, "ansvar": "felles", "ansvarlig": MOTHER,
                "ansvarssubjekt": STRANGER,
            }]),
            NoRight::NoResponsibility,
        ),
    ] {
        let child = child_with("foreldreansvar", held.clone());
        assert_eq!(asked(&mother(), &child), Err(expected), "{held}");
    }
}

#[test]
fn both_documents_must_call_them_parent_and_child() {
    for kin_of_child in [json!([]), json!([kin(MOTHER, "soesken")]), json!([kin(FATHER, "far")])] {
        let child = child_with("familierelasjon", kin_of_child);
        assert_eq!(asked(&mother(), &child), Err(NoRight::Stranger));
    }
    // Twice, in two roles: unclear.
    let twice = json!([kin(MOTHER, "mor"), kin(MOTHER, "far")]);
    assert_eq!(asked(&mother(), &child_with("familierelasjon", twice)), Err(NoRight::Stranger));
    let mut former = kin(MOTHER, "mor");
    former["erGjeldende"] = json!(false);
    let former = child_with("familierelasjon", json!([former]));
    assert_eq!(asked(&mother(), &former), Err(NoRight::Stranger));
    let childless = mother_with("familierelasjon", json!([]));
    assert_eq!(asked(&childless, &child()), Err(NoRight::Stranger));
    // The child does not get to see the mother's.
    let (own, other) = (read(&child(), CHILD).unwrap(), read(&mother(), MOTHER).unwrap());
    assert_eq!(right(&rules(), &own, &other, day(TODAY)), Err(NoRight::Stranger));
}

#[test]
fn they_must_live_together_by_all_that_the_register_says_of_the_place() {
    let mut other_letter = home("12");
    other_letter["vegadresse"]["adressenummer"]["husbokstav"] = json!("C");
    let mut other_dwelling = home("12");
    other_dwelling["vegadresse"]["bruksenhetsnummer"] = json!("H0204");
    let mut no_street_code = home("12");
    no_street_code["vegadresse"]["adressekode"] = json!(null);
    let mut ungraded = home("12");
    ungraded["adressegradering"] = json!(null);
    let mut client = home("12");
    client["adressegradering"] = json!("klientadresse");
    let mut unsaid = home("12");
    unsaid["erGjeldende"] = json!(null);
    let unknown = json!({
        "erGjeldende": true, "adressegradering": "ugradert", "ukjentBosted": {},
    });
    let all = [home("14"), other_letter, other_dwelling, no_street_code, ungraded, client, unsaid];
    for home in all.into_iter().chain([unknown]) {
        let child = child_with("bostedsadresse", json!([home]));
        assert_eq!(asked(&mother(), &child), Err(NoRight::Apart), "{home}");
    }
    assert_eq!(asked(&mother(), &child_with("bostedsadresse", json!([]))), Err(NoRight::Apart));
}

#[test]
fn a_shared_second_home_counts_while_its_contract_holds() {
    let second = |from: Option<&str>, until: Option<&str>| {
        let mut child = child_with("bostedsadresse", json!([home("99")]));
        let mut home = home("12");
        home["startdatoForKontrakt"] = json!(from);
        home["sluttdatoForKontrakt"] = json!(until);
        child["deltBosted"] = json!([home]);
        child
    };
    for (from, until, expected) in [
        (None, None, Ok(Relation::Parent)),
        (Some("2026-11-21"), Some("2026-11-21"), Ok(Relation::Parent)),
        (Some("2026-11-22"), None, Err(NoRight::Apart)),
        (Some("2020-01-01"), Some("2026-11-20"), Err(NoRight::Apart)),
    ] {
        assert_eq!(asked(&mother(), &second(from, until)), expected, "{from:?} {until:?}");
    }
}

#[test]
fn a_property_without_a_street_is_compared_by_its_numbers() {
    let farm = |holding: u32| {
        json!([{
            "erGjeldende": true, "adressegradering": "ugradert",
            "matrikkeladresse": { "matrikkelnummer": {
                "kommunenummer": "0301", "gaardsnummer": 7, "bruksnummer": holding,
                "festenummer": 0,
            } },
        }])
    };
    let mother = mother_with("bostedsadresse", farm(2));
    assert_eq!(asked(&mother, &child_with("bostedsadresse", farm(2))), Ok(Relation::Parent));
    assert_eq!(asked(&mother, &child_with("bostedsadresse", farm(3))), Err(NoRight::Apart));
}

#[test]
fn nobody_looks_at_the_dead_or_at_who_is_not_who_they_seem_nor_do_these_look() {
    let changes: [(&str, Value); 7] = [
        ("doedsfall", json!({ "erGjeldende": true, "doedsdato": "2026-01-02" })),
        ("doedsfall", json!({ "doedsdato": "2026-01-02" })),
        ("falskIdentitet", json!({ "erGjeldende": true, "erFalsk": true })),
        ("status", json!([{ "erGjeldende": true, "status": "doed" }])),
        ("status", json!([{ "erGjeldende": true, "status": "forsvunnet" }])),
        ("status", json!([])),
        (
            "status",
            json!([
                { "erGjeldende": true, "status": "bosatt" },
                { "erGjeldende": true, "status": "opphoert" },
            ]),
        ),
    ];
    for (member, value) in changes {
        let dead = child_with(member, value.clone());
        assert_eq!(asked(&mother(), &dead), Err(NoRight::NotLiving), "{member} {value}");
        let dead = mother_with(member, value);
        assert_eq!(asked(&dead, &child()), Err(NoRight::NotLiving), "{member}");
    }
    // A death that was registered by mistake and no longer holds.
    let alive = child_with("doedsfall", json!({ "erGjeldende": false }));
    assert_eq!(asked(&mother(), &alive), Ok(Relation::Parent));
}

#[test]
fn a_guardian_may_look_within_the_mandate_alone() {
    let full = "personligeOgOekonomiskeInteresser";
    assert_eq!(asked(&mother(), &ward("voksen", full)), Ok(Relation::Guardian));
    for (kind, scope) in [
        ("voksen", "oekonomiskeInteresser"),
        ("voksen", ""),
        ("stadfestetFremtidsfullmakt", full),
        ("Voksen", full),
    ] {
        assert_eq!(asked(&mother(), &ward(kind, scope)), Err(NoRight::Mandate), "{kind} {scope}");
    }
    let mut former = ward("voksen", full);
    former["vergemaalEllerFremtidsfullmakt"][0]["erGjeldende"] = json!(false);
    assert_eq!(asked(&mother(), &former), Err(NoRight::Stranger));
    let mut others = ward("voksen", full);
    others["vergemaalEllerFremtidsfullmakt"][0]["verge"]["foedselsEllerDNummer"] = json!(FATHER);
    assert_eq!(asked(&mother(), &others), Err(NoRight::Stranger));
    let young =
        mother_with("foedsel", json!({ "erGjeldende": true, "foedselsdato": "2009-01-01" }));
    assert_eq!(asked(&young, &ward("voksen", full)), Err(NoRight::GuardianAge));
}

#[test]
fn a_guardian_sees_of_a_child_what_a_parent_would() {
    let mut ward = ward("voksen", "personligeOgOekonomiskeInteresser");
    for (born, expected) in [
        ("2016-01-01", Ok(Relation::Guardian)),
        ("2013-01-01", Err(NoRight::Age)),
        ("2009-01-01", Err(NoRight::Age)),
        ("2008-01-01", Ok(Relation::Guardian)),
    ] {
        ward["foedsel"]["foedselsdato"] = json!(born);
        assert_eq!(asked(&mother(), &ward), expected, "{born}");
    }
}

#[test]
fn ones_own_list_is_not_anothers() {
    let own = read(&mother(), MOTHER).unwrap();
    assert_eq!(right(&rules(), &own, &own, day(TODAY)), Err(NoRight::Own));
}

#[test]
fn a_document_about_another_number_is_not_read() {
    assert_eq!(read(&mother(), STRANGER).unwrap_err(), Unread::Another);
    let mut former = mother();
    former["identifikasjonsnummer"][0]["status"] = json!("opphoert");
    assert_eq!(read(&former, MOTHER).unwrap_err(), Unread::Another);
    let mut unsaid = mother();
    unsaid["identifikasjonsnummer"][0]["erGjeldende"] = json!(null);
    assert_eq!(read(&unsaid, MOTHER).unwrap_err(), Unread::Another);
}

#[test]
fn a_member_of_another_shape_makes_the_document_unread() {
    for (member, value) in [
        ("familierelasjon", json!({ "relatertPerson": MOTHER })),
        ("familierelasjon", json!([{ "erGjeldende": true, "relatertPerson": "123" }])),
        ("foreldreansvar", json!([{ "erGjeldende": "ja" }])),
        ("adressebeskyttelse", json!([{ "erGjeldende": true }])),
        ("status", json!([null])),
    ] {
        let read = read(&child_with(member, value.clone()), CHILD);
        assert_eq!(read.unwrap_err(), Unread::Malformed, "{member} {value}");
    }
    let twice = child().to_string().replacen('{', "{\"status\":[],", 1);
    let read = Registered::parse(twice.as_bytes(), &number(CHILD));
    assert_eq!(read.unwrap_err(), Unread::Malformed);
}

#[test]
fn more_versions_than_the_limit_are_not_read() {
    let many = |number: usize| json!(vec![kin(STRANGER, "soesken"); number]);
    assert!(read(&child_with("familierelasjon", many(VERSIONS.most)), CHILD).is_ok());
    let read = read(&child_with("familierelasjon", many(VERSIONS.most + 1)), CHILD);
    assert_eq!(read.unwrap_err(), Unread::TooMuch);
}

#[test]
fn what_the_register_says_has_no_text_form() {
    let shown = format!("{:?}", read(&mother(), MOTHER).unwrap());
    assert_eq!(shown, "Registered(…)");
}

#[test]
fn a_first_name_is_taken_when_there_is_one() {
    assert_eq!(read(&child(), CHILD).unwrap().first_name(), Some("MUNTER"));
    let two = json!([
        { "erGjeldende": true, "fornavn": "MUNTER" }, { "erGjeldende": true, "fornavn": "SPREK" },
    ]);
    assert_eq!(read(&child_with("navn", two), CHILD).unwrap().first_name(), None);
}
