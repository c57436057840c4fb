//! Enhetsregisteret's file of units: what is read of it, and what it must not be.

use proptest::prelude::*;
use serde_json::{Value, json};
use sluse::registry::units::{Unit, UnitsError, read};

fn unit(number: &str) -> Value {
    json!({
        "organisasjonsnummer": number, "navn": "TESTBY KOMMUNE",
        "organisasjonsform": { "kode": "KOMM", "beskrivelse": "Kommune", "_links": {} },
        "forretningsadresse": { "kommunenummer": "9901", "adresse": ["Torget 1"] },
        "registrertIMvaregisteret": false, "antallAnsatte": 12,
    })
}

fn units(text: &[u8]) -> Result<Vec<Unit>, UnitsError> {
    let mut found = Vec::new();
    read(text, |unit| found.push(unit)).map(|()| found)
}

/// The member that is said to be wrong when this one has another value.
fn wrong(pointer: &str, value: Value) -> Result<Vec<Unit>, UnitsError> {
    let mut one = unit("312143046");
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    one.pointer_mut(parent).unwrap()[name] = value;
    units(json!([unit("312143054"), one]).to_string().as_bytes())
}

#[test]
fn units_are_read_with_what_is_wanted_of_them() {
    let mut gone = unit("312143054");
    gone["slettedato"] = json!("2026-01-31");
    gone.as_object_mut().unwrap().remove("forretningsadresse");
    let found = units(json!([unit("312143046"), gone]).to_string().as_bytes()).unwrap();
    assert_eq!((found[0].number.as_str(), found[0].name.as_str()), ("312143046", "TESTBY KOMMUNE"));
    assert_eq!((found[0].form.as_str(), found[0].municipality.as_deref()), ("KOMM", Some("9901")));
    assert_eq!((found[0].deleted, found[1].municipality.as_ref()), (None, None));
    assert_eq!(found[1].deleted.unwrap().to_string(), "2026-01-31");
    assert!(units(b" [ ] ").unwrap().is_empty());
}

#[test]
fn a_unit_with_a_member_that_is_not_what_it_must_be_is_named() {
    for (pointer, value, member) in [
        ("/organisasjonsnummer", json!("31214304"), "organisasjonsnummer"),
        ("/organisasjonsnummer", json!("31214304x"), "organisasjonsnummer"),
        ("/navn", json!(" "), "navn"),
        ("/navn", json!("a\u{7}b"), "navn"),
        ("/navn", json!("x".repeat(257)), "navn"),
        ("/organisasjonsform/kode", json!("komm"), "organisasjonsform.kode"),
        ("/organisasjonsform/kode", json!("KOMMUNE"), "organisasjonsform.kode"),
        ("/forretningsadresse/kommunenummer", json!("301"), "forretningsadresse.kommunenummer"),
        ("/slettedato", json!("31.01.2026"), "slettedato"),
    ] {
        let error = UnitsError::Member { place: 2, member };
        assert_eq!(wrong(pointer, value), Err(error), "{pointer}");
    }
    for (pointer, value) in [
        ("/organisasjonsnummer", json!(312_143_046)),
        ("/navn", Value::Null),
        ("/organisasjonsform", json!("KOMM")),
        ("/slettedato", json!(true)),
    ] {
        assert!(matches!(wrong(pointer, value), Err(UnitsError::NotUnits(_))), "{pointer}");
    }
}

#[test]
fn a_unit_that_is_there_twice_and_a_text_that_is_no_array_are_refused() {
    let twice = json!([unit("312143046"), unit("312143046")]).to_string();
    assert!(matches!(units(twice.as_bytes()), Err(UnitsError::Twice(_))));
    let one = json!([unit("312143046")]).to_string();
    let doubled = one.replacen("{", "{\"navn\":\"ANNET\",", 1);
    for text in ["", "{}", "null", "[", &one[..one.len() - 1], &format!("{one}[]"), &doubled] {
        assert!(matches!(units(text.as_bytes()), Err(UnitsError::NotUnits(_))), "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = units(&bytes);
    }

    /// Whatever is done to one byte of a good file: what is read of it is well formed.
    #[test]
    fn a_changed_byte_never_gives_a_unit_that_could_not_be(place in 0_usize..400, byte: u8) {
        let mut text = json!([unit("312143046"), unit("312143054")]).to_string().into_bytes();
        let place = place % text.len();
        text[place] = byte;
        if let Ok(found) = units(&text) {
            for unit in found {
                prop_assert!((1..=256).contains(&unit.name.len()));
                prop_assert!(unit.number.as_str().bytes().all(|it| it.is_ascii_digit()));
                prop_assert!(unit.form.as_str().bytes().all(|it| it.is_ascii_uppercase()));
            }
        }
    }
}
