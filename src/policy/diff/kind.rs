//! Kinds of persons: which facts hold of them, among those that make a difference.

use super::Pair;
use crate::policy::service::{Fact, Service, Test};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Formatter};

/// A kind of person: what is so of each fact that matters. Without any: everybody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Kind(BTreeMap<String, bool>);

impl Kind {
    /// The facts that matter, by name, and whether they hold.
    pub fn facts(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().map(|(fact, holds)| (fact.as_str(), *holds))
    }

    /// Whether a fact holds; one that does not matter does not.
    pub(super) fn holds(&self, fact: &str) -> bool {
        self.0.get(fact).copied().unwrap_or(false)
    }

    /// Whether a document of the service can be so. Facts that are about one day (a date of birth) must
    /// go together, or all be what they are when the day is not there; all else may be so.
    pub(super) fn is_possible(&self, service: &Service) -> bool {
        let known = self.0.keys().filter_map(|fact| service.fact(fact));
        let mut by_day: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
        for fact in known {
            if let [path] = fact.paths.as_slice()
                && !path.as_str().contains("[]")
                && matches!(fact.test, Test::AgeUnder(_) | Test::AgeFrom(_))
            {
                by_day.entry(path.as_str()).or_default().push(fact);
            }
        }
        by_day.values().all(|facts| {
            let absent = facts.iter().all(|fact| self.holds(&fact.id) == fact.when_absent);
            absent || self.has_an_age(facts)
        })
    }

    /// Whether there is an age at which each fact is as this kind has it.
    fn has_an_age(&self, facts: &[&Fact]) -> bool {
        let (mut least, mut below) = (0, u16::MAX);
        for fact in facts {
            match (&fact.test, self.holds(&fact.id)) {
                (Test::AgeUnder(years), true) | (Test::AgeFrom(years), false) => {
                    below = below.min(*years);
                }
                (Test::AgeUnder(years), false) | (Test::AgeFrom(years), true) => {
                    least = least.max(*years);
                }
                (Test::HoldsUnless(_) | Test::HoldsIf(_), _) => {}
            }
        }
        least < below
    }

    fn without(&self, fact: &str) -> Self {
        let others = self.0.iter().filter(|(name, _)| *name != fact);
        Self(others.map(|(name, holds)| (name.clone(), *holds)).collect())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let said = self.facts().map(
            |(fact, holds)| {
                if holds { fact.to_owned() } else { format!("not {fact}") }
            },
        );
        match said.collect::<Vec<_>>().join(", ") {
            all if all.is_empty() => out.write_str("everybody"),
            all => out.write_str(&all),
        }
    }
}

/// Every combination of these facts, the one in which none holds first.
pub(super) fn all(facts: &BTreeSet<&str>) -> impl Iterator<Item = Kind> {
    let facts: Vec<String> = facts.iter().map(|fact| (*fact).to_owned()).collect();
    (0_u64..1 << facts.len()).map(move |bits| {
        let holds = |at: usize| bits >> at & 1 == 1;
        Kind(facts.iter().enumerate().map(|(at, fact)| (fact.clone(), holds(at))).collect())
    })
}

/// Leaves out each fact that makes no difference: kinds that differ only there become one.
pub(super) fn told_apart(pairs: Vec<(Kind, Pair)>, facts: &BTreeSet<&str>) -> Vec<(Kind, Pair)> {
    let mut told: BTreeMap<Kind, Pair> = pairs.into_iter().collect();
    for fact in facts {
        let mut fewer: BTreeMap<Kind, &Pair> = BTreeMap::new();
        let same = told
            .iter()
            .all(|(kind, pair)| *fewer.entry(kind.without(fact)).or_insert(pair) == pair);
        if same {
            told = fewer.into_iter().map(|(kind, pair)| (kind, pair.clone())).collect();
        }
    }
    told.into_iter().collect()
}
