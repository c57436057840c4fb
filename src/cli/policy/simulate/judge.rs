//! One entry held against new policies.

use crate::ledger::entry::{Asker, Reading, Refusal};
use crate::policy::{self, Ask, Condition, Item, PolicySet, Purpose, Reached};
use crate::registry::Registry;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::field::FieldPath;
use crate::vocab::scope::{Scope, Scopes};
use crate::vocab::time::Timestamp;
use std::collections::BTreeMap;

/// Refusals whose cause stands in the entry, so that another answer can be told.
const TOLD: &[&str] = &[
    "consumer-not-named",
    "supplier-not-allowed",
    "policy-not-yet-valid",
    "policy-expired",
    "outside-hours",
];

/// What would be otherwise for one purpose and consumer; each with the number of readings.
#[derive(Default)]
pub(super) struct Changes {
    /// All that were made.
    pub(super) readings: u64,
    /// Those that would be refused, by code.
    pub(super) refusals: BTreeMap<String, u64>,
    /// Fields that came out and would not.
    pub(super) gone: BTreeMap<String, u64>,
    /// Fields that would be permitted and were not.
    pub(super) newly: BTreeMap<String, u64>,
    /// Fields that would come out in another form: before and after.
    pub(super) otherwise: BTreeMap<(String, String, String), u64>,
    /// Fields that came out and would under a new condition.
    pub(super) depends: BTreeMap<(String, String), u64>,
    /// What was refused and would not be, by code.
    pub(super) opened: BTreeMap<String, u64>,
    /// Readings of which the policies that decided can no longer be read: only what came out counts.
    pub(super) unreadable: u64,
}

impl Changes {
    /// How many would be refused.
    pub(super) fn refused(&self) -> u64 {
        self.refusals.values().sum()
    }

    /// Whether nothing would be otherwise.
    pub(super) fn is_none(&self) -> bool {
        self.refusals.is_empty()
            && self.gone.is_empty()
            && self.newly.is_empty()
            && self.otherwise.is_empty()
            && self.depends.is_empty()
            && self.opened.is_empty()
    }

    /// Counts in what would be otherwise about a field that came out and would.
    fn compare(&mut self, path: &FieldPath, before: &Reached, after: &Reached) {
        let (was, will_be) = (form(before), form(after));
        if was != will_be {
            *self.otherwise.entry((path.to_string(), was, will_be)).or_default() += 1;
        }
        let known: Vec<_> = conditions(path, before).collect();
        for new in conditions(path, after).filter(|new| !known.contains(new)) {
            let key = (new.0.to_string(), in_words(&new.1));
            *self.depends.entry(key).or_default() += 1;
        }
    }
}

/// What an entry is held against.
pub(super) struct Judge<'a> {
    pub(super) new: &'a PolicySet,
    /// The registry as it was then.
    pub(super) registry: &'a Registry,
    pub(super) at: Timestamp,
}

