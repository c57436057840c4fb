//! A JSON Schema: what its documents may hold.

use super::json::member;
use super::{DEEPEST, Steps, looks_like_value, tells_current};
use crate::policy::{Format, Outline};
use serde_json::Value;

pub(super) fn outline(text: &str) -> Result<Outline, String> {
    let root: Value = serde_json::from_str(text).map_err(|_| "the schema is not JSON")?;
    let mut outline = Outline::new(Format::Json);
    let mut walk = Walk { root: &root, steps: Steps::default() };
    walk.schema(&root, "", 0, &mut outline);
    walk.steps.end(outline)
}

struct Walk<'s> {
    root: &'s Value,
    steps: Steps,
}

impl Walk<'_> {
    fn schema(&mut self, schema: &Value, path: &str, depth: usize, outline: &mut Outline) {
        if !self.steps.go_on(outline) {
            return;
        }
        if depth > DEEPEST {
            return outline.leave_out();
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            // Only references inside the file: nothing is fetched.
            return match target.strip_prefix('#').and_then(|place| self.root.pointer(place)) {
                Some(found) => self.schema(found, path, depth + 1, outline),
                None => outline.leave_out(),
            };
        }
        let mut inner = false;
        for key in ["allOf", "anyOf", "oneOf"] {
            for one in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
                // Whether something may also be null says nothing of its fields.
                if one.get("type").and_then(Value::as_str) != Some("null") {
                    inner = true;
                    self.schema(one, path, depth + 1, outline);
                }
            }
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            inner = true;
            for (name, property) in properties {
                let boolean = property.get("type").and_then(Value::as_str) == Some("boolean");
                if looks_like_value(name) {
                    outline.leave_out();
                } else if boolean && path.ends_with("[]") && tells_current(name) {
                    outline.versions(path, name);
                } else {
                    self.schema(property, &member(path, name), depth + 1, outline);
                }
            }
        }
        if let Some(items) = schema.get("items") {
            inner = true;
            self.schema(items, &format!("{path}[]"), depth + 1, outline);
        }
        if !inner && !path.is_empty() {
            outline.field(path, false);
        }
    }
}
