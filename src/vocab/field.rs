//! One part of an answer, named by the way to it.

use super::Malformed;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// One step of a [`FieldPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The member of an object with this name.
    Member(String),
    /// Each element of an array.
    Each,
}

/// The way to a field: member names joined by `.`, with `[]` for each element of an array.
///
/// `navn[].fornavn` is the `fornavn` of each element of the array `navn`. A name that holds a dot, a
/// bracket, a quote or a space is written in double quotes with JSON escapes: `a."b.c"[]`. A path
/// names a whole subtree: permitting `navn[]` permits all that stands in it.
///
/// Cheap to clone: every reading names its fields.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct FieldPath(Arc<Path>);

#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Path {
    steps: Vec<Step>,
    /// The one way to write these steps.
    text: String,
}

/// The most steps a path may have.
const DEEPEST: usize = 32;

impl FieldPath {
    /// Parses a path.
    ///
    /// # Errors
    /// When it is empty, deeper than 32 steps, or a name is empty or badly quoted.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut steps = Vec::new();
        let mut rest = text;
        if !rest.starts_with("[]") {
            let (name, after) = take_name(rest)?;
            steps.push(Step::Member(name));
            rest = after;
        }
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("[]") {
                steps.push(Step::Each);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('.') {
                let (name, after) = take_name(after)?;
                steps.push(Step::Member(name));
                rest = after;
            } else {
                return Err(Malformed::new("field path", "names are joined by `.` or `[]`"));
            }
        }
        Self::of_steps(steps)
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0.steps
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The path to what stands at `inner` inside what stands here.
    ///
    /// # Errors
    /// When it has more than 32 steps.
    pub fn join(&self, inner: &Self) -> Result<Self, Malformed> {
        let steps: Vec<Step> = self.steps().iter().chain(inner.steps()).cloned().collect();
        Self::of_steps(steps)
    }

    fn of_steps(steps: Vec<Step>) -> Result<Self, Malformed> {
        if steps.len() > DEEPEST {
            return Err(Malformed::new("field path", "has more than 32 steps"));
        }
        let text = written(&steps);
        Ok(Self(Arc::new(Path { steps, text })))
    }

    /// The same way without its steps to elements of lists: in XML a repeated element needs none. None
    /// if nothing is left.
    #[must_use]
    pub fn without_lists(&self) -> Option<Self> {
        let members = self.steps().iter().filter(|step| **step != Step::Each);
        let steps: Vec<Step> = members.cloned().collect();
        if steps.is_empty() { None } else { Self::of_steps(steps).ok() }
    }

    /// Whether it names an attribute (in XML: a last step that begins with `@`) of this element.
    #[must_use]
    pub fn is_attribute_of(&self, element: &Self) -> bool {
        match self.steps().split_last() {
            Some((Step::Member(name), before)) => {
                name.starts_with('@') && before == element.steps()
            }
            _ => false,
        }
    }

    /// Whether it names the elements of a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.steps().last() == Some(&Step::Each)
    }

    /// Whether `other` is this field or stands inside it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.steps().starts_with(self.steps())
    }

    /// Whether one of these is the other or stands inside it.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.covers(other) || other.covers(self)
    }
}

/// Takes one member name, quoted or bare, and gives it with what follows.
fn take_name(text: &str) -> Result<(String, &str), Malformed> {
    if text.starts_with('"') {
        let mut names = serde_json::Deserializer::from_str(text).into_iter::<String>();
        let name = names.next().and_then(Result::ok);
        let after = text.get(names.byte_offset()..);
        return name
            .zip(after)
            .filter(|(name, _)| !name.is_empty())
            .ok_or(Malformed::new("field path", "has a badly quoted name"));
    }
    let end = text.find(['.', '[', ']', '"', ' ', '*']).unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    if name.is_empty() {
        Err(Malformed::new("field path", "has an empty name"))
    } else {
        Ok((name.to_owned(), after))
    }
}

/// Writes steps as [`FieldPath::parse`] reads them.
fn written(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Each => text.push_str("[]"),
            Step::Member(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&quoted_if_needed(name));
            }
        }
    }
    text
}

fn quoted_if_needed(name: &str) -> Cow<'_, str> {
    let special =
        |one: char| matches!(one, '.' | '[' | ']' | '"' | ' ' | '*' | '\\') || one.is_control();
    if name.contains(special) {
        serde_json::Value::from(name).to_string().into()
    } else {
        name.into()
    }
}

impl std::fmt::Display for FieldPath {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::fmt::Debug for FieldPath {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "FieldPath({self})")
    }
}

impl Serialize for FieldPath {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl std::str::FromStr for FieldPath {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl TryFrom<String> for FieldPath {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}
