//! What is put into words: days, statutes, GDPR letters, reasons for a refusal.

use super::{CausePhrase, MonthPhrase, WeekdayPhrase};
use crate::vocab::basis::{GdprArticle, LawUrl};
use crate::vocab::month::Month;
use crate::vocab::time::Day;
use crate::vocab::translated::Language;
use jiff::civil::Date;

/// The month of this number, from 1, as a date in this language says it.
fn month(number: i16, language: Language) -> Option<&'static str> {
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    MonthPhrase::ALL.get(place).map(|month| month.in_language(language))
}

/// A day as people write it: `lørdag 21. november 2026`, `Saturday 21 November 2026`.
#[must_use]
pub fn day_in_words(day: Day, language: Language) -> String {
    let numeric = day.to_string();
    numeric.parse().ok().and_then(|date| written(date, language)).unwrap_or(numeric)
}

fn written(date: Date, language: Language) -> Option<String> {
    let month = month(date.month().into(), language)?;
    let place = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
    let weekday = WeekdayPhrase::ALL.get(place)?.in_language(language);
    let (day, year) = (date.day(), date.year());
    Some(match language {
        Language::Bokmaal | Language::Nynorsk => format!("{weekday} {day}. {month} {year}"),
        Language::NorthernSami => format!("{weekday}, {month} {day}. b. {year}"),
        Language::English => format!("{weekday} {day} {month} {year}"),
    })
}

/// A month as people write it: `november 2026`, `November 2026`.
#[must_use]
pub fn month_in_words(of: Month, language: Language) -> String {
    let numeric = of.to_string();
    let number = numeric.split_once('-').and_then(|(_, number)| number.parse().ok());
    match number.and_then(|number| month(number, language)) {
        Some(name) => format!("{name} {}", of.number() / 12),
        None => numeric,
    }
}

/// The address of a statute at Lovdata, up to its date: European Legislation Identifiers are
/// `…/eli/lov/{year}/{month}/{day}/{number}`.
const LOVDATA: &str = "https://lovdata.no/eli/lov/";

/// A statute as people cite it, `lov 17. juni 2005 nr. 64`, read from its address; the address
/// without `https://` when it is not one of Lovdata's.
#[must_use]
pub fn law_in_words(law: &LawUrl, language: Language) -> String {
    cited(law, language).unwrap_or_else(|| law.as_str().trim_start_matches("https://").to_owned())
}

fn cited(law: &LawUrl, language: Language) -> Option<String> {
    let mut parts = law.as_str().strip_prefix(LOVDATA)?.trim_end_matches('/').split('/');
    let mut number = || parts.next()?.parse::<i16>().ok().filter(|number| *number > 0);
    let (year, in_year, day, serial) = (number()?, number()?, number()?, number()?);
    let month = month(in_year, language)?;
    if parts.next().is_some() {
        return None;
    }
    Some(match language {
        Language::Bokmaal | Language::Nynorsk => format!("lov {day}. {month} {year} nr. {serial}"),
        Language::NorthernSami => format!("láhka {month} {day}. b. {year} nr. {serial}"),
        Language::English => format!("Act of {day} {month} {year} no. {serial}"),
    })
}

/// What a letter of GDPR article 6(1) means for the person.
#[must_use]
pub fn letter_in_words(article: &GdprArticle) -> CausePhrase {
    match article.as_str() {
        "6(1)(a)" => CausePhrase::LetterA,
        "6(1)(b)" => CausePhrase::LetterB,
        "6(1)(c)" => CausePhrase::LetterC,
        "6(1)(d)" => CausePhrase::LetterD,
        "6(1)(f)" => CausePhrase::LetterF,
        // Only six letters can be parsed, and this is the sixth.
        _ => CausePhrase::LetterE,
    }
}

/// The reason of a refusal, from its stable short name in the ledger. A name from a later version
/// of the program gets a general text.
#[must_use]
pub fn reason_in_words(code: &str) -> CausePhrase {
    match code {
        "service-unknown"
        | "scope-without-purpose"
        | "purpose-not-stated"
        | "purpose-unknown"
        | "no-such-service" => CausePhrase::ReasonNoPurpose,
        "purpose-of-other-service" | "purpose-of-other-scope" | "other-purpose" => {
            CausePhrase::ReasonOtherPurpose
        }
        "consumer-not-named" => CausePhrase::ReasonNotNamed,
        "supplier-not-allowed" => CausePhrase::ReasonSupplier,
        "policy-not-yet-valid" => CausePhrase::ReasonNotYet,
        "policy-expired" => CausePhrase::ReasonExpired,
        "case-reference-missing" | "case-reference-mismatch" => CausePhrase::ReasonNoCase,
        "relation-missing" | "relation-not-permitted" => CausePhrase::ReasonRelation,
        "end-user-missing" => CausePhrase::ReasonNoEndUser,
        "other-person" | "token-not-persons" => CausePhrase::ReasonOtherPerson,
        "other-case" => CausePhrase::ReasonOtherCase,
        "reserved" => CausePhrase::ReasonReserved,
        "consent-ended" | "consent-of-other" | "consent-missing" | "consent-not-covering" => {
            CausePhrase::ReasonConsent
        }
        "field-not-permitted" | "whole-not-permitted" => CausePhrase::ReasonField,
        "method-not-served"
        | "body-not-permitted"
        | "query-not-permitted"
        | "subject-malformed"
        | "details-unknown"
        | "declaration-malformed" => CausePhrase::ReasonQuery,
        "too-fast" | "stranger-too-fast" => CausePhrase::ReasonTooFast,
        "too-many-subjects" | "limit-reached" => CausePhrase::ReasonTooMany,
        "outside-hours" => CausePhrase::ReasonHours,
        "provider-has-nothing" => CausePhrase::ReasonNothing,
        code if code.starts_with("provider-") => CausePhrase::ReasonProvider,
        code if code.ends_with("-withdrawn") => CausePhrase::ReasonWithdrawn,
        code if ["token-", "dpop-", "client-certificate-"]
            .iter()
            .any(|kind| code.starts_with(kind)) =>
        {
            CausePhrase::ReasonToken
        }
        _ => CausePhrase::ReasonOther,
    }
}
