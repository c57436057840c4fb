//! How a request says whom it is about, what it may bring, and what is asked of the provider for it.

use super::{readings, service};
use crate::command_line::run;
use crate::house::{
    Answer, MUNICIPALITY, OTHER_PERSON, PERSON, PERSON_PATH, TestHouse, json, problem,
};

const PLACES: &str = r#"
[[route]]
method  = "GET"
path    = "/prove/v1/spoerring"
subject = "query:nummer"
query   = { aar = "year" }

[[route]]
method  = "GET"
path    = "/prove/v1/hode"
subject = "header:Nav-Personident"

[[route]]
method         = "GET"
path           = "/prove/v1/kontrollert/{subject}"
record-subject = "nummer"
"#;

const DOCUMENT: &str = r#"{"nummer":"17859241204","navn":"Ola","vei":"Testveien 1","foedt":"1992-05-17","gradering":"ugradert"}"#;

async fn house(rules: &str) -> TestHouse {
    let house = service::house(PLACES, service::FIELDS, rules).await;
    house.provider.will(Answer::json(DOCUMENT));
    house
}

#[tokio::test]
async fn a_number_in_the_query_or_in_a_header_is_the_person() {
    let house = house(service::PERMITS).await;
    let by_query = format!("/prove/v1/spoerring?aar=2026&nummer={PERSON}");
    assert_eq!(service::get(&house, &by_query).await.status(), 200);
    let token = house.token(MUNICIPALITY, service::SCOPE).await;
    let number = [("nav-personident", PERSON)];
    let answer = service::get_with(&house, "/prove/v1/hode", &token, &number).await;
    assert_eq!(json(&answer)["navn"], "Ola");
    assert_eq!(readings(&house).len(), 2);
    let none = service::get(&house, "/prove/v1/hode").await;
    assert_eq!(problem(&none), "subject-malformed");
    let twice = [("nav-personident", PERSON), ("nav-personident", OTHER_PERSON)];
    let twice = service::get_with(&house, "/prove/v1/hode", &token, &twice).await;
    assert_eq!(problem(&twice), "subject-malformed");
    let twice = format!("/prove/v1/spoerring?nummer={PERSON}&nummer={PERSON}");
    assert_eq!(problem(&service::get(&house, &twice).await), "query-not-permitted");
}

#[tokio::test]
async fn what_is_in_the_query_or_header_goes_to_the_provider_as_it_stood_there() {
    let house = house(service::PERMITS).await;
    service::get(&house, &format!("/prove/v1/spoerring?nummer={PERSON}&aar=2026")).await;
    let asked = house.provider.asked().pop().unwrap();
    assert!(asked.contains(&format!("nummer={PERSON}")) && asked.contains("aar=2026"), "{asked}");
    let token = house.token(MUNICIPALITY, service::SCOPE).await;
    let number = [("nav-personident", PERSON)];
    service::get_with(&house, "/prove/v1/hode", &token, &number).await;
    let asked = house.provider.asked().pop().unwrap();
    assert!(asked.contains(&format!("nav-personident: {PERSON}")), "{asked}");
}

#[tokio::test]
async fn an_answer_about_another_person_does_not_leave() {
    let house = house(service::PERMITS).await;
    let path = format!("/prove/v1/kontrollert/{PERSON}");
    assert_eq!(service::get(&house, &path).await.status(), 200);
    let other = format!("/prove/v1/kontrollert/{OTHER_PERSON}");
    assert_eq!(problem(&service::get(&house, &other).await), "provider-other-person");
}

#[tokio::test]
async fn a_caller_can_ask_for_fewer_fields_and_for_no_others() {
    let house = house(service::PERMITS).await;
    let path = format!("/prove/v1/kontrollert/{PERSON}");
    let answer = service::get(&house, &format!("{path}?fields=navn")).await;
    assert_eq!(json(&answer), serde_json::json!({ "navn": "Ola" }));
    assert!(readings(&house)[0].narrowed);
    for (query, code) in [
        ("fields=navn,foedt", "field-not-permitted"),
        ("fields=finnesikke", "field-not-permitted"),
        ("fields=navn&fields=vei", "query-not-permitted"),
        ("fields=", "query-not-permitted"),
        ("fields=navn,hemmelig", "field-not-permitted"),
        ("fields=%zz", "query-not-permitted"),
    ] {
        let answer = service::get(&house, &format!("{path}?{query}")).await;
        assert_eq!(problem(&answer), code, "{query}");
    }
    let asked = house.provider.asked();
    assert!(asked.iter().all(|asked| !asked.contains("fields")), "it is the gateway's own");
}

