//! What is put into words: days, statutes, GDPR letters, reasons for a refusal.

use super::Phrase;
use crate::vocab::basis::{GdprArticle, LawUrl};
use crate::vocab::month::Month;
use crate::vocab::time::Day;
use crate::vocab::translated::Language;
use jiff::civil::{Date, Weekday};

const MONTHS_NB: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const fn weekday_nb(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "mandag",
        Weekday::Tuesday => "tirsdag",
        Weekday::Wednesday => "onsdag",
        Weekday::Thursday => "torsdag",
        Weekday::Friday => "fredag",
        Weekday::Saturday => "lørdag",
        Weekday::Sunday => "søndag",
    }
}

const fn weekday_en(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month(number: u8, language: Language) -> Option<&'static str> {
    let names = match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => &MONTHS_NB,
        Language::English => &MONTHS_EN,
    };
    names.get(usize::from(number).checked_sub(1)?).copied()
}

/// A day as people write it: `lørdag 21. november 2026`, `Saturday 21 November 2026`.
#[must_use]
pub fn day_in_words(day: Day, language: Language) -> String {
    let numeric = day.to_string();
    let Ok(date) = numeric.parse::<Date>() else { return numeric };
    let Some(month) = u8::try_from(date.month()).ok().and_then(|number| month(number, language))
    else {
        return numeric;
    };
    match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => {
            format!("{} {}. {month} {}", weekday_nb(date.weekday()), date.day(), date.year())
        }
        Language::English => {
            format!("{} {} {month} {}", weekday_en(date.weekday()), date.day(), date.year())
        }
    }
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
    let mut number = || parts.next()?.parse::<u16>().ok();
    let (year, in_year, day, serial) = (number()?, number()?, number()?, number()?);
    let month = month(u8::try_from(in_year).ok()?, language)?;
    if parts.next().is_some() {
        return None;
    }
    Some(match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => {
            format!("lov {day}. {month} {year} nr. {serial}")
        }
        Language::English => format!("Act of {day} {month} {year} no. {serial}"),
    })
}

/// What a letter of GDPR article 6(1) means for the person.
#[must_use]
pub fn letter_in_words(article: &GdprArticle) -> Phrase {
    match article.as_str() {
        "6(1)(a)" => Phrase::LetterA,
        "6(1)(b)" => Phrase::LetterB,
        "6(1)(c)" => Phrase::LetterC,
        "6(1)(d)" => Phrase::LetterD,
        "6(1)(f)" => Phrase::LetterF,
        // Only six letters can be parsed, and this is the sixth.
        _ => Phrase::LetterE,
    }
}

/// The reason of a refusal, from its stable short name in the ledger. A name from a later version
/// of the program gets a general text.
#[must_use]
pub fn reason_in_words(code: &str) -> Phrase {
    match code {
        "service-unknown"
        | "scope-without-purpose"
        | "purpose-not-stated"
        | "purpose-unknown"
        | "no-such-service" => Phrase::ReasonNoPurpose,
        "purpose-of-other-service" | "purpose-of-other-scope" | "other-purpose" => {
            Phrase::ReasonOtherPurpose
        }
        "consumer-not-named" => Phrase::ReasonNotNamed,
        "supplier-not-allowed" => Phrase::ReasonSupplier,
        "policy-not-yet-valid" => Phrase::ReasonNotYet,
        "policy-expired" => Phrase::ReasonExpired,
        "case-reference-missing"
        | "case-reference-mismatch"
        | "relation-missing"
        | "relation-not-permitted" => Phrase::ReasonNoCase,
        "end-user-missing" => Phrase::ReasonNoEndUser,
        "other-person" | "token-not-persons" => Phrase::ReasonOtherPerson,
        "other-case" => Phrase::ReasonOtherCase,
        "consent-ended" | "consent-of-other" | "consent-missing" | "consent-not-covering" => {
            Phrase::ReasonConsent
        }
        "field-not-permitted" | "whole-not-permitted" => Phrase::ReasonField,
        "method-not-served"
        | "body-not-permitted"
        | "query-not-permitted"
        | "declaration-malformed" => Phrase::ReasonQuery,
        "too-fast" | "stranger-too-fast" | "too-many-subjects" | "outside-hours" => {
            Phrase::ReasonTooFast
        }
        "provider-has-nothing" => Phrase::ReasonNothing,
        code if code.starts_with("provider-") => Phrase::ReasonProvider,
        code if ["token-", "dpop-", "client-certificate-"]
            .iter()
            .any(|kind| code.starts_with(kind)) =>
        {
            Phrase::ReasonToken
        }
        _ => Phrase::ReasonOther,
    }
}
