//! Services that do not answer in JSON, by the front door: XML in its envelope, rows of CSV.

use super::readings;
use crate::house::{Answer, MUNICIPALITY, OTHER_PERSON, PERSON, TestHouse, problem};
use bytes::Bytes;
use hyper::Response;
use std::path::Path;
use tempfile::TempDir;

const SCOPE: &str = "folkeregister:skole";

const XML_SERVICE: &str = r#"
service  = "kartverket.matrikkel"
title    = { nb = "Matrikkelen", nn = "Matrikkelen", en = "The cadastre" }
provider = "312445190"
upstream = "skatteetaten"
format   = "xml"
[namespaces]
m = "urn:example:matrikkel"
s = "http://schemas.xmlsoap.org/soap/envelope/"
[[route]]
method   = "GET"
path     = "/matrikkel/v1/{subject}"
document = "s:Envelope.s:Body.m:svar"
[fields]
"m:eier.m:fnr"     = { nb = "Nummer", nn = "Nummer", en = "Number" }
"m:eier.m:navn"    = { nb = "Navn", nn = "Namn", en = "Name" }
"m:eier.m:sperret" = { nb = "Sperret", nn = "Sperra", en = "Barred" }
"m:teig"           = { nb = "Teig", nn = "Teig", en = "Parcel" }
"m:teig.@id"       = { nb = "Teignummer", nn = "Teignummer", en = "Number of the parcel" }
[facts.barred]
name         = { nb = "eieren er sperret", nn = "eigaren er sperra", en = "the owner is barred" }
paths        = ["m:eier.m:sperret"]
holds-unless = ["nei"]
absent       = true
"#;

const CSV_SERVICE: &str = r#"
service  = "nav.liste"
title    = { nb = "Liste", nn = "Liste", en = "List" }
provider = "312445190"
upstream = "skatteetaten"
format   = "csv"
[[route]]
method         = "GET"
path           = "/liste/v1/{subject}"
record-subject = "fnr"
[fields]
"fnr"     = { nb = "Nummer", nn = "Nummer", en = "Number" }
"navn"    = { nb = "Navn", nn = "Namn", en = "Name" }
"inntekt" = { nb = "Inntekt", nn = "Inntekt", en = "Income" }
"#;

fn purpose(id: &str, service: &str, rules: &str) -> String {
    format!(
        r#"
purpose     = "{id}"
title       = {{ nb = "Prøve", nn = "Prøve", en = "Trial" }}
description = {{ nb = "Kommunen prøver.", nn = "Kommunen prøver.", en = "The municipality tries." }}
basis       = {{ gdpr = "6(1)(e)", law = "https://lovdata.no/eli/lov/2023/06/09/30", section = "§ 2-1" }}
service     = "{service}"
scope       = "{SCOPE}"
consumers   = ["312143046"]
valid       = {{ from = 2026-01-01, until = 2030-12-31 }}
{rules}
"#
    )
}

fn write_policies(folder: &Path) {
    for part in ["services", "purposes"] {
        std::fs::create_dir(folder.join(part)).unwrap();
    }
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("services/matrikkel.toml", XML_SERVICE);
    write("services/liste.toml", CSV_SERVICE);
    let rules = r#"
[[permit]]
path = "m:eier.m:navn"
need = "Brevet trenger et navn"
[[permit]]
path = "m:teig"
need = "Gebyret"
[[permit]]
path = "m:teig.@id"
need = "Gebyret"
[[forbid]]
path = "m:eier.m:navn"
when = "barred"
"#;
    write("purposes/eiendom.toml", &purpose("eiendom", "kartverket.matrikkel", rules));
    let rules = r#"
[[permit]]
path = "navn"
need = "Brevet trenger et navn"
[[permit]]
path = "inntekt"
as   = { round-to = 100000 }
need = "Satsen"
"#;
    write("purposes/liste.toml", &purpose("liste", "nav.liste", rules));
}

async fn house() -> TestHouse {
    let folder = TempDir::new().unwrap();
    write_policies(folder.path());
    TestHouse::start_with(&|config| config.policies = folder.path().to_owned()).await
}

async fn ask(house: &TestHouse, path: &str, purpose: &str) -> Response<Bytes> {
    let bearer = format!("Bearer {}", house.token(MUNICIPALITY, SCOPE).await);
    house.get(path, &[("authorization", &bearer), ("sluse-purpose", purpose)]).await
}

fn soap(sperret: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope \
         xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Header><hemmelig/>\
         </soap:Header><soap:Body><svar xmlns=\"urn:example:matrikkel\"><eier><fnr>{PERSON}</fnr>\
         <navn>TOMBOLA <![CDATA[& co]]></navn><sperret>{sperret}</sperret></eier>\
         <teig id=\"7\" areal=\"900\">g&#229;rd</teig></svar></soap:Body></soap:Envelope>"
    )
}

