//! What figures need of an entry, as cheap to read as it can be: the open part from the front, and no
//! further than it is needed. What is sealed is never looked at.

use crate::vocab::ids::EntryIndex;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What every entry of the known form begins with; then comes its time.
const BEGINS: &[u8] = b"{\"v\":2,\"at\":\"";

/// The length of a time, and of the part of it that says in which hour it is.
const TIME: usize = 24;
const HOUR: usize = 13;

/// What stands between the time and the event.
const THEN: &[u8] = b"\",\"event\":";

/// What may stand between the event and why it is held; the month is seven long, and a quote ends it.
const EXPIRES: &[u8] = b",\"expires\":\"";
const MONTH: usize = 8;

const HELD: &[u8] = b",\"held\":";

/// An entry as figures see it.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Its time, in the form of a [`crate::vocab::time::Timestamp`].
    pub(super) at: &'a str,
    pub(super) event: LineEvent<'a>,
    /// The day on which the person is to be shown it, as text.
    pub(super) held_until: Option<&'a str>,
}

/// The members of events that are counted; an event has those that belong to its kind.
#[derive(Debug, Deserialize)]
pub(super) struct LineEvent<'a> {
    pub(super) kind: &'a str,
    pub(super) consumer: Option<&'a str>,
    pub(super) supplier: Option<&'a str>,
    pub(super) purpose: Option<&'a str>,
    pub(super) service: Option<&'a str>,
    /// A refusal's short name; other events have a person's own words there.
    #[serde(borrow)]
    pub(super) reason: Option<&'a RawValue>,
    pub(super) policies: Option<EntryIndex>,
    /// What a warning is about, as it stands there.
    #[serde(borrow)]
    pub(super) limit: Option<&'a RawValue>,
    /// A release says until when it was held; other events mean other things by it.
    #[serde(borrow)]
    pub(super) until: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) fields: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct LineHeld<'a> {
    until: &'a str,
}

impl<'a> Line<'a> {
    /// Reads what is needed of an entry; none when it has not the form that this program writes.
    pub(super) fn read(entry: &'a [u8]) -> Option<Self> {
        let at = Self::time(entry)?;
        let rest = entry.get(BEGINS.len() + TIME..)?;
        let (event, rest) = first::<LineEvent<'a>>(rest.strip_prefix(THEN)?)?;
        let rest = match rest.strip_prefix(EXPIRES) {
            Some(expires) => expires.get(MONTH..)?,
            None => rest,
        };
        let held_until = match rest.strip_prefix(HELD) {
            Some(held) => Some(first::<LineHeld<'a>>(held)?.0.until),
            None => None,
        };
        Some(Self { at, event, held_until })
    }

    /// The time of an entry, as text.
    pub(super) fn time(entry: &'a [u8]) -> Option<&'a str> {
        let at = entry.strip_prefix(BEGINS)?.get(..TIME)?;
        std::str::from_utf8(at).ok()
    }

    /// The hour that it happened in: all before the minutes.
    pub(super) fn hour(&self) -> &'a str {
        self.at.get(..HOUR).unwrap_or(self.at)
    }
}

impl LineEvent<'_> {
    /// Why something was refused, or what a warning is about. Nothing that a person wrote is counted by.
    pub(super) fn reason(&self) -> Option<&str> {
        match self.kind {
            "refusal" | "token-refusal" => self.reason.and_then(Self::plain),
            "limit-warning" => self.limit.and_then(Self::plain),
            _ => None,
        }
    }

    /// A text that stands quoted and has nothing escaped in it.
    pub(super) fn plain(raw: &RawValue) -> Option<&str> {
        raw.get().strip_prefix('"')?.strip_suffix('"')
    }
}

/// The first value of these bytes, and what comes after it.
fn first<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<(T, &'a [u8])> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, bytes.get(values.byte_offset()..)?))
}
