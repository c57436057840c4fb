//! A purpose file.

use super::{optional, organisation};
use crate::policy::error::Code;
use crate::policy::page::{Page, Section, Value};
use crate::policy::rule::{Forbidden, Form, Permitted, Purpose, Requires, Validity};
use crate::vocab::Malformed;
use crate::vocab::basis::{LegalBasis, PurposeId, ServiceId};
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use std::str::FromStr;
use toml::Spanned;

/// A purpose file, read: what can be judged against its service even if the rest has faults, and
/// the purpose itself if it has none.
#[derive(Default)]
pub(in crate::policy) struct PurposeDraft {
    pub(in crate::policy) id: Option<Spanned<PurposeId>>,
    pub(in crate::policy) service: Option<Spanned<ServiceId>>,
    pub(in crate::policy) permits: Vec<Spanned<FieldPath>>,
    pub(in crate::policy) forbids: Vec<PlacedForbid>,
    pub(in crate::policy) purpose: Option<Purpose>,
}

/// A forbid with the places of its path and of its `when`.
pub(in crate::policy) struct PlacedForbid {
    pub(in crate::policy) path: Spanned<FieldPath>,
    pub(in crate::policy) when: Option<Spanned<String>>,
}

/// The keys of a purpose file.
pub(super) const KEYS: &[&str] = &[
    "purpose",
    "title",
    "description",
    "basis",
    "service",
    "scope",
    "consumers",
    "suppliers",
    "valid",
    "requires",
    "permit",
    "forbid",
];

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
    let basis = section.required("basis").and_then(|value| basis(page, value));
    let scope = section.word("scope");
    let consumers = section.required("consumers").and_then(|value| consumers(page, value));
    let suppliers = optional(section, "suppliers", |value| page.yes_or_no(value));
    let valid = section.required("valid").and_then(|value| validity(page, value));
    let requires = optional(section, "requires", |value| requires(page, value));
    let permits = section
        .required("permit")
        .and_then(|_| section.tables("permit", |value| permit(page, value, &mut draft.permits)));
    let forbids = section.tables("forbid", |value| forbid(page, value, &mut draft.forbids));
    Some(Purpose {
        id: draft.id.as_ref()?.get_ref().clone(),
        title: title?,
        description: description?,
        basis: basis?,
        service: draft.service.as_ref()?.get_ref().clone(),
        scope: scope?,
        consumers: consumers?,
        suppliers: suppliers?.unwrap_or(false),
        valid: valid?,
        requires: requires?.unwrap_or_default(),
        permits: permits?,
        forbids: forbids?,
    })
}

/// A word and its place.
fn placed<T: FromStr<Err = Malformed>>(page: &Page<'_>, value: &Value<'_>) -> Option<Spanned<T>> {
    page.word(value).map(|word| Spanned::new(value.span(), word))
}

fn basis(page: &Page<'_>, value: &Value<'_>) -> Option<LegalBasis> {
    let section = page.section(value, &["gdpr", "law", "section"])?;
    let (gdpr, law, section) = (section.word("gdpr"), section.word("law"), section.text("section"));
    Some(LegalBasis { gdpr: gdpr?, law: law?, section: section? })
}

fn consumers(page: &Page<'_>, value: &Value<'_>) -> Option<Vec<Organisation>> {
    let values = page.list(value)?;
    let mut consumers = page.each(&values, |one| organisation(page, one))?;
    let all_differ = page.differ(&values, &consumers);
    consumers.sort_unstable();
    all_differ.then_some(consumers)
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

/// The two things an ask may have to bring.
#[derive(Clone, Copy, PartialEq)]
enum Required {
    CaseReference,
    EndUser,
}

fn requires(page: &Page<'_>, value: &Value<'_>) -> Option<Requires> {
    let words = [("case-reference", Required::CaseReference), ("end-user", Required::EndUser)];
    let values = page.list(value)?;
    let named = page.each(&values, |one| page.choice(one, &words))?;
    page.differ(&values, &named).then(|| Requires {
        case_reference: named.contains(&Required::CaseReference),
        end_user: named.contains(&Required::EndUser),
    })
}

fn permit(
    page: &Page<'_>,
    value: &Value<'_>,
    paths: &mut Vec<Spanned<FieldPath>>,
) -> Option<Permitted> {
    let section = page.section(value, &["path", "as", "need"])?;
    let path: Option<Spanned<FieldPath>> =
        section.required("path").and_then(|value| placed(page, value));
    paths.extend(path.clone());
    let form = optional(&section, "as", |value| page.choice(value, Form::WORDS));
    let need = section.text("need");
    let form = form?.unwrap_or(Form::Clear);
    Some(Permitted { path: path?.into_inner(), form, need: need? })
}

fn forbid(page: &Page<'_>, value: &Value<'_>, places: &mut Vec<PlacedForbid>) -> Option<Forbidden> {
    let section = page.section(value, &["path", "when"])?;
    let path: Option<Spanned<FieldPath>> =
        section.required("path").and_then(|value| placed(page, value));
    let when = optional(&section, "when", |value| {
        page.text(value).map(|text| Spanned::new(value.span(), text.to_owned()))
    });
    let (path, when) = (path?, when?);
    let forbidden = Forbidden {
        path: path.get_ref().clone(),
        when: when.as_ref().map(|fact| fact.get_ref().clone()),
    };
    places.push(PlacedForbid { path, when });
    Some(forbidden)
}
