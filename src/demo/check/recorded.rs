//! One entry for each person of a look-up of many, in the ledger before the answer left.

use super::super::examples::BULK_ROLES;
use super::super::run::Demonstration;
use crate::vocab::limits::Limit;

/// The newest entries about one person that are looked at.
const LOOKED_AT: Limit = Limit { name: "demo_entries_looked_at", most: 50 };

/// Holds the index that an answer named, of the first entry, against the entries about each person.
pub(super) fn check(running: &Demonstration, first: Option<u64>) -> Result<(), String> {
    let first = first.ok_or("the answer names no entry")?;
    let ledger = running.house().ledger();
    let mut found = Vec::new();
    for role in BULK_ROLES {
        let person = running.population.playing(role).ok_or("the cast is not complete")?;
        let about = ledger
            .about(person.number(), None, LOOKED_AT.most)
            .map_err(|error| error.to_string())?;
        let since = about.iter().map(|one| one.index.0).filter(|index| *index >= first);
        found.extend(since);
    }
    found.sort_unstable();
    let wanted: Vec<u64> = (first..).take(BULK_ROLES.len()).collect();
    if found == wanted { Ok(()) } else { Err("not one entry for each person".into()) }
}
