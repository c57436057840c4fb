//! What a person has asked and what was answered: a view model made by one pure function.

use super::readings::{Named, Party, Record};
use super::veil::Naming;
use crate::ledger::entry::{Answer, Event, Inquiry, Matter, Resolution};
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::{Day, Timestamp};
use crate::vocab::translated::Language;
use std::collections::HashMap;

/// A question with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The question's place in the ledger: what it is called.
    pub index: EntryIndex,
    /// The person's own count of the question, by which its proof is asked for.
    pub count: u64,
    /// Who was asked.
    pub to: Party,
    /// What is wanted.
    pub matter: Matter,
    /// The purpose of the reading that it is about.
    pub purpose: Option<Named>,
    /// When it was asked.
    pub at: Timestamp,
    /// What the person wrote.
    pub words: String,
    /// The entry of the reading.
    pub regards: Option<EntryIndex>,
    /// What came of it.
    pub state: State,
}

impl Thread {
    /// Whether the list hides the organisation's place: its own words may tell it all the same.
    #[must_use]
    pub const fn is_veiled(&self) -> bool {
        self.to.number.is_none()
    }
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// There is time left to answer.
    Waiting {
        /// The last day.
        due: Day,
    },
    /// There is none.
    Overdue {
        /// The last day that there was.
        due: Day,
    },
    /// It was answered.
    Answered {
        /// When.
        at: Timestamp,
        /// What came of it.
        resolution: Resolution,
        /// What the organisation wrote.
        words: String,
    },
}

/// Makes the threads of a person's entries, newest first. `policies` gives the words for purposes.
#[must_use]
pub fn threads(
    records: &[Record],
    policies: Option<&PolicySet>,
    naming: Naming<'_>,
    today: Day,
    language: Language,
) -> Vec<Thread> {
    let mut answers: HashMap<EntryIndex, (&Record, &Answer)> = HashMap::new();
    let mut threads = Vec::new();
    // Newest first, so an answer comes before its question.
    for record in records {
        match &record.entry.event {
            Event::InquiryAnswer(answer) => {
                answers.insert(answer.inquiry, (record, answer));
            }
            Event::Inquiry(inquiry) => {
                let state = state(inquiry, answers.get(&record.index).copied(), today);
                let title = |id| {
                    let purpose = policies?.purpose(id)?;
                    Some(purpose.title.said(language))
                };
                let purpose = inquiry.purpose.as_ref();
                threads.push(Thread {
                    index: record.index,
                    count: record.count,
                    to: naming.party(&inquiry.to, language),
                    matter: inquiry.matter,
                    purpose: purpose.map(|id| Named { id: id.to_string(), title: title(id) }),
                    at: record.entry.at,
                    words: record.whom.words.clone().unwrap_or_default(),
                    regards: record.whom.regards,
                    state,
                });
            }
            _ => {}
        }
    }
    threads
}

fn state(inquiry: &Inquiry, answer: Option<(&Record, &Answer)>, today: Day) -> State {
    match answer {
        Some((record, answer)) => State::Answered {
            at: record.entry.at,
            resolution: answer.resolution,
            words: record.whom.words.clone().unwrap_or_default(),
        },
        None if today <= inquiry.due => State::Waiting { due: inquiry.due },
        None => State::Overdue { due: inquiry.due },
    }
}
