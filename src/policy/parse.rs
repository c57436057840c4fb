//! From the text of one file to a draft: a service or a purpose with the places of its parts.
//!
//! What can be judged from one file is judged here; what needs other files is judged in `check`.

use super::PolicySource;
use super::error::{Code, PolicyError};
use super::page::{Page, Section, Value};
use crate::vocab::party::Organisation;
use toml::Spanned;
use toml::de::DeTable;

mod permit;
mod purpose;
pub(super) mod requires;
mod route;
mod service;

pub(super) use purpose::{PlacedPermit, PurposeDraft};
pub(super) use service::ServiceDraft;

/// One file, read.
pub(super) enum Draft {
    /// A file that describes a service.
    Service(Box<ServiceDraft>),
    /// A file that describes a purpose.
    Purpose(Box<PurposeDraft>),
    /// A file with faults of its own; the service that it meant to describe, if it said so.
    Broken(Option<String>),
}

/// Reads one file.
pub(super) fn read(source: &PolicySource) -> (Draft, Vec<PolicyError>) {
    let page = Page::new(source);
    let (root, faults) = DeTable::parse_recoverable(&source.text);
    let table = root.get_ref();
    let draft = if faults.is_empty() {
        read_root(&page, table)
    } else {
        for fault in &faults {
            let span = fault.span().unwrap_or_default();
            page.report(Code::NotToml, span, fault.message(), None);
        }
        None
    };
    let draft = draft.unwrap_or_else(|| {
        let describes_service = !table.contains_key("purpose");
        let said = table.get("service").and_then(|value| value.get_ref().as_str());
        Draft::Broken(said.filter(|_| describes_service).map(str::to_owned))
    });
    (draft, page.into_errors())
}

/// Tells the two kinds of file apart: only a purpose says `purpose = …`.
fn read_root(page: &Page<'_>, table: &DeTable<'_>) -> Option<Draft> {
    let place = |key: &str| table.get(key).map(Spanned::span);
    if let Some(span) = place("purpose") {
        let section = Section::new(page, table, span, purpose::KEYS);
        return Some(Draft::Purpose(Box::new(purpose::read(page, &section))));
    }
    if let Some(span) = place("service") {
        let section = Section::new(page, table, span, service::KEYS);
        return service::read(page, &section).map(|draft| Draft::Service(Box::new(draft)));
    }
    let message = "this file says neither `purpose = …` nor `service = …`";
    page.report(Code::NeitherKind, 0..0, message, None);
    None
}

/// Reads a key that may be absent: the outer `None` is a fault, the inner an absence.
pub(super) fn optional<'p, T>(
    section: &Section<'p>,
    key: &str,
    read: impl FnOnce(&'p Value<'p>) -> Option<T>,
) -> Option<Option<T>> {
    section.optional(key).map_or(Some(None), |value| read(value).map(Some))
}

/// An organisation number with its check digit: a mistyped one would open data to a stranger.
pub(super) fn organisation(page: &Page<'_>, value: &Value<'_>) -> Option<Organisation> {
    let number: Organisation = page.word(value)?;
    let weighed = number.as_str().bytes().zip([3, 2, 7, 6, 5, 4, 3, 2, 1]);
    let sum: u32 = weighed.map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    if sum.is_multiple_of(11) {
        return Some(number);
    }
    let message = "this organisation number has a wrong check digit";
    page.report(Code::CheckDigit, value.span(), message, None);
    None
}