#[tokio::test]
async fn an_answer_in_xml_is_redacted_in_its_envelope_and_recorded() {
    let house = house().await;
    let path = format!("/matrikkel/v1/{PERSON}");
    house.provider.will(Answer::typed(200, "text/xml; charset=utf-8", soap("nei").as_bytes()));
    let answer = ask(&house, &path, "eiendom").await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert_eq!(answer.headers()["content-type"], "text/xml");
    assert_eq!(
        String::from_utf8_lossy(answer.body()),
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <svar xmlns=\"urn:example:matrikkel\"><eier><navn>TOMBOLA <![CDATA[& co]]></navn></eier>\
         <teig id=\"7\">g&#229;rd</teig></svar></soap:Body></soap:Envelope>"
    );
    let asked = house.provider.asked().pop().unwrap();
    assert!(asked.contains("accept: application/xml, text/xml, application/soap+xml"), "{asked}");
    let reading = readings(&house).pop().unwrap();
    let fields: Vec<_> = reading.fields.iter().map(|field| field.as_str().to_owned()).collect();
    assert_eq!(fields, ["m:eier.m:navn", "m:teig", "m:teig.@id"]);

    house.provider.will(Answer::typed(200, "application/soap+xml", soap("ja").as_bytes()));
    let answer = ask(&house, &path, "eiendom").await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert!(!String::from_utf8_lossy(answer.body()).contains("TOMBOLA"), "{answer:?}");
}

#[tokio::test]
async fn xml_that_is_mislabelled_or_dangerous_passes_nothing_on() {
    let house = house().await;
    let path = format!("/matrikkel/v1/{PERSON}");
    let good = soap("nei");
    let doctype = good.replace("?>\n", "?><!DOCTYPE x [<!ENTITY y \"TOMBOLA\">]>");
    let latin = good.replace("UTF-8", "ISO-8859-1");
    let cases = [
        ("application/json", good.as_str(), "provider-media-type"),
        ("text/html", &good, "provider-media-type"),
        ("text/xml; charset=iso-8859-1", &good, "provider-media-type"),
        ("text/xml; Charset=\"utf-16\"", &good, "provider-media-type"),
        ("text/xml;charset=utf-8;charset=latin1", &good, "provider-media-type"),
        ("text/xml", &doctype, "provider-unreadable"),
        ("text/xml", &latin, "provider-unreadable"),
        ("text/xml", &good[..good.len() - 1], "provider-unreadable"),
        ("text/xml", "{\"navn\":\"TOMBOLA\"}", "provider-unreadable"),
    ];
    for (media_type, body, name) in cases {
        house.provider.will(Answer::typed(200, media_type, body.as_bytes()));
        let refused = ask(&house, &path, "eiendom").await;
        assert_eq!((refused.status().as_u16(), problem(&refused).as_str()), (502, name));
        assert!(!String::from_utf8_lossy(refused.body()).contains("TOMBOLA"));
    }
    let names: Vec<_> = cases.iter().map(|case| case.2).collect();
    assert_eq!(house.refusals(), names, "each is in the ledger");
    for media_type in ["text/xml; charset=UTF-8", "application/xml ;charset=\"utf-8\"; x=y"] {
        house.provider.will(Answer::typed(200, media_type, good.as_bytes()));
        assert_eq!(ask(&house, &path, "eiendom").await.status(), 200, "{media_type}");
    }
}

#[tokio::test]
async fn rows_of_csv_come_out_with_the_permitted_columns_and_only_about_whom_was_asked() {
    let house = house().await;
    let path = format!("/liste/v1/{PERSON}");
    let rows = format!("fnr;navn;inntekt\r\n{PERSON};\"TOMBOLA; H\";312999\r\n");
    house.provider.will(Answer::typed(200, "text/csv; charset=utf-8", rows.as_bytes()));
    let answer = ask(&house, &path, "liste").await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert_eq!(answer.headers()["content-type"], "text/csv");
    let out = "navn;inntekt\r\n\"TOMBOLA; H\";300000\r\n";
    assert_eq!(String::from_utf8_lossy(answer.body()), out);
    assert_eq!(readings(&house).pop().unwrap().fields.len(), 2);

    let other = format!("{rows}{OTHER_PERSON};BOMBE;1\r\n");
    house.provider.will(Answer::typed(200, "text/csv", other.as_bytes()));
    let refused = ask(&house, &path, "liste").await;
    assert_eq!(refused.status(), 502, "{refused:?}");
    assert!(!String::from_utf8_lossy(refused.body()).contains("BOMBE"));

    let ragged = format!("fnr;navn\n{PERSON};TOMBOLA;1\n");
    house.provider.will(Answer::typed(200, "text/csv", ragged.as_bytes()));
    let refused = ask(&house, &path, "liste").await;
    assert_eq!(problem(&refused), "provider-unreadable");
}
