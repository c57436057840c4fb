//! Answers for people: a line for each record of a list, a line for each member of one record.

use serde_json::{Map, Value};
use std::io::{self, Write};

/// What is said of a record in a list, in this order, as far as it has it.
const COLUMNS: [&str; 15] = [
    "client_id",
    "client_name",
    "name",
    "scope",
    "orgno",
    "group",
    "prefix",
    "consumer_orgno",
    "consumer_group",
    "supplier_orgno",
    "owner_orgno",
    "state",
    "valid_until",
    "description",
    "last_updated",
];

/// Shows an answer.
pub(super) fn show(told: &Value, json: bool) -> io::Result<()> {
    let mut out = io::stdout();
    match told {
        _ if json => writeln!(out, "{told:#}"),
        Value::Null => writeln!(out, "done"),
        Value::Array(list) => {
            for one in list {
                match one.as_object() {
                    Some(members) => writeln!(out, "{}", line(members))?,
                    None => writeln!(out, "{}", text(one))?,
                }
            }
            Ok(())
        }
        Value::Object(members) => {
            for (name, value) in members {
                writeln!(out, "{name:<24}{}", text(value))?;
            }
            Ok(())
        }
        other => writeln!(out, "{}", text(other)),
    }
}

fn line(members: &Map<String, Value>) -> String {
    // A scope's prefix says nothing beside its name.
    let shown = |name: &&&str| **name != "prefix" || !members.contains_key("subscope");
    let columns = COLUMNS.iter().filter(shown).filter_map(|name| members.get(*name));
    let columns: Vec<String> = columns.filter(|value| !value.is_null()).map(text).collect();
    columns.join("  ")
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => crate::client::printable(text),
        other => crate::client::printable(&other.to_string()),
    }
}