#[tokio::test]
async fn the_provider_is_asked_only_for_parts_that_can_come_out_or_that_facts_need() {
    let routes = r#"
[[route]]
method = "GET"
path   = "/prove/v1/{subject}"
query  = { part = ["alt", "navn", "adresse", "foedsel"] }
select = "part"

[parts]
alt     = ["navn", "vei", "foedt", "gradering"]
navn    = ["navn"]
adresse = ["vei", "gradering"]
foedsel = ["foedt"]
"#;
    let house = service::house(routes, service::FIELDS, service::PERMITS).await;
    house.provider.will(Answer::json(DOCUMENT));
    let asked = async |query: &str| {
        let answer = service::get(&house, &format!("/prove/v1/{PERSON}{query}")).await;
        let asked = house.provider.asked().pop().unwrap();
        let query = asked.split_once('?').unwrap().1.split_once(' ').unwrap().0.to_owned();
        (query, json(&answer))
    };
    let both = serde_json::json!({ "navn": "Ola", "vei": "Testveien 1" });
    let name = serde_json::json!({ "navn": "Ola" });
    assert_eq!(asked("").await, ("part=navn&part=adresse".to_owned(), both.clone()));
    assert_eq!(asked("?part=alt").await, ("part=navn&part=adresse".to_owned(), both));
    // Nothing that the name depends on stands in another part.
    assert_eq!(asked("?part=navn").await, ("part=navn".to_owned(), name.clone()));
    assert_eq!(asked("?fields=navn").await, ("part=navn".to_owned(), name));
}

#[tokio::test]
async fn what_a_purpose_requires_of_each_ask_is_required() {
    let rules = r#"
case-pattern = "[0-9]{4}/[0-9]+"
relations    = ["applicant", "child"]
hours        = { from = "07:00", until = "17:00" }
requires     = ["token-person"]
"#;
    let house = house(&format!("{rules}{}", service::PERMITS)).await;
    let path = format!("/prove/v1/kontrollert/{PERSON}");
    let token = house.token_for(MUNICIPALITY, service::SCOPE, PERSON).await;
    let plain = house.token(MUNICIPALITY, service::SCOPE).await;
    let case = ("sluse-case-reference", "2026/17");
    let child = ("sluse-relation", "child");
    for (token, fields, code) in [
        (&token, &[child][..], "case-reference-missing"),
        (&token, &[("sluse-case-reference", "17"), child], "case-reference-mismatch"),
        (&token, &[case], "relation-missing"),
        (&token, &[case, ("sluse-relation", "neighbour")], "relation-not-permitted"),
        (&plain, &[case, child], "token-not-persons"),
    ] {
        let answer = service::get_with(&house, &path, token, fields).await;
        assert_eq!(problem(&answer), code, "{fields:?}");
    }
    assert!(house.provider.asked().is_empty());
    assert_eq!(service::get_with(&house, &path, &token, &[case, child]).await.status(), 200);
    house.clock.advance(std::time::Duration::from_secs(10 * 3600));
    let late = house.token_for(MUNICIPALITY, service::SCOPE, PERSON).await;
    let answer = service::get_with(&house, &path, &late, &[case, child]).await;
    assert_eq!(problem(&answer), "outside-hours");
}

#[tokio::test]
async fn a_pseudonym_is_the_same_each_time_and_tells_nothing() {
    let rules = "[[permit]]\npath = \"navn\"\nas = \"pseudonym\"\nneed = \"Prøve\"\n";
    let house = house(rules).await;
    let path = format!("/prove/v1/kontrollert/{PERSON}");
    let first = json(&service::get(&house, &path).await)["navn"].clone();
    assert!(first.as_str().unwrap().starts_with("p1."), "{first}");
    let house = house
        .restart_with(&|config| {
            config.policies = config.ledger.dir.parent().unwrap().join("policies");
        })
        .await;
    assert_eq!(json(&service::get(&house, &path).await)["navn"], first);
    let vault = house.dir().join("vault").display().to_string();
    let reveal = async |consumer: &str| {
        let arguments =
            ["ledger", "reveal", "--vault", &vault, "--consumer", consumer, "--purpose", "prove"];
        run(house.dir(), &arguments, first.as_str().unwrap()).await
    };
    let told = reveal("312143046").await;
    assert_eq!((told.out.as_str(), told.good), ("Ola\n", true), "{}", told.err);
    let told = reveal("312800004").await;
    assert_eq!((told.out.as_str(), told.good), ("", false), "another consumer's are others");
}

