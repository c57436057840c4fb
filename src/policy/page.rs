//! Reading one policy file: a [`Page`] collects its faults, a [`Section`] is one of its tables.
//!
//! The file is read from TOML's own tree, not through serde, so that every fault is found in one go
//! and each has its place. A method that gives `None` has reported why.

use super::PolicySource;
use super::error::{Code, PolicyError, did_you_mean, nearest};
use crate::vocab::Malformed;
use crate::vocab::time::Day;
use crate::vocab::translated::Translated;
use std::cell::RefCell;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and its place in the file.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// One file that is being read, and its faults so far.
pub(super) struct Page<'a> {
    source: &'a PolicySource,
    errors: RefCell<Vec<PolicyError>>,
}

impl<'a> Page<'a> {
    pub(super) const fn new(source: &'a PolicySource) -> Self {
        Self { source, errors: RefCell::new(Vec::new()) }
    }

    /// Notes a fault.
    pub(super) fn report(
        &self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let error = PolicyError::at(code, self.source, span, message).help(help);
        self.errors.borrow_mut().push(error);
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        let before = self.source.text.get(..span.start).unwrap_or_default();
        before.matches('\n').count() + 1
    }

    /// The faults that were found.
    pub(super) fn into_errors(self) -> Vec<PolicyError> {
        self.errors.into_inner()
    }

    fn wrong_type(&self, value: &Value<'_>, wanted: &str) {
        let message = format!("expected {wanted}, found {}", value.get_ref().type_str());
        self.report(Code::WrongType, value.span(), message, None);
    }

    /// A text that is not empty.
    pub(super) fn text<'v>(&self, value: &'v Value<'_>) -> Option<&'v str> {
        match value.get_ref().as_str() {
            None => {
                self.wrong_type(value, "a text");
                None
            }
            Some(text) if text.trim().is_empty() => {
                self.report(Code::Empty, value.span(), "this text must not be empty", None);
                None
            }
            Some(text) => Some(text),
        }
    }

    /// A text with a form of its own, such as a scope or a field path.
    pub(super) fn word<T: FromStr<Err = Malformed>>(&self, value: &Value<'_>) -> Option<T> {
        let text = self.text(value)?;
        self.malformed(value, text.parse())
    }

    pub(super) fn malformed<T>(
        &self,
        value: &Value<'_>,
        parsed: Result<T, Malformed>,
    ) -> Option<T> {
        parsed
            .map_err(|error| self.report(Code::Malformed, value.span(), error.to_string(), None))
            .ok()
    }

    /// One of the words that may stand here.
    pub(super) fn choice<T: Copy>(&self, value: &Value<'_>, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(value)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("`{text}` is not a word that may stand here");
            self.report(Code::UnknownWord, value.span(), message, did_you_mean(text, &known));
        }
        found
    }

    /// True or false.
    pub(super) fn yes_or_no(&self, value: &Value<'_>) -> Option<bool> {
        let answer = value.get_ref().as_bool();
        if answer.is_none() {
            self.wrong_type(value, "true or false");
        }
        answer
    }

    /// A whole number that is not negative.
    pub(super) fn number<T: TryFrom<i64>>(&self, value: &Value<'_>) -> Option<T> {
        let read = value
            .get_ref()
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok())
            .filter(|number| *number >= 0)
            .and_then(|number| T::try_from(number).ok());
        if read.is_none() {
            self.wrong_type(value, "a whole number in range");
        }
        read
    }

    /// A day, written without quotes.
    pub(super) fn day(&self, value: &Value<'_>) -> Option<Day> {
        let Some(moment) = value.get_ref().as_datetime() else {
            self.wrong_type(value, "a day without quotes, such as 2026-01-31");
            return None;
        };
        self.malformed(value, Day::parse(&moment.to_string()))
    }

    /// The elements of a list that is not empty.
    pub(super) fn list<'v, 'i>(&self, value: &'v Value<'i>) -> Option<Vec<&'v Value<'i>>> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, "a list");
            return None;
        };
        if array.is_empty() {
            self.report(Code::Empty, value.span(), "this list must not be empty", None);
            return None;
        }
        Some(array.iter().collect())
    }

    /// Reads each element; all of them are tried, and one that fails makes the whole fail.
    pub(super) fn each<T>(
        &self,
        values: &[&Value<'_>],
        read: impl FnMut(&Value<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let read: Vec<Option<T>> = values.iter().copied().map(read).collect();
        read.into_iter().collect()
    }

    /// Whether all these are different; the second of two equal ones is reported.
    pub(super) fn differ<T: PartialEq>(&self, values: &[&Value<'_>], words: &[T]) -> bool {
        let mut all_differ = true;
        for (place, (value, word)) in values.iter().zip(words).enumerate() {
            if words.iter().take(place).any(|earlier| earlier == word) {
                all_differ = false;
                self.report(Code::NamedTwice, value.span(), "this is named twice", None);
            }
        }
        all_differ
    }

    /// A table with these keys.
    pub(super) fn section<'p>(
        &'p self,
        value: &'p Value<'p>,
        keys: &'static [&'static str],
    ) -> Option<Section<'p>> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(value, "a table");
            return None;
        };
        Some(Section::new(self, table, value.span(), keys))
    }

    /// A text in bokmål, nynorsk and English, and perhaps in northern Sámi.
    pub(super) fn translated(&self, value: &Value<'_>) -> Option<Translated> {
        let section = self.section(value, &["nb", "nn", "se", "en"])?;
        section.languages()
    }
}

