//! `sluse policy draft`: a first service file, from a sample or a schema.

use super::policy;
use std::fs;
use tempfile::TempDir;

/// The draft that is made of this file; it parses as policies do.
async fn drafted(option: &str, name: &str, text: &str) -> String {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(name), text).unwrap();
    let told = policy(&dir, &["draft", option, name, "--service", "arkiv.person"]).await;
    assert!(told.good, "{}", told.err);
    fs::create_dir(dir.path().join("policies")).unwrap();
    fs::write(dir.path().join("policies/arkiv.toml"), &told.out).unwrap();
    let checked = policy(&dir, &["check"]).await;
    assert!(checked.out.contains("1 services, 0 purposes"), "{}\n{}", checked.err, told.out);
    assert!(!checked.good && checked.err.contains("no file has a purpose"), "{}", checked.err);
    told.out
}

fn holds(draft: &str, lines: &[&str]) {
    for line in lines {
        assert!(draft.contains(line), "{draft}\nlacks: {line}");
    }
}

#[tokio::test]
async fn a_json_sample_becomes_fields_and_none_of_its_values_is_written() {
    let sample = r#"{"oppslag": [{"foedselsnummer": "17859241204", "nummer": "17859241204", "navn": [
        {"fornavn": "Hemmelig", "erGjeldende": true}, {"fornavn": "Gammel", "erGjeldende": false, "a.b": 7}],
        "adresse": {"gradering": "fortrolig", "vei": null}, "diagnoseKode": "X99"}],
        "personer": {"17859241204": {"navn": "Skjult"}}}"#;
    let draft = drafted("--sample", "svar.json", sample).await;
    holds(
        &draft,
        &[
            "service  = \"arkiv.person\"",
            "format   = \"json\"",
            "oppslag[].foedselsnummer\" = { nb = \"Foedselsnummer\"",
            "\"oppslag[].nummer\" = { nb = \"Nummer\", nn = \"Nummer\", en = \"Nummer\", sensitivity = \"identifying\" }",
            "oppslag[].navn[].fornavn",
            "\"oppslag[].navn[]\" = { current = \"erGjeldende\", absent = true }",
            "en = \"Gradering\", sensitivity = \"confidential\"",
            "nb = \"Diagnose kode\", nn = \"Diagnose kode\", en = \"Diagnose kode\", sensitivity = \"article-9\"",
            "oppslag[].adresse.vei",
            "# write the plain name",
            "# Not described: 1 parts",
        ],
    );
    for value in ["17859241204", "Hemmelig", "Gammel", "fortrolig", "X99", "Skjult"] {
        assert!(!draft.contains(value), "{draft}");
    }
}

