//! The list as files: rows of a table for spreadsheets and papers, and all of it as JSON.

use super::json;
use super::list::Witnessed;
use super::phrases::{ListPhrase, Phrase, law_in_words};
use super::readings::{Disclosed, Field, Named, Outcome, Party, Shown};
use crate::paper::{self, Column, Table, Text};
use crate::policy::Form;
use crate::vocab::translated::Language;
use serde_json::json;

/// The columns of a table of readings.
const COLUMNS: usize = 18;

/// One line of a table of readings.
pub type Line = [String; COLUMNS];

/// The heads of the columns.
#[must_use]
pub fn head(language: Language) -> Line {
    [
        ListPhrase::ColumnTime,
        ListPhrase::Organisation,
        ListPhrase::ColumnNumber,
        ListPhrase::ColumnSupplier,
        ListPhrase::ColumnCustomer,
        ListPhrase::Purpose,
        ListPhrase::Outcome,
        ListPhrase::ColumnReason,
        ListPhrase::ColumnLaw,
        ListPhrase::ColumnGdpr,
        ListPhrase::ColumnSource,
        ListPhrase::ColumnFields,
        ListPhrase::ColumnWithheld,
        ListPhrase::ColumnCase,
        ListPhrase::ColumnPerson,
        ListPhrase::ColumnUntil,
        ListPhrase::ColumnLedger,
        ListPhrase::ColumnState,
    ]
    .map(|phrase| phrase.in_language(language).to_owned())
}

/// One reading as a line; the time is Norwegian.
#[must_use]
pub fn line(shown: &Shown, language: Language) -> Line {
    let say = |phrase: ListPhrase| phrase.in_language(language).to_owned();
    let asked = shown.asked.as_ref();
    let party = |party: Option<&Party>| party.map(called).unwrap_or_default();
    let disclosed = match &shown.outcome {
        Outcome::Disclosed(disclosed) => Some(disclosed),
        Outcome::Refused { .. } => None,
    };
    let basis = disclosed.and_then(|disclosed| disclosed.basis.as_ref());
    let state = if shown.published { Phrase::Published } else { Phrase::Waiting };
    let (outcome, reason) = match &shown.outcome {
        Outcome::Disclosed(_) => (ListPhrase::OnlyGiven, String::new()),
        Outcome::Refused { reason, .. } => {
            (ListPhrase::OnlyRefused, reason.in_language(language).to_owned())
        }
    };
    [
        shown.at.in_norway(),
        party(asked.map(|asked| &asked.consumer)),
        asked.map(|asked| asked.consumer.number.to_string()).unwrap_or_default(),
        party(asked.and_then(|asked| asked.supplier.as_ref())),
        party(asked.and_then(|asked| asked.customer.as_ref())),
        shown.purpose.as_ref().map(named).unwrap_or_default(),
        say(outcome),
        reason,
        basis
            .map(|basis| format!("{} {}", law_in_words(&basis.law, language), basis.section))
            .unwrap_or_default(),
        basis.map(|basis| basis.gdpr.to_string()).unwrap_or_default(),
        shown.source.as_ref().map(|source| named(&source.service)).unwrap_or_default(),
        disclosed.map(|disclosed| given(disclosed, language)).unwrap_or_default(),
        disclosed.map(|disclosed| withheld(disclosed, language)).unwrap_or_default(),
        shown.case_reference.clone().unwrap_or_default(),
        say(if shown.by_case_worker { ListPhrase::APerson } else { ListPhrase::NoPerson }),
        shown.delayed.as_ref().map(|delayed| delayed.until.to_string()).unwrap_or_default(),
        shown.index.to_string(),
        state.in_language(language).to_owned(),
    ]
}

fn called(party: &Party) -> String {
    party.name.clone().unwrap_or_else(|| party.number.to_string())
}

fn named(named: &Named) -> String {
    named.title.clone().unwrap_or_else(|| named.id.clone())
}

fn name(field: &Field) -> String {
    field.name.clone().unwrap_or_else(|| field.path.to_string())
}

fn given(disclosed: &Disclosed, language: Language) -> String {
    let one = |field: &Field| match &field.form {
        Some(Form::Clear) | None => name(field),
        Some(form) => format!("{} ({})", name(field), form.in_words(language)),
    };
    disclosed.fields.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn withheld(disclosed: &Disclosed, language: Language) -> String {
    let mut names: Vec<String> = disclosed.withheld.iter().map(name).collect();
    if let Some(number) = usize::try_from(disclosed.withheld_unnamed).ok().filter(|it| *it > 0) {
        names.push(ListPhrase::Unnamed.with_number(number, language));
    }
    names.join("; ")
}

/// A table without rows yet.
#[must_use]
pub fn table(language: Language) -> Table {
    let columns = head(language).map(Column::text);
    Table::new(Phrase::ReadingsTitle.in_language(language), columns.to_vec())
}

/// Adds a reading to the table.
pub fn add(table: &mut Table, shown: &Shown, language: Language) {
    table.row(line(shown, language).map(|cell| Text::new().with(cell)));
}

/// The table as CSV, begun with the mark that spreadsheets know UTF-8 by.
#[must_use]
pub fn csv(table: &Table) -> Vec<u8> {
    format!("\u{FEFF}{}", paper::csv::table(table)).into_bytes()
}

/// The document of `GET /me/readings` with all in it, written as it comes.
pub struct Document(String);

impl Document {
    /// A document without readings.
    #[must_use]
    pub fn new() -> Self {
        Self("{\"readings\":[".to_owned())
    }

    /// Adds a reading.
    pub fn reading(&mut self, shown: &Shown, language: Language) {
        if !self.0.ends_with('[') {
            self.0.push(',');
        }
        self.0.push_str(&json::reading(shown, language).to_string());
    }

    /// Ends it; `next` is where older ones are, when there are more than one document holds.
    #[must_use]
    pub fn into_bytes(mut self, next: Option<&str>, witnessed: Option<&Witnessed>) -> Vec<u8> {
        let (next, witnessed) = (json!(next), json::witnessed(witnessed));
        self.0.push_str(&format!("],\"next\":{next},\"witnessed\":{witnessed}}}"));
        self.0.into_bytes()
    }
}
