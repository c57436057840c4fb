//! `sluse policy explain`: a purpose, a field, a document.

use super::{folder, policy};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const SERVICE: &str = r#"service  = "register.person"
title    = { nb = "Register", nn = "Register", en = "Register" }
provider = "311672118"
upstream = "register"
[[route]]
method = "GET"
path   = "/register/v1/{subject}"
[versions]
"navn[]" = { current = "gjelder", absent = true }
[facts.address-protected]
name         = { nb = "adressen er beskyttet", nn = "adressa er verna", en = "the address is protected" }
paths        = ["adresse.gradering"]
holds-unless = ["ugradert"]
absent       = true
[fields]
"navn[].fornavn"    = { nb = "Fornavn", nn = "Førenamn", en = "First name" }
"navn[].etternavn"  = { nb = "Etternavn", nn = "Etternamn", en = "Family name" }
"foedt"             = { nb = "Fødselsdato", nn = "Fødselsdato", en = "Date of birth" }
"adresse.vei"       = { nb = "Vei", nn = "Veg", en = "Street" }
"adresse.gradering" = { nb = "Gradering", nn = "Gradering", en = "Protection" }
"#;

const PURPOSE: &str = r#"purpose   = "opptak"
title     = { nb = "Opptak", nn = "Opptak", en = "Admission" }
basis     = { gdpr = "6(1)(e)", law = "https://lovdata.no/eli/lov/2005/06/17/64", section = "§ 16" }
service   = "register.person"
scope     = "register:opptak"
consumers = ["312143046"]
valid     = { from = 2026-01-01, until = 2026-12-31 }
[[permit]]
path = "navn[].fornavn"
need = "Barnet må kunne kjennes igjen"
[[permit]]
path = "foedt"
as   = "age-in-years"
need = "Retten avhenger av alder"
[[permit]]
path = "adresse.vei"
need = "Svaret sendes hjem"
[[forbid]]
path = "adresse"
when = "address-protected"
"#;

fn small() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("policies")).unwrap();
    fs::write(dir.path().join("policies/service.toml"), SERVICE).unwrap();
    fs::write(dir.path().join("policies/purpose.toml"), PURPOSE).unwrap();
    dir
}

/// What the command says with these arguments; it must succeed.
async fn explained(dir: &TempDir, arguments: &[&str]) -> String {
    let told = policy(dir, &[&["explain", "--purpose", "opptak"], arguments].concat()).await;
    assert!(told.good, "{}{}", told.out, told.err);
    told.out
}

#[tokio::test]
async fn a_purpose_is_explained_to_people_and_to_programs() {
    let dir = folder();
    let arguments = ["explain", "--purpose", "barnehageopptak", "--consumer", "312143046"];
    let told = policy(&dir, &arguments).await;
    assert!(told.out.contains("312143046 kan lese for dette formålet."), "{}", told.err);
    let told = policy(&dir, &[&arguments[..], &["--json"]].concat()).await;
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["basis"][0]["section"], "§ 16");
    assert!(told["never"].as_array().unwrap().contains(&"kjoenn[].kjoenn".into()));
    assert_eq!(told["forbids"][0]["condition"]["fact"], "address-protected");
}

#[tokio::test]
async fn a_delay_is_told_to_programs() {
    let dir = small();
    let whole =
        async || serde_json::from_str::<Value>(&explained(&dir, &["--json"]).await).unwrap();
    assert_eq!(whole().await["delay"], Value::Null);
    let delay = "delay = { days = 30, law = \"https://lovdata.no/eli/lov/1981/05/22/25\", \
        section = \"§ 242 a\" }\n[[permit]]";
    let purpose = PURPOSE.replacen("[[permit]]", delay, 1);
    fs::write(dir.path().join("policies/purpose.toml"), purpose).unwrap();
    assert_eq!(whole().await["delay"]["days"], 30);
    let record: Value =
        serde_json::from_str(&policy(&dir, &["record", "--json"]).await.out).unwrap();
    let told = &record["controllers"][0]["activities"][0]["delay"];
    assert_eq!(told["section"], "§ 242 a", "{record}");
}

