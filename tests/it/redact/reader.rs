//! The reader against an independent parser: random documents, broken ones too, in any chunks, kept,
//! dropped and followed.

use super::properties::chunks;
use super::{Rules, in_chunks};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use sluse::redact::{Plan, Unreadable};
use std::collections::HashSet;

/// A document that `serde_json` reads and in which no object has two members of one name.
struct Sound;

impl<'de> Deserialize<'de> for Sound {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Sound {
    type Value = Self;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("any value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("twice"));
            }
            members.next_value::<Self>()?;
        }
        Ok(self)
    }
}

/// Whether the independent parser takes the document; none if it refuses a number for its size.
fn is_sound(document: &[u8]) -> Option<bool> {
    match serde_json::from_slice::<Sound>(document) {
        Ok(_) => Some(true),
        Err(error) if error.to_string().contains("out of range") => None,
        Err(_) => Some(false),
    }
}

/// A string: of any length around the reader's windows, with what ends a plain run here and there.
fn text() -> impl Strategy<Value = String> {
    let odd = select(
        &["", "", "", "æ", "\u{1f600}", r"\n", r#"\""#, r"\\", r"\u00e6", r"\ud83d\ude00"][..],
    );
    (0usize..70, odd, 0usize..40).prop_map(|(before, odd, after)| {
        format!("\"{}{odd}{}\"", "x".repeat(before), "y".repeat(after))
    })
}

/// A name: few enough that some stand twice, some written in two ways.
fn name() -> impl Strategy<Value = String> {
    let short = (0u32..60).prop_map(|number| match number {
        0 => r#""""#.to_owned(),
        1 => r#""\u0061""#.to_owned(),
        2 => r#""a""#.to_owned(),
        3..10 => format!("\"navn{}\"", "n".repeat(number as usize)),
        _ => format!("\"n{number}\""),
    });
    prop_oneof![12 => short, 1 => text()]
}

fn space() -> impl Strategy<Value = &'static str> {
    select(&["", "", "", " ", "\n", "\r\n\t", "\n                                        "][..])
}

fn document() -> impl Strategy<Value = String> {
    let number =
        select(&["0", "-0", "7", "1304", "123456789012", "-1.25", "0.5", "1e3", "2E-7"][..]);
    let literal = select(&["true", "false", "null"][..]);
    let scalar = prop_oneof![
        3 => text(),
        1 => number.prop_map(str::to_owned),
        1 => literal.prop_map(str::to_owned)
    ];
    scalar.prop_recursive(5, 60, 8, |inner| {
        let items = vec((space(), inner.clone(), space()), 0..8);
        let array = items.prop_map(|items| {
            let items = items.iter().map(|(before, item, after)| format!("{before}{item}{after}"));
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        });
        let members = vec((space(), name(), space(), inner), 0..8);
        let object = members.prop_map(|members| {
            let members = members.iter().map(|(before, name, after, value)| {
                format!("{before}{name}{after}:{after}{value}{before}")
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        });
        prop_oneof![1 => array, 3 => object]
    })
}

/// What is done to the bytes of a document.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, u8),
    Insert(usize, u8),
    Remove(usize),
    Repeat(usize, usize),
}

impl Change {
    fn any() -> impl Strategy<Value = Self> {
        let byte =
            || prop_oneof![4 => select(&b"{}[]\",:\\u0-e. \n\x1f\xc3\xa6"[..]), 1 => any::<u8>()];
        prop_oneof![
            (any::<usize>(), byte()).prop_map(|(at, byte)| Self::Set(at, byte)),
            (any::<usize>(), byte()).prop_map(|(at, byte)| Self::Insert(at, byte)),
            any::<usize>().prop_map(Self::Remove),
            (any::<usize>(), 1usize..40).prop_map(|(at, length)| Self::Repeat(at, length)),
        ]
    }

    fn make(&self, document: &mut Vec<u8>) {
        let place = |at: usize| at % document.len().max(1);
        match *self {
            _ if document.is_empty() => {}
            Self::Set(at, byte) => {
                let at = place(at);
                document[at] = byte;
            }
            Self::Insert(at, byte) => document.insert(place(at), byte),
            Self::Remove(at) => drop(document.remove(place(at))),
            Self::Repeat(at, length) => {
                let at = place(at);
                let piece = document[at..(at + length).min(document.len())].to_vec();
                document.splice(at..at, piece);
            }
        }
    }
}

/// The ways to read a document: all dropped, all followed, some kept.
fn plans() -> [Plan; 3] {
    let names = ["n10", "n11[]", "n12.n13", "[].n14", "[][]", "navnnnn"];
    [Rules::default().plan(), Rules::default().known(&names).plan(), Rules::permit(&names).plan()]
}

/// Reads by every plan, whole and in these chunks; all must come to the same.
fn verdict(document: &[u8], cuts: &[usize]) -> Result<Option<Unreadable>, TestCaseError> {
    let mut verdicts = Vec::new();
    for plan in plans() {
        verdicts.push(in_chunks(&plan, std::iter::once(document)).err());
        verdicts.push(in_chunks(&plan, chunks(document, cuts).into_iter()).err());
    }
    let first = verdicts.first().copied().flatten();
    prop_assert!(verdicts.iter().all(|verdict| *verdict == first), "{:?}", verdicts);
    Ok(first)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_reader_takes_what_an_independent_parser_takes(
        document in document(),
        changes in vec(Change::any(), 0..3),
        cuts in vec(any::<usize>(), 0..6),
    ) {
        let mut document = document.into_bytes();
        changes.iter().for_each(|change| change.make(&mut document));
        let refused = verdict(&document, &cuts)?;
        if let Some(sound) = is_sound(&document) {
            prop_assert_eq!(refused.is_none(), sound, "{:?} {}", refused, document.escape_ascii());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// The reader takes long documents in blocks: wherever one ends, nothing changes.
    #[test]
    fn the_end_of_a_block_changes_nothing(
        inner in document(),
        change in vec(Change::any(), 0..2),
        lead in 15_800usize..16_384,
        cuts in vec(any::<usize>(), 0..3),
    ) {
        let lead = "z".repeat(lead);
        let document = format!("{{\"n50\":{{\"n51\":\"{lead}\",\"n10\":{inner},\"n52\":[{inner}]}},\"n53\":0}}");
        let mut document = document.into_bytes();
        for change in &change {
            let mut end = document.split_off(15_000);
            change.make(&mut end);
            document.append(&mut end);
        }
        let refused = verdict(&document, &cuts)?;
        if let Some(sound) = is_sound(&document) {
            prop_assert_eq!(refused.is_none(), sound, "{:?}", refused);
        }
    }
}