#[tokio::test]
async fn a_value_that_is_sometimes_a_text_and_sometimes_has_parts_is_its_parts() {
    let draft = drafted("--sample", "a.json", r#"[{"a": "x"}, {"a": {"b": 1}}]"#).await;
    assert!(draft.contains("\"[].a.b\" =") && !draft.contains("\"[].a\" ="), "{draft}");
}

#[tokio::test]
async fn an_xml_sample_becomes_fields_with_their_namespaces() {
    let sample = r#"<p:svar xmlns:p="urn:person" xmlns="urn:annet"><p:person id="17859241204">
        <p:navn type="kort">Hemmelig</p:navn><vei/></p:person></p:svar>"#;
    let draft = drafted("--sample", "svar.xml", sample).await;
    holds(
        &draft,
        &[
            "format   = \"xml\"",
            "\"p\" = \"urn:person\"",
            "\"p:svar.p:person.@id\" = { nb = \"Id\", nn = \"Id\", en = \"Id\", sensitivity = \"identifying\" }",
            "\"p:svar.p:person.p:navn\" =",
            "\"p:svar.p:person.p:navn.@type\" =",
            "\"p:svar.p:person.n2:vei\" =",
        ],
    );
    assert!(!draft.contains("Hemmelig") && !draft.contains("kort\"") && !draft.contains("1785"));
}

#[tokio::test]
async fn a_csv_sample_needs_a_header() {
    let sample = "fnr,navn,\"inntekt, brutto\"\n17859241204,Hemmelig,500000\n";
    let draft = drafted("--sample", "a.csv", sample).await;
    holds(
        &draft,
        &["format   = \"csv\"", "en = \"Fnr\", sensitivity = \"identifying\"", "inntekt, brutto"],
    );
    assert!(!draft.contains("Hemmelig") && !draft.contains("500000"), "{draft}");
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.csv"), "17859241204,Hemmelig\n").unwrap();
    let told = policy(&dir, &["draft", "--sample", "a.csv", "--service", "a.b"]).await;
    assert!(!told.good && told.err.contains("no header") && !told.err.contains("1785"));
}

#[tokio::test]
async fn a_json_schema_is_followed_through_its_references() {
    let schema = r##"{"type": "object", "properties": {
        "navn": {"type": "array", "items": {"$ref": "#/$defs/navn"}},
        "mor": {"$ref": "#/$defs/person"}, "kjoenn": {"enum": ["mann", "kvinne"]}},
        "$defs": {"navn": {"properties": {"fornavn": {"type": "string"}, "erGjeldende": {"type": "boolean"}}},
                  "person": {"anyOf": [{"type": "null"}, {"properties": {"personident": {"type": "string"}}}]}}}"##;
    let draft = drafted("--json-schema", "a.json", schema).await;
    holds(
        &draft,
        &[
            "\"navn[].fornavn\" =",
            "\"navn[]\" = { current = \"erGjeldende\", absent = true }",
            "\"mor.personident\" = { nb = \"Personident\", nn = \"Personident\", en = \"Personident\", sensitivity = \"identifying\" }",
            "\"kjoenn\" =",
        ],
    );
    assert!(!draft.contains("kvinne"));
}

#[tokio::test]
async fn an_xml_schema_is_followed_through_its_types() {
    let schema = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:m="urn:m"
        targetNamespace="urn:m" elementFormDefault="qualified">
      <xs:element name="svar"><xs:complexType><xs:sequence>
        <xs:element ref="m:eier" maxOccurs="unbounded"/></xs:sequence>
        <xs:attribute name="versjon"/></xs:complexType></xs:element>
      <xs:element name="eier" type="m:Eier"/>
      <xs:complexType name="Part"><xs:sequence><xs:element name="nummer" type="xs:string"/></xs:sequence></xs:complexType>
      <xs:complexType name="Eier"><xs:complexContent><xs:extension base="m:Part"><xs:sequence>
        <xs:element name="andel" type="xs:string"/><xs:element name="over" type="m:Eier"/>
        </xs:sequence></xs:extension></xs:complexContent></xs:complexType></xs:schema>"#;
    let draft = drafted("--xsd", "a.xsd", schema).await;
    holds(
        &draft,
        &[
            "\"m\" = \"urn:m\"",
            "\"m:svar.@versjon\" =",
            "\"m:svar.m:eier.m:nummer\" =",
            "\"m:svar.m:eier.m:andel\" =",
            "# Not described:",
        ],
    );
}

#[tokio::test]
async fn a_schema_whose_types_refer_to_each_other_without_end_is_not_followed_to_its_end() {
    let dir = TempDir::new().unwrap();
    for (kind, reason) in
        [("properties", "draft_fields = 2000"), ("allOf", "schema_steps = 100000")]
    {
        let mut types = serde_json::Map::new();
        for number in 0..27 {
            let next = serde_json::json!({ "$ref": format!("#/$defs/t{}", (number + 1) % 27) });
            let refs = match kind {
                "allOf" => serde_json::json!([next, next, next, next]),
                _ => serde_json::json!({ "a": next, "b": next, "c": next, "d": { "x": next } }),
            };
            types.insert(format!("t{number}"), serde_json::json!({ kind: refs }));
        }
        types.insert("t9".into(), serde_json::json!({ "type": "string" }));
        let schema = serde_json::json!({ "$defs": types, "$ref": "#/$defs/t0" });
        fs::write(dir.path().join("s.json"), schema.to_string()).unwrap();
        let draft = ["draft", "--json-schema", "s.json", "--service", "arkiv.person"];
        let told = policy(&dir, &draft).await;
        assert!(!told.good && told.err.contains(reason), "{}", told.err);
    }
}
