//! One entry held against new policies.

use crate::ledger::entry::{Asker, Reading, Refusal};
use crate::policy::{self, Ask, Condition, Membership, Permitted, PolicySet, Purpose};
use crate::registry::Registry;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::party::{GroupId, Organisation};
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
}

/// What an entry is held against.
pub(super) struct Judge<'a> {
    pub(super) new: &'a PolicySet,
    /// The registry as it was then.
    pub(super) registry: &'a Registry,
    pub(super) at: Timestamp,
}

/// The registry's groups, as policies ask for them.
struct Members<'r>(&'r Registry);

impl Membership for Members<'_> {
    fn has(&self, group: &GroupId, organisation: &Organisation) -> bool {
        self.0.group(group).is_some_and(|group| group.members.contains(organisation))
    }
}

impl std::fmt::Debug for Members<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Members(…)")
    }
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
        let rule = |purpose: &Purpose, path: &_| {
            let found = purpose.permits.iter().find(|permit: &&Permitted| permit.path == *path);
            found.cloned().filter(|permit| !always_forbidden(purpose, permit))
        };
        for path in &reading.fields {
            let Some(after) = rule(new, path) else {
                *changes.gone.entry(path.to_string()).or_default() += 1;
                continue;
            };
            let Some((old, was)) = before.and_then(|old| Some((old, rule(old, path)?))) else {
                continue;
            };
            if was.form != after.form {
                let key = (path.to_string(), was.form.to_string(), after.form.to_string());
                *changes.otherwise.entry(key).or_default() += 1;
            }
            let conditions = conditions(old, &was);
            for one in
                { self::conditions(new, &after) }.iter().filter(|one| !conditions.contains(one))
            {
                let key = (path.to_string(), in_words(one));
                *changes.depends.entry(key).or_default() += 1;
            }
        }
        let Some(old) = before.filter(|_| !reading.narrowed) else { return };
        for permit in new.permits.iter().filter(|permit| rule(new, &permit.path).is_some()) {
            if rule(old, &permit.path).is_none() && !reading.fields.contains(&permit.path) {
                *changes.newly.entry(permit.path.to_string()).or_default() += 1;
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
            membership: &Members(self.registry),
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

/// Whether a forbid without a condition takes the field away.
fn always_forbidden(purpose: &Purpose, permit: &Permitted) -> bool {
    let mut forbids = purpose.forbids.iter().filter(|forbid| forbid.condition.is_none());
    forbids.any(|forbid| forbid.path.as_ref().is_none_or(|path| path.covers(&permit.path)))
}

/// What must be so for a permitted field to come out.
fn conditions(purpose: &Purpose, permit: &Permitted) -> Vec<Condition> {
    let touching = purpose.forbids.iter().filter(|forbid| forbid.touches(&permit.path));
    let against = touching.filter_map(|forbid| forbid.condition.clone());
    let against = against.map(|it| Condition { holds: !it.holds, ..it });
    permit.condition.clone().into_iter().chain(against).collect()
}

fn in_words(condition: &Condition) -> String {
    let word = if condition.holds { "only when" } else { "not when" };
    format!("{word} {}", condition.fact)
}
