//! What is asked of the ledger: the path and the query.

use super::super::problem::ledger::Unreadable;
use crate::audit::overview::{Period, Table};
use crate::audit::search::PAGE_ENTRIES;
use crate::export::Form;
use crate::export::syslog::EXAMPLE_ENTERPRISE;
use crate::ledger::entry::{Sought, has_digits_of_a_person};
use crate::merkle::tile::{BundleId, TileId};
use crate::page::Form as Parameters;
use crate::page::form::encode;
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::party::Organisation;
use crate::vocab::time::{Day, Timestamp};
use std::str::FromStr;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The description of this door.
    Description,
    /// The newest checkpoint.
    Checkpoint,
    /// A tile of hashes.
    Tile(TileId),
    /// The proof that the newest checkpoint covers an entry.
    Inclusion(EntryIndex),
    /// The proof that one tree begins with another.
    Consistency,
    /// A bundle of entries.
    Bundle(BundleId),
    /// What is left of the bundle of this number.
    Thinned(u64),
    /// Entries that are sought.
    Search,
    /// One entry.
    Entry(EntryIndex),
    /// Figures over the entries of some days.
    Overview,
    /// One table of these, for spreadsheets.
    Table(Table),
    /// The public journal of a month.
    Journal,
    /// Entries that are sought, all of them, in a form that other programs read.
    Export,
}

/// The forms of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JournalForm {
    Json,
    Csv,
    Einnsyn,
    /// The description of the other forms.
    Dcat,
}

impl Asked {
    /// Reads a path.
    pub(super) fn read(path: &str) -> Option<Self> {
        if let Some(rest) = path.strip_prefix("/audit/overview") {
            let table = || Table::named(rest.strip_prefix('/')?.strip_suffix(".csv")?);
            return if rest.is_empty() { Some(Self::Overview) } else { table().map(Self::Table) };
        }
        let path = path.strip_prefix("/ledger/")?;
        let index = |text: &str| crate::merkle::decimal(text).map(EntryIndex);
        match path {
            "openapi.json" => return Some(Self::Description),
            "checkpoint" => return Some(Self::Checkpoint),
            "consistency" => return Some(Self::Consistency),
            "entries" => return Some(Self::Search),
            "journal" => return Some(Self::Journal),
            "export" => return Some(Self::Export),
            _ => {}
        }
        if let Some(rest) = path.strip_prefix("proof/") {
            return index(rest).map(Self::Inclusion);
        }
        if let Some(rest) = path.strip_prefix("entries/") {
            return index(rest).map(Self::Entry);
        }
        if path.starts_with("tile/entries/") {
            return BundleId::parse(path).ok().map(Self::Bundle);
        }
        if let Some(rest) = path.strip_prefix("tile/thin/") {
            let bundle = BundleId::parse(&format!("tile/entries/{rest}")).ok()?;
            return bundle.is_full().then_some(Self::Thinned(bundle.index()));
        }
        TileId::parse(path).ok().map(Self::Tile)
    }

    /// Whether everybody may have it.
    pub(super) const fn is_public(self) -> bool {
        match self {
            Self::Description
            | Self::Checkpoint
            | Self::Tile(_)
            | Self::Inclusion(_)
            | Self::Consistency
            | Self::Journal => true,
            Self::Bundle(_)
            | Self::Thinned(_)
            | Self::Search
            | Self::Entry(_)
            | Self::Overview
            | Self::Table(_)
            | Self::Export => false,
        }
    }

    /// The parameters of its query.
    pub(super) const fn takes(self) -> &'static [&'static str] {
        match self {
            Self::Consistency => &["old", "new"],
            Self::Journal => &["month", "format"],
            Self::Search => {
                &["consumer", "purpose", "service", "decision", "since", "until", "cursor", "limit"]
            }
            Self::Overview | Self::Table(_) => &["first_day", "last_day"],
            Self::Export => &[
                "format",
                "from",
                "consumer",
                "purpose",
                "service",
                "decision",
                "since",
                "until",
                "enterprise",
            ],
            _ => &[],
        }
    }
}

/// A query that has no other parameters than are taken, each at most once.
#[derive(Debug)]
pub struct Query {
    form: Parameters,
    takes: &'static [&'static str],
}

