//! The tables of an overview as CSV (RFC 4180), for spreadsheets.

use super::Overview;
use crate::paper::csv::as_text;
use std::borrow::Cow;
use std::fmt::Write;

/// A table of an overview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Readings and refusals by day or month.
    OverTime,
    /// By purpose.
    Purposes,
    /// By consumer.
    Consumers,
    /// By service.
    Services,
    /// Refusals by reason.
    Refusals,
    /// Permitted fields that did not come out.
    UnusedFields,
    /// Warnings of limits.
    Limits,
    /// Looks by who looked.
    Looks,
}

impl Table {
    /// Every table with its name in addresses.
    pub const NAMED: [(&'static str, Self); 8] = [
        ("over-time", Self::OverTime),
        ("purposes", Self::Purposes),
        ("consumers", Self::Consumers),
        ("services", Self::Services),
        ("refusals", Self::Refusals),
        ("unused-fields", Self::UnusedFields),
        ("limits", Self::Limits),
        ("looks", Self::Looks),
    ];

    /// The table of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(own, _)| *own == name).map(|(_, table)| table)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED.into_iter().find(|(_, own)| *own == self).map_or("", |(name, _)| name)
    }

    /// Writes it.
    #[must_use]
    pub fn write(self, overview: &Overview) -> String {
        let mut out = String::new();
        let number = |number: u64| Cow::Owned(number.to_string());
        match self {
            Self::OverTime => {
                row(&mut out, &["from", "readings", "refusals"].map(Cow::Borrowed));
                for it in &overview.over_time {
                    let from = Cow::Owned(it.from.to_string());
                    row(&mut out, &[from, number(it.readings), number(it.refusals)]);
                }
            }
            Self::Purposes => shares(&mut out, "purpose", &overview.purposes),
            Self::Consumers => shares(&mut out, "consumer", &overview.consumers),
            Self::Services => shares(&mut out, "service", &overview.services),
            Self::Refusals => {
                row(&mut out, &["reason", "of", "refusals"].map(Cow::Borrowed));
                for it in &overview.refusals {
                    let of = if it.of_grant { "grant" } else { "request" };
                    row(&mut out, &[it.reason.as_str().into(), of.into(), number(it.refusals)]);
                }
            }
            Self::UnusedFields => {
                let head = ["purpose", "service", "readings", "field", "last_disclosed"];
                row(&mut out, &head.map(Cow::Borrowed));
                for it in &overview.unused {
                    for field in &it.fields {
                        let last = field.last.map(|day| day.to_string()).unwrap_or_default();
                        let (purpose, service) = (it.purpose.as_str(), it.service.as_str());
                        let name = field.field.as_str().into();
                        let cells = [purpose.into(), service.into(), number(it.readings), name];
                        row(&mut out, &[cells.as_slice(), &[last.into()]].concat());
                    }
                }
            }
            Self::Limits => {
                let head = ["consumer", "purpose", "limit", "warnings", "last"];
                row(&mut out, &head.map(Cow::Borrowed));
                for it in &overview.limits {
                    let last = Cow::Owned(it.last.to_string());
                    let texts = [&it.consumer, &it.purpose, &it.limit];
                    let mut cells: Vec<Cow<'_, str>> =
                        texts.map(|text| text.as_str().into()).into();
                    cells.extend([number(it.warnings), last]);
                    row(&mut out, &cells);
                }
            }
            Self::Looks => {
                row(&mut out, &["consumer", "looks"].map(Cow::Borrowed));
                for it in &overview.looks {
                    row(&mut out, &[it.consumer.as_str().into(), number(it.looks)]);
                }
            }
        }
        out
    }
}

fn shares(out: &mut String, what: &'static str, shares: &[super::Share]) {
    row(out, &[what, "readings", "refusals"].map(Cow::Borrowed));
    for it in shares {
        let [readings, refusals] = [it.readings, it.refusals].map(|it| it.to_string().into());
        row(out, &[it.name.as_str().into(), readings, refusals]);
    }
}

/// One line.
fn row(out: &mut String, cells: &[Cow<'_, str>]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        let cell = as_text(cell);
        if cell.contains([',', '"', '\n', '\r']) {
            let _ = write!(out, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}
