//! What must change so that the registry says what a list of records says.

use super::Registry;
use super::client::Client;
use super::record::{By, Change, Held, Record, RecordKey, Registered};
use crate::vocab::time::Timestamp;
use std::collections::HashSet;

/// What must change, and what is left alone.
#[derive(Debug, Default)]
pub struct Difference {
    /// The changes, in an order in which each rests on those before it.
    pub changes: Vec<Change>,
    /// Records that the list has otherwise, and that were last changed by the administration API:
    /// a list that undid that would bring back a key or an access that was taken away in haste.
    pub left: Vec<RecordKey>,
}

/// The difference between the registry and what the operator's records say.
///
/// What the registry has and the records lack is deactivated if the operator wrote it last: then it
/// stood in an earlier list. What others registered or changed since is theirs.
#[must_use]
pub fn difference(registry: &Registry, wanted: &[Registered], now: Timestamp) -> Difference {
    let keys: HashSet<_> = wanted.iter().map(|one| one.record.key()).collect();
    let Difference { mut changes, mut left } = Difference::default();
    for one in wanted {
        let Some(before) = registry.find(&one.record) else {
            changes.push(Change { before: None, after: Held { created: now, ..one.clone() } });
            continue;
        };
        let record = with_days_of(&before.record, &one.record);
        if before.active && before.record == record {
            continue;
        }
        if before.by != By::Operator {
            left.push(record.key());
            continue;
        }
        let (created, by) = (before.created, By::Operator);
        let after = Held { active: true, created, last_updated: now, by, record };
        changes.push(Change { before: Some(before), after });
    }
    let gone = registry.all().filter(|held| {
        held.active && held.by == By::Operator && !keys.contains(&held.record.key())
    });
    for before in gone {
        let after = Held { active: false, last_updated: now, ..before.clone() };
        changes.push(Change { before: Some(before), after });
    }
    Difference { changes, left }
}

/// The wanted record; a key that its client has already keeps its last day, or gets an earlier one:
/// read again and again, it would never grow old.
fn with_days_of(held: &Record, wanted: &Record) -> Record {
    let (Record::Client(held), Record::Client(wanted)) = (held, wanted) else {
        return wanted.clone();
    };
    let keys = wanted.keys.iter().map(|key| {
        let same = held.keys.iter().find(|one| one.same_key(key));
        same.map_or_else(|| key.clone(), |same| key.clone().until_at_most(same.valid_until()))
    });
    Record::Client(Client { keys: keys.collect(), ..wanted.clone() })
}
