//! A purpose file.

use super::permit::{forbid, permit};
use super::requires::{limits, requires};
use super::{optional, organisation};
use crate::policy::error::Code;
use crate::policy::page::{Page, Section, Value};
use crate::policy::requires::{Counted, Requires};
use crate::policy::rule::{Delay, Purpose, Validity, Whole};
use crate::vocab::Malformed;
use crate::vocab::basis::{GdprKind, LegalBasis, PurposeId, ServiceId, Statute};
use crate::vocab::field::FieldPath;
use crate::vocab::party::{GroupId, Organisation};
use std::str::FromStr;
use toml::Spanned;

/// A purpose file, read: what can be judged against its service even if the rest has faults, and
/// the purpose itself if it has none.
#[derive(Default)]
pub(in crate::policy) struct PurposeDraft {
    pub(in crate::policy) id: Option<Spanned<PurposeId>>,
    pub(in crate::policy) service: Option<Spanned<ServiceId>>,
    pub(in crate::policy) permits: Vec<PlacedPermit>,
    pub(in crate::policy) forbids: Vec<PlacedForbid>,
    pub(in crate::policy) purpose: Option<Purpose>,
}

/// A permit's places: its path, and the fact that it depends on.
pub(in crate::policy) struct PlacedPermit {
    pub(in crate::policy) path: Spanned<FieldPath>,
    pub(in crate::policy) fact: Option<Spanned<String>>,
}

/// A forbid's places.
pub(in crate::policy) struct PlacedForbid {
    pub(in crate::policy) path: Option<Spanned<FieldPath>>,
    pub(in crate::policy) fact: Option<Spanned<String>>,
}

/// The keys of a purpose file.
pub(super) const KEYS: &[&str] = &[
    "purpose",
    "title",
    "description",
    "basis",
    "category",
    "controller",
    "retention",
    "log-retention",
    "assessment",
    "service",
    "scope",
    "consumers",
    "suppliers",
    "valid",
    "delay",
    "hidden-from",
    "reservation",
    "requires",
    "case-pattern",
    "relations",
    "consent",
    "hours",
    "limits",
    "permit",
    "forbid",
    "whole",
];

/// Ten years: what a person is not told within that, a delay does not explain.
const LONGEST_DELAY_DAYS: u16 = 3653;

/// Reads a purpose file.
pub(super) fn read(page: &Page<'_>, section: &Section<'_>) -> PurposeDraft {
    let mut draft = PurposeDraft {
        id: section.required("purpose").and_then(|value| placed(page, value)),
        service: section.required("service").and_then(|value| placed(page, value)),
        ..PurposeDraft::default()
    };
    draft.purpose = purpose(page, section, &mut draft);
    draft
}

