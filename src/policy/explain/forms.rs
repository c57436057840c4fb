//! The forms of the ladder in words, for jurists and for citizens.

use crate::policy::ladder::Form;
use crate::vocab::translated::Language;

impl Form {
    /// What comes out, in plain words: the end of a sentence that begins with the field's name.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        match language {
            Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => self.in_bokmaal(),
            Language::English => self.in_english(),
        }
    }

    fn in_bokmaal(&self) -> String {
        match self {
            Self::Exists => "bare at den finnes".to_owned(),
            Self::IsOver(years) => format!("bare ja eller nei: {years} år eller eldre"),
            Self::Equals(text) => format!("bare ja eller nei: er «{text}»"),
            Self::InSet(texts) => format!("bare ja eller nei: er blant {}", texts.join(", ")),
            Self::IsResidentIn(numbers) => {
                format!("bare ja eller nei: i kommune {}", numbers.join(", "))
            }
            Self::Year => "bare året".to_owned(),
            Self::AgeInYears => "bare som alder i hele år".to_owned(),
            Self::AgeBand(from) => format!("bare som aldersgruppe ({})", bands(from)),
            Self::Municipality => "bare kommunenummeret".to_owned(),
            Self::PostcodeArea => "bare de to første sifrene".to_owned(),
            Self::IncomeBand(from) => format!("bare som beløpsgruppe ({})", bands(from)),
            Self::RoundTo(multiple) => format!("bare rundet ned til nærmeste {multiple}"),
            Self::Pseudonym => "bare som pseudonym".to_owned(),
            Self::Masked(shown) => format!("bare de siste {shown} tegnene"),
            Self::Clear => "som den er".to_owned(),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Self::Exists => "only that there is one".to_owned(),
            Self::IsOver(years) => format!("only yes or no: {years} years or older"),
            Self::Equals(text) => format!("only yes or no: is “{text}”"),
            Self::InSet(texts) => format!("only yes or no: is among {}", texts.join(", ")),
            Self::IsResidentIn(numbers) => {
                format!("only yes or no: in municipality {}", numbers.join(", "))
            }
            Self::Year => "only the year".to_owned(),
            Self::AgeInYears => "only as age in whole years".to_owned(),
            Self::AgeBand(from) => format!("only as age group ({})", bands(from)),
            Self::Municipality => "only the municipality's number".to_owned(),
            Self::PostcodeArea => "only the first two digits".to_owned(),
            Self::IncomeBand(from) => format!("only as a band of amounts ({})", bands(from)),
            Self::RoundTo(multiple) => format!("only rounded down to the nearest {multiple}"),
            Self::Pseudonym => "only as a pseudonym".to_owned(),
            Self::Masked(shown) => format!("only the last {shown} characters"),
            Self::Clear => "as it is".to_owned(),
        }
    }
}

/// The bands that begin with these numbers: `0-17, 18-66, 67-`.
fn bands<N: Copy + Into<u64>>(from: &[N]) -> String {
    let first: Vec<u64> = from.iter().map(|number| (*number).into()).collect();
    let next = first.iter().skip(1).map(Some).chain([None]);
    let band = first.iter().zip(next).map(|(from, next)| match next {
        Some(next) => format!("{from}-{}", next.saturating_sub(1)),
        None => format!("{from}-"),
    });
    band.collect::<Vec<_>>().join(", ")
}
