//! JSON objects without duplicate names and of limited depth.
//!
//! serde_json keeps the last of two members of one name, other readers the first: a token that two
//! readers understand differently is refused. Names are compared unescaped, so `"\u0061lg"` is `alg`.

use super::{JoseError, Part};
use crate::vocab::limits::Limit;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;

/// The nesting of a header, claims or a key set.
pub const TOKEN_DEPTH: Limit = Limit { name: "token_depth", most: 16 };

/// Reads one JSON object in UTF-8 with nothing before it (no byte order mark) and nothing after it.
pub(super) fn object(part: Part, bytes: &[u8]) -> Result<Map<String, Value>, JoseError> {
    let fault = Cell::new(Fault::NotJson);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Strict { depth: 0, fault: &fault }.deserialize(&mut reader);
    match read.and_then(|value| reader.end().map(|()| value)) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(JoseError::NotJson(part)),
        Err(_) => Err(match fault.get() {
            Fault::NotJson => JoseError::NotJson(part),
            Fault::DuplicateName => JoseError::DuplicateName(part),
            Fault::TooDeep => JoseError::TooDeep { part, limit: TOKEN_DEPTH },
        }),
    }
}

/// Why the reading stopped; serde's errors carry text only.
#[derive(Clone, Copy)]
enum Fault {
    NotJson,
    DuplicateName,
    TooDeep,
}

/// Reads one value that stands `depth` levels below the root.
#[derive(Clone, Copy)]
struct Strict<'f> {
    depth: usize,
    fault: &'f Cell<Fault>,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= TOKEN_DEPTH.most {
            self.fault.set(Fault::TooDeep);
            return Err(E::custom("too deep"));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                self.fault.set(Fault::DuplicateName);
                return Err(A::Error::custom("duplicate name"));
            }
            object.insert(name, members.next_value_seed(inside)?);
        }
        Ok(Value::Object(object))
    }
}
