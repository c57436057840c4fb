//! The forms of the ladder in words, for jurists and for citizens.

use crate::policy::ladder::Form;
use crate::vocab::translated::Language;

impl Form {
    /// What comes out, in plain words: the end of a sentence that begins with the field's name.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let (nb, nn, se, en) = self.worded();
        let words = match language {
            Language::Bokmaal => nb,
            Language::Nynorsk => nn,
            Language::NorthernSami => se,
            Language::English => en,
        };
        words.replace("{}", &self.filling())
    }

    /// The words in bokmål, nynorsk, northern Sámi and English, with a gap for the filling.
    const fn worded(&self) -> (&str, &str, &str, &str) {
        match self {
            Self::Year => ("bare året", "berre året", "dušše jahki", "only the year"),
            Self::AgeInYears => (
                "bare som alder i hele år",
                "berre som alder i heile år",
                "dušše ahki olles jagiin",
                "only as age in whole years",
            ),
            Self::AgeBand(_) => (
                "bare som aldersgruppe ({})",
                "berre som aldersgruppe ({})",
                "dušše ahkejoavku ({})",
                "only as age group ({})",
            ),
            Self::Municipality => (
                "bare kommunenummeret",
                "berre kommunenummeret",
                "dušše gielddanummir",
                "only the municipality's number",
            ),
            Self::PostcodeArea => (
                "bare de to første sifrene",
                "berre dei to første siffera",
                "dušše guokte vuosttaš logu",
                "only the first two digits",
            ),
            Self::IncomeBand(_) => (
                "bare som beløpsgruppe ({})",
                "berre som beløpsgruppe ({})",
                "dušše submijoavku ({})",
                "only as a band of amounts ({})",
            ),
            Self::RoundTo(_) => (
                "bare rundet ned til nærmeste {}",
                "berre runda ned til nærmaste {}",
                "dušše jorbejuvvon vulos, lagamus {}",
                "only rounded down to the nearest {}",
            ),
            Self::Pseudonym => (
                "bare som pseudonym",
                "berre som pseudonym",
                "dušše pseudonyman",
                "only as a pseudonym",
            ),
            Self::Masked(_) => (
                "bare de siste {} tegnene",
                "berre dei siste {} teikna",
                "dušše maŋimuš {} mearkka",
                "only the last {} characters",
            ),
            Self::Clear => ("som den er", "som det er", "nu mo dat lea", "as it is"),
            Self::Exists
            | Self::IsOver(_)
            | Self::Equals(_)
            | Self::InSet(_)
            | Self::IsResidentIn(_) => self.worded_answer(),
        }
    }

    /// The same for the forms that are the answer to a question.
    const fn worded_answer(&self) -> (&str, &str, &str, &str) {
        match self {
            Self::IsOver(_) => (
                "bare ja eller nei: {} år eller eldre",
                "berre ja eller nei: {} år eller eldre",
                "dušše juo dahje ii: {} jagi dahje boarráset",
                "only yes or no: {} years or older",
            ),
            Self::Equals(_) => (
                "bare ja eller nei: er «{}»",
                "berre ja eller nei: er «{}»",
                "dušše juo dahje ii: lea «{}»",
                "only yes or no: is “{}”",
            ),
            Self::InSet(_) => (
                "bare ja eller nei: er blant {}",
                "berre ja eller nei: er blant {}",
                "dušše juo dahje ii: lea okta dáin: {}",
                "only yes or no: is among {}",
            ),
            Self::IsResidentIn(_) => (
                "bare ja eller nei: i kommune {}",
                "berre ja eller nei: i kommune {}",
                "dušše juo dahje ii: gielddas {}",
                "only yes or no: in municipality {}",
            ),
            _ => (
                "bare at den finnes",
                "berre at det finst",
                "dušše ahte dat gávdno",
                "only that there is one",
            ),
        }
    }

    /// What stands in the gap; empty where there is none.
    fn filling(&self) -> String {
        match self {
            Self::IsOver(years) => years.to_string(),
            Self::Equals(text) => text.clone(),
            Self::InSet(texts) => texts.join(", "),
            Self::IsResidentIn(numbers) => numbers.join(", "),
            Self::AgeBand(from) => bands(from),
            Self::IncomeBand(from) => bands(from),
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
