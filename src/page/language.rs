//! In which language a page is written.

use crate::vocab::translated::Language;
use std::time::Duration;

/// How long a choice of language is remembered.
pub const KEPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The most ranges of `Accept-Language` that are read.
const MOST: usize = 16;

/// The language of this exact tag, as the pages' own links and cookie write it.
#[must_use]
pub fn tagged(tag: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.tag() == tag)
}

/// What those who speak a language call it.
#[must_use]
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::Bokmaal => "Norsk bokmål",
        Language::Nynorsk => "Norsk nynorsk",
        Language::NorthernSami => "Davvisámegiella",
        Language::English => "English",
    }
}

/// The best of the languages that a browser accepts (RFC 9110 section 12.5.4). "Norwegian"
/// alone is bokmål, as in most browsers. Other Sámi languages than the northern one are not taken for it:
/// who reads them may read Norwegian better, and says which in the ranges that follow.
#[must_use]
pub fn accepted(field: &str) -> Option<Language> {
    let ranges = field.split(',').take(MOST).filter_map(range);
    // Of equals the first wins.
    ranges
        .fold(None, |best: Option<(u16, Language)>, range| match best {
            Some(best) if best.0 >= range.0 => Some(best),
            _ => Some(range),
        })
        .map(|(_, language)| language)
}

/// One range with its weight in thousandths; none when it is unknown or not wanted.
fn range(text: &str) -> Option<(u16, Language)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next()?;
    let primary = tag.split('-').next()?.to_ascii_lowercase();
    let language = match primary.as_str() {
        "nb" | "no" => Language::Bokmaal,
        "nn" => Language::Nynorsk,
        "se" => Language::NorthernSami,
        "en" => Language::English,
        _ => return None,
    };
    let weight = match parts.find_map(|part| part.strip_prefix("q=")) {
        None => 1000,
        Some(weight) => thousandths(weight)?,
    };
    (weight > 0).then_some((weight, language))
}

/// Reads `0.8` or `1` as thousandths.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let part = format!("{part:0<3}");
    let thousandths = part.get(..3)?.parse::<u16>().ok()?;
    let whole = whole.parse::<u16>().ok().filter(|whole| *whole <= 1)?;
    Some((whole * 1000 + thousandths).min(1000))
}
