//! Who is near whom: which person stands behind an end user, and what the population register says of the two.
//!
//! The register is asked about an end user once a day; about the person who was read only where neighbours are
//! looked for. What it does not say is not known: a register that is down raises nothing.

use crate::anomaly::Near;
use crate::folkeregister::{Part, Relations, Silent};
use crate::relatives::Registered;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::{SharedClock, Timestamp};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The end users who are known as persons.
pub const STAFF: Limit = Limit { name: "watch_staff", most: 100_000 };

/// The bytes of the file that names them.
pub const STAFF_BYTES: Limit = Limit { name: "watch_staff_bytes", most: 16 * 1024 * 1024 };

/// The answers about end users that are kept; beyond, all are asked for anew.
const WATCH_KIN_KEPT: Limit = Limit { name: "watch_kin_kept", most: 10_000 };

/// How long an answer about an end user counts.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// How long a register that did not answer is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(10);

/// Why a list of end users cannot be used. Says nothing of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadStaff {
    /// It is not a table of organisations' tables.
    #[error("must be TOML with a table for each organisation: end user = \"person number\"")]
    Form,
    /// One of the numbers is no person's.
    #[error("an end user has something else than a person's number")]
    Number,
    /// There are too many.
    #[error("there are more than {STAFF} end users")]
    TooMany,
}

/// Which person stands behind the name that a consumer has for an end user.
#[derive(Default)]
pub struct Staff(HashMap<Organisation, HashMap<String, PersonNumber>>);

/// Shows nothing: it is all about persons.
impl std::fmt::Debug for Staff {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Staff(…)")
    }
}

/// The file, as it is written.
#[derive(Deserialize)]
struct Listed(HashMap<Organisation, HashMap<String, String>>);

impl Staff {
    /// Reads the list: TOML with a table for each consumer, in which each end user has a person's number.
    ///
    /// # Errors
    /// When it has another form, a number is none, or there are too many.
    pub fn parse(text: &str) -> Result<Self, BadStaff> {
        let Listed(listed) = toml::from_str(text).map_err(|_| BadStaff::Form)?;
        if listed.values().map(HashMap::len).sum::<usize>() > STAFF.most {
            return Err(BadStaff::TooMany);
        }
        let number = |(name, number): (String, String)| {
            let number = PersonNumber::parse(&number).map_err(|_| BadStaff::Number)?;
            Ok((name, number))
        };
        let of = |(consumer, names): (Organisation, HashMap<String, String>)| {
            Ok((consumer, names.into_iter().map(number).collect::<Result<_, _>>()?))
        };
        Ok(Self(listed.into_iter().map(of).collect::<Result<_, _>>()?))
    }

    /// The person behind an end user. A name that is a person's number needs no listing.
    fn person_behind(&self, consumer: &Organisation, end_user: &str) -> Option<PersonNumber> {
        let listed = self.0.get(consumer).and_then(|names| names.get(end_user));
        listed.cloned().or_else(|| PersonNumber::parse(end_user).ok())
    }
}

/// How much is asked about a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Only about the end user.
    EndUser,
    /// About the person who was read, too.
    Both,
}

type Answers = HashMap<(PersonNumber, Part), (Arc<Registered>, Timestamp)>;

/// Knows who is near whom.
pub struct Kin {
    register: Arc<dyn Relations>,
    staff: Staff,
    neighbours: bool,
    clock: SharedClock,
    kept: Mutex<Answers>,
    alone_until: Mutex<Option<Timestamp>>,
}

impl Kin {
    /// By this register, for these end users; `neighbours`: whether it is asked where persons live.
    #[must_use]
    pub fn new(
        register: Arc<dyn Relations>,
        staff: Staff,
        neighbours: bool,
        clock: SharedClock,
    ) -> Self {
        let (kept, alone_until) = Default::default();
        Self { register, staff, neighbours, clock, kept, alone_until }
    }

    /// How a person who was read stands to the end user who read them.
    pub async fn near(
        &self,
        consumer: &Organisation,
        end_user: &str,
        person: &PersonNumber,
        depth: Depth,
    ) -> Near {
        let Some(own) = self.staff.person_behind(consumer, end_user) else { return Near::Unknown };
        let Some(kin) = self.about_end_user(&own, Part::Kin).await else { return Near::Unknown };
        if kin.has_relative(person) {
            return Near::Relative;
        }
        if !self.neighbours || depth == Depth::EndUser || own == *person {
            return Near::NotFamily;
        }
        let Some(home) = self.about_end_user(&own, Part::Home).await else {
            return Near::NotFamily;
        };
        match self.ask(person, Part::Home).await {
            None => Near::NotFamily,
            Some(theirs) if home.lives_by(&theirs) => Near::Neighbour,
            Some(_) => Near::No,
        }
    }

    async fn about_end_user(&self, own: &PersonNumber, part: Part) -> Option<Arc<Registered>> {
        let (key, now) = ((own.clone(), part), self.clock.now());
        let known = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = |at: Timestamp| at <= now && now.since(at) < KEPT;
            kept.get(&key).filter(|(_, at)| fresh(*at)).map(|(known, _)| known.clone())
        };
        if known.is_some() {
            return known;
        }
        let asked = self.ask(own, part).await?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= WATCH_KIN_KEPT.most {
            kept.clear();
        }
        kept.insert(key, (asked.clone(), now));
        Some(asked)
    }

    async fn ask(&self, person: &PersonNumber, part: Part) -> Option<Arc<Registered>> {
        let now = self.clock.now();
        let until = *self.alone_until.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back does not keep it alone for longer.
        if until.is_some_and(|until| now < until && until.since(now) <= LEFT_ALONE) {
            return None;
        }
        let answer = self.register.ask(person, part, now).await;
        if answer.as_ref().is_err_and(|error| *error == Silent::Down) {
            let until = Some(now.plus(LEFT_ALONE));
            *self.alone_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
        }
        answer.ok()
    }
}
