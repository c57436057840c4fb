//! A JSON document as a sample.

use super::{DEEPEST, is_number, looks_like_value, tells_current};
use crate::policy::{Format, Outline};
use serde_json::Value;

pub(super) fn outline(text: &str) -> Result<Outline, &'static str> {
    let document: Value = serde_json::from_str(text).map_err(|_| "the sample is not JSON")?;
    let mut outline = Outline::new(Format::Json);
    walk(&document, "", 0, &mut outline);
    Ok(outline)
}

fn walk(value: &Value, path: &str, depth: usize, outline: &mut Outline) {
    if depth > DEEPEST {
        return outline.leave_out();
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if looks_like_value(name) {
                    outline.leave_out();
                } else if value.is_boolean() && path.ends_with("[]") && tells_current(name) {
                    outline.versions(path, name);
                } else {
                    walk(value, &member(path, name), depth + 1, outline);
                }
            }
        }
        Value::Array(elements) => {
            for element in elements {
                walk(element, &format!("{path}[]"), depth + 1, outline);
            }
        }
        Value::String(text) => outline.field(path, is_number(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => outline.field(path, false),
    }
}

/// A member's path, its name quoted when it must be.
pub(super) fn member(path: &str, name: &str) -> String {
    let special = |one: char| matches!(one, '.' | '[' | ']' | '"' | ' ' | '*' | '\\');
    let name = if name.contains(special) || name.contains(char::is_control) {
        Value::from(name).to_string()
    } else {
        name.to_owned()
    };
    if path.is_empty() { name } else { format!("{path}.{name}") }
}
