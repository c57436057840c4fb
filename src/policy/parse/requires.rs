//! What an ask must bring, and how much may be read, in a purpose file.

use super::optional;
use crate::policy::error::Code;
use crate::policy::page::{Page, Section, Value};
use crate::policy::requires::{Ceiling, Counted, Hours, Limits, Requires};

/// The things an ask may have to bring that take no value.
#[derive(Clone, Copy, PartialEq)]
enum Required {
    CaseReference,
    EndUser,
    TokenPerson,
    Consent,
}

const WORDS: &[(&str, Required)] = &[
    ("case-reference", Required::CaseReference),
    ("end-user", Required::EndUser),
    ("token-person", Required::TokenPerson),
    ("consent", Required::Consent),
];

/// Reads `requires`, `case-pattern`, `relations`, `consent` and `hours`.
pub(super) fn requires(page: &Page<'_>, section: &Section<'_>) -> Option<Requires> {
    let named = optional(section, "requires", |value| {
        let values = page.list(value)?;
        let named = page.each(&values, |one| page.choice(one, WORDS))?;
        page.differ(&values, &named).then_some(named)
    });
    let case_pattern = optional(section, "case-pattern", |value| pattern(page, value));
    let relations = optional(section, "relations", |value| texts(page, value));
    let consent_covers = optional(section, "consent", |value| texts(page, value));
    let hours = optional(section, "hours", |value| hours(page, value));
    let named = named?.unwrap_or_default();
    let (case_pattern, consent_covers) = (case_pattern?, consent_covers?.unwrap_or_default());
    Some(Requires {
        case_reference: named.contains(&Required::CaseReference) || case_pattern.is_some(),
        end_user: named.contains(&Required::EndUser),
        token_person: named.contains(&Required::TokenPerson),
        consent: named.contains(&Required::Consent) || !consent_covers.is_empty(),
        consent_covers,
        case_pattern,
        relations: relations?.unwrap_or_default(),
        hours: hours?,
    })
}

fn pattern(page: &Page<'_>, value: &Value<'_>) -> Option<crate::policy::requires::CasePattern> {
    page.word(value)
}

fn texts(page: &Page<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let values = page.list(value)?;
    let texts = page.each(&values, |one| page.text(one).map(str::to_owned))?;
    page.differ(&values, &texts).then_some(texts)
}

fn hours(page: &Page<'_>, value: &Value<'_>) -> Option<Hours> {
    let section = page.section(value, &["from", "until", "days"])?;
    let minute = |key| section.required(key).and_then(|value| minute(page, value));
    let (from, until) = (minute("from"), minute("until"));
    let days = optional(&section, "days", |value| {
        let words: Vec<(&str, usize)> =
            Hours::DAYS.iter().enumerate().map(|(at, day)| (*day, at)).collect();
        let values = page.list(value)?;
        let named = page.each(&values, |one| page.choice(one, &words))?;
        page.differ(&values, &named).then_some(named)
    });
    let (from, until, days) = (from?, until?, days?);
    if from >= until {
        page.report(Code::NeverValid, value.span(), "these hours end before they begin", None);
        return None;
    }
    let open = |day: usize| days.as_ref().is_none_or(|named| named.contains(&day));
    Some(Hours { from, until, days: std::array::from_fn(open) })
}

/// `07:00` as a minute of the day; `24:00` is its end.
pub(in crate::policy) fn minute(page: &Page<'_>, value: &Value<'_>) -> Option<u16> {
    let text = page.text(value)?;
    let read = text.split_once(':').and_then(|(hour, minute)| {
        let number = |text: &str| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse::<u16>().ok()).flatten()
        };
        Some((number(hour)?, number(minute)?))
    });
    match read {
        Some((hour, minute)) if minute < 60 && hour * 60 + minute <= 24 * 60 => {
            Some(hour * 60 + minute)
        }
        _ => {
            page.report(Code::Malformed, value.span(), "must be a time such as 07:00", None);
            None
        }
    }
}

const LIMITS: &[&str] = &[
    "subjects-per-request",
    "subjects-per-hour",
    "subjects-per-day",
    "subjects-per-case",
    "readings-per-month",
];

/// Reads `[limits]`.
pub(super) fn limits(page: &Page<'_>, section: &Section<'_>) -> Option<Limits> {
    let limits = optional(section, "limits", |value| {
        let section = page.section(value, LIMITS)?;
        let mut limits = Vec::new();
        for counted in Counted::ALL {
            let read = optional(&section, counted.as_str(), |value| ceiling(page, value));
            limits.extend(read?.map(|ceiling| (counted, ceiling)));
        }
        Some(Limits::new(limits))
    });
    Some(limits?.unwrap_or_default())
}

fn ceiling(page: &Page<'_>, value: &Value<'_>) -> Option<Ceiling> {
    if value.get_ref().is_integer() {
        let hard = page.number(value)?;
        return apart(page, value, Ceiling { soft: None, hard: Some(hard) });
    }
    let section = page.section(value, &["soft", "hard"])?;
    let soft = optional(&section, "soft", |value| page.number(value));
    let hard = optional(&section, "hard", |value| page.number(value));
    apart(page, value, Ceiling { soft: soft?, hard: hard? })
}

fn apart(page: &Page<'_>, value: &Value<'_>, ceiling: Ceiling) -> Option<Ceiling> {
    let message = match ceiling {
        Ceiling { soft: None, hard: None } => "`soft`, `hard` or both",
        Ceiling { soft: Some(0), .. } | Ceiling { hard: Some(0), .. } => "0 would permit nothing",
        Ceiling { soft: Some(soft), hard: Some(hard) } if soft >= hard => {
            "`soft` must be below `hard`"
        }
        _ => return Some(ceiling),
    };
    page.report(Code::BadLimit, value.span(), message, None);
    None
}
