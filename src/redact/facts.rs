//! What a record tells of facts: each holds, or does not, or is not known.

use super::plan::{Cut, Fact, Place, Plan, TellsFact};
use super::source::Test;
use super::transform::{Scalar, age_in_years};
use crate::vocab::time::Day;

/// What is known of a fact. The order is that of what the record says, from least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It does not hold.
    Not,
    /// What the record says is not understood, or contradicts itself.
    Unknown,
    /// It holds.
    Holds,
}

/// What values of the record said of a fact so far.
#[derive(Clone, Copy, Default)]
struct Heard {
    /// Whether a value stood where the record must tell it.
    there: bool,
    yes: bool,
    no: bool,
    unclear: bool,
}

/// What a record tells so far.
pub(super) struct Facts<'plan> {
    plan: &'plan Plan,
    today: Day,
    heard: Vec<Heard>,
}

impl<'plan> Facts<'plan> {
    pub(super) fn new(plan: &'plan Plan, today: Day) -> Self {
        Self { plan, today, heard: vec![Heard::default(); plan.facts.len()] }
    }

    /// A value tells these facts; none is a container.
    pub(super) fn hear(&mut self, facts: &[TellsFact], value: Option<Scalar<'_>>) {
        for tells in facts {
            let heard = self.heard.get_mut(tells.fact);
            let Some((heard, fact)) = heard.zip(self.plan.facts.get(tells.fact)) else { continue };
            heard.there |= tells.must_be_there;
            match value.and_then(|value| says(&fact.test, value, self.today)) {
                Some(true) => heard.yes = true,
                Some(false) => heard.no = true,
                None => heard.unclear = true,
            }
        }
    }

    /// What the record has told, and forgets it: the next record begins.
    pub(super) fn close(&mut self) -> Vec<State> {
        let facts = self.plan.facts.iter().zip(&mut self.heard);
        facts.map(|(fact, heard)| conclude(fact, std::mem::take(heard))).collect()
    }
}

/// Whether this value alone makes the fact hold; none if it cannot be told.
fn says(test: &Test, value: Scalar<'_>, today: Day) -> Option<bool> {
    let among = |strings: &[String]| match value {
        Scalar::Text(text) => Some(strings.iter().any(|string| string == text)),
        Scalar::Long => Some(false),
        _ => None,
    };
    let age = || match value {
        Scalar::Text(text) => age_in_years(text, today),
        _ => None,
    };
    match test {
        Test::HoldsUnless(strings) => among(strings).map(|denied| !denied),
        Test::HoldsIf(strings) => among(strings),
        Test::AgeUnder(years) => age().map(|age| age < *years),
        Test::AgeFrom(years) => age().map(|age| age >= *years),
    }
}

fn conclude(fact: &Fact, mut heard: Heard) -> State {
    if !heard.there {
        heard.yes |= fact.when_absent;
        heard.no |= !fact.when_absent;
    }
    let one_answer = matches!(fact.test, Test::AgeUnder(_) | Test::AgeFrom(_));
    match heard {
        Heard { unclear: true, .. } if one_answer => State::Unknown,
        Heard { yes: true, no: true, .. } if one_answer => State::Unknown,
        Heard { yes: true, .. } => State::Holds,
        Heard { unclear: true, .. } => State::Unknown,
        _ => State::Not,
    }
}

impl Cut {
    /// Whether it cuts, the facts being so: also when its own is not known.
    pub(super) fn applies(self, states: &[State]) -> bool {
        match states.get(self.fact) {
            Some(State::Holds) => self.holds,
            Some(State::Not) => !self.holds,
            Some(State::Unknown) | None => true,
        }
    }
}

/// Whether what stands at this place goes, the facts being so.
pub(super) fn is_cut(plan: &Plan, place: Place, states: &[State]) -> bool {
    plan.node(place).cuts.iter().any(|cut| cut.applies(states))
}