/// Reads the whole purpose; paths are noted in the draft on the way.
fn purpose(page: &Page<'_>, section: &Section<'_>, draft: &mut PurposeDraft) -> Option<Purpose> {
    let title = section.translated("title");
    let description = optional(section, "description", |value| page.translated(value));
    let bases = section.required("basis").and_then(|value| bases(page, value));
    let category = optional(section, "category", |value| category(page, value));
    let controller = optional(section, "controller", |value| organisation(page, value));
    let retention = optional(section, "retention", |value| page.word(value));
    let log_retention = optional(section, "log-retention", |value| page.word(value));
    let assessment = optional(section, "assessment", |value| page.text(value).map(str::to_owned));
    let scope = section.word("scope");
    let consumers = section.required("consumers").and_then(|value| consumers(page, value));
    let suppliers = optional(section, "suppliers", |value| page.yes_or_no(value));
    let valid = section.required("valid").and_then(|value| validity(page, value));
    let delay = optional(section, "delay", |value| delay(page, value));
    let hidden_from = optional(section, "hidden-from", |value| hidden_from(page, value));
    let reservation = optional(section, "reservation", |value| statute(page, value));
    let limits = limits(page, section);
    let per_case = limits.as_ref().and_then(|limits| limits.of(Counted::SubjectsPerCase));
    let requires = requires(page, section).map(|requires| Requires {
        // Whoever may leave the case out is not limited by it.
        case_reference: requires.case_reference || per_case.is_some(),
        ..requires
    });
    let whole = optional(section, "whole", |value| whole(page, value));
    let permits = if section.optional("whole").is_some() {
        Some(())
    } else {
        section.required("permit").map(drop)
    };
    let permits = permits
        .and_then(|()| section.tables("permit", |value| permit(page, value, &mut draft.permits)));
    let forbids = section.tables("forbid", |value| forbid(page, value, &mut draft.forbids));
    let (basis, further_bases) = bases?;
    let (consumers, groups) = consumers?;
    Some(Purpose {
        id: draft.id.as_ref()?.get_ref().clone(),
        title: title?,
        description: description?,
        basis,
        further_bases,
        category: category?,
        controller: controller?,
        retention: retention?,
        log_retention: log_retention?,
        assessment: assessment?,
        service: draft.service.as_ref()?.get_ref().clone(),
        scope: scope?,
        consumers,
        groups,
        suppliers: suppliers?.unwrap_or(false),
        valid: valid?,
        delay: delay?,
        hidden_from_relatives: hidden_from?.is_some(),
        reservation: reservation?,
        requires: requires?,
        limits: limits?,
        permits: permits?,
        forbids: forbids?,
        whole: whole?,
    })
}

/// A word and its place.
fn placed<T: FromStr<Err = Malformed>>(page: &Page<'_>, value: &Value<'_>) -> Option<Spanned<T>> {
    page.word(value).map(|word| Spanned::new(value.span(), word))
}

/// One basis, or a list of them of which the first is a letter of article 6(1).
fn bases(page: &Page<'_>, value: &Value<'_>) -> Option<(LegalBasis, Vec<LegalBasis>)> {
    let read = if value.get_ref().is_array() {
        page.each(&page.list(value)?, |one| basis(page, one))?
    } else {
        vec![basis(page, value)?]
    };
    let mut read = read.into_iter();
    let first = read.next()?;
    if first.gdpr.kind() != GdprKind::Lawful {
        let message = "the first basis must be a letter of article 6(1)";
        let help =
            "articles 9 and 10 only lift a ban: what makes it lawful is article 6".to_owned();
        page.report(Code::BasisIncomplete, value.span(), message, Some(help));
        return None;
    }
    Some((first, read.collect()))
}

fn basis(page: &Page<'_>, value: &Value<'_>) -> Option<LegalBasis> {
    let section = page.section(value, &["gdpr", "law", "section"])?;
    let (gdpr, law, section) = (section.word("gdpr"), section.word("law"), section.text("section"));
    Some(LegalBasis { gdpr: gdpr?, law: law?, section: section? })
}

/// A term of the Data Privacy Vocabulary.
fn category(page: &Page<'_>, value: &Value<'_>) -> Option<String> {
    let text = page.text(value)?;
    let term = text.strip_prefix("dpv:").unwrap_or_default();
    if term.is_empty() || !term.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let message = "must be a term of the Data Privacy Vocabulary, such as dpv:PublicBenefit";
        page.report(Code::Malformed, value.span(), message, None);
        return None;
    }
    Some(text.to_owned())
}

/// Who may read: an organisation, or a group of them.
enum Consumer {
    One(Organisation),
    Group(GroupId),
}

