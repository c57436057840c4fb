//! The Dutch read API for logs of processing (VNG Realisatie's "Inzage API voor logging van verwerkingen", version 0.9.0,
//! <https://github.com/VNG-Realisatie/gemma-verwerkingenlogging>,
//! `docs/_content/api-read/oas-specification/logging-verwerkingen-api/openapi.yaml`): what was processed about
//! a person, each with the act of processing that it was part of.
//!
//! There `soortObjectId` and `objectId` name the person. Here they may be left out or say `token` and `me`,
//! and answers say the same. The document wants UUIDs: they are made from the entry's own mark and from the
//! purpose's name, and tell nothing (RFC 9562 section 5.8). `verwerkteObjecten` is demanded there and described
//! nowhere: it is a list of the object itself. `offset` is ours: the document pages without saying how.

use super::data_tracker::me;
use super::{Slice, Usage, Within, Wording, number, only, part};
use crate::page::Form;
use crate::page::form::encode;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use crate::web::readings::{Field, Named, Outcome};
use crate::web::{Record, Sources, Unreadable};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Where it is served.
pub const OBJECTS: &str = "/me/api/v1/verwerkte-objecten";

/// The version of the document, as the header field `API-version` says it.
pub const VERSION: &str = "0.9.0";

/// The objects of one answer.
pub const OBJECTS_AT_ONCE: Limit = Limit { name: "objects_at_once", most: 100 };

/// The most characters of a name there.
const NAME: usize = 242;

/// Which objects are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objects {
    /// The first day.
    begin: Day,
    /// The day after the last.
    end: Day,
    activity: Option<Uuid>,
    offset: usize,
}

impl Objects {
    /// Reads a query.
    ///
    /// # Errors
    /// The name of the parameter that is not what the document says, or that would be a person's number.
    pub fn read(query: &Form) -> Result<Self, &'static str> {
        only(
            query,
            &[
                "objecttype",
                "soortObjectId",
                "objectId",
                "beginDatum",
                "eindDatum",
                "verwerkingsactiviteitId",
                "offset",
            ],
        )?;
        me(query, "objecttype", "persoon")?;
        me(query, "soortObjectId", "token")?;
        me(query, "objectId", "me")?;
        let activity = query.once("verwerkingsactiviteitId");
        let activity = activity.map_err(|_| "verwerkingsactiviteitId")?.map(Uuid::parse);
        let activity = match activity {
            Some(None) => return Err("verwerkingsactiviteitId"),
            Some(found) => found,
            None => None,
        };
        let (begin, end) = (day(query, "beginDatum")?, day(query, "eindDatum")?);
        if begin > end {
            return Err("eindDatum");
        }
        Ok(Self { begin, end, activity, offset: number(query, "offset", 0)? })
    }

    fn within(&self) -> Within {
        // The end is no part of it.
        let to = self.end.begins_in_norway().minus(Duration::from_millis(1));
        Within { from: Some(self.begin.begins_in_norway()), to: Some(to) }
    }

    /// The address of the same from another place on.
    fn address(&self, base: &str, offset: usize) -> String {
        let (begin, end, offset) =
            (self.begin.to_string(), self.end.to_string(), offset.to_string());
        let activity = self.activity.map(|activity| activity.to_string());
        let mut pairs = vec![
            ("objecttype", "persoon"),
            ("soortObjectId", "token"),
            ("objectId", "me"),
            ("beginDatum", begin.as_str()),
            ("eindDatum", end.as_str()),
            ("offset", offset.as_str()),
        ];
        if let Some(activity) = &activity {
            pairs.push(("verwerkingsactiviteitId", activity));
        }
        format!("{base}{OBJECTS}?{}", encode(&pairs))
    }
}

fn day(query: &Form, name: &'static str) -> Result<Day, &'static str> {
    let text = query.once(name).map_err(|_| name)?.ok_or(name)?;
    Day::parse(text).map_err(|_| name)
}

/// A UUID of our own making (version 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// Parses the form with four hyphens.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        if !parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) {
            return None;
        }
        let digits: Option<Vec<u8>> = parts
            .concat()
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
            .collect();
        let digits = digits?;
        let (pairs, _) = digits.as_chunks::<2>();
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high * 16 + low).collect();
        bytes.try_into().ok().map(Self)
    }

    /// One for what these bytes name within this kind.
    fn of(kind: &str, named: &[u8]) -> Self {
        let text = [b"sluse/uuid/", kind.as_bytes(), b"/", named].concat();
        let hash = ring::digest::digest(&ring::digest::SHA256, &text);
        let mut bytes: [u8; 16] = hash.as_ref().first_chunk().copied().unwrap_or_default();
        let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
        *version = (*version & 0x0f) | 0x80;
        *variant = (*variant & 0x3f) | 0x80;
        Self(bytes)
    }
}