impl Query {
    pub(in crate::serve) fn read(
        raw: Option<&str>,
        takes: &'static [&'static str],
    ) -> Result<Self, Unreadable> {
        let form = Parameters::parse(raw.unwrap_or_default()).ok_or(Unreadable::Query(takes))?;
        let unknown = form.names().any(|name| !takes.contains(&name));
        let repeated = takes.iter().any(|name| form.once(name).is_err());
        if unknown || repeated { Err(Unreadable::Query(takes)) } else { Ok(Self { form, takes }) }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.form.once(name).ok().flatten()
    }

    fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, Unreadable> {
        let refused = |_| Unreadable::Query(self.takes);
        self.text(name).map(|text| text.parse().map_err(refused)).transpose()
    }

    /// A number that must be there, and one that may be.
    pub(in crate::serve) fn sizes(&self) -> Result<(u64, Option<u64>), Unreadable> {
        let number = |name| {
            let decimal = |text| crate::merkle::decimal(text).ok_or(Unreadable::Query(self.takes));
            self.text(name).map(decimal).transpose()
        };
        Ok((number("old")?.ok_or(Unreadable::Query(self.takes))?, number("new")?))
    }

    /// Which month, and in which form.
    pub(super) fn journal(&self) -> Result<(Month, JournalForm), Unreadable> {
        let refused = Unreadable::Query(self.takes);
        let form = match self.text("format") {
            None | Some("json") => JournalForm::Json,
            Some("csv") => JournalForm::Csv,
            Some("einnsyn") => JournalForm::Einnsyn,
            Some("dcat") => JournalForm::Dcat,
            Some(_) => return Err(refused),
        };
        Ok((self.parsed("month")?.ok_or(refused)?, form))
    }

    /// What entries are sought. What is looked for is written down, so a name that might hold a
    /// person's number or birth date is not taken.
    pub(in crate::serve) fn sought(&self) -> Result<Sought, Unreadable> {
        let named = ["purpose", "service"].into_iter().filter_map(|name| self.text(name));
        if named.into_iter().any(has_digits_of_a_person) {
            return Err(Unreadable::Query(self.takes));
        }
        Ok(Sought {
            consumer: self.parsed("consumer")?,
            purpose: self.parsed("purpose")?,
            service: self.parsed("service")?,
            decision: self.parsed("decision")?,
            since: self.parsed("since")?,
            until: self.parsed("until")?,
        })
    }

    /// The days of an overview; the usual ones up to today when none are said.
    pub(in crate::serve) fn period(&self, today: Day) -> Result<Period, Unreadable> {
        Ok(self.period_said()?.unwrap_or_else(|| Period::usual(today)))
    }

    /// The days of an overview, if they are said. One of them alone is no period.
    pub(in crate::serve) fn period_said(&self) -> Result<Option<Period>, Unreadable> {
        let refused = || Unreadable::Query(self.takes);
        let day = |name| {
            let day = self.text(name).map(Day::parse).transpose();
            day.map_err(|_| refused())
        };
        match (day("first_day")?, day("last_day")?) {
            (None, None) => Ok(None),
            (Some(first), Some(last)) => Period::new(first, last).map(Some).map_err(|_| refused()),
            _ => Err(refused()),
        }
    }

    /// An organisation and a moment on the clock in Norway: a day and, unless noon is meant, a time.
    pub(in crate::serve) fn moment_of(&self) -> Result<(Organisation, Timestamp), Unreadable> {
        let refused = || Unreadable::Query(self.takes);
        let day = self.text("day").and_then(|day| Day::parse(day).ok()).ok_or_else(refused)?;
        let clock = self.text("time").unwrap_or("12:00");
        let at = Timestamp::from_clock_in_norway(&format!("{day}T{clock}:00"));
        let consumer = self.parsed("consumer")?.ok_or_else(refused)?;
        Ok((consumer, at.map_err(|_| refused())?))
    }

    /// A month that must be said.
    pub(in crate::serve) fn month_said(&self) -> Result<Month, Unreadable> {
        self.parsed("month")?.ok_or(Unreadable::Query(self.takes))
    }

    /// A number, if it is said.
    pub(in crate::serve) fn number(&self, name: &str) -> Result<Option<u64>, Unreadable> {
        let decimal = |text| crate::merkle::decimal(text).ok_or(Unreadable::Query(self.takes));
        self.text(name).map(decimal).transpose()
    }

    /// In which form, under whose private enterprise number, and from which entry on.
    pub(super) fn export(&self) -> Result<(Form, u32, Option<EntryIndex>), Unreadable> {
        let wrong = || Unreadable::Query(self.takes);
        let form = match self.text("format") {
            None | Some("ndjson") => Form::Ndjson,
            Some("fhir") => Form::Fhir,
            Some("otlp") => Form::Otlp,
            Some("syslog") => Form::Syslog,
            Some("syslog-frames") => Form::SyslogFrames,
            Some(_) => return Err(wrong()),
        };
        let from = self.text("from").map(|text| crate::merkle::decimal(text).ok_or_else(wrong));
        let enterprise = self.parsed("enterprise")?.unwrap_or(EXAMPLE_ENTERPRISE);
        Ok((form, enterprise, from.transpose()?.map(EntryIndex)))
    }

    /// The same query with another place to begin at, for whoever goes on.
    pub(super) fn from(&self, next: u64) -> String {
        let next = next.to_string();
        let others = self.takes.iter().filter(|name| **name != "from");
        let said = others.filter_map(|name| Some((*name, self.text(name)?)));
        let pairs: Vec<(&str, &str)> =
            std::iter::once(("from", next.as_str())).chain(said).collect();
        encode(&pairs)
    }

    /// Where to go on, and how many entries at the most.
    pub(in crate::serve) fn page(&self) -> Result<(Option<EntryIndex>, usize), Unreadable> {
        let cursor = self.text("cursor").map(|text| {
            crate::merkle::decimal(text).map(EntryIndex).ok_or(Unreadable::Query(self.takes))
        });
        let limit = self.parsed("limit")?.unwrap_or(100);
        let fits = (1..=PAGE_ENTRIES.most).contains(&limit);
        if fits { Ok((cursor.transpose()?, limit)) } else { Err(Unreadable::Query(self.takes)) }
    }
}
