//! A JSON document for people's eyes, and what is in it.

use crate::vocab::field::{FieldPath, Step};
use serde::de::IgnoredAny;
use serde_json::Value;
use std::fmt;

/// Shows a JSON document with a line for each member, every number and text as it was sent; anything
/// else as text.
pub struct Pretty<'a>(pub &'a [u8]);

impl fmt::Display for Pretty<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy(self.0);
        if serde_json::from_str::<IgnoredAny>(&text).is_err() {
            return out.write_str(&crate::client::printable(&text));
        }
        let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
        let mut signs = text.chars().filter(|sign| !sign.is_control()).peekable();
        while let Some(sign) = signs.next() {
            if in_text {
                in_text = escaped || sign != '"';
                escaped = sign == '\\' && !escaped;
                write!(out, "{sign}")?;
                continue;
            }
            match sign {
                ' ' => {}
                '{' | '[' => {
                    while signs.next_if(|next| *next == ' ').is_some() {}
                    write!(out, "{sign}")?;
                    match signs.next_if(|next| matches!(next, '}' | ']')) {
                        Some(end) => write!(out, "{end}")?,
                        None => {
                            depth += 1;
                            write!(out, "\n{:1$}", "", depth * 2)?;
                        }
                    }
                }
                '}' | ']' => {
                    depth = depth.saturating_sub(1);
                    write!(out, "\n{:1$}{sign}", "", depth * 2)?;
                }
                ',' => write!(out, ",\n{:1$}", "", depth * 2)?,
                ':' => out.write_str(": ")?,
                _ => {
                    in_text = sign == '"';
                    write!(out, "{sign}")?;
                }
            }
        }
        Ok(())
    }
}

/// Whether a document has the field anywhere.
#[must_use]
pub fn holds(document: &Value, path: &FieldPath) -> bool {
    within(document, path.steps())
}

fn within(value: &Value, steps: &[Step]) -> bool {
    match steps {
        [] => true,
        [Step::Member(name), rest @ ..] => {
            value.get(name.as_str()).is_some_and(|member| within(member, rest))
        }
        [Step::Each, rest @ ..] => {
            value.as_array().is_some_and(|all| all.iter().any(|one| within(one, rest)))
        }
    }
}