impl Judge<'_> {
    /// What would have become of a reading.
    pub(super) fn reading(
        &self,
        reading: &Reading,
        old: Option<&PolicySet>,
        changes: &mut Changes,
    ) {
        changes.readings += 1;
        let Reading { asker, service, purpose, scope, .. } = reading;
        if let Err(code) = self.decide(asker, service, purpose, scope) {
            *changes.refusals.entry(code.to_owned()).or_default() += 1;
            return;
        }
        let Some(new) = self.new.purpose(purpose) else { return };
        let before = old.and_then(|set| set.purpose(purpose)).map(|purpose| &**purpose);
        changes.unreadable += u64::from(before.is_none());
        let before = before.map(fields);
        let after = fields(new);
        for path in &reading.fields {
            let Some(after) = of(&after, path) else {
                *changes.gone.entry(path.to_string()).or_default() += 1;
                continue;
            };
            if let Some(before) = before.as_deref().and_then(|before| of(before, path)) {
                changes.compare(path, before, after);
            }
        }
        let Some(before) = before.filter(|_| !reading.narrowed) else { return };
        for (path, _) in &after {
            if of(&before, path).is_none() && !reading.fields.contains(path) {
                *changes.newly.entry(path.to_string()).or_default() += 1;
            }
        }
    }

    /// The purpose of a refusal that would be none, as far as the entry tells why it was one.
    pub(super) fn opened<'r>(&self, refusal: &'r Refusal) -> Option<&'r PurposeId> {
        let (asker, service) = (refusal.asker.as_ref()?, refusal.service.as_ref()?);
        let purpose = refusal.purpose.as_ref().filter(|_| TOLD.contains(&&*refusal.reason))?;
        // The gateway had found the token to have the purpose's scope.
        let scope = &self.new.purpose(purpose)?.scope;
        self.decide(asker, service, purpose, scope).ok().map(|()| purpose)
    }

    /// Decides with what the entry says; the code of the refusal otherwise. What no entry says is taken
    /// as the policies want it.
    fn decide(
        &self,
        asker: &Asker,
        service: &ServiceId,
        purpose: &PurposeId,
        scope: &Scope,
    ) -> Result<(), &'static str> {
        let scopes = Scopes::parse(scope.as_str()).map_err(|_| "scope-without-purpose")?;
        let wanted = self.new.purpose(purpose).map(|purpose| &purpose.requires);
        let relation = wanted.and_then(|requires| requires.relations.first());
        let covers = wanted.map(|requires| requires.consent_covers.as_slice());
        let clock = self.at.wall_clock_in_norway();
        let ask = Ask {
            consumer: &asker.consumer,
            membership: self.registry,
            supplier: asker.supplier.as_ref(),
            scopes: &scopes,
            service,
            stated: Some(purpose.as_str()),
            case_reference: Some(""),
            relation: relation.map(String::as_str),
            has_end_user: true,
            token_person: true,
            consent: Some(covers.unwrap_or_default()),
            subjects: 0,
            today: self.at.day_in_norway(),
            clock,
        };
        match policy::decide(self.new, &ask) {
            Ok(_) => Ok(()),
            // The reference is sealed; only the hours are judged after it.
            Err(policy::Refused::CaseReferenceMismatch { .. }) => {
                let hours = wanted.and_then(|requires| requires.hours);
                let open = hours.is_none_or(|hours| hours.hold_at(clock));
                if open { Ok(()) } else { Err("outside-hours") }
            }
            Err(refused) => Err(refused.code()),
        }
    }
}

/// The fields that may come out.
fn fields(purpose: &Purpose) -> Vec<(FieldPath, Reached)> {
    let reached = policy::reach(purpose).into_iter().filter(|reached| !reached.never());
    let fields = reached.filter_map(|reached| match &reached.item {
        Item::Field(path) => Some((path.clone(), reached)),
        _ => None,
    });
    fields.collect()
}

/// This one of them.
fn of<'r>(fields: &'r [(FieldPath, Reached)], path: &FieldPath) -> Option<&'r Reached> {
    fields.iter().find(|(own, _)| own == path).map(|(_, reached)| reached)
}

/// The form, and what inside the field never comes out.
fn form(reached: &Reached) -> String {
    let always = reached.without.iter().filter(|(_, condition)| condition.is_none());
    always.fold(reached.form.to_string(), |form, (path, _)| format!("{form}, without {path}"))
}

/// What must be so for the field, or what stands inside it, to come out.
fn conditions<'r>(
    path: &'r FieldPath,
    reached: &'r Reached,
) -> impl Iterator<Item = (&'r FieldPath, Condition)> {
    let whole = reached.conditions.iter().map(move |one| (path, one.clone()));
    let inside = reached.without.iter().filter_map(|(path, condition)| {
        let Condition { fact, holds } = condition.clone()?;
        Some((path, Condition { fact, holds: !holds }))
    });
    whole.chain(inside)
}

fn in_words(condition: &Condition) -> String {
    let word = if condition.holds { "only when" } else { "not when" };
    format!("{word} {}", condition.fact)
}