fn consumers(page: &Page<'_>, value: &Value<'_>) -> Option<(Vec<Organisation>, Vec<GroupId>)> {
    let values = page.list(value)?;
    let read = page.each(&values, |one| match page.text(one)?.strip_prefix("group:") {
        Some(group) => GroupId::parse(group)
            .map(Consumer::Group)
            .map_err(|error| page.report(Code::Malformed, one.span(), error.to_string(), None))
            .ok(),
        None => organisation(page, one).map(Consumer::One),
    })?;
    let texts: Vec<&str> = values.iter().filter_map(|one| one.get_ref().as_str()).collect();
    let all_differ = page.differ(&values, &texts);
    let (mut organisations, mut groups) = (Vec::new(), Vec::new());
    for consumer in read {
        match consumer {
            Consumer::One(organisation) => organisations.push(organisation),
            Consumer::Group(group) => groups.push(group),
        }
    }
    organisations.sort_unstable();
    groups.sort_unstable();
    all_differ.then_some((organisations, groups))
}

fn validity(page: &Page<'_>, value: &Value<'_>) -> Option<Validity> {
    let section = page.section(value, &["from", "until"])?;
    let from = section.required("from").and_then(|value| page.day(value));
    let until = section.required("until").and_then(|value| page.day(value));
    let (from, until) = (from?, until?);
    if from > until {
        let message = "this ends before it begins";
        page.report(Code::NeverValid, value.span(), message, None);
        return None;
    }
    Some(Validity { from, until })
}

/// From whom it is kept; there is one word.
fn hidden_from(page: &Page<'_>, value: &Value<'_>) -> Option<()> {
    if page.text(value)? == "relatives" {
        return Some(());
    }
    let message = "must be \"relatives\": parents and guardians who look at the person's list";
    page.report(Code::Malformed, value.span(), message, None);
    None
}

fn delay(page: &Page<'_>, value: &Value<'_>) -> Option<Delay> {
    let section = page.section(value, &["days", "law", "section"])?;
    let days = section.required("days").and_then(|value| {
        let days = page.number(value)?;
        if (1..=LONGEST_DELAY_DAYS).contains(&days) {
            return Some(days);
        }
        let message = format!("must be 1 to {LONGEST_DELAY_DAYS} days");
        page.report(Code::Malformed, value.span(), message, None);
        None
    });
    let (law, section) = (section.word("law"), section.text("section"));
    Some(Delay { days: days?, basis: Statute { law: law?, section: section? } })
}

fn statute(page: &Page<'_>, value: &Value<'_>) -> Option<Statute> {
    let section = page.section(value, &["law", "section"])?;
    let (law, section) = (section.word("law"), section.text("section"));
    Some(Statute { law: law?, section: section? })
}

fn whole(page: &Page<'_>, value: &Value<'_>) -> Option<Whole> {
    let section = page.section(value, &["types", "digests"])?;
    let types = optional(&section, "types", |value| {
        page.each(&page.list(value)?, |one| media_type(page, one))
    });
    let digests = optional(&section, "digests", |value| {
        page.each(&page.list(value)?, |one| digest(page, one))
    });
    let (types, digests) = (types?.unwrap_or_default(), digests?.unwrap_or_default());
    if types.is_empty() && digests.is_empty() {
        page.report(Code::Empty, section.span(), "`types`, `digests` or both", None);
        return None;
    }
    Some(Whole { types, digests })
}

fn media_type(page: &Page<'_>, value: &Value<'_>) -> Option<String> {
    let text = page.text(value)?;
    let token = |part: &str| {
        let allowed = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-')
        };
        !part.is_empty() && part.bytes().all(allowed)
    };
    match text.split_once('/') {
        Some((kind, name)) if token(kind) && token(name) => Some(text.to_owned()),
        _ => {
            let message = "must be a media type in lower case, such as application/pdf";
            page.report(Code::Malformed, value.span(), message, None);
            None
        }
    }
}

fn digest(page: &Page<'_>, value: &Value<'_>) -> Option<String> {
    let hex = page.text(value)?.strip_prefix("sha256:").unwrap_or_default();
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if hex.len() == 64 && hex.bytes().all(digit) {
        return Some(hex.to_owned());
    }
    let message = "must be sha256: and 64 hexadecimal digits in lower case";
    page.report(Code::Malformed, value.span(), message, None);
    None
}
