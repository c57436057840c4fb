//! A reader of OTLP/JSON logs: the members that opentelemetry-proto's `logs.proto` and `common.proto` have, in
//! lowerCamelCase, 64-bit numbers as texts of digits, enumerations as numbers; and no others.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Request {
    resource_logs: Vec<ResourceLogs>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ResourceLogs {
    resource: Resource,
    scope_logs: Vec<ScopeLogs>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resource {
    attributes: Vec<KeyValue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ScopeLogs {
    scope: Scope,
    log_records: Vec<LogRecord>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scope {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LogRecord {
    time_unix_nano: String,
    observed_time_unix_nano: String,
    severity_number: u8,
    severity_text: String,
    event_name: String,
    body: AnyValue,
    attributes: Vec<KeyValue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyValue {
    key: String,
    value: AnyValue,
}

/// Exactly one of its members.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum AnyValue {
    StringValue(String),
    BoolValue(bool),
    IntValue(String),
    ArrayValue { values: Vec<AnyValue> },
}

/// What a record says.
#[derive(Debug)]
pub struct Record {
    pub nanos: u64,
    pub severity: u8,
    pub event: String,
    pub body: String,
    pub attributes: BTreeMap<String, AnyValue>,
}

fn once(attributes: Vec<KeyValue>) -> BTreeMap<String, AnyValue> {
    let many = attributes.len();
    let map: BTreeMap<_, _> = attributes.into_iter().map(|it| (it.key, it.value)).collect();
    assert_eq!(map.len(), many, "an attribute stands twice");
    for value in map.values() {
        if let AnyValue::IntValue(digits) = value {
            digits.parse::<i64>().unwrap();
        }
    }
    map
}

/// The records of a request.
pub fn records(line: &str) -> Vec<Record> {
    let mut request: Request = serde_json::from_str(line).unwrap();
    assert_eq!(request.resource_logs.len(), 1);
    let logs = request.resource_logs.remove(0);
    let resource = once(logs.resource.attributes);
    assert_eq!(resource["service.name"], AnyValue::StringValue("sluse".into()));
    let scope = logs.scope_logs.into_iter().next().unwrap();
    assert_eq!(scope.scope.name, "sluse.ledger");
    assert!((1..=256).contains(&scope.log_records.len()));
    let record = |record: LogRecord| {
        assert_eq!(record.time_unix_nano, record.observed_time_unix_nano);
        let texts = [(9, "INFO"), (10, "INFO2"), (13, "WARN")];
        assert!(texts.contains(&(record.severity_number, record.severity_text.as_str())));
        let AnyValue::StringValue(body) = record.body else { panic!("{:?}", record.body) };
        Record {
            nanos: record.time_unix_nano.parse().unwrap(),
            severity: record.severity_number,
            event: record.event_name,
            body,
            attributes: once(record.attributes),
        }
    };
    scope.log_records.into_iter().map(record).collect()
}