impl std::fmt::Display for Uuid {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            let joint = if matches!(place, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(out, "{joint}{byte:02x}")?;
        }
        Ok(())
    }
}

/// `{"count":…,"next":…,"previous":…,"results":[…]}`, the latest first.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn objects(
    sources: &Sources,
    person: &PersonNumber,
    wanted: &Objects,
    (base, wording): (&str, Wording),
) -> Result<Value, Unreadable> {
    let mut all = sources.disclosures(person, wanted.within())?;
    if let Some(activity) = wanted.activity {
        all.retain(|record| activity_of(record) == Some(activity));
    }
    let slice = Slice { offset: wanted.offset, most: OBJECTS_AT_ONCE.most };
    let here = part(&all, slice).iter();
    let here = here.filter_map(|record| sources.usage(record, wording));
    let results: Vec<Value> = here.map(|usage| object_of(&usage, base)).collect();
    let after = slice.offset.saturating_add(slice.most);
    let next = (after < all.len()).then(|| wanted.address(base, after));
    let before = slice.offset.saturating_sub(slice.most);
    let previous = (slice.offset > 0).then(|| wanted.address(base, before));
    Ok(json!({ "count": all.len(), "next": next, "previous": previous, "results": results }))
}

/// One object; none when it is no disclosure about this person.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn object(
    sources: &Sources,
    person: &PersonNumber,
    id: Uuid,
    (base, wording): (&str, Wording),
) -> Result<Option<Value>, Unreadable> {
    let all = sources.disclosures(person, Within::default())?;
    let found = all.iter().find(|record| Uuid::of("object", &record.mark) == id);
    let usage = found.and_then(|record| sources.usage(record, wording));
    Ok(usage.map(|usage| object_of(&usage, base)))
}

fn activity_of(record: &Record) -> Option<Uuid> {
    match &record.entry.event {
        crate::ledger::entry::Event::Reading(reading) => {
            Some(Uuid::of("purpose", reading.purpose.as_str().as_bytes()))
        }
        _ => None,
    }
}

fn object_of(usage: &Usage, base: &str) -> Value {
    let id = Uuid::of("object", &usage.shown.mark).to_string();
    let itself = json!({
        "url": format!("{base}{OBJECTS}/{id}"),
        "verwerktObjectId": id,
        "objecttype": "persoon",
        "soortObjectId": "token",
        "objectId": "me",
    });
    let mut object = itself.clone();
    if let Value::Object(object) = &mut object {
        let kinds = match &usage.shown.outcome {
            Outcome::Disclosed(disclosed) => disclosed.fields.iter().map(kind).collect(),
            _ => Vec::new(),
        };
        object.insert("verwerkteSoortenGegevens".to_owned(), Value::Array(kinds));
        object.insert("verwerkingsactie".to_owned(), Value::Object(act(usage, itself)));
    }
    object
}

fn kind(field: &Field) -> Value {
    let name = field.name.as_ref().map_or_else(|| field.path.to_string(), |it| it.text.clone());
    json!({ "soortGegeven": cut(&name) })
}

/// The act of processing. Whoever carried it out has no OIN here, so `uitvoerder` is left out.
fn act(usage: &Usage, object: Value) -> Map<String, Value> {
    let shown = &usage.shown;
    let text = |named: &Named| {
        cut(named.title.as_ref().map_or(named.id.as_str(), |title| title.text.as_str()))
    };
    let receiver = shown.asked.as_ref().and_then(|asked| asked.consumer.number.as_ref());
    let url = object.get("url").and_then(Value::as_str).unwrap_or_default();
    let purpose = shown.purpose.as_ref();
    let members = [
        ("url", Some(json!(format!("{url}#verwerkingsactie")))),
        ("actieId", Some(json!(Uuid::of("act", &shown.mark).to_string()))),
        ("actieNaam", shown.source.as_ref().map(|source| json!(text(&source.service)))),
        ("verwerkingNaam", purpose.map(|purpose| json!(text(purpose)))),
        (
            "verwerkingsactiviteitId",
            purpose.map(|purpose| json!(Uuid::of("purpose", purpose.id.as_bytes()).to_string())),
        ),
        // "Lifted": it was held from the person for a while.
        (
            "vertrouwelijkheid",
            Some(json!(if shown.delayed.is_some() { "opgeheven" } else { "normaal" })),
        ),
        ("soortAfnemerId", receiver.map(|_| json!("organisasjonsnummer"))),
        ("afnemerId", receiver.map(|receiver| json!(receiver))),
        ("tijdstip", Some(json!(shown.at))),
        // The same moment: what is not in the log is not given out.
        ("tijdstipRegistratie", Some(json!(shown.at))),
        ("verwerkteObjecten", Some(json!([object]))),
    ];
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn cut(text: &str) -> String {
    text.chars().take(NAME).collect()
}
