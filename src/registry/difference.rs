//! What must change so that the registry says what a list of records says.

use super::Registry;
use super::record::{By, Change, Held, Registered};
use crate::vocab::time::Timestamp;
use std::collections::HashSet;

/// The changes from the registry to what the operator's records say, in an order in which each rests
/// on those before it.
///
/// What the registry has and the records lack is deactivated if the operator wrote it last: then it
/// stood in an earlier list. What others registered or changed since is not the list's to remove.
#[must_use]
pub fn difference(registry: &Registry, wanted: &[Registered], now: Timestamp) -> Vec<Change> {
    let keys: HashSet<_> = wanted.iter().map(|one| one.record.key()).collect();
    let mut changes: Vec<Change> = Vec::new();
    for one in wanted {
        let before = registry.find(&one.record);
        let same = before.as_ref().is_some_and(|held| held.active && held.record == one.record);
        if same {
            continue;
        }
        let created = before.as_ref().map_or(now, |held| held.created);
        let after = Held { created, last_updated: now, ..one.clone() };
        changes.push(Change { before, after });
    }
    let gone = registry.all().filter(|held| {
        held.active && held.by == By::Operator && !keys.contains(&held.record.key())
    });
    for before in gone {
        let after = Held { active: false, last_updated: now, ..before.clone() };
        changes.push(Change { before: Some(before), after });
    }
    changes
}
