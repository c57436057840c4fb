//! Up to which entry an export has come, by the last line of what it wrote.

use super::Form;
use serde::Deserialize;
use serde_json::Value;

/// What is read of a line.
#[derive(Deserialize)]
struct Line {
    index: u64,
}

/// The entry of a whole line, or of a syslog frame without its length; of several records the last. None
/// when it is not of this form.
#[must_use]
pub fn index_of(form: Form, line: &[u8]) -> Option<u64> {
    match form {
        Form::Ndjson => serde_json::from_slice(line).ok().map(|Line { index }| index),
        Form::Fhir => {
            let event: Value = serde_json::from_slice(line).ok()?;
            event.get("id")?.as_str()?.parse().ok()
        }
        Form::Otlp => {
            let request: Value = serde_json::from_slice(line).ok()?;
            let records = request.pointer("/resourceLogs/0/scopeLogs/0/logRecords")?.as_array()?;
            let attributes = records.last()?.get("attributes")?.as_array()?;
            let is_index = |it: &&Value| it.get("key").is_some_and(|key| key == "sluse.index");
            attributes.iter().find(is_index)?.pointer("/value/intValue")?.as_str()?.parse().ok()
        }
        Form::Syslog | Form::SyslogFrames => {
            let line = std::str::from_utf8(line).ok()?;
            let (_, data) = line.split_once(" [ledger@")?;
            let (_, rest) = data.split_once(" index=\"")?;
            rest.split_once('"')?.0.parse().ok()
        }
    }
}
