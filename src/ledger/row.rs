//! An entry in columns, for lists, counts and tables: who, what for, what came of it. Nothing of whom:
//! tag and seal are not in it.

use super::entry::{Said, Sought};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What an entry says, by columns; a column that its kind of event does not have is empty.
#[derive(Debug, Deserialize)]
pub struct Row<'a> {
    /// When it happened, RFC 3339.
    #[serde(borrow)]
    pub at: Cow<'a, str>,
    /// The event, as it stands in the entry.
    #[serde(borrow)]
    pub event: &'a RawValue,
    /// Until the end of which month its seal can be opened.
    #[serde(borrow)]
    pub expires: Option<Cow<'a, str>>,
    /// Until when it is not shown to the person, and on which law.
    #[serde(borrow)]
    pub held: Option<Held<'a>>,
    /// Only whether there is one is of interest: then the entry is about a person.
    #[serde(borrow)]
    tag: Option<&'a RawValue>,
}

/// That the showing of an entry waits.
#[derive(Debug, Deserialize, Serialize)]
pub struct Held<'a> {
    /// Until which day.
    #[serde(borrow)]
    pub until: Cow<'a, str>,
    /// The law that it rests on.
    #[serde(borrow)]
    pub law: Cow<'a, str>,
    /// The section of that law.
    #[serde(borrow)]
    pub section: Cow<'a, str>,
}

/// The event's members that are the same in every kind of event that has them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Columns<'a> {
    /// What kind of event it is.
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    /// The organisation that answers for it.
    #[serde(borrow)]
    pub consumer: Option<Cow<'a, str>>,
    /// The one that asked on its behalf.
    #[serde(borrow)]
    pub supplier: Option<Cow<'a, str>>,
    /// The client registration that was used.
    #[serde(borrow)]
    pub client: Option<Cow<'a, str>>,
    /// The one whose system user the consumer's system was.
    #[serde(borrow)]
    pub customer: Option<Cow<'a, str>>,
    /// The foreign issuer that the client is registered with.
    #[serde(borrow)]
    pub issuer: Option<Cow<'a, str>>,
    /// The service.
    #[serde(borrow)]
    pub service: Option<Cow<'a, str>>,
    /// The purpose.
    #[serde(borrow)]
    pub purpose: Option<Cow<'a, str>>,
    /// The scope, or a token's scopes.
    #[serde(borrow)]
    pub scope: Option<Cow<'a, str>>,
    /// Why it was refused.
    #[serde(borrow)]
    pub reason: Option<Cow<'a, str>>,
    /// The entry that activated the policies which decided.
    pub policies: Option<u64>,
    /// Whether fewer fields were asked for than the purpose permits.
    pub narrowed: bool,
    /// Whether a limit counted it.
    pub counted: bool,
    /// Whether a whole document was disclosed.
    pub whole: bool,
    /// The fields of a reading that were disclosed.
    #[serde(borrow)]
    pub fields: Option<Vec<Cow<'a, str>>>,
    /// How many persons a digest covers.
    pub persons: Option<u64>,
}

impl Columns<'_> {
    /// Whether it is one that is sought. Times are for who seeks: they are found by halving.
    #[must_use]
    pub fn fits(&self, sought: &Sought) -> bool {
        sought.takes(&Said {
            kind: &self.kind,
            consumer: self.consumer.as_deref(),
            purpose: self.purpose.as_deref(),
            service: self.service.as_deref(),
            reason: self.reason.as_deref(),
        })
    }
}

/// The event's kind alone, where its other members are of other forms.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

impl<'a> Row<'a> {
    /// Reads an entry's bytes.
    ///
    /// # Errors
    /// When they are not an entry's.
    pub fn read(entry: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(entry)
    }

    /// Whether it is about a person.
    #[must_use]
    pub const fn is_about_a_person(&self) -> bool {
        self.tag.is_some()
    }

    /// The event's columns. Of an event whose members have other forms, the kind.
    ///
    /// # Errors
    /// When the event has no kind.
    pub fn columns(&self) -> Result<Columns<'a>, serde_json::Error> {
        let event = self.event.get();
        serde_json::from_str(event).or_else(|_| {
            let Kind { kind } = serde_json::from_str(event)?;
            Ok(Columns { kind, ..Columns::default() })
        })
    }

    /// The entry in a line: `reading  312143046 barnehageopptak folkeregisteret.person, 2 fields`.
    ///
    /// # Errors
    /// When the event has no kind.
    pub fn in_a_line(&self) -> Result<String, serde_json::Error> {
        let columns = self.columns()?;
        let mut line = format!("{:<14}", columns.kind);
        let who = [&columns.consumer, &columns.supplier, &columns.client];
        let what = [&columns.purpose, &columns.service, &columns.scope, &columns.reason];
        for word in who.into_iter().chain(what).flatten() {
            line.push(' ');
            line.push_str(word);
        }
        if let Some(fields) = &columns.fields {
            line.push_str(&format!(", {} fields", fields.len()));
        }
        if let Some(held) = &self.held {
            line.push_str(&format!(", held until {} by {} {}", held.until, held.law, held.section));
        }
        Ok(line.trim_end().to_owned())
    }
}
