//! The list as files: rows of a table for spreadsheets and papers, and all of it as JSON.

use super::json;
use super::list::{List, Witnessed};
use super::phrases::{ListPhrase, OpenedPhrase, Phrase, RelativePhrase, law_in_words};
use super::readings::{Disclosed, Field, Named, Outcome, Party, Shown};
use super::veil::Places;
use crate::paper::{self, Column, Table, Text};
use crate::policy::Form;
use crate::vocab::relation::Relation;
use crate::vocab::translated::{Language, Said};
use serde_json::json;

/// The columns of a table of readings.
pub const COLUMNS: usize = 18;

/// One line of a table of readings; what is in another language than asked for says so.
pub type Line = [Text; COLUMNS];

/// The heads of the columns.
#[must_use]
pub fn head(language: Language) -> [&'static str; COLUMNS] {
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
    .map(|phrase| phrase.in_language(language))
}

/// One reading as a line; the time is Norwegian.
#[must_use]
pub fn line(shown: &Shown, language: Language) -> Line {
    let say = |phrase: ListPhrase| phrase.in_language(language).into();
    let asked = shown.asked.as_ref();
    let party = |party: Option<&Party>| party.map(called).unwrap_or_default();
    let disclosed = match &shown.outcome {
        Outcome::Disclosed(disclosed) => Some(disclosed),
        Outcome::Refused { .. } | Outcome::Looked(_) | Outcome::Opened(_) => None,
    };
    let basis = disclosed.and_then(|disclosed| disclosed.basis.as_ref());
    let state = if shown.published { Phrase::Published } else { Phrase::Waiting };
    let looked = |relation: Relation| match relation {
        Relation::Parent => RelativePhrase::LookedParent,
        Relation::Guardian => RelativePhrase::LookedGuardian,
    };
    let (outcome, reason): (Text, Text) = match &shown.outcome {
        Outcome::Disclosed(_) => (say(ListPhrase::OnlyGiven), Text::new()),
        Outcome::Refused { reason, .. } => {
            (say(ListPhrase::OnlyRefused), reason.in_language(language).into())
        }
        Outcome::Looked(relation) => (
            RelativePhrase::LookedTitle.in_language(language).into(),
            looked(*relation).in_language(language).into(),
        ),
        Outcome::Opened(opened) => (
            OpenedPhrase::Title.in_language(language).into(),
            opened.reason.as_deref().map(Text::from).unwrap_or_default(),
        ),
    };
    let consumer = match &shown.outcome {
        Outcome::Opened(opened) => Some(&opened.by),
        _ => asked.map(|asked| &asked.consumer),
    };
    [
        shown.at.in_norway().into(),
        party(consumer),
        consumer.map(|consumer| number(consumer).into()).unwrap_or_default(),
        party(asked.and_then(|asked| asked.supplier.as_ref())),
        party(asked.and_then(|asked| asked.customer.as_ref())),
        shown.purpose.as_ref().map(|purpose| named(purpose, language)).unwrap_or_default(),
        outcome,
        reason,
        basis
            .map(|basis| format!("{} {}", law_in_words(&basis.law, language), basis.section).into())
            .unwrap_or_default(),
        basis.map(|basis| basis.gdpr.as_str().into()).unwrap_or_default(),
        shown.source.as_ref().map(|source| named(&source.service, language)).unwrap_or_default(),
        disclosed.map(|disclosed| given(disclosed, language)).unwrap_or_default(),
        disclosed.map(|disclosed| withheld(disclosed, language)).unwrap_or_default(),
        shown.case_reference.as_deref().map(Text::from).unwrap_or_default(),
        say(if shown.by_case_worker { ListPhrase::APerson } else { ListPhrase::NoPerson }),
        shown.delayed.as_ref().map(|it| it.until.to_string().into()).unwrap_or_default(),
        shown.index.to_string().into(),
        state.in_language(language).into(),
    ]
}

fn called(party: &Party) -> Text {
    party.name.as_deref().unwrap_or(number(party)).into()
}

/// Its number, where the list may tell it.
fn number(party: &Party) -> &str {
    party.number.as_ref().map_or("", |number| number.as_str())
}

/// What something is called, or its identifier.
#[must_use]
pub fn named(named: &Named, language: Language) -> Text {
    said_or(named.title.as_ref(), || named.id.clone(), language)
}

fn name(field: &Field, language: Language) -> Text {
    said_or(field.name.as_ref(), || field.path.to_string(), language)
}

fn said_or(said: Option<&Said>, other: impl FnOnce() -> String, language: Language) -> Text {
    match said {
        Some(said) => Text::said(said, language),
        None => other().into(),
    }
}

fn given(disclosed: &Disclosed, language: Language) -> Text {
    let one = |field: &Field| match &field.form {
        Some(Form::Clear) | None => name(field, language),
        Some(form) => name(field, language).with(format!(" ({})", form.in_words(language))),
    };
    row(disclosed.fields.iter().map(one))
}

fn withheld(disclosed: &Disclosed, language: Language) -> Text {
    let unnamed = usize::try_from(disclosed.withheld_unnamed).ok().filter(|number| *number > 0);
    let unnamed =
        unnamed.map(|number| ListPhrase::Unnamed.words().with_number(number, language).into());
    row(disclosed.withheld.iter().map(|field| name(field, language)).chain(unnamed))
}

fn row(texts: impl Iterator<Item = Text>) -> Text {
    let joined = texts.reduce(|before, next| before.with("; ").followed_by(next));
    joined.unwrap_or_default()
}

/// A table without rows yet.
#[must_use]
pub fn table(language: Language) -> Table {
    let columns = head(language).map(Column::text);
    Table::new(Phrase::ReadingsTitle.in_language(language), columns.to_vec())
}

/// Adds a reading to the table.
pub fn add(table: &mut Table, shown: &Shown, language: Language) {
    table.row(line(shown, language));
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
    pub(super) fn into_bytes(
        mut self,
        next: Option<&str>,
        witnessed: Option<&Witnessed>,
        list: List<'_>,
    ) -> Vec<u8> {
        let (next, witnessed) = (json!(next), json::witnessed(witnessed));
        let acting_for = json!(list.relation.map(|relation| json!({ "relation": relation })));
        let hidden = list.places == Places::Hidden;
        self.0.push_str(&format!(
            "],\"next\":{next},\"witnessed\":{witnessed},\"acting_for\":{acting_for},\
             \"places_hidden\":{hidden},\"sensitive_hidden\":{}}}",
            list.weaker
        ));
        self.0.into_bytes()
    }
}
