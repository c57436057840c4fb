//! The readings about a person in forms that other countries have for them, for programs that know these:
//! Estonia's `findUsage` ([`data_tracker`]) and the Dutch read API for processing logs ([`inzage`]).
//!
//! Both are views of the same entries as the person's own list, and of disclosures only: where nothing was
//! given out nothing was used. What is held is not among them until it is released. Both were made for
//! questions by a person's number; here the token or the session says who the person is, so no address
//! holds a number, and a header field that names another person is refused.

pub(super) mod data_tracker;
pub(super) mod inzage;

use super::readings::{Shown, shown};
use super::veil::{Naming, Places};
use super::visit::{Ending, Known, Reply};
use super::{Record, Sources, Unreadable, Web, notices};
use crate::ledger::entry::Event;
use crate::page::Form;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use data_tracker::FindUsage;
use inzage::{Objects, Uuid};
use std::cmp::Reverse;

/// What another country's program asks for.
#[derive(Debug)]
pub enum Usages {
    /// Estonia: the disclosures of a time.
    Find(FindUsage),
    /// Estonia: since when there are any.
    Period,
    /// Estonia: whether there is an answer to be had.
    Heartbeat,
    /// The Netherlands: the disclosures of some days.
    Objects(Objects),
    /// The Netherlands: one disclosure.
    Object(Uuid),
}

impl Usages {
    /// The same, when the query says no more: what is asked for stands in the path alone.
    ///
    /// # Errors
    /// The parameter that must not be there; a person's number is never one.
    pub fn alone(self, query: &Form) -> Result<Self, &'static str> {
        only(query, &[])?;
        Ok(self)
    }
}

/// Whom a program says that it asks for (X-Road's `X-Road-UserId`). The token says it too, and counts.
#[derive(Debug)]
pub enum UserId {
    /// It does not say.
    Unsaid,
    /// It says this person.
    Person(PersonNumber),
    /// It says something that is nobody's number here.
    Nobody,
}

impl UserId {
    /// Reads the field's values: at most one, a person's number with or without the country's code.
    #[must_use]
    pub fn read(values: &[&[u8]]) -> Self {
        let text = match values {
            [] => return Self::Unsaid,
            [one] => std::str::from_utf8(one).unwrap_or_default(),
            _ => return Self::Nobody,
        };
        let number = text.strip_prefix("NO").unwrap_or(text);
        PersonNumber::parse(number).map_or(Self::Nobody, Self::Person)
    }
}

/// One disclosure, put into words.
pub(super) struct Usage {
    pub(super) shown: Shown,
    /// The client that asked, which is as near as the ledger comes to the name of a system; none where it
    /// could tell a place that is hidden.
    pub(super) system: Option<String>,
}

/// How the list may be worded.
#[derive(Clone, Copy)]
pub(super) struct Wording {
    places: Places,
    language: Language,
}

/// A time with both of its ends; without one it has no end there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Within {
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The last moment.
    pub to: Option<Timestamp>,
}

impl Within {
    fn has(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }
}

/// Part of a longer list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// How many are left out first.
    pub offset: usize,
    /// How many there are at most.
    pub most: usize,
}

impl Sources {
    /// The disclosures about a person in this time, by when they happened, the latest first. May block on
    /// the disk.
    fn disclosures(
        &self,
        person: &PersonNumber,
        within: Within,
    ) -> Result<Vec<Record>, Unreadable> {
        let mut found = self.newest(person, |record| {
            let entry = &record.entry;
            // The ledger does not tell of what is held; should it ever, this does not either.
            let told = entry.held.is_none() || record.released.is_some();
            told && matches!(entry.event, Event::Reading(_)) && within.has(entry.at)
        })?;
        found.sort_by_key(|record| Reverse((record.entry.at, record.index)));
        Ok(found)
    }

    fn usage(&self, record: &Record, wording: Wording) -> Option<Usage> {
        let Event::Reading(reading) = &record.entry.event else { return None };
        let policies = self.policies.in_force_at(reading.policies);
        let naming = Naming { names: self.names.as_ref(), places: wording.places };
        let (published, language) = (self.readings.published(), wording.language);
        let shown = shown(record, policies.as_deref(), naming, published, language)?;
        let told = wording.places == Places::Told;
        Some(Usage { shown, system: told.then(|| reading.asker.client.to_string()) })
    }
}

/// The part of the records that is wanted.
fn part(records: &[Record], slice: Slice) -> &[Record] {
    let rest = records.get(slice.offset..).unwrap_or_default();
    rest.get(..slice.most).unwrap_or(rest)
}

/// A number in a query, written in digits alone.
fn number(query: &Form, name: &'static str, unsaid: usize) -> Result<usize, &'static str> {
    let Some(text) = query.once(name).map_err(|_| name)? else { return Ok(unsaid) };
    // 32 bits with a sign, as both documents have it.
    let parsed = crate::merkle::decimal(text).and_then(|number| i32::try_from(number).ok());
    parsed.and_then(|number| usize::try_from(number).ok()).ok_or(name)
}

/// That a query has no other names than these, and the language.
fn only(query: &Form, names: &[&'static str]) -> Result<(), &'static str> {
    let known = |name: &str| name == "lang" || names.contains(&name);
    if query.names().all(known) { Ok(()) } else { Err("query") }
}

impl Web {
    /// Answers another country's program.
    pub(super) async fn usages(&self, user: UserId, wanted: Usages, known: &Known) -> Reply {
        let whose = match self.whose_list(known).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        match user {
            UserId::Unsaid => {}
            UserId::Person(said) if said == *whose.person() => {}
            UserId::Person(_) | UserId::Nobody => {
                return known.problem(
                    Ending::OtherPerson,
                    "X-Road-UserId names somebody else than the token",
                );
            }
        }
        let (sources, _) = self.sources_of(&whose, known.now);
        let person = whose.person().clone();
        let wording = Wording { places: whose.places(), language: known.language };
        let (base, now) = (self.base_url.clone(), known.now);
        let is_heartbeat = matches!(wanted, Usages::Heartbeat);
        let read = tokio::task::spawn_blocking(move || match wanted {
            Usages::Find(find) => data_tracker::found(&sources, &person, &find, wording).map(Some),
            Usages::Period => data_tracker::period(&sources, &person, now).map(Some),
            Usages::Heartbeat => data_tracker::alive(&sources, &person).map(Some),
            Usages::Objects(objects) => {
                inzage::objects(&sources, &person, &objects, (&base, wording)).map(Some)
            }
            Usages::Object(id) => inzage::object(&sources, &person, id, (&base, wording)),
        });
        match read.await {
            Ok(Ok(Some(document))) => known.json(document),
            Ok(Ok(None)) => known.notice(Ending::NotFound, notices::NOT_FOUND),
            Ok(Err(Unreadable)) | Err(_) if is_heartbeat => known.json(data_tracker::failing()),
            Ok(Err(Unreadable)) | Err(_) => known.notice(Ending::Unreadable, notices::UNREADABLE),
        }
    }
}
