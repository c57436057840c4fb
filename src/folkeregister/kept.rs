//! Keeps what the register said for a short time, in memory only.
//!
//! Each page asks anew whether somebody may see it, so without this a person who turns pages would be
//! looked up at each. What changes in the register counts here [`KEPT`] later at the most.

use super::{Asked, Part, Relations, Silent};
use crate::relatives::Registered;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an answer counts.
pub const KEPT: Duration = Duration::from_secs(120);

/// How long the register is left alone about somebody after it did not answer.
pub const FAILED: Duration = Duration::from_secs(10);

/// The answers that are kept; beyond it the register is asked each time.
pub const REMEMBERED: Limit = Limit { name: "register_answers_kept", most: 2_000 };

type Answer = Result<Arc<Registered>, Silent>;

/// A register whose answers are kept.
pub struct Kept {
    register: Arc<dyn Relations>,
    answers: Mutex<HashMap<(PersonNumber, Part), (Answer, Timestamp)>>,
}

impl Kept {
    /// This register's answers, kept.
    #[must_use]
    pub fn new(register: Arc<dyn Relations>) -> Self {
        Self { register, answers: Mutex::default() }
    }

    fn known(&self, person: &PersonNumber, part: Part, now: Timestamp) -> Option<Answer> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (answer, at) = answers.get(&(person.clone(), part))?;
        counts(answer, *at, now).then(|| answer.clone())
    }

    fn remember(&self, person: &PersonNumber, part: Part, answer: &Answer, now: Timestamp) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= REMEMBERED.most {
            answers.retain(|_, (answer, at)| counts(answer, *at, now));
        }
        if answers.len() < REMEMBERED.most {
            answers.insert((person.clone(), part), (answer.clone(), now));
        }
    }

    async fn answer(&self, person: &PersonNumber, part: Part, now: Timestamp) -> Answer {
        if let Some(known) = self.known(person, part, now) {
            return known;
        }
        let answer = self.register.ask(person, part, now).await;
        self.remember(person, part, &answer, now);
        answer
    }
}

/// Whether an answer of that time still counts. A clock that was set back makes it too old.
fn counts(answer: &Answer, at: Timestamp, now: Timestamp) -> bool {
    let long = if answer.is_ok() { KEPT } else { FAILED };
    at <= now && now.since(at) < long
}

impl Relations for Kept {
    fn ask<'a>(&'a self, person: &'a PersonNumber, part: Part, now: Timestamp) -> Asked<'a> {
        Box::pin(self.answer(person, part, now))
    }

    fn let_go(&self, now: Timestamp) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|_, (answer, at)| counts(answer, *at, now));
        self.register.let_go(now);
    }
}