/// One table of a file.
pub(super) struct Section<'p> {
    page: &'p Page<'p>,
    table: &'p DeTable<'p>,
    span: Range<usize>,
    /// The keys that stand there under a wrong name: that they are missing is already said.
    misspelt: Vec<&'static str>,
}

impl<'p> Section<'p> {
    /// Opens a table and reports the keys that it must not have.
    pub(super) fn new(
        page: &'p Page<'p>,
        table: &'p DeTable<'p>,
        span: Range<usize>,
        keys: &'static [&'static str],
    ) -> Self {
        let mut misspelt = Vec::new();
        for key in table.keys().filter(|key| !keys.contains(&key.get_ref().as_ref())) {
            let meant = nearest(key.get_ref(), keys.iter().copied());
            let message = format!("unknown key `{}`", key.get_ref());
            page.report(Code::UnknownKey, key.span(), message, did_you_mean(key.get_ref(), keys));
            misspelt.extend(meant);
        }
        Self { page, table, span, misspelt }
    }

    /// Where the table stands.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value of a key, if it is there.
    pub(super) fn optional(&self, key: &str) -> Option<&'p Value<'p>> {
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub(super) fn required(&self, key: &str) -> Option<&'p Value<'p>> {
        let value = self.optional(key);
        if value.is_none() && !self.misspelt.contains(&key) {
            self.page.report(Code::MissingKey, self.span(), format!("`{key}` is missing"), None);
        }
        value
    }

    /// A required text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.page.text(self.required(key)?).map(str::to_owned)
    }

    /// A required text with a form of its own.
    pub(super) fn word<T: FromStr<Err = Malformed>>(&self, key: &str) -> Option<T> {
        self.page.word(self.required(key)?)
    }

    /// A text in bokmål, nynorsk and English, and perhaps in northern Sámi, each under its own key here.
    pub(super) fn languages(&self) -> Option<Translated> {
        let (nb, nn, en) = (self.text("nb"), self.text("nn"), self.text("en"));
        let se = match self.optional("se") {
            None => None,
            Some(value) => Some(self.page.text(value)?.to_owned()),
        };
        Some(Translated { nb: nb?, nn: nn?, se, en: en? })
    }

    /// A required text in each language.
    pub(super) fn translated(&self, key: &str) -> Option<Translated> {
        self.page.translated(self.required(key)?)
    }

    /// The tables of `[[key]]`, each read by `read`; an absent key gives none.
    pub(super) fn tables<T>(
        &self,
        key: &str,
        read: impl FnMut(&'p Value<'p>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(value) = self.optional(key) else { return Some(Vec::new()) };
        let read: Vec<Option<T>> = self.page.list(value)?.into_iter().map(read).collect();
        read.into_iter().collect()
    }

    /// The members of the table `key` in the order of the file, each read by `read`.
    pub(super) fn members<T>(
        &self,
        key: &str,
        mut read: impl FnMut(&Spanned<&'p str>, &'p Value<'p>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(value) = self.optional(key) else { return Some(Vec::new()) };
        let Some(table) = value.get_ref().as_table() else {
            self.page.wrong_type(value, "a table");
            return None;
        };
        let mut members: Vec<_> = table.iter().collect();
        members.sort_by_key(|(name, _)| name.span().start);
        let read: Vec<Option<T>> = members
            .into_iter()
            .map(|(name, value)| read(&Spanned::new(name.span(), name.get_ref().as_ref()), value))
            .collect();
        read.into_iter().collect()
    }
}
