//! What FHIR R4 demands of an AuditEvent, and IHE BALP of one of its profile `IHE.BasicAudit.PatientRead`:
//! members, cardinalities, codes.

use serde_json::Value;
use std::collections::BTreeSet;

const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// R4's members of AuditEvent and of its parts, those that are used here.
const MEMBERS: [(&str, &[&str]); 6] = [
    (
        "",
        &[
            "resourceType",
            "id",
            "meta",
            "type",
            "subtype",
            "action",
            "recorded",
            "outcome",
            "outcomeDesc",
            "purposeOfEvent",
            "agent",
            "source",
            "entity",
        ],
    ),
    ("agent", &["type", "role", "who", "requestor", "network"]),
    ("entity", &["what", "type", "role", "detail"]),
    ("source", &["observer", "type"]),
    ("detail", &["type", "valueString"]),
    ("coding", &["system", "code", "display"]),
];

fn known(part: &str, value: &Value) {
    let (_, members) = MEMBERS.iter().find(|(name, _)| *name == part).unwrap();
    for name in value.as_object().unwrap().keys() {
        assert!(members.contains(&name.as_str()), "{part}.{name}");
    }
}

fn coding(value: &Value) -> &str {
    known("coding", value);
    assert!(value["system"].as_str().unwrap().starts_with("http://"));
    value["code"].as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// FHIR has no empty lists, objects, texts and no nulls.
fn has_no_emptiness(value: &Value) {
    match value {
        Value::Null => panic!("null"),
        Value::String(text) => assert!(!text.is_empty()),
        Value::Array(items) => {
            assert!(!items.is_empty());
            items.iter().for_each(has_no_emptiness);
        }
        Value::Object(members) => {
            assert!(!members.is_empty());
            members.values().for_each(has_no_emptiness);
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Holds one against R4.
pub fn check(event: &Value) {
    has_no_emptiness(event);
    known("", event);
    assert_eq!(event["resourceType"], "AuditEvent");
    let id = event["id"].as_str().unwrap();
    assert!((1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit()));
    coding(&event["type"]);
    list(&event["subtype"]).iter().for_each(|it| assert!(!coding(it).is_empty()));
    assert!(["C", "R", "U", "D", "E"].contains(&event["action"].as_str().unwrap()));
    assert!(["0", "4", "8", "12"].contains(&event["outcome"].as_str().unwrap()));
    let _: sluse::vocab::time::Timestamp = event["recorded"].as_str().unwrap().parse().unwrap();
    assert!(!list(&event["agent"]).is_empty());
    for agent in list(&event["agent"]) {
        known("agent", agent);
        assert!(agent["requestor"].is_boolean());
        list(&agent["type"]["coding"]).iter().for_each(|it| assert!(!coding(it).is_empty()));
    }
    known("source", &event["source"]);
    let asked = list(&event["agent"]).iter().filter(|agent| agent["requestor"] == true).count();
    assert_eq!(asked, usize::from(!agents(event, "110152").is_empty()), "who asks uses a client");
    assert!(event["source"]["observer"]["identifier"]["value"].is_string());
    for entity in list(&event["entity"]) {
        known("entity", entity);
        coding(&entity["type"]);
        for detail in list(&entity["detail"]) {
            known("detail", detail);
            assert!(detail["type"].is_string() && detail["valueString"].is_string());
        }
    }
}

/// The agents with a code as their type.
fn agents<'v>(event: &'v Value, code: &str) -> Vec<&'v Value> {
    let has = |agent: &&Value| list(&agent["type"]["coding"]).iter().any(|it| it["code"] == code);
    list(&event["agent"]).iter().filter(has).collect()
}

fn is_absent(value: &Value, why: &str) -> bool {
    let extensions = list(&value["extension"]);
    extensions.iter().any(|it| it["url"] == ABSENT && it["valueCode"] == why)
}

/// Holds one against `IHE.BasicAudit.Read`, and `PatientRead` when it says that it is one.
pub fn check_read(event: &Value) {
    let profile = event["meta"]["profile"][0].as_str().unwrap();
    let base = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/";
    let profile = profile.strip_prefix(base).unwrap();
    assert_eq!(event["type"]["code"], "rest");
    let subtypes: BTreeSet<_> = list(&event["subtype"]).iter().map(coding).collect();
    assert!(subtypes.contains("read"));
    assert_eq!((&event["action"], &event["outcome"]), (&"R".into(), &"0".into()));
    for code in ["110152", "110153"] {
        let found = agents(event, code);
        assert_eq!(found.len(), 1, "{code}");
        assert!(found[0]["who"].is_object() && is_absent(&found[0]["network"], "unknown"));
    }
    let users = agents(event, "IRCP");
    assert_eq!(users.len(), 1);
    assert_eq!(users[0]["requestor"], true);
    assert!(users[0]["who"].is_object() && users[0].get("network").is_none());
    let of_type = |code: &str| {
        let entities = list(&event["entity"]).iter();
        entities.filter(|it| it["type"]["code"] == code).collect::<Vec<_>>()
    };
    let data = of_type("2");
    assert_eq!(data.len(), 1);
    assert!(data[0]["what"].is_object() && data[0]["role"]["code"] == "4");
    let patients = of_type("1");
    assert_eq!(patients.len(), usize::from(profile == "IHE.BasicAudit.PatientRead"), "{profile}");
    for patient in patients {
        assert_eq!(patient["role"]["code"], "1");
        assert_eq!(patient["what"]["type"], "Patient");
        assert!(is_absent(&patient["what"], "masked"), "nobody is told who it is");
        assert!(patient["what"].get("identifier").is_none());
    }
}
