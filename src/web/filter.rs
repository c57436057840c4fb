//! Which part of their list a person wants to see: the query of `/readings` and of what goes with it.
//!
//! `?consumer=` an organisation's number, `?purpose=` a purpose's name, `?from=` and `?to=` days in Norway,
//! both included, `?outcome=` `given` or `refused`. A form that was sent without a choice has empty
//! values: they are as if they were not there. None of it says whose list it is.

use super::rows::Row;
use crate::page::Form;
use crate::page::form::encode;
use crate::vocab::basis::PurposeId;
use crate::vocab::party::Organisation;
use crate::vocab::time::Day;

/// What came of a request, as one may ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Data was given.
    Given,
    /// The request was refused.
    Refused,
    /// It was no request: somebody looked at the list, or was told whom an entry is about.
    Aside,
}

impl Came {
    /// The word for it in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Aside => "aside",
        }
    }
}

/// What an entry must be to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Asked by this organisation.
    pub consumer: Option<Organisation>,
    /// For this purpose.
    pub purpose: Option<PurposeId>,
    /// On this day in Norway or later.
    pub from: Option<Day>,
    /// On this day or earlier.
    pub to: Option<Day>,
    /// With this outcome.
    pub outcome: Option<Came>,
}

impl Filter {
    /// Reads a query; none when a value is not what its name says, or stands twice.
    #[must_use]
    pub fn read(query: &Form) -> Option<Self> {
        let one = |name| Some(query.once(name).ok()?.filter(|value| !value.is_empty()));
        let outcome = match one("outcome")? {
            None => None,
            Some("given") => Some(Came::Given),
            Some("refused") => Some(Came::Refused),
            Some(_) => return None,
        };
        Some(Self {
            consumer: one("consumer")?.map(Organisation::parse).transpose().ok()?,
            purpose: one("purpose")?.map(PurposeId::parse).transpose().ok()?,
            from: one("from")?.map(Day::parse).transpose().ok()?,
            to: one("to")?.map(Day::parse).transpose().ok()?,
            outcome,
        })
    }

    /// Whether it lets all through.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this entry is to be shown.
    pub(super) fn admits(&self, row: &Row) -> bool {
        let in_time =
            self.from.is_none_or(|from| from <= row.day) && self.to.is_none_or(|to| row.day <= to);
        in_time && self.admits_but_for_time(row)
    }

    /// The same without the days: for what is counted over time.
    pub(super) fn admits_but_for_time(&self, row: &Row) -> bool {
        let wanted = |consumer: &Organisation| row.consumer.as_ref() == Some(consumer);
        self.consumer.as_ref().is_none_or(wanted)
            && self.purpose.as_ref().is_none_or(|purpose| row.purpose.as_ref() == Some(purpose))
            && self.outcome.is_none_or(|outcome| row.came == outcome)
    }

    /// An address with this filter in its query, and perhaps the place in the list.
    #[must_use]
    pub fn address(&self, path: &str, before: Option<u64>) -> String {
        let (from, to) = (self.from.map(|day| day.to_string()), self.to.map(|day| day.to_string()));
        let before = before.map(|before| before.to_string());
        let all = [
            ("consumer", self.consumer.as_ref().map(Organisation::as_str)),
            ("purpose", self.purpose.as_ref().map(PurposeId::as_str)),
            ("from", from.as_deref()),
            ("to", to.as_deref()),
            ("outcome", self.outcome.map(Came::as_str)),
            ("before", before.as_deref()),
        ];
        let pairs: Vec<_> =
            all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", encode(&pairs)) }
    }
}

/// A part of the list, from a place on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// What is wanted.
    pub filter: Filter,
    /// Only what came before the person's entry of this count.
    pub before: Option<u64>,
}

impl Part {
    /// Reads a query; none when a value is not what its name says.
    #[must_use]
    pub fn read(query: &Form) -> Option<Self> {
        let before = match query.once("before").ok()? {
            None => None,
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(text.parse().ok()?)
            }
            Some(_) => return None,
        };
        Some(Self { filter: Filter::read(query)?, before })
    }

    /// The address of this part.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        self.filter.address(path, self.before)
    }
}