#[tokio::test]
async fn a_purpose_that_is_kept_from_relatives_says_so_and_no_other_word_is_taken() {
    let dir = small();
    let explained_as = async |word: &str| {
        let line = format!("hidden-from = {word}\n[[permit]]");
        let purpose = PURPOSE.replacen("[[permit]]", &line, 1);
        fs::write(dir.path().join("policies/purpose.toml"), purpose).unwrap();
    };
    assert!(!explained(&dir, &["--lang", "en"]).await.contains("parents and guardians"));
    explained_as("\"relatives\"").await;
    let told = explained(&dir, &["--lang", "en"]).await;
    assert!(told.contains("to the person, not to parents and guardians"), "{told}");
    let told = explained(&dir, &[]).await;
    assert!(told.contains("den det gjelder, ikke foreldre og verger"), "{told}");
    let told: Value = serde_json::from_str(&explained(&dir, &["--json"]).await).unwrap();
    assert_eq!(told["hidden_from"], "relatives");
    for word in ["\"parents\"", "\"\"", "true", "[\"relatives\"]"] {
        explained_as(word).await;
        let refused = policy(&dir, &["check"]).await;
        assert!(refused.err.contains("hidden-from") || refused.out.contains("hidden-from"));
        assert_ne!(refused.code, Some(0), "{word}");
    }
}

#[tokio::test]
async fn a_field_is_explained_with_the_rules_that_touch_it() {
    let dir = small();
    assert_eq!(
        explained(&dir, &["--field", "adresse.vei", "--lang", "en"]).await,
        "Street (adresse.vei)\n  permitted by rule 3: adresse.vei, as it is\n    \
         because: Svaret sendes hjem\n  forbidden by rule 1: adresse\n    \
         when the address is protected\n\nLegal basis       GDPR article 6(1)(e), § 16\n                  \
         https://lovdata.no/eli/lov/2005/06/17/64\n"
    );
    let told = explained(&dir, &["--field", "navn"]).await;
    assert!(told.contains("Fornavn (navn[].fornavn)\n  tillatt av regel 1"), "{told}");
    assert!(told.contains("    bare gjeldende opplysninger\n"), "{told}");
    assert!(told.contains("Etternavn (navn[].etternavn)\n  utleveres aldri: formålet gir ikke"));
    let told = explained(&dir, &["--field", "foedt", "--json"]).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["fields"][0]["permits"][0]["rule"], 2);
    assert_eq!(told["fields"][0]["permits"][0]["as"], "age-in-years");
}

#[tokio::test]
async fn what_is_no_field_is_answered_with_the_nearest() {
    let dir = small();
    let told = policy(&dir, &["explain", "--purpose", "opptak", "--field", "navn[].fornamn"]).await;
    assert!(!told.good);
    assert!(told.out.contains("did you mean `navn[].fornavn`?"), "{}", told.out);
}

const DOCUMENT: &str = r#"{"navn": [{"fornavn": "Ada", "etternavn": "Li"}, {"fornavn": "Eva", "gjelder": false}],
  "foedt": "en vårdag", "adresse": {"vei": "Veien 1", "gradering": "fortrolig"}, "annet": 1}"#;

#[tokio::test]
async fn a_document_is_explained_field_by_field() {
    let dir = small();
    fs::write(dir.path().join("ada.json"), DOCUMENT).unwrap();
    let told = explained(&dir, &["--document", "ada.json", "--lang", "en"]).await;
    for part in [
        "First name (navn[].fornavn)\n    came out, as it is\n    \
         withheld: it is no longer the current version\n",
        "Family name (navn[].etternavn)\n    withheld: the purpose does not permit it\n",
        "Date of birth (foedt)\n    withheld: the value cannot be given only as age in whole years\n",
        "Street (adresse.vei)\n    withheld: it is forbidden when the address is protected",
        "  2 parts that the service does not describe were withheld\n",
        "This comes out:\n{\"navn\":[{\"fornavn\":\"Ada\"}]}\n",
    ] {
        assert!(told.contains(part), "{told}\nlacks {part}");
    }
    let told = explained(&dir, &["--document", "ada.json", "--only", "foedt"]).await;
    assert!(told.contains("Fornavn (navn[].fornavn)\n    holdt tilbake: det ble ikke bedt om"));
    let told = explained(&dir, &["--document", "ada.json", "--json"]).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    let fields = told["records"][0]["fields"].as_array().unwrap();
    let of = |path: &str| fields.iter().find(|field| field["field"] == path).unwrap();
    assert_eq!(of("adresse.vei")["withheld"][0]["code"], "forbidden");
    assert_eq!(of("foedt")["withheld"][0]["code"], "unfit");
    assert_eq!(of("navn[].fornavn")["released"][0]["as"], "clear");
    assert_eq!(told["records"][0]["facts"][0], "address-protected");
}