#[tokio::test]
async fn a_group_of_the_registry_opens_a_purpose_to_its_members() {
    let house = TestHouse::start().await;
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    let folder_house = house_for_group().await;
    let path = format!("/prove/v1/kontrollert/{PERSON}");
    assert_eq!(problem(&service::get(&folder_house, &path).await), "consumer-not-named");
    let members = ["312143046".parse().unwrap()].into();
    let group = sluse::registry::organisation::Group {
        id: "proevekommuner".parse().unwrap(),
        name: "Prøvekommuner".to_owned(),
        members,
    };
    folder_house.register(sluse::registry::record::Record::Group(group), true).await;
    assert_eq!(service::get(&folder_house, &path).await.status(), 200);
}

async fn house_for_group() -> TestHouse {
    let (house, folder) = crate::activation::house(|_| ()).await;
    let written = service::files(PLACES, service::FIELDS, service::PERMITS);
    let purpose = written.purpose.replace("[\"312143046\"]", "[\"group:proevekommuner\"]");
    std::fs::write(folder.join("services/prove.toml"), written.service).unwrap();
    std::fs::write(folder.join("purposes/andre/prove.toml"), purpose).unwrap();
    crate::activation::reload(&house).await;
    house.provider.will(Answer::json(DOCUMENT));
    house
}

#[tokio::test]
async fn a_whole_document_comes_out_only_if_the_policy_permits_it_or_its_type() {
    let routes =
        "format = \"opaque\"\n[[route]]\nmethod = \"GET\"\npath = \"/prove/v1/{subject}\"\n";
    let rules = "[whole]\ntypes = [\"application/pdf\"]\n\
        digests = [\"sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"]\n";
    let house = service::house(routes, "", rules).await;
    let path = format!("/prove/v1/{PERSON}");
    house.provider.will(Answer::typed(200, "application/pdf", b"%PDF-1.7"));
    let answer = service::get(&house, &path).await;
    assert_eq!((answer.status().as_u16(), &answer.body()[..]), (200, &b"%PDF-1.7"[..]));
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    house.provider.will(Answer::typed(200, "text/plain", b"hello"));
    assert_eq!(service::get(&house, &path).await.status(), 200, "by its digest");
    assert!(readings(&house).iter().all(|reading| reading.whole && reading.fields.is_empty()));
    house.provider.will(Answer::typed(200, "text/plain", b"hello!"));
    assert_eq!(problem(&service::get(&house, &path).await), "whole-not-permitted");
}

#[tokio::test]
async fn a_soap_body_has_nothing_but_what_the_route_knows() {
    let routes = r#"
format = "xml"

[namespaces]
q = "urn:q"

[[route]]
method  = "POST"
path    = "/prove/v1/soap"
subject = "body:q:hent.q:nr"
body    = { "q:hent.q:aar" = "year", "q:hent.@versjon" = ["1"] }
"#;
    let fields = "[fields]\n\"q:svar.q:navn\" = { nb = \"N\", nn = \"N\", en = \"N\" }\n";
    let rules = "[[permit]]\npath = \"q:svar.q:navn\"\nneed = \"Prøve\"\n";
    let house = service::house(routes, fields, rules).await;
    let xml = r#"<q:svar xmlns:q="urn:q"><q:navn>Ola</q:navn></q:svar>"#;
    house.provider.will(Answer::typed(200, "text/xml", xml.as_bytes()));
    let ask = async |inside: &str| {
        let body = format!(r#"<x:hent xmlns:x="urn:q" versjon="1">{inside}</x:hent>"#);
        service::post_xml(&house, "/prove/v1/soap", &body).await
    };
    let number = format!("<x:nr>{PERSON}</x:nr>");
    let answer = ask(&format!("<!-- nei --><x:aar>2026</x:aar>{number}")).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let asked = house.provider.bodies().pop().unwrap();
    let anew = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><q:hent xmlns:q="urn:q" versjon="1"><q:aar>2026</q:aar><q:nr>{PERSON}</q:nr></q:hent>"#
    );
    assert_eq!(asked, anew, "with the policy's own prefixes");
    for wrong in [
        format!("{number}<x:slettAlle/>"),
        format!("{number}<x25908900963/>"),
        format!("{number}<x:aar>2025</x:aar><x:aar>2026</x:aar>"),
        format!("{number}<x:aar/>"),
        format!("{number}<x:aar versjon=\"1\">2026</x:aar>"),
        format!("{number}løs tekst"),
        format!("<x:hent>{number}</x:hent>"),
    ] {
        assert_eq!(problem(&ask(&wrong).await), "body-not-permitted", "{wrong}");
    }
    let twice = ask(&format!("{number}{number}")).await;
    assert!(["body-not-permitted", "subject-malformed"].contains(&problem(&twice).as_str()));
    assert_eq!(house.provider.asked().len(), 1);
}
