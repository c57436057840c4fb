//! OpenTelemetry's logs as OTLP/JSON: each line is one `ExportLogsServiceRequest` (as its file exporter
//! writes it, and as `POST /v1/logs` takes it) with at most [`RECORDS`] records.
//!
//! | member of a record | from |
//! | --- | --- |
//! | `timeUnixNano`, `observedTimeUnixNano` | `at` |
//! | `severityNumber`, `severityText` | 9 `INFO`; 10 `INFO2` for what changes who may read what, and erasures; 13 `WARN` for refusals and limits passed |
//! | `eventName` | `sluse.ledger.` and the event's kind |
//! | `body` | the event, as the text of its JSON |
//! | attribute `log.record.uid` | the log's name, `#`, index: the same record sent twice can be told |
//! | attributes `sluse.…` | index, consumer, supplier, client, service, purpose, scope, reason, policies, about_a_person, fields, held_until |
//!
//! The resource says `service.name` sluse, `service.version`, and in `service.instance.id` the log's name.
//! 64-bit numbers are texts of digits, as protobuf's JSON has them.

use super::json::{self, List, Object};
use super::{Open, Origin, Weight};
use crate::vocab::time::Timestamp;

/// The records of one request, at the most.
pub const RECORDS: usize = 256;

/// The bytes of one request after which another is begun: collectors refuse large ones.
pub(super) const BYTES: usize = 512 * 1024;

/// Nanoseconds in a millisecond.
const NANOS: u64 = 1_000_000;

/// Begins a request.
pub(super) fn begin(out: &mut Vec<u8>, origin: &Origin) {
    out.extend_from_slice(br#"{"resourceLogs":[{"resource":"#);
    json::object(out, |resource| {
        resource.list("attributes", |list| {
            text(list, "service.name", "sluse");
            text(list, "service.version", env!("CARGO_PKG_VERSION"));
            text(list, "service.instance.id", &origin.name);
        });
    });
    out.extend_from_slice(br#","scopeLogs":[{"scope":{"name":"sluse.ledger"},"logRecords":["#);
}

/// Ends a request and its line.
pub(super) fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"]}]}]}\n");
}

/// Writes one record; none when the entry's time cannot be read.
pub(super) fn write(out: &mut Vec<u8>, origin: &Origin, open: &Open<'_>) -> Option<()> {
    let at: Timestamp = open.row.at.parse().ok()?;
    let columns = &open.columns;
    let (number, name) = match Weight::of(&columns.kind) {
        Weight::Routine => (9, "INFO"),
        Weight::Notice => (10, "INFO2"),
        Weight::Warning => (13, "WARN"),
    };
    json::object(out, |record| {
        record.digits("timeUnixNano", at.millis().saturating_mul(NANOS));
        record.digits("observedTimeUnixNano", at.millis().saturating_mul(NANOS));
        record.number("severityNumber", number);
        record.text("severityText", name);
        record.text("eventName", &format!("sluse.ledger.{}", columns.kind));
        record.object("body", |body| body.text("stringValue", open.row.event.get()));
        record.list("attributes", |list| attributes(list, origin, open));
    });
    Some(())
}

fn attributes(list: &mut List<'_>, origin: &Origin, open: &Open<'_>) {
    text(list, "log.record.uid", &format!("{}#{}", origin.name, open.index));
    number(list, "sluse.index", open.index);
    for (name, value) in [
        ("sluse.consumer", &open.columns.consumer),
        ("sluse.supplier", &open.columns.supplier),
        ("sluse.client", &open.columns.client),
        ("sluse.service", &open.columns.service),
        ("sluse.purpose", &open.columns.purpose),
        ("sluse.scope", &open.columns.scope),
        ("sluse.reason", &open.columns.reason),
    ] {
        if let Some(value) = value {
            text(list, name, value);
        }
    }
    if let Some(policies) = open.columns.policies {
        number(list, "sluse.policies", policies);
    }
    attribute(list, "sluse.about_a_person", |value| {
        value.flag("boolValue", open.row.is_about_a_person());
    });
    if let Some(fields) = &open.columns.fields {
        attribute(list, "sluse.fields", |value| {
            value.object("arrayValue", |array| {
                array.list("values", |list| {
                    for field in fields {
                        list.object(|value| value.text("stringValue", field));
                    }
                });
            });
        });
    }
    if let Some(held) = &open.row.held {
        text(list, "sluse.held_until", &held.until);
    }
}

fn attribute(list: &mut List<'_>, key: &str, value: impl FnOnce(&mut Object<'_>)) {
    list.object(|attribute| {
        attribute.text("key", key);
        attribute.object("value", value);
    });
}

fn text(list: &mut List<'_>, key: &str, said: &str) {
    attribute(list, key, |value| value.text("stringValue", said));
}

fn number(list: &mut List<'_>, key: &str, said: u64) {
    attribute(list, key, |value| value.digits("intValue", said));
}