#[tokio::test]
async fn ages_are_counted_at_the_day_that_is_asked_about() {
    let dir = small();
    fs::write(dir.path().join("ada.json"), r#"{"foedt": "2020-05-04"}"#).unwrap();
    for (today, age) in [("2026-05-03", "5"), ("2026-05-04", "6")] {
        let told = explained(&dir, &["--document", "ada.json", "--today", today]).await;
        assert!(told.ends_with(&format!("{{\"foedt\":{age}}}\n")), "{told}");
    }
}

#[tokio::test]
async fn a_document_that_cannot_be_read_is_refused() {
    let dir = small();
    fs::write(dir.path().join("ada.json"), "{\"foedt\": ").unwrap();
    let arguments = ["explain", "--purpose", "opptak", "--document", "ada.json"];
    let told = policy(&dir, &arguments).await;
    assert!(!told.good && told.err.contains("not one unambiguous"), "{}", told.err);
}

/// A service in XML where an attribute is a field beside its element's.
const BESIDE: &str = r#"service  = "register.person"
title    = { nb = "Register", nn = "Register", en = "Register" }
provider = "311672118"
upstream = "register"
format   = "xml"
[[route]]
method = "GET"
path   = "/register/v1/{subject}"
[facts.protected]
name     = { nb = "adressen er beskyttet", nn = "adressa er verna", en = "the address is protected" }
paths    = ["p.gradering"]
holds-if = ["ja"]
absent   = false
[fields]
"p.vei"       = { nb = "Vei", nn = "Veg", en = "Street" }
"p.vei.@id"   = { nb = "Veiens nummer", nn = "Nummeret til vegen", en = "Number of the street" }
"p.gradering" = { nb = "Gradering", nn = "Gradering", en = "Protection" }
"#;

#[tokio::test]
async fn what_is_forbidden_inside_a_field_is_no_condition_of_all_of_it() {
    let dir = small();
    let (head, _) = PURPOSE.split_once("[[permit]]").unwrap();
    let rules = "[[permit]]\npath = \"p.vei\"\nneed = \"Svaret sendes hjem\"\n\
        [[forbid]]\npath = \"p.vei.@id\"\nwhen = \"protected\"\n";
    fs::write(dir.path().join("policies/service.toml"), BESIDE).unwrap();
    fs::write(dir.path().join("policies/purpose.toml"), format!("{head}{rules}")).unwrap();
    let told = explained(&dir, &["--lang", "en"]).await;
    let out = "  Street (p.vei), as it is\n    because: Svaret sendes hjem\n\n";
    assert!(told.contains(out), "{told}");
    let document = "<p><vei id=\"7\">Veien 1</vei><gradering>ja</gradering></p>";
    fs::write(dir.path().join("ada.xml"), document).unwrap();
    let told = explained(&dir, &["--document", "ada.xml", "--lang", "en"]).await;
    assert!(told.contains("Street (p.vei)\n    came out, as it is\n  Number"), "{told}");
    assert!(told.contains("(p.vei.@id)\n    withheld: it is forbidden when"), "{told}");
}

#[tokio::test]
async fn what_can_never_come_out_is_said_to_be_withheld() {
    let dir = small();
    let everything = format!("{PURPOSE}[[forbid]]\nunless = \"address-protected\"\n");
    fs::write(dir.path().join("policies/purpose.toml"), everything).unwrap();
    let told = explained(&dir, &["--lang", "en"]).await;
    assert!(told.contains("(navn[].fornavn), as it is\n    because: Barnet må kunne kjennes igjen\n    only when the address is protected\n"), "{told}");
    let (_, never) = told.split_once("Never comes out for this purpose:").unwrap();
    assert!(never.contains("Street (adresse.vei)"), "{told}");
}
