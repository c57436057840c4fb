//! The ladder of least data: in how much detail a permitted field comes out.

/// In which form a field comes out, from the least to the most. Omission, the lowest rung, is the
/// absence of a permit.
///
/// A value that a form does not fit (another type, no such day, too short) is withheld; no form ever
/// falls back to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Form {
    /// That there is a value, `exists`.
    Exists,
    /// Whether who was born on this day is so many whole years or more, `is-over`.
    IsOver(u16),
    /// Whether it is this text, `equals`.
    Equals(String),
    /// Whether it is one of these texts, `in-set`.
    InSet(Vec<String>),
    /// Whether it begins with one of these municipality numbers, `is-resident-in`.
    IsResidentIn(Vec<String>),
    /// The year of a day, `year`.
    Year,
    /// Whole years from this day until today, `age-in-years`.
    AgeInYears,
    /// The band that the age falls in, `age-band`; the first year of each band, ascending.
    AgeBand(Vec<u16>),
    /// The municipality's number that it begins with, `municipality`.
    Municipality,
    /// The first two digits of a postcode, `postcode-area`.
    PostcodeArea,
    /// The band that an amount falls in, `income-band`; the first amount of each, ascending.
    IncomeBand(Vec<u64>),
    /// An amount, rounded down to a multiple, `round-to`.
    RoundTo(u64),
    /// Another name for it, the same for one consumer and purpose, `pseudonym`.
    Pseudonym,
    /// Its last characters, `masked`.
    Masked(u8),
    /// As it is, `clear`.
    Clear,
}

/// A step of the ladder: forms of one step tell about as much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// That there is a value.
    Exists,
    /// Yes or no.
    Predicate,
    /// Less exact than the value.
    Generalised,
    /// Another name for the value.
    Pseudonym,
    /// A part of the value.
    Masked,
    /// The value.
    Clear,
}

impl Rung {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Predicate => "predicate",
            Self::Generalised => "generalised",
            Self::Pseudonym => "pseudonym",
            Self::Masked => "masked",
            Self::Clear => "clear",
        }
    }
}

impl Form {
    /// The words of the language that stand alone.
    pub(super) const WORDS: &[&str] =
        &["clear", "exists", "year", "age-in-years", "municipality", "postcode-area", "pseudonym"];

    /// The words of the language that stand before a value, as in `{ is-over = 18 }`.
    pub(super) const KEYS: &[&str] = &[
        "is-over",
        "equals",
        "in-set",
        "is-resident-in",
        "age-band",
        "income-band",
        "round-to",
        "masked",
    ];

    /// The form of a word that stands alone.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "clear" => Self::Clear,
            "exists" => Self::Exists,
            "year" => Self::Year,
            "age-in-years" => Self::AgeInYears,
            "municipality" => Self::Municipality,
            "postcode-area" => Self::PostcodeArea,
            "pseudonym" => Self::Pseudonym,
            _ => return None,
        })
    }

    /// The word in the language, without its value.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::IsOver(_) => "is-over",
            Self::Equals(_) => "equals",
            Self::InSet(_) => "in-set",
            Self::IsResidentIn(_) => "is-resident-in",
            Self::Year => "year",
            Self::AgeInYears => "age-in-years",
            Self::AgeBand(_) => "age-band",
            Self::Municipality => "municipality",
            Self::PostcodeArea => "postcode-area",
            Self::IncomeBand(_) => "income-band",
            Self::RoundTo(_) => "round-to",
            Self::Pseudonym => "pseudonym",
            Self::Masked(_) => "masked",
            Self::Clear => "clear",
        }
    }

    /// The value behind the word, as text; empty for forms without one.
    #[must_use]
    pub fn argument(&self) -> String {
        let list = |items: Vec<String>| items.join(", ");
        match self {
            Self::IsOver(years) => years.to_string(),
            Self::Equals(text) => text.clone(),
            Self::InSet(texts) | Self::IsResidentIn(texts) => list(texts.clone()),
            Self::AgeBand(from) => list(from.iter().map(u16::to_string).collect()),
            Self::IncomeBand(from) => list(from.iter().map(u64::to_string).collect()),
            Self::RoundTo(multiple) => multiple.to_string(),
            Self::Masked(shown) => shown.to_string(),
            Self::Exists
            | Self::Year
            | Self::AgeInYears
            | Self::Municipality
            | Self::PostcodeArea
            | Self::Pseudonym
            | Self::Clear => String::new(),
        }
    }

    /// The step of the ladder that it stands on.
    #[must_use]
    pub const fn rung(&self) -> Rung {
        match self {
            Self::Exists => Rung::Exists,
            Self::IsOver(_) | Self::Equals(_) | Self::InSet(_) | Self::IsResidentIn(_) => {
                Rung::Predicate
            }
            Self::Year
            | Self::AgeInYears
            | Self::AgeBand(_)
            | Self::Municipality
            | Self::PostcodeArea
            | Self::IncomeBand(_)
            | Self::RoundTo(_) => Rung::Generalised,
            Self::Pseudonym => Rung::Pseudonym,
            Self::Masked(_) => Rung::Masked,
            Self::Clear => Rung::Clear,
        }
    }
}

impl std::fmt::Display for Form {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.argument().as_str() {
            "" => out.write_str(self.as_str()),
            argument => write!(out, "{} {argument}", self.as_str()),
        }
    }
}
