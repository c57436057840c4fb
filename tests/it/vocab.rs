//! The words refuse what they cannot be, and say nothing of what they were given.

use sluse::vocab::field::FieldPath;
use sluse::vocab::month::Month;
use sluse::vocab::party::Organisation;
use sluse::vocab::scope::Scopes;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Day, Timestamp};

#[test]
fn person_numbers_of_the_old_rule_and_of_2032_are_accepted() {
    let synthetic = [
        "17859241204",
        "03910165681",
        "57859241389",
        "17459241221",
        "17859299938",
        "17859299946",
        "17859299954",
        "17859299962",
        "30908299902",
        "03851598730",
        "20914695016",
    ];
    for number in synthetic {
        assert!(PersonNumber::parse(number).is_ok(), "{number} has right check digits");
    }
}

#[test]
fn wrong_person_numbers_are_refused_without_being_repeated() {
    for wrong in [
        "12345612345",
        "13908138812",
        "1785924120",
        "1785924120x",
        "17859241205",
        "99859241204",
        "",
    ] {
        let error = PersonNumber::parse(wrong).unwrap_err();
        assert!(wrong.is_empty() || !error.to_string().contains(wrong));
    }
}

#[test]
fn a_person_number_has_no_text_form() {
    let number = PersonNumber::parse("17859241204").unwrap();
    assert_eq!(format!("{number:?}"), "PersonNumber(…)");
}

#[test]
fn a_person_number_survives_its_five_bytes_and_other_five_are_refused() {
    for text in ["17859241204", "03910165681", "57859241389"] {
        let number = PersonNumber::parse(text).unwrap();
        assert!(PersonNumber::unpack(&number.pack()).unwrap() == number);
    }
    assert!(PersonNumber::unpack(&[0; 5]).is_err());
    assert!(PersonNumber::unpack(&[0xff; 5]).is_err());
}

#[test]
fn months_are_those_of_utc_and_end_with_their_last_moment() {
    let month = |text: &str| Month::parse(text).unwrap();
    let moment = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(Month::of(moment("2026-12-31T23:59:59.999Z")), month("2026-12"));
    assert!(!month("2026-12").is_past(moment("2026-12-31T23:59:59.999Z")));
    assert!(month("2026-12").is_past(moment("2027-01-01T00:00:00Z")));
    assert_eq!(month("2026-11").plus(14), month("2028-01"));
    assert_eq!(month("9999-11").plus(u32::MAX), month("9999-12"));
    assert_eq!(Month::of(Timestamp::from_millis(u64::MAX)), month("9999-12"));
    assert_eq!(Month::from_number(month("2031-11").number()).unwrap().to_string(), "2031-11");
    assert_eq!(Month::from_number(u32::MAX), None);
    for wrong in ["2026-13", "2026-00", "2026-1", "26-01", "2026-+1", "202601", "2026-01-01", ""] {
        assert!(Month::parse(wrong).is_err(), "{wrong:?} is no month");
    }
}

#[test]
fn field_paths_survive_their_text_form() {
    for text in
        ["navn[].fornavn", "foedsel.foedselsdato", "[].x", "a[][].b", "\"a.b\".c", "\"a[0]\"[]"]
    {
        assert_eq!(FieldPath::parse(text).unwrap().to_string(), text);
    }
    for wrong in ["", ".", "a.", "a..b", "a[", "a]b", "a[0]", "\"\"", "\"a", "a b", "a.[]"] {
        assert!(FieldPath::parse(wrong).is_err(), "{wrong:?} is no path");
    }
}

#[test]
fn a_path_covers_itself_and_what_is_inside() {
    let path = |text| FieldPath::parse(text).unwrap();
    assert!(path("navn[]").covers(&path("navn[].fornavn")));
    assert!(path("navn").covers(&path("navn")));
    assert!(!path("navn[].fornavn").covers(&path("navn[]")));
    assert!(!path("nav").covers(&path("navn")));
}

#[test]
fn organisations_are_nine_digits_of_enhetsregisteret() {
    assert_eq!(Organisation::parse_actor("0192:312143046").unwrap().as_str(), "312143046");
    for wrong in
        ["0088:312143046", "312143046", "0192:31214304", "0192:31214304a", "0192:312143046:1"]
    {
        assert!(Organisation::parse_actor(wrong).is_err());
    }
}

#[test]
fn scopes_are_kept_in_order_without_repetition() {
    assert_eq!(Scopes::parse("b:2 a:1  b:2").unwrap().to_string(), "b:2 a:1");
    for wrong in ["", " ", "a", ":b", "a:", "a:b\u{e6}", "a:b\"c"] {
        assert!(Scopes::parse(wrong).is_err(), "{wrong:?} is no scope");
    }
}

#[test]
fn moments_survive_their_text_form_and_norway_keeps_summer_time() {
    let moment: Timestamp = "2026-07-01T22:30:00.123Z".parse().unwrap();
    assert_eq!(moment.to_string(), "2026-07-01T22:30:00.123Z");
    assert_eq!(moment.in_norway(), "02.07.2026 00:30");
    let winter: Timestamp = "2026-12-31T22:30:00Z".parse().unwrap();
    assert_eq!(winter.day_in_norway().to_string(), "2026-12-31");
    let before: Timestamp = "2026-03-29T00:59:59Z".parse().unwrap();
    let after: Timestamp = "2026-03-29T01:00:00Z".parse().unwrap();
    assert_eq!(
        (before.in_norway().as_str(), after.in_norway().as_str()),
        ("29.03.2026 01:59", "29.03.2026 03:00")
    );
}

#[test]
fn a_day_begins_at_midnight_in_norway_in_winter_and_in_summer() {
    let mut day = Day::parse("2025-12-30").unwrap();
    for _ in 0..400 {
        let begins = day.begins_in_norway();
        assert_eq!(begins.day_in_norway(), day);
        assert_eq!(begins.wall_clock_in_norway().minute, 0);
        let before = Timestamp::from_millis(begins.millis() - 1);
        assert_eq!(before.day_in_norway(), day.minus_days(1));
        assert_eq!(Day::from_number(day.number()), Some(day));
        day = day.plus_days(1);
    }
    assert_eq!(
        Day::parse("2026-01-01").unwrap().begins_in_norway().to_string(),
        "2025-12-31T23:00:00.000Z"
    );
    assert_eq!(
        Day::parse("2026-07-01").unwrap().begins_in_norway().to_string(),
        "2026-06-30T22:00:00.000Z"
    );
    assert_eq!(Day::parse("1970-01-02").unwrap().number(), 1);
    assert_eq!(Day::from_number(u32::MAX), None);
    assert_eq!(Day::parse("2026-02-28").unwrap().first_of_month().to_string(), "2026-02-01");
}

#[test]
fn age_is_whole_years_and_never_negative() {
    let day = |text| Day::parse(text).unwrap();
    assert_eq!(day("2000-05-17").years_until(day("2026-05-16")), Some(25));
    assert_eq!(day("2000-05-17").years_until(day("2026-05-17")), Some(26));
    assert_eq!(day("2004-02-29").years_until(day("2005-02-28")), Some(0));
    assert_eq!(day("2027-01-01").years_until(day("2026-01-01")), None);
    assert!(Day::parse("2026-02-30").is_err() && Day::parse("20260230").is_err());
}
